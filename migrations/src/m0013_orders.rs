//! Orders of sales channels, and what goes out to channels: marks of changed stock, items with the values pushed last.

pub(crate) const STEP: crate::Step = crate::Step {
    name: "m0013_orders",
    sql: SQL,
    tables: &[
        "channel_mark",
        "channel_item",
        "channel_lane",
        "channel",
        "sales_order_early",
        "sales_order_recipient",
        "sales_order",
    ],
};

const SQL: &str = r#"
-- `body_json` is the whole order; the columns are what it is found by. `push_*`: a status that people set and that the
-- channel is to hear of, since `push_from`.
CREATE TABLE sales_order (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    plugin TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    external_id TEXT COLLATE "C" NOT NULL,
    store_id UUID NOT NULL,
    status TEXT NOT NULL,
    refund TEXT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    body_json TEXT NOT NULL,
    book_at_ms BIGINT,
    push_due_at_ms BIGINT,
    push_from TEXT,
    push_attempts BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX sales_order_external ON sales_order (tenant_id, plugin, channel, external_id);
CREATE INDEX sales_order_recorded ON sales_order (tenant_id, recorded_at_ms, id);
CREATE INDEX sales_order_store ON sales_order (tenant_id, store_id, recorded_at_ms, id);
CREATE INDEX sales_order_status ON sales_order (tenant_id, status, id);
CREATE INDEX sales_order_book ON sales_order (book_at_ms) WHERE book_at_ms IS NOT NULL;
CREATE INDEX sales_order_push ON sales_order (tenant_id, plugin, store_id, push_due_at_ms)
    WHERE push_due_at_ms IS NOT NULL;

-- Personal data: who gets an order, and where.
CREATE TABLE sales_order_recipient (
    tenant_id UUID NOT NULL,
    order_id UUID NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (tenant_id, order_id)
);

-- News that overtook its order.
CREATE TABLE sales_order_early (
    tenant_id UUID NOT NULL,
    plugin TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    external_id TEXT COLLATE "C" NOT NULL,
    news_json TEXT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, plugin, channel, external_id)
);
CREATE INDEX sales_order_early_age ON sales_order_early (recorded_at_ms);

-- Installations that push: which of their collections name shops and items, and how much they take.
CREATE TABLE channel (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    plugin TEXT COLLATE "C" NOT NULL,
    shops TEXT NOT NULL,
    items TEXT NOT NULL,
    batch_max BIGINT NOT NULL,
    gap_ms BIGINT NOT NULL,
    compared TEXT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id)
);

-- One an installation and store: one push at a time goes out on it. `shop_key` is the document that maps the store;
-- empty = none does, and only news of orders goes out.
CREATE TABLE channel_lane (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    store_id UUID NOT NULL,
    shop_key TEXT COLLATE "C" NOT NULL,
    due_at_ms BIGINT,
    next_push_ms BIGINT NOT NULL,
    lease_token UUID,
    lease_until_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    error TEXT,
    compare_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, store_id)
);
CREATE INDEX channel_lane_due ON channel_lane (due_at_ms) WHERE due_at_ms IS NOT NULL;
CREATE INDEX channel_lane_compare ON channel_lane (compare_at_ms);

-- The latest values of a mapped item, `version` counting their changes, and whether the channel has them.
CREATE TABLE channel_item (
    tenant_id UUID NOT NULL,
    installation_id UUID NOT NULL,
    store_id UUID NOT NULL,
    sku TEXT COLLATE "C" NOT NULL,
    variant_id UUID NOT NULL,
    document_key TEXT COLLATE "C" NOT NULL,
    on_hand_micros BIGINT NOT NULL,
    available_micros BIGINT NOT NULL,
    price_minor BIGINT,
    is_on_sale BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    due_at_ms BIGINT,
    attempts BIGINT NOT NULL,
    error TEXT,
    changed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, installation_id, store_id, sku)
);
CREATE INDEX channel_item_variant ON channel_item (tenant_id, store_id, variant_id);
CREATE INDEX channel_item_due ON channel_item (tenant_id, installation_id, store_id, due_at_ms)
    WHERE due_at_ms IS NOT NULL;

-- Stock of mapped items that moved, written with the move.
CREATE TABLE channel_mark (
    tenant_id UUID NOT NULL,
    store_id UUID NOT NULL,
    variant_id UUID NOT NULL,
    moves BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, store_id, variant_id)
){compact};
"#;
