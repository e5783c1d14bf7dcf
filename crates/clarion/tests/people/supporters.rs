//! A group's supporters in the console: found by name, address, place, tag, deed, consent and date; tags and notes; never another
//! group's.

use crate::harness::{Server, TestGroup, id_of, on_both_in_time, person};
use clarion::access::SeatRole;
use clarion::app::Parts;
use clarion::clock::{Clock, DAY};
use clarion::people::csv_columns::Mapping;
use clarion::people::csv_rows::{CsvRows, Row};
use clarion::people::roster::Rosters;
use db::Engine;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use testkit::wait_until;

pub(super) struct Organiser<'a> {
    pub(super) server: &'a Server,
    pub(super) slug: String,
    pub(super) cookie: String,
}

impl<'a> Organiser<'a> {
    pub(super) fn of(server: &'a Server, group: &TestGroup, slug: &str) -> Self {
        let account = server.account(&format!("owner@{slug}.example"), &[(group.id, SeatRole::Organiser)]);
        Self { server, slug: slug.to_owned(), cookie: server.sign_in(account) }
    }

    pub(super) fn path(&self, rest: &str) -> String {
        format!("/console/groups/{}/supporters{rest}", self.slug)
    }

    pub(super) fn get(&self, rest: &str) -> String {
        let answered = self.server.page("GET", &self.path(rest), &self.cookie, b"");
        assert_eq!(answered.status, 200, "{rest}: {}", answered.text);
        answered.text
    }

    pub(super) fn post(&self, rest: &str, body: &str) -> (u16, String, String) {
        let answered = self.server.page("POST", &self.path(rest), &self.cookie, body.as_bytes());
        (answered.status, answered.header("location").to_owned(), answered.text)
    }

    /// The names that a search shows.
    pub(super) fn find(&self, sought: &str) -> Vec<String> {
        let body = format!("q={}", url::form_urlencoded::byte_serialize(sought.as_bytes()).collect::<String>());
        let (status, _, text) = self.post("/search", &body);
        assert_eq!(status, 200, "{text}");
        names(&text)
    }

    pub(super) fn does(&self, rest: &str, body: &str) {
        let (status, to, text) = self.post(rest, body);
        assert_eq!((status, to.contains("refused=")), (303, false), "{rest}: {to} {text}");
    }
}

