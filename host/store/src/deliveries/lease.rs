//! Hands out deliveries that are due.

use super::Lease;
use crate::{Store, StoreError};

impl Store {
    /// Leases up to `limit` due deliveries of enabled installations until `now_ms + lease_ms`. Never more than one of
    /// an installation and ordering key, and never one while an earlier one of that key is open or dead.
    pub async fn lease_due(&self, now_ms: i64, lease_ms: i64, limit: u32) -> Result<Vec<Lease>, StoreError> {
        let _ = (now_ms, lease_ms, limit);
        todo!()
    }
}
