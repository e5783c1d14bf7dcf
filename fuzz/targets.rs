//! One function per parser of strangers' bytes: it calls the product and asserts what the product promises of any input.
//!
//! The stories replay the corpus through these and then mutate it (crates/clarion/tests/fuzzing). A function here never decides what
//! is valid: it asks only that nothing panics, that folding again changes nothing, that bounds hold and that what was read
//! can be written and read again.

#[path = "notice_targets.rs"]
mod notice_targets;

use axum::http::{HeaderMap, HeaderValue};
use bytes::{Bytes, BytesMut};
use clarion::coalitions::Group;
use clarion::config::Settings;
use clarion::ids::{Id, Ids};
use clarion::keys::Vault;
use clarion::officials::{Reading, openstates, simple_csv};
use clarion::osdi::body::Body;
use clarion::osdi::filter::{self, Filter};
use clarion::osdi::{Query, dates, hal, range};
use clarion::pending::Kind;
use clarion::pending::form::{self, FormPage, Typed};
use clarion::people::csv_columns::Mapping;
use clarion::people::csv_refused::RefusedWriter;
use clarion::people::csv_rows::{CsvRows, PersonRow, Row};
use clarion::people::{self, api_body::PersonBody, api_body::SignupBody};
use clarion::petitions::api_body::{PetitionBody, SignatureBody};
use clarion::web::lang::Lang;
use clarion::web::{client, markdown};
use db::{ArchiveProblem, DatabaseUrl, Db};
use jiff::civil::{Date, date};
use seal::{MasterKey, Token, email, name, phone, recovery, text, zip};
use std::cell::RefCell;
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr};
use std::sync::LazyLock;
use testkit::TempFolder;

/// The petition or event of the forms.
const ACTION: Id = Id([2; 16]);
pub use notice_targets::{checkpoint, cosignature, decision_file, log_proof, notice_file, pasted_notice};

/// A Thursday in 2026, microseconds.
const NOW: i64 = 1_780_000_000_000_000;
const TODAY: Date = date(2026, 5, 28);

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn is_one_line(text: &str) -> bool {
    !text.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// Mailboxes as people type them.
pub fn email(bytes: &[u8]) {
    let Ok(read) = email::fold(&lossy(bytes)) else { return };
    for text in [&read.typed, &read.folded] {
        assert!(text.len() <= 254 && is_one_line(text) && !text.contains(char::is_whitespace), "unbounded or torn");
        let again = email::fold(text).expect("what was folded can be folded");
        assert_eq!(again.folded, read.folded, "folding again changes nothing");
    }
    assert!(read.domain.is_ascii() && read.typed.ends_with(&read.domain), "mail goes to the domain that was read");
    assert_eq!(email::fold(&read.typed).map(|again| again.typed), Ok(read.typed.clone()), "typing it back changes nothing");
}

/// Telephone numbers, in countries with and without a plan.
pub fn phone(bytes: &[u8]) {
    for country in ["US", "mx", "GB", "", "\u{fdfa}"] {
        let Ok(read) = phone::fold(&lossy(bytes), country) else { continue };
        let digits = read.e164.strip_prefix('+').expect("E.164 begins with a plus");
        assert!((7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()), "no number");
        assert_eq!(phone::fold(&read.e164, "DE").map(|again| again.e164), Ok(read.e164.clone()), "folding again changes nothing");
    }
}

/// Names for comparing.
pub fn person_name(bytes: &[u8]) {
    let folded = name::fold(&lossy(bytes));
    assert_eq!(name::fold(&folded), folded, "folding again changes nothing");
    assert!(is_one_line(&folded) && folded.trim() == folded, "a folded name is one line");
}

/// Free text and single lines.
pub fn free_text(bytes: &[u8]) {
    let typed = lossy(bytes);
    for chars_max in [0, 10, 2_000] {
        if let Ok(clean) = text::clean(&typed, chars_max) {
            assert!(clean.chars().count() <= chars_max && !clean.contains(['\0', '\r']), "unbounded or unclean");
            assert_eq!(text::clean(&clean, chars_max), Ok(clean), "cleaning again changes nothing");
        }
        if let Ok(line) = text::clean_line(&typed, chars_max) {
            assert!(is_one_line(&line) && line.chars().count() <= chars_max, "not one line");
            assert_eq!(text::clean_line(&line, chars_max), Ok(line), "cleaning again changes nothing");
        }
    }
}

/// ZIP codes.
pub fn zip_code(bytes: &[u8]) {
    let typed = lossy(bytes);
    assert!(zip::state(&typed).is_none() || typed.len() == 5, "only five digits lie in a state");
    let Some(code) = zip::clean(&typed) else { return };
    assert!(code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit()), "five digits");
    assert_eq!(zip::clean(&code).as_ref(), Some(&code), "cleaning again changes nothing");
    assert!(zip::state(&code).is_none_or(|state| zip::state_name(state).is_some()), "every state has a name");
}

