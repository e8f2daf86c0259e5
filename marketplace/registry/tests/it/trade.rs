//! Installations, reviews, plans, usage and statements.

use crate::plugin::Plugin;
use crate::support::{Database, TestRegistry};
use reqwest::Method;
use serde_json::{Value, json};

const POINTS: &str = "/packages/acme/points";

struct Market {
    registry: TestRegistry,
    acme: String,
    host: String,
}

async fn open(database: Database) -> Market {
    let registry = TestRegistry::start(database).await;
    let acme = registry.publisher("acme").await;
    for version in ["1.0.0", "1.1.0"] {
        registry.release(&acme, &Plugin { version, ..Plugin::default() }.build(&acme)).await;
    }
    let host = registry.host("shanghai").await;
    Market { registry, acme: acme.token, host }
}

impl Market {
    async fn put(&self, path: &str, token: &str, body: Value) -> crate::support::Answer {
        self.registry.call(Method::PUT, &format!("{POINTS}{path}"), token, body).await
    }

    async fn delete(&self, path: &str, token: &str) -> crate::support::Answer {
        self.registry.send(Method::DELETE, &format!("/v1/market{POINTS}{path}"), token).await
    }

    async fn page(&self) -> Value {
        self.registry.market(POINTS, "").await.ok()
    }

    async fn usage(&self, records: Value) -> crate::support::Answer {
        self.registry.call(Method::POST, "/usage", &self.host, json!({ "records": records })).await
    }
}

fn installed(version: &str) -> Value {
    json!({ "version": version, "stores": 12 })
}

