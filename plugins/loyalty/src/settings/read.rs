//! Reads JSON members with the path that an error names. What the members mean is the parent module's business.

use crate::dates::Date;
use serde_json::{Map, Value};
use std::fmt;
use std::ops::RangeInclusive;

/// What is wrong with the settings and where: `earn.tags[1].tag must be ...`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    member: String,
    what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.member, self.what)
    }
}

impl Problem {
    /// `member` is the whole path, `what` goes on with "must be" or the like.
    pub fn new(member: impl Into<String>, what: impl Into<String>) -> Self {
        Problem { member: member.into(), what: what.into() }
    }
}

/// A JSON object and its place in the settings. Members that nobody asked for are refused by [`Self::finish`].
pub struct Object<'a> {
    path: String,
    members: &'a Map<String, Value>,
    asked: Vec<&'static str>,
}

impl<'a> Object<'a> {
    /// The whole settings.
    pub fn root(value: &'a Value) -> Result<Self, Problem> {
        Self::at("", value)
    }

    fn at(path: &str, value: &'a Value) -> Result<Self, Problem> {
        let members = value.as_object().ok_or_else(|| {
            let name = if path.is_empty() { "settings" } else { path };
            Problem::new(name, "must be an object")
        })?;
        Ok(Object { path: path.to_owned(), members, asked: Vec::new() })
    }

    /// A problem with one member of this object.
    pub fn problem(&self, name: &str, what: impl Into<String>) -> Problem {
        Problem::new(self.path_of(name), what)
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// A member that is there; forms write `null` for an empty field.
    fn get(&mut self, name: &'static str) -> Option<&'a Value> {
        self.asked.push(name);
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// An object.
    pub fn object(&mut self, name: &'static str) -> Result<Option<Object<'a>>, Problem> {
        self.get(name).map(|value| Object::at(&self.path_of(name), value)).transpose()
    }

    /// A list of objects, at most `max` of them; empty where it is left out.
    pub fn objects(&mut self, name: &'static str, max: usize) -> Result<Vec<Object<'a>>, Problem> {
        let path = self.path_of(name);
        let item = |(index, value)| Object::at(&format!("{path}[{index}]"), value);
        self.list(name, max)?.iter().enumerate().map(item).collect()
    }

    /// A whole number in a range.
    pub fn integer(
        &mut self,
        name: &'static str,
        range: RangeInclusive<i64>,
    ) -> Result<Option<i64>, Problem> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match value.as_i64().filter(|number| range.contains(number)) {
            Some(number) => Ok(Some(number)),
            None => {
                let what = format!("must be a whole number from {} to {}", range.start(), range.end());
                Err(self.problem(name, what))
            }
        }
    }

    /// Whole numbers in a range.
    pub fn integers(
        &mut self,
        name: &'static str,
        range: RangeInclusive<i64>,
        max: usize,
    ) -> Result<Vec<i64>, Problem> {
        let mut numbers = Vec::new();
        for (index, value) in self.list(name, max)?.iter().enumerate() {
            let number = value.as_i64().filter(|number| range.contains(number));
            numbers.push(number.ok_or_else(|| {
                let what = format!("must be a whole number from {} to {}", range.start(), range.end());
                self.problem(&format!("{name}[{index}]"), what)
            })?);
        }
        Ok(numbers)
    }

    /// A text that is not empty.
    pub fn text(&mut self, name: &'static str) -> Result<&'a str, Problem> {
        let text = self.get(name).and_then(Value::as_str).filter(|text| is_name(text));
        text.ok_or_else(|| self.problem(name, TEXT))
    }

    /// Texts that are not empty, at most `max` of them.
    pub fn texts(&mut self, name: &'static str, max: usize) -> Result<Vec<String>, Problem> {
        let mut texts = Vec::new();
        for (index, value) in self.list(name, max)?.iter().enumerate() {
            let text = value.as_str().filter(|text| is_name(text));
            let text = text.ok_or_else(|| self.problem(&format!("{name}[{index}]"), TEXT))?;
            texts.push(text.to_owned());
        }
        Ok(texts)
    }

    /// A date.
    pub fn date(&mut self, name: &'static str) -> Result<Option<Date>, Problem> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match value.as_str().and_then(Date::parse) {
            Some(date) => Ok(Some(date)),
            None => Err(self.problem(name, "must be a date such as 2026-11-11")),
        }
    }

    /// Refuses members that nobody asked for: a misspelt name must not be ignored in silence.
    pub fn finish(self) -> Result<(), Problem> {
        match self.members.keys().find(|name| !self.asked.contains(&name.as_str())) {
            Some(unknown) => {
                let known = self.asked.join(", ");
                Err(self.problem(unknown, format!("is not a setting; known here: {known}")))
            }
            None => Ok(()),
        }
    }

    fn list(&mut self, name: &'static str, max: usize) -> Result<&'a [Value], Problem> {
        let Some(value) = self.get(name) else { return Ok(&[]) };
        match value.as_array().filter(|list| list.len() <= max) {
            Some(list) => Ok(list),
            None => Err(self.problem(name, format!("must be a list of at most {max} entries"))),
        }
    }
}

const TEXT_CHARS_MAX: usize = 100;
const TEXT: &str = "must be a text of 1 to 100 characters";

fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= TEXT_CHARS_MAX
}
