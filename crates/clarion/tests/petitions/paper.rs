//! Signing on paper: a sheet is printed, entered by one person at a time, and counts whole, once, apart from what people confirmed.

use super::co_sponsoring::between;
use super::composing::Browser;
use crate::coalitions::{Owned, Verb, act, at_once, done, seen};
use crate::harness::{Server, TestGroup, id_of, on_both, on_both_in_time, person};
use clarion::access::SeatRole;
use clarion::clock::{DAY, MINUTE};
use clarion::coalitions::Act;
use clarion::ids::Id;
use clarion::notices::code;
use clarion::paper::line::{Line, Written};
use clarion::paper::{self, Action, Kind, Numbers, Sheet, close, enter, hold, jobs, print};
use clarion::people;
use clarion::petitions::{Count, count, create};
use db::{Fault, FaultKind};
use serde_json::json;

struct Ground {
    group: TestGroup,
    owner: Id,
    organiser: Id,
    petition: Id,
}

impl Ground {
    fn new(server: &Server) -> Self {
        let group = server.group("Alder");
        let owner = server.account("owner@alder.example", &[(group.id, SeatRole::Owner)]);
        let organiser = server.account("cy@alder.example", &[(group.id, SeatRole::Organiser)]);
        let petition = server.petition(&group.key, "Lanterns").parse().unwrap();
        Self { group, owner, organiser, petition }
    }

    /// Prints sheets by the page; their codes, the first first.
    fn prints(&self, ada: &Browser<'_>, sheets: &str) -> (String, Vec<String>) {
        let path = format!("/console/groups/alder/petitions/{}/sheets", self.petition);
        let to = ada.does(&path, &[("sheets", sheets), ("lang", "en"), ("paper", "a4")]);
        let page = ada.reads(&to);
        let typed = page.split("class=\"paper-typed\">").skip(1).map(|rest| code::fold(rest.split('<').next().unwrap()).unwrap());
        let codes = typed.collect();
        (page, codes)
    }

    fn act(&self, server: &Server, account: Id) -> Act {
        act(server, account, self.group.id)
    }

    fn count(&self, server: &Server) -> Count {
        let (petition, now) = (self.petition, server.app.clock.now());
        let counted = seen(server, move |tx| Ok((count::count(tx, petition, now)?, count::recount(tx, petition, now)?)));
        assert_eq!(counted.0, counted.1, "the tallies are the rows");
        counted.0
    }

    fn sheet(&self, server: &Server, code: &str) -> Sheet {
        let (group, code) = (self.group.id, code.to_owned());
        seen(server, move |tx| paper::find(tx, group, &code)).unwrap().0
    }
}

fn written(name: &str, email: &str) -> Written {
    Written { name: name.to_owned(), email: email.to_owned(), ..Written::default() }
}

/// Enters a line by the page.
fn line(by: &Browser<'_>, path: &str, number: usize, fields: &[(&str, &str)]) -> String {
    let number = number.to_string();
    by.does(&format!("{path}/lines"), &[&[("number", number.as_str())], fields].concat())
}

/// Closes a sheet by the page as it stands.
fn closes(by: &Browser<'_>, path: &str, day: &str) -> String {
    let page = by.reads(path);
    by.does(&format!("{path}/close"), &[("version", between(&page, "name=\"version\" value=\"", "\"")), ("day", day)])
}

fn today(server: &Server) -> String {
    clarion::web::site::zoned(server.app.clock.now(), "America/New_York").strftime("%Y-%m-%d").to_string()
}

/// The news consents of a group's person: whether it is asserted, with its source and words, as their page tells.
fn page_of(server: &Server, by: &Browser<'_>, key: &str, email: &str) -> Option<String> {
    let path = format!("/people?filter=email_address%20eq%20%27{email}%27");
    let found = server.get(&path, key).ok();
    let id = id_of(found["_embedded"]["osdi:people"].get(0)?);
    Some(by.reads(&format!("/console/groups/alder/supporters/{id}")))
}

