//! Every call is counted by plugin, point and verdict.

use crate::support::Fixture;
use crate::support::guest::Guest;

#[tokio::test]
async fn calls_are_counted_by_verdict() {
    let f = Fixture::new();
    let tame = f.install(Guest::pricing("(i32.const 0)")).await;
    let wild = f.install(Guest::pricing("unreachable")).await;
    f.price(&tame).result.unwrap();
    f.price(&tame).result.unwrap();
    f.price(&wild).result.unwrap_err();
    let text = f.metrics();
    for line in [
        r#"bodega_plugin_calls_total{plugin="tester",point="pricing.price",verdict="ok"} 2"#,
        r#"bodega_plugin_calls_total{plugin="tester",point="pricing.price",verdict="plugin.trap"} 1"#,
        r#"bodega_plugin_fuel_count{plugin="tester",point="pricing.price"} 3"#,
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}
