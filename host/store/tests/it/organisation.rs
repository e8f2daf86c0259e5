//! Tenants, organisation, tokens, members.

use crate::support::{Shop, on_both};
use bodega_domain::ids::{MemberId, OrgUnitId, TenantId, TerminalId, TokenId};
use bodega_domain::org::Reach;
use bodega_store::PageRequest;
use bodega_store::members::{Member, MemberStatus, Person, PutMemberError, TagAction, TagChange};
use bodega_store::org::{OrgUnit, OrgUnitKind, PutOrgUnitError, PutTerminalError, Terminal};
use bodega_store::tenants::{PutTenantError, Tenant};
use bodega_store::tokens::ApiToken;
use uuid::Uuid;

on_both! {
    async fn migrating_twice_and_from_two_nodes_changes_nothing(db) {
        let other = db.another().await;
        let (first, second) = tokio::join!(db.store.migrate(), other.migrate());
        first.unwrap();
        second.unwrap();
        db.store.ping().await.unwrap();
    }
}

on_both! {
    async fn tenants_are_found_by_code_and_codes_are_unique(db) {
        let tenant = |code: &str| Tenant {
            id: TenantId(Uuid::now_v7()),
            code: code.to_owned(),
            name: code.to_uppercase(),
            created_at_ms: 1,
        };
        let (a, b) = (tenant("a"), tenant("b"));
        db.store.put_tenant(&a).await.unwrap();
        db.store.put_tenant(&b).await.unwrap();
        db.store.put_tenant(&b).await.unwrap();
        let again = db.store.put_tenant(&Tenant { id: TenantId(Uuid::now_v7()), ..a.clone() }).await;
        assert!(matches!(again, Err(PutTenantError::CodeTaken { .. })), "{again:?}");
        assert_eq!(db.store.find_tenant("a").await.unwrap(), Some(a.clone()));
        assert_eq!(db.store.get_tenant(b.id).await.unwrap(), Some(b.clone()));
        let first = db.store.list_tenants(&PageRequest::first(1)).await.unwrap();
        assert_eq!(first.items, [a]);
        let next = db.store.list_tenants(&PageRequest { after: first.next, limit: 1 }).await.unwrap();
        assert_eq!((next.items, next.next), (vec![b], None));
    }
}

on_both! {
    async fn the_org_tree_keeps_its_paths_when_units_move(db) {
        let shop = Shop::open(&db.store).await;
        let region = |code: &str| OrgUnit {
            id: OrgUnitId(Uuid::now_v7()),
            kind: OrgUnitKind::Region,
            code: code.to_owned(),
            ..shop.org_unit()
        };
        let (north, south) = (region("north"), region("south"));
        for unit in [&north, &south, &OrgUnit { parent: Some(north.id), ..shop.org_unit() }] {
            db.store.put_org_unit(shop.tenant, unit).await.unwrap();
        }
        let context = db.store.store_context(shop.tenant, shop.store).await.unwrap().unwrap();
        assert_eq!(context.org_unit.lineage(), [shop.store, north.id]);
        assert_eq!(context.legal_entity, shop.legal_entity());

        let before = db.store.catalog_version(shop.tenant).await.unwrap();
        db.store.put_org_unit(shop.tenant, &OrgUnit { parent: Some(south.id), ..north.clone() }).await.unwrap();
        let unit = db.store.get_org_unit(shop.tenant, shop.store).await.unwrap().unwrap();
        assert_eq!(unit.lineage(), [shop.store, north.id, south.id]);
        assert!(db.store.catalog_version(shop.tenant).await.unwrap() > before, "cached contexts are stale");
        assert_eq!(db.store.list_org_units(shop.tenant, Some(north.id), &Reach::Everywhere).await.unwrap().len(), 2);
        assert_eq!(db.store.list_org_units(shop.tenant, None, &Reach::Everywhere).await.unwrap().len(), 3);

        let cycle = db.store.put_org_unit(shop.tenant, &OrgUnit { parent: Some(shop.store), ..south.clone() }).await;
        assert!(matches!(cycle, Err(PutOrgUnitError::Cycle)), "{cycle:?}");
        let taken = db.store.put_org_unit(shop.tenant, &region("north")).await;
        assert!(matches!(taken, Err(PutOrgUnitError::CodeTaken { .. })), "{taken:?}");
        let orphan = OrgUnit { parent: Some(OrgUnitId(Uuid::now_v7())), ..region("east") };
        let orphan = db.store.put_org_unit(shop.tenant, &orphan).await;
        assert!(matches!(orphan, Err(PutOrgUnitError::UnknownReference)), "{orphan:?}");
    }
}

