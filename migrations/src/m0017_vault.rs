//! Keys that stored values are sealed under, hashes that people are found by, every word of a consent, retention.

pub(crate) const STEP: crate::Step = crate::Step {
    name: "m0017_vault",
    sql: SQL,
    tables: &["retention", "member_consent_word", "vault_unsealed", "vault_key", "vault_root"],
};

const SQL: &str = r#"
-- Names of the keys that wrap the tenants' keys, for the whole installation; never the keys themselves.
CREATE TABLE vault_root (
    kek_id TEXT COLLATE "C" NOT NULL,
    is_current BOOLEAN NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (kek_id)
);

-- `purpose`: `data` seals values, `index` hashes those that are searched for. `retired_at_ms`: nothing new is sealed.
CREATE TABLE vault_key (
    tenant_id UUID NOT NULL,
    id BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    kek_id TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    retired_at_ms BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX vault_key_retired ON vault_key (retired_at_ms) WHERE retired_at_ms IS NOT NULL;

-- Tenants of before: their values are taken unsealed until all of them are sealed.
CREATE TABLE vault_unsealed (
    tenant_id UUID NOT NULL,
    PRIMARY KEY (tenant_id)
);
INSERT INTO vault_unsealed (tenant_id) SELECT tenant_id FROM tenant;

ALTER TABLE member_person ADD COLUMN phone_hash TEXT;
ALTER TABLE member_person ADD COLUMN email_hash TEXT;
CREATE INDEX member_person_phone ON member_person (tenant_id, phone_hash) WHERE phone_hash IS NOT NULL;
CREATE INDEX member_person_email ON member_person (tenant_id, email_hash) WHERE email_hash IS NOT NULL;

-- Every word of a consent, never changed: who wrote it down, when, and where it was said. `member_consent` is the last.
CREATE TABLE member_consent_word (
    tenant_id UUID NOT NULL,
    member_id UUID NOT NULL,
    id UUID NOT NULL,
    purpose TEXT NOT NULL,
    channel TEXT NOT NULL,
    is_granted BOOLEAN NOT NULL,
    at_ms BIGINT NOT NULL,
    source TEXT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (tenant_id, member_id, id)
);

-- How long a tenant keeps what, in days; without a row the host's own bound.
CREATE TABLE retention (
    tenant_id UUID NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    days BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, subject)
);
"#;
