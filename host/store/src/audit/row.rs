//! Entries as rows, and the hash that seals one.

use super::{ActKind, ActorKind, AuditEntry, NewEntry, Outcome};
use crate::StoreError;
use crate::entities::audit_entry::Model;
use bodega_domain::ids::TenantId;
use sha2::{Digest as _, Sha256};

/// What the first entry of a chain follows.
pub(super) const CHAIN_START: [u8; 32] = [0; 32];

impl NewEntry {
    pub(super) fn row(&self) -> Model {
        Model {
            tenant_id: self.tenant.0,
            id: self.id,
            asked_at_ms: self.asked_at_ms,
            actor_kind: self.actor_kind.as_str().to_owned(),
            actor_id: self.actor_id.clone(),
            address: self.address.clone(),
            request_id: self.request_id.clone(),
            user_agent: self.user_agent.clone(),
            kind: self.kind.as_str().to_owned(),
            operation: self.operation.clone(),
            object_kind: self.object_kind.clone(),
            object_id: self.object_id.clone(),
            before_json: self.before_json.clone(),
            after_json: None,
            outcome: Outcome::Asked.as_str().to_owned(),
            code: None,
            done_at_ms: None,
            seq: None,
            hash: None,
        }
    }
}

impl TryFrom<Model> for AuditEntry {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(AuditEntry {
            asked: NewEntry {
                id: row.id,
                tenant: TenantId(row.tenant_id),
                asked_at_ms: row.asked_at_ms,
                actor_kind: ActorKind::read(&row.actor_kind)?,
                actor_id: row.actor_id,
                address: row.address,
                request_id: row.request_id,
                user_agent: row.user_agent,
                kind: ActKind::read(&row.kind)?,
                operation: row.operation,
                object_kind: row.object_kind,
                object_id: row.object_id,
                before_json: row.before_json,
            },
            outcome: Outcome::read(&row.outcome)?,
            code: row.code,
            done_at_ms: row.done_at_ms,
            after_json: row.after_json,
            seq: row.seq,
            hash: row.hash.map(read_hash).transpose()?,
        })
    }
}

/// Reads a hash column.
pub(super) fn read_hash(bytes: Vec<u8>) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Damaged("length of an audit entry's hash".to_owned()))
}

/// SHA-256 over the hash before and every column of the row but its hash and its order of arrival, which `seq`
/// settles. Each field has its length in front, a missing one a length that no text has. The order is part of the format.
pub(super) fn seal(before: &[u8; 32], row: &Model, seq: i64) -> [u8; 32] {
    let mut hasher = Sha256::new();
    let mut field = |bytes: Option<&[u8]>| {
        hasher.update(bytes.map_or(u64::MAX, |bytes| bytes.len() as u64).to_be_bytes());
        hasher.update(bytes.unwrap_or_default());
    };
    let text = |text: &Option<String>| text.as_ref().map(|text| text.as_bytes().to_vec());
    field(Some(b"bodega.audit.1"));
    field(Some(before));
    field(Some(&seq.to_be_bytes()));
    field(Some(row.tenant_id.as_bytes()));
    field(Some(row.id.as_bytes()));
    field(Some(&row.asked_at_ms.to_be_bytes()));
    for required in
        [&row.actor_kind, &row.actor_id, &row.kind, &row.operation, &row.object_kind, &row.object_id]
    {
        field(Some(required.as_bytes()));
    }
    let optional =
        [&row.address, &row.request_id, &row.user_agent, &row.before_json, &row.after_json, &row.code];
    for optional in optional {
        field(text(optional).as_deref());
    }
    field(Some(row.outcome.as_bytes()));
    field(row.done_at_ms.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn nothing_and_an_empty_text_are_sealed_apart() {
        let entry = NewEntry {
            id: Uuid::from_u128(1),
            tenant: TenantId(Uuid::from_u128(2)),
            asked_at_ms: 3,
            actor_kind: ActorKind::Token,
            actor_id: "a".to_owned(),
            address: None,
            request_id: None,
            user_agent: None,
            kind: ActKind::Change,
            operation: "o".to_owned(),
            object_kind: "k".to_owned(),
            object_id: "i".to_owned(),
            before_json: None,
        };
        let row = entry.row();
        let sealed = seal(&CHAIN_START, &row, 1);
        let others = [
            Model { address: Some(String::new()), ..row.clone() },
            Model { code: Some(String::new()), ..row.clone() },
            Model { object_kind: "ki".to_owned(), object_id: String::new(), ..row.clone() },
            Model { done_at_ms: Some(-1), ..row.clone() },
        ];
        for other in others {
            assert_ne!(seal(&CHAIN_START, &other, 1), sealed);
        }
        assert_ne!(seal(&CHAIN_START, &row, 2), sealed);
    }
}
