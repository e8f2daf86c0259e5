use super::*;

const FULL: &str = r#"
name = "stamps"
version = "0.1.0"
publisher = "bodega"
points = ["pricing.compile", "pricing.price", "events.handle"]

[title]
zh-CN = "集章"
en = "Stamps"

[summary]
zh-CN = "买十送一"
en = "Buy ten, get one"

[pricing]
stage = "redemption"

[events]
subscribe = ["sale.committed.v1"]
emit = ["stamps.filled.v1"]

[[accounts]]
kind = "card"
unit = "STAMP"
floor = 0

[[collections]]
name = "card-type"
schema = "schemas/card-type.json"
compile = true
indexes = ["period.start"]
unique = ["code"]

[settings]
schema = "schemas/settings.json"

[limits]
memory_bytes = 4194304
"#;

fn refused(from: &str, to: &str) -> String {
    assert!(FULL.contains(from), "{from}");
    Manifest::from_toml(&FULL.replace(from, to)).unwrap_err().to_string()
}

#[test]
fn a_full_manifest_survives_the_way_through_json() {
    let manifest = Manifest::from_toml(FULL).unwrap();
    assert_eq!(manifest.pricing.as_ref().unwrap().stage, PricingStage::Redemption);
    assert_eq!(manifest.accounts[0].shards, 1);
    assert_eq!(manifest.title.get("fr"), "Stamps");
    assert_eq!(Vec::from_iter(manifest.schema_paths()), ["schemas/card-type.json", "schemas/settings.json"]);
    let json = manifest.to_canonical_json().unwrap();
    assert_eq!(Manifest::from_json(&json).unwrap(), manifest);
    assert!(json.starts_with(br#"{"accounts":[{"floor":0,"#));
}

#[test]
fn every_refusal_names_its_key() {
    let cases = [
        ("name = \"stamps\"", "name = \"Stamps\"", "`name`"),
        ("version = \"0.1.0\"", "version = \"1\"", "`version`"),
        ("publisher = \"bodega\"", "publisher = \"bo dega\"", "`publisher`"),
        ("publisher = \"bodega\"", "publisher = \"bodega\"\nlicence = \"x\"", "licence"),
        ("publisher = \"bodega\"", "", "publisher"),
        ("zh-CN = \"集章\"", "", "`title.zh-CN`"),
        ("stage = \"redemption\"", "stage = \"late\"", "late"),
        ("\"pricing.price\", ", "", "`pricing`"),
        ("\"events.handle\"", "\"events.handle\", \"events.handle\"", "`points[3]`"),
        (", \"events.handle\"", "", "`events.subscribe`"),
        ("[\"sale.committed.v1\"]", "[\"sale\"]", "`events.subscribe[0]`"),
        ("stamps.filled.v1", "other.filled.v1", "`events.emit[0]`"),
        ("unit = \"STAMP\"", "unit = \"stamp\"", "`accounts[0].unit`"),
        ("floor = 0", "floor = 0\nshards = 0", "`accounts[0].shards`"),
        ("schemas/card-type.json", "../card-type.json", "`collections[0].schema`"),
        (
            "[\"period.start\"]",
            "[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\"]",
            "`collections[0].indexes`",
        ),
        ("schemas/settings.json", "/etc/passwd", "`settings.schema`"),
        ("memory_bytes = 4194304", "memory = 1", "memory"),
        ("memory_bytes = 4194304", "memory_bytes = -1", "memory_bytes"),
    ];
    for (from, to, key) in cases {
        let message = refused(from, to);
        assert!(message.contains(key), "{to:?}: {message}");
    }
}

#[test]
fn a_huge_manifest_is_not_parsed() {
    let text = "#".repeat(MANIFEST_BYTES_MAX + 1);
    assert!(matches!(Manifest::from_toml(&text), Err(ManifestError::TooLarge { .. })));
}
