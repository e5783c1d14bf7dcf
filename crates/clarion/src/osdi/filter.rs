//! The filter of lists: `field op 'value'`, joined by `and`, `or` and parentheses (a part of OData). Reads strangers' bytes.
//!
//! What fields there are, and which rows they mean, is each list's own matter.

use std::fmt;

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// The same.
    Eq,
    /// Greater, later.
    Gt,
    /// Less, earlier.
    Lt,
    /// Greater or the same.
    Ge,
    /// Less or the same.
    Le,
}

/// A question to a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// One comparison.
    Leaf {
        /// The field's name.
        field: String,
        /// How.
        op: Op,
        /// With what.
        value: String,
    },
    /// All of them.
    All(Vec<Filter>),
    /// One of them.
    Any(Vec<Filter>),
}

/// Why a filter cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterProblem {
    /// No comparison where one should stand.
    #[error("The filter cannot be read. Write: field eq 'value'.")]
    Shape,
    /// Another word than the five.
    #[error("The filter compares with eq, gt, lt, ge or le only.")]
    Op,
    /// A quote without its end.
    #[error("A value in the filter has no closing quote.")]
    Quote,
    /// Too many comparisons or parentheses.
    #[error("The filter has more than 20 comparisons or 10 levels.")]
    TooMuch,
}

const LEAVES_MAX: usize = 20;
const DEPTH_MAX: usize = 10;

/// Reads a filter.
pub fn parse(text: &str) -> Result<Filter, FilterProblem> {
    let words = words(text)?;
    let mut reader = Reader { words: &words, leaves: 0 };
    let filter = reader.any(0)?;
    if reader.words.is_empty() { Ok(filter) } else { Err(FilterProblem::Shape) }
}

#[derive(Debug)]
enum Word {
    Open,
    Close,
    Bare(String),
    Quoted(String),
}

/// A quote within a value is written twice.
fn words(text: &str) -> Result<Vec<Word>, FilterProblem> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        match first {
            '(' | ')' => {
                words.push(if first == '(' { Word::Open } else { Word::Close });
                rest = &rest[1..];
            }
            '\'' | '"' => {
                let (value, after) = quoted(&rest[1..], first).ok_or(FilterProblem::Quote)?;
                words.push(Word::Quoted(value));
                rest = after;
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '\'' | '"')).unwrap_or(rest.len());
                words.push(Word::Bare(rest[..end].to_owned()));
                rest = &rest[end..];
            }
        }
        rest = rest.trim_start();
    }
    Ok(words)
}

fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let end = rest.find(quote)?;
        value.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        if !rest.starts_with(quote) {
            return Some((value, rest));
        }
        value.push(quote);
        rest = &rest[1..];
    }
}

struct Reader<'a> {
    words: &'a [Word],
    leaves: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<&Word> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }

    fn takes(&mut self, joint: &str) -> bool {
        let is_next = matches!(self.words.first(), Some(Word::Bare(word)) if word.eq_ignore_ascii_case(joint));
        if is_next {
            self.words = &self.words[1..];
        }
        is_next
    }

    fn any(&mut self, depth: usize) -> Result<Filter, FilterProblem> {
        let mut parts = vec![self.all(depth)?];
        while self.takes("or") {
            parts.push(self.all(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::Any(parts) })
    }

    fn all(&mut self, depth: usize) -> Result<Filter, FilterProblem> {
        let mut parts = vec![self.one(depth)?];
        while self.takes("and") {
            parts.push(self.one(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::All(parts) })
    }

    fn one(&mut self, depth: usize) -> Result<Filter, FilterProblem> {
        if matches!(self.words.first(), Some(Word::Open)) {
            if depth >= DEPTH_MAX {
                return Err(FilterProblem::TooMuch);
            }
            self.next();
            let inner = self.any(depth + 1)?;
            return if matches!(self.next(), Some(Word::Close)) { Ok(inner) } else { Err(FilterProblem::Shape) };
        }
        self.leaves += 1;
        if self.leaves > LEAVES_MAX {
            return Err(FilterProblem::TooMuch);
        }
        let Some(Word::Bare(field)) = self.next() else { return Err(FilterProblem::Shape) };
        let field = field.to_ascii_lowercase();
        let Some(Word::Bare(op)) = self.next() else { return Err(FilterProblem::Shape) };
        let op = op_of(op)?;
        match self.next() {
            Some(Word::Bare(value) | Word::Quoted(value)) => Ok(Filter::Leaf { field, op, value: value.trim().to_owned() }),
            _ => Err(FilterProblem::Shape),
        }
    }
}

fn op_of(word: &str) -> Result<Op, FilterProblem> {
    match word.to_ascii_lowercase().as_str() {
        "eq" => Ok(Op::Eq),
        "gt" => Ok(Op::Gt),
        "lt" => Ok(Op::Lt),
        "ge" => Ok(Op::Ge),
        "le" => Ok(Op::Le),
        _ => Err(FilterProblem::Op),
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Eq => "eq",
            Self::Gt => "gt",
            Self::Lt => "lt",
            Self::Ge => "ge",
            Self::Le => "le",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(field: &str, op: Op, value: &str) -> Filter {
        Filter::Leaf { field: field.to_owned(), op, value: value.to_owned() }
    }

    #[test]
    fn real_filters_are_read() {
        let since = leaf("modified_date", Op::Gt, "2026-01-02");
        assert_eq!(parse("modified_date gt '2026-01-02'"), Ok(since.clone()));
        assert_eq!(
            parse("modified_date gt '2026-01-02' and family_name eq 'O''Neil'"),
            Ok(Filter::All(vec![since.clone(), leaf("family_name", Op::Eq, "O'Neil")]))
        );
        assert_eq!(
            parse("(region eq 'CA' or region eq 'NV') AND modified_date gt 2026-01-02"),
            Ok(Filter::All(vec![Filter::Any(vec![leaf("region", Op::Eq, "CA"), leaf("region", Op::Eq, "NV")]), since]))
        );
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for (text, problem) in [
            ("", FilterProblem::Shape),
            ("email_address", FilterProblem::Shape),
            ("a eq", FilterProblem::Shape),
            ("a eq 'b' c", FilterProblem::Shape),
            ("a eq 'b' and", FilterProblem::Shape),
            ("(a eq 'b'", FilterProblem::Shape),
            ("a like 'b'", FilterProblem::Op),
            ("a eq 'b", FilterProblem::Quote),
        ] {
            assert_eq!(parse(text), Err(problem), "{text}");
        }
        assert_eq!(parse(&"(".repeat(1000)), Err(FilterProblem::TooMuch));
        assert_eq!(parse(&vec!["a eq 'b'"; 21].join(" and ")), Err(FilterProblem::TooMuch));
    }
}
