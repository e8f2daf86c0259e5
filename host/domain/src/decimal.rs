//! Quantities in JSON: decimal text such as `"1.25"`, for `#[serde(with = "crate::decimal")]` on millionths.
//! One form in the API, in events and in what plugins read; no float can round it on the way.

use bodega_core::Micros;
use serde::{Deserialize, Deserializer, Serializer, de};

/// Millionths to decimal text.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(micros: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Micros(*micros))
}

/// Decimal text to millionths.
///
/// # Errors
/// Where it is no decimal with at most six places.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
    Micros::parse(&text).map(|quantity| quantity.0).map_err(de::Error::custom)
}
