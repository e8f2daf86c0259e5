//! Events as rows, and the hash that seals a row into the chain.

use super::{Event, NewEvent};
use crate::StoreError;
use crate::db::{self, OnConflict, narrow};
use crate::entities::event;
use bodega_domain::digest::Digest;
use bodega_domain::ids::{EventId, OrgUnitId, TenantId};
use sea_orm::DatabaseTransaction;
use sha2::{Digest as _, Sha256};

/// What the first event of a chain follows.
pub(crate) const CHAIN_START: [u8; 32] = [0; 32];

impl NewEvent {
    /// The row; `digest` is that of the document it reports on, to be sealed with it.
    pub(crate) fn row(&self, tenant: TenantId, digest: Option<&Digest>) -> event::Model {
        event::Model {
            tenant_id: tenant.0,
            id: self.id.0,
            event_type: self.event_type.clone(),
            ordering_key: self.ordering_key.clone(),
            subject_id: self.subject,
            subject_digest: digest.map(|digest| digest.as_str().to_owned()),
            store_id: self.store.map(|store| store.0),
            occurred_at_ms: self.occurred_at_ms,
            recorded_at_ms: self.recorded_at_ms,
            depth: self.depth.into(),
            payload_json: self.payload_json.clone(),
            seq: None,
            hash: None,
        }
    }
}

impl TryFrom<event::Model> for Event {
    type Error = StoreError;

    fn try_from(row: event::Model) -> Result<Self, StoreError> {
        Ok(Event {
            event: NewEvent {
                id: EventId(row.id),
                event_type: row.event_type,
                ordering_key: row.ordering_key,
                subject: row.subject_id,
                store: row.store_id.map(OrgUnitId),
                occurred_at_ms: row.occurred_at_ms,
                recorded_at_ms: row.recorded_at_ms,
                depth: narrow(row.depth, "event depth")?,
                payload_json: row.payload_json,
            },
            seq: row.seq,
            hash: row.hash.map(read_hash).transpose()?,
        })
    }
}

/// Reads a hash column.
pub(crate) fn read_hash(bytes: Vec<u8>) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Damaged("length of an event's hash".to_owned()))
}

/// Appends rows; they are numbered after commit.
pub(crate) async fn write_events(
    tx: &DatabaseTransaction,
    rows: Vec<event::Model>,
) -> Result<(), StoreError> {
    db::insert::<event::Entity>(tx, &rows, OnConflict::Fail).await
}

/// SHA-256 over the hash before and every field of the row, each with its length in front, so that no two rows give
/// the same bytes. The order of fields is part of the format.
pub(crate) fn seal(before: &[u8; 32], row: &event::Model, seq: i64) -> [u8; 32] {
    let mut hasher = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    field(b"bodega.event.1");
    field(before);
    field(row.tenant_id.as_bytes());
    field(&seq.to_be_bytes());
    field(row.id.as_bytes());
    field(row.event_type.as_bytes());
    field(row.ordering_key.as_bytes());
    field(row.subject_id.as_ref().map_or(&[][..], |id| id.as_bytes()));
    field(row.subject_digest.as_deref().unwrap_or_default().as_bytes());
    field(row.store_id.as_ref().map_or(&[][..], |id| id.as_bytes()));
    field(&row.occurred_at_ms.to_be_bytes());
    field(&row.recorded_at_ms.to_be_bytes());
    field(&row.depth.to_be_bytes());
    field(row.payload_json.as_bytes());
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn every_field_changes_the_seal() {
        let event = NewEvent {
            id: EventId(Uuid::from_u128(1)),
            event_type: "a.v1".to_owned(),
            ordering_key: "k".to_owned(),
            subject: None,
            store: None,
            occurred_at_ms: 1,
            recorded_at_ms: 2,
            depth: 0,
            payload_json: "{}".to_owned(),
        };
        let row = event.row(TenantId(Uuid::from_u128(2)), None);
        let sealed = seal(&CHAIN_START, &row, 1);
        let changed = [
            event::Model { event_type: "a.v".to_owned(), ordering_key: "1k".to_owned(), ..row.clone() },
            event::Model { payload_json: "{ }".to_owned(), ..row.clone() },
            event::Model { subject_id: Some(Uuid::nil()), ..row.clone() },
            event::Model { occurred_at_ms: 2, ..row.clone() },
            event::Model { subject_digest: Some("x".to_owned()), ..row.clone() },
        ];
        for other in changed {
            assert_ne!(seal(&CHAIN_START, &other, 1), sealed);
        }
        assert_ne!(seal(&CHAIN_START, &row, 2), sealed);
        assert_ne!(seal(&sealed, &row, 1), sealed);
    }
}
