//! The registry's own migrator: SQL in PostgreSQL's words, with the few that SQLite says otherwise translated.
//! Text that is compared or paged through sorts by bytes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// All steps, in order.
#[derive(Debug)]
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Step { name: "m0001_oci", sql: OCI, tables: OCI_TABLES }),
            Box::new(Step { name: "m0002_catalogue", sql: CATALOGUE, tables: CATALOGUE_TABLES }),
        ]
    }

    fn migration_table_name() -> DynIden {
        Alias::new("registry_migration").into_iden()
    }
}

struct Step {
    name: &'static str,
    sql: &'static str,
    tables: &'static [&'static str],
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = match manager.get_database_backend() {
            DbBackend::Sqlite => self.sql.replace(" BYTEA", " BLOB").replace(" KEY_TEXT", " TEXT"),
            _ => self.sql.replace(" KEY_TEXT", " TEXT COLLATE \"C\""),
        };
        manager.get_connection().execute_unprepared(&sql).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in self.tables {
            manager.get_connection().execute_unprepared(&format!("DROP TABLE {table}")).await?;
        }
        Ok(())
    }
}

const OCI_TABLES: &[&str] = &[
    "registry_tag",
    "registry_reference",
    "registry_manifest",
    "registry_upload",
    "registry_blob",
    "registry_credential",
    "registry_secret",
];

const OCI: &str = r#"
CREATE TABLE registry_secret (
    name KEY_TEXT NOT NULL PRIMARY KEY,
    bytes BYTEA NOT NULL,
    created_at_ms BIGINT NOT NULL
);
CREATE TABLE registry_credential (
    id KEY_TEXT NOT NULL PRIMARY KEY,
    role TEXT NOT NULL,
    subject KEY_TEXT NOT NULL,
    label TEXT NOT NULL,
    secret_sha256 BYTEA NOT NULL UNIQUE,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT,
    revoked_at_ms BIGINT
);
CREATE INDEX registry_credential_subject ON registry_credential (role, subject, id);
CREATE TABLE registry_blob (
    repository KEY_TEXT NOT NULL,
    digest KEY_TEXT NOT NULL,
    size BIGINT NOT NULL,
    touched_at_ms BIGINT NOT NULL,
    PRIMARY KEY (repository, digest)
);
CREATE INDEX registry_blob_digest ON registry_blob (digest);
CREATE INDEX registry_blob_touched ON registry_blob (touched_at_ms);
CREATE TABLE registry_upload (
    id KEY_TEXT NOT NULL PRIMARY KEY,
    repository KEY_TEXT NOT NULL,
    size BIGINT NOT NULL,
    parts_json TEXT NOT NULL,
    digest TEXT,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);
CREATE INDEX registry_upload_updated ON registry_upload (updated_at_ms);
CREATE TABLE registry_manifest (
    repository KEY_TEXT NOT NULL,
    digest KEY_TEXT NOT NULL,
    media_type TEXT NOT NULL,
    artifact_type TEXT,
    subject KEY_TEXT,
    annotations_json TEXT NOT NULL,
    size BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (repository, digest)
);
CREATE INDEX registry_manifest_subject ON registry_manifest (repository, subject);
CREATE TABLE registry_reference (
    repository KEY_TEXT NOT NULL,
    manifest KEY_TEXT NOT NULL,
    digest KEY_TEXT NOT NULL,
    PRIMARY KEY (repository, manifest, digest),
    FOREIGN KEY (repository, manifest) REFERENCES registry_manifest (repository, digest) ON DELETE CASCADE
);
CREATE INDEX registry_reference_digest ON registry_reference (repository, digest);
CREATE TABLE registry_tag (
    repository KEY_TEXT NOT NULL,
    name KEY_TEXT NOT NULL,
    digest KEY_TEXT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    PRIMARY KEY (repository, name),
    FOREIGN KEY (repository, digest) REFERENCES registry_manifest (repository, digest)
);
CREATE INDEX registry_tag_digest ON registry_tag (repository, digest);
"#;

const CATALOGUE_TABLES: &[&str] = &[
    "registry_edition",
    "registry_statement",
    "registry_usage",
    "registry_plan",
    "registry_review",
    "registry_installation",
    "registry_kill",
    "registry_version",
    "registry_term",
    "registry_category",
    "registry_package",
    "registry_publisher_key",
    "registry_publisher",
];

const CATALOGUE: &str = r#"
CREATE TABLE registry_publisher (
    name KEY_TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    summary_json TEXT NOT NULL,
    homepage TEXT,
    contact TEXT,
    share_ppm BIGINT NOT NULL CHECK (share_ppm BETWEEN 0 AND 1000000),
    is_trusted BOOLEAN NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);
