//! Members; personal data is a table of its own.

pub(crate) const STEP: crate::Step = crate::Step {
    name: "m0004_members",
    sql: SQL,
    tables: &["member_stat", "member_tag", "member_person", "member"],
};

const SQL: &str = r#"
CREATE TABLE member (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    status TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX member_code ON member (tenant_id, code);

CREATE TABLE member_person (
    tenant_id UUID NOT NULL,
    member_id UUID NOT NULL,
    name TEXT,
    phone TEXT,
    email TEXT,
    birthday TEXT,
    PRIMARY KEY (tenant_id, member_id),
    FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id)
);

CREATE TABLE member_tag (
    tenant_id UUID NOT NULL,
    member_id UUID NOT NULL,
    tag TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, member_id, tag)
){compact};

-- Counted in the transaction that completes a sale.
CREATE TABLE member_stat (
    tenant_id UUID NOT NULL,
    member_id UUID NOT NULL,
    sales_count BIGINT NOT NULL,
    last_sale_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, member_id)
){compact};
"#;
