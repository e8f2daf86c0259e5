//! The registry through its HTTP door, on both databases; and through real clients.
#![allow(missing_docs, clippy::missing_panics_doc)]

mod blobs;
mod catalogue;
mod clients;
mod manifests;
mod plugin;
mod releases;
mod support;
mod tokens;
mod trade;
