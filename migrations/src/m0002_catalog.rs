//! Products, variants, barcodes, prices, taxes.

pub(crate) const STEP: crate::Step = crate::Step {
    name: "m0002_catalog",
    sql: SQL,
    tables: &["tax_rate", "tax_class", "price", "price_list", "barcode", "variant", "product"],
};

const SQL: &str = r#"
CREATE TABLE product (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    tags_json TEXT NOT NULL,
    tax_class TEXT NOT NULL,
    unit_of_measure TEXT NOT NULL,
    is_measured BOOLEAN NOT NULL,
    category TEXT COLLATE "C" NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX product_name ON product (tenant_id, name, id);

CREATE TABLE variant (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    product_id UUID NOT NULL,
    sku TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    stock_units BIGINT NOT NULL,
    hard_floor_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, product_id) REFERENCES product (tenant_id, id)
);
CREATE UNIQUE INDEX variant_sku ON variant (tenant_id, sku);
CREATE INDEX variant_product ON variant (tenant_id, product_id);

CREATE TABLE barcode (
    tenant_id UUID NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    variant_id UUID NOT NULL,
    stock_units BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, code),
    FOREIGN KEY (tenant_id, variant_id) REFERENCES variant (tenant_id, id)
){compact};
CREATE INDEX barcode_variant ON barcode (tenant_id, variant_id);

CREATE TABLE price_list (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    currency TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- The nil UUID as org unit means everywhere: a key cannot hold NULL.
CREATE TABLE price (
    tenant_id UUID NOT NULL,
    variant_id UUID NOT NULL,
    list_id UUID NOT NULL,
    org_unit_id UUID NOT NULL,
    valid_from_ms BIGINT NOT NULL,
    valid_to_ms BIGINT,
    unit_price_minor BIGINT NOT NULL,
    floor_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, variant_id, list_id, org_unit_id, valid_from_ms),
    FOREIGN KEY (tenant_id, variant_id) REFERENCES variant (tenant_id, id),
    FOREIGN KEY (tenant_id, list_id) REFERENCES price_list (tenant_id, id)
){compact};

CREATE TABLE tax_class (
    tenant_id UUID NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (tenant_id, code)
);

CREATE TABLE tax_rate (
    tenant_id UUID NOT NULL,
    legal_entity_id UUID NOT NULL,
    tax_class TEXT COLLATE "C" NOT NULL,
    valid_from TEXT COLLATE "C" NOT NULL,
    ppm BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, legal_entity_id, tax_class, valid_from)
){compact};
"#;
