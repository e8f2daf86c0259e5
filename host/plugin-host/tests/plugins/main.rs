//! The plugin host through its public door, with real components: tame ones and hostile ones.

mod artefacts;
mod events;
mod hostile;
mod install;
mod metrics;
mod pricing;
mod support;