crate::on_both! {
    async fn installs_are_counted_once_a_tenant(database) {
        let market = open(database).await;
        let path = "/installations/t1";
        market.put(path, &market.acme, installed("1.0.0")).await.refused(403, "token.forbidden");
        market.put(path, &market.host, installed("9.9.9")).await.refused(404, "version.unknown");
        market.put(path, &market.host, json!({ "version": "1.0.0", "stores": -1 })).await.refused(422, "value.invalid");
        market.put(path, &market.host, json!({ "version": "1.0.0", "stores": 1, "plan": "none" })).await.refused(404, "plan.unknown");
        market.put("/installations/t%201", &market.host, installed("1.0.0")).await.refused(422, "value.invalid");
        market.delete(path, &market.host).await.refused(404, "installation.unknown");
        let all = tokio::join!(
            market.put(path, &market.host, installed("1.0.0")),
            market.put(path, &market.host, installed("1.1.0")),
            market.put("/installations/t2", &market.host, installed("1.0.0")),
        );
        all.0.ok();
        all.1.ok();
        all.2.ok();
        assert_eq!(market.page().await["installs"], 2);
        let second_host = market.registry.host("beijing").await;
        market.put(path, &second_host, installed("1.0.0")).await.ok();
        assert_eq!(market.page().await["installs"], 3);
        market.delete(path, &market.host).await.status(204);
        market.delete(path, &market.host).await.status(204);
        assert_eq!(market.page().await["installs"], 2);
        market.put(path, &market.host, installed("1.1.0")).await.ok();
        assert_eq!(market.page().await["installs"], 3);
    }

    async fn those_who_have_it_review_it_once(database) {
        let market = open(database).await;
        let path = "/installations/t1/review";
        let review = |rating: i64| json!({ "rating": rating, "body": "好用", "author": "王店长" });
        market.put(path, &market.host, review(5)).await.refused(403, "review.not_installed");
        for tenant in ["t1", "t2"] {
            market.put(&format!("/installations/{tenant}"), &market.host, installed("1.0.0")).await.ok();
        }
        market.put(path, &market.host, review(0)).await.refused(422, "value.invalid");
        market.put(path, &market.host, json!({ "rating": 5, "author": "" })).await.refused(422, "value.invalid");
        let first = market.put(path, &market.host, review(5)).await.ok();
        market.put("/installations/t2/review", &market.host, review(2)).await.ok();
        assert_eq!(market.page().await["rating_hundredths"], 350);
        let again = market.put(path, &market.host, review(4)).await.ok();
        assert_eq!((&again["id"], &again["rating"]), (&first["id"], &json!(4)));
        let page = market.page().await;
        assert_eq!((&page["rating_hundredths"], &page["rating_count"]), (&json!(300), &json!(2)));

        let list = market.registry.market(&format!("{POINTS}/reviews?limit=1"), "").await.ok();
        assert_eq!(list["items"][0]["rating"], 2, "newest first");
        assert!(!list.to_string().contains("t2"), "the tenant is not told");
        let next = list["next"].as_str().unwrap();
        let rest = market.registry.market(&format!("{POINTS}/reviews?limit=1&after={next}"), "").await.ok();
        assert_eq!((&rest["items"][0]["id"], &rest["next"]), (&first["id"], &Value::Null));

        let reply = format!("/reviews/{}/reply", first["id"].as_str().unwrap());
        market.put(&reply, &market.host, json!({ "reply": "谢谢" })).await.refused(403, "token.forbidden");
        assert_eq!(market.put(&reply, &market.acme, json!({ "reply": "谢谢" })).await.ok()["reply"], "谢谢");

        market.delete("/installations/t1", &market.host).await.status(204);
        market.put(path, &market.host, review(1)).await.refused(403, "review.not_installed");
        assert_eq!(market.page().await["rating_count"], 2, "what was said stays");
        market.delete(path, &market.host).await.status(204);
        market.delete(path, &market.host).await.status(204);
        assert_eq!(market.page().await["rating_hundredths"], 200);
    }

    async fn a_plans_price_never_changes(database) {
        let market = open(database).await;
        let title = json!({ "zh-CN": "专业版", "en": "Pro" });
        let plan = |price: i64| json!({ "title": title, "kind": "per_store_month", "currency": "CNY", "price_minor": price });
        market.put("/plans/pro", &market.host, plan(9_900)).await.refused(403, "token.forbidden");
        market.put("/plans/pro", &market.acme, plan(0)).await.refused(422, "value.invalid");
        market.put("/plans/Pro", &market.acme, plan(1)).await.refused(422, "value.invalid");
        market.put("/plans/pro", &market.acme, json!({ "title": title, "kind": "per_month" })).await.refused(422, "request.invalid");
        market.put("/plans/pro", &market.acme, plan(9_900)).await.ok();
        market.put("/plans/pro", &market.acme, plan(9_900)).await.ok();
        market.put("/plans/pro", &market.acme, plan(8_800)).await.refused(409, "plan.unknown");
        market.put("/plans/basic", &market.acme, json!({ "title": title, "kind": "free" })).await.ok();
        market.put("/installations/t1", &market.host, json!({ "version": "1.0.0", "stores": 1, "plan": "pro" })).await.ok();
        market.delete("/plans/pro", &market.acme).await.status(204);
        let plans = market.registry.market(&format!("{POINTS}/plans"), "").await.ok();
        assert_eq!((&plans[0]["plan"], &plans[1]["price_minor"]), (&json!("basic"), &json!(9_900)));
        assert!(plans[1]["retired_at_ms"].is_i64());
    }

    async fn a_month_adds_up_and_stays_closed(database) {
        let market = open(database).await;
        let title = json!({ "zh-CN": "按量", "en": "Metered" });
        let per_store = json!({ "title": title, "kind": "per_store_month", "currency": "CNY", "price_minor": 9_901 });
        market.put("/plans/pro", &market.acme, per_store).await.ok();
        let per_use = json!({ "title": title, "kind": "per_use", "currency": "CNY", "price_minor": 7, "unit_quantity": 1000, "meter": "messages-sent" });
        market.put("/plans/metered", &market.acme, per_use).await.ok();
        market.put("/plans/free", &market.acme, json!({ "title": title, "kind": "free" })).await.ok();
        let profile = json!({ "title": "Acme", "summary": { "zh-CN": "零售", "en": "Retail" }, "share_ppm": 777_777 });
        market.registry.call(Method::PUT, "/publishers/acme", &market.registry.operator, profile).await.ok();

        let september = "2026-09-15T08:00:00Z".parse::<jiff::Timestamp>().unwrap().as_millisecond();
        let record = |id: &str, tenant: &str, plan: &str, quantity: i64| {
            json!({ "id": id, "tenant": tenant, "package": "acme/points", "plan": plan, "quantity": quantity, "occurred_at_ms": september })
        };
        let batch = json!([record("a", "t1", "pro", 3), record("b", "t2", "pro", 1), record("c", "t1", "metered", 1_500), record("d", "t1", "metered", 1_214)]);
        let recorded = json!({ "recorded": 4, "known": 0 });
        assert_eq!(market.usage(batch.clone()).await.ok(), recorded);
        assert_eq!(market.usage(batch).await.ok(), json!({ "recorded": 0, "known": 4 }));
        market.usage(json!([record("e", "t1", "pro", 1), record("a", "t1", "pro", 4)])).await.refused(409, "usage.conflict");
        market.usage(json!([record("e", "t1", "free", 1)])).await.refused(422, "value.invalid");
        market.usage(json!([record("e", "t1", "none", 1)])).await.refused(404, "plan.unknown");
        market.usage(json!([record("e", "t1", "pro", 0)])).await.refused(422, "value.invalid");
        let refused = market.registry.call(Method::POST, "/usage", &market.acme, json!({ "records": [] })).await;
        refused.refused(403, "token.forbidden");

        // 3 x 99.01 + 99.01 + 2714 x 0.07 / 1000 = 29703 + 9901 + 19 = 39623 minor units; 77.7777 % of it are 30817.86.
        let base = "/publishers/acme/statements";
        let preview = market.registry.market(&format!("{base}/2026-09/preview"), &market.acme).await.ok();
        let sums = |statement: &Value| {
            let amount = |name: &str| statement[name].as_i64().unwrap();
            (amount("gross_minor"), amount("publisher_minor"), amount("operator_minor"))
        };
        assert_eq!(sums(&preview[0]), (39_623, 30_818, 8_805));
        let lines = preview[0]["lines"].as_array().unwrap();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines.iter().map(|line| line["publisher_minor"].as_i64().unwrap()).sum::<i64>(), 30_818);
        market.registry.market(&format!("{base}/2026-09/preview"), &market.host).await.refused(403, "token.forbidden");

        let close = async |month: &str, token: &str| {
            market.registry.call(Method::POST, &format!("{base}/{month}/close"), token, Value::Null).await
        };
        close("2026-09", &market.acme).await.refused(403, "token.forbidden");
        close("2126-09", &market.registry.operator).await.refused(409, "statement.state");
        close("2026-9", &market.registry.operator).await.refused(422, "value.invalid");
        let closed = close("2026-09", &market.registry.operator).await.ok();
        assert_eq!(sums(&closed[0]), (39_623, 30_818, 8_805));

        // What comes late is in the current month; the closed one stays.
        market.usage(json!([record("late", "t1", "pro", 1)])).await.ok();
        assert_eq!(close("2026-09", &market.registry.operator).await.ok(), closed);
        let current = jiff::Timestamp::now().in_tz("Asia/Shanghai").unwrap().strftime("%Y-%m").to_string();
        let preview = market.registry.market(&format!("{base}/{current}/preview"), &market.acme).await.ok();
        assert_eq!(preview[0]["gross_minor"], 9_901);
        let list = market.registry.market(base, &market.acme).await.ok();
        assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["month"]), (1, &json!("2026-09")));
    }
}
