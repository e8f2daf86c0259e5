//! Types of the store that use cases take and give, for callers that do not see the store itself.

pub use bodega_store::collections::{Document, DocumentWrite, MemberDocument};
pub use bodega_store::deliveries::DeadDelivery;
pub use bodega_store::events::Event;
pub use bodega_store::exports::{Export, ExportState};
pub use bodega_store::files::StoredFile;
pub use bodega_store::installations::{
    CandidateMode, Migration, MigrationState, ShadowDifference, TimelineEntry,
};
pub use bodega_store::jobs::{JobRun, JobRunStatus};
pub use bodega_store::messages::{Message, MessageFilter, MessageState};
pub use bodega_store::packages::PackageRecord;
pub use bodega_store::payments::{Attempt as PaymentAttempt, PaymentFilter};
pub use bodega_store::sales::{SaleFilter, SaleSummary};
pub use bodega_store::usage::UsageDelta;
pub use bodega_store::webhooks::{Webhook, WebhookDelivery, WebhookDeliveryState, WebhookState};
pub use bodega_store::{Cursor, Page, PageRequest, StoreError};
