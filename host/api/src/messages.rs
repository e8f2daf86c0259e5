//! Messages of plugins to members.

pub(crate) mod list;
