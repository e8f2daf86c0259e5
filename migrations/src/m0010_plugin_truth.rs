//! What checks saw, kept with the sale.

pub(crate) const STEP: crate::Step = crate::Step { name: "m0010_plugin_truth", sql: SQL, tables: &[] };

const SQL: &str = r#"
ALTER TABLE sale_pricing ADD COLUMN checks_json TEXT NOT NULL DEFAULT '{}';
"#;
