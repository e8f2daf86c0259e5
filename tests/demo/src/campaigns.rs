//! The campaigns of the demo: promotion rule documents over the real tags, coupons of the data set, loyalty settings.

use crate::data::{Coupon, Day, Product};
use serde_json::{Value, json};

/// The code of the coupon that everybody may enter, as long as it lasts.
pub const WELCOME_CODE: &str = "WELCOME10";

/// How often [`WELCOME_CODE`] can be used by all customers together: fewer than those who try.
pub const WELCOME_USES: i64 = 40;

/// The tag of the loyalty plugin's first tier: whoever has bought before.
const MEMBER_TAG: &str = "loyalty:member";

/// Dairy has no department of its own in the data set.
const DAIRY: &[&str] =
    &["fluid-milk-products", "milk-by-products", "cheese", "cheeses", "yogurt", "butter", "misc-dairy"];

/// A rule document with its key.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    /// The document's key, and the reference on receipts.
    pub key: String,
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
    /// The document.
    pub body: Value,
}

/// What is written of a campaign; the rest is the same for all.
struct Rule<'a> {
    key: &'a str,
    en: &'a str,
    zh: &'a str,
    rule: Value,
}

/// All campaigns of a day, in order of declaration: the shop's own, then the coupons of the data set.
pub fn campaigns(day: &Day) -> Vec<Campaign> {
    let mut all: Vec<Campaign> = own(day).into_iter().map(campaign).collect();
    all.extend(day.coupons.iter().map(|coupon| coupon_campaign(coupon, &coupon.products)));
    for (position, campaign) in all.iter_mut().enumerate() {
        campaign.body["position"] = json!(position);
    }
    all
}

/// A coupon of the data set as a rule: so much off one unit of its articles, once a household.
pub fn coupon_campaign(coupon: &Coupon, products: &[u32]) -> Campaign {
    let skus: Vec<String> = products.iter().map(ToString::to_string).collect();
    let dollars = dollars(coupon.worth_minor);
    let (upc, kind, number) = (coupon.upc, coupon.campaign_type, coupon.campaign);
    campaign(Rule {
        key: &format!("coupon-{upc}-{number}"),
        en: &format!("Coupon {upc}: {dollars} off (type {kind})"),
        zh: &format!("优惠券 {upc} 减 {dollars}"),
        rule: json!({
            "scope": "line",
            "priority": 20,
            "coupon": upc.to_string(),
            "target": {"skus": skus},
            "effect": {"type": "amount_off", "amount_minor": coupon.worth_minor, "per": "unit", "max_units": 1},
            "limits": {"per_customer": 1},
        }),
    })
}

fn campaign(rule: Rule<'_>) -> Campaign {
    let mut body = rule.rule;
    body["id"] = json!(rule.key);
    body["name"] = json!({"en": rule.en, "zh-CN": rule.zh});
    Campaign { key: rule.key.to_owned(), en: rule.en.to_owned(), zh: rule.zh.to_owned(), body }
}

fn own(day: &Day) -> Vec<Rule<'static>> {
    let mut rules = lines();
    rules.extend(gift(day));
    rules.extend(orders());
    rules
}

