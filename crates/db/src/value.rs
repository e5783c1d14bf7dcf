//! The few types both engines share: what goes into a statement and what comes out of a row.

use crate::fault::Fault;
use crate::scope::Rows;
use postgres::types::{IsNull, Kind, ToSql, Type};
use rusqlite::types::{ToSqlOutput, ValueRef};

/// One value given to a statement. Ids are 16 bytes, times are microseconds UTC, money is minor units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Val<'a> {
    /// NULL of whatever type the statement expects.
    Null,
    /// BIGINT.
    Int(i64),
    /// BOOLEAN.
    Bool(bool),
    /// DOUBLE PRECISION.
    Real(f64),
    /// TEXT.
    Text(&'a str),
    /// BYTEA / BLOB.
    Bytes(&'a [u8]),
}

impl From<i64> for Val<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Val<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<f64> for Val<'_> {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl<'a> From<&'a str> for Val<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Val<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a [u8]> for Val<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Bytes(value)
    }
}

impl<'a> From<&'a Vec<u8>> for Val<'a> {
    fn from(value: &'a Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Val<'a> {
    fn from(value: &'a [u8; N]) -> Self {
        Self::Bytes(value)
    }
}

impl<'a, T: Into<Val<'a>>> From<Option<T>> for Val<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl rusqlite::ToSql for Val<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Val::Null => ValueRef::Null,
            Val::Int(value) => ValueRef::Integer(value),
            Val::Bool(value) => ValueRef::Integer(i64::from(value)),
            Val::Real(value) => ValueRef::Real(value),
            Val::Text(value) => ValueRef::Text(value.as_bytes()),
            Val::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}

type ConvertError = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Val<'_> {
    fn to_sql(&self, ty: &Type, out: &mut bytes::BytesMut) -> Result<IsNull, ConvertError> {
        match *self {
            Val::Null => Ok(IsNull::Yes),
            // An archive of SQLite says 0 and 1 where PostgreSQL knows booleans, and whole numbers where it knows fractions.
            Val::Int(value) if *ty == Type::BOOL => (value != 0).to_sql(ty, out),
            Val::Int(value) if *ty == Type::FLOAT8 => (value as f64).to_sql(ty, out),
            Val::Int(value) if *ty == Type::INT4 => i32::try_from(value)?.to_sql(ty, out),
            Val::Int(value) => value.to_sql(ty, out),
            Val::Bool(value) => value.to_sql(ty, out),
            Val::Real(value) => value.to_sql(ty, out),
            Val::Text(value) => value.to_sql(ty, out),
            Val::Bytes(value) => value.to_sql(ty, out),
        }
    }

    // The statement's own types decide; a mismatch is a bug that the prepare test of every statement meets first.
    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

/// One column of many rows, sent to PostgreSQL as one array.
pub(crate) struct Column<'a, R> {
    pub(crate) rows: &'a R,
    pub(crate) at: usize,
}

impl<R> std::fmt::Debug for Column<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "column {}", self.at)
    }
}

