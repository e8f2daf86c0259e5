//! What can go wrong with a call. Every breach of a limit is a kind of its own, with a stable code.

use crate::ports::PortError;
use bodega_domain::digest::Digest;
use std::time::Instant;

/// Why a plugin said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Settings or documents contradict themselves.
    #[error("the settings are not valid: {0}")]
    InvalidSettings(String),
    /// The basket, event or request cannot be served.
    #[error("the input cannot be served: {0}")]
    InvalidInput(String),
    /// An event should be delivered again later.
    #[error("try again later: {0}")]
    Retry(String),
    /// A message should be sent again, not before so many ms.
    #[error("try again later: {message}")]
    RetryAfter {
        /// Why.
        message: String,
        /// Ms to wait at least.
        after_ms: u32,
    },
    /// An event cannot be handled, now or later.
    #[error("rejected: {0}")]
    Reject(String),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// Why a call gave no result.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CallError {
    /// The plugin crashed.
    #[error("the plugin crashed: {message}")]
    Trap {
        /// What happened.
        message: String,
        /// Its functions, innermost first; for the author, not for people in a store.
        backtrace: String,
    },
    /// It used up its cost units.
    #[error("the plugin used up its {limit} cost units")]
    OutOfFuel {
        /// What it had.
        limit: u64,
    },
    /// It took too long.
    #[error("the plugin did not finish within {limit_ms} ms")]
    DeadlineExceeded {
        /// What it had.
        limit_ms: u64,
    },
    /// It asked for more memory than it may have.
    #[error("the plugin asked for {wanted} bytes of memory, it may have {limit}")]
    OutOfMemory {
        /// What it asked for.
        wanted: usize,
        /// What it may have.
        limit: usize,
    },
    /// A table of its functions grew past what a table may hold.
    #[error("the plugin asked for a table of {wanted} elements, it may have {limit}")]
    TableTooLarge {
        /// What it asked for.
        wanted: usize,
        /// What it may have.
        limit: usize,
    },
    /// It holds too many handles of resources of its own.
    #[error("the plugin holds more than {limit} resource handles")]
    TooManyHandles {
        /// What it may hold.
        limit: usize,
    },
    /// It recursed too deeply.
    #[error("the plugin's call stack is exhausted")]
    StackOverflow,
    /// It called the host too often.
    #[error("the plugin made more than {limit} host calls")]
    HostCallLimit {
        /// What it may make.
        limit: u64,
    },
    /// It moved too many bytes in host calls.
    #[error("the plugin moved more than {limit} bytes in host calls")]
    HostBytesLimit {
        /// What it may move.
        limit: usize,
    },
    /// Its answer is too large, or the arguments of one host call.
    #[error("the plugin handed over more than {limit} bytes at once")]
    OutputTooLarge {
        /// What it may have.
        limit: usize,
    },
    /// It recorded too many effects.
    #[error("the plugin recorded more than {limit} effects")]
    TooManyEffects {
        /// What it may record.
        limit: usize,
    },
    /// It recorded an effect that cannot be one: a file that is too large, a row that does not fit its table.
    #[error("the plugin recorded what cannot be: {message}")]
    BadEffect {
        /// What is wrong.
        message: String,
    },
    /// It sent too many requests to the outside.
    #[error("the plugin sent more than {limit} requests to the outside")]
    EgressLimit {
        /// What it may send.
        limit: u32,
    },
    /// It called a function that this point does not offer.
    #[error("the plugin called {import}, which this point does not offer")]
    NotPermitted {
        /// The function, e.g. `bodega:data/ledger-effects.post`.
        import: String,
    },
    /// It said no.
    #[error("the plugin refused: {0}")]
    Refused(Refusal),
    /// It does not export this point.
    #[error("the plugin does not export this point")]
    NotExported,
    /// It failed too often and is switched off for a while.
    #[error("the plugin is switched off after repeated failures")]
    Unavailable {
        /// When it is tried again.
        until: Instant,
    },
    /// Its marketplace withdrew it: only receipts are proved with it.
    #[error("the plugin's version was withdrawn: {reason}")]
    Killed {
        /// Why, for people.
        reason: String,
    },
    /// Its component was not prepared on this node; call [`crate::PluginHost::load`] first.
    #[error("component {digest} is not prepared on this node")]
    NotLoaded {
        /// Which.
        digest: Digest,
    },
    /// Too many calls run already.
    #[error("too many plugin calls are running")]
    Busy,
    /// A read that the host made for the plugin failed.
    #[error("the host could not answer the plugin: {0}")]
    Port(#[from] PortError),
    /// The host's own fault.
    #[error("the plugin host failed: {0}")]
    Internal(String),
}

