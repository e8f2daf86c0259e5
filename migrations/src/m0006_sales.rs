//! Sales and returns.

pub(crate) const STEP: crate::Step = crate::Step {
    name: "m0006_sales",
    sql: SQL,
    tables: &[
        "sale_return_tender",
        "sale_return_line",
        "sale_return",
        "sale_pricing",
        "sale_tender",
        "sale_tax",
        "sale_allocation",
        "sale_adjustment",
        "sale_line",
        "sale",
    ],
};

const SQL: &str = r#"
-- `digest` is that of the sale as it now stands; it is sealed into the event chain.
CREATE TABLE sale (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    status TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    digest TEXT NOT NULL,
    store_id UUID NOT NULL,
    terminal_id UUID NOT NULL,
    legal_entity_id UUID NOT NULL,
    member_id UUID,
    channel TEXT NOT NULL,
    occurred_at_ms BIGINT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    business_date TEXT COLLATE "C" NOT NULL,
    currency TEXT NOT NULL,
    subtotal_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    cash_rounding_minor BIGINT NOT NULL,
    change_minor BIGINT NOT NULL,
    skipped_json TEXT,
    expires_at_ms BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX sale_number ON sale (tenant_id, number);
CREATE INDEX sale_recorded ON sale (tenant_id, recorded_at_ms, id);
CREATE INDEX sale_store ON sale (tenant_id, store_id, recorded_at_ms, id);
CREATE INDEX sale_member ON sale (tenant_id, member_id, recorded_at_ms, id) WHERE member_id IS NOT NULL;
CREATE INDEX sale_expiry ON sale (expires_at_ms) WHERE status = 'awaiting_payment';

CREATE TABLE sale_line (
    tenant_id UUID NOT NULL,
    sale_id UUID NOT NULL,
    line BIGINT NOT NULL,
    variant_id UUID,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity_micros BIGINT NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    stock_units BIGINT NOT NULL,
    is_measured BOOLEAN NOT NULL,
    tags_json TEXT,
    gift_json TEXT,
    original_minor BIGINT NOT NULL,
    manual_discount_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    tax_ppm BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    units_json TEXT NOT NULL,
    PRIMARY KEY (tenant_id, sale_id, line)
){compact};

CREATE TABLE sale_adjustment (
    tenant_id UUID NOT NULL,
    sale_id UUID NOT NULL,
    ordinal BIGINT NOT NULL,
    installation_id UUID NOT NULL,
    plugin TEXT NOT NULL,
    version TEXT NOT NULL,
    component TEXT NOT NULL,
    reference TEXT NOT NULL,
    labels_json TEXT,
    note TEXT,
    level TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, sale_id, ordinal)
){compact};

-- Runs of units: `amount_minor` off each of `units` units of the line from `first_unit` on.
CREATE TABLE sale_allocation (
    tenant_id UUID NOT NULL,
    sale_id UUID NOT NULL,
    adjustment BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    line BIGINT NOT NULL,
    first_unit BIGINT NOT NULL,
    units BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, sale_id, adjustment, ordinal)
){compact};

CREATE TABLE sale_tax (
    tenant_id UUID NOT NULL,
    sale_id UUID NOT NULL,
    ordinal BIGINT NOT NULL,
    rate_ppm BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, sale_id, ordinal)
){compact};

CREATE TABLE sale_tender (
    tenant_id UUID NOT NULL,
    sale_id UUID NOT NULL,
    ordinal BIGINT NOT NULL,
    id UUID NOT NULL,
    method TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    reference TEXT,
    foreign_json TEXT,
    PRIMARY KEY (tenant_id, sale_id, ordinal)
){compact};

-- What the price depended on, byte for byte.
CREATE TABLE sale_pricing (
    tenant_id UUID NOT NULL,
    sale_id UUID NOT NULL,
    arithmetic BIGINT NOT NULL,
    input_json TEXT NOT NULL,
    consulted_json TEXT NOT NULL,
    PRIMARY KEY (tenant_id, sale_id)
);

CREATE TABLE sale_return (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    request_digest TEXT NOT NULL,
    digest TEXT NOT NULL,
    sale_id UUID NOT NULL,
    store_id UUID NOT NULL,
    terminal_id UUID NOT NULL,
    legal_entity_id UUID NOT NULL,
    occurred_at_ms BIGINT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    business_date TEXT COLLATE "C" NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT,
    tax_minor BIGINT NOT NULL,
    refund_minor BIGINT NOT NULL,
    cash_rounding_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX sale_return_number ON sale_return (tenant_id, number);
CREATE INDEX sale_return_sale ON sale_return (tenant_id, sale_id);

CREATE TABLE sale_return_line (
    tenant_id UUID NOT NULL,
    return_id UUID NOT NULL,
    ordinal BIGINT NOT NULL,
    line BIGINT NOT NULL,
    sku TEXT NOT NULL,
    first_unit BIGINT NOT NULL,
    units BIGINT NOT NULL,
    quantity_micros BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, return_id, ordinal)
){compact};

CREATE TABLE sale_return_tender (
    tenant_id UUID NOT NULL,
    return_id UUID NOT NULL,
    ordinal BIGINT NOT NULL,
    id UUID NOT NULL,
    method TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    reference TEXT,
    foreign_json TEXT,
    PRIMARY KEY (tenant_id, return_id, ordinal)
){compact};
"#;
