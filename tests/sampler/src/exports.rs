//! Makes documents, as their parameter `way` says.

use bodega_sdk::prelude::*;
use bodega_sdk::{
    DocumentCell, DocumentColumn, DocumentFormat, DocumentHead, DocumentKind, DocumentRow, ExportFailure,
    ExportRequest, HttpFailure, HttpResponse, json_response,
};
use serde_json::{Value, json};

impl Exports for crate::Sampler {
    fn run(request: &ExportRequest, host: &mut impl Host) -> Result<u32, ExportFailure> {
        let parameters: Value = serde_json::from_str(&request.parameters).unwrap_or_default();
        match parameters["way"].as_str().unwrap_or_default() {
            "no" => return Err(ExportFailure::Reject("there is nothing to export".to_owned())),
            "later" if request.attempt == 1 => {
                return Err(ExportFailure::Retry("the books are open".to_owned()));
            }
            "none" => return Ok(7),
            "path" => return Ok(host.begin_file("../secret", "text/plain")),
            "kind" => return Ok(host.begin_file("a.txt", "text/plain\r\nx: y")),
            "huge" => {
                let file = host.begin_file("huge.bin", "application/octet-stream");
                for _ in 0..40 {
                    host.append_file(file, &[0; 512 * 1024]);
                }
                return Ok(file);
            }
            "crash" => panic!("told to"),
            _ => {}
        }
        match request.name.as_str() {
            "statement" => Ok(statement(&parameters, host)),
            name => {
                // Two files: the second is the one that is asked for.
                host.begin_file("aside.txt", "text/plain");
                let file = host.begin_file(&format!("{name}.csv"), "text/csv; charset=utf-8");
                host.append_file(file, "备注,".as_bytes());
                host.append_file(file, format!("{} {}\n", request.caller.len(), request.language).as_bytes());
                host.put("notes", &format!("export/{name}"), &crate::note("export", &request.caller), None);
                Ok(file)
            }
        }
    }
}

fn statement(parameters: &Value, host: &mut impl Host) -> u32 {
    let format = match parameters["format"].as_str() {
        Some("pdf") => DocumentFormat::Pdf,
        _ => DocumentFormat::Xlsx,
    };
    let name = if format == DocumentFormat::Pdf { "对账单.pdf" } else { "对账单.xlsx" };
    let file = host.begin_document(&DocumentHead {
        format,
        name: name.to_owned(),
        title: "加盟对账单".to_owned(),
        language: "zh-CN".to_owned(),
        fields: vec![("门店".to_owned(), "一号店".to_owned())],
        footer: "Bodega".to_owned(),
    });
    let column = |title: &str, kind| DocumentColumn { title: title.to_owned(), kind };
    let columns = [column("摘要", DocumentKind::Text), column("金额", DocumentKind::Money("CNY".to_owned()))];
    host.begin_table(file, "明细", &columns);
    let row = |text: &str, number, is_total| DocumentRow {
        cells: vec![DocumentCell::Text(text.to_owned()), DocumentCell::Number(number)],
        is_total,
    };
    host.add_rows(file, &[row("货款", 1_234_510, false), row("退货", -10, false)]);
    host.add_rows(file, &[row("合计", 1_234_500, true)]);
    file
}

/// Own files, each with its first bytes.
pub fn list(host: &impl Host) -> Result<HttpResponse, HttpFailure> {
    let files = host.files(None, 10).into_iter().map(|file| {
        let start = host.read_file(&file.id, 0, 6);
        let behind = host.read_file(&file.id, file.size, 6).len();
        json!({
            "name": file.name, "size": file.size, "start": String::from_utf8_lossy(&start), "behind": behind,
            "same": host.file(&file.id).is_some_and(|again| again == file),
        })
    });
    Ok(json_response(200, &files.collect::<Vec<_>>()))
}
