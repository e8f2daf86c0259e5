//! What one call may use. Limits grow with the input by the rule of [`CallLimits::fuel`], so a large basket is not
//! punished for its size; a manifest can narrow them, never widen.
//!
//! Cost units are wasmtime's fuel under the engine's fixed cost table: about 9 units are one nanosecond of ordinary
//! code on a 2024 server core. The numbers below leave more than ten times what the first-party plugins use.

use crate::point::Point;
use bodega_package::LimitOverrides;
use std::time::Duration;

/// The table by which cost units are counted: wasmtime 48's own. A test notices when it moves; then this number does.
pub const COST_SCHEDULE: u32 = 1;

const MIB: usize = 1 << 20;

/// The largest memory that any call may have: what the pools reserve a slot for.
pub const MEMORY_BYTES_MAX: usize = 64 * MIB;
/// Core module instances in a component. Rust makes 3, Python more than 20.
pub const CORE_INSTANCES_MAX: usize = 64;
/// Linear memories in a component. Rust makes 1, QuickJS 3.
pub const MEMORIES_MAX: usize = 4;
/// Tables in a component; wit-component adds one for its shims.
pub const TABLES_MAX: usize = 8;
/// Elements in a table.
pub const TABLE_ELEMENTS_MAX: usize = 20_000;
/// Live resource handles; the contract has no resources, so this only bounds what a guest makes for itself.
pub const HANDLES_MAX: usize = 256;
/// Recorded effects in one invocation: postings, moves, documents, tags, messages, receipts, files and events together.
pub const EFFECTS_MAX: usize = 1000;
/// Files and documents written in one invocation.
pub const FILES_MAX: usize = 16;
/// Bytes of one file.
pub const FILE_BYTES_MAX: usize = 16 * MIB;
/// Requests to the outside in one invocation.
pub const EGRESS_CALLS_MAX: u32 = 32;
/// Random bytes in one call.
pub const RANDOM_BYTES_MAX: u32 = 1024;
/// One log line; longer ones are cut.
pub const LOG_LINE_BYTES_MAX: usize = 4 << 10;

/// Limits of every point of an installation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// For `pricing.price`; the items are basket lines and 4 KiB pieces of the snapshot.
    pub price: PriceLimits,
    /// For `pricing.compile`; the items are documents.
    pub compile: CompileLimits,
    /// For `validation.check`; the items are those of a price.
    pub check: PriceLimits,
    /// For `migration.run`; the items are documents and 4 KiB pieces of them.
    pub migrate: MigrateLimits,
    /// For `events.handle`; the items are KiB of the event's payload.
    pub handle: HandleLimits,
    /// For `jobs.run`, `exports.run` and `channel.push`.
    pub job: JobLimits,
    /// For `http.handle`, `actions.run`, `reports.run` and `messaging.send`: somebody waits, or many are queued. The items
    /// are KiB of what was sent.
    pub request: RequestLimits,
    /// For `payment.charge`, `payment.cancel` and `payment.refund`: a customer waits, and so does the outside.
    pub payment: PaymentLimits,
}

impl Limits {
    /// Those of a point.
    pub fn of(&self, point: Point) -> CallLimits {
        match point {
            Point::PricingCompile => self.compile.0,
            Point::PricingPrice => self.price.0,
            Point::ValidationCheck => self.check.0,
            Point::MigrationRun => self.migrate.0,
            Point::EventsHandle => self.handle.0,
            Point::JobsRun | Point::ExportsRun | Point::ChannelPush => self.job.0,
            Point::HttpHandle | Point::ActionsRun | Point::ReportsRun | Point::MessagingSend => {
                self.request.0
            }
            Point::PaymentCharge | Point::PaymentCancel | Point::PaymentRefund => self.payment.0,
        }
    }
}

