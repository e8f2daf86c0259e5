//! Gives out the file of an export.

use crate::extract::{ApiPath, Caller};
use crate::problem::{ApiResult, Problem};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use bodega_app::{App, data, exports};
use std::fmt::Write as _;
use std::sync::Arc;
use uuid::Uuid;

/// Fetch the file of an export
///
/// 409 `export.not_done` before it is there, 404 `file.gone` when its time is over.
#[utoipa::path(get, path = "/v1/exports/{id}/file", tag = "plugins", params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>)))]
pub(crate) async fn get_export_file(
    State(app): State<Arc<App>>,
    caller: Caller,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Response> {
    let Caller(cx) = caller;
    let (file, bytes) = exports::export_file(&app, &cx, id).await?;
    let mut response = Response::new(Body::from(bytes));
    describe(response.headers_mut(), &file)?;
    Ok(response)
}

/// A plugin's file is data to be saved: no browser opens it in the API's origin.
fn describe(headers: &mut HeaderMap, file: &data::StoredFile) -> ApiResult<()> {
    let value = |text: &str| HeaderValue::from_str(text).map_err(|error| Problem::fault(&error.to_string()));
    headers.insert(header::CONTENT_TYPE, value(&file.file.media_type)?);
    let name = format!("attachment; filename*=UTF-8''{}", percent_encoded(&file.file.name));
    headers.insert(header::CONTENT_DISPOSITION, value(&name)?);
    headers.insert(header::ETAG, value(&format!("\"{}\"", file.file.digest.hex()))?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    Ok(())
}

/// As RFC 8187 has it.
fn percent_encoded(name: &str) -> String {
    name.bytes().fold(String::new(), |mut text, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(byte))
            }
            // Writing to a String cannot fail.
            _ => _ = write!(text, "%{byte:02X}"),
        }
        text
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_go_through_headers_whatever_they_hold() {
        assert_eq!(super::percent_encoded("凭证 1.pdf"), "%E5%87%AD%E8%AF%81%201.pdf");
        assert_eq!(super::percent_encoded("a\"\r\n.x"), "a%22%0D%0A.x");
    }
}
