//! Events: numbered after commit, delivered to subscribed plugins, dead ones shown to a person.

mod deliver;
mod read;
mod worker;

pub(crate) use deliver::{ATTEMPTS_MAX, backoff_ms};
pub use deliver::{DeliveryReport, deliver_due};
pub use read::{list_dead, list_events, retry_dead, skip_dead};
pub use worker::{Background, drain, spawn};
