//! The rule by which the contract grows: a getter may be added to an imported interface in a patch below 1.0. Guests
//! from before and after run on one host; what a host does not have is named. wasmtime itself is asked, because the
//! host of tomorrow's contract cannot be had from `bodega-plugin-host`.
#![allow(unsafe_code, reason = "the derive of ComponentType and Lower")]

use bodega_browser_server::answers::Plugin;
use bodega_browser_server::fixtures::Basket;
use bodega_browser_server::growth::{NEW_GETTER, guest};
use wasmtime::component::{Component, ComponentType, Linker, Lower, Val};
use wasmtime::{Config, Engine, Store};

/// What `context` gives, as the released contract has it.
#[derive(ComponentType, Lower)]
#[component(record)]
struct Context {
    currency: String,
    store: String,
    channel: String,
    member: Option<String>,
    #[component(name = "now-ms")]
    now_ms: i64,
    #[component(name = "offset-minutes")]
    offset_minutes: i32,
    date: String,
    #[component(name = "seconds-of-day")]
    seconds_of_day: u32,
    weekday: u8,
}

fn context() -> Context {
    Context {
        currency: "CNY".to_owned(),
        store: String::new(),
        channel: String::new(),
        member: None,
        now_ms: 0,
        offset_minutes: 0,
        date: String::new(),
        seconds_of_day: 0,
        weekday: 1,
    }
}

/// The text that a guest read, on a host whose `bodega:basket/view` has this version and, where it has grown, the
/// new getter.
fn price(name: &str, host_version: &str, has_grown: bool) -> wasmtime::Result<String> {
    let engine = Engine::new(Config::new().concurrency_support(false))?;
    let component =
        Component::new(&engine, guest(name).map_err(|error| wasmtime::format_err!("{error:#}"))?)?;
    let mut linker = Linker::<()>::new(&engine);
    let mut view = linker.instance(&format!("bodega:basket/view@{host_version}"))?;
    view.func_wrap("context", |_, (): ()| Ok((context(),)))?;
    if has_grown {
        view.func_wrap(NEW_GETTER, |_, (): ()| Ok(("a remark".to_owned(),)))?;
    }
    let mut store = Store::new(&engine, ());
    let instance = linker.instantiate(&mut store, &component)?;
    let interface = instance.get_export_index(&mut store, None, "bodega:pricing/price@0.1.0");
    let function = instance.get_export_index(&mut store, interface.as_ref(), "price");
    let function = function.and_then(|index| instance.get_func(&mut store, index));
    let mut results = [Val::Bool(false)];
    function.expect("exported").call(&mut store, &[Val::List(Vec::new())], &mut results)?;
    let [Val::Result(Err(Some(refusal)))] = &results else { panic!("no refusal but {results:?}") };
    let Val::Variant(arm, Some(text)) = &**refusal else { panic!("no variant but {refusal:?}") };
    let Val::String(text) = &**text else { panic!("no text but {text:?}") };
    assert_eq!(arm, "other");
    Ok(text.clone())
}

fn refusal(name: &str, host_version: &str, has_grown: bool) -> String {
    let text = price(name, host_version, has_grown).expect_err("this host cannot serve it");
    format!("{text:?}")
}

#[test]
fn guests_from_before_and_after_run_on_one_grown_host() {
    assert_eq!(price("before", "0.1.1", true).unwrap(), "CNY");
    assert_eq!(price("after-without-use", "0.1.1", true).unwrap(), "CNY");
    assert_eq!(price("after-with-use", "0.1.1", true).unwrap(), "a remark");
}

#[test]
fn a_newer_guest_that_uses_nothing_new_runs_on_an_older_host() {
    assert_eq!(price("after-without-use", "0.1.0", false).unwrap(), "CNY");
}

#[test]
fn a_newer_guest_that_uses_the_getter_is_refused_with_its_name() {
    let text = refusal("after-with-use", "0.1.0", false);
    assert!(text.contains(NEW_GETTER), "{text}");
    assert!(text.contains("bodega:basket/view"), "{text}");
}

#[test]
fn a_record_does_not_grow() {
    let text = refusal("field-added", "0.1.0", false);
    assert!(text.contains("context"), "{text}");
}

#[test]
fn another_track_is_another_interface() {
    let text = refusal("other-track", "0.1.1", true);
    assert!(text.contains("bodega:basket/view@0.2.0"), "{text}");
}

#[tokio::test]
async fn the_plugin_host_runs_the_guest_of_its_own_version() {
    let folder = artefacts("own-version");
    let plugin = Plugin::load(&guest("before").unwrap(), "growth", &folder).await.unwrap();
    let basket: Basket = serde_json::from_str(
        r#"{"why": "", "units": [], "input": {"arithmetic": 1, "lines": [], "context": {"currency": "CNY",
            "store": "s", "channel": "pos", "now_ms": 0, "offset_minutes": 0, "date": "1970-01-01",
            "seconds_of_day": 0, "weekday": 4, "tax_mode": "inclusive"}}}"#,
    )
    .unwrap();
    let line = plugin.price(&Vec::new().into(), &basket).unwrap();
    assert_eq!(line.text, r#"{"refused":{"other":"CNY"}}"#);
}

#[tokio::test]
async fn the_plugin_host_refuses_a_guest_whose_getter_it_lacks() {
    let folder = artefacts("newer-version");
    let error = Plugin::load(&guest("after-with-use").unwrap(), "growth", &folder).await.err().unwrap();
    assert!(format!("{error:#}").contains("bodega:basket/view@0.1.1"), "{error:#}");
}

/// A folder for compiled components, new for each test.
fn artefacts(name: &str) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("growth").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    folder
}
