//! Languages: which one a page speaks, its words, its numbers and its dates.
//! Every word a person reads stands in `locales/<language>/*.ftl`; code and templates name it by its id.
//! A further language is a further folder, a variant here, and the names of its days and months.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};
use jiff::ZonedDateTime;

static_loader! {
    static LOCALES = {
        locales: "../../locales",
        fallback_language: "en",
        // Marks around inserted words would end up in mails' plain text and in copied links.
        customise: |bundle| {
            bundle.set_use_isolating(false);
            bundle.set_formatter(Some(|value, _| match value {
                FluentValue::Number(number) => Some(grouped(number.value.max(0.0) as u64)),
                _ => None,
            }));
        },
    };
}

static ENGLISH: LanguageIdentifier = langid!("en");
static SPANISH: LanguageIdentifier = langid!("es");

/// A language that every public page exists in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    /// American English, at the plain addresses.
    En,
    /// Spanish as spoken in the United States, addressing people as "usted", under `/es/`.
    Es,
}

impl Lang {
    /// Both, in the order in which the pages offer them.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Es];

    /// The language of an address and the same address without its language: `/es/petitions/x` is Spanish and
    /// `/petitions/x`.
    pub fn of_path(path: &str) -> (Lang, &str) {
        match path.strip_prefix("/es") {
            Some("") => (Lang::Es, "/"),
            Some(rest) if rest.starts_with('/') => (Lang::Es, rest),
            _ => (Lang::En, path),
        }
    }

    /// The code for `lang` attributes and for the database: `en` or `es`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Es => "es",
        }
    }

    /// The language with this code, if we speak it.
    pub fn from_code(code: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The other one, for the switch in the head of each page.
    pub fn other(self) -> Lang {
        match self {
            Lang::En => Lang::Es,
            Lang::Es => Lang::En,
        }
    }

    /// What the language calls itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::Es => "Español",
        }
    }

    /// The address of a page in this language, from its address without language.
    pub fn path(self, path: &str) -> String {
        match (self, path) {
            (Lang::En, _) => path.to_owned(),
            (Lang::Es, "/") => "/es".to_owned(),
            (Lang::Es, _) => format!("/es{path}"),
        }
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self {
            Lang::En => &ENGLISH,
            Lang::Es => &SPANISH,
        }
    }
}

/// The words of a message. Numbers among the arguments choose plurals and appear with separators.
///
/// An id that no file has appears as itself; a test keeps that from happening to the ids in use.
pub fn t(lang: Lang, id: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
    let args: HashMap<Cow<'static, str>, FluentValue<'_>> =
        args.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
    LOCALES.try_lookup_complete(lang.id(), id, Some(&args)).unwrap_or_else(|| id.to_owned())
}

/// The word between the last two of a list, before `next`: Spanish says "e" before the sound of an i.
pub fn and(lang: Lang, next: &str) -> String {
    let sounds = next.to_lowercase();
    let with_i = ["i", "í", "hi", "hí"].iter().any(|begin| sounds.starts_with(begin)) && !sounds.starts_with("hie");
    t(lang, if with_i { "list-and-before-i" } else { "list-and" }, &[])
}

/// A count as people write it. Spanish in the United States separates thousands by commas as English does.
pub fn number(_lang: Lang, value: u64) -> String {
    grouped(value)
}

fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A day with its weekday: "Tuesday, March 3, 2026", "martes 3 de marzo de 2026".
pub fn date(lang: Lang, when: &ZonedDateTime) -> String {
    let weekday = usize::from(when.weekday().to_monday_zero_offset().unsigned_abs());
    let month = usize::from(when.month().unsigned_abs()) - 1;
    let (day, year) = (when.day(), when.year());
    match lang {
        Lang::En => format!("{}, {} {day}, {year}", ENGLISH_DAYS[weekday], ENGLISH_MONTHS[month]),
        Lang::Es => format!("{} {day} de {} de {year}", SPANISH_DAYS[weekday], SPANISH_MONTHS[month]),
    }
}

/// A day for a narrow column: "Nov 25, 2026", "25 nov 2026".
pub fn short_date(lang: Lang, when: &ZonedDateTime) -> String {
    let month = usize::from(when.month().unsigned_abs()) - 1;
    let (day, year) = (when.day(), when.year());
    match lang {
        Lang::En => format!("{} {day}, {year}", &ENGLISH_MONTHS[month][..3]),
        Lang::Es => format!("{day} {} {year}", &SPANISH_MONTHS[month][..3]),
    }
}

/// A time of day with its zone: "2:05 PM EST", "2:05 p. m. EST".
pub fn time(lang: Lang, when: &ZonedDateTime) -> String {
    let hour = match when.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    let half = match (lang, when.hour() < 12) {
        (Lang::En, true) => "AM",
        (Lang::En, false) => "PM",
        (Lang::Es, true) => "a. m.",
        (Lang::Es, false) => "p. m.",
    };
    format!("{hour}:{:02} {half} {}", when.minute(), when.strftime("%Z"))
}

/// A time of day in a sentence: "at 2:05 PM EST", "a las 2:05 p. m. EST".
pub fn at_time(lang: Lang, when: &ZonedDateTime) -> String {
    let at = match (lang, when.hour() % 12) {
        (Lang::En, _) => "at",
        (Lang::Es, 1) => "a la",
        (Lang::Es, _) => "a las",
    };
    format!("{at} {}", time(lang, when))
}

/// From when to when: "Tuesday, March 3, 2026, 2:05 PM – 4:00 PM EST", with both days where it ends on another.
pub fn span(lang: Lang, from: &ZonedDateTime, to: &ZonedDateTime) -> String {
    let begins = time(lang, from);
    let (begins, _zone) = begins.rsplit_once(' ').unwrap_or((&begins, ""));
    match from.date() == to.date() {
        true => format!("{}, {begins} – {}", date(lang, from), time(lang, to)),
        false => format!("{}, {begins} – {}", date(lang, from), date_time(lang, to)),
    }
}

/// A day and a time with its zone: "Tuesday, March 3, 2026, 2:05 PM EST".
pub fn date_time(lang: Lang, when: &ZonedDateTime) -> String {
    format!("{}, {}", date(lang, when), time(lang, when))
}

const ENGLISH_DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const SPANISH_DAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const ENGLISH_MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const SPANISH_MONTHS: [&str; 12] =
    ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"];

#[cfg(test)]
#[path = "lang_tests.rs"]
mod tests;
