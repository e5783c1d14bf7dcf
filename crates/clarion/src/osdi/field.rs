//! A field of a PUT: left out, emptied, or given. `null` and `""` are alike.

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};
use std::fmt;

/// One text field as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Field {
    /// Not there: stays as it is.
    #[default]
    Absent,
    /// `null` or empty: to be cleared.
    Cleared,
    /// A text.
    Given(String),
}

impl Field {
    /// The text, if one was given.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Given(text) => Some(text),
            _ => None,
        }
    }

    /// Writes it over what stood there.
    pub fn put(&self, over: &mut String) {
        match self {
            Self::Absent => {}
            Self::Cleared => over.clear(),
            Self::Given(text) => over.clone_from(text),
        }
    }

    /// The same after a check of what was given.
    pub fn checked<E>(self, check: impl FnOnce(&str) -> Result<String, E>) -> Result<Self, E> {
        match self {
            Self::Given(text) => check(&text).map(|text| if text.is_empty() { Self::Cleared } else { Self::Given(text) }),
            other => Ok(other),
        }
    }
}

/// For the defaults in the API's description only.
impl Serialize for Field {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.text().serialize(to)
    }
}

struct TextOrNull;

impl<'de> Visitor<'de> for TextOrNull {
    type Value = Field;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or null")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Field, E> {
        Ok(if text.is_empty() { Field::Cleared } else { Field::Given(text.to_owned()) })
    }

    fn visit_unit<E: Error>(self) -> Result<Field, E> {
        Ok(Field::Cleared)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(TextOrNull)
    }
}

/// A text that clients also send as a number or a truth value: postal codes, phone numbers, custom fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Loose(pub Field);

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Field;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, true, false or null")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Field, E> {
        TextOrNull.visit_str(text)
    }

    fn visit_unit<E: Error>(self) -> Result<Field, E> {
        Ok(Field::Cleared)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Field, E> {
        Ok(Field::Given(number.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Field, E> {
        Ok(Field::Given(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Field, E> {
        Ok(Field::Given(number.to_string()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Field, E> {
        Ok(Field::Given(value.to_string()))
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(LooseVisitor).map(Self)
    }
}
