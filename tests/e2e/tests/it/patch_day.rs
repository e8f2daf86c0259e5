//! A node on which nothing is compiled, as after an upgrade of wasmtime: it sells at once and compiles behind its tills' backs.

use crate::both;
use bodega_app::plugins::{compile_installed, not_compiled};
use bodega_testkit::{Database, Shop, TestServer, line};
use serde_json::json;

both!(a_node_that_has_nothing_compiled_sells_at_once,);

async fn a_node_that_has_nothing_compiled_sells_at_once(database: Database) {
    let mut shop = Shop::open(database).await;
    shop.product("tea", 1000, &[]).await;
    shop.install("sampler", json!({ "bp": 1000 })).await;
    assert_eq!(shop.sell(&shop.basket(vec![line("tea", "1")])).await["total_minor"], 900);

    // Another node over the same database, whose folder holds what an older engine compiled.
    let url = shop.server.config.database_url.clone();
    let key_file = shop.server.config.key_file.clone();
    let node = TestServer::start_with(database, |config| {
        config.database_url = url;
        config.key_file = key_file;
        let old = config.data_dir.join("components/wasmtime-1.0.0-0000000000000000");
        std::fs::create_dir_all(&old).unwrap();
        std::fs::write(old.join("some.cwasm"), b"machine code of long ago").unwrap();
    });
    let node = node.await;
    shop.base = node.base.clone();
    assert_eq!(not_compiled(&node.app).await.unwrap().len(), 1);
    let foreign = node.app.plugins.foreign_artefacts().unwrap();
    assert_eq!((foreign[0].engine.as_str(), foreign[0].components), ("wasmtime-1.0.0-0000000000000000", 1));

    let quote = shop.quote(&shop.basket(vec![line("tea", "1")])).await;
    assert_eq!(
        (&quote["total_minor"], &quote["skipped"][0]["code"]),
        (&json!(1000), &json!("plugin.not_loaded"))
    );
    compile_installed(node.app.clone()).await;
    assert_eq!(shop.sell(&shop.basket(vec![line("tea", "1")])).await["total_minor"], 900);
    assert!(not_compiled(&node.app).await.unwrap().is_empty());
    assert!(node.app.plugins.foreign_artefacts().unwrap().is_empty());
}