macro_rules! point_limits {
    ($($(#[$doc:meta])* $name:ident = $default:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name(pub CallLimits);

        impl Default for $name {
            fn default() -> Self {
                $name($default)
            }
        }
    )*};
}

point_limits! {
    /// Defaults for a price: 20 M cost units and 1 M a line (about 4 ms for 20 lines), 16 MiB, 64 KiB out and 2 KiB a line.
    PriceLimits = CallLimits {
        fuel_base: 20_000_000,
        fuel_per_item: 1_000_000,
        fuel_max: 1_000_000_000,
        memory_bytes: 16 * MIB,
        wall: Duration::from_millis(500),
        host_calls: 1_000,
        host_bytes: 8 * MIB,
        output_base: 64 << 10,
        output_per_item: 2 << 10,
        output_max: 4 * MIB,
        log_bytes: 0,
    };
    /// Defaults for a compile: 500 M cost units and 2 M a document, up to 20 G (about 2 s); it never runs while a sale waits.
    CompileLimits = CallLimits {
        fuel_base: 500_000_000,
        fuel_per_item: 2_000_000,
        fuel_max: 20_000_000_000,
        memory_bytes: 64 * MIB,
        wall: Duration::from_secs(10),
        host_calls: 10_000,
        host_bytes: 64 * MIB,
        output_base: 64 << 10,
        output_per_item: 16 << 10,
        output_max: 8 * MIB,
        log_bytes: 0,
    };
    /// Defaults for a batch of a migration: as a compile, but done in 5 s, for somebody waits for the whole.
    MigrateLimits = CallLimits {
        fuel_base: 500_000_000,
        fuel_per_item: 2_000_000,
        fuel_max: 5_000_000_000,
        memory_bytes: 64 * MIB,
        wall: Duration::from_secs(5),
        host_calls: 1_000,
        host_bytes: 8 * MIB,
        output_base: 64 << 10,
        output_per_item: 16 << 10,
        output_max: 8 * MIB,
        log_bytes: 0,
    };
    /// Defaults for an event: 500 M cost units and 5 M a KiB of payload, 64 MiB, 10 s of waiting included.
    HandleLimits = CallLimits {
        fuel_base: 500_000_000,
        fuel_per_item: 5_000_000,
        fuel_max: 5_000_000_000,
        memory_bytes: 64 * MIB,
        wall: Duration::from_secs(10),
        host_calls: 10_000,
        host_bytes: 16 * MIB,
        output_base: MIB,
        output_per_item: 0,
        output_max: MIB,
        log_bytes: 64 << 10,
    };
    /// Defaults for a job or export: 5 G cost units (about half a second of computing), 64 MiB, 60 s of waiting included.
    JobLimits = CallLimits {
        fuel_base: 5_000_000_000,
        fuel_per_item: 0,
        fuel_max: 5_000_000_000,
        memory_bytes: 64 * MIB,
        wall: Duration::from_secs(60),
        host_calls: 20_000,
        host_bytes: 64 * MIB,
        output_base: MIB,
        output_per_item: 0,
        output_max: MIB,
        log_bytes: 64 << 10,
    };
    /// Defaults for a route, button, report or message: 1 G cost units and 5 M a KiB sent, 64 MiB, 15 s, 4 MiB out.
    RequestLimits = CallLimits {
        fuel_base: 1_000_000_000,
        fuel_per_item: 5_000_000,
        fuel_max: 5_000_000_000,
        memory_bytes: 64 * MIB,
        wall: Duration::from_secs(15),
        host_calls: 10_000,
        host_bytes: 32 * MIB,
        output_base: 4 * MIB,
        output_per_item: 0,
        output_max: 4 * MIB,
        log_bytes: 64 << 10,
    };
    /// Defaults for a payment: 1 G cost units, 64 MiB, 20 s of waiting included, 64 KiB out.
    PaymentLimits = CallLimits {
        fuel_base: 1_000_000_000,
        fuel_per_item: 0,
        fuel_max: 1_000_000_000,
        memory_bytes: 64 * MIB,
        wall: Duration::from_secs(20),
        host_calls: 1_000,
        host_bytes: 16 * MIB,
        output_base: 64 << 10,
        output_per_item: 0,
        output_max: MIB,
        log_bytes: 64 << 10,
    };
}

/// What one call may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallLimits {
    /// Cost units of any call.
    pub fuel_base: u64,
    /// Cost units for each item of the input.
    pub fuel_per_item: u64,
    /// The most cost units, however large the input.
    pub fuel_max: u64,
    /// Linear memory.
    pub memory_bytes: usize,
    /// Wall clock; for pure calls a backstop behind fuel, for others it includes waiting.
    pub wall: Duration,
    /// Calls into the host.
    pub host_calls: u64,
    /// Bytes that calls into the host move, both ways.
    pub host_bytes: usize,
    /// Bytes of an answer of any call.
    pub output_base: usize,
    /// Bytes of an answer for each item of the input.
    pub output_per_item: usize,
    /// The most bytes of an answer. Also bounds the arguments of one host call.
    pub output_max: usize,
    /// Bytes of log lines; what is beyond is dropped with a note.
    pub log_bytes: usize,
}

