//! Nobody can probe who stands on another group's list. Two worlds differ only in whether Vera, or somebody else in her place, is a
//! supporter of Alder: on its list, with a signature under its petition that Birch co-sponsors, a yes to calls, a stop, an erasure, a
//! form that waits. Birch is hostile. It has a key, lists to import, seats, a petition, and a place in the coalition; whatever it tries,
//! everything that it sees is the same in both worlds: status, heads, bodies, numbers, dates, and the time in every id.
//!
//! Clocks stand still, so that a date that leaks would differ; ids are compared by the time that they carry, since the rest is random.

use super::your_data::{ask, says, signs};
use crate::harness::{Answered, Server, TestGroup, id_of, person};
use clarion::access::SeatRole;
use clarion::clock::{Clock, DAY, MINUTE};
use clarion::coalitions::{self, Coalition, Role, overlap, reach};
use clarion::ids::Id;
use clarion::people::import::{Importer, Options};
use clarion::people::supporter::leave;
use clarion::people::{ConsentStatus, Purpose, suppress_confirming_mails};
use clarion::petitions::create;
use db::Engine;
use serde_json::{Value, json};
use std::io::Cursor;
use std::ops::ControlFlow;
use std::time::Duration;

const VERA: &str = "vera@mail.example";
const SOMEBODY_ELSE: &str = "walt@mail.example";
const WITHIN: Duration = Duration::from_secs(60);
const MAIL: seal::Channel = seal::Channel::Email;

/// What stands of Vera, or of somebody else, at Alder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// On the list, said to be a yes by Alder.
    Listed,
    /// Signed from the mailbox, with a yes to news.
    Signed,
    /// Agreed to calls of the coalition.
    Calls,
    /// Left everything of every group.
    LeftAll,
    /// Was erased.
    Erased,
    /// A form waits, and another was "not me".
    Waits,
}

const PARTS: [Part; 6] = [Part::Listed, Part::Signed, Part::Calls, Part::LeftAll, Part::Erased, Part::Waits];

/// All of them take a while, on PostgreSQL most of all: without time, those that were told before their mending.
fn parts(engine: Engine) -> &'static [Part] {
    match engine {
        _ if testkit::long() => &PARTS,
        Engine::Sqlite => &[Part::Signed, Part::Calls, Part::LeftAll],
        Engine::Postgres => &[Part::Signed],
    }
}

struct World {
    server: Server,
    coalition: Id,
    alder: Id,
    birch: TestGroup,
    owner: String,
    petition: String,
    theirs: String,
}

impl World {
    fn new(engine: Engine, begun: i64, part: Part, who: &str) -> Self {
        let server = Server::start_with(engine, Clock::manual(begun));
        let (alder, birch) = (server.group("Alder"), server.group("Birch"));
        let now = begun;
        let coalition = Coalition {
            id: server.app.ids.fresh(now),
            slug: "lanterns".to_owned(),
            name: "Lanterns".to_owned(),
            about_en: String::new(),
            about_es: String::new(),
            created_at: now,
        };
        let petition = server.petition(&alder.key, "Keep the lanterns");
        // What is made at one instant has no order.
        server.app.clock.advance(1_000_000);
        let theirs = server.petition(&birch.key, "More benches");
        let (id, ours, other): (Id, _, _) = (petition.parse().unwrap(), alder.id, birch.id);
        let standing = coalition.id;
        let made = server.app.db.write_bulk("test.coalition", move |tx| {
            coalitions::add_coalition(tx, &coalition)?;
            coalitions::join(tx, coalition.id, ours, Role::Steering, now)?;
            coalitions::join(tx, coalition.id, other, Role::Steering, now)?;
            let mut whole = create::find_by_id(tx, id)?.unwrap();
            whole.sponsors.push(other);
            create::change(tx, &whole, now)
        });
        made.unwrap().unwrap();
        let account = server.account("owner@birch.example", &[(birch.id, SeatRole::Owner)]);
        let owner = server.sign_in(account);
        let world = Self { server, coalition: standing, alder: alder.id, birch, owner, petition, theirs };
        world.put(&alder, part, who);
        // What a process remembers for a second is over.
        world.server.app.clock.advance(MINUTE);
        world
    }

