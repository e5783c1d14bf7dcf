//! Lists through the console: sent, looked at, signed for, imported by a worker, reported; paused, stopped, twice, by two at once, out of
//! time; and never another group's.

mod kept;
mod said;

use crate::harness::{Server, TestGroup, on_both, on_both_in_time};
use clarion::access::SeatRole;
use clarion::clock::DAY;
use serde_json::json;
use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use testkit::wait_until;

const LONG: Duration = Duration::from_secs(60);
const SOURCE: &str = "sign-up sheets of the made-up fair";

mod texts {
    db::statements! {
        PIECES = "SELECT sealed FROM blob WHERE kind = 'upload'";
        STATES = "SELECT state FROM people_upload ORDER BY id";
        WORKING = "SELECT COUNT(*) FROM job WHERE kind = 'people.import' AND state = 0";
        NO_LEASES = "UPDATE job SET run_at = 0 WHERE state = 0 AND worker IS NOT NULL";
    }
}

struct Owner<'a> {
    server: &'a Server,
    slug: String,
    cookie: String,
}

impl<'a> Owner<'a> {
    fn of(server: &'a Server, group: &TestGroup, slug: &str) -> Self {
        let account = server.account(&format!("owner@{slug}.example"), &[(group.id, SeatRole::Owner)]);
        Self { server, slug: slug.to_owned(), cookie: server.sign_in(account) }
    }

    fn path(&self, rest: &str) -> String {
        format!("/console/groups/{}/imports{rest}", self.slug)
    }

    /// Sends a file; where that leads.
    fn send_bytes(&self, bytes: &[u8]) -> (u16, String) {
        let mut body = b"--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"our list.csv\"\r\n\r\n".to_vec();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--part--\r\n");
        let headers = [("Cookie", self.cookie.as_str()), ("Content-Type", "multipart/form-data; boundary=part")];
        let answered = self.server.ask_with("POST", &self.path(""), &headers, &body);
        (answered.status, answered.header("location").to_owned())
    }

    /// Sends a file that is taken; its page.
    fn send(&self, file: &str) -> String {
        let (status, to) = self.send_bytes(file.as_bytes());
        assert!(status == 303 && to.starts_with(&self.path("/")), "{status} {to}");
        to
    }

    fn page(&self, path: &str) -> String {
        let answered = self.server.page("GET", path, &self.cookie, b"");
        assert_eq!(answered.status, 200, "{path}: {}", answered.text);
        answered.text
    }

    /// POSTs with the version that the page shows; where that leads.
    fn post(&self, page: &str, rest: &str, fields: &[(&str, &str)]) -> String {
        let version = between(&self.page(page), "name=\"version\" value=\"", "\"");
        self.post_seen(page, rest, &version, fields)
    }

    /// States a source that is not taken: the question again, with what was typed.
    fn states_in_vain(&self, page: &str, fields: &[(&str, &str)]) -> String {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.append_pair("version", &between(&self.page(page), "name=\"version\" value=\"", "\"")).extend_pairs(fields);
        let answered = self.server.page("POST", &format!("{page}/source"), &self.cookie, body.finish().as_bytes());
        assert_eq!(answered.status, 422, "{}", answered.text);
        for (_, typed) in fields.iter().filter(|(name, _)| *name != "signed") {
            assert!(answered.text.contains(&format!("value=\"{typed}\"")), "{typed} is lost: {}", answered.text);
        }
        answered.text
    }

    fn post_seen(&self, page: &str, rest: &str, version: &str, fields: &[(&str, &str)]) -> String {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.append_pair("version", version).extend_pairs(fields);
        let path = format!("{page}/{rest}");
        let answered = self.server.page("POST", &path, &self.cookie, body.finish().as_bytes());
        assert_eq!(answered.status, 303, "{path}: {}", answered.text);
        answered.header("location").to_owned()
    }

    /// Keeps the columns as they were guessed, and has the file read through.
    fn keep_columns(&self, page: &str) {
        let fields = chosen(&self.page(page));
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.push(("then", "on"));
        assert_eq!(self.post(page, "columns", &fields), page);
        wait_until("it was read through", LONG, || !self.page(page).contains("Being read through"));
    }

    fn sign(&self, page: &str, tag: &str) {
        assert_eq!(self.post(page, "source", &[("source", SOURCE), ("signed", "yes"), ("tag", tag)]), page);
    }

