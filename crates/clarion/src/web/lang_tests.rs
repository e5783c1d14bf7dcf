//! Holds the two languages equal, and every id that a template or a view names in the files of words.
#![allow(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::*;

/// No id is longer, nor the text that puts one together.
const ID_BYTES_MAX: usize = 100;

type Messages = BTreeMap<String, BTreeSet<String>>;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files_under(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files_under(&entry, ending));
        } else if entry.to_string_lossy().ends_with(ending) {
            found.push(entry);
        }
    }
    found
}

/// Each message with the variables in it, read from the text: enough for the flat messages that we allow ourselves.
fn messages(lang: Lang) -> Messages {
    let mut messages = Messages::new();
    for file in files_under(&workspace().join("locales").join(lang.code()), ".ftl") {
        let mut id = String::new();
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            if let Some((name, _)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
                id = name.to_owned();
                assert!(messages.insert(id.clone(), BTreeSet::new()).is_none(), "{id} twice, second in {file:?}");
            }
            if line.starts_with('#') {
                continue;
            }
            for variable in line.split('$').skip(1) {
                let name: String = variable.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                messages.get_mut(&id).unwrap().insert(name);
            }
        }
    }
    messages
}

fn sources() -> Vec<String> {
    let mut files = files_under(&workspace().join("templates"), "");
    files.extend(files_under(&workspace().join("crates/clarion/src"), ".rs"));
    files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

/// The first string in each call such as `frame.t("id")`, `frame.tn("id", ...)`, `lang::t(lang, "id", ...)`.
fn ids_in_use() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for text in sources() {
        for call in ["t(", "t1(", "t2(", "tn(", "tn1("] {
            let starts = text.match_indices(call).map(|(at, _)| at);
            for at in starts.filter(|at| text[..*at].ends_with(['.', ':', ' ', '('])) {
                let line = text[at + call.len()..].lines().next().unwrap_or("");
                let (before, rest) = line.split_once('"').unwrap_or(("(", ""));
                let plain = |c: char| c.is_ascii_alphanumeric() || "_.,& ".contains(c);
                if before.chars().all(plain) {
                    ids.extend(rest.split('"').next().map(str::to_owned));
                }
            }
        }
    }
    ids.retain(|id| {
        !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') && id.contains('-')
    });
    ids
}

#[test]
fn both_languages_have_the_same_messages_and_variables() {
    assert_eq!(messages(Lang::En), messages(Lang::Es));
}

#[test]
fn every_id_in_use_exists() {
    let known = messages(Lang::En);
    let used = ids_in_use();
    assert!(used.len() > 50, "the search for ids found only {}", used.len());
    let missing: Vec<_> = used.iter().filter(|id| !known.contains_key(*id)).collect();
    assert!(missing.is_empty(), "no words for {missing:?}");
}

/// What is spelled like a message and is none: names of files, fields, codes and headers.
const NO_MESSAGES: [&str; 9] = [
    "consent-receipts",
    "forms-held",
    "not-counted",
    "not-stated",
    "own-sponsor",
    "sign-up",
    "webhook-id",
    "webhook-signature",
    "webhook-timestamp",
];

/// Ids also stand in lists, tuples and enums, far from the call that says them: whatever begins as messages begin is one.
#[test]
fn every_quoted_id_exists() {
    let known = messages(Lang::En);
    let heads: HashSet<&str> = known.keys().filter_map(|id| Some(id.split_once('-')?.0)).collect();
    let is_id = |text: &str| {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        is_plain && !text.ends_with('-') && text.split_once('-').is_some_and(|(head, _)| heads.contains(head))
    };
    let exists = |id: &str| {
        let begins_one = || known.keys().any(|known| known.strip_prefix(id).is_some_and(|rest| rest.starts_with('-')));
        known.contains_key(id) || known.contains_key(&format!("done-{id}")) || begins_one() || NO_MESSAGES.contains(&id)
    };
    let files = files_under(&workspace().join("crates/clarion/src"), ".rs").into_iter();
    // The names of the pages of the style guide, and of coalitions that are made up, are not said.
    let says = |file: &PathBuf| ["styleguide", "simulate", "_tests"].iter().all(|other| !file.to_string_lossy().contains(other));
    let mut missing = BTreeSet::new();
    let mut seen = 0;
    for file in files.filter(says) {
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let ids: Vec<&str> = code.flat_map(|line| line.split('"')).filter(|text| is_id(text)).collect();
        seen += ids.len();
        missing.extend(ids.into_iter().filter(|id| !exists(id)).map(|id| format!("{id} in {}", file.display())));
    }
    assert!(seen > 1_000, "the search for ids found only {seen}");
    assert!(missing.is_empty(), "no words for {missing:#?}");
}

