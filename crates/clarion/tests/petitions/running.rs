//! A published petition in its group's hands: stopped, opened again, closed, given other dates, and counted by day and by way.

use super::co_sponsoring::{between, posts};
use super::composing::Browser;
use crate::coalitions::{Verb, act, at_once, done, meanwhile, owned, seen};
use crate::harness::{Server, id_of, on_both, on_both_in_time, person};
use clarion::access::SeatRole;
use clarion::actions::running::dates::{Dates, DatesRefusal};
use clarion::actions::running::{self, Deed};
use clarion::clock::DAY;
use clarion::petitions::running::dates::set;
use clarion::petitions::running::{close, days, stop};
use clarion::petitions::{PetitionState, PetitionWords, create, sign};
use serde_json::json;

/// A group with an owner, its key, and an open petition made by that key.
fn ground(server: &Server) -> (crate::coalitions::Owned, String, clarion::ids::Id) {
    let group = server.group("Alder");
    let owner = server.account("owner@alder.example", &[(group.id, SeatRole::Owner)]);
    let id = server.petition(&group.key, "Lanterns").parse().unwrap();
    (crate::coalitions::Owned { group: group.id, owner }, group.key, id)
}

fn signs(server: &Server, key: &str, id: clarion::ids::Id, email: &str) -> u16 {
    server.post(&format!("/petitions/{id}/signatures"), key, &json!({"person": person(email)})).status
}

#[test]
fn it_is_stopped_opened_again_and_closed_by_buttons_postgres_too() {
    on_both(|server| {
        let (alder, key, id) = ground(server);
        let ada = Browser::of(server, alder.owner);
        let path = format!("/console/groups/alder/petitions/{id}");
        assert_eq!(signs(server, &key, id, "one@people.example"), 200);
        ada.does(&format!("{path}/stop"), &[]);
        let page = server.page("GET", "/petitions/lanterns", "", b"").text;
        assert!(page.contains("stopped for now") && !page.contains("id=\"sign\""), "{page}");
        assert!(server.page("GET", "/es/petitions/lanterns", "", b"").text.contains("detenida por ahora"));
        assert_eq!(signs(server, &key, id, "two@people.example"), 400, "a key signs nobody either");
        let stopped = ada.reads(&path);
        assert!(stopped.contains("Stopped by Ada Example") && stopped.contains("/reopen\"") && !stopped.contains("/close\""));
        ada.does(&format!("{path}/reopen"), &[]);
        assert_eq!(signs(server, &key, id, "two@people.example"), 200);
        ada.does(&format!("{path}/close"), &[]);
        assert_eq!(signs(server, &key, id, "three@people.example"), 400);
        let closed = ada.reads(&path);
        assert!(closed.contains("Closed by Ada Example") && !closed.contains("/stop\""), "{closed}");
        // The form says the minute in which it closed: with another goal alone, the closing stays.
        let form = ada.reads(&format!("{path}/dates"));
        let minute = value_of(&form, "closes");
        ada.does(&format!("{path}/dates"), &[("goal", "900"), ("closes", &minute), ("seen", &value_of(&form, "seen"))]);
        assert!(server.page("GET", "/petitions/lanterns", "", b"").text.contains("Goal: 900"));
        assert_eq!(signs(server, &key, id, "three@people.example"), 400, "it stays closed");
        // A later date opens it again; what was typed is kept where it is wrong.
        let seen_as = closed_version(&ada, &path);
        let past = ada.post(&format!("{path}/dates"), &[("goal", "1,000"), ("closes", "2020-01-01T10:00"), ("seen", &seen_as)]);
        assert!(
            past.status == 422 && past.text.contains("value=\"1,000\"") && past.text.contains("that has passed"),
            "{}",
            past.text
        );
        let wrong = ada.post(&format!("{path}/dates"), &[("goal", "many"), ("seen", &seen_as)]);
        assert!(wrong.status == 422 && wrong.text.contains("Goal: write a whole number"), "{}", wrong.text);
        ada.does(&format!("{path}/dates"), &[("goal", "1,000"), ("closes", "2099-01-01T10:00"), ("seen", &seen_as)]);
        assert_eq!(signs(server, &key, id, "three@people.example"), 200);
        let late = ada.post(&format!("{path}/dates"), &[("goal", "5"), ("seen", &seen_as)]);
        assert!(late.status == 422 && late.text.contains("Somebody changed it"), "{}", late.text);
        assert!(server.page("GET", "/petitions/lanterns", "", b"").text.contains("Goal: 1,000"));
    });
}