    /// Puts Vera, or somebody else, where Alder has her.
    fn put(&self, alder: &TestGroup, part: Part, who: &str) {
        let server = &self.server;
        let add = || id_of(&server.post("/people", &alder.key, &json!({"person": with_number(who)})).ok());
        match part {
            Part::Listed => drop(add()),
            Part::Signed => {
                signs(server, alder.id, &self.petition, who);
                says(server, alder.id, (MAIL, who), Purpose::News, ConsentStatus::Confirmed);
            }
            Part::Calls => {
                add();
                says(server, alder.id, (MAIL, who), Purpose::Calls, ConsentStatus::Confirmed);
            }
            Part::LeftAll => {
                add();
                let (key, group, now) = (server.app.vault.matching_key(MAIL, who), alder.id, server.app.clock.now());
                server.app.db.write_bulk("test.leave", move |tx| leave::leave_all(tx, now, key, &[group])).unwrap();
            }
            Part::Erased => {
                let person = add().parse().unwrap();
                let (app, group, now) = (server.app.clone(), alder.id, server.app.clock.now());
                let erased = app.db.clone().write_bulk("test.erase", move |tx| {
                    clarion::people::erase::erase(tx, &app.vault, &app.ids, now, group, person)
                });
                erased.unwrap().unwrap();
            }
            Part::Waits => {
                let path = format!("/petitions/{}/signatures", self.petition);
                assert_eq!(server.post(&path, "", &json!({"person": person(who)})).status, 200);
                let (key, group, now) = (server.app.vault.matching_key(MAIL, who), alder.id, server.app.clock.now());
                server
                    .app
                    .db
                    .write_bulk("test.not_me", move |tx| suppress_confirming_mails(tx, key, group, now + DAY, now))
                    .unwrap();
            }
        }
    }

    /// All that Birch sees of one try.
    fn sees(&self, seen: &mut Vec<String>, what: &str, answer: &Answered) {
        let heads: Vec<&(String, String)> =
            answer.headers.iter().filter(|(name, _)| name != "date" && name != "content-length").collect();
        seen.push(masked(&format!("{what}\n{} {heads:?}\n{}", answer.status, answer.text)));
    }
}

/// Somebody with a number, as a list has them.
fn with_number(email: &str) -> Value {
    let mut body = person(email);
    body["phone_numbers"] = json!([{"number": "+12025550143"}]);
    body
}

/// A text whose random parts are masked. Of an id the time stays, to the microsecond; lengths stay, too.
fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let is_id = at + 36 <= bytes.len()
            && bytes[at..at + 36].iter().enumerate().all(|(place, byte)| match place {
                8 | 13 | 18 | 23 => *byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
        match is_id {
            true => {
                out.push_str(&text[at..at + 18]);
                out.push_str("-random");
                at += 36;
            }
            false => {
                let next = text[at..].chars().next().unwrap();
                out.push(next);
                at += next.len_utf8();
            }
        }
    }
    let mut parts = out.split("name=\"stamp\" value=\"");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        whole.push_str("name=\"stamp\" value=\"#");
        whole.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
    }
    whole
}

type Attack = fn(&World, &mut Vec<String>);