/// The names in the table of a page, in their order.
pub(super) fn names(page: &str) -> Vec<String> {
    let lines = page.split("<th scope=\"row\"><a href=\"").skip(1);
    lines.map(|line| line.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
}

pub(super) fn add(server: &Server, group: &TestGroup, given: &str, family: &str, email: &str, zip: &str) -> String {
    // Each came after the one before.
    server.app.clock.advance(1_000);
    let mut body = person(email);
    body["given_name"] = json!(given);
    body["family_name"] = json!(family);
    body["postal_addresses"] = json!([{"postal_code": zip}]);
    id_of(&server.post("/people", &group.key, &json!({"person": body})).ok())
}

#[test]
fn people_are_found_by_the_beginning_of_a_name_and_by_whole_addresses() {
    on_both_in_time(|server| {
        let (ours, theirs) = (server.group("Alder"), server.group("Birch"));
        let organiser = Organiser::of(server, &ours, "alder");
        assert!(organiser.get("").contains("Nobody is on this list yet"));
        add(server, &ours, "José", "Núñez", "jose@mail.example", "45501");
        add(server, &ours, "Ana María", "López-García", "ana@mail.example", "20001");
        add(server, &ours, "Josephine", "O'Brien", "jo@mail.example", "20001");
        add(server, &theirs, "José", "Elsewhere", "elsewhere@mail.example", "45501");
        server.app.clock.advance(2_000_000);
        assert_eq!(names(&organiser.get("")), ["Josephine O&#39;Brien", "Ana María López-García", "José Núñez"]);
        assert_eq!(organiser.find("jose"), ["Josephine O&#39;Brien", "José Núñez"]);
        assert_eq!(organiser.find("NUN jos"), ["José Núñez"], "words in any order");
        assert_eq!(organiser.find("garcia"), ["Ana María López-García"]);
        assert_eq!(organiser.find("brien"), ["Josephine O&#39;Brien"]);
        assert!(organiser.find("ose").is_empty(), "no middles of words");
        assert_eq!(organiser.find(" JO@mail.example "), ["Josephine O&#39;Brien"]);
        assert!(organiser.find("elsewhere@mail.example").is_empty(), "another group's");
        assert!(organiser.find("Elsewhere").is_empty());
        add(server, &ours, "Nora", "New", "nora@mail.example", "45501");
        server.app.clock.advance(2_000_000);
        assert_eq!(organiser.find("nora"), ["Nora New"], "who came since the list was opened");
        let (status, to, _) = organiser.post("/search", "q=&state=oh&zip=");
        assert_eq!((status, to.as_str()), (303, "/console/groups/alder/supporters?state=oh"), "what names nobody makes an address");
        for state in ["oh", "Ohio", "+OHIO"] {
            assert_eq!(names(&organiser.get(&format!("?state={state}"))), ["Nora New", "José Núñez"], "{state}");
        }
        assert!(names(&organiser.get("?state=Atlantis")).is_empty(), "what nobody can live in means nobody");
        assert_eq!(names(&organiser.get("?zip=20001")), ["Josephine O&#39;Brien", "Ana María López-García"]);
    });
}

#[test]
fn people_are_chosen_by_tag_deed_consent_and_day() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        let petition = server.petition(&group.key, "Keep the lanterns");
        let mut ids = Vec::new();
        for number in 0..120 {
            ids.push(add(server, &group, &format!("Person{number}"), "Example", &format!("p{number}@mail.example"), "45501"));
            if number % 2 == 0 {
                let body = json!({"person": person(&format!("p{number}@mail.example"))});
                server.post(&format!("/petitions/{petition}/signatures"), &group.key, &body).ok();
            }
        }
        for id in &ids[..3] {
            organiser.does(&format!("/{id}/tags"), "name=Marshal");
        }
        let left = json!({"email_addresses": [{"status": "unsubscribed"}]});
        server.put(&format!("/people/{}", ids[7]), &group.key, &left).ok();
        server.app.clock.advance(2_000_000);
        let page = organiser.get("");
        let tag =
            page.split("name=\"tag\"").nth(1).unwrap().split("value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(names(&page).len(), 50);
        assert!(page.contains("120 people"));
        let tagged = organiser.get(&format!("?tag={tag}"));
        assert_eq!(names(&tagged), ["Ana Example", "Person1 Example", "Ana Example"]);
        assert!(tagged.contains("3 people fit") && tagged.contains("<span class=\"badge\">Marshal</span>"));
        let signed = organiser.get(&format!("?petition={petition}"));
        assert!(signed.contains("60 people fit") && names(&signed).len() == 50);
        let more = signed.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|to| to.contains("after=")).unwrap();
        let second = server.page("GET", &more.replace("&#38;", "&"), &organiser.cookie, b"").text;
        assert_eq!(names(&second).len(), 10);
        assert!(second.contains("60 people fit"));
        assert!(organiser.get("?news=left").contains("1 person fits"));
        assert!(organiser.get("?news=asserted").contains("119 people fit"));
        assert!(organiser.get(&format!("?news=asserted&petition={petition}&tag={tag}")).contains("2 people fit"));
        assert!(organiser.get("?reach=phone").contains("Nobody fits"));
        assert!(organiser.get("?until=1999-01-01").contains("Nobody fits"));
        assert!(organiser.get("?since=1999-01-01").contains("120 people fit"));
        let elsewhere = server.group("Birch");
        let other = Organiser::of(server, &elsewhere, "birch");
        add(server, &elsewhere, "Bea", "Elsewhere", "bea@mail.example", "45501");
        assert!(other.get(&format!("?tag={tag}")).contains("Nobody fits"), "a tag of another group is nobody's");
        for wrong in ["tag=gone", "zip=1234", "since=11/25/2026", "until=soon", "petition=0"] {
            assert!(other.get(&format!("?{wrong}")).contains("Nobody fits"), "{wrong}");
            let (_, to, _) = other.post("/tag", &format!("{wrong}&deed=give&name=Marshal&sure=yes&people=999"));
            assert!(to.ends_with("people=0"), "a deed for who fits is not one for everybody: {to}");
        }
    });
}