#[test]
fn a_sheet_is_printed_entered_corrected_and_counted_apart_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let (ada, worker) = (Browser::of(server, ground.owner), server.worker());
        let (printed, codes) = ground.prints(&ada, "2");
        for part in ["paper-sheet-a4", "<svg", "Sheet 1<", "Sheet 2<", "Lanterns", "1 Made Up Street", "/your-data", "Signature"] {
            assert!(printed.contains(part), "{part} is not printed: {printed}");
        }
        assert!(printed.contains("Alder may send me news by email. I can leave at any time."));
        assert!(!printed.contains("style=") && codes.len() == 2 && codes[0] != codes[1]);
        let path = format!("/console/groups/alder/sheets/{}", codes[0]);
        assert_eq!(ada.get(&format!("/console/sheets/{}", codes[0].to_lowercase())).header("location"), path);
        assert!(ada.post("/console/sheets", &[("code", &code::spaced(&codes[0]))]).header("location").ends_with(&codes[0]));
        assert!(!ada.reads(&path).contains("name=\"email\""), "nobody enters what they do not hold");
        let sheets = ada.reads(&format!("/console/groups/alder/petitions/{}/sheets", ground.petition));
        assert!(sheets.contains("Print it again on US Letter") && sheets.contains("from=2&#38;to=2&#38;paper=a4"), "{sheets}");
        ada.does(&format!("{path}/take"), &[]);
        line(
            &ada,
            &path,
            1,
            &[("name", "Ana Example"), ("email", "ana@people.example"), ("zip", "20001"), ("news", "yes"), ("keep", "yes")],
        );
        let page = ada.reads(&format!("{path}?keep=yes"));
        assert!(page.contains("Line 1 stands: Ana Example.") && page.contains("Line 2 of 10") && page.contains("value=\"20001\""));
        line(&ada, &path, 2, &[("name", "Bo Example"), ("phone", "202 555 0143")]);
        line(&ada, &path, 3, &[("name", "Cy Exmple"), ("zip", "45501"), ("news", "yes")]);
        line(&ada, &path, 3, &[("name", "Cy Example"), ("zip", "45501"), ("news", "yes"), ("correct", "yes")]);
        line(&ada, &path, 4, &[("name", "?")]);
        line(&ada, &path, 5, &[("name", "Cy Example"), ("zip", "45501")]);
        let equal = ada.reads(&path);
        assert!(equal.contains("Line 5 is equal to line 3: the two count once.") && equal.contains("No email or phone"), "{equal}");
        line(&ada, &path, 6, &[("name", "Paula P.")]);
        assert!(ada.reads(&path).contains("Line 6 stands: Paula P.</p>"));
        ada.does(&format!("{path}/undo"), &[("number", "6")]);
        line(&ada, &path, 6, &[("name", "Typed Twice")]);
        ada.does(&format!("{path}/undo"), &[("number", "6")]);
        ada.does(&format!("{path}/undo"), &[("number", "6")]);
        let wrong = ada.post(&format!("{path}/lines"), &[("number", "6"), ("name", "Di <b>"), ("email", "di at mail")]);
        assert!(!wrong.text.contains(" stands: "), "nothing was entered: {}", wrong.text);
        assert!(wrong.status == 422 && wrong.text.contains("This cannot be an email") && wrong.text.contains("Di &#60;b&#62;"));
        assert_eq!(ground.count(server).total(), 0, "nothing counts before it is closed");
        closes(&ada, &path, &today(server));
        let log = ada.reads("/console/groups/alder/audit");
        assert!(log.contains(">Sheet 1: ") && !log.contains(">About 0"), "{log}");
        let counted = ground.count(server);
        assert_eq!((counted.paper, counted.confirmed, counted.asserted, counted.imported), (3, 0, 0, 0));
        let closed = ada.reads(&path);
        assert!(closed.contains("Taken from paper: 2 with an email or phone, 1 with a name alone."), "{closed}");
        assert!(closed.contains("1 line was equal") && closed.contains("1 line could not be read"), "{closed}");
        assert!(!closed.contains("ana@people.example"), "the lines are on the list now");
        let ana = page_of(server, &ada, &ground.group.key, "ana@people.example").unwrap();
        for part in ["paper sheet 1", "Alder may send me news by email. I can leave at any time.", "Signed on paper ·"] {
            assert!(ana.contains(part), "{part}: {ana}");
        }
        let list = server.get("/people", &ground.group.key).ok();
        assert_eq!(list["total_records"], 3, "somebody with a name alone stands on the list, too");
        let petition = ada.reads(&format!("/console/groups/alder/petitions/{}", ground.petition));
        assert!(petition.contains("3 on paper") && petition.contains("0 confirmed by email"), "{petition}");
        assert!(ada.reads("/console/groups/alder/audit").contains("Counted a sheet signed on paper"));
        server.stop(worker);
        assert!(server.mails().is_empty(), "nobody is written to");
        // A sheet counts once, whatever is pressed again.
        let again = ada.is_refused(&format!("{path}/close"), &[("version", "1"), ("day", &today(server))]);
        assert!(again.contains("it is counted already"), "{again}");
        assert!(ada.is_refused(&format!("{path}/lines"), &[("number", "6"), ("name", "Late Example")]).contains("counted already"));
        assert!(ada.is_refused(&format!("{path}/take"), &[]).contains("counted already"));
        assert_eq!(ground.count(server).paper, 3);
    });
}

