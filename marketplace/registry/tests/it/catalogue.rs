//! Finding packages, and what their pages show.

use crate::plugin::Plugin;
use crate::support::{Answer, Database, TestRegistry};
use reqwest::Method;
use serde_json::{Value, json};

fn names(list: &Value) -> Vec<&str> {
    list["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| item["name"].as_str().expect("a name"))
        .collect()
}

async fn market_of_three(database: Database) -> TestRegistry {
    let registry = TestRegistry::start(database).await;
    let acme = registry.publisher("acme").await;
    let other = registry.publisher("other").await;
    let points = Plugin { extra: "categories = [\"loyalty\"]", ..Plugin::default() };
    registry.release(&acme, &points.build(&acme)).await;
    let erp = Plugin {
        name: "kingdee",
        title: ("金蝶凭证", "Kingdee vouchers"),
        extra: "categories = [\"accounting\"]",
        ..Plugin::default()
    };
    registry.release(&acme, &erp.build(&acme)).await;
    let gifts = Plugin {
        name: "gifts",
        title: ("满减促销", "Gifts and 50%_off"),
        extra: "categories = [\"loyalty\"]",
        ..Plugin::default()
    };
    registry.release(&other, &gifts.build(&other)).await;
    registry
}

crate::on_both! {
    async fn packages_are_found_in_chinese_latin_and_pinyin(database) {
        let registry = market_of_three(database).await;
        let find = async |query: &str| {
            let request = registry.client.get(format!("{}/v1/market/packages", registry.base)).query(&[("q", query)]);
            let found = Answer::of(request.send().await.unwrap()).await.ok();
            names(&found).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        for query in ["会员", "积分", "员积", "POINT", "oint", "ｐｏｉｎｔｓ", "hyjf", "huiyuan", "会员 points"] {
            assert_eq!(find(query).await, ["points"], "{query}");
        }
        assert_eq!(find("金蝶").await, ["kingdee"]);
        assert_eq!(find("50%_").await, ["gifts"]);
        assert_eq!(find("促").await, ["gifts"]);
        assert_eq!(find("other").await, ["gifts"]);
        let mut all = find("消费").await;
        all.sort();
        assert_eq!(all, ["gifts", "kingdee", "points"]);
        for query in ["促会", "nothing", "!!", "会员 促销"] {
            assert!(find(query).await.is_empty(), "{query}");
        }
        assert_eq!(find("").await.len(), 3);
    }

    async fn lists_are_filtered_sorted_and_paged(database) {
        let registry = market_of_three(database).await;
        let list = async |query: &str| registry.market(&format!("/packages?{query}"), "").await.ok();
        let mut loyalty = names(&list("category=loyalty").await).into_iter().map(str::to_owned).collect::<Vec<_>>();
        loyalty.sort();
        assert_eq!(loyalty, ["gifts", "points"]);
        assert_eq!(names(&list("publisher=other").await), ["gifts"]);
        assert_eq!(names(&list("publisher=acme&category=loyalty").await), ["points"]);

        let host = registry.host("shanghai").await;
        for (package, tenants) in [("acme/kingdee", 2), ("other/gifts", 1)] {
            for tenant in 0..tenants {
                let path = format!("/packages/{package}/installations/t{tenant}");
                registry.call(Method::PUT, &path, &host, json!({ "version": "1.0.0", "stores": 3 })).await.ok();
            }
        }
        let stars = json!({ "rating": 5, "author": "店长" });
        registry.call(Method::PUT, "/packages/other/gifts/installations/t0/review", &host, stars).await.ok();
        for sort in ["installs", "relevance"] {
            assert_eq!(names(&list(&format!("sort={sort}")).await), ["kingdee", "gifts", "points"], "{sort}");
        }
        assert_eq!(names(&list("sort=rating").await)[0], "gifts");
        for sort in ["installs", "relevance", "rating", "newest"] {
            let mut seen = Vec::new();
            let mut after = String::new();
            loop {
                let page = list(&format!("q=消费&sort={sort}&limit=1{after}")).await;
                assert_eq!(names(&page).len(), 1);
                seen.extend(names(&page).into_iter().map(str::to_owned));
                match page["next"].as_str() {
                    Some(next) => after = format!("&after={next}"),
                    None => break,
                }
            }
            let whole = list(&format!("q=消费&sort={sort}")).await;
            assert_eq!(seen, names(&whole), "{sort}");
        }
        registry.market("/packages?after=zz", "").await.refused(400, "cursor.invalid");
        registry.market("/packages?sort=worst", "").await.refused(400, "request.invalid");
        registry.market("/packages?limit=x", "").await.refused(400, "request.invalid");
    }

    async fn private_packages_are_seen_by_their_publisher(database) {
        let registry = market_of_three(database).await;
        let acme = registry.registry.issue_token(&bodega_registry::Role::Publisher("acme".into()), "x", None).await.unwrap().text;
        let other = registry.registry.issue_token(&bodega_registry::Role::Publisher("other".into()), "x", None).await.unwrap().text;
        registry.call(Method::PATCH, "/packages/acme/points", &other, json!({ "is_public": false })).await.refused(403, "token.forbidden");
        registry.call(Method::PATCH, "/packages/acme/points", &acme, json!({ "is_public": false })).await.ok();
        for stranger in ["", &other] {
            registry.market("/packages/acme/points", stranger).await.refused(404, "package.unknown");
            registry.market("/packages/acme/points/versions/1.0.0", stranger).await.refused(404, "package.unknown");
            let found = registry.market("/packages?q=points", stranger).await.ok();
            assert!(names(&found).is_empty());
        }
        assert_eq!(names(&registry.market("/packages?q=points", &acme).await.ok()), ["points"]);
        let scope = "repository:acme/points:pull";
        registry.get("/v2/acme/points/manifests/1.0.0", "").await.oci_refused(401, "UNAUTHORIZED");
        let access = registry.access(&other, &[scope]).await;
        registry.get("/v2/acme/points/manifests/1.0.0", &access).await.oci_refused(404, "NAME_UNKNOWN");
        let access = registry.access(&acme, &[scope]).await;
        registry.get("/v2/acme/points/manifests/1.0.0", &access).await.status(200);
        // A stranger cannot mount a blob of it either.
        let access = registry.access(&other, &["repository:other/gifts:pull,push", scope]).await;
        let manifest = registry.registry.issue_token(&bodega_registry::Role::Operator, "x", None).await.unwrap().text;
        let digest = registry.market("/packages/acme/points/versions/1.0.0", &manifest).await.ok()["component"].clone();
        let path = format!("/v2/other/gifts/blobs/uploads/?mount={}&from=acme/points", digest.as_str().unwrap());
        // The component is the same in all three, so it lies in `other/gifts` already; what counts is that no mount took place.
        registry.send(Method::POST, &path, &access).await.status(202);
    }

    async fn a_packages_page_shows_its_files(database) {
        let registry = TestRegistry::start(database).await;
        let acme = registry.publisher("acme").await;
        let icon = b"\x89PNG\r\n\x1a\nnot much of an image".to_vec();
        let plugin = Plugin {
            extra: "icon = \"media/icon.png\"\nscreenshots = [\"media/shot.png\"]\nchangelog = \"CHANGELOG.md\"\ncategories = [\"loyalty\"]",
            files: vec![
                ("media/icon.png", icon.clone()),
                ("media/shot.png", icon.clone()),
                ("CHANGELOG.md", "# 1.0.0\n首次发布".as_bytes().to_vec()),
            ],
            ..Plugin::default()
        };
        registry.release(&acme, &plugin.build(&acme)).await;
        let page = registry.market("/packages/acme/points", "").await.ok();
        assert_eq!(page["icon"], "media/icon.png");
        assert_eq!(page["screenshots"], json!(["media/shot.png"]));
        assert_eq!(page["rating_count"], 0);
        let file = registry.market("/packages/acme/points/versions/1.0.0/files/media/icon.png", "").await.status(200);
        assert_eq!((file.bytes.as_slice(), file.header("content-type")), (icon.as_slice(), "image/png"));
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert!(file.header("content-security-policy").contains("sandbox"));
        let log = registry.market("/packages/acme/points/versions/1.0.0/files/CHANGELOG.md", "").await.status(200);
        assert!(String::from_utf8(log.bytes).unwrap().contains("首次发布"));
    }

    async fn editions_hold_what_is_on_offer(database) {
        let registry = market_of_three(database).await;
        let edition = |packages: &[&str]| {
            let items: Vec<Value> = packages.iter().map(|package| json!({ "package": package, "is_optional": false })).collect();
            json!({ "title": { "zh-CN": "便利店版", "en": "Convenience" }, "summary": { "zh-CN": "开箱即用", "en": "Ready to use" }, "shop_type": "convenience-store", "items": items })
        };
        let path = "/editions/convenience";
        let good = edition(&["acme/points", "other/gifts"]);
        registry.call(Method::PUT, path, "", good.clone()).await.refused(401, "token.invalid");
        registry.call(Method::PUT, path, &registry.operator, edition(&["acme/nothing"])).await.refused(422, "value.invalid");
        registry.call(Method::PUT, path, &registry.operator, edition(&["acme/points", "acme/points"])).await.refused(422, "value.invalid");
        registry.call(Method::PUT, path, &registry.operator, edition(&[])).await.refused(422, "value.invalid");
        registry.call(Method::PUT, path, &registry.operator, good.clone()).await.ok();
        registry.call(Method::PUT, path, &registry.operator, good).await.ok();
        registry.call(Method::PUT, "/editions/boutique", &registry.operator, edition(&["acme/points"])).await.ok();
        let page = registry.market("/editions?limit=1", "").await.ok();
        assert_eq!(names(&page), ["boutique"]);
        let next = page["next"].as_str().unwrap();
        assert_eq!(names(&registry.market(&format!("/editions?limit=1&after={next}"), "").await.ok()), ["convenience"]);
        assert_eq!(registry.market(path, "").await.ok()["items"].as_array().unwrap().len(), 2);
        registry.send(Method::DELETE, &format!("/v1/market{path}"), &registry.operator).await.status(204);
        registry.market(path, "").await.refused(404, "edition.unknown");
    }
}

#[tokio::test]
async fn problems_speak_the_callers_language() {
    let registry = TestRegistry::start(Database::Sqlite).await;
    let title = async |language: &str| {
        let request = registry.request(Method::GET, "/v1/market/packages/acme/none", "");
        let answer = Answer::of(request.header("accept-language", language).send().await.unwrap()).await;
        let title = answer.json()["title"].as_str().expect("a title").to_owned();
        answer.refused(404, "package.unknown");
        title
    };
    assert_eq!(title("zh-CN,en;q=0.5").await, "没有这个插件");
    assert_eq!(title("en").await, "There is no such package");
    registry.market("/nothing", "").await.refused(404, "request.invalid");
    registry
        .call(Method::PUT, "/publishers/acme", &registry.operator, json!({ "title": 7 }))
        .await
        .refused(422, "request.invalid");
    let bad = json!({ "title": "x", "summary": { "en": "only" } });
    let answer = registry.call(Method::PUT, "/publishers/acme", &registry.operator, bad).await;
    assert_eq!(answer.json()["pointer"], "/summary/zh-CN");
    answer.refused(422, "value.invalid");
    registry
        .call(
            Method::PUT,
            "/publishers/components",
            &registry.operator,
            json!({ "title": "x", "summary": { "zh-CN": "x", "en": "x" } }),
        )
        .await
        .refused(422, "value.invalid");
    let categories = registry.market("/categories", "").await.ok();
    assert!(categories.as_array().unwrap().len() > 10);
}
