//! Ids that follow from what they identify: an account's from its owner and key, a transfer's from its document.

use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

/// The id of an account.
pub(crate) fn account_id(plugin: &str, key: &str) -> Uuid {
    Builder::from_custom_bytes(hash(b"account", &[plugin.as_bytes(), key.as_bytes()])).into_uuid()
}

/// The id of a transfer: the same document, actor and ordinal always give the same one, so it is applied once. It
/// starts as the document's id does: transfers of one time lie together in the table, and those of a document are
/// found by their key.
pub(crate) fn transfer_id(document: Uuid, actor: Uuid, ordinal: usize) -> Uuid {
    derived(document, b"transfer", &[actor.as_bytes(), &(ordinal as u64).to_be_bytes()])
}

/// The id of the transfer that posts or voids another; there is one, whichever of the two it does.
pub(crate) fn settlement_id(pending: Uuid) -> Uuid {
    derived(pending, b"settlement", &[])
}

/// The id of the invocation that handles an event for an installation, the same over all attempts.
pub(crate) fn invocation_id(event: Uuid, installation: Uuid) -> Uuid {
    derived(event, b"invocation", &[installation.as_bytes()])
}

/// The id of the invocation that runs a job of an installation at a planned time, the same over all attempts. It
/// starts with the time, as a UUIDv7 does.
pub(crate) fn job_invocation_id(installation: Uuid, job: &str, scheduled_at_ms: i64) -> Uuid {
    let time = scheduled_at_ms.to_be_bytes();
    let mut bytes = hash(b"job", &[installation.as_bytes(), job.as_bytes(), &time]);
    bytes[..PREFIX].copy_from_slice(&time[time.len() - PREFIX..]);
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// The id of a message, the same over re-runs of its invocation.
pub(crate) fn message_id(invocation: Uuid, installation: Uuid, ordinal: usize) -> Uuid {
    derived(invocation, b"message", &[installation.as_bytes(), &(ordinal as u64).to_be_bytes()])
}

/// The id of a file, the same over re-runs of its invocation.
pub(crate) fn file_id(invocation: Uuid, installation: Uuid, ordinal: usize) -> Uuid {
    derived(invocation, b"file", &[installation.as_bytes(), &(ordinal as u64).to_be_bytes()])
}

/// The id of what follows once from a document: an event, a notice, a stock document; `part` tells them apart.
pub(crate) fn consequence_id(document: Uuid, part: &str, ordinal: usize) -> Uuid {
    derived(document, b"consequence", &[part.as_bytes(), &(ordinal as u64).to_be_bytes()])
}

/// The least and greatest id of transfers of `document`.
pub(crate) fn transfer_range(document: Uuid) -> (Uuid, Uuid) {
    let (mut least, mut greatest) = ([0u8; 16], [0xffu8; 16]);
    least[..PREFIX].copy_from_slice(&document.as_bytes()[..PREFIX]);
    greatest[..PREFIX].copy_from_slice(&document.as_bytes()[..PREFIX]);
    (Uuid::from_bytes(least), Uuid::from_bytes(greatest))
}

/// Bytes that a derived id shares with its document: the time in a UUIDv7.
const PREFIX: usize = 6;

fn derived(document: Uuid, purpose: &[u8], parts: &[&[u8]]) -> Uuid {
    let mut all: Vec<&[u8]> = vec![document.as_bytes()];
    all.extend_from_slice(parts);
    let mut bytes = hash(purpose, &all);
    bytes[..PREFIX].copy_from_slice(&document.as_bytes()[..PREFIX]);
    Builder::from_custom_bytes(bytes).into_uuid()
}

fn hash(purpose: &[u8], parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = Sha256::new();
    hasher.update(b"bodega.");
    hasher.update(purpose);
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let digest = hasher.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_ids_are_stable_distinct_and_near_their_document() {
        let (sale, actor) = (Uuid::now_v7(), Uuid::now_v7());
        let first = transfer_id(sale, actor, 0);
        assert_eq!(first, transfer_id(sale, actor, 0));
        assert_ne!(first, transfer_id(sale, actor, 1));
        assert_ne!(first, settlement_id(sale));
        let (least, greatest) = transfer_range(sale);
        assert!(least < first && first < greatest);
        let job = job_invocation_id(actor, "nightly", 1_700_000_000_000);
        assert_eq!(job, job_invocation_id(actor, "nightly", 1_700_000_000_000));
        assert_ne!(job, job_invocation_id(actor, "nightly", 1_700_000_000_001));
        assert_ne!(message_id(sale, actor, 0), message_id(sale, actor, 1));
        assert_ne!(account_id("a", "bc"), account_id("ab", "c"));
    }
}