    /// Everything up to the start.
    fn prepare(&self, file: &str) -> String {
        let page = self.send(file);
        self.keep_columns(&page);
        self.sign(&page, "");
        page
    }

    /// Starts it and waits for its end; the report.
    fn run(&self, page: &str) -> String {
        assert_eq!(self.post(page, "start", &[]), page);
        self.ended(page)
    }

    fn ended(&self, page: &str) -> String {
        wait_until("the import ended", LONG, || {
            let page = self.page(page);
            page.contains("notice-good") || page.contains("notice-danger")
        });
        self.page(page)
    }
}

/// What the form of columns shows: field and value.
fn chosen(page: &str) -> Vec<(String, String)> {
    let selects = page.split("<select class=\"input\" id=\"column-").skip(1);
    selects
        .map(|select| {
            let name = format!("column-{}", select.split('"').next().unwrap());
            let options = select.split("</select>").next().unwrap();
            let before = options.split("\" selected").next().unwrap();
            (name, before.rsplit('"').next().unwrap().to_owned())
        })
        .collect()
}

fn between(text: &str, begin: &str, end: &str) -> String {
    let rest = text.split(begin).nth(1).unwrap_or_else(|| panic!("no {begin} in {text}"));
    rest.split(end).next().unwrap().to_owned()
}

/// A figure of a report.
fn figure(page: &str, name: &str) -> String {
    between(page, &format!(" data-live=\"{name}\">"), "<")
}

fn counted(page: &str) -> [String; 6] {
    ["read", "added", "updated", "unchanged", "repeated", "refused"].map(|name| figure(page, name))
}

fn list(first: usize, last: usize) -> String {
    let mut file = "email,first name,last name,zip\n".to_owned();
    for number in first..last {
        writeln!(file, "person{number}@mail.example,Person,Number{number},200{:02}", number % 90).unwrap();
    }
    file
}

