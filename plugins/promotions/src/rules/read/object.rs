//! A JSON object with the path that errors name, and readers for the format's types.

use super::Invalid;
use bodega_core::{MICROS_PER_ONE, Micros};
use serde_json::{Map, Value};

/// An object of a document and where it stands in it.
pub(in crate::rules) struct Object<'a> {
    members: &'a Map<String, Value>,
    path: String,
}

impl<'a> Object<'a> {
    /// The whole document.
    pub(in crate::rules) fn root(value: &'a Value) -> Result<Self, Invalid> {
        Self::at(value, String::new())
    }

    fn at(value: &'a Value, path: String) -> Result<Self, Invalid> {
        match value {
            Value::Object(members) => Ok(Object { members, path }),
            other => Err(Invalid::new(path, format!("expected an object, found {}", kind_of(other)))),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    pub(super) fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    pub(super) fn invalid(&self, name: &str, problem: impl Into<String>) -> Invalid {
        Invalid::new(self.path_of(name), problem)
    }

    fn wrong(&self, name: &str, expected: &str, found: &Value) -> Invalid {
        self.invalid(name, format!("expected {expected}, found {}", kind_of(found)))
    }

    fn missing(&self, name: &str) -> Invalid {
        self.invalid(name, "is required")
    }

    /// The member, where it is neither left out nor `null`.
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn text_or_none(&self, name: &str) -> Result<Option<&'a str>, Invalid> {
        self.get(name)
            .map(|value| value.as_str().ok_or_else(|| self.wrong(name, "a string", value)))
            .transpose()
    }

    pub(super) fn text(&self, name: &str) -> Result<&'a str, Invalid> {
        self.text_or_none(name)?.ok_or_else(|| self.missing(name))
    }

    pub(super) fn flag(&self, name: &str, default: bool) -> Result<bool, Invalid> {
        self.get(name).map_or(Ok(default), |value| {
            value.as_bool().ok_or_else(|| self.wrong(name, "true or false", value))
        })
    }

    pub(super) fn integer_or_none(&self, name: &str) -> Result<Option<i64>, Invalid> {
        self.get(name)
            .map(|value| {
                value.as_i64().ok_or_else(|| self.wrong(name, "an integer of at most 64 bits", value))
            })
            .transpose()
    }

    pub(super) fn integer(&self, name: &str) -> Result<i64, Invalid> {
        self.integer_or_none(name)?.ok_or_else(|| self.missing(name))
    }

    /// A number of units or applications; more than `u32` holds is as good as `u32::MAX`.
    pub(super) fn count_or_none(&self, name: &str) -> Result<Option<u32>, Invalid> {
        let Some(value) = self.integer_or_none(name)? else { return Ok(None) };
        match value {
            0.. => Ok(Some(u32::try_from(value).unwrap_or(u32::MAX))),
            _ => Err(self.invalid(name, "must not be negative")),
        }
    }

    /// A whole number of units, written as a quantity.
    pub(super) fn whole_quantity(&self, name: &str) -> Result<u32, Invalid> {
        let quantity = self.quantity(name)?;
        match quantity {
            0.. if quantity % MICROS_PER_ONE == 0 => {
                Ok(u32::try_from(quantity / MICROS_PER_ONE).unwrap_or(u32::MAX))
            }
            _ => Err(self.invalid(name, "must be a whole number of units, at least 0")),
        }
    }

    /// A quantity in millionths.
    pub(super) fn quantity_or_none(&self, name: &str) -> Result<Option<i64>, Invalid> {
        self.get(name)
            .map(|value| {
                read_quantity(value)
                    .ok_or_else(|| self.wrong(name, "a decimal with at most six places", value))
            })
            .transpose()
    }

    pub(super) fn quantity(&self, name: &str) -> Result<i64, Invalid> {
        self.quantity_or_none(name)?.ok_or_else(|| self.missing(name))
    }

