//! One entity a table; a model's fields are the table's columns. Times are ms since 1970 UTC, JSON is text.

/// An entity whose primary key is given by the caller.
macro_rules! table {
    ($(#[doc = $doc:literal])* $module:ident, $name:tt, { $($key:ident: $key_type:ty),+ } { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[doc = $doc])*
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $name)]
            pub struct Model {
                $(#[sea_orm(primary_key, auto_increment = false)] pub $key: $key_type,)+
                $(pub $field: $type,)*
            }

            #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

table! {
    /// Values that all nodes share, made once: the key that signs access tokens.
    secret, "registry_secret", { name: String } { bytes: Vec<u8>, created_at_ms: i64 }
}
table! {
    /// Long-lived secrets of publishers, hosts and operators; only their SHA-256 is kept.
    credential, "registry_credential", { id: String } {
        role: String, subject: String, label: String, secret_sha256: Vec<u8>,
        created_at_ms: i64, expires_at_ms: Option<i64>, revoked_at_ms: Option<i64>,
    }
}
table! {
    /// Which blobs a repository may show; `touched_at_ms` keeps the sweep away from what is about to be used.
    blob, "registry_blob", { repository: String, digest: String } { size: i64, touched_at_ms: i64 }
}
table! {
    /// An upload under way; `parts_json` lists the recorded parts in order.
    upload, "registry_upload", { id: String } {
        repository: String, size: i64, parts_json: String, digest: Option<String>,
        created_at_ms: i64, updated_at_ms: i64,
    }
}
table! {
    manifest, "registry_manifest", { repository: String, digest: String } {
        media_type: String, artifact_type: Option<String>, subject: Option<String>, annotations_json: String,
        size: i64, bytes: Vec<u8>, created_at_ms: i64,
    }
}
table! {
    /// What a manifest names: blobs, or the manifests of an index.
    reference, "registry_reference", { repository: String, manifest: String, digest: String } {}
}
table! {
    tag, "registry_tag", { repository: String, name: String } { digest: String, updated_at_ms: i64 }
}
table! {
    publisher, "registry_publisher", { name: String } {
        title: String, summary_json: String, homepage: Option<String>, contact: Option<String>,
        share_ppm: i64, is_trusted: bool, created_at_ms: i64, updated_at_ms: i64,
    }
}
table! {
    publisher_key, "registry_publisher_key", { publisher: String, id: String } {
        public_pem: String, label: String, created_at_ms: i64, revoked_at_ms: Option<i64>, revoked_reason: Option<String>,
    }
}
table! {
    /// `latest` is the greatest released version; null hides the package from search.
    package, "registry_package", { package: String } {
        publisher: String, name: String, is_public: bool, latest: Option<String>,
        title_json: String, summary_json: String, categories_json: String, search_text: String,
        installs: i64, rating_sum: i64, rating_count: i64,
        created_at_ms: i64, updated_at_ms: i64,
    }
}
table! {
    category, "registry_category", { category: String, package: String } {}
}
table! {
    /// The search index.
    term, "registry_term", { term: String, package: String } { weight: i64 }
}
table! {
    version, "registry_version", { package: String, version: String } {
        digest: String, component: String, status: String, signer: Option<String>,
        manifest_json: String, permissions_json: String, files_json: String, findings_json: String,
        size: i64, submitted_at_ms: i64, decided_at_ms: Option<i64>, decided_by: Option<String>, reason: Option<String>,
    }
}
table! {
    /// What hosts must not run. Numbers have no gaps and never change.
    kill, "registry_kill", { number: i64 } {
        package: String, version: String, digest: String, component: String, reason: String, killed_at_ms: i64,
    }
}
table! {
    installation, "registry_installation", { package: String, host: String, tenant: String } {
        version: String, plan: Option<String>, stores: i64, installed_at_ms: i64, updated_at_ms: i64,
        removed_at_ms: Option<i64>,
    }
}
table! {
    review, "registry_review", { package: String, host: String, tenant: String } {
        id: String, version: String, rating: i64, body: String, author: String, reply: Option<String>,
        created_at_ms: i64, updated_at_ms: i64,
    }
}
table! {
    plan, "registry_plan", { package: String, plan: String } {
        kind: String, currency: Option<String>, price_minor: i64, unit_quantity: i64, meter: Option<String>, title_json: String,
        created_at_ms: i64, retired_at_ms: Option<i64>,
    }
}
table! {
    /// What was used, once an id.
    usage, "registry_usage", { host: String, id: String } {
        tenant: String, package: String, publisher: String, plan: String, month: String, quantity: i64,
        occurred_at_ms: i64, recorded_at_ms: i64,
    }
}
table! {
    /// A closed month of a publisher in one currency; it never changes.
    statement, "registry_statement", { publisher: String, month: String, currency: String } {
        gross_minor: i64, publisher_minor: i64, operator_minor: i64, share_ppm: i64, lines_json: String, closed_at_ms: i64,
    }
}
table! {
    edition, "registry_edition", { name: String } {
        title_json: String, summary_json: String, shop_type: String, items_json: String, created_at_ms: i64, updated_at_ms: i64,
    }
}