/// Runs a story while slices wait for their turn, so that it comes between two of them.
fn slowed<T>(server: &Server, story: impl FnOnce() -> T) -> T {
    let goes_on = AtomicBool::new(true);
    std::thread::scope(|scope| {
        // PostgreSQL has two connections that write.
        for _ in 0..2 {
            scope.spawn(|| {
                while goes_on.load(Ordering::Relaxed) {
                    #[expect(clippy::disallowed_methods, reason = "it is a slow write that is played here, nothing is waited for")]
                    let held = |_: &mut db::Tx<'_>| {
                        std::thread::sleep(Duration::from_millis(60));
                        Ok(())
                    };
                    server.app.db.write_bulk("test.hold", held).unwrap();
                }
            });
        }
        let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(story));
        goes_on.store(false, Ordering::Relaxed);
        told.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn pieces(server: &Server) -> Vec<Vec<u8>> {
    server.app.db.read_blocking(|tx| tx.rows(&texts::PIECES, &[], |row| row.bytes(0))).unwrap()
}

#[test]
fn a_list_goes_from_file_to_report() {
    on_both(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        assert!(owner.page(&owner.path("")).contains("No list has been imported here yet"));
        let file = "E-mail;Nombre;Apellidos;Whatever;Etiquetas;Extra\n\
                    ana@mail.example;Ana;Ejemplo;x;Marshal, Phone bank;45501\n\
                    ben at mail;Ben;Ejemplo;=1+1;;\n\
                    eve@mail.example;Eve;Ejemplo;;marshal;\n\
                    ana+2@mail.example;Ana María;Ejemplo;;;\n";
        let page = owner.send(file);
        assert!(pieces(server).iter().all(|piece| !piece.windows(4).any(|part| part == b"mail")), "in the clear");
        let shown = owner.page(&page);
        assert!(shown.contains("<h1>our list.csv</h1>") && shown.contains("Ana Ejemplo") && shown.contains(">Phone bank</span>"));
        assert!(shown.contains("This email address contains a space"), "{shown}");
        let guessed: Vec<String> = chosen(&shown).into_iter().map(|(_, value)| value).collect();
        assert_eq!(guessed, ["email", "given_name", "family_name", "", "tags", ""]);
        // The last column is a ZIP, although it is not called so.
        let columns = ["email", "given_name", "family_name", "", "tags", "zip"];
        let fields: Vec<(String, &str)> = columns.iter().enumerate().map(|(at, word)| (format!("column-{at}"), *word)).collect();
        let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, word)| (name.as_str(), *word)).collect();
        owner.post(&page, "columns", &fields);
        assert!(owner.page(&page).contains("45501"), "looked at again");
        fields.push(("then", "on"));
        owner.post(&page, "columns", &fields);
        wait_until("it was read through", LONG, || owner.page(&page).contains("Your statement"));
        assert!(owner.states_in_vain(&page, &[("source", SOURCE), ("tag", "Fair")]).contains("Tick that you stand by"));
        owner.sign(&page, "Fair 2026");
        let plan = owner.page(&page);
        assert!(plan.contains(SOURCE) && plan.contains("Ada Example") && plan.contains("Fair 2026"), "{plan}");
        assert!(plan.contains("Rows that will be imported</dt><dd>3<") && plan.contains("Different tags in the rows</dt><dd>3<"));
        let report = owner.run(&page);
        assert_eq!(counted(&report), ["4", "2", "0", "0", "1", "1"]);
        assert!(report.contains(SOURCE) && report.contains("Ada Example"), "the statement is kept with the import");
        let refused = server.page("GET", &format!("{page}/refused"), &owner.cookie, b"");
        assert_eq!(refused.status, 200);
        let lines: Vec<&str> = refused.text.lines().filter(|line| line.contains("ben at mail")).collect();
        assert!(lines.len() == 1 && lines[0].starts_with("3,This email") && lines[0].contains("'=1+1"), "{}", refused.text);
        let people = between(&report, "href=\"/console/groups/alder/supporters?tag=", "\"");
        server.app.clock.advance(2_000_000);
        let people = owner.page(&format!("/console/groups/alder/supporters?tag={people}"));
        assert!(people.contains("2 people fit") && people.contains("Ana María Ejemplo") && people.contains("45501"), "{people}");
        assert_eq!(people.matches(">Marshal</span>").count(), 2, "one tag, however it is written");
        assert!(owner.page("/console/groups/alder/supporters?news=asserted").contains("2 people fit"));
        wait_until("the file is gone", LONG, || pieces(server).is_empty());
        let spanish = owner.page(&format!("/es{page}"));
        assert!(spanish.contains("Personas añadidas") && spanish.contains("Importado"));
        server.stop(worker);
    });
}

#[test]
fn a_column_fills_a_field_for_choosing_and_other_texts_stay_free_or_are_refused() {
    on_both(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        let fields = "/console/groups/alder/fields";
        let defined = server.page("POST", fields, &owner.cookie, b"name=T-shirt&choices=Small%0ALarge");
        assert_eq!(defined.status, 303);
        let field = between(&owner.page(fields), &format!("href=\"{fields}/"), "\"");
        let word = format!("field:{field}");
        let file = "email,size\nana@mail.example,LARGE\nben@mail.example,huge\neve@mail.example,\n";
        for (others, expected) in
            [("refuse", "Rows that will be refused</dt><dd>1<"), ("keep", "Rows that will be refused</dt><dd>0<")]
        {
            let page = owner.send(file);
            assert!(owner.page(&page).contains(&format!("<option value=\"{word}\">Field: T-shirt")));
            let columns = [("column-0", "email"), ("column-1", &word), ("others", others), ("then", "on")];
            owner.post(&page, "columns", &columns);
            wait_until("it was read through", LONG, || owner.page(&page).contains("Your statement"));
            let looked = owner.page(&page);
            assert!(looked.contains("T-shirt</dt><dd>1 cells are a choice, 1 are another text<"), "{looked}");
            owner.sign(&page, "");
            let plan = owner.page(&page);
            assert!(plan.contains(expected), "{plan}");
            let report = owner.run(&page);
            assert_eq!(counted(&report)[5], if others == "refuse" { "1" } else { "0" });
        }
        let people = server.get("/people", &group.key).ok();
        let says = |at: usize| people["_embedded"]["osdi:people"][at]["custom_fields"].clone();
        assert_eq!([says(0), says(1), says(2)], [json!({"T-shirt": "Large"}), json!({}), json!({"T-shirt": "huge"})]);
        server.stop(worker);
    });
}

