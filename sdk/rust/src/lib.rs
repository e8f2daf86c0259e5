//! The Rust SDK for Bodega plugins.