#[test]
fn somebody_with_a_name_alone_is_found_and_erased_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let ada = Browser::of(server, ground.owner);
        let (_, codes) = ground.prints(&ada, "1");
        let path = format!("/console/groups/alder/sheets/{}", codes[0]);
        ada.does(&format!("{path}/take"), &[]);
        line(&ada, &path, 1, &[("name", "Eve Example"), ("zip", "20001")]);
        closes(&ada, &path, &today(server));
        let found = server.get("/people?filter=family_name%20eq%20%27Example%27", &ground.group.key).ok();
        let id = id_of(&found["_embedded"]["osdi:people"][0]);
        let page = ada.reads(&format!("/console/groups/alder/supporters/{id}"));
        assert!(page.contains("Eve Example") && page.contains("Lanterns"), "{page}");
        ada.does(&format!("/console/groups/alder/supporters/{id}/erase"), &[]);
        assert_eq!(server.get("/people", &ground.group.key).ok()["total_records"], 0);
        assert_eq!(ground.count(server).paper, 1, "the signature stays a number");
    });
}

#[test]
fn a_line_renames_nobody_whom_the_list_knows_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let ada = Browser::of(server, ground.owner);
        let mut known = person("bo@people.example");
        (known["given_name"], known["family_name"]) = (json!("Bo"), json!("O'Neil"));
        known["postal_addresses"] = json!([]);
        let id = id_of(&server.post("/people", &ground.group.key, &json!({"person": known})).ok());
        let (_, codes) = ground.prints(&ada, "1");
        let path = format!("/console/groups/alder/sheets/{}", codes[0]);
        ada.does(&format!("{path}/take"), &[]);
        let said = [("name", "Bo Paper"), ("email", "bo@people.example"), ("zip", "20001"), ("phone", "202 555 0143")];
        line(&ada, &path, 1, &said);
        closes(&ada, &path, &today(server));
        let now = server.get(&format!("/people/{id}"), &ground.group.key).ok();
        assert_eq!((&now["given_name"], &now["family_name"]), (&json!("Bo"), &json!("O'Neil")));
        assert_eq!(now["postal_addresses"][0]["postal_code"], "20001", "what was not known is filled");
        assert_eq!(now["phone_numbers"][0]["number"], "12025550143");
    });
}

