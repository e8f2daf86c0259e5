//! Bounds on how many calls run at once.

use crate::error::CallError;
use bodega_domain::ids::TenantId;
use std::collections::HashMap;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Calls that wait for data, of one tenant. Further ones are refused as busy, so no tenant takes all slots.
pub const IO_CALLS_PER_TENANT: u32 = 32;

/// Slots for calls that only compute: waiting a moment is better than leaving a plugin out of a price.
pub(crate) struct Gate {
    free: Mutex<u32>,
    released: Condvar,
}

/// A slot; dropping it makes room.
pub(crate) struct GatePass<'a>(&'a Gate);

impl Gate {
    pub(crate) fn new(slots: u32) -> Self {
        Gate { free: Mutex::new(slots), released: Condvar::new() }
    }

    /// Takes a slot, waiting at most `patience`.
    pub(crate) fn pass(&self, patience: Duration) -> Result<GatePass<'_>, CallError> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if *free == 0 {
            let until = Instant::now() + patience;
            while *free == 0 {
                let left = until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(CallError::Busy);
                }
                free = self.released.wait_timeout(free, left).unwrap_or_else(PoisonError::into_inner).0;
            }
        }
        *free -= 1;
        Ok(GatePass(self))
    }
}

impl Drop for GatePass<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.released.notify_one();
    }
}

/// Counts running calls by tenant.
#[derive(Default)]
pub(crate) struct TenantGate {
    running: Mutex<HashMap<TenantId, u32>>,
}

/// A tenant's slot; dropping it makes room.
pub(crate) struct TenantPass<'a> {
    gate: &'a TenantGate,
    tenant: TenantId,
}

impl TenantGate {
    pub(crate) fn pass(&self, tenant: TenantId) -> Result<TenantPass<'_>, CallError> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let count = running.entry(tenant).or_insert(0);
        if *count >= IO_CALLS_PER_TENANT {
            return Err(CallError::Busy);
        }
        *count += 1;
        Ok(TenantPass { gate: self, tenant })
    }
}

impl Drop for TenantPass<'_> {
    fn drop(&mut self) {
        let mut running = self.gate.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = running.get_mut(&self.tenant) {
            *count -= 1;
            if *count == 0 {
                running.remove(&self.tenant);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_gate_waits_and_then_says_busy() {
        let gate = Gate::new(1);
        let pass = gate.pass(Duration::ZERO).ok().unwrap();
        assert!(matches!(gate.pass(Duration::from_millis(5)), Err(CallError::Busy)));
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| gate.pass(Duration::from_secs(30)).is_ok());
            drop(pass);
            assert!(waiting.join().unwrap());
        });
    }

    #[test]
    fn one_tenant_does_not_take_anothers_slots() {
        let gate = TenantGate::default();
        let tenant = |n| format!("01900000-0000-7000-8000-00000000000{n}").parse::<TenantId>().unwrap();
        let passes: Vec<_> = (0..IO_CALLS_PER_TENANT).map(|_| gate.pass(tenant(1)).ok().unwrap()).collect();
        assert!(gate.pass(tenant(1)).is_err());
        assert!(gate.pass(tenant(2)).is_ok());
        drop(passes);
        assert!(gate.pass(tenant(1)).is_ok());
    }
}
