//! Runs plugins: engine, limits, instances, permissions. The only user of wasmtime.
//!
//! A plugin is a WebAssembly component that can do only what it imports. Every call gets a fresh instance from a pool,
//! bounded in cost units, memory, time, host calls and output; each breach is an error of its own. Pure points (pricing)
//! are functions of their input; effectful points (events, jobs, routes, buttons, reports, pushes) read through [`Ports`] and record [`Effects`], which
//! the app checks and commits. This crate writes nothing but compiled components.

mod artefacts;
mod bindings;
mod breaker;
mod call;
mod calls_io;
mod calls_pure;
mod catalogue;
mod compiler;
mod convert;
mod effects;
mod engine;
mod error;
mod gate;
mod host;
mod imports_io;
mod imports_pure;
mod input;
mod inspect;
mod limits;
mod linkers;
mod metrics;
mod modules;
mod occasion;
mod orders;
mod outcome;
mod outside;
mod point;
mod ports;
mod state;

pub use artefacts::ForeignArtefacts;
pub use breaker::{BACKOFF_FIRST, BACKOFF_MAX, BreakerState, Clock, FAILURES_MAX};
pub use call::{
    CallReport, Called, Caller, CheckCall, Checked, CompileCall, Compiled, InvokeCall, InvokeReport, Invoked,
    KeyTemplate, Legend, MigrateCall, Migrated, MigratedDocument, PriceCall, Priced,
};
pub use catalogue::Version;
pub use compiler::{COMPILE_CPU_SECONDS_MAX, COMPILE_MEMORY_BYTES_MAX, Compiler, compile_worker};
pub use effects::{
    DocumentWrite, Effects, EmittedEvent, Message, NewFile, PaymentReport, PostingGroup, Receipt, ReceiptOf,
    StockDocument, TagAction, TagChange,
};
pub use engine::{IO_INSTANCES, PURE_INSTANCES};
pub use error::{CallError, LoadError, Refusal, StartError};
pub use gate::IO_CALLS_PER_TENANT;
pub use host::{PluginHost, PluginHostConfig};
pub use input::{CheckTotals, PureBasket, PureInput, RunningRun};
pub use inspect::{Inspection, InstallError};
pub use limits::{
    COST_SCHEDULE, CallLimits, CompileLimits, EFFECTS_MAX, EGRESS_CALLS_MAX, FILE_BYTES_MAX, FILES_MAX,
    HandleLimits, JobLimits, LOG_LINE_BYTES_MAX, Limits, PaymentLimits, PriceLimits, RANDOM_BYTES_MAX,
    RequestLimits,
};
pub use occasion::{
    ActionAnswer, ActionPress, ChargeDetails, EventEnvelope, ExportRequest, HttpCaller, HttpRequest,
    HttpResponse, JobRun, Occasion, OutgoingMessage, PaymentRequest, RefundDetails, Reply, ReportCell,
    ReportColumn, ReportQuery, ReportTable,
};
pub use orders::{
    ChannelPush, OrderEffect, OrderSaid, PushAnswer, PushItem, PushOrder, PushOutcome, Recipient,
    RecordedLine, RecordedOrder,
};
pub use outside::{
    BytesPart, CbcPadding, CryptoCall, CryptoFailure, CryptoValue, DigestAlgorithm, EgressContent,
    EgressFailure, EgressRequest, EgressResponse, NamedParts, TextPart,
};
pub use point::Point;
pub use ports::{
    AGGREGATE_ROWS_MAX, AccountQuestion, AccountSums, AggregateRow, BreakerListener, ComponentSource,
    DOCUMENT_SCAN_MAX, FIELD_TESTS_MAX, FILE_READ_MAX, FILE_SCAN_MAX, Fact, FieldTest, FieldValue, FileInfo,
    Group, LEDGER_SCAN_MAX, ORDER_SCAN_MAX, ORG_SCAN_MAX, PRODUCT_SCAN_MAX, PortError, PortResult, Ports,
    Question, STOCK_SCAN_MAX,
};
