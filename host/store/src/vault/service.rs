//! Where the key comes from that wraps the tenants' keys.

use bodega_crypto::KeyBytes;
use futures::future::BoxFuture;
use std::fmt;

/// Wraps and unwraps keys with a key that it never gives out: a file's ([`super::LocalKeys`]), or a key management
/// service's. It is asked when a tenant's keys are first used in a process, made, or rotated; never a value.
pub trait KeyService: fmt::Debug + Send + Sync {
    /// The id of the key that wraps from now on.
    fn current(&self) -> String;

    /// Whether it can unwrap what the key of this id wrapped.
    fn has(&self, id: &str) -> bool;

    /// Wraps a key with the current one, bound to `context`.
    fn wrap<'a>(
        &'a self,
        context: &'a [u8],
        key: &'a KeyBytes,
    ) -> BoxFuture<'a, Result<Wrapped, KeyServiceError>>;

    /// Unwraps what the key of this id wrapped for this `context`.
    fn unwrap<'a>(
        &'a self,
        id: &'a str,
        context: &'a [u8],
        wrapped: &'a [u8],
    ) -> BoxFuture<'a, Result<KeyBytes, KeyServiceError>>;
}

/// A wrapped key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrapped {
    /// The key that wrapped it.
    pub by: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Why a key is not wrapped or unwrapped.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyServiceError {
    /// It has no such key.
    #[error("key {0} is not there; put the file or setting back that holds it")]
    Unknown(String),
    /// The wrapped key was changed, or is another's.
    #[error("a wrapped key does not open with {0}")]
    Refused(String),
    /// It does not answer, or has no randomness; trying again may help.
    #[error("the key service failed: {0}")]
    Failed(String),
}
