//! The screens, served beside the API.

use crate::process::{bodega, serve};
use bodega_testkit::{Database, TestDatabase};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

#[tokio::test]
async fn screens_come_from_the_origin_of_the_api_and_run_nothing_foreign() {
    let database = TestDatabase::create(Database::Sqlite);
    let folder = tempfile::tempdir().expect("a folder");
    let pos = folder.path().join("pos");
    std::fs::create_dir_all(pos.join("assets")).expect("a folder");
    std::fs::write(pos.join("index.html"), "<!doctype html><title>till</title>").expect("a page");
    std::fs::write(pos.join("assets/app.js"), "1").expect("a script");
    let mut command = bodega(&database);
    command.env("BODEGA_CONSOLE", folder.path());
    let (mut child, base) = serve(command);
    let client = Client::builder().redirect(Policy::none()).build().expect("a client");
    let get = async |path: &str| client.get(format!("{base}{path}")).send().await.expect("an answer");
    let header = |answer: &Response, name: &str| {
        answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };

    let root = get("/").await;
    assert_eq!((root.status().as_u16(), header(&root, "location").as_str()), (307, "/pos/"));
    for page in ["/pos/", "/pos/sell", "/pos/sales/7"] {
        let answer = get(page).await;
        assert_eq!(answer.status().as_u16(), 200, "{page}");
        assert!(header(&answer, "content-security-policy").contains("script-src 'self'"), "{page}");
        assert!(answer.text().await.expect("a page").contains("till"), "{page}");
    }
    let script = get("/pos/assets/app.js").await;
    assert!(header(&script, "content-type").contains("javascript"));
    assert_eq!(header(&script, "cache-control"), "no-cache");
    let secret = get("/pos/../bodega.db").await;
    assert!(!secret.text().await.expect("text").contains("SQLite"));
    let api = get("/v1/me").await;
    assert_eq!(api.status().as_u16(), 401);
    assert!(header(&api, "content-security-policy").contains("default-src 'none'"));
    assert_eq!(header(&api, "x-content-type-options"), "nosniff");
    assert_eq!(get("/nowhere").await.status().as_u16(), 404);
    child.kill().expect("it was there");
    child.wait().expect("it ended");

    let empty = tempfile::tempdir().expect("a folder");
    let output =
        bodega(&database).env("BODEGA_CONSOLE", empty.path()).arg("serve").output().expect("it ends");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("build the screens first"));
}
