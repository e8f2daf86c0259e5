//! Invocations of effectful points: run until their effects commit, or not at all.
//!
//! A plugin reads through [`ports`] and records effects; they are checked against what its manifest declares and
//! handed to the caller's commit, which writes them together with its own mark (delivered, run, answered). A conflict
//! there runs the plugin again on fresh data, a bounded number of times.

mod actions;
mod effects;
mod files;
mod http;
mod outside;
mod payments;
mod ports;
mod rate;
mod reports;
mod run;
mod shadow;
mod shapes;

pub use actions::{ActionRequest, run_action};
pub use bodega_plugin_host::HttpResponse as PluginResponse;
pub use http::{PluginRequest, Visitor, serve_route};
pub use outside::compute_with;
pub(crate) use payments::ask;
pub(crate) use ports::local_text;
pub(crate) use rate::RateLimits;
pub use reports::{ReportRequest, run_report};
pub(crate) use run::{Cause, CommitError, Invocation, Setback, run, run_with_reply};