/// Tokens of links, ids and master keys.
pub fn token(bytes: &[u8]) {
    let typed = lossy(bytes);
    if let Some(token) = Token::parse(&typed) {
        assert_eq!(token.to_text(), typed, "a token has one text");
    }
    if let Ok(id) = typed.parse::<Id>() {
        assert_eq!(id.to_string().parse().ok(), Some(id), "an id is written and read");
    }
    if let Ok(key) = MasterKey::parse(&typed) {
        assert!(MasterKey::parse(&key.to_text()).is_ok_and(|again| again == key), "a key is written and read");
    }
    for id in [hal::own_id(&typed), hal::last_segment(&typed)].into_iter().flatten() {
        assert_eq!(hal::own_id(&id.to_string()), Some(id), "an id is found again");
    }
}

/// Recovery sheets, up to the passphrase: no sheet of the corpus has six right lines, because trying one takes long.
pub fn recovery_sheet(bytes: &[u8]) {
    let problem = recovery::unwrap(&lossy(bytes), "not the passphrase").expect_err("the passphrase is another");
    assert!(problem.to_string().len() < 200, "the sentence does not repeat the sheet");
}

fn group() -> Group {
    Group {
        id: Id([1; 16]),
        slug: "made-up".to_owned(),
        name: "Made Up Neighbours".to_owned(),
        about_en: String::new(),
        about_es: String::new(),
        postal_address: "1 Made Up Street".to_owned(),
        country: "US".to_owned(),
        created_at: NOW,
    }
}

fn empty_database(folder: &TempFolder) -> Db {
    let url = DatabaseUrl::Sqlite(folder.join("clarion.db"));
    let db = Db::open(&url, None, db::Settings::default()).expect("a new file can be opened");
    db.migrate(clarion::schema::MIGRATIONS, NOW).expect("a new database can be set up");
    db
}

/// The secrets outlive the database that they were made in.
static VAULT: LazyLock<Vault> = LazyLock::new(|| {
    let folder = TempFolder::new();
    let db = empty_database(&folder);
    Vault::open(&db, MasterKey::from_bytes([7; 32]), &Ids::seeded(1), NOW).expect("a new database has new secrets")
});

/// The form of a petition's page: once as it came, and once with a fresh stamp, which only the server can make.
pub fn petition_form(bytes: &[u8]) {
    let groups = [group()];
    let forms =
        [(Lang::En, Kind::Signature, "", 1), (Lang::Es, Kind::Signature, "", 1), (Lang::En, Kind::Attendance, "Readers", 3)];
    for (lang, kind, calls_of, ticks) in forms {
        let page =
            FormPage { kind, action: ACTION, path: "/petitions/made-up".to_owned(), groups: &groups, calls_of, asked: None, lang };
        let stamp = format!("&stamp={}", form::stamp(&VAULT, ACTION, NOW));
        for body in [bytes.to_vec(), [bytes, stamp.as_bytes()].concat()] {
            let typed = Typed::read(&body);
            match page.check(&typed, &VAULT, NOW) {
                Ok(taken) => {
                    let details = &taken.details;
                    assert!(
                        [&details.given_name, &details.family_name].into_iter().all(|name| is_one_line(name) && !name.is_empty())
                    );
                    assert!(
                        taken.comment.chars().count() <= 2_000 && taken.coarse.region.len() == 2 && taken.coarse.zip.len() == 5
                    );
                    assert!(taken.news_of.iter().all(|id| *id == groups[0].id) && taken.news_of.len() <= 1, "one answer a group");
                    assert_eq!(email::fold(&details.email).map(|email| email.folded), Ok(taken.folded_email), "the same mailbox");
                }
                Err(errors) => {
                    assert!(!errors.is_empty(), "a refusal says why");
                    assert_eq!(page.filled(&typed, errors, &VAULT, NOW).consents.len(), ticks, "the form is shown again whole");
                }
            }
        }
    }
}

