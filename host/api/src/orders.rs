//! Orders of sales channels.

pub(crate) mod give_up;
pub(crate) mod list;
pub(crate) mod read;
pub(crate) mod recipient;
pub(crate) mod steps;
mod wire;
