//! Carries messages, as their parameter `way` says.

use bodega_sdk::prelude::*;
use bodega_sdk::{
    HttpFailure, HttpResponse, Later, OutgoingMessage, ReceiptOf, ReceiptState, SendFailure, fill_text,
    json_response,
};
use serde_json::{Value, json};

impl Messaging for crate::Sampler {
    fn send(message: &OutgoingMessage, host: &mut impl Host) -> Result<String, SendFailure> {
        let parameters: Value = serde_json::from_str(&message.parameters).unwrap_or_default();
        let busy = || "the line is busy".to_owned();
        match parameters["way"].as_str().unwrap_or_default() {
            "later" if message.attempt == 1 => {
                return Err(SendFailure::RetryAfter(Later { reason: busy(), after_ms: 120_000 }));
            }
            "never" => return Err(SendFailure::Retry(busy())),
            "no" => return Err(SendFailure::Reject("no such number".to_owned())),
            "crash" => panic!("told to"),
            _ => {}
        }
        let end: String =
            message.address.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
        let text = fill_text(&message.text, &message.parameters);
        let text = format!("{} {end} {} {text}", message.channel, message.attempt);
        host.put("notes", &format!("sent/{}", message.message), &crate::note("sent", &text), Some(0));
        Ok(format!("p-{}", message.message))
    }
}

/// Sends a message to a member, as the body says.
pub fn ask(body: &[u8], host: &mut impl Host) -> Result<HttpResponse, HttpFailure> {
    let wish: Value = serde_json::from_slice(body).map_err(|e| HttpFailure::Reject(e.to_string()))?;
    let text = |name: &str| wish[name].as_str().unwrap_or_default().to_owned();
    host.send_message(&text("member"), &text("purpose"), &text("template"), &wish["parameters"].to_string());
    Ok(json_response(200, &json!({ "ok": true })))
}

/// Passes on what a provider reports.
pub fn receipt(body: &[u8], host: &mut impl Host) -> Result<HttpResponse, HttpFailure> {
    let report: Value = serde_json::from_slice(body).map_err(|e| HttpFailure::Reject(e.to_string()))?;
    let which = match report["message"].as_str() {
        Some(id) => ReceiptOf::Message(id.to_owned()),
        None => ReceiptOf::Provider(report["provider"].as_str().unwrap_or_default().to_owned()),
    };
    let state = match report["failed"].as_str() {
        Some(why) => ReceiptState::Failed(why.to_owned()),
        None => ReceiptState::Delivered,
    };
    host.report_receipt(&which, &state);
    Ok(json_response(200, &json!({ "ok": true })))
}