#[test]
fn a_mailed_link_outlives_a_stop_postgres_too() {
    on_both(|server| {
        let (alder, _, id) = ground(server);
        let (ada, _worker) = (Browser::of(server, alder.owner), server.worker());
        let link = posts(server, "eve@people.example", &[]);
        let page = server.page("GET", &link, "", b"").text;
        let action = between(&page, "method=\"post\" action=\"", "\"").replace("&#38;", "&");
        ada.does(&format!("/console/groups/alder/petitions/{id}/stop"), &[]);
        let answer = server.page("POST", &action, "", b"");
        assert!(answer.status == 409 && answer.text.contains("is stopped for now"), "{} {}", answer.status, answer.text);
        ada.does(&format!("/console/groups/alder/petitions/{id}/reopen"), &[]);
        assert_eq!(server.page("POST", &action, "", b"").status, 303, "the same link counts afterwards");
        assert!(server.page("GET", &link, "", b"").text.contains("Your signature is counted"));
    });
}

fn closed_version(ada: &Browser<'_>, path: &str) -> String {
    value_of(&ada.reads(&format!("{path}/dates")), "seen")
}

/// What stands in a field of a form.
pub(crate) fn value_of(form: &str, name: &str) -> String {
    let field = form.split(&format!("name=\"{name}\"")).nth(1).unwrap().split('>').next().unwrap();
    field.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn another_groups_petition_is_not_theirs_to_stop_postgres_too() {
    on_both(|server| {
        let (_, _, id) = ground(server);
        let birch = owned(server, "Birch");
        let bo = Browser::of(server, birch.owner);
        for (method, rest) in
            [("POST", "/stop"), ("POST", "/reopen"), ("POST", "/close"), ("GET", "/dates"), ("POST", "/dates"), ("GET", "")]
        {
            for (base, status) in [("/console/groups/alder", 403), ("/console/groups/birch", 404)] {
                let path = format!("{base}/petitions/{id}{rest}");
                let answer = if method == "GET" { bo.get(&path) } else { bo.post(&path, &[("goal", "1"), ("seen", "0")]) };
                assert_eq!(answer.status, status, "{method} {path}");
            }
        }
        let theirs = birch.act(server);
        assert!(done(server, move |tx| stop::set(tx, &theirs, id, true)).is_err());
        let dates = Dates { goal: 1, opens_at: None, closes_at: None };
        assert_eq!(done(server, move |tx| set(tx, &theirs, id, 0, &dates)), Err(DatesRefusal::Over));
        let standing = seen(server, move |tx| create::find_by_id(tx, id)).unwrap().petition;
        assert_eq!(sign::refusal(&standing, theirs.now, theirs.now), None);
        assert_eq!(seen(server, move |tx| running::history(tx, id)), []);
    });
}

#[test]
fn two_who_stop_it_at_once_stop_it_once_postgres_too() {
    on_both(|server| {
        let (alder, _, id) = ground(server);
        let colleague = server.account("cy@alder.example", &[(alder.group, SeatRole::Organiser)]);
        let (one, two) = (alder.act(server), act(server, colleague, alder.group));
        let verbs: Vec<Verb<bool>> =
            [one, two].map(|by| -> Verb<bool> { Box::new(move |tx| Ok(stop::set(tx, &by, id, true)?.is_ok())) }).into();
        assert_eq!(at_once(server, verbs), [true, true], "both wanted it");
        let deeds = seen(server, move |tx| running::history(tx, id));
        assert_eq!(deeds.iter().map(|done| done.deed).collect::<Vec<_>>(), [Deed::Stopped]);
    });
}

#[test]
fn signatures_are_counted_by_day_and_by_way_postgres_too() {
    on_both_in_time(|server| {
        let (alder, key, id) = ground(server);
        assert_eq!(signs(server, &key, id, "one@people.example"), 200);
        server.app.clock.advance(2 * DAY);
        for email in ["two@people.example", "three@people.example", "three@people.example"] {
            assert_eq!(signs(server, &key, id, email), 200);
        }
        let now = server.app.clock.now();
        let petition = seen(server, move |tx| create::find_by_id(tx, id)).unwrap().petition;
        let counts = seen(server, move |tx| days::counts(tx, &petition, now));
        assert_eq!(counts.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [1, 0, 2], "each human once, on their day");
        assert_eq!(days::busiest(&counts).map(|(_, count)| count), Some(2));
        let page = Browser::of(server, alder.owner).reads(&format!("/console/groups/alder/petitions/{id}"));
        for part in ["Most signatures in a day: 2, on", "3 brought by programs", "0 confirmed by email", "<rect class=\"step-3\""] {
            assert!(page.contains(part), "{part}: {page}");
        }
        server.app.clock.advance(40 * DAY);
        let quiet = Browser::of(server, alder.owner).reads(&format!("/console/groups/alder/petitions/{id}"));
        assert!(quiet.contains("No signature in the last 30 days"), "{quiet}");
    });
}

#[test]
fn words_that_people_signed_in_another_language_stay_as_they_were_shown_postgres_too() {
    on_both_in_time(|server| {
        let (_, key, id) = ground(server);
        server.put(&format!("/petitions/{id}"), &key, &json!({"petition_text": "We ask for **lanterns**."})).ok();
        let spanish = PetitionWords { lang: "es".to_owned(), title: "Faroles".to_owned(), ..PetitionWords::default() };
        done(server, move |tx| {
            let mut whole = create::find_by_id(tx, id)?.unwrap();
            whole.words.push(spanish.clone());
            let now = whole.petition.modified_at + 1;
            create::change(tx, &whole, now).map(drop)
        });
        assert_eq!(signs(server, &key, id, "one@people.example"), 200);
        server.put(&format!("/petitions/{id}"), &key, &json!({"petition_text": "We ask for torches."})).ok();
        server.app.clock.advance(clarion::clock::SECOND);
        let shown = server.page("GET", "/es/petitions/lanterns", "", b"").text;
        assert!(shown.contains("Palabras anteriores") && shown.contains("<strong>lanterns</strong>"), "{shown}");
    });
}

#[test]
fn words_that_people_signed_stay_on_the_page_when_a_program_changes_them_postgres_too() {
    on_both_in_time(|server| {
        let (_, key, id) = ground(server);
        let change = |body: serde_json::Value| server.put(&format!("/petitions/{id}"), &key, &body).ok();
        let page = || {
            server.app.clock.advance(clarion::clock::SECOND);
            server.page("GET", "/petitions/lanterns", "", b"").text
        };
        change(json!({"petition_text": "We ask for **lanterns**.", "target": [{"name": "The harbor board"}]}));
        assert!(!page().contains("Earlier words"), "nobody had signed");
        assert_eq!(signs(server, &key, id, "one@people.example"), 200);
        change(json!({"clarion:goal": 500, "name": "Internal"}));
        assert!(!page().contains("Earlier words"), "a goal is no other word");
        change(json!({"petition_text": "We ask for torches."}));
        let shown = page();
        for part in [
            "Earlier words",
            "1 person had signed these earlier words",
            "<strong>lanterns</strong>",
            "We ask for torches.",
            "The harbor board",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert_eq!(signs(server, &key, id, "two@people.example"), 200);
        change(json!({"target": [{"name": "The mayor"}]}));
        let shown = page();
        assert!(shown.contains("2 people had signed these earlier words") && shown.matches("<details>").count() == 2, "{shown}");
        assert!(server.page("GET", "/es/petitions/lanterns", "", b"").text.contains("Palabras anteriores"));
    });
}

#[test]
fn a_stop_and_a_closing_outlast_a_program_that_changes_the_petition_at_that_moment_postgres_too() {
    on_both(|server| {
        let (alder, key, id) = ground(server);
        let act = alder.act(server);
        let put = |goal: i64| server.put(&format!("/petitions/{id}"), &key, &json!({"clarion:goal": goal})).ok();
        meanwhile(
            server,
            move |tx, stays_open| {
                stop::set(tx, &act, id, true)?.unwrap();
                stays_open();
                Ok(())
            },
            || put(500),
        );
        let standing = seen(server, move |tx| create::find_by_id(tx, id)).unwrap().petition;
        assert_eq!((standing.state, standing.goal), (PetitionState::Stopped, 500));
        meanwhile(
            server,
            move |tx, stays_open| {
                close::close(tx, &act, id)?.unwrap();
                stays_open();
                Ok(())
            },
            || put(600),
        );
        let standing = seen(server, move |tx| create::find_by_id(tx, id)).unwrap().petition;
        assert_eq!((standing.closes_at, standing.goal), (Some(act.now), 600));
    });
}

#[test]
fn lists_of_open_petitions_hold_what_can_be_signed_postgres_too() {
    on_both_in_time(|server| {
        let (alder, key, id) = ground(server);
        let act = alder.act(server);
        let in_lists = |title: &str| -> Vec<bool> {
            let parts = |path: &str| {
                let page = server.page("GET", path, "", b"").text;
                let (open, closed) = page.split_once("Closed petitions").unwrap_or((&page, ""));
                [open.contains(title), closed.contains(title)]
            };
            [parts("/"), parts("/groups/alder"), parts("/coalitions/lanterns")].concat()
        };
        let (coalition, now, of_all) = (act.id, act.now, server.app.ids.fresh(act.now));
        assert!(
            done(server, move |tx| clarion::coalitions::found::found(tx, &act, &crate::coalitions::proposal("lanterns"), &[]))
                .is_ok()
        );
        let made = done(server, move |tx| {
            let mut petition = create::blank(of_all, alder.group, "ferries".to_owned(), now);
            petition.coalition = Some(coalition);
            let words = PetitionWords { lang: "en".to_owned(), title: "Ferries".to_owned(), ..PetitionWords::default() };
            create::create(tx, &create::NewPetition { petition, words: vec![words], sponsors: Vec::new(), targets: Vec::new() })
        });
        assert_eq!(made, Ok(()));
        // Fifty stopped ones are newer, and empty no list.
        for number in 0..50 {
            let more = server.petition(&key, &format!("Stopped{number}")).parse().unwrap();
            let act = alder.act(server);
            assert_eq!(done(server, move |tx| stop::set(tx, &act, more, true)), Ok(()));
        }
        assert_eq!(in_lists("Ferries"), [true, false, true, false, true, false]);
        assert_eq!(in_lists("Lanterns</a>"), [true, false, true, false, false, false]);
        assert!(!in_lists("Stopped").contains(&true));
        let dates = Dates { goal: 0, opens_at: None, closes_at: Some(now + DAY) };
        for id in [id, of_all] {
            let (seen, act) = (seen(server, move |tx| create::find_by_id(tx, id)).unwrap().petition.modified_at, alder.act(server));
            assert_eq!(done(server, move |tx| set(tx, &act, id, seen, &dates)), Ok(()));
        }
        server.app.clock.advance(2 * DAY);
        assert_eq!(in_lists("Ferries"), [false, false, false, true, false, true]);
        assert_eq!(in_lists("Lanterns</a>"), [false, false, false, true, false, false]);
    });
}

#[test]
fn the_closing_of_a_form_outlasts_a_program_that_changes_it_at_that_moment_postgres_too() {
    on_both(|server| {
        let (alder, key, _) = ground(server);
        let made = server.post("/forms", &key, &json!({"title": "Light the street", "origin_system": "Test"})).ok();
        let (act, id) = (alder.act(server), id_of(&made).parse::<clarion::ids::Id>().unwrap());
        meanwhile(
            server,
            move |tx, stays_open| {
                clarion::forms::running::close(tx, &act, id)?.unwrap();
                stays_open();
                Ok(())
            },
            || server.put(&format!("/forms/{id}"), &key, &json!({"clarion:goal": 500})).ok(),
        );
        let standing = seen(server, move |tx| clarion::forms::create::find_by_id(tx, id)).unwrap().form;
        assert_eq!((standing.closes_at, standing.goal), (Some(act.now), 500));
    });
}

#[test]
fn signatures_with_comments_are_listed_and_taken_out_by_the_pages_own_group_alone_postgres_too() {
    on_both(|server| {
        let (alder, key, id) = ground(server);
        let birch = owned(server, "Birch");
        let cy = server.account("cy@alder.example", &[(alder.group, SeatRole::Organiser)]);
        let (ada, cy, bo) = (Browser::of(server, alder.owner), Browser::of(server, cy), Browser::of(server, birch.owner));
        let path = format!("/console/groups/alder/petitions/{id}/signatures");
        assert!(ada.reads(&path).contains("Nobody has signed yet"));
        for number in 0..101 {
            let comment = if number == 100 { "=1+1 lanterns" } else { "" };
            let mut who = person(&format!("signer{number}@people.example"));
            who["given_name"] = json!(format!("Ana{number}"));
            let body = json!({"person": who, "comments": comment});
            server.post(&format!("/petitions/{id}/signatures"), &key, &body).ok();
        }
        let page = ada.reads(&path);
        for part in ["Ana100 Example", "=1+1 lanterns", "brought by a program", "Earlier ones", "Download all signatures"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(page.find("Ana100 Example") < page.find("Ana99 Example") && !page.contains("Ana0 Example"), "{page}");
        let older = page.split("href=\"").find(|rest| rest.contains("?before=")).unwrap().split('"').next().unwrap();
        let older = ada.reads(older);
        assert!(older.contains("Ana0 Example") && !older.contains("Ana1 Example"), "{older}");
        let file = ada.post(&format!("{path}/export"), &[]);
        assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
        assert_eq!(file.text.matches("@people.example").count(), 101);
        assert!(
            file.text.contains(",asserted,Ana100,Example,signer100@people.example,") && file.text.contains(",'=1+1 lanterns"),
            "{}",
            file.text
        );
        assert!(ada.reads("/console/groups/alder/audit").contains("Took the signatures of a petition out"));
        assert!(cy.reads(&path).contains("Ana100 Example") && !cy.reads(&path).contains("Download all"));
        assert_eq!(cy.post(&format!("{path}/export"), &[]).status, 403, "an organiser takes nothing out");
        for (base, status) in [("alder", 403), ("birch", 404)] {
            let theirs = path.replace("/alder/", &format!("/{base}/"));
            assert_eq!((bo.get(&theirs).status, bo.post(&format!("{theirs}/export"), &[]).status), (status, status), "{base}");
        }
        let gone = page.split("/console/groups/alder/supporters/").nth(1).unwrap().split('"').next().unwrap();
        ada.does(&format!("/console/groups/alder/supporters/{gone}/erase"), &[]);
        let page = ada.reads(&path);
        assert!(page.contains("Somebody who was erased") && !page.contains("=1+1 lanterns"), "{page}");
        assert!(ada.reads(&format!("/console/groups/alder/petitions/{id}")).contains(&path), "its page leads there");
    });
}
