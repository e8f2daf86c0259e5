//! Ledger accounts, balances in shards, transfers.

pub(crate) const STEP: crate::Step = crate::Step {
    name: "m0005_ledger",
    sql: SQL,
    tables: &["ledger_transfer", "ledger_balance", "ledger_account"],
};

const SQL: &str = r#"
-- The id is a hash of tenant, plugin and key. `share_floor` is the floor under which all shards of a sharded account
-- hold at least their share; NULL = nothing is known.
CREATE TABLE ledger_account (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    plugin TEXT COLLATE "C" NOT NULL,
    account_key TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    shards BIGINT NOT NULL,
    share_floor BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX ledger_account_key ON ledger_account (tenant_id, plugin, account_key);

-- The checks also keep SQLite from turning an overflow into a floating-point number.
CREATE TABLE ledger_balance (
    tenant_id UUID NOT NULL,
    account_id UUID NOT NULL,
    shard BIGINT NOT NULL,
    posted BIGINT NOT NULL CHECK (posted BETWEEN -9000000000000000000 AND 9000000000000000000),
    held BIGINT NOT NULL CHECK (held BETWEEN -9000000000000000000 AND 9000000000000000000),
    PRIMARY KEY (tenant_id, account_id, shard)
){compact};

-- Append-only. A pending row stays as it is; a later row that names it posts or voids it.
CREATE TABLE ledger_transfer (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    state TEXT NOT NULL,
    pending_id UUID,
    debit_account_id UUID NOT NULL,
    debit_shard BIGINT NOT NULL,
    credit_account_id UUID NOT NULL,
    credit_shard BIGINT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    document_id UUID NOT NULL,
    memo TEXT,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
){compact};
CREATE UNIQUE INDEX ledger_transfer_pending ON ledger_transfer (tenant_id, pending_id) WHERE pending_id IS NOT NULL;
CREATE INDEX ledger_transfer_debit ON ledger_transfer (tenant_id, debit_account_id, created_at_ms);
CREATE INDEX ledger_transfer_credit ON ledger_transfer (tenant_id, credit_account_id, created_at_ms);
"#;
