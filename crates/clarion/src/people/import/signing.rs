//! What a row of a petition's signatures says beside its person: on which day it was signed, and a comment.

use crate::people::csv_rows::PersonRow;
use crate::petitions::SignatureKind;
use jiff::civil::Date;

/// As long as a comment on the public form.
const COMMENT_CHARS_MAX: usize = 2_000;
/// No list of signatures is older than the web; an earlier year was mistyped.
const YEAR_MIN: i16 = 1990;

const DAY: &str = "The day of the signature cannot be read. Write it as 2026-03-31 or 3/31/2026, not in the future.";
const LATE: &str = "The day of the signature lies after the petition closed.";
const COMMENT: &str = "The comment is longer than 2,000 characters, or contains a character that no text has.";

/// How a file of signatures is read.
#[derive(Clone, Debug, Default)]
pub struct Signing {
    /// Whether they stand on paper; else they are imported from elsewhere.
    pub on_paper: bool,
    /// The column of the day.
    pub day: Option<usize>,
    /// The column of comments.
    pub comment: Option<usize>,
    /// The petition's time zone.
    pub zone: String,
    /// When it closes or closed, microseconds.
    pub closes_at: Option<i64>,
}

/// What a row says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// When it was signed: the noon of its day; `None` where the row says nothing.
    pub(super) at: Option<i64>,
    /// That day, as it was understood; may be empty.
    pub(super) day: String,
    /// May be empty.
    pub(super) comment: String,
}

impl Signing {
    /// How the signatures are counted.
    pub(super) fn kind(&self) -> SignatureKind {
        if self.on_paper { SignatureKind::Paper } else { SignatureKind::Imported }
    }

    /// The columns to be read beside the person's.
    pub(super) fn columns(&self) -> Vec<usize> {
        [self.day, self.comment].into_iter().flatten().collect()
    }

    /// What tells two imports of one file apart; nothing where it has people alone.
    pub(super) fn in_words(&self) -> String {
        match (self.on_paper, self.day, self.comment) {
            (false, None, None) => String::new(),
            said => format!(" {said:?}"),
        }
    }

    /// Reads a row, or says why not in a sentence that holds nothing of it.
    pub(super) fn read(&self, row: &PersonRow, now: i64) -> Result<Said, &'static str> {
        let mut cells = row.beside.iter();
        let mut next = |column: Option<usize>| column.and_then(|_| cells.next()).map_or("", String::as_str);
        let (day, comment) = (next(self.day), next(self.comment));
        let day = if day.is_empty() { None } else { Some(date(day).ok_or(DAY)?) };
        let at = day.map(|day| self.instant(day, now)).transpose()?;
        let comment = seal::text::clean(comment, COMMENT_CHARS_MAX).map_err(|_| COMMENT)?;
        Ok(Said { at, day: day.map(|day| day.to_string()).unwrap_or_default(), comment })
    }

    /// The noon of a day, or now if that is still to come.
    fn instant(&self, day: Date, now: i64) -> Result<i64, &'static str> {
        let at = |hour| {
            let at = day.at(hour, 0, 0, 0).in_tz(&self.zone).or_else(|_| day.at(hour, 0, 0, 0).in_tz("UTC"));
            at.map(|at| at.timestamp().as_microsecond()).map_err(|_| DAY)
        };
        let (begins, noon) = (at(0)?, at(12)?);
        match self.closes_at {
            _ if begins > now => Err(DAY),
            Some(closes_at) if begins >= closes_at => Err(LATE),
            Some(closes_at) => Ok(noon.min(now).min(closes_at - 1)),
            None => Ok(noon.min(now)),
        }
    }
}

/// The day at the beginning of a text: 2026-03-31, or 3/31/2026 as the United States write it. A time after it is not looked at.
fn date(text: &str) -> Option<Date> {
    let day = text.split([' ', 'T']).next()?;
    let date = match day.split('/').collect::<Vec<_>>()[..] {
        [month, of_month, year] if year.len() == 4 => {
            Date::new(year.parse().ok()?, month.parse().ok()?, of_month.parse().ok()?).ok()?
        }
        _ => day.parse().ok()?,
    };
    (date.year() >= YEAR_MIN).then_some(date)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    fn row(beside: &[&str]) -> PersonRow {
        PersonRow { beside: beside.iter().map(|cell| (*cell).to_owned()).collect(), ..PersonRow::default() }
    }

    #[test]
    fn days_are_read_as_systems_and_people_write_them() {
        let known = ["2026-03-31", "2026-03-31T10:00:00Z", "2026-03-31 10:00", "3/31/2026", "03/31/2026 9:15"];
        assert!(known.iter().all(|text| date(text) == Some(jiff::civil::date(2026, 3, 31))));
        let wrong = ["", "31/3/2026", "3/31/26", "yesterday", "2026-13-01", "0026-03-31", "1/2", "2026-03-31x"];
        assert_eq!(wrong.map(date), [None; 8]);
    }

    #[test]
    fn a_signature_is_from_before_now_and_before_the_petition_closed() {
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_microsecond();
        let signing = Signing {
            day: Some(2),
            comment: Some(1),
            zone: "America/New_York".to_owned(),
            closes_at: Some(at("2026-03-30T20:00:00Z")),
            ..Signing::default()
        };
        let now = at("2026-06-01T00:00:00Z");
        let noon = Said { at: Some(at("2026-03-29T16:00:00Z")), day: "2026-03-29".to_owned(), comment: "Yes.".to_owned() };
        assert_eq!(signing.read(&row(&["2026-03-29", " Yes. "]), now), Ok(noon));
        assert_eq!(signing.read(&row(&["2026-03-31", ""]), now), Err(LATE));
        assert_eq!(signing.read(&row(&["2026-06-02", ""]), now), Err(DAY));
        assert_eq!(signing.read(&row(&["soon", ""]), now), Err(DAY));
        assert_eq!(signing.read(&row(&["", &"x".repeat(2_001)]), now), Err(COMMENT));
        assert_eq!(signing.read(&row(&[]), now), Ok(Said::default()));
        assert_eq!(signing.columns(), [2, 1]);
    }
}