#[test]
fn tags_and_notes_stand_beside_a_person_and_go_where_they_go() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        let ana = add(server, &group, "Ana", "Example", "ana@mail.example", "45501");
        organiser.does(&format!("/{ana}/tags"), "name=++Brings++cake+");
        organiser.does(&format!("/{ana}/tags"), "name=BRINGS+cake");
        organiser.does(&format!("/{ana}/notes"), "text=Prefers+mornings.%0D%0ASpeaks+Polish.");
        let (_, to, _) = organiser.post(&format!("/{ana}/tags"), "name=%20");
        assert!(to.contains("refused=tag-refused-name"), "{to}");
        let page = organiser.get(&format!("/{ana}"));
        assert_eq!(page.matches("<span class=\"badge\">Brings cake</span>").count(), 1, "{page}");
        assert!(page.contains("Prefers mornings.\nSpeaks Polish.") && page.contains("Ada Example"), "{page}");
        assert!(page.contains("ana@mail.example") && page.contains("News of the group"));
        // The record goes to another mailbox: what stands beside it goes along.
        server.put(&format!("/people/{ana}"), &group.key, &json!({"email_addresses": [{"address": "new@mail.example"}]})).ok();
        let moved = organiser.get(&format!("/{ana}"));
        assert!(moved.contains("new@mail.example") && moved.contains("Brings cake") && moved.contains("Speaks Polish."));
        for (what, rest) in [("Brings cake", "/tags/"), ("Speaks Polish.", "/notes/")] {
            let page = organiser.get(&format!("/{ana}"));
            let all = page.split("action=\"").filter_map(|rest| rest.split('"').next());
            let button = all.into_iter().find(|to| to.contains(rest) && to.ends_with("/remove")).unwrap().to_owned();
            let path = button.strip_prefix("/console/groups/alder/supporters").unwrap().to_owned();
            organiser.does(&path, "");
            assert!(!organiser.get(&format!("/{ana}")).contains(what), "{what}");
        }
        let sealed = server.app.db.read_blocking(|tx| tx.rows(&rows::TAGS, &[], |row| row.int(0))).unwrap();
        assert_eq!(sealed, [0], "a tag that nobody has is gone");
    });
}

#[test]
fn another_groups_people_cannot_be_reached_by_their_ids() {
    on_both_in_time(|server| {
        let (ours, theirs) = (server.group("Alder"), server.group("Birch"));
        let organiser = Organiser::of(server, &ours, "alder");
        let other = Organiser::of(server, &theirs, "birch");
        let bea = add(server, &theirs, "Bea", "Example", "bea@mail.example", "45501");
        other.does(&format!("/{bea}/notes"), "text=Ours+alone.");
        assert_eq!(server.page("GET", &organiser.path(&format!("/{bea}")), &organiser.cookie, b"").status, 404);
        assert_eq!(server.page("GET", &other.path(&format!("/{bea}")), &organiser.cookie, b"").status, 403);
        for (rest, body) in [("tags", "name=Mine"), ("notes", "text=Mine")] {
            let (status, to, _) = organiser.post(&format!("/{bea}/{rest}"), body);
            assert_eq!((status, to.contains("refused=tag-refused-unknown")), (303, true), "{to}");
        }
        let page = other.get(&format!("/{bea}"));
        assert!(page.contains("Ours alone.") && !page.contains("Mine"), "{page}");
        server.app.clock.advance(DAY);
        assert_eq!(other.find("bea"), ["Bea Example"], "a list that was dropped is opened again");
    });
}