fn lines() -> Vec<Rule<'static>> {
    let wine = json!({"tags_any": ["domestic-wine", "imported-wine"]});
    let one = |tag: &str| json!({"target": {"tags_any": [tag]}, "qty": 1});
    vec![
        Rule {
            key: "dairy-member-10",
            en: "Members: 10 % off dairy",
            zh: "会员乳制品九折",
            rule: json!({
                "scope": "line",
                "priority": 50,
                "when": [{"kind": "customer_tag", "tag": MEMBER_TAG}],
                "target": {"tags_any": DAIRY},
                "effect": {"type": "percent_off", "bp": 1000},
            }),
        },
        Rule {
            key: "soup-3-for-2",
            en: "Store-brand soup: 3 for 2",
            zh: "自有品牌汤罐头买二送一",
            rule: json!({
                "scope": "line",
                "priority": 45,
                "effect": {
                    "type": "buy_x_get_y",
                    "buy": {"target": {"tags_any": ["soup"], "exclude_tags": ["national"]}, "qty": 2},
                    "get": {"target": {"tags_any": ["soup"], "exclude_tags": ["national"]}, "qty": 1},
                    "repeat": true,
                },
            }),
        },
        Rule {
            key: "snacks-second-half",
            en: "Snacks: second bag half price",
            zh: "袋装零食第二件半价",
            rule: json!({
                "scope": "line",
                "priority": 45,
                "effect": {
                    "type": "buy_x_get_y",
                    "buy": {"target": {"tags_any": ["bag-snacks"]}, "qty": 1},
                    "get": {"target": {"tags_any": ["bag-snacks"]}, "qty": 1},
                    "discount_bp": 5000,
                    "repeat": true,
                },
            }),
        },
        Rule {
            key: "breakfast-bundle",
            en: "Breakfast: milk, eggs and bread for $3.99",
            zh: "早餐组合奶、蛋、包 $3.99",
            rule: json!({
                "scope": "line",
                "priority": 60,
                "effect": {
                    "type": "bundle_price",
                    "components": [one("fluid-milk-products"), one("eggs"), one("baked-bread-buns-rolls")],
                    "price_minor": 399,
                    "max_applications": 2,
                },
            }),
        },
        Rule {
            key: "soft-drinks-3",
            en: "Soft drinks: from 3 on, 15 % off all",
            zh: "软饮三件八五折",
            rule: json!({
                "scope": "line",
                "priority": 40,
                "target": {"tags_any": ["soft-drinks"]},
                "effect": {
                    "type": "tiered_percent",
                    "tiers": [{"gte": 3, "bp": 1500}, {"gte": 6, "bp": 2000}],
                    "basis": "target_qty",
                },
            }),
        },
        Rule {
            key: "pies-300",
            en: "Frozen pies and desserts: at most $3.00",
            zh: "冷冻派与甜点一口价 $3.00",
            rule: json!({
                "scope": "line",
                "priority": 40,
                "target": {"tags_any": ["frozen-pie-desserts"]},
                "effect": {"type": "fixed_unit_price", "price_minor": 300},
            }),
        },
        Rule {
            key: "wine-from-3",
            en: "Wine: from 3 bottles on, $2 off each",
            zh: "葡萄酒满三瓶每瓶立减 $2",
            rule: json!({
                "scope": "line",
                "priority": 35,
                "when": [{"kind": "min_qty", "qty": 3, "target": wine}],
                "target": wine,
                "effect": {"type": "amount_off", "amount_minor": 200, "per": "unit"},
            }),
        },
    ]
}

/// A turkey brings a can of cranberry sauce: it was the day before Thanksgiving.
fn gift(day: &Day) -> Option<Rule<'static>> {
    let price = |product: &Product| {
        let everywhere = day.prices.iter().find(|price| price.product == product.id && price.store.is_none());
        everywhere.map_or(i64::MAX, |price| price.unit_minor)
    };
    let is_sauce = |product: &&Product| product.kind.as_deref() == Some("CRANBERRY SAUCE");
    let sauce = day.products.iter().filter(is_sauce).min_by_key(|product| (price(product), product.id))?;
    Some(Rule {
        key: "turkey-sauce",
        en: "A turkey brings cranberry sauce for free",
        zh: "买火鸡送蔓越莓酱",
        rule: json!({
            "scope": "line",
            "priority": 30,
            "effect": {
                "type": "gift",
                "sku": sauce.id.to_string(),
                "get_qty": 1,
                "buy": {"target": {"tags_any": ["turkey"]}, "min_qty": 1},
            },
        }),
    })
}

