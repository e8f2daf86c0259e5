//! What checks saw, kept with the sale; generations of collections, and documents on their way to a new version's schemas.

pub(crate) const STEP: crate::Step =
    crate::Step { name: "m0010_plugin_truth", sql: SQL, tables: &["document_staged", "document_migration"] };

const SQL: &str = r#"
ALTER TABLE sale_pricing ADD COLUMN checks_json TEXT NOT NULL DEFAULT '{}';

CREATE INDEX invocation_age ON invocation (recorded_at_ms);

ALTER TABLE collection ADD COLUMN generation BIGINT NOT NULL DEFAULT 0;

-- A version that waits for its documents. `target_json`: what the installation is to become.
CREATE TABLE document_migration (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    plugin TEXT COLLATE "C" NOT NULL,
    from_package TEXT NOT NULL,
    from_version TEXT NOT NULL,
    to_package TEXT NOT NULL,
    to_version TEXT NOT NULL,
    collections_json TEXT NOT NULL,
    target_json TEXT NOT NULL,
    started_at_ms BIGINT NOT NULL,
    started_by TEXT NOT NULL,
    state TEXT NOT NULL,
    total BIGINT NOT NULL,
    error TEXT,
    lease_token UUID,
    lease_until_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id)
);

-- What becomes of a document whose version is still `source_version`. `body` is NULL where it stays or goes.
CREATE TABLE document_staged (
    tenant_id UUID NOT NULL,
    plugin TEXT COLLATE "C" NOT NULL,
    collection TEXT COLLATE "C" NOT NULL,
    document_key TEXT COLLATE "C" NOT NULL,
    source_version BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    body TEXT,
    PRIMARY KEY (tenant_id, plugin, collection, document_key)
);
"#;
