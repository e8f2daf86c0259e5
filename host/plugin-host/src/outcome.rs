//! Turns what wasmtime says about a call into this host's words.

use crate::error::CallError;
use crate::limits::{CallLimits, EFFECTS_MAX, EGRESS_CALLS_MAX, HANDLES_MAX, TABLE_ELEMENTS_MAX};
use crate::state::Breach;
use wasmtime::{Error, PoolConcurrencyLimitError, Trap, WasmBacktrace};

/// The longest message or backtrace that is kept.
pub(crate) const MESSAGE_BYTES_MAX: usize = 4 << 10;
/// What wasmtime says where a guest hands over more than `Store::set_hostcall_fuel` allows; the type is private.
const TRANSFER_LIMIT_MESSAGE: &str = "too much data is being copied between the host and the guest";
/// What it says where a guest holds more handles than `Store::set_max_component_handles` allows.
const HANDLE_LIMIT_MESSAGE: &str = "store handle limit exceeded";

/// Limits as they were for one call, for messages.
pub(crate) struct CallBounds<'a> {
    pub(crate) limits: &'a CallLimits,
    pub(crate) fuel: u64,
    pub(crate) output: usize,
}

impl<'a> CallBounds<'a> {
    /// Those of an input of `items`.
    pub(crate) fn of(limits: &'a CallLimits, items: usize) -> Self {
        CallBounds { limits, fuel: limits.fuel(items), output: limits.output(items) }
    }
}

/// Why a call failed.
pub(crate) fn call_error(error: &Error, bounds: &CallBounds<'_>) -> CallError {
    if let Some(breach) = error.downcast_ref::<Breach>() {
        return breach_error(breach, bounds.limits);
    }
    if error.downcast_ref::<PoolConcurrencyLimitError>().is_some() {
        return CallError::Busy;
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => CallError::OutOfFuel { limit: bounds.fuel },
        Some(Trap::Interrupt) => deadline(bounds.limits),
        Some(Trap::StackOverflow) => CallError::StackOverflow,
        Some(trap) => crash(trap.to_string(), error),
        None if says(error, TRANSFER_LIMIT_MESSAGE) => CallError::OutputTooLarge { limit: bounds.output },
        None if says(error, HANDLE_LIMIT_MESSAGE) => CallError::TooManyHandles { limit: HANDLES_MAX },
        None => crash(error.root_cause().to_string(), error),
    }
}

/// A call that took too long.
pub(crate) fn deadline(limits: &CallLimits) -> CallError {
    CallError::DeadlineExceeded { limit_ms: u64::try_from(limits.wall.as_millis()).unwrap_or(u64::MAX) }
}

fn breach_error(breach: &Breach, limits: &CallLimits) -> CallError {
    match breach {
        Breach::HostCalls => CallError::HostCallLimit { limit: limits.host_calls },
        Breach::HostBytes => CallError::HostBytesLimit { limit: limits.host_bytes },
        Breach::Memory { wanted } => CallError::OutOfMemory { wanted: *wanted, limit: limits.memory_bytes },
        Breach::Table { wanted } => CallError::TableTooLarge { wanted: *wanted, limit: TABLE_ELEMENTS_MAX },
        Breach::Effects => CallError::TooManyEffects { limit: EFFECTS_MAX },
        Breach::BadEffect(message) => CallError::BadEffect { message: message.clone() },
        Breach::EgressCalls => CallError::EgressLimit { limit: EGRESS_CALLS_MAX },
        Breach::NotPermitted(import) => CallError::NotPermitted { import: import.clone() },
        Breach::Port(error) => CallError::Port(error.clone()),
    }
}

/// Whether wasmtime says so; it has no types for these.
fn says(error: &Error, message: &str) -> bool {
    error.chain().any(|cause| cause.to_string().contains(message))
}

fn crash(mut message: String, error: &Error) -> CallError {
    let mut backtrace = error.downcast_ref::<WasmBacktrace>().map(ToString::to_string).unwrap_or_default();
    cut(&mut message, MESSAGE_BYTES_MAX);
    cut(&mut backtrace, MESSAGE_BYTES_MAX);
    CallError::Trap { message, backtrace }
}

/// Shortens a text to at most `bytes`, on a character's boundary.
pub(crate) fn cut(text: &mut String, bytes: usize) {
    if text.len() > bytes {
        let end = (0..=bytes).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
        text.truncate(end);
    }
}
