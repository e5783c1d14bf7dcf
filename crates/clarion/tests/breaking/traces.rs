//! People sign, and then every byte that the server left anywhere is searched for them: database, write-ahead log, backup, logs,
//! temporary files. State and ZIP are clear by choice.
//!
//! Each kind of value begins with eight letters of its own that nobody else on earth writes, the rest is each person's. So whatever holds
//! a whole value, or its first four characters or more, holds the first four of those letters, and a few needles find everybody.

use super::{Place, Running, SLUG, after, ask, send_form};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde_json::json;
use std::io::Read as _;
use std::path::Path;
use testkit::postgres::Stop;
use testkit::{Postgres, TempFolder, wait_until};

const GIVEN: &str = "Qzwvxkjh";
const FAMILY: &str = "Xjqzvkwp";
const MAILBOX: &str = "vzkqxwjb";
const DOMAIN: &str = "wqjxzvkg";
const COMMENT: &str = "Jzxqkvwf";
const STREET: &str = "Kvqwxzjm";
const TOWN: &str = "Zjvkqwxd";
const CUSTOM: &str = "Wxzjqvkn";
const FOREIGN: &str = "Vwjzkxqt";
const STEMS: [&str; 9] = [GIVEN, FAMILY, MAILBOX, DOMAIN, COMMENT, STREET, TOWN, CUSTOM, FOREIGN];
/// All numbers of the story, as clients write them and folded. Four digits alone stand in any time of day.
const NUMBERS: [&str; 6] = ["+1907", "(907)", "907555", "907-555", "907 555", "907.555"];
/// A needle of four bytes may stand in ten megabytes of sealed bytes by chance, and then again in each copy. A column would hold hundreds.
const BY_CHANCE_MAX: usize = 20;

/// The person of a number, by the API.
fn body(number: usize, word: &str) -> serde_json::Value {
    json!({"person": {
        "given_name": format!("{GIVEN}{word}{number}"), "family_name": format!("{FAMILY}{word}{number}"),
        "identifiers": [format!("{FOREIGN}:{word}{number}")],
        "email_addresses": [{"address": format!("{MAILBOX}.api{number}@{DOMAIN}{}.example", number % 7)}],
        "phone_numbers": [{"number": format!("(907) 555-{:04}", 1000 + number)}],
        "postal_addresses": [{"address_lines": [format!("{STREET} {word} {number}")], "locality": format!("{TOWN}{word}"),
            "postal_code": "20001"}],
        "custom_fields": {format!("{CUSTOM}{}", number % 3): format!("{CUSTOM} {word} {number}")},
    }, "comments": format!("{COMMENT} {word} {number}")})
}

fn sign_by_form(place: &Place, running: &Running, people: usize) {
    let stamp = running.stamp();
    let mailbox = |number: usize| format!("{MAILBOX}.form{number}@{DOMAIN}{}.example", number % 7);
    for number in 0..people {
        let (given, family) = (format!("{GIVEN}{number}"), format!("{FAMILY}{number}"));
        let (email, comment) = (mailbox(number), format!("{COMMENT} {number}"));
        let mut fields = [
            ("given_name", given.as_str()),
            ("family_name", &family),
            ("email", &email),
            ("zip", "nowhere"),
            ("comment", &comment),
            ("news-alder-readers", "yes"),
            ("stamp", &stamp),
        ];
        if number % 10 == 0 {
            assert_eq!(send_form(running.address, number, &fields).unwrap().status, 422);
        }
        fields[3].1 = "20001";
        assert_eq!(send_form(running.address, number, &fields).unwrap().status, 303);
    }
    // Every tenth never confirms: a row that waits must hide them as well.
    for number in 0..people {
        let mut link = None;
        wait_until("a confirming mail", super::LONG, || {
            link = place.link_for(&mailbox(number));
            link.is_some()
        });
        let page = running.get(&link.unwrap());
        let action = after(&page.text, "method=\"post\" action=\"").unwrap();
        if number % 10 != 9 {
            assert_eq!(ask(running.address, "POST", &action, &[], b"").unwrap().status, 303);
        }
    }
}

