use super::*;
use std::collections::BTreeSet;

const NOW: i64 = 1_800_000_000_000;

fn unit(n: u128) -> OrgUnitId {
    OrgUnitId(uuid_of(n))
}

fn uuid_of(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

fn name(text: &str) -> PermissionName {
    PermissionName::parse(text).unwrap()
}

fn grant(role: &str, at: Option<u128>) -> Grant {
    let may = Arc::new(BuiltIn::find(role).unwrap().permissions());
    Grant { role: role.into(), may, at: at.map(unit), until_ms: None }
}

/// Head office 1 over region 2 over stores 3 and 4; region 5.
fn lineage(n: u128) -> Vec<OrgUnitId> {
    match n {
        1 => vec![unit(1)],
        2 | 5 => vec![unit(n), unit(1)],
        n => vec![unit(n), unit(2), unit(1)],
    }
}

#[test]
fn a_role_reaches_down_and_not_up_or_aside() {
    let grants = Grants(vec![grant("region-manager", Some(2))]);
    let void = name("sale.void");
    for (place, expected) in [(2, true), (3, true), (4, true), (1, false), (5, false)] {
        assert_eq!(grants.decide(&void, &lineage(place), NOW).is_allowed(), expected, "{place}");
    }
    assert_eq!(grants.decide(&void, &lineage(5), NOW), Decision::Elsewhere(vec![unit(2)]));
    assert_eq!(grants.decide(&name("role.manage"), &lineage(3), NOW), Decision::NoRole);
    assert!(!grants.decide(&void, &[], NOW).is_allowed(), "what belongs to no unit is the whole company's");
}

#[test]
fn several_roles_add_up_and_an_ended_one_says_so() {
    let mut manager = grant("store-manager", Some(3));
    manager.until_ms = Some(NOW);
    let grants = Grants(vec![grant("cashier", Some(4)), manager, grant("auditor", None)]);
    assert_eq!(grants.decide(&name("sale.void"), &lineage(3), NOW), Decision::Over(NOW));
    assert!(grants.decide(&name("sale.void"), &lineage(3), NOW - 1).is_allowed());
    assert!(grants.decide(&name("sale.create"), &lineage(4), NOW).is_allowed());
    assert_eq!(grants.decide(&name("sale.create"), &lineage(5), NOW), Decision::Elsewhere(vec![unit(4)]));
    assert!(grants.decide(&name("sale.read"), &[], NOW).is_allowed());
}

#[test]
fn lists_are_filtered_by_the_nodes_that_count() {
    let grants =
        Grants(vec![grant("cashier", Some(4)), grant("store-manager", Some(3)), grant("cashier", Some(4))]);
    assert_eq!(grants.reach(&name("sale.read"), NOW), Reach::Below(vec![unit(4), unit(3)]));
    assert_eq!(grants.reach(&name("stock.write"), NOW), Reach::Below(vec![unit(3)]));
    assert_eq!(grants.reach(&name("audit.read"), NOW), Reach::Below(Vec::new()));
    assert_eq!(Grants(vec![grant("owner", None)]).reach(&name("audit.read"), NOW), Reach::Everywhere);
}

#[test]
fn nobody_gives_what_they_do_not_hold_there() {
    let manager = Grants(vec![grant("store-manager", Some(3))]);
    let of = |role: &str| BuiltIn::find(role).unwrap().permissions();
    assert!(manager.may_give(&of("cashier"), &lineage(3), NOW));
    assert!(!manager.may_give(&of("cashier"), &lineage(4), NOW));
    assert!(!manager.may_give(&of("owner"), &lineage(3), NOW));
    assert!(!manager.may_give(&of("accountant"), &lineage(3), NOW));
    let owner = Grants(vec![grant("owner", None)]);
    assert!(BUILT_IN.iter().all(|role| owner.may_give(&role.permissions(), &[], NOW)));
    let coupons = PermissionSet::of(["plugin:queue.*"]).unwrap();
    assert!(owner.may_give(&coupons, &lineage(3), NOW) && !manager.may_give(&coupons, &lineage(3), NOW));
}

#[test]
fn plugins_have_permissions_of_their_own() {
    let clerk = PermissionSet::of(["plugin:queue.ticket.approve", "sale.read"]).unwrap();
    assert!(clerk.has(&name("plugin:queue.ticket.approve")));
    assert!(!clerk.has(&name("plugin:queue.ticket.close")) && !clerk.has(&name("plugin:locker.open")));
    let all = PermissionSet::of(["plugin:queue.*"]).unwrap();
    assert!(all.has(&name("plugin:queue.ticket.close")));
    assert!(!all.has(&name("plugin:queue-plus.ticket.close")) && !all.has(&name("plugin.use")));
}

#[test]
fn what_is_no_permission_is_refused() {
    for bad in [
        "",
        "sale",
        "sale.fly",
        "sale.",
        "plugin:",
        "plugin:x",
        "plugin:X.y",
        "plugin:x.",
        "plugin:x..y",
        "*.read",
    ] {
        assert!(PermissionName::parse(bad).is_err(), "{bad}");
        assert!(PermissionSet::of([bad]).is_err(), "{bad}");
    }
    for bad in ["sales.*", "plugin:*", "**", "sale.v*"] {
        assert!(PermissionSet::of([bad]).is_err(), "{bad}");
    }
    assert!(PermissionName::parse("sale.*").is_err() && PermissionSet::of(["sale.*", "*"]).is_ok());
}

#[test]
fn built_in_roles_name_permissions_that_exist() {
    for role in BUILT_IN {
        assert!(PermissionSet::of(role.may.iter().copied()).is_ok(), "{}", role.name);
        assert!(!role.zh.is_empty() && !role.en.is_empty());
    }
    let names: BTreeSet<&str> = PERMISSIONS.iter().map(|permission| permission.name).collect();
    assert_eq!(names.len(), PERMISSIONS.len());
}
