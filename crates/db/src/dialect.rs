//! How one text becomes what each engine runs: numbered parameters, many rows at once, and the few words of a table definition that differ.

use crate::fault::Fault;

/// SQLite takes `$2` as a name, numbered by first appearance; `?2` is a number.
pub(crate) fn numbered(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quoted = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        quoted ^= c == '\'';
        let parameter = c == '$' && !quoted && rest.peek().is_some_and(char::is_ascii_digit);
        out.push(if parameter { '?' } else { c });
    }
    out
}

/// What stands before, within and after the parentheses that follow VALUES, or `None` where there is no such list.
fn around_values(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find("VALUES").and_then(|at| text[at..].find('(').map(|open| (at, at + open)));
    let (values_at, open) = open?;
    let mut depth = 0usize;
    for (offset, c) in text[open..].char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let close = open + offset;
            return Some((&text[..values_at], &text[open + 1..close], &text[close + 1..]));
        }
    }
    None
}

/// The text for `rows` rows of `width` parameters on SQLite, or `None` where only one row at a time can run.
pub(crate) fn chunk(text: &str, width: usize, rows: usize) -> Option<String> {
    if !text.trim_start().starts_with("INSERT") {
        return None;
    }
    let (before, tuple, after) = around_values(text)?;
    let mut out = format!("{before}VALUES ");
    for row in 0..rows {
        if row > 0 {
            out.push_str(", ");
        }
        out.push('(');
        out.push_str(&replaced(tuple, |n| format!("?{}", row * width + n)));
        out.push(')');
    }
    out.push_str(after);
    Some(out)
}

/// The text that takes each parameter as an array on PostgreSQL. `types` are the element types of `$1`, `$2`, ...
pub(crate) fn unnested(text: &str, types: &[&str]) -> Result<String, Fault> {
    let arrays: Vec<String> = types.iter().enumerate().map(|(i, ty)| format!("${}::{ty}[]", i + 1)).collect();
    let names: Vec<String> = (1..=types.len()).map(|n| format!("p{n}")).collect();
    let source = format!("UNNEST({}) AS u({})", arrays.join(", "), names.join(", "));
    let named = |part: &str| replaced(part, |n| format!("u.p{n}"));
    let text = text.trim();
    match text.split_whitespace().next() {
        Some("INSERT") => {
            let (before, tuple, after) = around_values(text).ok_or_else(|| Fault::bug("INSERT without VALUES"))?;
            if after.contains('$') {
                return Err(Fault::bug("a parameter after VALUES cannot differ by row: say excluded.column"));
            }
            Ok(format!("{before}SELECT {} FROM {source}{after}", named(tuple)))
        }
        Some("SELECT") => Ok(format!("SELECT r.* FROM {source} CROSS JOIN LATERAL ({}) AS r", named(text))),
        Some(verb @ ("UPDATE" | "DELETE")) => {
            let at = text.find("WHERE").ok_or_else(|| Fault::bug("many rows need a WHERE"))?;
            let joined = if verb == "UPDATE" { "FROM" } else { "USING" };
            Ok(format!("{}{joined} {source} {}", named(&text[..at]), named(&text[at..])))
        }
        _ => Err(Fault::bug("only SELECT, INSERT, UPDATE and DELETE take many rows")),
    }
}

/// Replaces every `$n` by what `name` makes of n.
fn replaced(text: &str, name: impl Fn(usize) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        match rest[at + 1..at + 1 + digits].parse() {
            Ok(n) => out.push_str(&name(n)),
            Err(_) => out.push('$'),
        }
        rest = &rest[at + 1 + digits..];
    }
    out + rest
}

/// A table definition in SQLite's words. `clustered` tables are stored in the order of their primary key.
pub(crate) fn sqlite_definition(text: &str, clustered: bool) -> String {
    let text = text.replace(" BYTEA", " BLOB");
    match clustered {
        true => format!("{} WITHOUT ROWID", text.trim_end()),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbers_not_names() {
        assert_eq!(numbered("UPDATE t SET a = $2 WHERE b = $1"), "UPDATE t SET a = ?2 WHERE b = ?1");
        assert_eq!(numbered("SELECT '$1', $1"), "SELECT '$1', ?1");
    }

    #[test]
    fn one_row_becomes_many_on_sqlite() {
        let text = "INSERT INTO t (a, b, c) VALUES ($1, COALESCE($2, 0), 7) ON CONFLICT DO NOTHING RETURNING a";
        assert_eq!(
            chunk(text, 2, 2).as_deref(),
            Some(
                "INSERT INTO t (a, b, c) VALUES (?1, COALESCE(?2, 0), 7), (?3, COALESCE(?4, 0), 7) ON CONFLICT DO NOTHING RETURNING a"
            )
        );
        assert_eq!(chunk("UPDATE t SET a = $1 WHERE b = $2", 2, 2), None);
    }

    #[test]
    fn one_row_becomes_arrays_on_postgres() {
        let insert = unnested("INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT (a) DO NOTHING", &["bytea", "int8"]);
        assert_eq!(
            insert.expect("has VALUES"),
            "INSERT INTO t (a, b) SELECT u.p1, u.p2 FROM UNNEST($1::bytea[], $2::int8[]) AS u(p1, p2) ON CONFLICT (a) DO NOTHING"
        );
        let update = unnested("UPDATE t SET a = $2 WHERE b = $1 RETURNING b", &["int8", "text"]).expect("has WHERE");
        assert_eq!(update, "UPDATE t SET a = u.p2 FROM UNNEST($1::int8[], $2::text[]) AS u(p1, p2) WHERE b = u.p1 RETURNING b");
        let select = unnested("SELECT a FROM t WHERE b = $1", &["int8"]).expect("is a SELECT");
        assert_eq!(select, "SELECT r.* FROM UNNEST($1::int8[]) AS u(p1) CROSS JOIN LATERAL (SELECT a FROM t WHERE b = u.p1) AS r");
        assert!(unnested("INSERT INTO t (a) VALUES ($1) ON CONFLICT DO UPDATE SET a = $1", &["int8"]).is_err());
    }
}