#[test]
fn one_person_enters_a_sheet_at_a_time_postgres_too() {
    on_both_in_time(|server| {
        let ground = Ground::new(server);
        let (ada, cy) = (Browser::of(server, ground.owner), Browser::of(server, ground.organiser));
        let (_, codes) = ground.prints(&ada, "2");
        let path = format!("/console/groups/alder/sheets/{}", codes[0]);
        ada.does(&format!("{path}/take"), &[]);
        assert!(cy.is_refused(&format!("{path}/take"), &[]).contains("Somebody else has this sheet"));
        assert!(cy.is_refused(&format!("{path}/lines"), &[("number", "1"), ("name", "Ana Example")]).contains("Somebody else"));
        let theirs = cy.reads(&path);
        assert!(theirs.contains("Ada Example enters it") && !theirs.contains("name=\"email\""), "{theirs}");
        let other = format!("/console/groups/alder/sheets/{}", codes[1]);
        cy.does(&format!("{other}/take"), &[]);
        line(&cy, &other, 1, &[("name", "Bo Example")]);
        line(&ada, &path, 1, &[("name", "Ana Example")]);
        // A line that comes twice is written once; another one in its place is not.
        line(&ada, &path, 1, &[("name", "Ana Example")]);
        assert!(ada.is_refused(&format!("{path}/lines"), &[("number", "1"), ("name", "Eve Example")]).contains("changed since"));
        server.app.clock.advance(14 * MINUTE);
        line(&ada, &path, 2, &[("name", "Di Example")]);
        server.app.clock.advance(14 * MINUTE);
        assert!(cy.is_refused(&format!("{path}/take"), &[]).contains("Somebody else"), "each line renews the hold");
        server.app.clock.advance(2 * MINUTE);
        cy.does(&format!("{path}/take"), &[]);
        assert!(cy.reads(&path).contains("Line 2 stands: Di Example."), "what was typed is there");
        assert!(ada.is_refused(&format!("{path}/lines"), &[("number", "3"), ("name", "Eve Example")]).contains("Somebody else"));
        cy.does(&format!("{path}/put-back"), &[]);
        ada.does(&format!("{path}/take"), &[]);
        closes(&ada, &path, &today(server));
        assert_eq!(ground.count(server).paper, 2);
    });
}

#[test]
fn two_at_once_take_enter_and_close_a_sheet_once_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let (_, codes) = ground.prints(&Browser::of(server, ground.owner), "1");
        let code = codes[0].clone();
        let both = [ground.act(server, ground.owner), ground.act(server, ground.organiser)];
        let verbs = both.map(|by| -> Verb<bool> {
            let code = code.clone();
            Box::new(move |tx| Ok(hold::take(tx, &by, &code)?.is_ok()))
        });
        let taken = at_once(server, verbs.into());
        assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "{taken:?}");
        let holder = ground.sheet(server, &code).held_by.unwrap();
        let by = ground.act(server, holder);
        let intake = server.app.intake();
        let new = |name: &str| enter::prepare(&intake, by.now, by.group, 1, Some(&written(name, "ana@people.example"))).unwrap();
        let verbs = ["Ana Example", "Bo Example"].map(|name| -> Verb<bool> {
            let (code, new) = (code.clone(), new(name));
            Box::new(move |tx| Ok(enter::enter(tx, &by, &code, &new)?.is_ok()))
        });
        let entered = at_once(server, verbs.into());
        assert_eq!(entered.iter().filter(|entered| **entered).count(), 1, "a row of the sheet is one line");
        let sheet = ground.sheet(server, &code);
        let lines = [Line { number: 1, written: Some(written("Ana Example", "ana@people.example")) }];
        let closing = close::prepare(&intake, by.now, &sheet, (by.group, "US"), &lines, by.now).unwrap();
        let later = Act { now: by.now + 1, ..by };
        let verbs = [by, later].map(|by| -> Verb<Option<Numbers>> {
            let (code, closing, vault) = (code.clone(), closing.clone(), server.app.vault.clone());
            Box::new(move |tx| Ok(close::close(tx, &vault, &by, &code, &closing)?.ok()))
        });
        let closed = at_once(server, verbs.into());
        assert_eq!(closed.iter().flatten().count(), 1, "{closed:?}");
        assert_eq!(ground.count(server).paper, 1);
    });
}

