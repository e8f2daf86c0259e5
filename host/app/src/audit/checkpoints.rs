//! Signs the ends of audit chains, and tells them to a file outside the database.

use crate::app::App;
use crate::error::{AppError, AppResult};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bodega_domain::ids::TenantId;
use bodega_package::{SigningKey, VerifyingKey};
use bodega_store::Store;
use bodega_store::audit::{ChainEnd, Checkpoint};
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A chain that grew by so many entries is signed at once.
pub const CHECKPOINT_ENTRIES: i64 = 1_000;
/// A chain that grew at all is signed after this time, ms: what can be cut off the end without a trace.
pub const CHECKPOINT_EVERY_MS: i64 = 10 * 60 * 1000;
/// How often chains that are due are looked for.
const POLL: Duration = Duration::from_secs(5);

/// A checkpoint as a line of a file, JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckpointLine {
    /// Whose; zeros for the host.
    pub tenant: TenantId,
    /// The number of the chain's last entry.
    pub seq: i64,
    /// Its hash, hex.
    pub hash: String,
    /// When it was signed, ms since 1970 UTC.
    pub signed_at_ms: i64,
    /// With which key: `sha256:` of the public key's SPKI.
    pub key: String,
    /// The ed25519 signature, base64.
    pub signature: String,
}

/// What is signed: a fixed text, then fields of fixed length.
fn message(end: &ChainEnd, signed_at_ms: i64) -> Vec<u8> {
    let mut message = b"bodega.audit.checkpoint.1".to_vec();
    message.extend_from_slice(end.tenant.0.as_bytes());
    message.extend_from_slice(&end.seq.to_be_bytes());
    message.extend_from_slice(&end.hash);
    message.extend_from_slice(&signed_at_ms.to_be_bytes());
    message
}

/// Whether one of these keys signed the checkpoint.
pub fn verifies(keys: &[VerifyingKey], checkpoint: &Checkpoint) -> bool {
    let Ok(signature) = <[u8; 64]>::try_from(checkpoint.signature.as_slice()) else { return false };
    let message = message(&checkpoint.end, checkpoint.signed_at_ms);
    keys.iter().any(|key| key.id().as_str() == checkpoint.key_id && key.verifies(&message, &signature))
}

/// Reads a line of a file of checkpoints.
///
/// # Errors
/// `audit.checkpoint` where it is none.
pub fn checkpoint_line(line: &str) -> AppResult<Checkpoint> {
    let bad = || AppError::invalid("audit.checkpoint", "", "a line of the file is not a checkpoint");
    let line: CheckpointLine = serde_json::from_str(line).map_err(|_| bad())?;
    let digit = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let hash: Option<Vec<u8>> = line.hash.as_bytes().chunks(2).map(digit).collect();
    let hash = hash.and_then(|hash| hash.try_into().ok()).ok_or_else(bad)?;
    Ok(Checkpoint {
        end: ChainEnd { tenant: line.tenant, seq: line.seq, hash },
        signed_at_ms: line.signed_at_ms,
        key_id: line.key,
        signature: STANDARD.decode(&line.signature).map_err(|_| bad())?,
    })
}

impl From<&Checkpoint> for CheckpointLine {
    fn from(from: &Checkpoint) -> Self {
        CheckpointLine {
            tenant: from.end.tenant,
            seq: from.end.seq,
            hash: from.end.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
            signed_at_ms: from.signed_at_ms,
            key: from.key_id.clone(),
            signature: STANDARD.encode(&from.signature),
        }
    }
}

/// How chains are signed on this node.
pub struct Signing {
    /// The host's key.
    pub key: SigningKey,
    /// A file, best on other storage, that each checkpoint is added to.
    pub file: Option<PathBuf>,
}

/// Signs chains that grew by [`CHECKPOINT_ENTRIES`], or at all since `every_ms` ago; gives how many.
pub async fn sign_chains(store: &Store, now_ms: i64, signing: &Signing, every_ms: i64) -> AppResult<usize> {
    // At a time of 0 ms a chain that was signed in this very ms is due too.
    let before_ms = now_ms.saturating_sub(every_ms).saturating_add(i64::from(every_ms == 0));
    let due = store.audit_checkpoints_due(CHECKPOINT_ENTRIES, before_ms).await?;
    for end in &due {
        let checkpoint = Checkpoint {
            end: end.clone(),
            signed_at_ms: now_ms,
            key_id: signing.key.verifying_key().id().as_str().to_owned(),
            signature: signing.key.sign(&message(end, now_ms)).to_vec(),
        };
        // Outside first: a checkpoint that the database has and the file has not proves nothing about the database.
        if let Some(file) = &signing.file {
            append(file, &checkpoint).map_err(AppError::fault)?;
        }
        store.add_audit_checkpoint(&checkpoint).await?;
    }
    Ok(due.len())
}

fn append(file: &PathBuf, checkpoint: &Checkpoint) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(&CheckpointLine::from(checkpoint)).map_err(std::io::Error::other)?;
    line.push(b'\n');
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file)?;
    file.write_all(&line)?;
    file.sync_all()
}

/// Signs in the background until told to stop; what grew is signed once more at the end.
pub fn spawn_signing(app: Arc<App>, signing: Signing, mut stopped: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            let is_ending = *stopped.borrow();
            let every_ms = if is_ending { 0 } else { CHECKPOINT_EVERY_MS };
            if let Err(error) = sign_chains(&app.store, app.now_ms(), &signing, every_ms).await {
                tracing::error!("the audit trail is not signed for now: {error}");
            }
            if is_ending {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(POLL) => {}
                _ = stopped.changed() => {}
            }
        }
    })
}