impl CallError {
    /// A stable code for sales, events, metrics and the API.
    pub fn code(&self) -> &'static str {
        match self {
            CallError::Trap { .. } => "plugin.trap",
            CallError::OutOfFuel { .. } => "plugin.fuel",
            CallError::DeadlineExceeded { .. } => "plugin.deadline",
            CallError::OutOfMemory { .. } => "plugin.memory",
            CallError::TableTooLarge { .. } => "plugin.table",
            CallError::TooManyHandles { .. } => "plugin.handles",
            CallError::StackOverflow => "plugin.stack",
            CallError::HostCallLimit { .. } => "plugin.host_calls",
            CallError::HostBytesLimit { .. } => "plugin.host_bytes",
            CallError::OutputTooLarge { .. } => "plugin.output",
            CallError::TooManyEffects { .. } => "plugin.effects",
            CallError::BadEffect { .. } => "plugin.bad_effect",
            CallError::EgressLimit { .. } => "plugin.egress",
            CallError::NotPermitted { .. } => "plugin.not_permitted",
            CallError::Refused(_) => "plugin.refused",
            CallError::NotExported => "plugin.not_exported",
            CallError::Unavailable { .. } => "plugin.unavailable",
            CallError::Killed { .. } => "plugin.killed",
            CallError::NotLoaded { .. } => "plugin.not_loaded",
            CallError::Busy => "plugin.busy",
            CallError::Port(_) => "plugin.port",
            CallError::Internal(_) => "plugin.internal",
        }
    }

    /// Whether the plugin is to blame, so that the breaker counts it.
    pub fn is_plugin_fault(&self) -> bool {
        match self {
            CallError::Trap { .. }
            | CallError::OutOfFuel { .. }
            | CallError::DeadlineExceeded { .. }
            | CallError::OutOfMemory { .. }
            | CallError::TableTooLarge { .. }
            | CallError::TooManyHandles { .. }
            | CallError::StackOverflow
            | CallError::HostCallLimit { .. }
            | CallError::HostBytesLimit { .. }
            | CallError::OutputTooLarge { .. }
            | CallError::TooManyEffects { .. }
            | CallError::BadEffect { .. }
            | CallError::EgressLimit { .. }
            | CallError::NotPermitted { .. } => true,
            CallError::Refused(_)
            | CallError::NotExported
            | CallError::Unavailable { .. }
            | CallError::Killed { .. }
            | CallError::NotLoaded { .. }
            | CallError::Busy
            | CallError::Port(_)
            | CallError::Internal(_) => false,
        }
    }
}

/// Why a host could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No memory for even the smallest instance pool.
    #[error("no address space for plugin instances; raise the limit on virtual memory (ulimit -v): {0}")]
    Engine(String),
    /// The folder of compiled components cannot be used.
    #[error("the folder of compiled components cannot be used: {0}")]
    Artefacts(#[from] std::io::Error),
}

/// Why a component could not be made ready.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LoadError {
    /// Its bytes are nowhere.
    #[error("component {digest} is missing: install its package again")]
    Missing {
        /// Which.
        digest: Digest,
    },
    /// The source could not be read.
    #[error("component {digest} could not be read: {source}")]
    Source {
        /// Which.
        digest: Digest,
        /// Why.
        source: PortError,
    },
    /// The bytes are not those of the digest.
    #[error("the bytes given for component {digest} have digest {found}")]
    WrongDigest {
        /// What was asked for.
        digest: Digest,
        /// What came.
        found: Digest,
    },
    /// It does not compile or link with this host.
    #[error("component {digest} does not load: {problem}")]
    Invalid {
        /// Which.
        digest: Digest,
        /// Why.
        problem: String,
    },
    /// Compiling it would take more memory or time than a component gets.
    #[error("component {digest} does not compile: {problem}")]
    TooCostly {
        /// Which.
        digest: Digest,
        /// What to do.
        problem: String,
    },
    /// The host's own fault.
    #[error("the plugin host failed: {0}")]
    Internal(String),
}
