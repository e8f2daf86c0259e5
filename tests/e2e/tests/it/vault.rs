//! Personal data: the key that opens it, what is shown to whom, given out, taken away, and kept no longer than it may be.

use crate::both;
use crate::events::assert_fits_its_schema;
use crate::sales::tea_shop;
use bodega_app::retention::keep_to;
use bodega_server::{keys, open};
use bodega_testkit::{Database, Shop, id, line};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;

both!(
    a_server_without_its_key_does_not_start_and_makes_no_other,
    a_new_master_key_is_found_by_a_server_that_runs,
    a_member_gets_all_that_is_held_of_it_and_then_none_is,
    personal_data_is_kept_as_long_as_the_merchant_says,
);

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

async fn named(shop: &Shop, name: &str, phone: &str) -> String {
    let member = id();
    let person = json!({ "name": name, "phone": phone });
    let put = json!({ "code": format!("M{member}"), "person": person });
    shop.put(&format!("/v1/members/{member}"), put).await.ok();
    member
}

async fn a_server_without_its_key_does_not_start_and_makes_no_other(database: Database) {
    let shop = Shop::open(database).await;
    named(&shop, "钱七", "13711112222").await;
    let config = &shop.server.config;
    let file = &config.key_file;
    let key = std::fs::read(file).unwrap();
    assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    let refused = async || format!("{:#}", open(config).await.err().expect("it does not start"));

    let aside = file.with_extension("aside");
    std::fs::rename(file, &aside).unwrap();
    let why = refused().await;
    assert!(why.contains("is missing") && why.contains("No new key was made"), "{why}");
    assert!(!file.exists(), "nothing takes its place");

    std::fs::write(file, "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=\n").unwrap();
    std::fs::set_permissions(file, PermissionsExt::from_mode(0o600)).unwrap();
    let why = refused().await;
    assert!(why.contains("the database stays locked") && why.contains("Nothing was changed"), "{why}");

    std::fs::rename(&aside, file).unwrap();
    std::fs::set_permissions(file, PermissionsExt::from_mode(0o644)).unwrap();
    let why = refused().await;
    assert!(why.contains("can be read by others"), "{why}");

    std::fs::set_permissions(file, PermissionsExt::from_mode(0o600)).unwrap();
    assert_eq!(std::fs::read(file).unwrap(), key);
    let opened = open(config).await.unwrap();
    assert_eq!(opened.store.check_keys().await.unwrap(), []);
    opened.store.close().await;
}

async fn a_new_master_key_is_found_by_a_server_that_runs(database: Database) {
    let shop = Shop::open(database).await;
    let member = named(&shop, "钱七", "13711112222").await;
    let config = &shop.server.config;
    // What `bodega keys rotate --master` does, in a process of its own.
    keys::add_key(&config.key_file).unwrap();
    let other = open(config).await.unwrap();
    let rotated = other.store.rotate_keys(1).await.unwrap();
    assert!(rotated.tenants > 0 && rotated.wrapped > 0, "{rotated:?}");
    let opened = other.store.get_person(
        other.store.find_tenant(&shop.tenant).await.unwrap().unwrap().id,
        member.parse().unwrap(),
    );
    assert_eq!(opened.await.unwrap().unwrap().name.as_deref(), Some("钱七"));
    let late = id();
    let put = json!({ "code": "late", "person": { "name": "孙八" } });
    let tenant = other.store.find_tenant(&shop.tenant).await.unwrap().unwrap().id;
    let who = bodega_app::members::PutMember {
        id: late.parse().unwrap(),
        code: "late".to_owned(),
        status: bodega_app::members::MemberStatus::Active,
        created_at_ms: None,
        person: Some(bodega_app::members::Person {
            name: put["person"]["name"].as_str().map(str::to_owned),
            ..Default::default()
        }),
    };
    bodega_app::members::put_member(&other.app, &bodega_app::OpContext::system(tenant), who).await.unwrap();
    // Sealed under a key that was wrapped by a key that this server has never seen.
    let person = shop.get(&format!("/v1/members/{late}/person")).await.ok();
    assert_eq!(person["name"], "孙八");
    let needed = other.store.wrapping_keys().await.unwrap();
    assert_eq!(keys::drop_keys(&config.key_file, &needed).unwrap(), 1);
    assert_eq!(keys::drop_keys(&config.key_file, &needed).unwrap(), 0);
    other.store.close().await;
    let again = open(config).await.unwrap();
    assert_eq!(again.store.check_keys().await.unwrap(), []);
    again.store.close().await;
}

