//! The plugin host through its public door, with real components: tame ones and hostile ones.

mod artefacts;
mod conformance;
mod events;
mod files;
mod hostile;
mod install;
mod metrics;
mod points;
mod pricing;
mod shapes;
mod support;