/// Whatever is run again after a lost answer answers the same; what dies before its commit leaves nothing.
#[test]
fn a_sheet_is_counted_whole_or_not_at_all_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let (_, codes) = ground.prints(&Browser::of(server, ground.owner), "1");
        let (code, by, intake) = (codes[0].clone(), ground.act(server, ground.owner), server.app.intake());
        let taking = code.clone();
        done(server, move |tx| hold::take(tx, &by, &taking)).unwrap();
        let mut lines = Vec::new();
        for (number, name) in (1..).zip(["Ana Example", "Bo Example", "Cy Example"]) {
            let text = written(name, &format!("{}@people.example", &name[..2].to_lowercase()));
            let (new, code) = (enter::prepare(&intake, by.now, by.group, number, Some(&text)).unwrap(), code.clone());
            done(server, move |tx| enter::enter(tx, &by, &code, &new)).unwrap();
            lines.push(Line { number, written: Some(text) });
        }
        let sheet = ground.sheet(server, &code);
        assert_eq!(sheet.lines, 3, "run again, a line is written once");
        let closing = close::prepare(&intake, by.now, &sheet, (by.group, "US"), &lines, by.now).unwrap();
        let (vault, dying, died) = (server.app.vault.clone(), code.clone(), closing.clone());
        let answer: Result<(), Fault> = server.app.db.write_bulk("test.dies", move |tx| {
            close::close(tx, &vault, &by, &dying, &died)?.unwrap();
            Err(Fault::new(FaultKind::Refused, "it dies before the commit"))
        });
        assert!(answer.is_err());
        assert_eq!((ground.count(server).total(), ground.sheet(server, &code).closed), (0, None));
        let (vault, closing_code) = (server.app.vault.clone(), code.clone());
        let numbers = done(server, move |tx| close::close(tx, &vault, &by, &closing_code, &closing)).unwrap();
        assert_eq!((numbers.with_address, ground.count(server).paper), (3, 3));
        assert_eq!(ground.sheet(server, &code).numbers, numbers);
    });
}

#[test]
fn a_sheet_of_others_is_no_sheet_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let ada = Browser::of(server, ground.owner);
        let (_, codes) = ground.prints(&ada, "1");
        let birch = server.group("Birch");
        let owner = server.account("owner@birch.example", &[(birch.id, SeatRole::Owner)]);
        // Birch co-sponsors it: that makes neither its sheets nor its signers Birch's.
        let petition = ground.petition;
        done(server, move |tx| {
            let whole = create::find_by_id(tx, petition)?.unwrap();
            create::change(tx, &create::NewPetition { sponsors: vec![birch.id], ..whole }, 0)
        })
        .unwrap();
        let bo = Browser::of(server, owner);
        let code = &codes[0];
        assert_eq!(bo.get(&format!("/console/sheets/{code}")).status, 404);
        assert_eq!(bo.get("/console/sheets/KKKKKKKK").status, 404, "as one that nobody printed");
        let fields = [("number", "1"), ("name", "Ana Example"), ("version", "0"), ("day", "2026-01-01"), ("sheets", "1")];
        for (base, status) in [("/console/groups/alder", 403), ("/console/groups/birch", 404)] {
            assert_eq!(bo.get(&format!("{base}/sheets/{code}")).status, status);
            for rest in ["take", "put-back", "lines", "undo", "close"] {
                assert_eq!(bo.post(&format!("{base}/sheets/{code}/{rest}"), &fields).status, status, "{base} {rest}");
            }
            let sheets = format!("{base}/petitions/{petition}/sheets");
            assert_eq!(bo.get(&sheets).status, status);
            assert_eq!(bo.get(&format!("{sheets}/print?from=1&to=1")).status, status);
            assert_eq!(bo.post(&sheets, &fields).status, status);
        }
        let theirs = Owned { group: birch.id, owner }.act(server);
        let (taking, undoing) = (code.clone(), code.clone());
        assert_eq!(done(server, move |tx| hold::take(tx, &theirs, &taking)), Err(hold::HoldRefusal::Unknown));
        assert_eq!(done(server, move |tx| enter::undo(tx, &theirs, &undoing, 1)), Err(enter::EnterRefusal::Unknown));
        let sheet = ground.sheet(server, code);
        assert_eq!((sheet.held_by, sheet.lines), (None, 0));
    });
}

