//! Messages, exports and files: what each is told, what comes back, and the bounds of what is written.

use crate::support::Fixture;
use crate::support::guest::Guest;
use crate::support::ports::{NOW_MS, SWIFT};
use bodega_plugin_host::{
    CallError, Called, ExportRequest, FILE_BYTES_MAX, FILES_MAX, InvokeCall, Invoked, Limits, NewFile,
    Occasion, OutgoingMessage, Point, Refusal, Reply, ReportQuery,
};
use std::sync::Arc;

const FILES: &str = "bodega:host/file-effects@0.1.0";
const DOCUMENTS: &str = "bodega:host/document-effects@0.1.0";
const RESULT: &str = "(result i32)";

fn message() -> Occasion {
    let text = || "x".to_owned();
    Occasion::Message(OutgoingMessage {
        message: text(),
        channel: "sms".to_owned(),
        address: "13800001234".to_owned(),
        purpose: text(),
        plugin: text(),
        template: text(),
        text: text(),
        parameters: "{\"name\":\"geheim\"}".to_owned(),
        language: text(),
        attempt: 1,
        expires_ms: NOW_MS,
        now_ms: NOW_MS,
    })
}

fn export() -> Occasion {
    let text = || "x".to_owned();
    Occasion::Export(ExportRequest {
        invocation: text(),
        name: text(),
        parameters: text(),
        caller: text(),
        language: text(),
        attempt: 1,
        now_ms: NOW_MS,
    })
}

async fn invoke(component: Vec<u8>, occasion: Occasion) -> Called<Invoked> {
    let f = Fixture::new();
    let caller = f.install(component).await;
    let limits = Limits::default().of(occasion.point());
    let ports = Arc::new(SWIFT);
    f.host.invoke(InvokeCall { caller, limits, occasion, settings: "{}".to_owned(), ports }).await
}

/// A guest whose export does this with files and documents.
async fn exported(body: &str) -> Result<Invoked, CallError> {
    let guest = Guest::new()
        .import(FILES, "begin", "begin", "(param i32 i32 i32 i32) (result i32)")
        .import(FILES, "append", "append", "(param i32 i32 i32)")
        .import(DOCUMENTS, "begin", "document", &format!("(param {}) (result i32)", "i32 ".repeat(11)))
        .import(DOCUMENTS, "table", "table", "(param i32 i32 i32 i32 i32)")
        .import(DOCUMENTS, "rows", "rows", "(param i32 i32 i32)")
        .point(Point::ExportsRun, "run", RESULT, body);
    invoke(guest.build(), export()).await.result
}

const BEGIN: &str = "(call $begin (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))";

fn begin_document() -> String {
    format!("(call $document {})", "(i32.const 0) ".repeat(11))
}

#[tokio::test]
async fn a_sender_is_told_the_address_and_no_log_is() {
    let occasion = message();
    assert!(!format!("{occasion:?}").contains("1380") && !format!("{occasion:?}").contains("geheim"));
    let guest =
        Guest::new().import("bodega:messaging/outgoing@0.1.0", "current", "current", "(param i32)").point(
            Point::MessagingSend,
            "send",
            RESULT,
            // Message, channel, then the address: 11 digits.
            "(call $current (i32.const 1024))
         (if (i32.ne (i32.load (i32.const 1044)) (i32.const 11)) (then unreachable)) (i32.const 0)",
        );
    let invoked = invoke(guest.build(), occasion).await.result.unwrap();
    assert_eq!(invoked.reply, Reply::Sent(String::new()));

    let nosy = Guest::new()
        .import("bodega:messaging/outgoing@0.1.0", "current", "current", "(param i32)")
        .point(Point::ExportsRun, "run", RESULT, "(call $current (i32.const 1024)) (i32.const 0)");
    let error = invoke(nosy.build(), export()).await.result.unwrap_err();
    assert!(matches!(error, CallError::NotPermitted { .. }), "{error:?}");
}

#[tokio::test]
async fn a_sender_may_say_when() {
    let later = "(i32.store8 (i32.const 512) (i32.const 1))
                 (i32.store8 (i32.const 516) (i32.const 1))
                 (i32.store (i32.const 528) (i32.const 90000))
                 (i32.const 512)";
    let guest = Guest::new().point(Point::MessagingSend, "send", RESULT, later).build();
    let error = invoke(guest, message()).await.result.unwrap_err();
    let wanted = |error: &CallError| matches!(error, CallError::Refused(Refusal::RetryAfter { after_ms: 90_000, message }) if message.is_empty());
    assert!(wanted(&error), "{error:?}");
}

#[tokio::test]
async fn files_are_written_in_pieces() {
    let body = format!(
        "(drop {BEGIN}) (drop {BEGIN})
         (i32.store8 (i32.const 2048) (i32.const 65))
         (call $append (i32.const 1) (i32.const 2048) (i32.const 1))
         (call $append (i32.const 1) (i32.const 2048) (i32.const 2))
         (i32.store (i32.const 516) (i32.const 1)) (i32.const 512)"
    );
    let invoked = exported(&body).await.unwrap();
    assert_eq!(invoked.reply, Reply::Exported(1));
    let NewFile::Bytes { bytes, .. } = &invoked.effects.files[1] else { panic!("no bytes") };
    assert_eq!(bytes, b"AA\0");
}

#[tokio::test]
async fn what_cannot_be_a_file_or_document_ends_the_call() {
    let document = begin_document();
    let table = "(call $table (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 1))";
    let no_columns = "(call $table (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))";
    let rows = "(call $rows (i32.const 0) (i32.const 0) (i32.const 1))";
    let append = |file: u32| format!("(call $append (i32.const {file}) (i32.const 0) (i32.const 65536))");
    for (says, body) in [
        ("was not begun", append(0)),
        (&format!("more than {FILES_MAX} files"), format!("(loop $l (drop {BEGIN}) (br $l))")),
        (
            &format!("more than {FILE_BYTES_MAX} bytes"),
            format!("(drop {BEGIN}) (loop $l {} (br $l))", append(0)),
        ),
        ("takes no bytes", format!("(drop {document}) {}", append(0))),
        ("is no document", format!("(drop {BEGIN}) {table}")),
        ("has no table", format!("(drop {document}) {rows}")),
        ("1 to 50 columns", format!("(drop {document}) {no_columns}")),
        ("another number of cells", format!("(drop {document}) {table} {rows}")),
        ("at most 50 tables", format!("(drop {document}) (loop $l {table} (br $l))")),
    ] {
        let error = exported(&format!("{body} (i32.const 0)")).await.unwrap_err();
        let CallError::BadEffect { message } = &error else { panic!("{says}: {error:?}") };
        assert!(message.contains(says), "{says}: {message}");
        assert!(error.is_plugin_fault());
    }
}

#[tokio::test]
async fn a_report_writes_no_files() {
    let text = || "x".to_owned();
    let query = ReportQuery { report: text(), parameters: text(), language: text(), now_ms: NOW_MS };
    let guest = Guest::new()
        .import(FILES, "begin", "begin", "(param i32 i32 i32 i32) (result i32)")
        .point(Point::ReportsRun, "run", RESULT, &format!("(drop {BEGIN}) (i32.const 0)"))
        .build();
    let error = invoke(guest, Occasion::Report(query)).await.result.unwrap_err();
    assert!(
        matches!(&error, CallError::NotPermitted { import } if import == "bodega:host/file-effects.begin"),
        "{error:?}"
    );
}
