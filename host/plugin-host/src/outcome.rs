//! Turns what wasmtime says about a call into this host's words.

use crate::error::CallError;
use crate::limits::{CallLimits, EFFECTS_MAX, EGRESS_CALLS_MAX};
use crate::state::Breach;
use wasmtime::{Error, PoolConcurrencyLimitError, Trap, WasmBacktrace};

/// The longest message or backtrace that is kept.
pub(crate) const MESSAGE_BYTES_MAX: usize = 4 << 10;
/// What wasmtime says where a guest hands over more than `Store::set_hostcall_fuel` allows; the type is private.
const TRANSFER_LIMIT_MESSAGE: &str = "too much data is being copied between the host and the guest";

/// Limits as they were for one call, for messages.
pub(crate) struct CallBounds<'a> {
    pub(crate) limits: &'a CallLimits,
    pub(crate) fuel: u64,
    pub(crate) output: usize,
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
        None if is_transfer_limit(error) => CallError::OutputTooLarge { limit: bounds.output },
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
        Breach::Effects => CallError::TooManyEffects { limit: EFFECTS_MAX },
        Breach::EgressCalls => CallError::EgressLimit { limit: EGRESS_CALLS_MAX },
        Breach::NotPermitted(import) => CallError::NotPermitted { import: import.clone() },
        Breach::Port(error) => CallError::Port(error.clone()),
    }
}

fn is_transfer_limit(error: &Error) -> bool {
    error.chain().any(|cause| cause.to_string().starts_with(TRANSFER_LIMIT_MESSAGE))
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