fn read_json<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    Body(Bytes::copy_from_slice(bytes)).read().ok()
}

fn checked_person(body: PersonBody) {
    let Ok(person) = body.check("US") else { return };
    let coarse = person.coarse();
    for (code, length_max) in [(&coarse.country, 2), (&coarse.region, 3), (&coarse.zip, 10), (&coarse.lang, 2)] {
        assert!(code.is_ascii() && code.len() <= length_max && is_one_line(code), "free text in a clear column");
    }
    let details = person.details();
    let lines = [&details.given_name, &details.family_name, &details.street, &details.locality, &details.phone, &details.email];
    assert!(lines.into_iter().chain(&details.identifiers).all(|line| is_one_line(line)), "a field became two");
    assert!(details.custom.len() <= 100 && details.custom.keys().all(|key| is_one_line(key)), "custom fields without bound");
    let written = serde_json::to_vec(&details).expect("plain data");
    assert_eq!(serde_json::from_slice::<people::Details>(&written).ok(), Some(details), "sealed and opened again");
}

/// People as API clients send them.
pub fn api_people(bytes: &[u8]) {
    read_json::<PersonBody>(bytes).into_iter().for_each(checked_person);
    read_json::<SignupBody>(bytes).and_then(|body| body.person).into_iter().for_each(checked_person);
}

/// Petitions and signatures as API clients send them.
pub fn api_petitions(bytes: &[u8]) {
    if let Some(Ok(change)) = read_json::<PetitionBody>(bytes).map(PetitionBody::check) {
        assert!(change.title().is_ok_and(is_one_line) || change.title().is_err(), "a title is one line");
        assert!(change.description().is_none_or(|text| !text.contains(['\0', '\r'])), "a description is clean");
        assert!(
            change.identifiers.len() <= 20 && change.identifiers.iter().all(|id| id.contains(':')),
            "identifiers without bound"
        );
    }
    let Some(body) = read_json::<SignatureBody>(bytes) else { return };
    if let Ok((comment, identifiers)) = body.note() {
        assert!(comment.is_none_or(|text| text.chars().count() <= 2_000) && identifiers.len() <= 20, "a note without bound");
    }
    body.linked_person();
    body.person.into_iter().for_each(checked_person);
}

/// The commands that a running server takes over a socket.
pub fn hand_over(bytes: &[u8]) {
    if let Err(problem) = clarion::cli::handed_over(&lossy(bytes)) {
        assert!(problem.sentence().len() < 200, "the sentence does not repeat the request");
    }
}

/// A filter in its shortest form: parentheses only where they change the meaning.
fn written(filter: &Filter) -> String {
    let joined = |parts: &[Filter], word: &str, bare: fn(&Filter) -> bool| {
        let part = |part| if bare(part) { written(part) } else { format!("({})", written(part)) };
        parts.iter().map(part).collect::<Vec<_>>().join(word)
    };
    match filter {
        Filter::Leaf { field, op, value } => format!("{field} {op} '{}'", value.replace('\'', "''")),
        Filter::All(parts) => joined(parts, " and ", |part| matches!(part, Filter::Leaf { .. })),
        Filter::Any(parts) => joined(parts, " or ", |part| !matches!(part, Filter::Any(_))),
    }
}

fn leaves(filter: &Filter) -> usize {
    match filter {
        Filter::Leaf { field, op, value } => {
            let spans = range::of(field, *op, value).into_iter();
            spans.for_each(|span| assert!(span.start < span.end, "a span of time that is none"));
            1
        }
        Filter::All(parts) | Filter::Any(parts) => parts.iter().map(leaves).sum(),
    }
}

