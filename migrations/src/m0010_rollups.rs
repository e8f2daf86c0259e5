//! Sums by member and by ledger account. All rollups are made anew from what is there.

pub(crate) const STEP: crate::Step =
    crate::Step { name: "m0010_rollups", sql: SQL, tables: &["rollup_ledger", "rollup_members"] };

const SQL: &str = r#"
-- The nil UUID as member: customers who are none.
CREATE TABLE rollup_members (
    tenant_id UUID NOT NULL,
    business_date TEXT COLLATE "C" NOT NULL,
    store_id UUID NOT NULL,
    member_id UUID NOT NULL,
    sales BIGINT NOT NULL,
    units_micros BIGINT NOT NULL,
    gross_minor BIGINT NOT NULL,
    discount_minor BIGINT NOT NULL,
    tax_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, business_date, store_id, member_id)
){compact};

CREATE TABLE rollup_ledger (
    tenant_id UUID NOT NULL,
    day TEXT COLLATE "C" NOT NULL,
    account_id UUID NOT NULL,
    transfers BIGINT NOT NULL,
    gained BIGINT NOT NULL,
    spent BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, day, account_id)
){compact};

DELETE FROM rollup_sales;
DELETE FROM rollup_stock;
DELETE FROM rollup_cursor;
DELETE FROM rollup_due;
INSERT INTO rollup_due (tenant_id, document_id, kind)
SELECT DISTINCT tenant_id, document_id, 'stock' FROM stock_move WHERE reason NOT IN ('sale', 'return');
INSERT INTO rollup_due (tenant_id, document_id, kind)
SELECT s.tenant_id, s.id, 'sale' FROM sale s WHERE s.status = 'completed' AND NOT EXISTS (
    SELECT 1 FROM event e WHERE e.tenant_id = s.tenant_id AND e.subject_id = s.id
    AND e.subject_digest IS NOT NULL AND e.event_type = 'sale.committed.v1'
);
INSERT INTO rollup_due (tenant_id, document_id, kind)
SELECT tenant_id, id, 'transfer' FROM ledger_transfer WHERE state = 'posted';
"#;
