//! What a row of a petition's signatures says beside its person: on which day it was signed, and a comment.

use super::ImportProblem;
use crate::people::csv_columns::{Mapping, MappingRefusal, Override, place_of};
use crate::people::csv_rows::{CsvRows, PersonRow};
use crate::petitions::SignatureKind;
use jiff::civil::Date;
use std::io::Read;

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

/// What the column of the day is called where somebody names it.
pub const SIGNED_ON: &str = "signed_on";
/// And that of comments.
pub const COMMENTED: &str = "comment";

/// The columns that a file of signatures has beside its people, by their headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The column of the day.
    pub day: Option<String>,
    /// The column of comments.
    pub comment: Option<String>,
}

impl Named {
    /// Takes `signed_on=Column` and `comment=Column`, or either without a column to leave it out; whether it was one of these.
    pub fn takes(&mut self, text: &str) -> Result<bool, MappingRefusal> {
        let Some((name, column)) = text.split_once('=') else { return Ok(false) };
        let place = match name.trim().to_ascii_lowercase().replace('-', "_").as_str() {
            SIGNED_ON => &mut self.day,
            COMMENTED => &mut self.comment,
            _ => return Ok(false),
        };
        match place.replace(column.trim().to_owned()) {
            None => Ok(true),
            Some(_) => Err(MappingRefusal::OverrideTwice(name.trim().to_owned())),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.day.is_none() && self.comment.is_none()
    }
}

/// What each column of a file would become, and where those stand that it has beside its people. These are nobody's: a day that could be
/// guessed to be that of joining is the day of the signature.
pub fn mapping_of(file: impl Read, overrides: &[Override], named: &Named) -> Result<(Mapping, Signing), ImportProblem> {
    let header = CsvRows::open(file)?.columns().to_vec();
    let place = |column: &Option<String>| {
        let column = column.as_ref().filter(|column| !column.is_empty());
        column.map(|column| place_of(&header, column)).transpose()
    };
    let (day, comment) = (place(&named.day)?, place(&named.comment)?);
    let theirs = overrides.iter().map(|given| place(&given.column)).collect::<Result<Vec<_>, _>>()?;
    let mut people = header.clone();
    for (at, others) in [(day, [comment].as_slice()), (comment, &theirs), (day, &theirs)] {
        let Some(at) = at else { continue };
        if others.contains(&Some(at)) {
            return Err(MappingRefusal::OverrideTwice(header[at].clone()).into());
        }
        people[at].clear();
    }
    let fields: Vec<_> = Mapping::guess(&people, overrides)?.rows().map(|(_, field)| field).collect();
    Ok((Mapping::chosen(&header, &fields)?, Signing { day, comment, ..Signing::default() }))
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

    /// The columns to be read beside the person's, with what they are called where somebody names them.
    pub fn names(&self) -> Vec<(usize, &'static str)> {
        let named = [(self.day, SIGNED_ON), (self.comment, COMMENTED)];
        named.into_iter().filter_map(|(at, name)| Some((at?, name))).collect()
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
pub(super) fn date(text: &str) -> Option<Date> {
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
    use crate::people::csv_columns::Field;

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
    fn columns_of_signatures_are_named_and_are_no_persons() {
        let named = |texts: &[&str]| {
            let mut named = Named::default();
            texts.iter().try_for_each(|text| named.takes(text).map(|taken| assert!(taken, "{text}"))).map(|()| named)
        };
        let mapped = |overrides: &[Override], texts: &[&str]| {
            let file = "Email,Created at,Note\nana@mail.example,2026-03-29,Yes.\n".as_bytes();
            mapping_of(file, overrides, &named(texts).unwrap()).map_err(|problem| problem.to_string())
        };
        let of = |texts: &[&str]| mapped(&[], texts);
        let joined = Override::parse("joined=Created at").unwrap();
        assert!(mapped(&[joined], &["signed_on=created at"]).unwrap_err().contains("\"Created at\" twice"));
        assert_eq!(of(&["signed_on=created at", "comment="]).unwrap().1.columns(), [1], "no column is taken for comments");
        let (mapping, signing) = of(&["signed_on=created at", "Comment=Note"]).unwrap();
        assert_eq!((signing.day, signing.comment), (Some(1), Some(2)));
        assert_eq!(mapping.rows().map(|(_, field)| field).collect::<Vec<_>>(), [Some(Field::Email), None, None]);
        let table = mapping.table(&signing.names());
        assert!(table.contains("Created at  signed_on") && table.contains("Note        comment"), "{table}");
        assert_eq!(of(&[]).unwrap().0.column_of(Field::Joined), Some(1), "else it is when they joined");
        assert!(of(&["signed_on=Day"]).unwrap_err().contains("no single column \"Day\""));
        assert!(of(&["signed_on=Note", "comment=Note"]).unwrap_err().contains("twice"));
        assert!(named(&["signed_on=Note", "signed-on=Day"]).is_err());
        assert!(!Named::default().takes("email=Email").unwrap());
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
