//! Ids that follow from what they identify, so that doing a thing again makes no second one.

use bodega_domain::digest::Digest;
use uuid::Uuid;

/// The id that `text` always has.
pub(crate) fn derived_id(text: &str) -> Uuid {
    let digest = Digest::of(text.as_bytes());
    let mut bytes = [0u8; 16];
    for (byte, pair) in bytes.iter_mut().zip(digest.hex().as_bytes().chunks(2)) {
        *byte = std::str::from_utf8(pair).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
    }
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
