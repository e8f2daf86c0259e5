//! One engine with one pool of instances, so that a component's machine code is in memory once, whichever points it has.
//! Gates see to it that pure calls and calls that wait never take each other's slots.

use crate::error::StartError;
use crate::limits::{CORE_INSTANCES_MAX, MEMORIES_MAX, MEMORY_BYTES_MAX, TABLE_ELEMENTS_MAX, TABLES_MAX};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tracing::warn;
use wasmtime::{Config, Enabled, Engine, PoolingAllocationConfig, WasmBacktraceDetails};

/// Slots for pure calls. They only use processor time, so a few times the cores of a large machine are enough.
pub const PURE_INSTANCES: u32 = 64;
/// Slots for calls that wait for data.
pub const IO_INSTANCES: u32 = 256;
/// Slots for the throw-away instances of installs, which pass no gate.
pub(crate) const PROBE_INSTANCES: u32 = 8;
/// How often the pools are halved where address space is short.
const HALVINGS_MAX: u32 = 3;
/// Memory kept mapped in each slot; with `pagemap_scan` only touched pages stay, about 72 KiB a slot in practice.
const KEEP_RESIDENT_BYTES: usize = 512 << 10;
/// Stack of guest code.
const WASM_STACK_BYTES: usize = 512 << 10;
/// Stack of a call that waits: the guest's, and the host functions that run on top of it.
const ASYNC_STACK_BYTES: usize = 2 << 20;
/// Frames of a backtrace.
const BACKTRACE_FRAMES: std::num::NonZeroUsize = std::num::NonZeroUsize::new(24).unwrap();
/// How often deadlines are looked at. Fuel bounds pure calls; this is the backstop.
pub(crate) const TICK: Duration = Duration::from_millis(5);

/// The engine, what its pool was made for, and the clock of deadlines.
pub(crate) struct Engines {
    pub(crate) engine: Engine,
    pub(crate) io_instances: u32,
    pub(crate) pure_instances: u32,
    is_stopped: Arc<AtomicBool>,
}

impl Engines {
    pub(crate) fn new() -> Result<Self, StartError> {
        let (engine, halvings) = pooled(0)?;
        let is_stopped = Arc::new(AtomicBool::new(false));
        start_ticker(engine.clone(), is_stopped.clone())?;
        let (io_instances, pure_instances) = (IO_INSTANCES >> halvings, PURE_INSTANCES >> halvings);
        Ok(Engines { engine, io_instances, pure_instances, is_stopped })
    }
}

impl Drop for Engines {
    fn drop(&mut self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }
}

/// An engine with as large a pool as address space allows, and how often it was halved.
fn pooled(halvings: u32) -> Result<(Engine, u32), StartError> {
    let instances = ((PURE_INSTANCES + IO_INSTANCES) >> halvings) + PROBE_INSTANCES;
    match Engine::new(&config(instances)) {
        Ok(engine) => Ok((engine, halvings)),
        Err(error) if halvings < HALVINGS_MAX => {
            warn!("no address space for {instances} plugin instances, trying half: {error:#}");
            pooled(halvings + 1)
        }
        Err(error) => Err(StartError::Engine(format!("{error:#}"))),
    }
}

/// An engine that only compiles, for the one of [`Engines`].
pub(crate) fn compiling() -> wasmtime::Result<Engine> {
    Engine::new(&config(1))
}

/// The one configuration. What affects compiled code must not depend on `instances`.
fn config(instances: u32) -> Config {
    let mut config = Config::new();
    config
        .concurrency_support(false)
        .consume_fuel(true)
        .epoch_interruption(true)
        .cranelift_nan_canonicalization(true)
        .wasm_relaxed_simd(false)
        .relaxed_simd_deterministic(true)
        .wasm_memory64(false)
        // A component whose inner components pass data through memory needs it: wasmtime 48 panics without.
        .wasm_multi_memory(true)
        .max_wasm_stack(WASM_STACK_BYTES)
        .async_stack_size(ASYNC_STACK_BYTES)
        .wasm_backtrace_max_frames(Some(BACKTRACE_FRAMES))
        .wasm_backtrace_details(WasmBacktraceDetails::Disable)
        // Compiling shares the machine with sales: one core at a time.
        .parallel_compilation(false)
        .memory_init_cow(true)
        .allocation_strategy(pool(instances));
    config
}

fn pool(instances: u32) -> PoolingAllocationConfig {
    let memories = MEMORIES_MAX as u32;
    let tables = TABLES_MAX as u32;
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(instances)
        .total_core_instances(instances * CORE_INSTANCES_MAX as u32)
        .max_core_instances_per_component(CORE_INSTANCES_MAX as u32)
        .total_memories(instances * memories)
        .max_memories_per_component(memories)
        .total_tables(instances * tables)
        .max_tables_per_component(tables)
        .max_tables_per_module(tables)
        .table_elements(TABLE_ELEMENTS_MAX)
        .total_stacks(instances)
        .max_memory_size(MEMORY_BYTES_MAX)
        .linear_memory_keep_resident(KEEP_RESIDENT_BYTES)
        .table_keep_resident(KEEP_RESIDENT_BYTES)
        .pagemap_scan(Enabled::Auto);
    pool
}

fn start_ticker(engine: Engine, is_stopped: Arc<AtomicBool>) -> Result<(), StartError> {
    let tick = move || {
        while !is_stopped.load(Ordering::Relaxed) {
            std::thread::sleep(TICK);
            engine.increment_epoch();
        }
    };
    std::thread::Builder::new().name("plugin-epoch".to_owned()).spawn(tick)?;
    Ok(())
}

/// Ticks after which a call that may take `wall` is cut off.
pub(crate) fn ticks(wall: Duration) -> u64 {
    u64::try_from(wall.as_millis() / TICK.as_millis()).unwrap_or(u64::MAX / 2) + 1
}