fn sign_by_api(place: &Place, running: &Running, people: usize) {
    let key = [("osdi-api-token", place.key.as_str()), ("content-type", "application/json")];
    let path = format!("/api/v2/petitions/{}/signatures", place.petition);
    let post = |path: &str, body: &serde_json::Value, headers: &[(&str, &str)]| {
        ask(running.address, "POST", path, headers, body.to_string().as_bytes()).unwrap()
    };
    for number in 0..people {
        assert_eq!(post(&path, &body(number, "first"), &key).status, 200);
        match number % 10 {
            // The same person again, with everything changed.
            0 => assert_eq!(post(&path, &body(number, "second"), &key).status, 200),
            1 => assert_eq!(post(&path, &body(number, "keyless"), &[("x-forwarded-for", "10.9.9.9")]).status, 200),
            2 => assert_eq!(post("/api/v2/people", &body(number, "signup"), &key).status, 200),
            3 => {
                let mut wrong = body(number, "wrong");
                wrong["person"]["email_addresses"][0]["address"] = json!(format!("{MAILBOX} at {DOMAIN}"));
                assert_eq!(post(&path, &wrong, &key).status, 400);
                wrong["person"]["given_name"] = json!([GIVEN]);
                assert_eq!(post(&path, &wrong, &key).status, 400);
            }
            4 => {
                let email = format!("{MAILBOX}.api{number}@{DOMAIN}{}.example", number % 7);
                let filter = format!("/api/v2/people?filter=email_address%20eq%20%27{email}%27");
                assert_eq!(ask(running.address, "GET", &filter, &key, b"").unwrap().status, 200);
                let nowhere = format!("/petitions/{GIVEN}?email={email}");
                assert_eq!(ask(running.address, "GET", &nowhere, &[], b"").unwrap().status, 404);
            }
            _ => {}
        }
    }
}

/// Twice the same file, so that everybody is also somebody known; every tenth row is refused. The list and what was refused of it are the
/// operator's own files, in a folder of their own.
fn come_by_import(place: &Place, people: usize) {
    let folder = TempFolder::new();
    let (list, refused) = (folder.join("list.csv"), folder.join("refused.csv"));
    let mut text = "Given name,Family name,Email,Phone,Street,City,ZIP,Club\n".to_owned();
    for number in 0..people {
        let at = if number % 10 == 0 { " at " } else { "@" };
        text.push_str(&format!(
            "{GIVEN}i{number},{FAMILY}i{number},{MAILBOX}.list{number}{at}{DOMAIN}.example,(907) 555-{:04},{STREET} {number},{TOWN},20001,{CUSTOM} {number}\n",
            4000 + number
        ));
    }
    std::fs::write(&list, text).unwrap();
    let (list, refused) = (list.to_str().unwrap(), refused.to_str().unwrap());
    let import = ["import", "people", list, "--group", "alder-readers", "--petition", SLUG, "--refused", refused, "--json"];
    let report = place.run(&[&import[..], &["--consent-source", "A made-up fair"]].concat());
    assert_eq!(report["refused"].as_u64(), Some(people.div_ceil(10) as u64), "{report}");
    place.run(&import);
}

/// A needle, and how often it may be there by chance.
type Needle = (Vec<u8>, usize);

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Base64 of whatever begins with these bytes, wherever in the encoded bytes it begins: the letters that do not hang on neighbours.
fn in_base64(bytes: &[u8]) -> Vec<Vec<u8>> {
    let at = |shift: usize, engine: &base64::engine::GeneralPurpose| {
        let text = engine.encode([&vec![0; shift], bytes].concat());
        let (from, to) = ((shift * 8).div_ceil(6), (shift + bytes.len()) * 8 / 6);
        text.as_bytes()[from..to].to_vec()
    };
    (0..3).flat_map(|shift| [at(shift, &STANDARD), at(shift, &URL_SAFE)]).collect()
}

fn needles() -> Vec<Needle> {
    let mut needles = Vec::new();
    for stem in STEMS {
        let mut turned: String = stem.to_lowercase();
        turned.replace_range(..1, &stem[..1].to_uppercase());
        for typed in [stem.to_owned(), stem.to_lowercase(), stem.to_uppercase(), turned] {
            needles.push((typed.as_bytes()[..4].to_vec(), BY_CHANCE_MAX));
            needles.push((typed.as_bytes()[..6].to_vec(), 0));
            needles.push((hex(&typed.as_bytes()[..4]).into_bytes(), 0));
            needles.push((hex(&typed.as_bytes()[..4]).to_uppercase().into_bytes(), 0));
            needles.extend(in_base64(&typed.as_bytes()[..6]).into_iter().map(|needle| (needle, 0)));
            // Backwards, and in two bytes a letter.
            needles.push((typed.bytes().rev().take(6).collect(), 0));
            needles.push((typed.bytes().take(4).flat_map(|byte| [byte, 0]).collect(), 0));
        }
    }
    needles.extend(NUMBERS.map(|number| (number.as_bytes().to_vec(), if number.len() < 6 { BY_CHANCE_MAX } else { 0 })));
    needles.extend(NUMBERS.map(|number| (hex(number.as_bytes()).into_bytes(), 0)));
    needles.sort();
    needles.dedup();
    needles
}

