//! Exports: documents that people and schedules ask plugins for.

use crate::both;
use bodega_testkit::{Database, Shop, id};
use serde_json::{Value, json};
use std::io::Read;

both!(
    a_person_asks_and_fetches_the_file,
    documents_are_made_by_the_host,
    why_there_is_no_file_is_told,
    a_schedule_asks_too,
    files_are_bounded_and_go,
);

const DAY: i64 = 24 * 60 * 60 * 1000;

async fn shop_with_sampler(database: Database) -> Shop {
    let shop = Shop::open(database).await;
    shop.install("sampler", json!({})).await;
    shop
}

async fn ask(shop: &Shop, name: &str, parameters: Value) -> String {
    let path = format!("/v1/plugins/sampler/exports/{name}");
    let asked = shop.post(&path, json!({ "parameters": parameters })).await;
    assert_eq!(asked.status.as_u16(), 202, "{:#}", asked.body);
    assert_eq!(asked.body["state"], "queued");
    asked.body["id"].as_str().unwrap().to_owned()
}

async fn export(shop: &Shop, id: &str) -> Value {
    shop.get(&format!("/v1/exports/{id}")).await.ok()
}

/// The file with its headers.
async fn file(shop: &Shop, id: &str) -> (reqwest::header::HeaderMap, Vec<u8>) {
    let url = format!("{}/v1/exports/{id}/file", shop.server.base);
    let answer = reqwest::Client::new().get(url).bearer_auth(&shop.token).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    (answer.headers().clone(), answer.bytes().await.unwrap().to_vec())
}

async fn a_person_asks_and_fetches_the_file(database: Database) {
    let shop = shop_with_sampler(database).await;
    let asked = ask(&shop, "notes", json!({})).await;
    shop.get(&format!("/v1/exports/{asked}/file")).await.refused(409, "export.not_done");
    shop.server.drain().await;
    let done = export(&shop, &asked).await;
    assert_eq!(
        (&done["state"], &done["attempts"], &done["name"]),
        (&json!("done"), &json!(1), &json!("notes"))
    );
    let (headers, bytes) = file(&shop, &asked).await;
    assert_eq!(String::from_utf8(bytes).unwrap(), "备注,42 en\n");
    assert_eq!(headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(headers["content-disposition"], "attachment; filename*=UTF-8''notes.csv");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    // The other effects of the invocation came with it, once.
    let note = shop.get("/v1/plugins/sampler/collections/notes/documents/export%2Fnotes").await.ok();
    assert_eq!(note["version"], 1);
    shop.server.drain().await;
    assert_eq!(shop.get("/v1/exports").await.ok()["items"].as_array().unwrap().len(), 1);

    // The plugin reads its own files back; those of the same plugin elsewhere are not its own.
    let files = shop.get("/v1/plugins/sampler/http/files").await.ok();
    let names: Vec<&str> =
        files.as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"notes.csv") && names.contains(&"aside.txt") && names.len() == 2, "{files:#}");
    let notes = files.as_array().unwrap().iter().find(|file| file["name"] == "notes.csv").unwrap();
    assert_eq!(
        notes,
        &json!({ "name": "notes.csv", "size": 13, "start": "备注", "behind": 0, "same": true })
    );
    let other = Shop::open_on(shop.server.clone(), "inclusive").await;
    other.install("sampler", json!({})).await;
    assert_eq!(other.get("/v1/plugins/sampler/http/files").await.ok(), json!([]));
    other.get(&format!("/v1/exports/{asked}")).await.refused(404, "export.unknown");
    other.get(&format!("/v1/exports/{asked}/file")).await.refused(404, "export.unknown");
}