/// The key: adding, finding, filtering, changing, and what comes back in dates, statuses and totals.
fn by_key(world: &World, seen: &mut Vec<String>) {
    let (server, key) = (&world.server, world.birch.key.as_str());
    let added = server.post("/people", key, &json!({"person": with_number(VERA)}));
    world.sees(seen, "add", &added);
    let id = id_of(&added.ok());
    let mut again = person(VERA);
    again["email_addresses"][0]["status"] = json!("subscribed");
    again["identifiers"] = json!(["elsewhere:42"]);
    world.sees(seen, "add again", &server.post("/people", key, &json!({"person": again})));
    server.app.clock.advance(2_000_000);
    for path in [
        "/people".to_owned(),
        format!("/people/{id}"),
        format!("/people/{id}/signatures"),
        format!("/people?filter=email_address%20eq%20%27{VERA}%27"),
        "/people?filter=phone_number%20eq%20%27%2B12025550143%27".to_owned(),
        "/people?filter=modified_date%20gt%20%272020-01-01%27".to_owned(),
    ] {
        world.sees(seen, &path, &server.get(&path, key));
    }
    let left = json!({"email_addresses": [{"status": "unsubscribed"}], "given_name": "Vera"});
    world.sees(seen, "change", &server.put(&format!("/people/{id}"), key, &left));
    let moved = json!({"email_addresses": [{"address": "other@mail.example"}]});
    world.sees(seen, "move away", &server.put(&format!("/people/{id}"), key, &moved));
    let back = json!({"email_addresses": [{"address": VERA}]});
    world.sees(seen, "and back", &server.put(&format!("/people/{id}"), key, &back));
}

/// A petition that both stand under, and one of its own.
fn by_petitions(world: &World, seen: &mut Vec<String>) {
    let (server, key) = (&world.server, world.birch.key.as_str());
    let id = id_of(&server.post("/people", key, &json!({"person": person(VERA)})).ok());
    server.app.clock.advance(2_000_000);
    let path = format!("/petitions/{}/signatures", world.petition);
    for path in [
        path.clone(),
        format!("/petitions/{}", world.petition),
        format!("{path}?filter=created_date%20gt%20%272020-01-01%27"),
        format!("{path}?filter=modified_date%20gt%20%272020-01-01%27"),
        format!("/people/{id}"),
        format!("/people/{id}/signatures"),
        "/people?filter=modified_date%20gt%20%272020-01-01%27".to_owned(),
    ] {
        world.sees(seen, &path, &server.get(&path, key));
    }
    world.sees(seen, "sign for her", &server.post(&path, key, &json!({"person": person(VERA)})));
    let linked = json!({"_links": {"osdi:person": {"href": format!("/people/{id}")}}});
    world.sees(seen, "sign by link", &server.post(&path, key, &linked));
    world.sees(seen, "the total after it", &server.get(&format!("/petitions/{}", world.petition), key));
    let own = format!("/petitions/{}/signatures", world.theirs);
    for _ in 0..2 {
        world.sees(seen, "sign our own", &server.post(&own, key, &json!({"person": person(VERA)})));
    }
    for slug in ["keep-the-lanterns", "more-benches"] {
        world.sees(seen, slug, &server.page("GET", &format!("/petitions/{slug}"), "", b""));
    }
}

/// Lists: what an import says, and what the list says of itself afterwards.
fn by_import(world: &World, seen: &mut Vec<String>) {
    let app = &world.server.app;
    let importer = Importer { db: app.db.clone(), intake: app.intake(), clock: app.clock.clone() };
    let options = Options {
        group: world.birch.id,
        country: "US".to_owned(),
        consent_source: Some("a made-up fair".to_owned()),
        ..Options::default()
    };
    // One row a file: rows of one instant have no order.
    for row in [
        format!("{VERA},+12025550143,Vera Example"),
        format!("{VERA},+12025550199,Vera Other"),
        ",+12025550143,Number Only".to_owned(),
        format!("{VERA},,Vera Example"),
    ] {
        let file = format!("email,phone,name\n{row}\n");
        let report = importer.run(&options, Cursor::new(file.as_bytes()), &mut |_| ControlFlow::Continue(())).unwrap();
        seen.push(format!("{row}: {:?}", report.counts));
        app.clock.advance(MINUTE);
    }
    app.clock.advance(2_000_000);
    world.sees(seen, "the list", &world.server.get("/people", &world.birch.key));
}