async fn a_member_gets_all_that_is_held_of_it_and_then_none_is(database: Database) {
    let shop = tea_shop(database).await;
    let (ann, bob) = (named(&shop, "赵六", "13700001111").await, named(&shop, "周九", "13700002222").await);
    for member in [&ann, &bob] {
        let consent =
            json!({ "purpose": "marketing", "channel": "sms", "is_granted": true, "source": "till" });
        let contact = json!({ "consents": [consent], "addresses": { "wechat": format!("wx-{member}") } });
        shop.put(&format!("/v1/members/{member}/contact"), contact).await.ok();
        let mut basket = shop.basket(vec![line("cup", "1")]);
        basket["member"] = json!(member);
        shop.sell(&basket).await;
    }
    shop.server.drain().await;
    let held = shop.get(&format!("/v1/members/{ann}/export")).await.ok();
    assert_eq!(held["person"], json!({ "name": "赵六", "phone": "13700001111" }));
    assert_eq!(held["addresses"], json!({ "wechat": format!("wx-{ann}") }));
    assert_eq!(held["consents"][0]["source"], "till");
    assert!(held["consents"][0]["recorded_by"].as_str().unwrap().starts_with("token "), "{held:#}");
    assert_eq!(held["sales"].as_array().unwrap().len(), 1);
    assert!(
        held["accounts"][0]["account"].as_str().unwrap().starts_with(&format!("points/{ann}")),
        "{held:#}"
    );
    let collections: Vec<&Value> =
        held["documents"].as_array().unwrap().iter().map(|document| &document["collection"]).collect();
    assert!(collections.contains(&&json!("earnings")), "{held:#}");
    assert!(!held.to_string().contains(&bob), "nothing of others");
    assert_eq!(held["is_cut"], false);

    shop.delete(&format!("/v1/members/{ann}")).await.ok();
    let left = shop.get(&format!("/v1/members/{ann}/export")).await.ok();
    assert_eq!((&left["person"], &left["addresses"]), (&json!({}), &json!({})));
    assert_eq!((&left["consents"], &left["messages"]), (&json!([]), &json!([])));
    assert_eq!(left["documents"], json!([]), "{left:#}");
    assert_eq!(left["sales"].as_array().unwrap().len(), 1, "the sale stays, under the bare id");
    assert!(shop.get("/v1/members?phone=13700001111").await.ok()["items"].as_array().unwrap().is_empty());
    shop.delete(&format!("/v1/members/{ann}")).await.ok();
    shop.server.drain().await;
    let told = shop.events("member.erased.v1").await;
    assert_eq!(told.len(), 1, "however often it is asked for");
    assert_eq!(told[0]["payload"], json!({ "member": ann }));
    assert_fits_its_schema(&told[0]);
    shop.delete(&format!("/v1/members/{}", id())).await.refused(404, "member.unknown");

    let others = shop.get(&format!("/v1/members/{bob}/export")).await.ok();
    assert_eq!(others["person"]["name"], "周九");
    assert!(!others["documents"].as_array().unwrap().is_empty());
    let metrics = shop.get("/metrics").await.body;
    assert!(metrics.as_str().unwrap().contains("bodega_vault_refused_total 0"), "{metrics}");
}

async fn personal_data_is_kept_as_long_as_the_merchant_says(database: Database) {
    let shop = tea_shop(database).await;
    assert_eq!(
        shop.get("/v1/retention").await.ok(),
        json!({ "messages": 365, "recipients": 60, "inactive_members": null })
    );
    let (buyer, idle) =
        (named(&shop, "吴十", "13600001111").await, named(&shop, "郑一", "13600002222").await);
    shop.server.clock.advance(40 * DAY_MS);
    let mut basket = shop.basket(vec![line("cup", "1")]);
    basket["member"] = json!(buyer);
    let quote = shop.quote(&basket).await;
    let due = quote["total_minor"].as_i64().unwrap();
    let mut request = shop.sale_request(&basket, &quote, vec![bodega_testkit::cash(due)]);
    request["occurred_at_ms"] = json!(shop.server.app.now_ms());
    shop.put(&format!("/v1/sales/{}", id()), request).await.ok();
    let name =
        async |member: &str| shop.get(&format!("/v1/members/{member}/person")).await.ok()["name"].clone();

    keep_to(&shop.server.app).await.unwrap();
    assert_eq!(name(&idle).await, "郑一", "for ever, where nothing is said");
    let pointer = shop.put("/v1/retention", json!({ "inactive_members": 0 })).await;
    assert_eq!(pointer.refused(422, "field.out_of_range")["pointer"], "/inactive_members");
    shop.put("/v1/retention", json!({ "inactive_members": 30, "messages": 7 })).await.ok();
    keep_to(&shop.server.app).await.unwrap();
    assert_eq!(name(&idle).await, Value::Null);
    assert_eq!(shop.get(&format!("/v1/members/{idle}")).await.ok()["status"], "erased");
    assert_eq!(name(&buyer).await, "吴十", "who bought lately stays");
    assert_eq!(shop.get("/v1/retention").await.ok()["recipients"], 60, "back to the host's own");
}
