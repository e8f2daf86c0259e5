//! Products with their variants and barcodes.

pub(crate) mod batch;
pub(crate) mod list;
pub(crate) mod read;
pub(crate) mod wire;