/// Closing says what stood on the paper: the same of a stranger, of somebody who signed, and of somebody who told the group to stop.
#[test]
fn a_sheet_tells_nobody_who_was_on_a_list_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let ada = Browser::of(server, ground.owner);
        let signs = json!({"person": person("signed@people.example")});
        server.post(&format!("/petitions/{}/signatures", ground.petition), &ground.group.key, &signs).ok();
        let listed = id_of(&server.post("/people", &ground.group.key, &json!({"person": person("erased@people.example")})).ok());
        ada.does(&format!("/console/groups/alder/supporters/{listed}/erase"), &[]);
        let key = server.app.vault.matching_key(seal::Channel::Email, "stopped@people.example");
        let (group, now) = (ground.group.id, server.app.clock.now());
        done(server, move |tx| people::unsubscribe(tx, key, group, now));
        let mails = ["stranger", "signed", "erased", "stopped"];
        let (_, codes) = ground.prints(&ada, "4");
        let closed: Vec<String> = mails
            .iter()
            .zip(&codes)
            .map(|(who, code)| {
                let path = format!("/console/groups/alder/sheets/{code}");
                ada.does(&format!("{path}/take"), &[]);
                line(&ada, &path, 1, &[("name", "Ana Example"), ("email", &format!("{who}@people.example")), ("news", "yes")]);
                let entered = ada.reads(&path);
                closes(&ada, &path, &today(server));
                let page = ada.reads(&path);
                let facts = |page: &str| {
                    page.split("class=\"quiet small\">")
                        .skip(4)
                        .map(|rest| rest.split('<').next().unwrap().to_owned())
                        .collect::<Vec<_>>()
                };
                assert!(entered.contains("Line 1 stands: Ana Example."));
                facts(&page).join("\n")
            })
            .collect();
        assert!(closed.iter().all(|said| *said == closed[0] && said.contains("1 with an email or phone")), "{closed:#?}");
        let counted = ground.count(server);
        assert_eq!((counted.paper, counted.asserted), (3, 1), "whoever had signed counts once");
        for (who, is_asserted) in [("stranger", true), ("erased", false), ("stopped", false)] {
            let page = page_of(server, &ada, &ground.group.key, &format!("{who}@people.example")).unwrap();
            assert_eq!(page.contains("paper sheet"), is_asserted, "{who}: {page}");
        }
    });
}

#[test]
fn what_a_petition_does_not_take_is_kept_on_the_sheet_postgres_too() {
    on_both_in_time(|server| {
        let ground = Ground::new(server);
        let ada = Browser::of(server, ground.owner);
        let (_, codes) = ground.prints(&ada, "1");
        let path = format!("/console/groups/alder/sheets/{}", codes[0]);
        let petition = format!("/console/groups/alder/petitions/{}", ground.petition);
        ada.does(&format!("{path}/take"), &[]);
        assert!(
            ada.is_refused(&format!("{path}/close"), &[("version", "0"), ("day", &today(server))]).contains("Nothing is entered")
        );
        line(&ada, &path, 1, &[("name", "Ana Example"), ("email", "ana@people.example")]);
        let version = between(&ada.reads(&path), "name=\"version\" value=\"", "\"").to_owned();
        let close = format!("{path}/close");
        for day in ["", "yesterday", "2020-01-01", "2999-01-01"] {
            assert!(ada.is_refused(&close, &[("version", &version), ("day", day)]).contains("Write the day"), "{day}");
        }
        assert!(ada.is_refused(&close, &[("version", "0"), ("day", &today(server))]).contains("changed since"));
        ada.does(&format!("{petition}/stop"), &[]);
        assert!(ada.is_refused(&close, &[("version", &version), ("day", &today(server))]).contains("The lines are kept"));
        ada.does(&format!("{petition}/reopen"), &[]);
        closes(&ada, &path, &today(server));
        assert_eq!(ground.count(server).paper, 1);
    });
}

