//! Tenants, their organisation, API tokens.

pub(crate) const STEP: crate::Step = crate::Step {
    name: "m0001_organisation",
    sql: SQL,
    tables: &["api_token", "terminal", "org_unit", "legal_entity", "tenant_counter", "tenant"],
};

const SQL: &str = r#"
CREATE TABLE tenant (
    tenant_id UUID NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id)
);
CREATE UNIQUE INDEX tenant_code ON tenant (code);

-- Versions that caches live under: `catalog`, `installations`.
CREATE TABLE tenant_counter (
    tenant_id UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, name)
){compact};

CREATE TABLE legal_entity (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    tax_id TEXT,
    currency TEXT NOT NULL,
    tax_mode TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);

CREATE TABLE org_unit (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    operation TEXT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    parent_id UUID,
    legal_entity_id UUID NOT NULL,
    time_zone TEXT NOT NULL,
    cash_unit_minor BIGINT NOT NULL,
    cutoff_hour BIGINT NOT NULL,
    path TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES org_unit (tenant_id, id),
    FOREIGN KEY (tenant_id, legal_entity_id) REFERENCES legal_entity (tenant_id, id)
);
CREATE UNIQUE INDEX org_unit_code ON org_unit (tenant_id, code);
CREATE INDEX org_unit_path ON org_unit (tenant_id, path);

CREATE TABLE terminal (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    store_id UUID NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, store_id) REFERENCES org_unit (tenant_id, id)
);
CREATE UNIQUE INDEX terminal_code ON terminal (tenant_id, store_id, code);

CREATE TABLE api_token (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    secret_sha256 BYTEA NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT,
    revoked_at_ms BIGINT,
    last_used_at_ms BIGINT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);
CREATE UNIQUE INDEX api_token_secret ON api_token (secret_sha256);
"#;
