//! The outbox, its chain, deliveries, and marks of what was done once.

pub(crate) const STEP: crate::Step = crate::Step {
    name: "m0008_events",
    sql: SQL,
    tables: &["exception", "request", "invocation", "delivery", "event_chain", "event"],
};

const SQL: &str = r#"
-- Written unnumbered; the sequencer sets `seq` and `hash` after commit. `arrival` keeps what one transaction wrote,
-- and what later ones built on it, in order.
CREATE TABLE event (
    {arrival},
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    event_type TEXT NOT NULL,
    ordering_key TEXT NOT NULL,
    subject_id UUID,
    subject_digest TEXT,
    store_id UUID,
    occurred_at_ms BIGINT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    depth BIGINT NOT NULL,
    payload_json TEXT NOT NULL,
    seq BIGINT,
    hash BYTEA,
    {arrival_key}
);
CREATE UNIQUE INDEX event_seq ON event (tenant_id, seq) WHERE seq IS NOT NULL;
CREATE INDEX event_unnumbered ON event (tenant_id, arrival) WHERE seq IS NULL;
CREATE INDEX event_sealed_subject ON event (tenant_id, subject_id) WHERE subject_digest IS NOT NULL;

-- The end of each tenant's chain. Who locks the row is the tenant's sequencer.
CREATE TABLE event_chain (
    tenant_id UUID NOT NULL,
    head_seq BIGINT NOT NULL,
    head_hash BYTEA NOT NULL,
    PRIMARY KEY (tenant_id)
);

-- `due_at_ms`: when waiting, the time of the next attempt; when leased, the end of the lease; when dead, never.
CREATE TABLE delivery (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    event_id UUID NOT NULL,
    ordering_key TEXT COLLATE "C" NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    lease_token UUID,
    last_error TEXT,
    closed_at_ms BIGINT,
    PRIMARY KEY (tenant_id, installation_id, seq)
);
CREATE INDEX delivery_due ON delivery (due_at_ms) WHERE closed_at_ms IS NULL;
CREATE INDEX delivery_order ON delivery (tenant_id, installation_id, ordering_key, seq) WHERE closed_at_ms IS NULL;
CREATE INDEX delivery_dead ON delivery (tenant_id, seq, installation_id) WHERE state = 'dead';

-- Invocations whose effects were applied.
CREATE TABLE invocation (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    id UUID NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, id)
){compact};

CREATE TABLE request (
    tenant_id UUID NOT NULL,
    route TEXT COLLATE "C" NOT NULL,
    request_key TEXT COLLATE "C" NOT NULL,
    request_digest TEXT NOT NULL,
    begun_at_ms BIGINT NOT NULL,
    status BIGINT,
    body TEXT,
    PRIMARY KEY (tenant_id, route, request_key)
);
CREATE INDEX request_age ON request (begun_at_ms);

CREATE TABLE exception (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    document_id UUID,
    message_json TEXT NOT NULL,
    raised_at_ms BIGINT NOT NULL,
    resolved_at_ms BIGINT,
    resolution TEXT,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX exception_open ON exception (tenant_id, raised_at_ms, id) WHERE resolved_at_ms IS NULL;
"#;
