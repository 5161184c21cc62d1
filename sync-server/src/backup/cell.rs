//! A value of a column, outside a database: numbers and texts as JSON has them, bytes as `{"b": base64}`.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use serde_json::{Value as Json, json};

use crate::store::{
    StoreError,
    value::{FromValue, ToValue, Value},
};

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// NULL.
    Null,
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

impl FromValue for Cell {
    fn from_value(value: Value<'_>) -> Result<Self, StoreError> {
        Ok(match value {
            Value::Null => Self::Null,
            Value::Integer(number) => Self::Integer(number),
            Value::Text(text) => Self::Text(text.to_owned()),
            Value::Blob(bytes) => Self::Blob(bytes.to_vec()),
        })
    }
}

impl ToValue for Cell {
    fn to_value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Integer(number) => Value::Integer(*number),
            Self::Text(text) => Value::Text(text),
            Self::Blob(bytes) => Value::Blob(bytes),
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Blob(bytes) => json!({ "b": STANDARD.encode(bytes) }).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Json::deserialize(deserializer)? {
            Json::Null => Ok(Self::Null),
            Json::Number(number) => {
                number.as_i64().map(Self::Integer).ok_or_else(|| D::Error::custom("no whole number"))
            }
            Json::String(text) => Ok(Self::Text(text)),
            Json::Object(map) => {
                let text = map.get("b").and_then(Json::as_str).ok_or_else(|| D::Error::custom("no bytes"))?;
                STANDARD.decode(text).map(Self::Blob).map_err(D::Error::custom)
            }
            Json::Bool(_) | Json::Array(_) => Err(D::Error::custom("no value of a column")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive() {
        let cells = vec![
            Cell::Null,
            Cell::Integer(i64::MIN),
            Cell::Text("b\"村\n".into()),
            Cell::Blob(vec![0, 255]),
            Cell::Blob(vec![]),
        ];
        let json = serde_json::to_string(&cells).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Cell>>(&json).unwrap(), cells, "{json}");
        assert!(!json.contains('\n'), "one line");
        for bad in ["[1.5]", "[true]", "[{\"b\": 1}]", "[{\"b\": \"?\"}]"] {
            assert!(serde_json::from_str::<Vec<Cell>>(bad).is_err(), "{bad}");
        }
    }
}