/// Filters of lists, and the dates in them.
pub fn api_filter(bytes: &[u8]) {
    let typed = lossy(bytes);
    if let Some(moment) = dates::parse(&typed) {
        let again = dates::parse(&dates::text(moment.start)).expect("a written date can be read");
        assert_eq!(dates::text(again.start), dates::text(moment.start), "a date is written and read");
    }
    let Ok(read) = filter::parse(&typed) else { return };
    assert!(leaves(&read) <= 20, "more comparisons than are taken");
    assert_eq!(filter::parse(&written(&read)), Ok(read), "a filter is written and read");
}

/// What stands after the question mark of a list.
pub fn api_query(bytes: &[u8]) {
    let query = Query::read(&lossy(bytes));
    assert!(query.page >= 1 && (1..=25).contains(&query.per_page), "a page without bound");
    query.skipped();
    if query.filter().is_err() {
        return;
    }
    let next = Query::read(&query.of_page(query.page.saturating_add(1)));
    assert_eq!((next.per_page, &next.filter), (query.per_page, &query.filter), "the next page is of the same list");
    let links = hal::Links::new("https://act.example");
    let page =
        hal::Page { key: "osdi:people", path: "people", query: &query, total: u64::MAX, records: vec![serde_json::Value::Null] };
    hal::envelope(&links, page);
}

/// Gives a file in pieces of seven bytes, as a slow pipe does.
struct InPieces<'a>(&'a [u8]);

impl Read for InPieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = into.len().min(7);
        self.0.read(&mut into[..length])
    }
}

/// A byte offset and a line.
type Place = (u64, u64);

fn rows_of<R: Read>(input: R, skipped_to: Option<Place>) -> Option<(Vec<Row>, Vec<Place>)> {
    let mut rows = CsvRows::open(input).ok()?;
    let mapping = Mapping::guess(rows.columns(), &[]).ok()?;
    rows.read_as(&mapping);
    if let Some((offset, line)) = skipped_to {
        rows.skip_to(offset, line).expect("the place was given for this file");
    }
    let (mut all, mut places) = (Vec::new(), Vec::new());
    loop {
        places.push(rows.place());
        let Some(row) = rows.next() else { return Some((all, places)) };
        all.push(row.expect("bytes in memory can be read"));
    }
}

fn cells(person: &PersonRow) -> PersonRow {
    PersonRow { line: 0, byte_offset: 0, raw: Box::default(), ..person.clone() }
}

/// Lists of people: the same rows in one piece, in many and from any place on; what is refused can be imported again.
pub fn people_csv(bytes: &[u8]) {
    let Some((rows, places)) = rows_of(bytes, None) else { return };
    assert_eq!(rows_of(InPieces(bytes), None).map(|(rows, _)| rows).as_ref(), Some(&rows), "a slow file has other rows");
    let at = bytes.len() % places.len();
    let rest = rows_of(bytes, Some(places[at])).map(|(rows, _)| rows);
    assert_eq!(rest.as_deref(), Some(&rows[at..]), "an import taken up again has other rows");
    let people: Vec<&PersonRow> = rows.iter().filter_map(|row| if let Row::Person(row) = row { Some(row) } else { None }).collect();
    for person in &people {
        let from = usize::try_from(person.byte_offset).expect("a file in memory");
        assert!(bytes[from..].starts_with(&person.raw), "a row stands elsewhere than it says");
        assert!(!person.email.is_empty() || !person.phone.is_empty(), "a person without an address");
    }
    let reader = CsvRows::open(bytes).expect("it was opened before");
    let mut refused = RefusedWriter::new(Vec::new(), reader.columns()).expect("memory takes everything");
    for person in &people {
        refused.write(&reader.refuse(person, "Made up.")).expect("memory takes everything");
    }
    let refused = refused.finish().expect("memory takes everything");
    let (again, _) = rows_of(&refused[..], None).expect("a file of refused rows can be read");
    let again: Vec<PersonRow> =
        again.iter().map(|row| if let Row::Person(row) = row { cells(row) } else { panic!("{row:?}") }).collect();
    assert_eq!(again, people.iter().map(|person| cells(person)).collect::<Vec<_>>(), "a refused row comes back changed");
}