fn orders() -> Vec<Rule<'static>> {
    let spend = |from: i64, off: i64, priority: i64| {
        json!({
            "scope": "order",
            "priority": priority,
            "group": "spend",
            "when": [{"kind": "min_subtotal", "amount_minor": from}],
            "effect": {"type": "amount_off", "amount_minor": off},
        })
    };
    vec![
        Rule {
            key: "spend-30-save-3",
            en: "Spend $30, save $3",
            zh: "满 $30 减 $3",
            rule: spend(3000, 300, 20),
        },
        Rule {
            key: "spend-75-save-8",
            en: "Spend $75, save $8",
            zh: "满 $75 减 $8",
            rule: spend(7500, 800, 25),
        },
        Rule {
            key: "welcome-10",
            en: "Coupon WELCOME10: 10 % off, the first 40",
            zh: "WELCOME10 九折，限 40 名",
            rule: json!({
                "scope": "order",
                "priority": 10,
                "coupon": WELCOME_CODE,
                "effect": {"type": "percent_off", "bp": 1000, "max_amount_minor": 1000},
                "limits": {"per_customer": 1, "total": WELCOME_USES},
            }),
        },
    ]
}

/// Settings of the promotions plugin: of two thresholds the better one counts.
pub fn promotion_settings() -> Value {
    json!({"group_pick": "best"})
}

/// Settings of the loyalty plugin. `double_day` is 1 = Monday ... 7 = Sunday.
pub fn loyalty_settings(double_day: i8) -> Value {
    let tier = |tag: &str, en: &str, zh: &str, min_spend_minor: i64, multiplier_ppm: i64| {
        json!({
            "tag": tag,
            "name": {"en": en, "zh-CN": zh},
            "min_spend_minor": min_spend_minor,
            "window_months": 12,
            "multiplier_ppm": multiplier_ppm,
        })
    };
    json!({
        "earn": {
            "points": 1,
            "per_minor": 100,
            "excluded_tags": ["cigarettes", "tobacco-other"],
            "days": [{"weekdays": [double_day], "multiplier_ppm": 2_000_000}],
        },
        "lifetime": {"years": 1},
        "redeem": {
            "points": 100,
            "value_minor": 100,
            "step": 10,
            "minimum": 20,
            "max_share_ppm": 300_000,
            "excluded_tags": ["cigarettes", "tobacco-other"],
        },
        "tiers": [
            tier("member", "Member", "会员", 1, 1_000_000),
            tier("silver", "Silver", "银卡", 10_000, 1_200_000),
            tier("gold", "Gold", "金卡", 50_000, 1_500_000),
        ],
    })
}

fn dollars(minor: i64) -> String {
    format!("${}.{:02}", minor / 100, minor % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::extract::COMMITTED;
    use std::collections::BTreeSet;

    #[test]
    fn every_campaign_has_goods_to_work_on() {
        let day = COMMITTED.read().unwrap();
        let tags: BTreeSet<String> = day.products.iter().flat_map(Product::tags).collect();
        let campaigns = campaigns(&day);
        let keys: BTreeSet<&str> = campaigns.iter().map(|campaign| campaign.key.as_str()).collect();
        assert_eq!(keys.len(), campaigns.len(), "keys differ");
        assert!(campaigns.len() > 20 && keys.contains("turkey-sauce"));
        let mut named = Vec::new();
        campaigns.iter().for_each(|campaign| collect(&campaign.body, "tags_any", &mut named));
        for tag in named.iter().filter(|tag| *tag != "butter" && *tag != "misc-dairy") {
            assert!(tags.contains(tag), "no article is tagged {tag}");
        }
    }

    #[test]
    fn documents_stay_far_below_the_limit_of_a_document() {
        let day = COMMITTED.read().unwrap();
        for campaign in campaigns(&day) {
            assert!(campaign.body.to_string().len() < 32 * 1024, "{} is too long", campaign.key);
        }
    }

    fn collect(value: &Value, member: &str, into: &mut Vec<String>) {
        match value {
            Value::Object(members) => members.iter().for_each(|(name, inner)| match inner {
                Value::Array(texts) if name == member => {
                    into.extend(texts.iter().filter_map(|text| text.as_str().map(str::to_owned)));
                }
                inner => collect(inner, member, into),
            }),
            Value::Array(values) => values.iter().for_each(|inner| collect(inner, member, into)),
            _ => {}
        }
    }
}
