//! The audit trail: who did what, sealed into a chain of its own for each tenant, and signed checkpoints of it.

pub(crate) const STEP: crate::Step = crate::Step {
    name: "m0019_audit",
    sql: SQL,
    tables: &["audit_checkpoint", "audit_chain", "audit_entry"],
};

const SQL: &str = r#"
-- Written unnumbered before the act (`outcome` = 'asked') and completed after it; the sequencer then sets `seq` and
-- `hash`, and nothing changes any more. Acts on the whole host have the tenant of zeros, so there is no foreign key.
CREATE TABLE audit_entry (
    {arrival},
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    asked_at_ms BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT COLLATE "C" NOT NULL,
    address TEXT,
    request_id TEXT,
    user_agent TEXT,
    kind TEXT NOT NULL,
    operation TEXT COLLATE "C" NOT NULL,
    object_kind TEXT COLLATE "C" NOT NULL,
    object_id TEXT COLLATE "C" NOT NULL,
    before_json TEXT,
    after_json TEXT,
    outcome TEXT NOT NULL,
    code TEXT,
    done_at_ms BIGINT,
    seq BIGINT,
    hash BYTEA,
    {arrival_key}
);
CREATE UNIQUE INDEX audit_entry_seq ON audit_entry (tenant_id, seq) WHERE seq IS NOT NULL;
CREATE INDEX audit_entry_unsealed ON audit_entry (tenant_id, arrival) WHERE seq IS NULL;
CREATE INDEX audit_entry_time ON audit_entry (tenant_id, asked_at_ms, id);
CREATE INDEX audit_entry_object ON audit_entry (tenant_id, object_id, asked_at_ms, id);
CREATE INDEX audit_entry_actor ON audit_entry (tenant_id, actor_id, asked_at_ms, id);

-- The end of each chain, and its start: what was pruned ended with `base_seq` and `base_hash`.
CREATE TABLE audit_chain (
    tenant_id UUID NOT NULL,
    base_seq BIGINT NOT NULL,
    base_hash BYTEA NOT NULL,
    head_seq BIGINT NOT NULL,
    head_hash BYTEA NOT NULL,
    PRIMARY KEY (tenant_id)
);

CREATE TABLE audit_checkpoint (
    tenant_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    signed_at_ms BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    signature BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, seq)
);
"#;
