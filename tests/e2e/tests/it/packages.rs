//! The door for packages: whose are taken, from a stick and from the server's own marketplace.

use crate::both;
use bodega_package::{Package, SigningKey};
use bodega_testkit::{Database, Shop, TestServer, id, line, package_of};
use serde_json::{Value, json};
use std::sync::Arc;

both!(a_shop_takes_only_what_a_known_publisher_signed, an_older_version_comes_back_only_on_request,);

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

fn signed(version: &str, key: &SigningKey) -> Vec<u8> {
    let package = package_of("sampler", |manifest| manifest.replace("\"1.0.0\"", &format!("{version:?}")));
    let now_ms = 1_767_225_600_000;
    Package::read(&package).unwrap().sign(key, now_ms).unwrap().write().unwrap()
}

async fn a_shop_takes_only_what_a_known_publisher_signed(database: Database) {
    let shelf = tempfile::tempdir().unwrap();
    let known = key(1);
    std::fs::write(shelf.path().join("us.pub.pem"), known.verifying_key().to_pem().unwrap()).unwrap();
    std::fs::write(shelf.path().join("sampler.tar"), signed("1.0.0", &known)).unwrap();
    let server = TestServer::start_with(database, |config| {
        config.allow_unsigned = false;
        config.first_party = Some(shelf.path().to_owned());
    });
    let shop = Shop::open_on(Arc::new(server.await), "inclusive").await;

    let unsigned = package_of("sampler", |manifest| manifest);
    shop.publish(unsigned).await.refused(422, "package.signature");
    let stranger = shop.publish(signed("1.0.1", &key(2))).await.refused(422, "package.signature");
    assert!(stranger["detail"].as_str().unwrap().contains("no known key"), "{stranger:#}");
    // Bytes that were changed after they were signed, anywhere: never taken.
    let mut altered = signed("1.0.1", &known);
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    assert!(shop.publish(altered).await.status.is_client_error());
    // From a stick, by the known key.
    shop.publish(signed("1.0.1", &known)).await.ok();

    // From the marketplace that is in the server.
    let release =
        |version: &str| json!({ "publisher": "bodega-tests", "name": "sampler", "version": version });
    shop.post("/v1/packages/fetch", release("9.9.9")).await.refused(404, "package.not_released");
    let package = shop.post("/v1/packages/fetch", release("1.0.0")).await.ok()["digest"].clone();
    let consent = shop.consent(&package).await;
    let body = json!({ "package": package, "consent": consent, "settings": { "bp": 1000 } });
    shop.put(&format!("/v1/installations/{}", id()), body).await.ok();
    shop.product("tea", 1000, &[]).await;
    assert_eq!(shop.sell(&shop.basket(vec![line("tea", "1")])).await["total_minor"], 900);
    // And an OCI client finds it there, with a token that anybody gets for what is public.
    let (client, base) = (reqwest::Client::new(), &shop.server.base);
    let token = format!("{base}/v2/token?service=bodega-registry&scope=repository:bodega-tests/sampler:pull");
    let token = client.get(token).send().await.unwrap().json::<Value>().await.unwrap();
    let tags = client.get(format!("{base}/v2/bodega-tests/sampler/tags/list"));
    let tags = tags.bearer_auth(token["token"].as_str().expect("a token")).send().await.unwrap();
    assert_eq!(tags.json::<Value>().await.unwrap()["tags"], json!(["1.0.0"]));
}

async fn an_older_version_comes_back_only_on_request(database: Database) {
    let shop = Shop::open(database).await;
    let installation = shop.install("sampler", json!({})).await;
    let path = format!("/v1/installations/{installation}");
    let release = |version: &str| package_of("sampler", |m| m.replace("\"1.0.0\"", &format!("{version:?}")));
    let old = shop.publish(release("0.9.0")).await.ok()["digest"].clone();
    shop.put(&path, json!({ "package": old })).await.refused(409, "installation.downgrade");
    shop.put(&path, json!({ "package": old, "downgrade": true })).await.ok();
    assert_eq!(shop.get(&path).await.ok()["version"], "0.9.0");
}
