//! What members agreed to and where messages reach them; exports that people ask for; files of plugins.

pub(crate) const STEP: crate::Step = crate::Step {
    name: "m0011_messages_exports",
    sql: SQL,
    tables: &["plugin_file", "export_run", "member_address", "member_consent"],
};

const SQL: &str = r#"
CREATE TABLE member_consent (
    tenant_id UUID NOT NULL,
    member_id UUID NOT NULL,
    purpose TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    is_granted BOOLEAN NOT NULL,
    at_ms BIGINT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (tenant_id, member_id, purpose, channel)
);

-- Personal data, beside `member_person`: where a member is reached by channels that have no telephone number or e-mail.
CREATE TABLE member_address (
    tenant_id UUID NOT NULL,
    member_id UUID NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (tenant_id, member_id, channel)
);

-- `due_at_ms`: when it may be leased; while it is leased, the end of the lease.
CREATE TABLE export_run (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    installation_id UUID NOT NULL,
    plugin TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    parameters_json TEXT NOT NULL,
    language TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    lease_token UUID,
    error TEXT,
    file_id UUID,
    created_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX export_run_due ON export_run (due_at_ms) WHERE state = 'queued';
CREATE INDEX export_run_queued ON export_run (tenant_id) WHERE state = 'queued';
CREATE INDEX export_run_time ON export_run (tenant_id, created_at_ms, id);
CREATE INDEX export_run_age ON export_run (ended_at_ms) WHERE ended_at_ms IS NOT NULL;

-- The bytes are in the file store, by tenant, id and digest.
CREATE TABLE plugin_file (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    plugin TEXT COLLATE "C" NOT NULL,
    installation_id UUID NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX plugin_file_plugin ON plugin_file (tenant_id, plugin, id);
CREATE INDEX plugin_file_age ON plugin_file (expires_at_ms);
"#;
