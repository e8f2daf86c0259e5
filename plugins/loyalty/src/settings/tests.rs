use super::*;

const FULL: &str = r#"{
    "earn": {
        "points": 1, "per_minor": 100,
        "tags": [{"tag": "tea", "multiplier_ppm": 2000000}, {"tag": "new", "points_per_unit": 5}],
        "excluded_tags": ["tobacco"],
        "days": [
            {"weekdays": [6, 7], "multiplier_ppm": 2000000},
            {"from": "2026-11-01", "to": "2026-11-11", "multiplier_ppm": 3000000}
        ],
        "excluded_tenders": ["gift_card"]
    },
    "lifetime": {"months": 12},
    "redeem": {"points": 300, "value_minor": 100, "step": 30, "minimum": 60, "max_share_ppm": 500000},
    "tiers": [
        {"tag": "silver", "name": {"zh-CN": "银卡", "en": "Silver"}, "min_spend_minor": 100000, "window_months": 12},
        {"tag": "gold", "name": {"zh-CN": "金卡", "en": "Gold"}, "min_spend_minor": 500000, "window_months": 12}
    ]
}"#;

#[test]
fn full_settings_are_read() {
    let settings = Settings::read(FULL).unwrap();
    assert_eq!(settings.earn.days[1].to, Date::parse("2026-11-11"));
    assert_eq!(settings.lifetime, Lifetime::Months(12));
    assert_eq!(settings.redeem.unwrap().step_minor(), 10);
    assert_eq!(settings.tiers[1].multiplier_ppm, ONCE_PPM);
}

#[test]
fn a_new_installation_earns_a_point_a_yuan_and_spends_none() {
    let settings = Settings::read("{}").unwrap();
    assert_eq!((settings.earn.points, settings.earn.per_minor), (1, 100));
    assert_eq!((settings.lifetime, settings.redeem, settings.tiers.len()), (Lifetime::Forever, None, 0));
}

#[test]
fn left_out_redemption_details_follow_from_the_rate() {
    let settings = Settings::read(r#"{"redeem": {"points": 100, "value_minor": 50, "step": null}}"#).unwrap();
    let redeem = settings.redeem.unwrap();
    assert_eq!((redeem.step, redeem.minimum, redeem.max_share_ppm), (100, 100, 1_000_000));
    assert_eq!(redeem.step_minor(), 50);
}

#[test]
fn every_problem_names_its_member() {
    let cases = [
        (FULL, "{", "`settings` must be JSON"),
        (r#""points": 1,"#, r#""points": -1,"#, "`earn.points`"),
        (r#""points": 1,"#, r#""points": 1.5,"#, "`earn.points`"),
        (r#""points": 1,"#, r#""points": "1","#, "`earn.points` must be a whole number from 0 to 1000000"),
        (r#""per_minor": 100"#, r#""per_minor": 0"#, "`earn.per_minor`"),
        (
            r#""per_minor""#,
            r#""per_mino""#,
            "`earn.per_mino` is not a setting; known here: points, per_minor",
        ),
        (r#""tag": "tea""#, r#""tag": """#, "`earn.tags[0].tag`"),
        (r#""tag": "new""#, r#""tag": "tea""#, "`earn.tags[1].tag` has a rule already"),
        (r#""points_per_unit": 5"#, r#""points_per_unit": 0"#, "`earn.tags[1].multiplier_ppm`"),
        (r#"["tobacco"]"#, r#""tobacco""#, "`earn.excluded_tags` must be a list"),
        (r#"["gift_card"]"#, r#"[7]"#, "`earn.excluded_tenders[0]`"),
        (r#"[6, 7]"#, r#"[6, 8]"#, "`earn.days[0].weekdays[1]`"),
        (r#""weekdays": [6, 7], "#, "", "`earn.days[0].weekdays`"),
        (r#""to": "2026-11-11""#, r#""to": "2026-10-11""#, "`earn.days[1].to` must not be before"),
        (r#""to": "2026-11-11""#, r#""to": "2026-11-31""#, "`earn.days[1].to` must be a date"),
        (r#"{"months": 12}"#, r#"{"months": 12, "years": 1}"#, "`lifetime.years`"),
        (r#"{"months": 12}"#, "12", "`lifetime` must be an object"),
        (r#""step": 30"#, r#""step": 10"#, "`redeem.step` must be a multiple of 3,"),
        (r#""max_share_ppm": 500000"#, r#""max_share_ppm": 1000001"#, "`redeem.max_share_ppm`"),
        (r#""value_minor": 100, "#, "", "`redeem.value_minor` is missing"),
        (r#""tag": "silver""#, r#""tag": "Silver""#, "`tiers[0].tag`"),
        (r#""tag": "gold""#, r#""tag": "silver""#, "`tiers[1].tag`"),
        ("500000, \"window_months\"", "100000, \"window_months\"", "`tiers[1].min_spend_minor`"),
        (r#", "en": "Gold""#, "", "`tiers[1].name.en`"),
    ];
    for (from, to, message) in cases {
        assert!(FULL.contains(from), "{from}");
        let problem = Settings::read(&FULL.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(problem.starts_with(message), "{from} -> {to}: {problem}");
    }
}