#[test]
fn hostile_input_is_refused_in_words_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let ada = Browser::of(server, ground.owner);
        let sheets = format!("/console/groups/alder/petitions/{}/sheets", ground.petition);
        for count in ["", "0", "-1", "51", "9999999999999999999999", "many"] {
            assert!(ada.is_refused(&sheets, &[("sheets", count), ("lang", "en")]).contains("from 1 to 50"), "{count}");
        }
        let (_, codes) = ground.prints(&ada, "1");
        for query in ["?from=2&to=9", "?from=-5&to=0", "?from=x", "?from=9223372036854775807&to=1", ""] {
            assert_eq!(ada.get(&format!("{sheets}/print{query}")).status, 404, "{query}");
        }
        let path = format!("/console/groups/alder/sheets/{}", codes[0]);
        ada.does(&format!("{path}/take"), &[]);
        let long = "x".repeat(5_000);
        for (field, value) in [("name", long.as_str()), ("email", &long), ("phone", "1"), ("zip", "<script>"), ("name", "\u{0}")] {
            let fields = [("number", "1"), ("name", "Ana Example"), (field, value)];
            let answer = ada.post(&format!("{path}/lines"), &fields);
            assert!(answer.status == 422 && !answer.text.contains("<script>\""), "{field}: {}", answer.status);
        }
        for number in ["", "0", "-1", "2", "11", "9223372036854775807", "x"] {
            let answer = ada.post(&format!("{path}/lines"), &[("number", number), ("name", "Ana Example")]);
            assert!(answer.status == 303 && answer.header("location").contains("refused="), "{number}: {}", answer.status);
            let answer = ada.post(&format!("{path}/lines"), &[("number", number), ("name", "Ana Example"), ("correct", "yes")]);
            assert!(answer.header("location").contains("refused="), "{number}");
            assert!(
                ada.post(&format!("{path}/undo"), &[("number", number)]).header("location").contains("refused=") || number == "1"
            );
        }
        for number in 1..=10 {
            line(&ada, &path, number, &[("name", &format!("Person {number}"))]);
        }
        assert!(ada.is_refused(&format!("{path}/lines"), &[("number", "11"), ("name", "Ana Example")]).contains("no more rows"));
        assert!(ada.reads(&path).contains("All rows of the sheet are entered."));
        for code in ["K", "KKKKKKKKK", "%00", "..%2f..", &long] {
            assert!(matches!(ada.get(&format!("/console/sheets/{code}")).status, 404 | 414), "{code}");
        }
        assert_eq!(ada.post("/console/sheets", &[("code", "<b>")]).status, 422);
    });
}

#[test]
fn lines_that_somebody_left_are_forgotten_after_thirty_days_postgres_too() {
    on_both_in_time(|server| {
        let ground = Ground::new(server);
        let ada = Browser::of(server, ground.owner);
        let (_, codes) = ground.prints(&ada, "1");
        let path = format!("/console/groups/alder/sheets/{}", codes[0]);
        ada.does(&format!("{path}/take"), &[]);
        line(&ada, &path, 1, &[("name", "Ana Example")]);
        let forget = |server: &Server| {
            let now = server.app.clock.now();
            server.app.db.write_bulk("test.forget", move |tx| jobs::forget_left(tx, now)).unwrap()
        };
        server.app.clock.advance(29 * DAY);
        assert_eq!((forget(server), ground.sheet(server, &codes[0]).lines), (0, 1));
        server.app.clock.advance(2 * DAY);
        assert_eq!((forget(server), ground.sheet(server, &codes[0]).lines), (1, 0));
        assert_eq!(forget(server), 0);
        let ada = Browser::of(server, ground.owner);
        assert!(ada.reads(&path).contains("Take the sheet in hand"), "it can be entered anew");
    });
}

#[test]
fn two_who_print_at_once_get_different_numbers_postgres_too() {
    on_both(|server| {
        let ground = Ground::new(server);
        let petition = ground.petition;
        let (group, whole) = seen(server, move |tx| {
            let whole = Action::find(tx, Kind::Petition, petition)?.unwrap();
            Ok((clarion::coalitions::group(tx, whole.group())?.unwrap(), whole))
        });
        let verbs = [ground.owner, ground.organiser].map(|account| -> Verb<(i64, i64)> {
            let by = ground.act(server, account);
            let new = print::prepare(&server.app.ids, by.now, petition, clarion::web::lang::Lang::En, 5).unwrap();
            let (group, whole) = (group.clone(), whole.clone());
            Box::new(move |tx| Ok(print::print(tx, &by, (&group, &whole), &whole.words()[0], &new)?.unwrap()))
        });
        let mut printed = at_once(server, verbs.into());
        printed.sort_unstable();
        assert_eq!(printed, [(1, 5), (6, 10)]);
        let by = ground.act(server, ground.owner);
        let new = print::prepare(&server.app.ids, by.now, petition, clarion::web::lang::Lang::En, 2).unwrap();
        let again = done(server, move |tx| print::print(tx, &by, (&group, &whole), &whole.words()[0], &new));
        assert_eq!(again, Ok((11, 12)), "run again, they stand already");
    });
}