on_both! {
    async fn terminals_belong_to_a_store_and_tokens_are_found_by_their_hash(db) {
        let shop = Shop::open(&db.store).await;
        let till = Terminal { id: shop.terminal, store: shop.store, code: "1".to_owned(), name: "Till".to_owned() };
        db.store.put_terminal(shop.tenant, &till).await.unwrap();
        assert_eq!(db.store.list_terminals(shop.tenant, Some(shop.store), &Reach::Everywhere).await.unwrap(), std::slice::from_ref(&till));
        let twin = Terminal { id: TerminalId(Uuid::now_v7()), ..till.clone() };
        assert!(matches!(
            db.store.put_terminal(shop.tenant, &twin).await,
            Err(PutTerminalError::CodeTaken { .. })
        ));
        let lost = Terminal { store: OrgUnitId(Uuid::now_v7()), code: "2".to_owned(), ..twin };
        assert!(matches!(db.store.put_terminal(shop.tenant, &lost).await, Err(PutTerminalError::UnknownStore)));

        let token = ApiToken {
            id: TokenId(Uuid::now_v7()),
            tenant: shop.tenant,
            name: "till".to_owned(),
            secret_sha256: [7; 32],
            created_at_ms: 5,
            expires_at_ms: None,
            revoked_at_ms: None,
            last_used_at_ms: None,
        };
        db.store.create_token(&token, &[]).await.unwrap();
        assert_eq!(db.store.find_token(&[7; 32]).await.unwrap(), Some(token.clone()));
        assert_eq!(db.store.find_token(&[8; 32]).await.unwrap(), None);
        db.store.touch_token(shop.tenant, token.id, 100_000).await.unwrap();
        db.store.touch_token(shop.tenant, token.id, 100_001).await.unwrap();
        assert!(db.store.revoke_token(shop.tenant, token.id, 9).await.unwrap());
        assert!(!db.store.revoke_token(shop.tenant, TokenId(Uuid::nil()), 9).await.unwrap());
        let stored = db.store.list_tokens(shop.tenant).await.unwrap().remove(0);
        assert_eq!((stored.last_used_at_ms, stored.revoked_at_ms), (Some(100_000), Some(9)));
    }
}

on_both! {
    async fn an_erased_member_leaves_only_an_id(db) {
        let shop = Shop::open(&db.store).await;
        let member = Member {
            id: MemberId(Uuid::now_v7()),
            code: "6001".to_owned(),
            status: MemberStatus::Active,
            created_at_ms: 1,
        };
        let person = Person { name: Some("Li".to_owned()), phone: Some("138".to_owned()), ..Person::default() };
        db.store.put_member(shop.tenant, &member, Some(&person)).await.unwrap();
        let twin = Member { id: MemberId(Uuid::now_v7()), ..member.clone() };
        assert!(matches!(db.store.put_member(shop.tenant, &twin, None).await, Err(PutMemberError::CodeTaken)));
        assert_eq!(db.store.find_member(shop.tenant, "6001").await.unwrap(), Some(member.clone()));
        assert_eq!(db.store.get_person(shop.tenant, member.id).await.unwrap(), Some(person));

        let change = |tag: &str, action| TagChange { member: member.id, tag: tag.to_owned(), action };
        let changes = [
            change("loyalty:gold", TagAction::Add),
            change("loyalty:gold", TagAction::Add),
            change("a:b", TagAction::Add),
            change("a:b", TagAction::Remove),
        ];
        db.store.change_member_tags(shop.tenant, &changes).await.unwrap();
        db.store.change_member_tags(shop.tenant, &changes[..1]).await.unwrap();
        assert_eq!(db.store.member_tags(shop.tenant, member.id).await.unwrap(), ["loyalty:gold"]);

        assert!(db.store.erase_member(shop.tenant, member.id, 7).await.unwrap());
        assert_eq!(db.store.get_person(shop.tenant, member.id).await.unwrap(), None);
        assert!(db.store.member_tags(shop.tenant, member.id).await.unwrap().is_empty());
        assert_eq!(db.store.find_member(shop.tenant, "6001").await.unwrap(), None);
        let left = db.store.get_member(shop.tenant, member.id).await.unwrap().unwrap();
        assert_eq!(left.status, MemberStatus::Erased);
        assert_eq!(db.store.list_members(shop.tenant, &PageRequest::default()).await.unwrap().items.len(), 1);
    }
}
