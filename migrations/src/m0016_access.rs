//! Users, their roles and sessions, paired terminals. Also wrong guesses, which are counted whether or not there is
//! anybody of that name.

pub(crate) const STEP: crate::Step = crate::Step {
    name: "m0016_access",
    sql: SQL,
    tables: &[
        "pairing",
        "device",
        "guess",
        "session",
        "recovery_code",
        "user_account",
        "access_grant",
        "access_role",
    ],
};

const SQL: &str = r#"
-- Roles of the tenant's own; `permissions` is a JSON array of patterns.
CREATE TABLE access_role (
    tenant_id UUID NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    permissions TEXT NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

-- `holder`: a user or an API token. `unit_id` all zeros = the whole tenant.
CREATE TABLE access_grant (
    tenant_id UUID NOT NULL,
    holder UUID NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    unit_id UUID NOT NULL,
    until_ms BIGINT,
    PRIMARY KEY (tenant_id, holder, role, unit_id)
){compact};
CREATE INDEX access_grant_role ON access_grant (tenant_id, role);

CREATE TABLE user_account (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    login TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    password_hash TEXT,
    pin_hash TEXT,
    totp_secret BYTEA,
    totp_is_on BOOLEAN NOT NULL,
    totp_step BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenant (tenant_id)
);
CREATE UNIQUE INDEX user_account_login ON user_account (tenant_id, login);

CREATE TABLE recovery_code (
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL,
    digest BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, user_id, digest)
);

CREATE TABLE session (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    secret_sha256 BYTEA NOT NULL,
    user_id UUID NOT NULL,
    terminal_id UUID,
    agent TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    proved_at_ms BIGINT NOT NULL,
    seen_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    ended_at_ms BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX session_secret ON session (secret_sha256);
CREATE INDEX session_user_id ON session (tenant_id, user_id, created_at_ms);

CREATE TABLE guess (
    what TEXT COLLATE "C" NOT NULL,
    wrong BIGINT NOT NULL,
    last_ms BIGINT NOT NULL,
    PRIMARY KEY (what)
){compact};

-- One key a terminal: pairing it again cuts the old device off.
CREATE TABLE device (
    tenant_id UUID NOT NULL,
    terminal_id UUID NOT NULL,
    secret_sha256 BYTEA NOT NULL,
    paired_at_ms BIGINT NOT NULL,
    seen_at_ms BIGINT,
    PRIMARY KEY (tenant_id, terminal_id)
);
CREATE UNIQUE INDEX device_secret ON device (secret_sha256);

CREATE TABLE pairing (
    code_sha256 BYTEA NOT NULL,
    tenant_id UUID NOT NULL,
    terminal_id UUID NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    PRIMARY KEY (code_sha256)
);
"#;
