//! Runs plugins: engine, limits, instances, permissions. The only user of wasmtime.
