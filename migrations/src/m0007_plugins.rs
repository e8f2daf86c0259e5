//! Packages, installations, snapshots, collections.

pub(crate) const STEP: crate::Step = crate::Step {
    name: "m0007_plugins",
    sql: SQL,
    tables: &["document_field", "document", "collection", "snapshot", "installation", "package", "component"],
};

const SQL: &str = r#"
-- Shared by all tenants, so keyed by digest alone.
CREATE TABLE component (
    digest TEXT COLLATE "C" NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (digest)
);

CREATE TABLE package (
    digest TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    version TEXT NOT NULL,
    manifest_json TEXT NOT NULL,
    component TEXT COLLATE "C" NOT NULL,
    created_at_ms BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (digest),
    FOREIGN KEY (component) REFERENCES component (digest)
);
CREATE INDEX package_name ON package (name, created_at_ms);

CREATE TABLE installation (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    plugin TEXT COLLATE "C" NOT NULL,
    version TEXT NOT NULL,
    package TEXT NOT NULL,
    component TEXT NOT NULL,
    stage TEXT,
    position BIGINT NOT NULL,
    is_enabled BOOLEAN NOT NULL,
    cap_ppm BIGINT,
    settings_json TEXT NOT NULL,
    events_json TEXT NOT NULL,
    permissions_json TEXT NOT NULL,
    status TEXT NOT NULL,
    snapshot TEXT,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

-- Stays when the installation goes: sales refer to it.
CREATE TABLE snapshot (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    bytes BYTEA NOT NULL,
    keys_json TEXT NOT NULL,
    legends_json TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, digest)
);

CREATE TABLE collection (
    tenant_id UUID NOT NULL,
    plugin TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    schema_json TEXT NOT NULL,
    is_compiled BOOLEAN NOT NULL,
    indexed_json TEXT NOT NULL,
    PRIMARY KEY (tenant_id, plugin, name)
);

CREATE TABLE document (
    tenant_id UUID NOT NULL,
    plugin TEXT COLLATE "C" NOT NULL,
    collection TEXT COLLATE "C" NOT NULL,
    document_key TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, plugin, collection, document_key)
);

-- Values of indexed fields, written so that their text sorts as they do.
CREATE TABLE document_field (
    tenant_id UUID NOT NULL,
    plugin TEXT COLLATE "C" NOT NULL,
    collection TEXT COLLATE "C" NOT NULL,
    field TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    document_key TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, plugin, collection, field, value, document_key)
){compact};
CREATE INDEX document_field_key ON document_field (tenant_id, plugin, collection, document_key);
"#;
