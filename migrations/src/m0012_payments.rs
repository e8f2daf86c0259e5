//! Payments: charges and refunds that plugins move, their history, and what tenders took from which account.

pub(crate) const STEP: crate::Step =
    crate::Step { name: "m0012_payments", sql: SQL, tables: &["payment_attempt", "payment"] };

const SQL: &str = r#"
-- `due_at_ms`: when it is looked at next, or the end of the lease that is held; none = nothing is left to do.
CREATE TABLE payment (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    intent TEXT NOT NULL,
    sale_id UUID NOT NULL,
    number TEXT NOT NULL,
    return_id UUID,
    tender_id UUID NOT NULL,
    charge_id UUID,
    installation_id UUID NOT NULL,
    plugin TEXT NOT NULL,
    method TEXT NOT NULL,
    store_id UUID NOT NULL,
    terminal_id UUID NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    presented_code TEXT,
    reason TEXT,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT,
    reference TEXT,
    paid_at_ms BIGINT,
    waiting_json TEXT,
    decline_json TEXT,
    error TEXT,
    attempts BIGINT NOT NULL,
    due_at_ms BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX payment_due ON payment (due_at_ms) WHERE due_at_ms IS NOT NULL;
CREATE INDEX payment_sale ON payment (tenant_id, sale_id);
CREATE INDEX payment_time ON payment (tenant_id, created_at_ms, id);

-- What the plugin was asked and said, and what came by itself; `answer_json` only until it is read.
CREATE TABLE payment_attempt (
    tenant_id UUID NOT NULL,
    payment_id UUID NOT NULL,
    id UUID NOT NULL,
    at_ms BIGINT NOT NULL,
    step TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT,
    answer_json TEXT,
    PRIMARY KEY (tenant_id, payment_id, id)
);

-- What a `ledger` tender took from which account.
ALTER TABLE sale_tender ADD COLUMN parts_json TEXT;
ALTER TABLE sale_return_tender ADD COLUMN parts_json TEXT;
"#;
