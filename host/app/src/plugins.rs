//! Packages, installations, settings and compiled snapshots.

mod compile;
mod install;
pub(crate) mod installed;
mod packages;

pub use compile::{recompile, trial_compile};
pub use install::{
    InstallRequest, InstallationView, change_settings, get_installation, install, list_installations,
};
pub use packages::{PublishedPackage, list_packages, publish};