fn check_holders(reading: &Reading) {
    for holding in &reading.holdings {
        assert!(!holding.name.is_empty() && is_one_line(&holding.name) && holding.name.chars().count() <= 200, "a name");
        let shown = holding.emails.iter().chain(&holding.phones).chain(&holding.sources);
        assert!(shown.clone().all(|line| is_one_line(line) && line.chars().count() <= 2_000), "a contact is one line");
        assert!(holding.sources.iter().all(|link| link.starts_with("http")), "a link that is none");
    }
}

/// Officials as YAML.
pub fn officials_yaml(bytes: &[u8]) {
    let mut reading = Reading::default();
    openstates::read_person(bytes, "made-up.yml", TODAY, &mut reading);
    assert!(reading.people == 1 && reading.holdings.len() <= 100, "one file, one person");
    assert!(!reading.holdings.is_empty() || !reading.unused.is_empty(), "a file is used or its reason told");
    check_holders(&reading);
}

/// Officials as CSV.
pub fn officials_csv(bytes: &[u8]) {
    let reading = simple_csv::read(bytes, "made-up.csv", TODAY);
    assert!(reading.holdings.len() + reading.unused.len() >= reading.people, "every row is used or its reason told");
    check_holders(&reading);
}

/// `X-Forwarded-For`: the first byte says how many proxies there are, every line is one header. Whatever strangers wrote,
/// the address that our own proxy added at the right is the one that counts.
pub fn forwarded_for(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let peer = SocketAddr::from(([198, 51, 100, 9], 1));
    let values: Vec<&[u8]> = rest.split(|byte| *byte == b'\n').collect();
    let headers = |last: &[u8]| {
        let mut headers = HeaderMap::new();
        for (at, value) in values.iter().enumerate() {
            let value = if at + 1 == values.len() { [value, last].concat() } else { value.to_vec() };
            HeaderValue::from_bytes(&value).into_iter().for_each(|value| {
                headers.append("x-forwarded-for", value);
            });
        }
        headers
    };
    assert_eq!(client::address(peer, &headers(b""), 0), peer.ip(), "nobody is believed");
    let one = client::address(peer, &headers(b""), usize::from(*first));
    assert_eq!(one, one.to_canonical(), "one address has one form");
    let ours: IpAddr = [192, 0, 2, 1].into();
    let told = headers(b", 192.0.2.1");
    let taken = values.last().is_some_and(|value| HeaderValue::from_bytes(value).is_ok());
    assert!(!taken || client::address(peer, &told, 1) == ours, "our own proxy is believed");
}

const TAGS: [&str; 13] = ["a", "p", "br", "em", "strong", "ul", "ol", "li", "h3", "h4", "blockquote", "hr", "code"];

/// Name and quoted value of each attribute of a tag, as an HTML serialiser writes them; what follows the tag comes second.
fn attributes(mut rest: &str) -> (Vec<(&str, &str)>, &str) {
    let mut all = Vec::new();
    loop {
        let rest_of_tag = rest.trim_start_matches([' ', '/']);
        if let Some(text) = rest_of_tag.strip_prefix('>') {
            return (all, text);
        }
        let (name, value) = rest_of_tag.split_once("=\"").expect("an attribute has a value in quotes");
        let (value, after) = value.split_once('"').expect("a quote is closed");
        all.push((name, value));
        rest = after;
    }
}

/// Every tag is one of ours, and what it carries runs nothing and loads nothing.
fn check_tags(html: &str) {
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        let tag = tag.trim_start_matches('/');
        let (name, after) = tag.split_at(tag.find([' ', '>', '/']).expect("a tag ends"));
        assert!(TAGS.contains(&name), "the tag {name}");
        let (all, text) = attributes(after);
        for (attribute, value) in all {
            let is_plain =
                || ["http:", "https:", "mailto:", "tel:"].iter().any(|scheme| value.to_ascii_lowercase().starts_with(scheme));
            match attribute {
                "href" => assert!(is_plain(), "the address {value}"),
                "rel" => assert_eq!(value, "noopener noreferrer nofollow"),
                other => assert!(matches!(other, "title" | "lang"), "the attribute {other}"),
            }
        }
        rest = text;
    }
}

