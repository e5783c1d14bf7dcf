//! Does any column give names back by how often its values repeat? Two crowds sign, one in which all have the same names and streets, one
//! in which all have different ones; whoever looks at how often values repeat must not be able to tell which is which.

use super::{Place, ask};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Read as _;
use testkit::Postgres;
use testkit::postgres::Database;

const PEOPLE: usize = 100;
/// Slices of jobs hang on the moment, not on people; their payload is matching keys, which `traces` looks at.
const NOT_COMPARED: [&str; 1] = ["job"];

/// For each column of bytes or text how often its values repeat, most first.
type Shapes = BTreeMap<String, Vec<usize>>;

/// Takes a length and as many bytes.
fn piece<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let (length, after) = rest.split_first_chunk::<4>().unwrap();
    let (piece, after) = after.split_at(u32::from_le_bytes(*length) as usize);
    *rest = after;
    piece
}

fn line(rest: &mut &[u8]) -> serde_json::Value {
    let end = memchr::memchr(b'\n', rest).unwrap();
    let value = serde_json::from_slice(&rest[..end]).unwrap_or_default();
    *rest = &rest[end + 1..];
    value
}

/// The values of a row that are bytes or text.
fn words_of(mut row: &[u8]) -> Vec<Option<Vec<u8>>> {
    let mut values = Vec::new();
    while let Some((tag, rest)) = row.split_first() {
        row = rest;
        match tag {
            0 => values.push(None),
            1 | 2 => {
                row = &row[8..];
                values.push(None);
            }
            _ => values.push(Some(piece(&mut row).to_vec())),
        }
    }
    values
}

/// Reads a backup, as `crates/db/src/archive.rs` lays it out.
fn shapes(archive: &[u8]) -> Shapes {
    let (mut shapes, mut rest) = (Shapes::new(), archive);
    line(&mut rest);
    line(&mut rest);
    loop {
        let table = line(&mut rest);
        let Some(name) = table["table"].as_str() else { return shapes };
        let columns: Vec<String> =
            table["columns"].as_array().unwrap().iter().map(|c| format!("{name}.{}", c.as_str().unwrap())).collect();
        let mut counted: BTreeMap<&str, BTreeMap<Vec<u8>, usize>> = BTreeMap::new();
        loop {
            let row = piece(&mut rest);
            if row.is_empty() {
                break;
            }
            for (column, value) in columns.iter().zip(words_of(row)) {
                if let Some(value) = value {
                    *counted.entry(column).or_default().entry(value).or_default() += 1;
                }
            }
        }
        for (column, values) in counted.into_iter().filter(|_| !NOT_COMPARED.contains(&name)) {
            let mut times: Vec<usize> = values.into_values().collect();
            times.sort_unstable_by(|one, other| other.cmp(one));
            shapes.insert(column.to_owned(), times);
        }
    }
}

/// A hundred people of whom all else is equal; their names, streets and comments by `word`.
fn crowd(database: Option<Database>, word: impl Fn(usize) -> String) -> Shapes {
    let place = Place::new(database);
    let running = place.serve();
    let key = [("osdi-api-token", place.key.as_str()), ("content-type", "application/json")];
    let path = format!("/api/v2/petitions/{}/signatures", place.petition);
    let stamp = running.stamp();
    for number in 0..PEOPLE {
        let name = word(number);
        let body = json!({"person": {"given_name": name, "family_name": name, "email_addresses": [{"address": format!("api{number}@people.example")}],
            "phone_numbers": [{"number": format!("(907) 555-{:04}", 1000 + number)}],
            "postal_addresses": [{"address_lines": [name], "locality": name, "postal_code": "20001"}],
            "custom_fields": {"club": name}}, "comments": name});
        assert_eq!(ask(running.address, "POST", &path, &key, body.to_string().as_bytes()).unwrap().status, 200);
        let email = format!("form{number}@people.example");
        let fields = [
            ("given_name", name.as_str()),
            ("family_name", &name),
            ("email", &email),
            ("zip", "20001"),
            ("comment", &name),
            ("stamp", &stamp),
        ];
        assert_eq!(super::send_form(running.address, number, &fields).unwrap().status, 303);
    }
    for number in 0..PEOPLE / 2 {
        let mut link = None;
        testkit::wait_until("a confirming mail", super::LONG, || {
            link = place.link_for(&format!("form{number}@people.example"));
            link.is_some()
        });
        let action = super::after(&running.get(&link.unwrap()).text, "method=\"post\" action=\"").unwrap();
        assert_eq!(ask(running.address, "POST", &action, &[], b"").unwrap().status, 303);
    }
    place.run(&["backup", "night.clarion"]);
    let packed = std::fs::read(place.folder.join("night.clarion")).unwrap();
    let mut archive = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut archive).unwrap();
    shapes(&archive)
}

fn equal_and_different_names_look_the_same(database: impl Fn() -> Option<Database>) {
    let equal = crowd(database(), |_| "Ada".to_owned());
    // As long as the other, since lengths are another matter.
    let different = crowd(database(), |number| {
        format!("{}{}{}", letter(number / 25, b'A'), letter(number / 5 % 5, b'a'), letter(number % 5, b'a'))
    });
    assert_eq!(equal.get("person.sealed"), Some(&vec![1; PEOPLE + PEOPLE / 2]), "the columns are read");
    for (column, times) in &equal {
        assert_eq!(Some(times), different.get(column), "{column} repeats by name");
    }
    assert_eq!(equal.len(), different.len());
    eprintln!("{} columns of bytes and text repeat the same way", equal.len());
}

fn letter(place: usize, first: u8) -> char {
    char::from(first + u8::try_from(place).unwrap())
}

#[test]
fn on_sqlite_no_column_repeats_by_name() {
    equal_and_different_names_look_the_same(|| None);
}

#[test]
fn on_postgres_no_column_repeats_by_name() {
    equal_and_different_names_look_the_same(|| Some(Postgres::shared().fresh_database()));
}
