//! Packages, installations, settings and compiled snapshots.

mod change;
mod compile;
mod consent;
mod facts;
mod install;
pub(crate) mod installed;
pub(crate) mod jobs;
mod kills;
mod life;
mod marketplace;
pub(crate) mod migrate;
mod packages;
mod record;
mod report;
pub(crate) mod scope;
pub(crate) mod shadow;
mod timeline;
pub(crate) mod usage;
pub(crate) mod warm;

pub use compile::{recompile, trial_compile};
pub use consent::{Asks, asks_of};
pub use facts::PackageFacts;
pub(crate) use facts::check_against;
pub use install::{
    InstallRequest, InstallationView, change_settings, get_installation, install, list_installations,
    list_timeline,
};
pub use jobs::list_job_runs;
pub use kills::obey_kills;
pub use life::{
    Trial, TrialRequest, TrialView, breaker_changed, delete_documents, end_trial, export_documents,
    get_trial, list_differences, roll_back, start_trial, switch_trial, uninstall,
};
pub use marketplace::{
    InstalledAt, KillList, Marketplace, MarketplaceError, MarketplaceResult, Metered, Trust, Used, fetch,
};
pub use migrate::end_migration;
pub use packages::{PublishedPackage, list_packages, publish};
pub use record::{
    RECORDED_INSTALLATION, RECORDED_MAX, RecordedBasket, RecordedDocument, RecordedEvent, RecordedRun,
    Recording, record,
};
pub use report::report_to_marketplace;
pub(crate) use timeline::actor;
pub use usage::list_usage;
pub use warm::{compile_installed, not_compiled};
