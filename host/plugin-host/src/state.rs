//! What a store holds during one call: what the guest looks at, what it records, and the meter that bounds it.

use crate::effects::Effects;
use crate::input::{CheckTotals, PureInput};
use crate::limits::{CORE_INSTANCES_MAX, CallLimits, MEMORIES_MAX, TABLE_ELEMENTS_MAX, TABLES_MAX};
use crate::occasion::Occasion;
use crate::ports::{PortError, Ports};
use bodega_domain::pricing::Document;
use std::collections::BTreeMap;
use std::sync::Arc;
use wasmtime::ResourceLimiter;

/// Data of a store.
pub(crate) struct State {
    pub(crate) meter: Meter,
    pub(crate) work: Work,
}

/// What a call is about. Functions of another kind of call answer [`Breach::NotPermitted`].
pub(crate) enum Work {
    Price(PureInput),
    Compile {
        settings: String,
        documents: BTreeMap<String, Vec<Document>>,
    },
    Check(PureInput, Arc<CheckTotals>),
    /// A batch of a migration: it gets all it needs as arguments.
    Migrate,
    Invoke(Box<Invocation>),
    /// The throw-away instance of an install: it may call nothing.
    Probe,
}

/// An effectful invocation under way.
pub(crate) struct Invocation {
    pub(crate) occasion: Occasion,
    pub(crate) settings: String,
    pub(crate) ports: Arc<dyn Ports>,
    pub(crate) effects: Effects,
    pub(crate) egress_calls: u32,
    pub(crate) log: LogSink,
}

/// Where log lines go, and how much room is left.
pub(crate) struct LogSink {
    pub(crate) bytes_left: usize,
    pub(crate) is_cut: bool,
}

/// A limit or rule that a guest broke in a host call; carried through wasmtime as the error of the call.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Breach {
    #[error("too many host calls")]
    HostCalls,
    #[error("too many bytes in host calls")]
    HostBytes,
    #[error("too much memory: {wanted} bytes")]
    Memory { wanted: usize },
    #[error("too large a table: {wanted} elements")]
    Table { wanted: usize },
    #[error("too many effects")]
    Effects,
    #[error("{0}")]
    BadEffect(String),
    #[error("too many requests to the outside")]
    EgressCalls,
    #[error("`{0}` is not offered by this point")]
    NotPermitted(String),
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Counts what a call uses.
pub(crate) struct Meter {
    pub(crate) limits: CallLimits,
    pub(crate) host_calls: u64,
    pub(crate) host_bytes: usize,
    pub(crate) memory: usize,
    pub(crate) peak_memory: usize,
}

impl Meter {
    pub(crate) fn new(limits: CallLimits) -> Self {
        Meter { limits, host_calls: 0, host_bytes: 0, memory: 0, peak_memory: 0 }
    }

    /// Counts a call into the host before it is served.
    pub(crate) fn call(&mut self) -> Result<(), Breach> {
        self.host_calls += 1;
        if self.host_calls > self.limits.host_calls { Err(Breach::HostCalls) } else { Ok(()) }
    }

    /// Counts bytes that a host call moves.
    pub(crate) fn bytes(&mut self, bytes: usize) -> Result<(), Breach> {
        self.host_bytes = self.host_bytes.saturating_add(bytes);
        if self.host_bytes > self.limits.host_bytes { Err(Breach::HostBytes) } else { Ok(()) }
    }
}

impl ResourceLimiter for Meter {
    /// An error rather than a failed `memory.grow`: guests turn the latter into `unreachable`, which explains nothing.
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let total = self.memory.saturating_add(desired.saturating_sub(current));
        if total > self.limits.memory_bytes {
            return Err(Breach::Memory { wanted: total }.into());
        }
        self.memory = total;
        self.peak_memory = self.peak_memory.max(total);
        Ok(true)
    }

    /// As for memory: the pool would say -1, which guests turn into a trap that says nothing.
    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        if desired > TABLE_ELEMENTS_MAX {
            return Err(Breach::Table { wanted: desired }.into());
        }
        Ok(true)
    }

    fn instances(&self) -> usize {
        CORE_INSTANCES_MAX + 1
    }

    fn tables(&self) -> usize {
        TABLES_MAX
    }

    fn memories(&self) -> usize {
        MEMORIES_MAX
    }
}