impl CallLimits {
    /// Cost units for an input of `items`: `min(fuel_base + items * fuel_per_item, fuel_max)`.
    pub fn fuel(&self, items: usize) -> u64 {
        let scaled = self.fuel_per_item.saturating_mul(items as u64);
        self.fuel_base.saturating_add(scaled).min(self.fuel_max)
    }

    /// Bytes of an answer for an input of `items`, by the same rule.
    pub fn output(&self, items: usize) -> usize {
        let scaled = self.output_per_item.saturating_mul(items);
        self.output_base.saturating_add(scaled).min(self.output_max)
    }

    fn narrowed(mut self, to: &LimitOverrides) -> Self {
        let fuel = to.fuel.unwrap_or(u64::MAX);
        self.fuel_max = self.fuel_max.min(fuel);
        narrow(&mut self.memory_bytes, to.memory_bytes);
        self.wall = self.wall.min(Duration::from_millis(to.wall_ms.unwrap_or(u64::MAX)));
        self.host_calls = self.host_calls.min(to.host_calls.unwrap_or(u64::MAX));
        narrow(&mut self.host_bytes, to.host_bytes);
        narrow(&mut self.output_max, to.output_bytes);
        narrow(&mut self.log_bytes, to.log_bytes);
        self
    }
}

fn narrow(limit: &mut usize, to: Option<u64>) {
    if let Some(to) = to {
        *limit = (*limit).min(usize::try_from(to).unwrap_or(usize::MAX));
    }
}

impl Limits {
    /// The smaller of these limits and a manifest's.
    pub fn narrowed(self, to: &LimitOverrides) -> Self {
        Limits {
            price: PriceLimits(self.price.0.narrowed(to)),
            compile: CompileLimits(self.compile.0.narrowed(to)),
            check: PriceLimits(self.check.0.narrowed(to)),
            migrate: MigrateLimits(self.migrate.0.narrowed(to)),
            handle: HandleLimits(self.handle.0.narrowed(to)),
            job: JobLimits(self.job.0.narrowed(to)),
            request: RequestLimits(self.request.0.narrowed(to)),
            payment: PaymentLimits(self.payment.0.narrowed(to)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_grow_with_the_input_up_to_a_bound() {
        let price = Limits::default().price.0;
        assert_eq!(price.fuel(0), 20_000_000);
        assert_eq!(price.fuel(20), 40_000_000);
        assert_eq!(price.fuel(usize::MAX), price.fuel_max);
        assert_eq!(price.output(500), (64 << 10) + 500 * (2 << 10));
    }

    #[test]
    fn a_manifest_narrows_and_never_widens() {
        let wish =
            LimitOverrides { fuel: Some(5), memory_bytes: Some(u64::MAX), ..LimitOverrides::default() };
        let limits = Limits::default().narrowed(&wish);
        assert_eq!(limits.price.0.fuel(100), 5);
        assert_eq!(limits.handle.0.memory_bytes, Limits::default().handle.0.memory_bytes);
    }
}
