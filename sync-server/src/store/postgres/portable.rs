//! The one SQL of the reference tables, as PostgreSQL takes it: `?1` becomes `$1`, values get their types.

use std::error::Error;

use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use super::session::Session;
use crate::store::{
    StoreError,
    value::{ToValue, Value},
};

impl Session<'_> {
    /// Runs a statement in the SQL of both databases; all rows of its answer.
    pub(crate) fn query_portable(
        &self,
        sql: &str,
        parameters: &[&dyn ToValue],
    ) -> Result<Vec<tokio_postgres::Row>, StoreError> {
        let values: Vec<Value<'_>> = parameters.iter().map(|value| value.to_value()).collect();
        let rows = async {
            let statement = self.tx.prepare_typed_cached(&translated(sql), &types(&values)).await?;
            self.tx.query(&statement, &parameters_of(&values)).await
        };
        Ok(self.connections.wait(rows)?)
    }

    /// Runs a statement in the SQL of both databases; how many rows it touched.
    pub(crate) fn execute_portable(&self, sql: &str, parameters: &[&dyn ToValue]) -> Result<u64, StoreError> {
        let values: Vec<Value<'_>> = parameters.iter().map(|value| value.to_value()).collect();
        let touched = async {
            let statement = self.tx.prepare_typed_cached(&translated(sql), &types(&values)).await?;
            self.tx.execute(&statement, &parameters_of(&values)).await
        };
        Ok(self.connections.wait(touched)?)
    }
}

/// A column of a row as both databases know it.
pub(crate) fn value(row: &tokio_postgres::Row, column: usize) -> Result<Value<'_>, StoreError> {
    let there = row.columns().get(column).ok_or(StoreError::Corrupt("no such column"))?;
    let integer = |number: Option<i64>| number.map_or(Value::Null, Value::Integer);
    Ok(match *there.type_() {
        Type::INT8 => integer(row.try_get(column)?),
        Type::INT4 => integer(row.try_get::<_, Option<i32>>(column)?.map(i64::from)),
        Type::BOOL => integer(row.try_get::<_, Option<bool>>(column)?.map(i64::from)),
        Type::NUMERIC => integer(row.try_get::<_, Option<Whole>>(column)?.map(|Whole(number)| number)),
        Type::TEXT | Type::VARCHAR => row.try_get::<_, Option<&str>>(column)?.map_or(Value::Null, Value::Text),
        Type::BYTEA => row.try_get::<_, Option<&[u8]>>(column)?.map_or(Value::Null, Value::Blob),
        _ => return Err(StoreError::Corrupt("column of another type")),
    })
}

fn types(values: &[Value<'_>]) -> Vec<Type> {
    let of = |value: &Value<'_>| match value {
        // The statement says what it is.
        Value::Null => Type::UNKNOWN,
        Value::Integer(_) => Type::INT8,
        Value::Text(_) => Type::TEXT,
        Value::Blob(_) => Type::BYTEA,
    };
    values.iter().map(of).collect()
}

fn parameters_of<'a>(values: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// `?1` outside of quotes and comments as `$1`.
fn translated(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql.chars().peekable();
    let mut quote = None;
    while let Some(letter) = rest.next() {
        match (quote, letter) {
            (None, '\'' | '"') => quote = Some(letter),
            (None, '-') if rest.peek() == Some(&'-') => quote = Some('\n'),
            (Some(end), _) if letter == end => quote = None,
            (None, '?') if rest.peek().is_some_and(char::is_ascii_digit) => {
                out.push('$');
                continue;
            }
            _ => {}
        }
        out.push(letter);
    }
    out
}

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match *self {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(number) => number.to_sql(kind, out),
            Value::Text(text) => text.to_sql(kind, out),
            Value::Blob(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// What `sum` of whole numbers gives: a NUMERIC without a fraction.
struct Whole(i64);

impl<'a> FromSql<'a> for Whole {
    /// Digits of base 10,000 after their count, the weight of the first, the sign and the scale.
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        let mut words = raw.chunks_exact(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]]));
        let mut next = || words.next().ok_or("a number is cut off");
        let (count, weight, sign, _scale) = (next()?, next()?, next()?, next()?);
        let mut number: i64 = 0;
        for place in 0..=weight {
            let digit = if place < count { next()? } else { 0 };
            number = number
                .checked_mul(10_000)
                .and_then(|shifted| shifted.checked_add(i64::from(digit)))
                .ok_or("too large")?;
        }
        if count > weight + 1 || !matches!(sign, 0 | 0x4000) {
            return Err("not a whole number".into());
        }
        Ok(Self(if sign == 0 { number } else { -number }))
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::NUMERIC
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_translated_and_nothing_else() {
        let sql = "SELECT 'what ?1 is', \"?2\" FROM t WHERE a = ?1 -- why ?3\n AND b = ?12 AND c ? 'd'";
        let expected = "SELECT 'what ?1 is', \"?2\" FROM t WHERE a = $1 -- why ?3\n AND b = $12 AND c ? 'd'";
        assert_eq!(translated(sql), expected);
    }

    #[test]
    fn sums_are_read_as_whole_numbers() {
        let read = |words: &[i16]| {
            let raw: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
            Whole::from_sql(&Type::NUMERIC, &raw).ok().map(|Whole(number)| number)
        };
        assert_eq!(read(&[0, 0, 0, 0]), Some(0));
        assert_eq!(read(&[1, 0, 0, 0, 42]), Some(42));
        assert_eq!(read(&[1, 1, 0, 0, 3]), Some(30_000));
        assert_eq!(read(&[2, 1, 0x4000, 0, 3, 7]), Some(-30_007));
        assert_eq!(read(&[2, 0, 0, 1, 3, 5000]), None);
        assert_eq!(read(&[1]), None);
    }
}
