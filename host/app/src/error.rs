//! One transport-free error for all use cases: a stable code, a message a person can act on, the field at fault.
//!
//! Use cases build it with the constructors below; the API turns `kind` into a status. Faults keep their cause
//! for the log and show none of it to the client.

use bodega_store::StoreError;
use serde_json::Value;
use std::fmt;

/// What went wrong, for clients.
#[derive(Debug)]
pub struct AppError {
    /// What sort of refusal it is.
    pub kind: ErrorKind,
    /// Stable, dotted, e.g. `sale.key_reused`.
    pub code: &'static str,
    /// One sentence for people.
    pub message: String,
    /// JSON pointer of the request member at fault.
    pub pointer: Option<String>,
    /// More for the client, e.g. the new quote of `price_changed`.
    pub details: Option<Value>,
    /// For the log only.
    pub cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Sorts of refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request is not what it should be.
    Invalid,
    /// Nobody knows who the caller is.
    Unauthenticated,
    /// The caller may not.
    Forbidden,
    /// Not there, or not the caller's.
    NotFound,
    /// Contradicts what is stored.
    Conflict,
    /// Too much at once; try later.
    Busy,
    /// The caller asks too often.
    TooMany,
    /// What a plugin answered cannot be passed on.
    BadGateway,
    /// A fault of ours.
    Fault,
}

/// The result of a use case.
pub type AppResult<T> = Result<T, AppError>;

impl AppError {
    /// A refusal of any kind.
    pub fn new(kind: ErrorKind, code: &'static str, message: impl Into<String>) -> Self {
        AppError { kind, code, message: message.into(), pointer: None, details: None, cause: None }
    }

    /// A request that is not what it should be, at a JSON pointer.
    pub fn invalid(code: &'static str, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        AppError { pointer: Some(pointer.into()), ..Self::new(ErrorKind::Invalid, code, message) }
    }

    /// `what` is not there.
    pub fn not_found(code: &'static str, what: impl fmt::Display) -> Self {
        Self::new(ErrorKind::NotFound, code, format!("{what} was not found"))
    }

    /// A contradiction with what is stored.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Conflict, code, message)
    }

    /// A fault of ours; the cause goes to the log.
    pub fn fault(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let message = "something went wrong on our side; trying again is safe";
        AppError { cause: Some(cause.into()), ..Self::new(ErrorKind::Fault, "internal", message) }
    }

    /// Adds what the client can work with.
    pub fn with_details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)?;
        match &self.cause {
            Some(cause) => write!(f, " ({cause})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for AppError {}

/// What the store refuses is the caller's to mend, a busy database nobody's: the same request again is safe.
impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(why) => Self::new(ErrorKind::Invalid, "request.refused", why),
            busy if busy.is_retryable() => {
                let message = "the database is busy; the same request again is safe";
                AppError { cause: Some(busy.into()), ..Self::new(ErrorKind::Busy, "store.busy", message) }
            }
            // Neither is mended by asking again: whoever runs the server must look.
            StoreError::Sealed { .. } => {
                let message =
                    "a stored value does not open: it was changed, or its key is gone; run `bodega doctor`";
                AppError {
                    cause: Some(error.into()),
                    ..Self::new(ErrorKind::Fault, "vault.refused", message)
                }
            }
            StoreError::Keys(_) => {
                let message = "the keys to sealed data cannot be had; run `bodega doctor`";
                AppError { cause: Some(error.into()), ..Self::new(ErrorKind::Fault, "vault.locked", message) }
            }
            fault => Self::fault(fault),
        }
    }
}