/// The console: search, one person, questions by deed and consent, the file.
fn by_console(world: &World, seen: &mut Vec<String>) {
    let server = &world.server;
    let id = id_of(&server.post("/people", &world.birch.key, &json!({"person": with_number(VERA)})).ok());
    server.app.clock.advance(2_000_000);
    let base = "/console/groups/birch/supporters";
    let get = |path: &str| server.page("GET", path, &world.owner, b"");
    world.sees(seen, "list", &get(base));
    for question in [format!("petition={}", world.petition), format!("petition={}", world.theirs)] {
        world.sees(seen, &question, &get(&format!("{base}?{question}")));
        let file = server.page("POST", &format!("{base}/export"), &world.owner, question.as_bytes());
        world.sees(seen, "file", &file);
    }
    for question in ["news=left", "news=asserted", "news=confirmed", "news=unasked", "reach=email"] {
        world.sees(seen, question, &get(&format!("{base}?{question}")));
    }
    for sought in [VERA, "vera", "%2B12025550143"] {
        let found = server.page("POST", &format!("{base}/search"), &world.owner, format!("q={sought}").as_bytes());
        world.sees(seen, sought, &found);
    }
    world.sees(seen, "person", &get(&format!("{base}/{id}")));
    world.sees(seen, "tag", &server.page("POST", &format!("{base}/{id}/tags"), &world.owner, b"name=Marshal"));
    world.sees(seen, "erase", &get(&format!("{base}/{id}/erase")));
    world.sees(seen, "erased", &server.page("POST", &format!("{base}/{id}/erase"), &world.owner, b""));
    for petition in [&world.petition, &world.theirs] {
        world.sees(seen, "petition", &get(&format!("/console/groups/birch/petitions/{petition}")));
    }
    // An owner may ask anybody to a seat.
    let asked =
        server.page("POST", "/console/groups/birch/people", &world.owner, format!("email={VERA}&role=organizer&name=V").as_bytes());
    world.sees(seen, "seat", &asked);
    world.sees(seen, "seats", &get("/console/groups/birch/people"));
}

/// What anybody can send: forms of both pages, without a key, and the ask for what is held.
fn by_forms(world: &World, seen: &mut Vec<String>) {
    let server = &world.server;
    for (slug, petition) in [("keep-the-lanterns", &world.petition), ("more-benches", &world.theirs)] {
        let page = server.page("GET", &format!("/petitions/{slug}"), "", b"").text;
        let stamp = super::your_data::between(&page, "name=\"stamp\" value=\"", "\"").to_owned();
        let body = format!("given_name=V&family_name=E&email={VERA}&zip=45501&stamp={stamp}");
        for _ in 0..3 {
            let sent = server.ask_with("POST", &format!("/petitions/{slug}"), &[("X-Forwarded-For", "192.0.2.1")], body.as_bytes());
            world.sees(seen, slug, &sent);
        }
        let path = format!("/petitions/{petition}/signatures");
        world.sees(seen, "keyless", &server.post(&path, "", &json!({"person": person(VERA)})));
    }
    for _ in 0..5 {
        world.sees(seen, "your data", &ask(server, VERA, "192.0.2.2"));
    }
}

/// Reach, before and after putting her on the list.
fn by_reach(world: &World, seen: &mut Vec<String>) {
    let server = &world.server;
    // She would be the one who tips the rounding.
    for number in 0..14 {
        let (email, now) = (format!("ours{number}@mail.example"), server.app.clock.now());
        super::your_data::listed(server, world.birch.id, &email, now);
        says(server, world.birch.id, (MAIL, &email), Purpose::Calls, ConsentStatus::Confirmed);
    }
    let look = |seen: &mut Vec<String>| {
        let page = || server.page("GET", "/console/coalitions/lanterns/reach?as=birch", &world.owner, b"");
        page();
        let worker = server.worker();
        let (coalition, clock) = (world.coalition, server.app.clock.clone());
        testkit::wait_until("it was counted", WITHIN, || {
            let now = clock.now();
            let kept = server.app.db.read_blocking(move |tx| reach::of(tx, coalition)).unwrap();
            kept.is_some_and(|counted| !counted.is_old(now))
        });
        server.stop(worker);
        world.sees(seen, "reach", &page());
    };
    look(seen);
    server.post("/people", &world.birch.key, &json!({"person": person(VERA)})).ok();
    server.app.clock.advance(DAY + MINUTE);
    look(seen);
}

