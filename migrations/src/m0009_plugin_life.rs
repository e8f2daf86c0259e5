//! The life of an installation (plan, candidate, shadow, timeline), jobs, messages, usage, and rollups for reports.

pub(crate) const STEP: crate::Step = crate::Step {
    name: "m0009_plugin_life",
    sql: SQL,
    tables: &[
        "rollup_due",
        "rollup_cursor",
        "rollup_stock",
        "rollup_sales",
        "plugin_usage",
        "message",
        "job_run",
        "job",
        "installation_event",
        "shadow_count",
        "shadow_difference",
        "installation_candidate",
        "installation_plan",
    ],
};

const SQL: &str = r#"
CREATE TABLE installation_plan (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    consent_json TEXT NOT NULL,
    approved_by TEXT,
    approved_at_ms BIGINT,
    scope_json TEXT NOT NULL,
    previous_json TEXT,
    switched_at_ms BIGINT,
    PRIMARY KEY (tenant_id, installation_id)
);

CREATE TABLE installation_candidate (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    package TEXT NOT NULL,
    component TEXT NOT NULL,
    version TEXT NOT NULL,
    settings_json TEXT NOT NULL,
    snapshot TEXT,
    mode TEXT NOT NULL,
    stores_json TEXT NOT NULL,
    permille BIGINT NOT NULL,
    started_at_ms BIGINT NOT NULL,
    started_by TEXT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id)
);

CREATE TABLE shadow_difference (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    id UUID NOT NULL,
    at_ms BIGINT NOT NULL,
    store_id UUID,
    kind TEXT NOT NULL,
    live_json TEXT NOT NULL,
    candidate_json TEXT NOT NULL,
    input_json TEXT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, id)
);
CREATE INDEX shadow_difference_age ON shadow_difference (tenant_id, installation_id, at_ms, id);

CREATE TABLE shadow_count (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    compared BIGINT NOT NULL,
    different BIGINT NOT NULL,
    live_failed BIGINT NOT NULL,
    candidate_failed BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id)
){compact};

-- Stays when the installation goes.
CREATE TABLE installation_event (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    details_json TEXT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, seq)
);

-- `next_due_ms`: the planned time of the run that is next or under way. `due_at_ms`: when it may be leased: that time,
-- the time of a retry, or the end of the lease that is held.
CREATE TABLE job (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    cron TEXT NOT NULL,
    next_due_ms BIGINT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, name)
);
CREATE INDEX job_due ON job (due_at_ms);

CREATE TABLE job_run (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    job TEXT COLLATE "C" NOT NULL,
    scheduled_at_ms BIGINT NOT NULL,
    invocation_id UUID NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    missed BIGINT NOT NULL,
    lease_token UUID,
    lease_until_ms BIGINT,
    error TEXT,
    started_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT,
    PRIMARY KEY (tenant_id, installation_id, job, scheduled_at_ms)
);
CREATE INDEX job_run_time ON job_run (tenant_id, scheduled_at_ms, installation_id, job);
CREATE INDEX job_run_age ON job_run (ended_at_ms) WHERE ended_at_ms IS NOT NULL;

CREATE TABLE message (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    plugin TEXT NOT NULL,
    installation_id UUID NOT NULL,
    member_id UUID NOT NULL,
    purpose TEXT NOT NULL,
    template TEXT NOT NULL,
    parameters_json TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    -- When it may be leased next; while it is leased, the end of the lease.
    due_at_ms BIGINT NOT NULL,
    lease_token UUID,
    -- Who last tried to send it, over which channel, and the provider's id of it.
    sender_id UUID,
    channel TEXT,
    provider_id TEXT,
    -- Why it is not sent, and when it took its state.
    reason TEXT,
    changed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX message_due ON message (due_at_ms) WHERE state = 'queued';
CREATE INDEX message_provider ON message (tenant_id, sender_id, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX message_time ON message (tenant_id, created_at_ms, id);
CREATE INDEX message_member ON message (tenant_id, member_id, created_at_ms, id);
CREATE INDEX message_state ON message (tenant_id, state, created_at_ms, id);

CREATE TABLE plugin_usage (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    day TEXT COLLATE "C" NOT NULL,
    point TEXT COLLATE "C" NOT NULL,
    calls BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    cost_units BIGINT NOT NULL,
    wall_us BIGINT NOT NULL,
    peak_memory BIGINT NOT NULL,
    egress_calls BIGINT NOT NULL,
    egress_bytes BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, day, point)
){compact};
CREATE INDEX plugin_usage_day ON plugin_usage (tenant_id, day);

-- Sums for reports. The nil UUID as variant: the row that counts the sales themselves. The greatest UUID: lines that
-- sold no variant.
CREATE TABLE rollup_sales (
    tenant_id UUID NOT NULL,
    business_date TEXT COLLATE "C" NOT NULL,
    hour BIGINT NOT NULL,
    store_id UUID NOT NULL,
    variant_id UUID NOT NULL,
    sales BIGINT NOT NULL,
    units_micros BIGINT NOT NULL,
    gross_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, business_date, hour, store_id, variant_id)
){compact};

CREATE TABLE rollup_stock (
    tenant_id UUID NOT NULL,
    day TEXT COLLATE "C" NOT NULL,
    location_id UUID NOT NULL,
    variant_id UUID NOT NULL,
    received_micros BIGINT NOT NULL,
    sold_micros BIGINT NOT NULL,
    adjusted_micros BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, day, location_id, variant_id)
){compact};

-- The last event whose sums are in. Who locks the row adds to the tenant's rollups.
CREATE TABLE rollup_cursor (
    tenant_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (tenant_id)
);

-- Documents whose sums are not in yet and which no numbered event reports: imported sales, stock documents.
CREATE TABLE rollup_due (
    tenant_id UUID NOT NULL,
    document_id UUID NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, document_id, kind)
){compact};

INSERT INTO rollup_due (tenant_id, document_id, kind)
SELECT DISTINCT tenant_id, document_id, 'stock' FROM stock_move WHERE reason NOT IN ('sale', 'return');
INSERT INTO rollup_due (tenant_id, document_id, kind)
SELECT s.tenant_id, s.id, 'sale' FROM sale s WHERE s.status = 'completed' AND NOT EXISTS (
    SELECT 1 FROM event e WHERE e.tenant_id = s.tenant_id AND e.subject_id = s.id
    AND e.subject_digest IS NOT NULL AND e.event_type = 'sale.committed.v1'
);
"#;
