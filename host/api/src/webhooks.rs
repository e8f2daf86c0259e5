//! Webhooks: where integrators hear of events.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod deliveries;
pub(crate) mod life;
pub(crate) mod list;
pub(crate) mod wire;