#[test]
fn everybody_who_fits_gets_a_tag_and_goes_into_a_file_that_an_import_reads_back() {
    on_both_in_time(|server| {
        let (group, theirs) = (server.group("Alder"), server.group("Birch"));
        let organiser = Organiser::of(server, &group, "alder");
        let account = server.account("boss@alder.example", &[(group.id, SeatRole::Owner)]);
        let owner = Organiser { cookie: server.sign_in(account), slug: "alder".to_owned(), server };
        for (number, zip) in ["45501", "45501", "20001"].into_iter().enumerate() {
            add(server, &group, "=HYPERLINK(1)", &format!("Example{number}"), &format!("p{number}@mail.example"), zip);
        }
        add(server, &theirs, "Ana", "Elsewhere", "p0@mail.example", "45501");
        let (status, _, asked) = organiser.post("/tag", "state=OH&deed=give&name=Marshal");
        assert!(
            status == 200 && asked.contains("Give the tag “Marshal” to 2 people?") && asked.contains("value=\"OH\""),
            "{asked}"
        );
        assert!(!organiser.get("").contains("class=\"badge\""), "asking does nothing");
        let (_, to, _) = organiser.post("/tag", &sure(&asked));
        assert_eq!(to, "/console/groups/alder/supporters?state=OH&done=tagged&people=2");
        let page = organiser.get("?done=tagged&people=2");
        assert!(page.contains("2 people have the tag now.") && page.matches("class=\"badge\"").count() == 2);
        let (_, to, _) = organiser.post("/tag", "q=example1&deed=take&name=marshal&sure=yes&people=1");
        assert!(to.ends_with("done=untagged&people=1"), "{to}");
        assert_eq!(organiser.post("/export", "").0, 403, "an organiser takes no list out");
        let (status, _, file) = owner.post("/export", "state=OH");
        assert_eq!(status, 200);
        // It comes in chunks, whose lengths stand between the lines.
        let file: String = file.lines().filter(|line| line.contains(',')).map(|line| format!("{line}\n")).collect();
        assert_eq!(file.matches("'=HYPERLINK(1)").count(), 2, "no formula runs: {file}");
        assert!(file.contains("p0@mail.example") && !file.contains("p2@mail.example") && !file.contains("Elsewhere"));
        let mut rows = CsvRows::open(file.as_bytes()).unwrap();
        let mapping = Mapping::guess(rows.columns(), &[]).unwrap();
        rows.read_as(&mapping);
        let read: Vec<_> = rows.map(|row| row.unwrap()).collect();
        let people = read.iter().map(|row| match row {
            Row::Person(person) => person,
            Row::Refused(refused) => panic!("{refused:?}"),
        });
        let people: Vec<_> =
            people.map(|person| (person.given_name.as_str(), person.email.as_str(), person.state.as_str())).collect();
        assert_eq!(people, [("=HYPERLINK(1)", "p1@mail.example", "OH"), ("=HYPERLINK(1)", "p0@mail.example", "OH")]);
    });
}

#[test]
fn a_list_that_does_not_fit_in_memory_says_so_instead_of_looking_empty() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let few = |parts| Parts { rosters: Arc::new(Rosters::with_room(3)), ..parts };
        let server = &Server::start_of(engine, Clock::manual(Clock::System.now()), few);
        let group = server.group("Alder");
        let account = server.account("boss@alder.example", &[(group.id, SeatRole::Owner)]);
        let owner = Organiser { cookie: server.sign_in(account), slug: "alder".to_owned(), server };
        owner.does("/queries", "state=OH&saved_as=Ohio");
        let saved = id_of(&server.get("/lists", &group.key).ok()["_embedded"]["osdi:lists"][0]);
        let items = format!("/lists/{saved}/items");
        for number in 0..3 {
            add(server, &group, "Ana", "Example", &format!("p{number}@mail.example"), "45501");
        }
        assert!(owner.get("?state=OH").contains("3 people fit"), "what fits is looked through");
        assert_eq!(server.get(&items, &group.key).ok()["total_records"], 3);
        add(server, &group, "Zoe", "Example", "zoe@mail.example", "45501");
        for pause in [0, 0, DAY] {
            // Once from what was in memory, once from what is known of it, once from the beginning.
            server.app.clock.advance(pause);
            let page = owner.get("?state=OH");
            assert!(page.contains("This list is too long to be searched here.") && !page.contains("Nobody fits"), "{page}");
            for (rest, body) in [("/export", "state=OH"), ("/receipts", ""), ("/tag", "state=OH&deed=give&name=Marshal")] {
                let (status, to, _) = owner.post(rest, body);
                assert_eq!((status, to.contains("refused=tag-refused-list")), (303, true), "{rest}: {to}");
            }
            let sentence = server.get(&items, &group.key).refused(400);
            assert!(sentence.contains("too long for saved questions"), "{sentence}");
        }
        assert!(owner.get("").contains("4 people"), "everybody is shown page by page, from the database");
    }
}

