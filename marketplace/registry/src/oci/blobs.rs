//! `GET` and `HEAD` of blobs, whole or a range. A repository shows only blobs that were pushed or mounted to it.

use crate::name::Digest;
use crate::oci::error::{OciError, OciResult, answer};
use crate::oci::{CONTENT_DIGEST, Call};
use crate::store::entities::blob;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use object_store::GetRange;
use sea_orm::EntityTrait;

/// Blobs never change under their digest.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The blob's size, where the repository has it.
async fn find(call: &Call<'_>, digest: &Digest) -> OciResult<u64> {
    let key = (call.repository.to_string(), digest.to_string());
    let row = blob::Entity::find_by_id(key).one(call.registry.db()).await?;
    Ok(row.ok_or_else(OciError::blob_unknown)?.size.cast_unsigned())
}

/// `HEAD /v2/<name>/blobs/<digest>`
pub(crate) async fn head(call: &Call<'_>, digest: &Digest) -> OciResult {
    let size = find(call, digest).await?.to_string();
    let headers = [
        (header::CONTENT_LENGTH, size.as_str()),
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::ACCEPT_RANGES, "bytes"),
        (CONTENT_DIGEST, digest.as_str()),
    ];
    answer(StatusCode::OK, &headers)
}

/// `GET /v2/<name>/blobs/<digest>`, with one `Range` at most.
pub(crate) async fn get(call: &Call<'_>, digest: &Digest, headers: &HeaderMap) -> OciResult {
    let size = find(call, digest).await?;
    let etag = format!("\"{digest}\"");
    if headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == etag.as_bytes()) {
        return answer(StatusCode::NOT_MODIFIED, &[(header::ETAG, &etag)]);
    }
    let range = match headers.get(header::RANGE).and_then(|range| range.to_str().ok()) {
        Some(text) => read_range(text, size)?,
        None => None,
    };
    let wanted = range.map(|(first, last)| GetRange::Bounded(first..last + 1));
    let opened =
        call.registry.inner.objects.open_blob(digest, wanted).await?.ok_or_else(OciError::blob_unknown)?;
    let length = opened.range.end - opened.range.start;
    let length = length.to_string();
    let content_range = range.map(|(first, last)| format!("bytes {first}-{last}/{size}"));
    let mut headers = vec![
        (header::CONTENT_LENGTH, length.as_str()),
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::ACCEPT_RANGES, "bytes"),
        (header::CACHE_CONTROL, FOR_EVER),
        (header::ETAG, &etag),
        (CONTENT_DIGEST, digest.as_str()),
    ];
    if let Some(content_range) = &content_range {
        headers.push((header::CONTENT_RANGE, content_range));
    }
    let status = if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let mut response = answer(status, &headers)?;
    *response.body_mut() = Body::from_stream(opened.into_stream());
    Ok(response)
}

/// First and last byte; `None` = the whole, also for forms that RFC 9110 lets a server ignore.
fn read_range(text: &str, size: u64) -> OciResult<Option<(u64, u64)>> {
    let Some(range) = text.strip_prefix("bytes=").filter(|range| !range.contains(',')) else {
        return Ok(None);
    };
    let Some((first, last)) = range.split_once('-') else { return Ok(None) };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let bounds = match (first.trim(), last.trim()) {
        ("", last) => match number(last) {
            Some(length) if length > 0 => Some((size.saturating_sub(length), size.saturating_sub(1))),
            Some(_) => None,
            None => return Ok(None),
        },
        (first, "") => match number(first) {
            Some(first) => Some((first, size.saturating_sub(1))),
            None => return Ok(None),
        },
        (first, last) => match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last => Some((first, last.min(size.saturating_sub(1)))),
            _ => return Ok(None),
        },
    };
    match bounds {
        Some((first, last)) if first <= last && first < size => Ok(Some((first, last))),
        _ => {
            let refusal = OciError::new(
                StatusCode::RANGE_NOT_SATISFIABLE,
                "SIZE_INVALID",
                "the blob ends before the range",
            );
            Err(refusal.with(header::CONTENT_RANGE, &format!("bytes */{size}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_to_the_blob_or_refused() {
        assert_eq!(read_range("bytes=0-3", 10).unwrap(), Some((0, 3)));
        assert_eq!(read_range("bytes=4-", 10).unwrap(), Some((4, 9)));
        assert_eq!(read_range("bytes=-3", 10).unwrap(), Some((7, 9)));
        assert_eq!(read_range("bytes=-30", 10).unwrap(), Some((0, 9)));
        assert_eq!(read_range("bytes=8-100", 10).unwrap(), Some((8, 9)));
        for ignored in ["bytes=0-1,4-5", "lines=1-2", "bytes=x-", "bytes=5-3", "bytes=7"] {
            assert_eq!(read_range(ignored, 10).unwrap(), None, "{ignored}");
        }
        for beyond in ["bytes=10-", "bytes=10-20", "bytes=-0"] {
            assert_eq!(
                read_range(beyond, 10).unwrap_err().status,
                StatusCode::RANGE_NOT_SATISFIABLE,
                "{beyond}"
            );
        }
        assert!(read_range("bytes=0-", 0).is_err());
    }
}
