//! Webhooks: where integrators hear of events, and what became of each delivery.

pub(crate) const STEP: crate::Step =
    crate::Step { name: "m0015_webhooks", sql: SQL, tables: &["webhook_delivery", "webhook"] };

const SQL: &str = r#"
-- `cursor_seq`: the last event that deliveries were made of.
CREATE TABLE webhook (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    event_types_json TEXT NOT NULL,
    secret BYTEA NOT NULL,
    previous_secret BYTEA,
    previous_until_ms BIGINT,
    state TEXT NOT NULL,
    paused_reason TEXT,
    cursor_seq BIGINT NOT NULL,
    failing_since_ms BIGINT,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- `due_at_ms`: when it may be leased: at once, at the time of a retry, or at the end of the lease that is held.
CREATE TABLE webhook_delivery (
    tenant_id UUID NOT NULL,
    webhook_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    event_id UUID NOT NULL,
    event_type TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    lease_token UUID,
    status BIGINT,
    error TEXT,
    took_ms BIGINT,
    attempted_at_ms BIGINT,
    closed_at_ms BIGINT,
    PRIMARY KEY (tenant_id, webhook_id, seq)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (due_at_ms) WHERE closed_at_ms IS NULL;
CREATE INDEX webhook_delivery_age ON webhook_delivery (closed_at_ms) WHERE closed_at_ms IS NOT NULL;
"#;