/// The overlap that both agreed to, with her as the one who would tip its rounding.
fn by_overlap(world: &World, seen: &mut Vec<String>) {
    let server = &world.server;
    let path = "/console/coalitions/lanterns/overlap";
    let alder = server.account("owner@alder.example", &[(world.alder, SeatRole::Owner)]);
    for (cookie, other) in [(&world.owner, "alder"), (&server.sign_in(alder), "birch")] {
        assert_eq!(server.page("POST", path, cookie, format!("word=agree&group={other}").as_bytes()).status, 303);
    }
    for number in 0..14 {
        let email = format!("both{number}@mail.example");
        let now = server.app.clock.now();
        for group in [world.alder, world.birch.id] {
            super::your_data::listed(server, group, &email, now);
            says(server, group, (MAIL, &email), Purpose::Calls, ConsentStatus::Confirmed);
        }
    }
    server.app.clock.advance(8 * DAY);
    let look = |seen: &mut Vec<String>| {
        let page = || server.page("GET", path, &world.owner, b"");
        page();
        let worker = server.worker();
        let (coalition, group, clock) = (world.coalition, world.alder, server.app.clock.clone());
        testkit::wait_until("it was counted", WITHIN, || {
            let now = clock.now();
            let kept = server.app.db.read_blocking(move |tx| overlap::of_group(tx, coalition, group)).unwrap();
            kept.iter().all(|agreed| agreed.counted.is_some() && !agreed.is_due(now))
        });
        server.stop(worker);
        let page = page();
        assert!(page.text.contains("10 people in common"), "{}", page.text);
        world.sees(seen, "overlap", &page);
    };
    look(seen);
    // Whatever the group says of her, and however often.
    server.post("/people", &world.birch.key, &json!({"person": person(VERA)})).ok();
    server.app.clock.advance(8 * DAY);
    look(seen);
}

fn fails(attack: Attack) {
    let begun = Clock::System.now();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for part in parts(engine) {
            let seen = [VERA, SOMEBODY_ELSE].map(|who| {
                let world = World::new(engine, begun, *part, who);
                let mut seen = Vec::new();
                attack(&world, &mut seen);
                seen
            });
            assert_eq!(seen[0].len(), seen[1].len());
            if let Some((with, without)) = seen[0].iter().zip(&seen[1]).find(|(with, without)| with != without) {
                let lines = with.lines().zip(without.lines()).find(|(with, without)| with != without);
                let what = with.lines().next().unwrap_or_default();
                panic!("{engine:?}, {part:?}, {what}: she is on the other list, and is not:\n{lines:#?}");
            }
        }
    }
}

#[test]
fn her_own_key_tells_a_group_nothing_of_another_list_postgres_too() {
    fails(by_key);
}

#[test]
fn a_co_sponsored_petition_tells_nothing_of_another_list_postgres_too() {
    fails(by_petitions);
}

#[test]
fn an_import_tells_nothing_of_another_list_postgres_too() {
    fails(by_import);
}

#[test]
fn the_console_tells_nothing_of_another_list_postgres_too() {
    fails(by_console);
}

#[test]
fn forms_and_the_supporters_page_tell_nothing_postgres_too() {
    fails(by_forms);
}

#[test]
fn an_agreed_overlap_tells_nothing_of_one_human_postgres_too() {
    fails(by_overlap);
}

#[test]
fn reach_tells_nothing_of_one_human_postgres_too() {
    fails(by_reach);
}