async fn documents_are_made_by_the_host(database: Database) {
    let shop = shop_with_sampler(database).await;
    let book = ask(&shop, "statement", json!({ "format": "xlsx" })).await;
    let pages = ask(&shop, "statement", json!({ "format": "pdf" })).await;
    shop.server.drain().await;
    let (headers, bytes) = file(&shop, &book).await;
    assert!(headers["content-type"].to_str().unwrap().ends_with("spreadsheetml.sheet"));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut sheet = String::new();
    archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
    for amount in ["<v>12345.1</v>", "<v>-0.1</v>", "<v>12345</v>"] {
        assert!(sheet.contains(amount), "{amount}: {sheet}");
    }
    let (headers, bytes) = file(&shop, &pages).await;
    assert_eq!(headers["content-type"], "application/pdf");
    assert_eq!(
        headers["content-disposition"],
        "attachment; filename*=UTF-8''%E5%AF%B9%E8%B4%A6%E5%8D%95.pdf"
    );
    assert!(bytes.starts_with(b"%PDF-"));
}

async fn why_there_is_no_file_is_told(database: Database) {
    let shop = shop_with_sampler(database).await;
    let path = "/v1/plugins/sampler/exports/notes";
    let wrong = shop.post(path, json!({ "parameters": { "way": 1 } })).await;
    assert_eq!(wrong.refused(422, "export.parameters")["pointer"], "/parameters/way");
    shop.post("/v1/plugins/sampler/exports/none", json!({})).await.refused(404, "export.unknown");
    shop.get(&format!("/v1/exports/{}", id())).await.refused(404, "export.unknown");

    for (way, words) in [
        ("no", "there is nothing to export"),
        ("none", "the export names a file that was not begun"),
        ("path", "is no file name"),
        ("kind", "is no media type"),
    ] {
        let asked = ask(&shop, "notes", json!({ "way": way })).await;
        shop.server.drain().await;
        let failed = export(&shop, &asked).await;
        assert_eq!(
            (&failed["state"], &failed["attempts"]),
            (&json!("failed"), &json!(1)),
            "{way}: {failed:#}"
        );
        assert!(failed["error"].as_str().unwrap().contains(words), "{way}: {failed:#}");
        shop.get(&format!("/v1/exports/{asked}/file")).await.refused(409, "export.not_done");
    }
    let later = ask(&shop, "notes", json!({ "way": "later" })).await;
    shop.server.drain().await;
    let waiting = export(&shop, &later).await;
    assert_eq!((&waiting["state"], &waiting["error"]), (&json!("queued"), &json!("the books are open")));
    shop.server.clock.advance(60_000);
    shop.server.drain().await;
    assert_eq!(export(&shop, &later).await["state"], "done");
}

async fn a_schedule_asks_too(database: Database) {
    let shop = shop_with_sampler(database).await;
    shop.server.clock.advance(DAY);
    shop.server.drain().await;
    let made = shop.get("/v1/exports").await.ok();
    let made = made["items"].as_array().unwrap();
    assert_eq!(made.len(), 1, "{made:#?}");
    assert_eq!((&made[0]["asked_by"], &made[0]["state"]), (&json!("schedule"), &json!("done")));
    let (_, bytes) = file(&shop, made[0]["id"].as_str().unwrap()).await;
    assert_eq!(String::from_utf8(bytes).unwrap(), "备注,8 zh-CN\n");
}

async fn files_are_bounded_and_go(database: Database) {
    let shop = shop_with_sampler(database).await;
    // Trapped each time; the breaker opens, and the person is told in the end.
    let huge = ask(&shop, "notes", json!({ "way": "huge" })).await;
    let kept = ask(&shop, "notes", json!({})).await;
    shop.server.drain().await;
    assert_eq!(export(&shop, &kept).await["state"], "done");
    for _ in 0..10 {
        shop.server.clock.advance(60 * 60 * 1000);
        shop.server.drain().await;
    }
    let failed = export(&shop, &huge).await;
    assert_eq!(failed["state"], "failed", "{failed:#}");
    assert!(failed["error"].as_str().unwrap().contains("16777216 bytes"), "{failed:#}");

    shop.server.clock.advance(91 * DAY);
    shop.get(&format!("/v1/exports/{kept}/file")).await.refused(404, "file.gone");
    assert_eq!(shop.get("/v1/plugins/sampler/http/files").await.ok(), json!([]));
}