#[test]
fn the_same_file_again_is_said_and_changes_nothing() {
    on_both(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        let file = list(0, 300);
        let report = owner.run(&owner.prepare(&file));
        assert_eq!(counted(&report), ["300", "300", "0", "0", "0", "0"]);
        let again = owner.run(&owner.prepare(&file));
        assert!(again.contains("This file was imported before") && !again.contains("data-live=\"added\""));
        // With another mapping it is another import, of people who are there.
        let page = owner.send(&file);
        let columns = [("column-0", "email"), ("column-1", "given_name"), ("column-2", ""), ("column-3", "zip"), ("then", "on")];
        owner.post(&page, "columns", &columns);
        wait_until("it was read through", LONG, || owner.page(&page).contains("Your statement"));
        owner.sign(&page, "");
        assert_eq!(counted(&owner.run(&page)), ["300", "0", "0", "300", "0", "0"]);
        server.stop(worker);
    });
}

#[test]
fn two_at_once_start_one_import_and_of_two_clicks_one_is_told() {
    on_both(|server| {
        let (ours, theirs) = (server.group("Alder"), server.group("Birch"));
        let (owner, other, worker) = (Owner::of(server, &ours, "alder"), Owner::of(server, &theirs, "birch"), server.worker());
        let (one, two, third) = (owner.prepare(&list(0, 1_500)), owner.prepare(&list(0, 1_500)), other.prepare(&list(500, 1_500)));
        let version = between(&owner.page(&one), "name=\"version\" value=\"", "\"");
        let answers: Vec<String> = std::thread::scope(|scope| {
            let start = |page: &str| {
                let (page, version) = (page.to_owned(), version.clone());
                let owner = &owner;
                scope.spawn(move || owner.post_seen(&page, "start", &version, &[]))
            };
            let clicks = [start(&one), start(&one), start(&two)];
            other.post(&third, "start", &[]);
            clicks.map(|click| click.join().unwrap()).into()
        });
        assert_eq!(answers.iter().filter(|to| to.contains("import-refused-changed")).count(), 1, "{answers:?}");
        let reports = [owner.ended(&one), owner.ended(&two)];
        let said = reports.iter().filter(|page| page.contains("This file was imported before")).count();
        assert!(said <= 1, "one of them did it");
        let all = owner.page("/console/groups/alder/supporters");
        assert!(all.contains("1,500 people"), "nobody twice");
        assert_eq!(counted(&other.ended(&third)), ["1,000", "1,000", "0", "0", "0", "0"]);
        server.stop(worker);
    });
}

/// A worker that goes away at once, and another that comes after its lease: as after a kill, but in one process.
#[test]
fn a_worker_that_dies_loses_and_doubles_nothing() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        let page = owner.prepare(&format!("{}nobody,,,\n", list(0, 6_000)));
        let read = || {
            let shown = owner.page(&page);
            if shown.contains("data-live=\"read\"") { figure(&shown, "read") } else { String::new() }
        };
        let mut worker = Some(worker);
        slowed(server, || {
            owner.post(&page, "start", &[]);
            for _ in 0..3 {
                let before = read();
                wait_until("it goes on", LONG, || read() != before);
                drop(worker.take());
                server.app.clock.advance(120_000_000);
                server.app.db.write_bulk("test.leases", |tx| tx.run(&texts::NO_LEASES, &[])).unwrap();
                worker = Some(server.worker());
            }
            assert_ne!(read(), "6,001", "each of the three died in the middle");
        });
        let report = owner.ended(&page);
        assert_eq!(counted(&report), ["6,001", "6,000", "0", "0", "0", "1"]);
        server.stop(worker.take().unwrap());
        let refused = server.page("GET", &format!("{page}/refused"), &owner.cookie, b"");
        assert_eq!(refused.text.matches("nobody").count(), 1);
    });
}

