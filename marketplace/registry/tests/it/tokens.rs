//! Who gets which access token, and what the challenge says.

use crate::support::{Answer, Database, TestRegistry};
use base64::Engine;
use bodega_registry::Role;
use reqwest::Method;
use serde_json::Value;

/// What a token lists, without checking it.
fn listed(token: &str) -> Value {
    let body = token.split('.').nth(1).expect("three parts");
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(body).expect("base64");
    serde_json::from_slice::<Value>(&bytes).expect("JSON")["access"].clone()
}

fn actions(token: &str) -> Vec<String> {
    let access = listed(token);
    serde_json::from_value(access[0]["actions"].clone()).expect("actions")
}

crate::on_both! {
    async fn a_client_learns_where_to_get_a_token_and_gets_what_it_may(database) {
        let registry = TestRegistry::start(database).await;
        let acme = registry.publisher("acme").await;
        registry.publisher("other").await;

        let challenge = registry.get("/v2/", "").await;
        let wanted = format!("Bearer realm=\"{}/v2/token\",service=\"bodega-registry\"", registry.base);
        assert_eq!(challenge.header("www-authenticate"), wanted);
        challenge.oci_refused(401, "UNAUTHORIZED");
        let push = registry.send(Method::POST, "/v2/acme/points/blobs/uploads/", "").await;
        assert_eq!(push.header("www-authenticate"), format!("{wanted},scope=\"repository:acme/points:pull,push\""));
        push.oci_refused(401, "UNAUTHORIZED");

        let scope = "repository:acme/points:pull,push";
        let anonymous = registry.access("", &[scope]).await;
        assert_eq!(actions(&anonymous), ["pull"]);
        let own = registry.access(&acme.token, &[scope]).await;
        assert_eq!(actions(&own), ["pull", "push"]);
        assert_eq!(actions(&registry.access(&acme.token, &["repository:other/x:pull,push"]).await), ["pull"]);
        assert_eq!(actions(&registry.access(&registry.operator, &[scope]).await), ["pull"]);
        assert_eq!(actions(&registry.access(&acme.token, &["repository:components/acme/points:*"]).await), ["pull", "push", "delete"]);
        registry.get("/v2/", &own).await.status(200);
        registry.get("/v2/", &anonymous).await.status(200);

        // A token for one repository does not open another, and an anonymous one opens no push.
        registry.push_blob("acme/coupons", &own, b"x").await.oci_refused(401, "UNAUTHORIZED");
        registry.push_blob("other/x", &own, b"x").await.oci_refused(403, "DENIED");
        registry.push_blob("acme/points", &anonymous, b"x").await.oci_refused(401, "UNAUTHORIZED");
        registry.push_blob("acme/points", &own, b"x").await.status(201);
        registry.push_blob("acme/points", "not.a.token", b"x").await.oci_refused(401, "UNAUTHORIZED");
    }

    async fn secrets_are_revoked_and_expire(database) {
        let registry = TestRegistry::start(database).await;
        let acme = registry.publisher("acme").await;
        let role = Role::Publisher("acme".to_owned());
        let expired = registry.registry.issue_token(&role, "old", Some(1)).await.unwrap();
        registry.market("/publishers/acme/tokens", &expired.text).await.refused(401, "token.invalid");

        let listed = registry.market("/publishers/acme/tokens", &acme.token).await.ok();
        let ids: Vec<&str> = listed.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), 2);
        assert!(!listed.to_string().contains(&acme.token), "secrets are shown once");
        let other = registry.publisher("other").await;
        let path = format!("/v1/market/publishers/acme/tokens/{}", ids[1]);
        registry.send(Method::DELETE, &path, &other.token).await.refused(403, "token.forbidden");
        registry.send(Method::DELETE, &path, &acme.token).await.status(204);
        registry.market("/publishers/acme/tokens", &acme.token).await.refused(401, "token.invalid");
        registry.send(Method::DELETE, &path, &registry.operator).await.refused(404, "key.unknown");
    }

    async fn basic_credentials_name_their_owner(database) {
        let registry = TestRegistry::start(database).await;
        let acme = registry.publisher("acme").await;
        let login = async |user: &str, secret: &str| {
            let request = registry.client.get(format!("{}/v2/token", registry.base)).basic_auth(user, Some(secret));
            Answer::of(request.send().await.unwrap()).await
        };
        let answer = login("acme", &acme.token).await.ok();
        assert_eq!(answer["token"], answer["access_token"]);
        assert_eq!(answer["expires_in"], 300);
        login("other", &acme.token).await.oci_refused(401, "UNAUTHORIZED");
        login("acme", "bdr_wrong").await.oci_refused(401, "UNAUTHORIZED");
        login("acme", "").await.oci_refused(401, "UNAUTHORIZED");
    }
}

#[tokio::test]
async fn scopes_are_read_in_all_their_forms() {
    let registry = TestRegistry::start(Database::Sqlite).await;
    let acme = registry.publisher("acme").await;
    let both = registry
        .access(&acme.token, &["repository:acme/a:pull repository:acme/b:push", "registry:catalog:*"])
        .await;
    assert_eq!(listed(&both).as_array().unwrap().len(), 2);
    let bad = registry.client.get(format!("{}/v2/token?scope=repository:nothing", registry.base));
    Answer::of(bad.send().await.unwrap()).await.status(400);
    let many: Vec<String> = (0..20).map(|n| format!("repository:acme/r{n}:pull")).collect();
    let query: Vec<(&str, &str)> = many.iter().map(|scope| ("scope", scope.as_str())).collect();
    let many = registry.client.get(format!("{}/v2/token", registry.base)).query(&query);
    Answer::of(many.send().await.unwrap()).await.status(400);
}
