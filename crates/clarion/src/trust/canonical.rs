//! One way to write a document as bytes, so that it can be hashed and signed: RFC 8785 (JSON Canonicalization Scheme) without
//! fractions.
//!
//! Keys stand in the order of their UTF-16 units, nothing stands between the parts, text is UTF-8 with the few escapes that JSON
//! needs, and numbers are whole and no larger than a JavaScript number can hold, so that a page can write the same bytes.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The largest whole number that every reader of JSON holds exactly (2^53 - 1).
const NUMBER_MAX: u64 = (1 << 53) - 1;

/// A text that is no canonical document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCanonical {
    /// No JSON, or not of this shape.
    #[error("it is not a document of this kind")]
    Shape,
    /// A fraction, or a number past 2^53.
    #[error("it holds a number that is not whole or too large")]
    Number,
    /// The same document is written otherwise.
    #[error("it is not written in the one canonical way")]
    Writing,
}

/// The canonical bytes of a value.
pub fn bytes(value: &Value) -> Result<Vec<u8>, NotCanonical> {
    let mut out = Vec::new();
    write(value, &mut out)?;
    Ok(out)
}

/// The canonical bytes of one of our own documents, which hold whole numbers only.
pub fn of<T: Serialize>(document: &T) -> Vec<u8> {
    let value = serde_json::to_value(document).expect("our documents have text keys");
    bytes(&value).expect("our documents hold whole numbers only")
}

/// Reads a document from its canonical bytes, and from no others. What was read is written again: an id in capitals or a member left
/// out would be the same document in other bytes.
pub fn read<T: DeserializeOwned + Serialize>(text: &[u8]) -> Result<T, NotCanonical> {
    let value: Value = serde_json::from_slice(text).map_err(|_| NotCanonical::Shape)?;
    if bytes(&value)? != text {
        return Err(NotCanonical::Writing);
    }
    let document: T = serde_json::from_value(value).map_err(|_| NotCanonical::Shape)?;
    if of(&document) == text { Ok(document) } else { Err(NotCanonical::Writing) }
}

fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), NotCanonical> {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => {
            let size = number.as_i64().map(i64::unsigned_abs).or(number.as_u64());
            // serde_json reads -0 as a fraction, so it is refused with them.
            let fits = size.is_some_and(|size| size <= NUMBER_MAX);
            if !fits {
                return Err(NotCanonical::Number);
            }
            out.extend_from_slice(number.to_string().as_bytes());
        }
        Value::String(text) => write_text(text, out),
        Value::Array(values) => {
            out.push(b'[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write(value, out)?;
            }
            out.push(b']');
        }
        Value::Object(members) => {
            let mut keys: Vec<(&String, &Value)> = members.iter().collect();
            keys.sort_by(|(left, _), (right, _)| left.encode_utf16().cmp(right.encode_utf16()));
            out.push(b'{');
            for (at, (key, value)) in keys.into_iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write_text(key, out);
                out.push(b':');
                write(value, out)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

/// The escapes of RFC 8785, section 3.2.2.2: all are of single bytes, and what lies between them is copied as it is.
fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)) {
        out.extend_from_slice(&rest[..at]);
        match rest[at] {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            0x08 => out.extend_from_slice(b"\\b"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            0x0c => out.extend_from_slice(b"\\f"),
            b'\r' => out.extend_from_slice(b"\\r"),
            control => out.extend_from_slice(format!("\\u{control:04x}").as_bytes()),
        }
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

    use super::*;
    use proptest::prelude::*;

    /// RFC 8785, section 3.2.2 and 3.2.3: the escapes, and the order of keys by UTF-16 units.
    #[test]
    fn documents_are_written_as_rfc_8785_says() {
        let text = r#"{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        let expected = "{\"literals\":[null,true,false],\"string\":\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
        assert_eq!(String::from_utf8(bytes(&value).unwrap()).unwrap(), expected);
        let keys = "{\"\u{20ac}\":1,\"\\r\":2,\"\u{fb33}\":3,\"1\":4,\"\u{1f600}\":5,\"\u{80}\":6,\"\u{f6}\":7}";
        let value: Value = serde_json::from_str(keys).unwrap();
        let expected = "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}";
        assert_eq!(String::from_utf8(bytes(&value).unwrap()).unwrap(), expected);
    }

    #[test]
    fn a_document_is_read_from_its_one_writing_only() {
        let id = |text: &str| read::<crate::ids::Id>(format!("\"{text}\"").as_bytes());
        assert!(id("0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a").is_ok());
        assert_eq!(id("0A0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a"), Err(NotCanonical::Writing));
        assert_eq!(read::<(i64, Option<i64>)>(b"[1,null]"), Ok((1, None)));
        assert_eq!(read::<Value>(br#"{"a":1,"b":[]}"#).unwrap(), serde_json::json!({"a": 1, "b": []}));
        for other in [r#"{"b":[],"a":1}"#, r#"{"a":1, "b":[]}"#, r#"{"a":1,"a":1}"#, r#"["\u0041"]"#, "[1]\n"] {
            assert_eq!(read::<Value>(other.as_bytes()), Err(NotCanonical::Writing), "{other}");
        }
        for number in ["[1.5]", "[1e3]", "[9007199254740992]", "[-9007199254740992]", "[-0]"] {
            assert_eq!(read::<Value>(number.as_bytes()), Err(NotCanonical::Number), "{number}");
        }
        for broken in ["", "{", "\u{feff}[]", "[1]]"] {
            assert_eq!(read::<Value>(broken.as_bytes()), Err(NotCanonical::Shape), "{broken}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(read::<Value>(deep.as_bytes()), Err(NotCanonical::Shape), "no depth of brackets breaks the reader");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(text in any::<String>(), number in -9007199254740991i64..=9007199254740991) {
            let value = serde_json::json!({ text.clone(): [number, text] });
            let written = bytes(&value).unwrap();
            prop_assert_eq!(read::<Value>(&written), Ok(value));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(text in any::<Vec<u8>>()) {
            let _ = read::<Value>(&text);
        }
    }
}