#[test]
fn every_message_is_in_use() {
    let all = sources().concat();
    // What stands between quotation marks, and what stands between others: of the latter most is too long for an id.
    let texts: HashSet<&str> = all.split('"').filter(|text| text.len() <= ID_BYTES_MAX).collect();
    // Written out, or put together as `"report-reason-{}"`.
    let beginnings: HashSet<&str> = texts.iter().filter_map(|text| Some(text.split_once("-{")?.0)).collect();
    let put_together = |id: &str| id.match_indices('-').any(|(at, _)| beginnings.contains(&id[..at]));
    let used = |id: &str| id.starts_with("state-") || texts.contains(id) || put_together(id);
    let idle: Vec<_> = messages(Lang::En).into_keys().filter(|id| !used(id)).collect();
    assert!(idle.is_empty(), "nothing says {idle:?}");
}

#[test]
fn every_message_speaks() {
    for lang in Lang::ALL {
        for (id, variables) in messages(lang) {
            let names: Vec<&'static str> = variables.into_iter().map(|name| &*name.leak()).collect();
            let args: Vec<_> = names.iter().map(|name| (*name, FluentValue::from(2))).collect();
            let words = t(lang, &id, &args);
            assert!(words != id && !words.contains('{'), "{id} in {lang:?}: {words}");
        }
    }
}

#[test]
fn spanish_has_one_word_for_what_steers_and_one_kind_of_quotation_marks() {
    for file in files_under(&workspace().join("locales/es"), ".ftl") {
        let text = std::fs::read_to_string(&file).unwrap();
        for other in ["“", "”", "que dirige", "que dirigen", "grupo directivo", "grupos directivos"] {
            assert!(!text.contains(other), "{other} in {}", file.display());
        }
    }
}

#[test]
fn spanish_separates_thousands_as_its_numbers_do() {
    for file in files_under(&workspace().join("locales/es"), ".ftl") {
        let text = std::fs::read_to_string(&file).unwrap();
        let is_point = |(at, _): &(usize, &str)| {
            let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
            *at > 0 && digit(at - 1) && digit(at + 1) && digit(at + 2) && digit(at + 3)
        };
        let found: Vec<_> = text.match_indices('.').filter(is_point).collect();
        assert!(found.is_empty(), "2.000 is written 2,000 in {}: {found:?}", file.display());
    }
}

#[test]
fn addresses_carry_their_language() {
    assert_eq!(Lang::of_path("/es/petitions/x"), (Lang::Es, "/petitions/x"));
    assert_eq!(Lang::of_path("/es"), (Lang::Es, "/"));
    assert_eq!(Lang::of_path("/essays"), (Lang::En, "/essays"));
    assert_eq!(Lang::Es.path("/"), "/es");
    assert_eq!(Lang::Es.path("/petitions/x"), "/es/petitions/x");
    assert_eq!(Lang::from_code("es"), Some(Lang::Es));
    assert_eq!(Lang::from_code("xx"), None);
}

#[test]
fn a_list_has_and_before_its_last() {
    assert_eq!(and(Lang::En, "Iris Readers"), "and");
    assert_eq!(
        ["Harbor Readers", "Iglesia Abierta", "Hijas del Mar", "Hierro"].map(|next| and(Lang::Es, next)),
        ["y", "e", "e", "y"]
    );
}

#[test]
fn numbers_have_separators() {
    let written: Vec<_> = [0, 12, 999, 1_000, 31_415, 1_234_567].iter().map(|n| number(Lang::Es, *n)).collect();
    assert_eq!(written, ["0", "12", "999", "1,000", "31,415", "1,234,567"]);
}

#[test]
fn dates_have_weekday_and_zone() {
    let when: ZonedDateTime = "2026-03-03T14:05[America/New_York]".parse().unwrap();
    assert_eq!(date_time(Lang::En, &when), "Tuesday, March 3, 2026, 2:05 PM EST");
    assert_eq!(date_time(Lang::Es, &when), "martes 3 de marzo de 2026, 2:05 p. m. EST");
    let end: ZonedDateTime = "2026-03-03T16:00[America/New_York]".parse().unwrap();
    assert_eq!(span(Lang::En, &when, &end), "Tuesday, March 3, 2026, 2:05 PM – 4:00 PM EST");
    let next: ZonedDateTime = "2026-03-04T01:00[America/New_York]".parse().unwrap();
    assert_eq!(
        span(Lang::Es, &when, &next),
        "martes 3 de marzo de 2026, 2:05 p. m. – miércoles 4 de marzo de 2026, 1:00 a. m. EST"
    );
    assert_eq!(at_time(Lang::En, &when), "at 2:05 PM EST");
    assert_eq!([&when, &next].map(|at| at_time(Lang::Es, at)), ["a las 2:05 p. m. EST", "a la 1:00 a. m. EST"]);
    let midnight: ZonedDateTime = "2026-07-05T00:00[America/Chicago]".parse().unwrap();
    assert_eq!(date_time(Lang::En, &midnight), "Sunday, July 5, 2026, 12:00 AM CDT");
}
