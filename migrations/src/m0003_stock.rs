//! Stock moves, balances and reservations.

pub(crate) const STEP: crate::Step = crate::Step {
    name: "m0003_stock",
    sql: SQL,
    tables: &["stock_reservation", "stock_balance", "stock_move"],
};

const SQL: &str = r#"
-- Append-only. A document's moves are applied once: its id and the ordinal are the key.
CREATE TABLE stock_move (
    tenant_id UUID NOT NULL,
    document_id UUID NOT NULL,
    ordinal BIGINT NOT NULL,
    variant_id UUID NOT NULL,
    location_id UUID NOT NULL,
    delta_micros BIGINT NOT NULL,
    reason TEXT NOT NULL,
    occurred_at_ms BIGINT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, document_id, ordinal)
){compact};
CREATE INDEX stock_move_place ON stock_move (tenant_id, location_id, variant_id, recorded_at_ms);

-- The checks also keep SQLite from turning an overflow into a floating-point number.
CREATE TABLE stock_balance (
    tenant_id UUID NOT NULL,
    location_id UUID NOT NULL,
    variant_id UUID NOT NULL,
    on_hand_micros BIGINT NOT NULL CHECK (on_hand_micros BETWEEN -9000000000000000000 AND 9000000000000000000),
    reserved_micros BIGINT NOT NULL CHECK (reserved_micros BETWEEN -9000000000000000000 AND 9000000000000000000),
    PRIMARY KEY (tenant_id, location_id, variant_id)
){compact};

-- What a sale that awaits payment will take; rows go when the payment is decided.
CREATE TABLE stock_reservation (
    tenant_id UUID NOT NULL,
    sale_id UUID NOT NULL,
    ordinal BIGINT NOT NULL,
    variant_id UUID NOT NULL,
    location_id UUID NOT NULL,
    delta_micros BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, sale_id, ordinal)
){compact};
"#;