/// Markdown of organisers.
pub fn markdown_html(bytes: &[u8]) {
    let text = lossy(bytes);
    check_tags(&markdown::html(&text));
    assert!(markdown::summary(&text, 20).chars().count() <= 21, "a summary without bound");
}

thread_local! {
    static FOLDER: TempFolder = TempFolder::in_memory();
    static DATABASE: RefCell<Option<(Db, TempFolder)>> = const { RefCell::new(None) };
}

/// The file of settings, and each of its lines as a variable.
pub fn settings(bytes: &[u8]) {
    let path = FOLDER.with(|folder| folder.join("clarion.toml"));
    std::fs::write(&path, bytes).expect("a temporary file can be written");
    let variable = |line: &str| line.split_once('=').map(|(name, value)| (format!("CLARION_{name}"), value.to_owned()));
    let variables: Vec<(String, String)> = lossy(bytes).lines().filter_map(variable).collect();
    for read in [Settings::read(Some(&path), std::iter::empty(), &[]), Settings::read(None, variables.into_iter(), &[])] {
        let Ok(read) = read else { continue };
        assert!(read.public_url.starts_with("http") && !read.public_url.ends_with('/'), "an address to put paths behind");
        assert!(read.trusted_proxies <= 16, "more proxies than anybody has");
    }
}

/// The addresses of databases and mail relays.
pub fn service_urls(bytes: &[u8]) {
    let typed = lossy(bytes);
    if let Ok(DatabaseUrl::Postgres(kept)) = DatabaseUrl::parse(&typed) {
        assert_eq!(format!("{:?}", DatabaseUrl::Postgres(kept)), "postgres://...", "a password is never shown");
    }
    let Ok(relay) = smtp::Relay::parse(&typed) else { return };
    assert!(!relay.host().is_empty() && relay.host().is_ascii() && is_one_line(relay.host()), "a host");
    let colon = relay.host().contains(':');
    let host = if colon { format!("[{}]", relay.host()) } else { relay.host().to_owned() };
    let again = smtp::Relay::parse(&format!("smtp://{host}:{}", relay.port()));
    assert!(again.is_ok_and(|again| again.host() == relay.host() && again.port() == relay.port()), "a relay is written and read");
}

fn replies(pieces: &[&[u8]]) -> (Vec<(u16, Vec<String>)>, bool) {
    let (mut reader, mut input, mut all) = (smtp::ReplyReader::default(), BytesMut::new(), Vec::new());
    for piece in pieces {
        input.extend_from_slice(piece);
        loop {
            match reader.next(&mut input) {
                Ok(Some(reply)) => all.push((reply.code, reply.lines)),
                Ok(None) => break,
                Err(_) => return (all, true),
            }
        }
    }
    (all, false)
}

/// What a mail relay says, in one piece and in two.
pub fn smtp_replies(bytes: &[u8]) {
    let whole = replies(&[bytes]);
    let (head, tail) = bytes.split_at(bytes.len() / 2);
    assert_eq!(replies(&[head, tail]), whole, "a reply in two pieces is another");
    for (code, lines) in &whole.0 {
        assert!((200..=599).contains(code) && (1..=128).contains(&lines.len()), "a reply without bound");
        assert!(lines.iter().all(|line| !line.contains(char::is_control)), "a reply that could move a cursor");
    }
}

/// Backups, as they are and zipped. One that is whole up to its last line leaves rows behind: then a new database is taken.
pub fn archive(bytes: &[u8]) {
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    zipped.write_all(bytes).expect("memory takes everything");
    let zipped = zipped.finish().expect("memory takes everything");
    DATABASE.with_borrow_mut(|kept| {
        for from in [bytes, &zipped[..]] {
            let (db, _) = kept.get_or_insert_with(|| {
                let folder = TempFolder::in_memory();
                (empty_database(&folder), folder)
            });
            let read = db::read_archive(db, clarion::schema::MIGRATIONS, NOW, from);
            if matches!(read, Ok(_) | Err(ArchiveProblem::NotEmpty)) {
                *kept = None;
            }
        }
    });
}
