//! The OpenStates layout, read from files made up here and, where it is at hand, from the real data.

use super::*;
use crate::officials::validity::{self, Standing};
use jiff::civil::date;
use proptest::prelude::*;

const CHECKED: Date = date(2026, 8, 5);

const PERSON: &str = "
id: ocd-person/00000000-0000-0000-0000-000000000000
name: Ada  Q. Example
birth_date: 1970-01-01
email: office@ada.example
party:
- name: Nobody's
roles:
- end_date: '2018-12-31'
  type: upper
  jurisdiction: ocd-jurisdiction/country:us/state:nv/government
  district: '11'
- start_date: 2023-01-02
  end_date: '2027-01-04'
  type: governor
  jurisdiction: ocd-jurisdiction/country:us/state:nv/government
offices:
- classification: capitol
  voice: 555-010-0000
- classification: district
  voice: 555-010-0000
  email: not an address
sources:
- url: https://ada.example/
- url: javascript:alert(1)
";

fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    read_person(text.as_bytes(), "ada.yml", CHECKED, &mut reading);
    reading
}

#[test]
fn an_executive_term_is_read_with_its_dates_and_a_seat_reported() {
    let reading = read(PERSON);
    let [term] = &reading.holdings[..] else { panic!("{reading:?}") };
    assert_eq!(term.name, "Ada Q. Example");
    assert_eq!(term.office.slug, "us-nv-governor");
    assert_eq!((term.start, term.end), (Some(date(2023, 1, 2)), Some(date(2027, 1, 4))));
    assert_eq!(term.emails, ["office@ada.example"]);
    assert_eq!(term.phones, ["555-010-0000"]);
    assert_eq!(term.sources, ["https://ada.example/"]);
    assert_eq!(reading.unused, [("ada.yml".to_owned(), Unused::LegislativeSeat)]);
}

#[test]
fn a_death_ends_a_term() {
    let reading = read(&format!("{PERSON}\ndeath_date: 2025-05-05\n"));
    assert_eq!(reading.holdings[0].end, Some(date(2025, 5, 5)));
}

#[test]
fn files_that_cannot_be_used_say_why() {
    let why = |text: &str| read(text).unused.first().map(|(_, why)| *why);
    let role = "jurisdiction: ocd-jurisdiction/country:us/state:nv/government";
    assert_eq!(why(""), Some(Unused::NoName));
    assert_eq!(why("- a list"), Some(Unused::NotUnderstood));
    assert_eq!(why("name: [\0"), Some(Unused::NotUnderstood));
    assert_eq!(why("name: ' '"), Some(Unused::NoName));
    assert_eq!(why("name: Ada"), Some(Unused::NoRole));
    assert_eq!(why("name: Ada\nroles:\n- type: governor"), Some(Unused::UnknownOffice));
    let dated = |day: &str| why(&format!("name: Ada\nroles:\n- type: governor\n  end_date: {day}\n  {role}"));
    assert_eq!(dated("2026-13-01"), Some(Unused::UnreadableDate));
    assert_eq!(dated("2026"), Some(Unused::UnreadableDate));
    assert_eq!(dated("2026-01-04"), None);
    let turned = format!("name: A\nroles:\n- type: governor\n  start_date: 2027-01-01\n  end_date: 2026-01-01\n  {role}");
    assert_eq!(why(&turned), Some(Unused::EndBeforeStart));
    assert_eq!(why(&"x".repeat(FILE_BYTES_MAX + 1)), Some(Unused::TooLarge));
}

#[test]
fn an_empty_key_is_no_error() {
    let reading = read(&format!("{PERSON}\ncontact_details:\ndeath_date:\n"));
    assert_eq!(reading.holdings.len(), 1, "{reading:?}");
}

#[test]
fn hostile_yaml_costs_nothing() {
    let mut laughs = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for level in 1..12 {
        let alias = format!("*a{},", level - 1).repeat(9);
        laughs.push_str(&format!("a{level}: &a{level} [{alias}]\n"));
    }
    laughs.push_str("name: *a11\n");
    assert_eq!(read(&laughs).unused[0].1, Unused::NotUnderstood);
    assert_eq!(read(&format!("name: {}", "[".repeat(100_000))).unused[0].1, Unused::NotUnderstood);
    let deep = (0..400).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>();
    assert_eq!(read(&deep).unused[0].1, Unused::NotUnderstood);
}

#[test]
fn a_tree_is_read_file_by_file_and_one_bad_file_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let states = folder.path().join("data/nv/executive");
    fs::create_dir_all(&states).unwrap();
    fs::write(states.join("b.yml"), PERSON).unwrap();
    fs::write(states.join("a.yaml"), "\u{0}").unwrap();
    fs::write(states.join("README.md"), "not read").unwrap();
    let reading = read_tree(folder.path(), CHECKED).unwrap();
    assert_eq!((reading.people, reading.holdings.len()), (2, 1));
    assert_eq!(reading.unused[0], ("data/nv/executive/a.yaml".to_owned(), Unused::NotUnderstood));
    let single = read_tree(&states.join("b.yml"), CHECKED).unwrap();
    assert_eq!(single.holdings[0].origin, "b.yml");
    assert!(read_tree(&folder.path().join("absent"), CHECKED).is_err());
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes: Vec<u8>, text in "[a-z:\\[\\]{}&*\n '\"#|>!-]{0,200}") {
        let mut reading = Reading::default();
        read_person(&bytes, "x", CHECKED, &mut reading);
        read_person(text.as_bytes(), "x", CHECKED, &mut reading);
    }
}

/// The folder of data for trials, if this machine has it.
#[allow(clippy::disallowed_methods, reason = "a test has no settings; the folder is named by the one who runs it")]
fn shared_data() -> Option<PathBuf> {
    let named = std::env::var_os("CLARION_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    named.into_iter().chain([beside]).find(|folder| folder.join("openstates/data").is_dir())
}

#[test]
fn the_real_state_executives_are_read() {
    let Some(shared) = shared_data() else {
        eprintln!("not run: the OpenStates data is not here; name its folder in CLARION_SHARED");
        return;
    };
    let reading = read_tree(&shared.join("openstates/data"), CHECKED).unwrap();
    assert_eq!(reading.people, 204);
    assert_eq!(reading.unused_counts(), [(Unused::LegislativeSeat, 52)].into());
    assert_eq!(reading.holdings.len(), 206);
    // 53 governor rows: 50 states, Puerto Rico, the District's mayor, and a predecessor in Nevada.
    let governors: Vec<_> =
        reading.holdings.iter().filter(|h| h.office.role == "governor" || h.office.slug == "us-dc-mayor").collect();
    let expired = governors.iter().filter(|h| validity::standing(h, CHECKED) == Standing::Expired);
    assert_eq!((governors.len(), expired.count()), (53, 15));

    let verdict = validity::judge(&reading.holdings, CHECKED);
    let shown = |slug: &str| verdict.current.contains_key(slug);
    assert_eq!(offices::in_set("governors").iter().filter(|o| shown(&o.slug)).count(), 38);
    assert!(shown("us-nv-governor"), "the predecessor's term is over, so there is no conflict");
    assert!(!shown("us-dc-mayor"));
    assert_eq!(verdict.conflicts.keys().collect::<Vec<_>>(), [&"us-ma-lieutenant-governor"]);
}
