//! Log, settings, time and randomness.

use crate::bindings::v0_1::bodega::host;
use crate::limits::{LOG_LINE_BYTES_MAX, RANDOM_BYTES_MAX};
use crate::outcome::cut;
use crate::state::State;
use rand::RngCore;
use tracing::{debug, error, info, warn};
use wasmtime::Result;

impl host::log::Host for State {
    async fn write(&mut self, level: host::log::Level, mut message: String) -> Result<()> {
        use host::log::Level;
        let work = self.enter("bodega:host/log.write", message.len())?;
        cut(&mut message, LOG_LINE_BYTES_MAX);
        match work.log.bytes_left.checked_sub(message.len()) {
            Some(left) => work.log.bytes_left = left,
            None if work.log.is_cut => return Ok(()),
            None => {
                work.log.is_cut = true;
                warn!(target: "bodega::plugin_log", "the plugin logged too much; the rest of this call is dropped");
                return Ok(());
            }
        }
        // The span of the call names tenant, installation and plugin.
        match level {
            Level::Debug => debug!(target: "bodega::plugin_log", "{message}"),
            Level::Info => info!(target: "bodega::plugin_log", "{message}"),
            Level::Warn => warn!(target: "bodega::plugin_log", "{message}"),
            Level::Error => error!(target: "bodega::plugin_log", "{message}"),
        }
        Ok(())
    }
}

impl host::settings::Host for State {
    async fn get(&mut self) -> Result<String> {
        let settings = self.enter("bodega:host/settings.get", 0)?.settings.clone();
        let bytes = settings.len();
        self.give(settings, bytes)
    }
}

impl host::clock::Host for State {
    async fn now_ms(&mut self) -> Result<i64> {
        Ok(self.ports("bodega:host/clock.now-ms", 0)?.now_ms())
    }

    async fn local(&mut self, at_ms: i64) -> Result<String> {
        let ports = self.ports("bodega:host/clock.local", 0)?;
        super::port(ports.local_time(at_ms).await)
    }
}

impl host::random::Host for State {
    async fn bytes(&mut self, count: u32) -> Result<Vec<u8>> {
        self.enter("bodega:host/random.bytes", 0)?;
        let mut bytes = vec![0; count.min(RANDOM_BYTES_MAX) as usize];
        rand::rng().fill_bytes(&mut bytes);
        let count = bytes.len();
        self.give(bytes, count)
    }
}