/// What is found more often than chance explains, in which place.
fn found(places: &[(String, Vec<u8>)]) -> Vec<String> {
    let mut found = Vec::new();
    for (needle, by_chance) in needles() {
        let count = |(name, bytes): &(String, Vec<u8>)| {
            let times = memchr::memmem::find_iter(bytes, &needle).count();
            (times > 0).then(|| (name.clone(), times))
        };
        let hits: Vec<(String, usize)> = places.iter().filter_map(count).collect();
        if hits.iter().map(|(_, times)| times).sum::<usize>() > by_chance {
            found.push(format!("{:?} in {hits:?}", String::from_utf8_lossy(&needle)));
        }
    }
    found
}

fn files_under(folder: &Path, into: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let (kind, name) = (entry.file_type().unwrap(), entry.path().display().to_string());
        if kind.is_dir() {
            files_under(&entry.path(), into);
        } else if kind.is_file() {
            into.push((name, std::fs::read(entry.path()).unwrap()));
        }
    }
}

/// Everything the server left, the backup also unpacked.
fn all_left(place: &Place) -> Vec<(String, Vec<u8>)> {
    let mut places = vec![("what was logged and printed".to_owned(), place.said.lock().unwrap().clone())];
    files_under(place.folder.path(), &mut places);
    let packed = std::fs::read(place.folder.join("night.clarion")).unwrap();
    let mut backup = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut backup).unwrap();
    places.push(("the backup, unpacked".to_owned(), backup));
    places
}

fn nobody_is_left(place: &Place) {
    let people = if testkit::long() { 1_000 } else { 300 };
    let running = place.serve();
    sign_by_form(place, &running, people);
    sign_by_api(place, &running, people);
    come_by_import(place, people);
    place.run(&["backup", "night.clarion"]);
    // Beside the running server, so that the write-ahead log is whole; and again after a kill and a start.
    let mut places = all_left(place);
    drop(running);
    drop(place.serve());
    places.extend(all_left(place));
    let bytes: usize = places.iter().map(|(_, bytes)| bytes.len()).sum();
    let names: Vec<&str> = places.iter().map(|(name, _)| name.rsplit('/').next().unwrap()).collect();
    let clear = |text: &str| places.iter().any(|(_, bytes)| memchr::memmem::find(bytes, text.as_bytes()).is_some());
    assert!(clear("Alder Readers") && clear("20001"), "the search sees what is clear by choice");
    let found = found(&places);
    assert!(found.is_empty(), "{}", found.join("\n"));
    eprintln!("{} needles for {} people, none in {bytes} bytes of {names:?}", needles().len(), 3 * people);
}

#[test]
fn nobody_can_be_found_in_what_sqlite_leaves() {
    let place = Place::new(None);
    nobody_is_left(&place);
    assert!(!place.folder.join("data/outbox").exists());
}

/// With the cluster's own files, its write-ahead log and its server log among what is searched.
#[test]
fn nobody_can_be_found_in_what_postgres_leaves_when_restarted() {
    let cluster = Postgres::own();
    let place = Place::new(Some(cluster.fresh_database()));
    nobody_is_left(&place);
    cluster.restart(Stop::Immediate);
    cluster.stop(Stop::Fast);
    let mut files = Vec::new();
    files_under(cluster.folder(), &mut files);
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    let holds = |text: &str| files.iter().filter(|(_, bytes)| memchr::memmem::find(bytes, text.as_bytes()).is_some()).count();
    assert!(holds("Alder Readers") > 1, "a table and the write-ahead log say what is clear by choice");
    assert!(files.iter().any(|(name, bytes)| name.ends_with("log") && !bytes.is_empty()), "the server's log is searched");
    let found = found(&files);
    assert!(found.is_empty(), "{}", found.join("\n"));
    eprintln!("none in {bytes} bytes of {} files of the cluster", files.len());
}

#[test]
fn the_search_finds_whoever_is_left() {
    let named = format!("{GIVEN}17");
    for left in [
        named.clone().into_bytes(),
        named.to_lowercase().into_bytes(),
        named.to_uppercase().into_bytes(),
        hex(named.as_bytes()).into_bytes(),
        STANDARD.encode(&named).into_bytes(),
        STANDARD.encode(format!("x{named}")).into_bytes(),
        STANDARD.encode(format!("xy{}", named.to_lowercase())).into_bytes(),
        named[..4].repeat(300).into_bytes(),
        b"+19075551234".to_vec(),
    ] {
        assert!(!found(&[("here".to_owned(), left.clone())]).is_empty(), "{}", String::from_utf8_lossy(&left));
    }
    assert!(found(&[("here".to_owned(), b"Ada Example 20001 DC".repeat(10))]).is_empty());
}
