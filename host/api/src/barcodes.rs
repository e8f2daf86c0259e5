//! Barcodes: what a scan stands for.

pub(crate) mod read;