#[test]
fn who_is_erased_on_one_server_is_gone_from_the_other_at_once_on_postgres() {
    let server = Server::start_with(Engine::Postgres, Clock::manual(Clock::System.now()));
    let other = server.beside();
    let group = server.group("Alder");
    let account = server.account("boss@alder.example", &[(group.id, SeatRole::Owner)]);
    let cookie = server.sign_in(account);
    let owner = |server| Organiser { cookie: cookie.clone(), slug: "alder".to_owned(), server };
    let (here, there) = (owner(&server), owner(&other));
    let ids: Vec<String> = (0..4)
        .map(|number| add(&server, &group, &format!("Ana{number}"), "Example", &format!("p{number}@mail.example"), "45501"))
        .collect();
    for page in [here.get(""), there.get("")] {
        assert!(page.contains("4 people") && page.contains("4 said yes, your group says"), "{page}");
    }
    assert_eq!((here.find("ana").len(), there.find("ana").len()), (4, 4));
    here.does(&format!("/{}/erase", ids[1]), "");
    for organiser in [&there, &here] {
        let page = organiser.get("");
        assert!(page.contains("3 people") && !page.contains("4 people"), "{page}");
        assert!(organiser.get("?state=OH").contains("3 people fit"));
        assert_eq!(organiser.find("ana"), ["Ana3 Example", "Ana2 Example", "Ana0 Example"]);
    }
    // Nobody looks there any more: the name goes from memory all the same.
    here.does(&format!("/{}/erase", ids[2]), "");
    assert_eq!(other.app.rosters.people_kept(group.id), 3);
    other.waits_for(other.app.rosters.let_go_of_erased(&other.app, group.id)).unwrap();
    wait_until("they go from memory", Duration::from_secs(10), || other.app.rosters.people_kept(group.id) == 2);
}

/// What the button of a preview sends.
fn sure(asked: &str) -> String {
    let form = asked.split("<form").find(|form| form.contains("name=\"sure\"")).unwrap().split("</form>").next().unwrap();
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    for field in form.split("<input type=\"hidden\" ").skip(1) {
        let of = |name: &str| field.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap();
        body.append_pair(of("name"), of("value"));
    }
    body.finish()
}

#[test]
fn yes_means_no_more_people_than_were_shown() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        let account = server.account("boss@alder.example", &[(group.id, SeatRole::Owner)]);
        let owner = Organiser { cookie: server.sign_in(account), slug: "alder".to_owned(), server };
        let came = |number: u64| {
            add(server, &group, "Ana", "Example", &format!("p{number}@mail.example"), "45501");
        };
        (0..2).for_each(came);
        let asked = organiser.post("/tag", "deed=give&name=Marshal").2;
        assert!(asked.contains("Give the tag “Marshal” to 2 people?") && !asked.contains("role=\"alert\""), "{asked}");
        (2..5).for_each(came);
        let (status, _, again) = organiser.post("/tag", &sure(&asked));
        assert!(status == 200 && again.contains("Give the tag “Marshal” to 5 people?"), "{again}");
        assert!(again.contains("More people fit than when you were asked: 2 then, 5 now."), "{again}");
        assert!(!organiser.get("").contains("class=\"badge\""), "nobody is tagged before");
        // Fewer than were shown are no surprise.
        let last = ids_of(&organiser.get("")).pop().unwrap();
        owner.does(&format!("/{last}/erase"), "");
        let (_, to, _) = organiser.post("/tag", &sure(&again));
        assert!(to.ends_with("done=tagged&people=4"), "{to}");
        let (status, _, text) = organiser.post("/tag", "deed=take&name=Marshal&sure=yes");
        assert!(status == 200 && text.contains("from 4 people?"), "a yes without a number is none: {text}");
    });
}

