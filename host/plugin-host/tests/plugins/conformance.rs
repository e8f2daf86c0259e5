//! The same plugin in every language of the SDKs, in the production engine under the production limits: one set of
//! cases (`sdk/conformance/cases.json`), equal answers. The components are made by `cargo xtask test`.

use crate::support::ports::{Little, SWIFT};
use crate::support::{Fixture, INSTALLATION};
use bodega_domain::pricing::{Answer, DeclaredInputs, Document, PricingInput};
use bodega_plugin_host::{
    CallError, Caller, CompileCall, DocumentWrite, EventEnvelope, InvokeCall, Limits, Message, Occasion,
    PriceCall, PureBasket, PureInput, Refusal, RunningRun,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

#[tokio::test]
async fn rust_passes_every_case() {
    conform("conformance-rust").await;
}

#[tokio::test]
async fn typescript_passes_every_case() {
    conform("conformance-js").await;
}

#[tokio::test]
async fn python_passes_every_case() {
    conform("conformance-python").await;
}

async fn conform(name: &str) {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sdk/conformance/cases.json");
    let cases: Value = serde_json::from_slice(&std::fs::read(cases).unwrap()).unwrap();
    let folder = std::env::var("BODEGA_PLUGINS_DIR").expect("run me through `cargo xtask test`");
    let component = std::fs::read(Path::new(&folder).join(format!("{name}.wasm")))
        .unwrap_or_else(|error| panic!("{name}: {error}; `cargo xtask sdks` builds it"));
    let f = Fixture::new();
    let caller = f.install(component).await;
    let (mut spent, mut prices) = ((0, std::time::Duration::ZERO), 0);
    for case in cases["compile"].as_array().unwrap() {
        let compiled = f.host.compile(compile_call(&caller, text(&case["settings"]))).result;
        match case["refused"].as_str() {
            None => {
                let compiled = compiled.unwrap_or_else(|error| panic!("{}: {error}", case["name"]));
                let mut legends = serde_json::to_value(&compiled.legends).unwrap();
                sort_by_reference(&mut legends);
                assert_eq!(legends, expected_legends(&cases["legends"]), "{}", case["name"]);
            }
            Some(kind) => assert_eq!(refusal(&compiled.unwrap_err()), kind, "{}", case["name"]),
        }
    }
    for case in cases["price"].as_array().unwrap() {
        let name = &case["name"];
        let compiled = f.host.compile(compile_call(&caller, text(&case["settings"]))).result.unwrap();
        let called = f.host.price(&price_call(&caller, case, compiled.snapshot));
        let answer = called.result.unwrap_or_else(|error| panic!("{name}: {error}"));
        let expected: Answer = serde_json::from_value(case["answer"].clone()).unwrap();
        assert_eq!(answer, expected, "{name}: {}", case["why"]);
        spent = (spent.0 + called.report.fuel, spent.1 + called.report.wall);
        prices += 1;
    }
    for case in cases["events"].as_array().unwrap() {
        check_event(&f, &caller, case).await;
    }
    println!("{name}: a price takes {} cost units, {:?}", spent.0 / prices, spent.1 / prices as u32);
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn refusal(error: &CallError) -> &'static str {
    match error {
        CallError::Refused(Refusal::InvalidSettings(_)) => "invalid-settings",
        CallError::Refused(Refusal::InvalidInput(_)) => "invalid-input",
        CallError::Refused(Refusal::Retry(_)) => "retry",
        CallError::Refused(Refusal::Reject(_)) => "reject",
        CallError::Refused(Refusal::Other(_)) => "other",
        other => panic!("{other:?}"),
    }
}

fn sort_by_reference(legends: &mut Value) {
    legends.as_array_mut().unwrap().sort_by_key(|legend| legend["reference"].to_string());
}

/// The cases list labels; the host keeps them by language.
fn expected_legends(legends: &Value) -> Value {
    let by_language = |legend: &Value| {
        let labels = legend["labels"].as_array().unwrap().iter();
        let labels: BTreeMap<String, String> =
            labels.map(|label| (text(&label["language"]), text(&label["text"]))).collect();
        json!({ "reference": legend["reference"], "labels": labels })
    };
    let mut expected: Value = legends.as_array().unwrap().iter().map(by_language).collect();
    sort_by_reference(&mut expected);
    expected
}

fn compile_call(caller: &Caller, settings: String) -> CompileCall {
    let limits = Limits::default().compile.0;
    CompileCall { caller: caller.clone(), limits, settings, documents: BTreeMap::new() }
}

fn price_call(caller: &Caller, case: &Value, snapshot: Vec<u8>) -> PriceCall {
    let input: PricingInput = serde_json::from_value(case["input"].clone()).unwrap();
    let number = |value: &Value| value.as_i64().unwrap();
    let run = |run: &Value| RunningRun {
        line: number(&run["line"]) as u32,
        count: number(&run["count"]) as u32,
        price: number(&run["price"]),
    };
    let units: Vec<RunningRun> = case["units"].as_array().unwrap().iter().map(run).collect();
    let basket = PureBasket::new(Arc::new(input));
    let declared = DeclaredInputs::default();
    let input = PureInput::new(&basket, INSTALLATION.parse().unwrap(), "tester", &units, &declared);
    let limits = Limits::default().price.0;
    PriceCall { caller: caller.clone(), limits, input, snapshot: snapshot.into() }
}

async fn check_event(f: &Fixture, caller: &Caller, case: &Value) {
    let name = &case["name"];
    let event = &case["event"];
    let number = |name: &str| event[name].as_i64().unwrap_or_default();
    let occasion = Occasion::Event(EventEnvelope {
        id: text(&event["id"]),
        kind: text(&event["type"]),
        subject: text(&event["subject"]),
        sequence: number("sequence") as u64,
        occurred_ms: number("occurred_ms"),
        recorded_ms: number("recorded_ms"),
        payload: text(&event["payload"]),
    });
    let documents = case["documents"].as_array().into_iter().flatten().map(|document| Document {
        collection: text(&document["collection"]),
        key: text(&document["key"]),
        version: document["version"].as_u64().unwrap(),
        body: text(&document["body"]),
    });
    let ports = Arc::new(Little { documents: documents.collect(), ..SWIFT });
    let (limits, settings) = (Limits::default().handle.0, text(&case["settings"]));
    let called =
        f.host.invoke(InvokeCall { caller: caller.clone(), limits, occasion, settings, ports }).await;
    if let Some(kind) = case["failure"].as_str() {
        assert_eq!(refusal(&called.result.unwrap_err()), kind, "{name}");
        return;
    }
    let effects = called.result.unwrap_or_else(|error| panic!("{name}: {error}")).effects;
    let expected = case["effects"].as_array().cloned().unwrap_or_default();
    let sends: Vec<&Value> = expected.iter().filter_map(|effect| effect.get("send")).collect();
    let puts: Vec<&Value> = expected.iter().filter_map(|effect| effect.get("put")).collect();
    let message = |send: &&Value| Message {
        member: text(&send["member"]),
        purpose: text(&send["purpose"]),
        template: text(&send["template"]),
        parameters: text(&send["parameters"]),
    };
    assert_eq!(effects.messages, sends.iter().map(message).collect::<Vec<_>>(), "{name}");
    let json = |text: Option<&str>| serde_json::from_str::<Value>(text.unwrap_or("null")).unwrap();
    let write = |write: &DocumentWrite| {
        (write.collection.clone(), write.key.clone(), json(write.body.as_deref()), write.expected_version)
    };
    let put = |put: &&Value| {
        (
            text(&put["collection"]),
            text(&put["key"]),
            json(put["body"].as_str()),
            put["expected_version"].as_u64(),
        )
    };
    let (written, wanted): (Vec<_>, Vec<_>) =
        (effects.documents.iter().map(write).collect(), puts.iter().map(put).collect());
    assert_eq!(written, wanted, "{name}");
    assert_eq!(effects.len(), sends.len() + puts.len(), "{name}: nothing else");
}