#[test]
fn an_import_is_paused_gone_on_with_and_stopped_and_what_was_done_stays() {
    on_both(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        let page = owner.prepare(&list(0, 20_000));
        slowed(server, || {
            owner.post(&page, "start", &[]);
            wait_until("it has begun", LONG, || owner.page(&page).contains("data-live=\"read\""));
            owner.post(&page, "pause", &[]);
            let working = || server.app.db.read_blocking(|tx| tx.rows(&texts::WORKING, &[], |row| row.int(0))).unwrap();
            wait_until("the worker has let go", LONG, || working() == [0]);
        });
        let paused = owner.page(&page);
        assert!(paused.contains(">Paused</h2>") && paused.contains(">Go on</button>"), "{paused}");
        assert_ne!(figure(&paused, "read"), "20,000");
        slowed(server, || {
            owner.post(&page, "start", &[]);
            owner.post(&page, "stop", &[]);
        });
        let stopped = owner.page(&page);
        assert!(stopped.contains(">Stopped</h2>") && pieces(server).is_empty(), "{stopped}");
        // The same file goes on where it stopped.
        let again = owner.prepare(&list(0, 20_000));
        let report = owner.run(&again);
        assert_eq!(counted(&report)[..2], ["20,000", "20,000"]);
        server.stop(worker);
    });
}

#[test]
fn hostile_empty_and_foreign_files_are_refused_with_a_sentence_and_kept_nowhere() {
    on_both(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain("email\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let quote = format!("\"{}", "a,".repeat(200_000));
        let refused: [(&[u8], &str); 6] = [
            (b"", "empty"),
            (b"\n\n\n", "empty"),
            (&utf16, "wide"),
            (b"ana@mail.example,Ana\nben@mail.example,Ben\n", "person"),
            (quote.as_bytes(), "header"),
            (&[0; 300_000], "header"),
        ];
        for (bytes, why) in refused {
            let (status, to) = owner.send_bytes(bytes);
            assert!(status == 303 && to.ends_with(&format!("refused=import-refused-{why}")), "{why}: {status} {to}");
            let sentence = owner.page(&to);
            assert!(sentence.contains("role=\"alert\"") && sentence.contains("No list has been imported here yet"), "{why}");
        }
        assert!(pieces(server).is_empty(), "what was refused is thrown away");
        let headers = [("Cookie", owner.cookie.as_str()), ("Content-Type", "multipart/form-data; boundary=part")];
        let cut = b"--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nemail\nana";
        assert_eq!(server.ask_with("POST", &owner.path(""), &headers, cut).status, 400);
        let empty = server.ask_with("POST", &owner.path(""), &headers, b"--part--\r\n");
        assert!(empty.header("location").ends_with("import-refused-no-file"));
        let none = server.page("POST", &owner.path(""), &owner.cookie, b"file=x");
        assert!(none.header("location").ends_with("import-refused-no-file"));
        // A column's name is no markup, and a file without an address goes no further.
        let page = owner.send("<script>alert(1)</script>,\"a\"\"b\"\nx,y\n");
        assert!(!owner.page(&page).contains("<script>alert"));
        let to = owner.post(&page, "columns", &[("column-0", "given_name"), ("then", "on")]);
        assert!(to.contains("import-refused-address"), "{to}");
        let to = owner.post(&page, "columns", &[("column-0", "email"), ("column-1", "email"), ("then", "on")]);
        assert!(to.contains("import-refused-twice"), "{to}");
        assert_eq!(owner.post(&page, "stop", &[]), owner.path(""));
        assert_eq!(server.page("GET", &page, &owner.cookie, b"").status, 404);
        server.stop(worker);
    });
}

#[test]
fn a_long_list_needs_a_source_and_a_short_one_may_go_without() {
    on_both(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        let page = owner.send(&list(0, 1_001));
        owner.keep_columns(&page);
        assert!(owner.states_in_vain(&page, &[("source", ""), ("signed", "yes")]).contains("over 1,000 rows needs a source"));
        let long = "x".repeat(201);
        assert!(owner.states_in_vain(&page, &[("source", &long), ("signed", "yes")]).contains("in one line of at most 200"));
        let to = owner.post_seen(&page, "start", &between(&owner.page(&page), "name=\"version\" value=\"", "\""), &[]);
        assert!(to.contains("import-refused-changed"), "nobody has signed: {to}");
        let short = owner.send(&list(0, 10));
        owner.keep_columns(&short);
        assert!(owner.states_in_vain(&short, &[("tag", "Fair"), ("signed", "yes")]).contains("and named none"));
        assert_eq!(owner.post(&short, "source", &[("source", ""), ("tag", "Fair")]), short);
        assert!(owner.page(&short).contains("Nobody is noted as having agreed to anything"));
        assert_eq!(counted(&owner.run(&short))[1], "10");
        assert!(owner.page("/console/groups/alder/supporters?news=unasked").contains("10 people fit"));
        server.stop(worker);
    });
}