/// The ids in the table of a page, in their order.
fn ids_of(page: &str) -> Vec<String> {
    let lines = page.split("<th scope=\"row\"><a href=\"").skip(1);
    lines.map(|line| line.split('"').next().unwrap().rsplit('/').next().unwrap().to_owned()).collect()
}

/// What is left of one person in the database.
fn left(server: &Server) -> [i64; 7] {
    let all = [&rows::PEOPLE, &rows::CONSENTS, &rows::TAGGINGS, &rows::NOTES, &rows::COMMENTS, &rows::SIGNATURES, &rows::FORMS];
    all.map(|statement| server.app.db.read_blocking(move |tx| tx.rows(statement, &[], |row| row.int(0))).unwrap()[0])
}

#[test]
fn who_asks_for_it_is_erased_and_only_numbers_stay() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let organiser = Organiser::of(server, &group, "alder");
        let owner = Organiser {
            cookie: server.sign_in(server.account("boss@alder.example", &[(group.id, SeatRole::Owner)])),
            slug: "alder".to_owned(),
            server,
        };
        let petition = server.petition(&group.key, "Keep the lanterns");
        let mut body = person("ana@mail.example");
        body["identifiers"] = json!(["elsewhere:42"]);
        let ana = id_of(&server.post("/people", &group.key, &json!({"person": body})).ok());
        let signed = json!({"person": person("ana@mail.example"), "comments": "For my daughter."});
        server.post(&format!("/petitions/{petition}/signatures"), &group.key, &signed).ok();
        organiser.does(&format!("/{ana}/tags"), "name=Marshal");
        organiser.does(&format!("/{ana}/notes"), "text=Prefers+mornings.");
        let waiting = server.post("/petitions", &group.key, &json!({"title": "Another", "origin_system": "Test"})).ok();
        server.post(&format!("/petitions/{}/signatures", id_of(&waiting)), "", &json!({"person": person("ana@mail.example")}));
        assert_eq!(organiser.find("ana"), ["Ana Example"]);
        assert_eq!(left(server), [1, 1, 1, 1, 1, 1, 1]);
        assert_eq!(organiser.post(&format!("/{ana}/erase"), "").0, 403, "an organiser may not");
        assert!(owner.get(&format!("/{ana}")).contains(&format!("/{ana}/erase")));
        assert!(!organiser.get(&format!("/{ana}")).contains("/erase"));
        assert!(owner.get(&format!("/{ana}/erase")).contains("Erase Ana Example?"));
        owner.does(&format!("/{ana}/erase"), "");
        assert_eq!(left(server), [0, 2, 0, 0, 0, 1, 0], "two words of no, and the signature without a word");
        assert_eq!(server.page("GET", &owner.path(&format!("/{ana}")), &owner.cookie, b"").status, 404);
        assert!(owner.find("ana").is_empty() && owner.find("ana@mail.example").is_empty());
        let (_, to, _) = owner.post(&format!("/{ana}/erase"), "");
        assert!(to.contains("refused=erase-refused-unknown"), "{to}");
        // Whoever puts them on the list again cannot say that they agreed.
        let mut again = person("ana@mail.example");
        again["email_addresses"][0]["status"] = json!("subscribed");
        let back = server.post("/people", &group.key, &json!({"person": again})).ok();
        assert_eq!(back["email_addresses"][0]["status"], "unsubscribed");
        assert_ne!(id_of(&back), ana);
    });
}

mod rows {
    db::statements! {
        TAGS = "SELECT COUNT(*) FROM tag";
        PEOPLE = "SELECT COUNT(*) FROM person";
        CONSENTS = "SELECT COUNT(*) FROM consent";
        TAGGINGS = "SELECT COUNT(*) FROM tagging";
        NOTES = "SELECT COUNT(*) FROM person_note";
        COMMENTS = "SELECT COUNT(*) FROM signature WHERE sealed IS NOT NULL";
        SIGNATURES = "SELECT COUNT(*) FROM signature";
        FORMS = "SELECT COUNT(*) FROM pending";
    }
}