impl<R: Rows> ToSql for Column<'_, R> {
    fn to_sql(&self, ty: &Type, out: &mut bytes::BytesMut) -> Result<IsNull, ConvertError> {
        let Kind::Array(member) = ty.kind() else {
            return Err("many rows need an array parameter".into());
        };
        let dimension = postgres_protocol::types::ArrayDimension { len: i32::try_from(self.rows.len())?, lower_bound: 1 };
        postgres_protocol::types::array_to_sql(
            Some(dimension),
            member.oid(),
            (0..self.rows.len()).map(|row| self.rows.at(row, self.at)),
            |value, out| match value.to_sql(member, out)? {
                IsNull::Yes => Ok(postgres_protocol::IsNull::Yes),
                IsNull::No => Ok(postgres_protocol::IsNull::No),
            },
            out,
        )?;
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

/// One row of an answer, read by position.
pub enum Row<'a> {
    /// From SQLite.
    Sqlite(&'a rusqlite::Row<'a>),
    /// From PostgreSQL.
    Postgres(&'a postgres::Row),
}

/// Reads one type from both engines, with and without NULL.
macro_rules! reader {
    ($(#[$doc:meta])* $name:ident, $maybe:ident, $out:ty, $sqlite:expr) => {
        $(#[$doc])*
        pub fn $name(&self, at: usize) -> Result<$out, Fault> {
            self.$maybe(at)?.ok_or_else(|| Fault::bug(format!("column {at} is NULL")))
        }

        /// The same, or `None` where the column is NULL.
        pub fn $maybe(&self, at: usize) -> Result<Option<$out>, Fault> {
            match self {
                Row::Sqlite(row) => match row.get_ref(at)? {
                    ValueRef::Null => Ok(None),
                    value => {
                        let read: fn(ValueRef<'_>) -> _ = $sqlite;
                        read(value).map(Some).ok_or_else(|| wrong_type(at))
                    }
                },
                Row::Postgres(row) => Ok(row.try_get(at)?),
            }
        }
    };
}

fn wrong_type(at: usize) -> Fault {
    Fault::bug(format!("column {at} has another type"))
}

impl Row<'_> {
    reader!(/// A BIGINT.
        int, maybe_int, i64, |value| value.as_i64().ok());
    reader!(/// A BOOLEAN.
        bool, maybe_bool, bool, |value| value.as_i64().ok().map(|n| n != 0));
    reader!(/// A DOUBLE PRECISION.
        real, maybe_real, f64, |value| value.as_f64().ok());
    reader!(/// A TEXT, copied.
        text, maybe_text, String, |value| value.as_str().ok().map(str::to_owned));
    reader!(/// A BYTEA, copied.
        bytes, maybe_bytes, Vec<u8>, |value| value.as_blob().ok().map(<[u8]>::to_vec));

    /// Sixteen bytes: an id or a matching key.
    pub fn id(&self, at: usize) -> Result<[u8; 16], Fault> {
        self.maybe_id(at)?.ok_or_else(|| Fault::bug(format!("column {at} is NULL")))
    }

    /// The same, or `None` where the column is NULL.
    pub fn maybe_id(&self, at: usize) -> Result<Option<[u8; 16]>, Fault> {
        let read = match self {
            Row::Sqlite(row) => match row.get_ref(at)? {
                ValueRef::Null => return Ok(None),
                value => value.as_blob().ok().and_then(|bytes| bytes.try_into().ok()),
            },
            Row::Postgres(row) => match row.try_get::<_, Option<&[u8]>>(at)? {
                None => return Ok(None),
                Some(bytes) => bytes.try_into().ok(),
            },
        };
        read.map(Some).ok_or_else(|| wrong_type(at))
    }

    /// Whatever stands there, as an owned value; for archives.
    pub(crate) fn any(&self, at: usize) -> Result<crate::archive::Owned, Fault> {
        use crate::archive::Owned;
        match self {
            Row::Sqlite(row) => Ok(match row.get_ref(at)? {
                ValueRef::Null => Owned::Null,
                ValueRef::Integer(value) => Owned::Int(value),
                ValueRef::Real(value) => Owned::Real(value),
                ValueRef::Text(value) => Owned::Text(String::from_utf8_lossy(value).into_owned()),
                ValueRef::Blob(value) => Owned::Bytes(value.to_vec()),
            }),
            Row::Postgres(row) => {
                let ty = row.columns()[at].type_().clone();
                Ok(if ty == Type::INT8 {
                    row.try_get::<_, Option<i64>>(at)?.map_or(Owned::Null, Owned::Int)
                } else if ty == Type::BOOL {
                    row.try_get::<_, Option<bool>>(at)?.map_or(Owned::Null, |value| Owned::Int(i64::from(value)))
                } else if ty == Type::FLOAT8 {
                    row.try_get::<_, Option<f64>>(at)?.map_or(Owned::Null, Owned::Real)
                } else if ty == Type::BYTEA {
                    row.try_get::<_, Option<Vec<u8>>>(at)?.map_or(Owned::Null, Owned::Bytes)
                } else {
                    row.try_get::<_, Option<String>>(at)?.map_or(Owned::Null, Owned::Text)
                })
            }
        }
    }
}
