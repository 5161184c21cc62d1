//! Values of columns as both databases know them: nothing, a whole number, a text, bytes.
//!
//! A u64 is stored as a bit cast, an id as its 16 bytes, a truth as 0 or 1. What a column does not hold is an error, never a
//! default.

use nfv::domain::ids::{AccountId, AreaId, DeviceId, EntityId, EventId, Incarnation, LogId, RoundId};
use uuid::Uuid;

use super::StoreError;

/// A value of a column or parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// NULL.
    Null,
    /// INTEGER in SQLite, BIGINT in PostgreSQL.
    Integer(i64),
    /// TEXT.
    Text(&'a str),
    /// BLOB in SQLite, BYTEA in PostgreSQL.
    Blob(&'a [u8]),
}

/// What can be given to a statement.
pub trait ToValue {
    /// As the column holds it.
    fn to_value(&self) -> Value<'_>;
}

/// What can be read from a column.
pub trait FromValue: Sized {
    /// From what the column holds.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it holds something else.
    fn from_value(value: Value<'_>) -> Result<Self, StoreError>;
}

const fn other<T>() -> Result<T, StoreError> {
    Err(StoreError::Corrupt("column of another type"))
}

macro_rules! integers {
    ($($number:ty),*) => {$(
        impl ToValue for $number {
            fn to_value(&self) -> Value<'_> {
                Value::Integer(i64::from(*self))
            }
        }

        impl FromValue for $number {
            fn from_value(value: Value<'_>) -> Result<Self, StoreError> {
                match value {
                    Value::Integer(number) => Self::try_from(number).or_else(|_| other()),
                    _ => other(),
                }
            }
        }
    )*};
}

integers!(i64, i32, u32);

impl ToValue for u64 {
    fn to_value(&self) -> Value<'_> {
        Value::Integer(self.cast_signed())
    }
}

impl FromValue for u64 {
    fn from_value(value: Value<'_>) -> Result<Self, StoreError> {
        i64::from_value(value).map(i64::cast_unsigned)
    }
}

impl ToValue for bool {
    fn to_value(&self) -> Value<'_> {
        Value::Integer(i64::from(*self))
    }
}

impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Result<Self, StoreError> {
        i64::from_value(value).map(|number| number != 0)
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_>) -> Result<Self, StoreError> {
        match value {
            Value::Text(text) => Ok(text.to_owned()),
            _ => other(),
        }
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value<'_>) -> Result<Self, StoreError> {
        match value {
            Value::Blob(bytes) => Ok(bytes.to_vec()),
            _ => other(),
        }
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value<'_>) -> Result<Self, StoreError> {
        match value {
            Value::Blob(bytes) => bytes.try_into().or_else(|_| other()),
            _ => other(),
        }
    }
}

impl ToValue for Uuid {
    fn to_value(&self) -> Value<'_> {
        Value::Blob(self.as_bytes())
    }
}

impl FromValue for Uuid {
    fn from_value(value: Value<'_>) -> Result<Self, StoreError> {
        <[u8; 16]>::from_value(value).map(Self::from_bytes)
    }
}

macro_rules! ids {
    ($($id:ident),*) => {$(
        impl ToValue for $id {
            fn to_value(&self) -> Value<'_> {
                self.0.to_value()
            }
        }

        impl FromValue for $id {
            fn from_value(value: Value<'_>) -> Result<Self, StoreError> {
                Uuid::from_value(value).map(Self)
            }
        }
    )*};
}

ids!(AccountId, AreaId, DeviceId, EntityId, EventId, Incarnation, LogId, RoundId);

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Result<Self, StoreError> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}
