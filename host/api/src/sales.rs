//! Sales: made, read, paid, voided, explained; past ones imported.

pub(crate) mod create;
pub(crate) mod explain;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod pay;
pub(crate) mod read;
pub(crate) mod tenders;
pub(crate) mod void;
pub(crate) mod wire;