    /// One of the options of an enumeration by name.
    pub(super) fn choice_or_none<T: Copy>(
        &self,
        name: &str,
        options: &[(&str, T)],
    ) -> Result<Option<T>, Invalid> {
        let Some(text) = self.text_or_none(name)? else { return Ok(None) };
        match options.iter().find(|(option, _)| *option == text) {
            Some((_, chosen)) => Ok(Some(*chosen)),
            None => {
                let names: Vec<&str> = options.iter().map(|(option, _)| *option).collect();
                Err(self.invalid(name, format!("`{text}` is not one of: {}", names.join(", "))))
            }
        }
    }

    pub(super) fn choice<T: Copy + Default>(&self, name: &str, options: &[(&str, T)]) -> Result<T, Invalid> {
        Ok(self.choice_or_none(name, options)?.unwrap_or_default())
    }

    pub(super) fn object_or_none(&self, name: &str) -> Result<Option<Object<'a>>, Invalid> {
        self.get(name).map(|value| Self::at(value, self.path_of(name))).transpose()
    }

    pub(super) fn object(&self, name: &str) -> Result<Object<'a>, Invalid> {
        self.object_or_none(name)?.ok_or_else(|| self.missing(name))
    }

    fn list_or_none(&self, name: &str) -> Result<Option<&'a Vec<Value>>, Invalid> {
        self.get(name)
            .map(|value| value.as_array().ok_or_else(|| self.wrong(name, "a list", value)))
            .transpose()
    }

    /// The objects of a list; an absent list has none.
    pub(super) fn objects(&self, name: &str) -> Result<Vec<Object<'a>>, Invalid> {
        let list = self.list_or_none(name)?.map_or(&[][..], Vec::as_slice);
        list.iter()
            .enumerate()
            .map(|(i, value)| Self::at(value, format!("{}[{i}]", self.path_of(name))))
            .collect()
    }

    /// As [`Self::objects`], of a list that must be there.
    pub(super) fn required_objects(&self, name: &str) -> Result<Vec<Object<'a>>, Invalid> {
        if self.get(name).is_none() {
            return Err(self.missing(name));
        }
        self.objects(name)
    }

    pub(super) fn texts_or_none(&self, name: &str) -> Result<Option<Vec<&'a str>>, Invalid> {
        let Some(list) = self.list_or_none(name)? else { return Ok(None) };
        let text = |(i, value): (usize, &'a Value)| {
            value.as_str().ok_or_else(|| self.wrong(&format!("{name}[{i}]"), "a string", value))
        };
        list.iter().enumerate().map(text).collect::<Result<_, _>>().map(Some)
    }
}

/// A quantity in millionths. A JSON number with a fraction is read from its decimal text: `serde_json` keeps an
/// `f64`, whose shortest text is what was written, for every decimal of up to 15 digits.
fn read_quantity(value: &Value) -> Option<i64> {
    let micros = match value {
        Value::Number(number) => Micros::parse(&without_exponent(number.to_string())?),
        Value::String(text) => Micros::parse(text),
        _ => return None,
    };
    Some(micros.ok()?.0)
}

/// Numbers far from 1 print with an exponent: `1e-6`. Of these only small ones can be quantities.
fn without_exponent(text: String) -> Option<String> {
    let Some((digits, exponent)) = text.split_once("e-") else { return Some(text) };
    let places: usize = exponent.parse().ok().filter(|places| (1..=9).contains(places))?;
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    Some(format!("{sign}0.{}{whole}{fraction}", "0".repeat(places - 1)))
}

fn kind_of(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("`{text}`"),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::read_quantity;

    #[test]
    fn quantities_read_from_any_decimal_text() {
        for (json, micros) in [
            ("2", 2_000_000),
            ("2.0", 2_000_000),
            ("1.25", 1_250_000),
            ("0.1", 100_000),
            ("0.000001", 1),
            ("-0.0000015e1", -15),
            ("1e2", 100_000_000),
            ("\"0.000010\"", 10),
            ("123456789.123456", 123_456_789_123_456),
        ] {
            assert_eq!(read_quantity(&serde_json::from_str(json).unwrap()), Some(micros), "{json}");
        }
        for json in ["0.0000001", "1e300", "\"1e2\"", "\"\"", "true", "[1]"] {
            assert_eq!(read_quantity(&serde_json::from_str(json).unwrap()), None, "{json}");
        }
    }
}
