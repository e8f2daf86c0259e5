//! Versions that a marketplace withdrew: hosts do not run them. The price plan of an installation.

pub(crate) const STEP: crate::Step =
    crate::Step { name: "m0014_kills", sql: SQL, tables: &["killed_package"] };

const SQL: &str = r#"
-- Shared by all tenants, so keyed by digest alone. What is withdrawn is the code: other packages of the same component too.
CREATE TABLE killed_package (
    digest TEXT COLLATE "C" NOT NULL,
    component TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    package TEXT NOT NULL,
    version TEXT NOT NULL,
    reason TEXT NOT NULL,
    killed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (digest)
);
CREATE INDEX killed_package_component ON killed_package (component);
CREATE INDEX killed_package_number ON killed_package (number);

-- The price plan that the merchant chose in the marketplace.
ALTER TABLE installation_plan ADD COLUMN price_plan TEXT;
"#;
