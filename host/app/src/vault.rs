//! Sealing at work: values of retired keys are sealed anew in the background; those that do not open are counted.

use crate::app::App;
use crate::error::AppResult;
use bodega_store::Store;
use bodega_store::vault::Resealed;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;

/// Seals anew what is due, in short transactions, until `is_stopping`.
pub(crate) async fn reseal(app: &App, is_stopping: impl Fn() -> bool + Send + Sync) -> AppResult<Resealed> {
    let done = app.store.reseal(is_stopping).await?;
    if done.values > 0 || done.keys_dropped > 0 {
        tracing::info!(
            values = done.values,
            keys = done.keys_dropped,
            "sealed {} values anew, dropped {} keys",
            done.values,
            done.keys_dropped
        );
    }
    if done.damaged > 0 {
        tracing::error!("{} sealed values do not open; their keys are kept", done.damaged);
    }
    Ok(done)
}

/// `bodega_vault_refused_total`: sealed values that did not open.
#[derive(Debug)]
pub(crate) struct RefusedValues(pub Store);

impl Collector for RefusedValues {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), std::fmt::Error> {
        let counter = ConstCounter::new(self.0.refused_values());
        let help = "Sealed values that did not open: changed, moved, or without their key";
        let metric = encoder.encode_descriptor("bodega_vault_refused", help, None, counter.metric_type())?;
        counter.encode(metric)
    }
}
