//! Quantities on the wire: decimal texts such as `"1.25"`; whole numbers are taken as well.

use bodega_domain::core::Micros;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use std::fmt;
use utoipa::openapi::schema::{OneOfBuilder, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A quantity with at most six decimal places. No floats: 0.1 kg must stay 0.1 kg.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(pub Micros);

impl Quantity {
    /// From millionths.
    pub fn from_micros(micros: i64) -> Self {
        Quantity(Micros(micros))
    }

    /// In millionths.
    pub fn micros(self) -> i64 {
        self.0.0
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(QuantityVisitor)
    }
}

struct QuantityVisitor;

impl de::Visitor<'_> for QuantityVisitor {
    type Value = Quantity;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal in quotes with at most six places, or a whole number")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Quantity, E> {
        Micros::parse(text).map(Quantity).map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }

    fn visit_i64<E: de::Error>(self, units: i64) -> Result<Quantity, E> {
        let quantity = Micros::from_units(units).map(Quantity);
        quantity.ok_or_else(|| E::invalid_value(de::Unexpected::Signed(units), &self))
    }

    fn visit_u64<E: de::Error>(self, units: u64) -> Result<Quantity, E> {
        let quantity = i64::try_from(units).ok().and_then(Micros::from_units).map(Quantity);
        quantity.ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(units), &self))
    }
}

impl PartialSchema for Quantity {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(r"^-?\d+(\.\d{1,6}0*)?$"));
        let whole = ObjectBuilder::new().schema_type(Type::Integer);
        OneOfBuilder::new()
            .item(text)
            .item(whole)
            .description(Some("Decimal with at most six places, in quotes; whole numbers may go without. Always given as text."))
            .examples([serde_json::json!("1.25"), serde_json::json!(2)])
            .into()
    }
}

impl ToSchema for Quantity {
    fn name() -> Cow<'static, str> {
        "Quantity".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_whole_numbers_read_floats_do_not() {
        let read = |json: &str| serde_json::from_str::<Quantity>(json).map(Quantity::micros);
        assert_eq!(read(r#""1.25""#).unwrap(), 1_250_000);
        assert_eq!(read("-3").unwrap(), -3_000_000);
        for bad in ["1.5", r#""1.0000001""#, r#""""#, "null", "true", "9223372036854775807", "[]"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert_eq!(serde_json::to_string(&Quantity::from_micros(-500_000)).unwrap(), r#""-0.5""#);
    }
}
