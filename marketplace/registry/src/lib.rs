//! The marketplace service: an OCI registry and a catalogue of plugins, as one axum router.
//!
//! [`Registry::open`] takes a database (SQLite or PostgreSQL) and an object store (a folder, or S3); [`Registry::router`]
//! serves `/v2/` for OCI clients and `/v1/market/` for hosts, publishers and operators. Nodes over one database and one
//! object store keep no state that another could not take over.
#![forbid(unsafe_code)]

mod auth;
mod embed;
mod error;
mod market;
mod name;
mod objects;
mod oci;
mod registry;
mod release;
mod reports;
mod store;
mod sweep;

pub use auth::{IssuedToken, Role};
pub use embed::SeedError;
pub use error::RegistryError;
pub use market::kills::{Kill, KillList};
pub use market::usage::Record;
pub use name::{COMPONENTS, Digest, Repository};
pub use registry::{Options, Registry, ReleasePolicy, open_object_store};
pub use release::{Finding, NoHost, Release, ReleaseChecks, Severity};
pub use reports::{InstalledAt, Metered};
pub use sweep::{SWEEP_EVERY, Swept, UPLOAD_IDLE_MAX};