CREATE TABLE registry_publisher_key (
    publisher KEY_TEXT NOT NULL REFERENCES registry_publisher (name),
    id KEY_TEXT NOT NULL,
    public_pem TEXT NOT NULL,
    label TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    revoked_at_ms BIGINT,
    revoked_reason TEXT,
    PRIMARY KEY (publisher, id)
);
CREATE UNIQUE INDEX registry_publisher_key_id ON registry_publisher_key (id);
CREATE TABLE registry_package (
    package KEY_TEXT NOT NULL PRIMARY KEY,
    publisher KEY_TEXT NOT NULL REFERENCES registry_publisher (name),
    name KEY_TEXT NOT NULL,
    is_public BOOLEAN NOT NULL,
    latest TEXT,
    title_json TEXT NOT NULL,
    summary_json TEXT NOT NULL,
    categories_json TEXT NOT NULL,
    search_text TEXT NOT NULL,
    installs BIGINT NOT NULL CHECK (installs >= 0),
    rating_sum BIGINT NOT NULL,
    rating_count BIGINT NOT NULL CHECK (rating_count >= 0),
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);
CREATE INDEX registry_package_publisher ON registry_package (publisher, package);
CREATE INDEX registry_package_installs ON registry_package (installs, package);
CREATE INDEX registry_package_updated ON registry_package (updated_at_ms, package);
CREATE TABLE registry_category (
    category KEY_TEXT NOT NULL,
    package KEY_TEXT NOT NULL REFERENCES registry_package (package),
    PRIMARY KEY (category, package)
);
CREATE TABLE registry_term (
    term KEY_TEXT NOT NULL,
    package KEY_TEXT NOT NULL REFERENCES registry_package (package),
    weight BIGINT NOT NULL,
    PRIMARY KEY (term, package)
);
CREATE INDEX registry_term_package ON registry_term (package);
CREATE TABLE registry_version (
    package KEY_TEXT NOT NULL REFERENCES registry_package (package),
    version KEY_TEXT NOT NULL,
    digest KEY_TEXT NOT NULL,
    component KEY_TEXT NOT NULL,
    status KEY_TEXT NOT NULL,
    signer TEXT,
    manifest_json TEXT NOT NULL,
    permissions_json TEXT NOT NULL,
    files_json TEXT NOT NULL,
    findings_json TEXT NOT NULL,
    size BIGINT NOT NULL,
    submitted_at_ms BIGINT NOT NULL,
    decided_at_ms BIGINT,
    decided_by TEXT,
    reason TEXT,
    PRIMARY KEY (package, version)
);
CREATE INDEX registry_version_status ON registry_version (status, submitted_at_ms, package, version);
CREATE INDEX registry_version_digest ON registry_version (package, digest);
CREATE TABLE registry_kill (
    number BIGINT NOT NULL PRIMARY KEY,
    package KEY_TEXT NOT NULL,
    version KEY_TEXT NOT NULL,
    digest KEY_TEXT NOT NULL,
    component KEY_TEXT NOT NULL,
    reason TEXT NOT NULL,
    killed_at_ms BIGINT NOT NULL,
    UNIQUE (package, version)
);
CREATE TABLE registry_installation (
    package KEY_TEXT NOT NULL REFERENCES registry_package (package),
    host KEY_TEXT NOT NULL,
    tenant KEY_TEXT NOT NULL,
    version TEXT NOT NULL,
    plan KEY_TEXT,
    stores BIGINT NOT NULL CHECK (stores >= 0),
    installed_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    removed_at_ms BIGINT,
    PRIMARY KEY (package, host, tenant)
);
CREATE TABLE registry_review (
    package KEY_TEXT NOT NULL REFERENCES registry_package (package),
    host KEY_TEXT NOT NULL,
    tenant KEY_TEXT NOT NULL,
    id KEY_TEXT NOT NULL UNIQUE,
    version TEXT NOT NULL,
    rating BIGINT NOT NULL CHECK (rating BETWEEN 1 AND 5),
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    reply TEXT,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    PRIMARY KEY (package, host, tenant)
);
CREATE INDEX registry_review_created ON registry_review (package, id);
CREATE TABLE registry_plan (
    package KEY_TEXT NOT NULL REFERENCES registry_package (package),
    plan KEY_TEXT NOT NULL,
    kind TEXT NOT NULL,
    currency TEXT,
    price_minor BIGINT NOT NULL CHECK (price_minor >= 0),
    unit_quantity BIGINT NOT NULL CHECK (unit_quantity > 0),
    meter TEXT,
    title_json TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    retired_at_ms BIGINT,
    PRIMARY KEY (package, plan)
);
CREATE TABLE registry_usage (
    host KEY_TEXT NOT NULL,
    id KEY_TEXT NOT NULL,
    tenant KEY_TEXT NOT NULL,
    package KEY_TEXT NOT NULL,
    publisher KEY_TEXT NOT NULL,
    plan KEY_TEXT NOT NULL,
    month KEY_TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    occurred_at_ms BIGINT NOT NULL,
    recorded_at_ms BIGINT NOT NULL,
    PRIMARY KEY (host, id),
    FOREIGN KEY (package, plan) REFERENCES registry_plan (package, plan)
);
CREATE INDEX registry_usage_month ON registry_usage (publisher, month, package, plan, host, tenant);
CREATE TABLE registry_statement (
    publisher KEY_TEXT NOT NULL REFERENCES registry_publisher (name),
    month KEY_TEXT NOT NULL,
    currency KEY_TEXT NOT NULL,
    gross_minor BIGINT NOT NULL,
    publisher_minor BIGINT NOT NULL,
    operator_minor BIGINT NOT NULL,
    share_ppm BIGINT NOT NULL,
    lines_json TEXT NOT NULL,
    closed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (publisher, month, currency),
    CHECK (publisher_minor + operator_minor = gross_minor)
);
CREATE TABLE registry_edition (
    name KEY_TEXT NOT NULL PRIMARY KEY,
    title_json TEXT NOT NULL,
    summary_json TEXT NOT NULL,
    shop_type TEXT NOT NULL,
    items_json TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
);
"#;