#[test]
fn only_owners_import_and_another_groups_import_is_not_there() {
    on_both(|server| {
        let (ours, theirs) = (server.group("Alder"), server.group("Birch"));
        let (owner, other, worker) = (Owner::of(server, &ours, "alder"), Owner::of(server, &theirs, "birch"), server.worker());
        let page = owner.prepare(&format!("{}nobody,,,\n", list(0, 5)));
        owner.run(&page);
        let id = page.rsplit('/').next().unwrap();
        for (method, rest) in
            [("GET", ""), ("GET", "/stream"), ("GET", "/refused"), ("POST", "/columns"), ("POST", "/source"), ("POST", "/stop")]
        {
            let answered = server.page(method, &other.path(&format!("/{id}{rest}")), &other.cookie, b"version=0");
            assert_eq!(answered.status, 404, "{method} {rest} by another group, under its own address");
            let answered = server.page(method, &format!("{page}{rest}"), &other.cookie, b"version=0");
            assert_eq!(answered.status, 403, "{method} {rest}");
        }
        let organiser = server.account("organiser@alder.example", &[(ours.id, SeatRole::Organiser)]);
        let cookie = server.sign_in(organiser);
        assert_eq!(server.page("GET", &page, &cookie, b"").status, 403);
        assert!(!server.page("GET", "/console/groups/alder/supporters", &cookie, b"").text.contains("/imports"));
        assert!(owner.page("/console/groups/alder/supporters").contains("/console/groups/alder/imports"));
        server.stop(worker);
    });
}

#[test]
fn a_file_is_gone_after_seven_days_and_five_may_stand_at_once() {
    on_both_in_time(|server| {
        let group = server.group("Alder");
        let (owner, worker) = (Owner::of(server, &group, "alder"), server.worker());
        let page = owner.prepare(&list(0, 5));
        for _ in 1..5 {
            owner.send(&list(0, 5));
        }
        let (_, to) = owner.send_bytes(list(0, 5).as_bytes());
        assert!(to.ends_with("import-refused-files"), "{to}");
        let (cookie, version) = (&owner.cookie, between(&owner.page(&page), "name=\"version\" value=\"", "\""));
        server.app.clock.advance(7 * DAY);
        let account = server.account("owner@alder.example", &[(group.id, SeatRole::Owner)]);
        let fresh = Owner { cookie: server.sign_in(account), slug: "alder".to_owned(), server };
        assert_ne!(&fresh.cookie, cookie);
        let to = fresh.post_seen(&page, "start", &version, &[]);
        assert!(to.contains("import-refused-gone") || server.page("GET", &page, &fresh.cookie, b"").status == 404, "{to}");
        wait_until("the files are gone", LONG, || pieces(server).is_empty());
        let states = || server.app.db.read_blocking(|tx| tx.rows(&texts::STATES, &[], |row| row.text(0))).unwrap();
        wait_until("they are forgotten", LONG, || states().is_empty());
        fresh.send(&list(0, 5));
        server.stop(worker);
    });
}

/// The columns as guessed, some chosen otherwise, and what else the form says.
fn columns_of(page: &str, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let said = |name: &String| more.iter().all(|(other, _)| other != name);
    let guessed = chosen(page).into_iter().filter(|(name, _)| said(name));
    guessed.chain(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
}

fn posts_columns(owner: &Owner<'_>, page: &str, more: &[(&str, &str)]) -> String {
    let fields = columns_of(&owner.page(page), more);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    owner.post(page, "columns", &fields)
}

fn counts(server: &Server, petition: &str) -> clarion::petitions::Count {
    let (petition, now) = (petition.parse().unwrap(), server.app.clock.now());
    let read = server.app.db.read_blocking(move |tx| {
        let counts = (clarion::petitions::count::count(tx, petition, now)?, clarion::petitions::count::recount(tx, petition, now)?);
        Ok(counts)
    });
    let (count, recount) = read.unwrap();
    assert_eq!(count, recount);
    count
}

#[test]
fn a_list_of_signatures_is_counted_apart_with_its_days_and_comments_postgres_too() {
    on_both(|server| {
        let (group, birch) = (server.group("Alder"), server.group("Birch"));
        let (owner, _worker) = (Owner::of(server, &group, "alder"), server.worker());
        let petition = server.petition(&group.key, "Lanterns");
        let theirs = server.petition(&birch.key, "Bridges");
        let page = owner.send(
            "email,first name,when,why,tags\nana@mail.example,Ana,2026-03-29,\"Light,\nat last\",one\nben@mail.example,Ben,3/30/2026,,two\n\
             cy@mail.example,Cy,soon,,\ndi@mail.example,Di,,,\n",
        );
        let signed = [("column-2", "signed_on"), ("column-3", "comment"), ("column-4", ""), ("then", "on")];
        let with = |more: &[(&'static str, &str)]| -> String { posts_columns(&owner, &page, &[&signed[..], more].concat()) };
        assert!(with(&[]).ends_with("refused=import-refused-no-petition"));
        assert!(with(&[("petition", theirs.as_str())]).ends_with("refused=import-refused-petition"), "another group's is none");
        let tags = [("column-2", "signed_on"), ("column-4", "tags"), ("petition", petition.as_str()), ("then", "on")];
        assert!(posts_columns(&owner, &page, &tags).ends_with("refused=import-refused-tags-of-signers"));
        assert_eq!(with(&[("petition", petition.as_str()), ("way", "imported")]), page);
        wait_until("it was read through", LONG, || !owner.page(&page).contains("Being read through"));
        let shown = owner.page(&page);
        assert!(
            shown.contains("Lanterns (Elsewhere, imported)") && shown.contains("The day of the signature cannot be read"),
            "{shown}"
        );
        let understood = owner.page(&format!("{page}?step=columns"));
        assert!(understood.contains(">2026-03-30<") && understood.contains("Light,"), "{understood}");
        assert!(!shown.contains("name=\"tag\""), "whoever signed is found by the petition");
        owner.sign(&page, "");
        let report = owner.run(&page);
        assert_eq!((figure(&report, "signed").as_str(), figure(&report, "refused").as_str()), ("3", "1"), "{report}");
        let counted = counts(server, &petition);
        assert_eq!((counted.imported, counted.paper, counted.confirmed), (3, 0, 0));
        let document = server.get(&format!("/petitions/{petition}/signatures"), &group.key).ok();
        let signatures = document["_embedded"]["osdi:signatures"].as_array().unwrap();
        let of =
            |day: &str| signatures.iter().filter(|signature| signature["created_date"].as_str().unwrap().starts_with(day)).count();
        assert_eq!((of("2026-03-29"), of("2026-03-30")), (1, 1), "{document}");
        assert!(document.to_string().contains("Light,\\nat last"), "{document}");
        // On paper, with somebody who had signed: once for each human. The same file twice changes nothing.
        let again = "email,when\nana@mail.example,2026-03-31\neve@mail.example,2026-03-31\n";
        for added in ["1", "0"] {
            let page = owner.send(again);
            let fields = [("column-1", "signed_on"), ("petition", petition.as_str()), ("way", "paper"), ("then", "on")];
            assert_eq!(posts_columns(&owner, &page, &fields), page);
            wait_until("it was read through", LONG, || !owner.page(&page).contains("Being read through"));
            assert!(owner.page(&page).contains("Lanterns (On paper)"));
            owner.sign(&page, "");
            let report = owner.run(&page);
            assert!(added == "0" || figure(&report, "signed") == "1", "{report}");
        }
        let counted = counts(server, &petition);
        assert_eq!((counted.imported, counted.paper), (3, 1));
        assert_eq!(counts(server, &theirs).total(), 0);
        // One that takes none says so.
        let page = owner.send("email\nfay@mail.example\n");
        assert_eq!(posts_columns(&owner, &page, &[("petition", petition.as_str()), ("then", "on")]), page);
        wait_until("it was read through", LONG, || !owner.page(&page).contains("Being read through"));
        owner.sign(&page, "");
        let stop = format!("/console/groups/alder/petitions/{petition}/stop");
        assert_eq!(server.page("POST", &stop, &owner.cookie, b"").status, 303);
        assert!(owner.run(&page).contains("takes no signatures now"));
        assert_eq!(counts(server, &petition).total(), 4);
    });
}
