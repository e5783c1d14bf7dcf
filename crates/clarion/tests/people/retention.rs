//! How long people are kept: nobody goes without a rule, a rule does what its look said, a week after it was switched on, and stands
//! still where it must.

use super::your_data::{between, listed, says, signs};
use crate::harness::{Answered, Server, TestGroup, id_of, on_both_in_time};
use clarion::access::SeatRole;
use clarion::clock::DAY;
use clarion::ids::Id;
use clarion::people::beside::notes;
use clarion::people::retention::run::{self, Ended};
use clarion::people::retention::{self, Kind, Look, MONTH, Rule, count};
use clarion::people::{self, ConsentStatus, Purpose};
use serde_json::json;
use std::cell::Cell;
use std::time::Duration;
use testkit::wait_until;

const WITHIN: Duration = Duration::from_secs(60);
const EMAIL: seal::Channel = seal::Channel::Email;

/// A group with two owners and an organiser.
struct House<'a> {
    server: &'a Server,
    group: TestGroup,
    owner: Id,
    organiser: Id,
}

impl<'a> House<'a> {
    fn new(server: &'a Server) -> Self {
        let group = server.group("Alder");
        let account = |name: &str, role| server.account(&format!("{name}@alder.example"), &[(group.id, role)]);
        let owner = account("ada", SeatRole::Owner);
        account("bo", SeatRole::Owner);
        let organiser = account("cy", SeatRole::Organiser);
        Self { server, group, owner, organiser }
    }

    /// Somebody comes to the list now.
    fn comes(&self, name: &str) {
        listed(self.server, self.group.id, &mailbox(name), self.server.app.clock.now());
    }

    fn says(&self, name: &str, purpose: Purpose, status: ConsentStatus) {
        says(self.server, self.group.id, (EMAIL, &mailbox(name)), purpose, status);
    }

    /// What the owner is answered; no session lasts as long as these stories.
    fn ask(&self, method: &str, rest: &str, body: &str) -> Answered {
        let cookie = self.server.sign_in(self.owner);
        self.server.page(method, &format!("/console/groups/alder/retention{rest}"), &cookie, body.as_bytes())
    }

    /// Presses a button; the message of the refusal, if it was refused.
    fn press(&self, rest: &str, body: &str) -> Option<String> {
        let answered = self.ask("POST", rest, body);
        assert_eq!(answered.status, 303, "{rest}: {}", answered.text);
        answered.header("location").split_once("refused=").map(|(_, message)| message.to_owned())
    }

    fn page(&self, rest: &str) -> String {
        let answered = self.ask("GET", rest, "");
        assert_eq!(answered.status, 200, "{}", answered.text);
        answered.text
    }

    /// Looks at what a rule would touch, as a worker counts it.
    fn look(&self, kind: Kind, months: i64) -> Look {
        assert_eq!(self.press(&format!("/{}/look", kind.as_str()), &format!("months={months}")), None);
        let (group, app) = (self.group.id, &self.server.app);
        let read = move || app.db.read_blocking(move |tx| retention::look(tx, group, kind)).unwrap().unwrap();
        let asked = read();
        assert_eq!((asked.counted_at, asked.months), (None, months));
        assert!(count::count(app, (group, kind, asked.id), &|| true).unwrap());
        read()
    }

    /// Switches a rule on by a look.
    fn switch_on(&self, kind: Kind, look: &Look) -> Option<String> {
        self.press(&format!("/{}/on", kind.as_str()), &format!("look={}", look.id))
    }

    fn rule(&self, kind: Kind) -> Option<Rule> {
        let group = self.group.id;
        let rules = self.server.app.db.read_blocking(move |tx| retention::rules(tx, group)).unwrap();
        rules.into_iter().find(|rule| rule.kind == kind)
    }

    /// A rule that is in effect.
    fn in_effect(&self, kind: Kind, months: i64) -> Rule {
        let look = self.look(kind, months);
        assert_eq!(self.switch_on(kind, &look), None);
        self.passes(retention::WAIT);
        self.rule(kind).unwrap()
    }

    /// What the newest run did.
    fn ran(&self) -> (i64, String) {
        let group = self.group.id;
        let run = self.server.app.db.read_blocking(move |tx| retention::runs(tx, group, 1)).unwrap().remove(0);
        (run.touched, run.ended)
    }

    fn passes(&self, time: i64) {
        self.server.app.clock.advance(time);
    }

    /// Who stands on the list.
    fn on_list(&self) -> Vec<String> {
        let document = self.server.get("/people?per_page=25", &self.group.key).ok();
        let people = document["_embedded"]["osdi:people"].as_array().cloned().unwrap_or_default();
        let name = |person: &serde_json::Value| {
            let address = person["email_addresses"][0]["address"].as_str().unwrap().to_owned();
            address.split('@').next().unwrap().to_owned()
        };
        let mut names: Vec<String> = people.iter().map(name).collect();
        names.sort();
        names
    }

    /// Whether the group may send news to somebody; `None` where nothing is known.
    fn news(&self, name: &str) -> Option<people::consent::NewsStanding> {
        let (group, key) = (self.group.id, self.server.app.vault.matching_key(EMAIL, &mailbox(name)));
        let read = self.server.app.db.read_blocking(move |tx| {
            let identity = people::identity_of(tx, key)?.unwrap();
            people::consent::towards_news(tx, group, &[identity])
        });
        read.unwrap().into_values().next()
    }
}

fn mailbox(name: &str) -> String {
    format!("{name}@mail.example")
}

fn runs(server: &Server, rule: &Rule) {
    assert!(run::run(&server.app, rule, &|| true).unwrap());
}

#[test]
fn a_rule_is_looked_at_then_waits_a_week_and_then_erases_whom_it_said_postgres_too() {
    on_both_in_time(|server| {
        let house = House::new(server);
        for name in ["ana", "ben", "cleo", "dora"] {
            house.comes(name);
        }
        house.passes(MONTH / 2);
        house.comes("soon");
        house.passes(MONTH / 2);
        house.comes("later");
        // One confirms their yes after a year, one signs after two.
        house.passes(11 * MONTH);
        house.says("cleo", Purpose::News, ConsentStatus::Confirmed);
        house.passes(12 * MONTH + DAY);
        let petition = server.petition(&house.group.key, "Keep the lanterns");
        signs(server, house.group.id, &petition, &mailbox("dora"));
        assert!(house.page("").matches(">Off</span>").count() == 5, "nobody is erased without a rule");
        let look = house.look(Kind::Quiet, 24);
        assert_eq!((look.touched, look.people), ([2, 4, 4], 6), "ana and ben, then the two who came a little later");
        let first = house.look(Kind::Quiet, 36);
        assert_eq!(first.touched, [0, 0, 0]);
        assert_eq!(house.switch_on(Kind::Quiet, &look).as_deref(), Some("retention-refused-look"), "a newer look stands");
        let look = house.look(Kind::Quiet, 24);
        let page = house.page("/quiet");
        assert!(
            page.contains("<td class=\"number\">2</td>")
                && page.contains("<td class=\"number\">4</td>")
                && page.contains("ana@mail.example"),
            "{page}"
        );
        assert!(!page.contains("dora@mail.example"), "{page}");
        assert_eq!(house.switch_on(Kind::Quiet, &look), None);
        let rule = house.rule(Kind::Quiet).unwrap();
        assert_eq!((rule.announced, rule.takes_effect_at - rule.switched_on_at), (2, 7 * DAY));
        assert!(house.page("").contains("It does nothing before"));
        // Before its day it does nothing, whoever runs it.
        assert!(run::due(&server.app).unwrap().is_empty());
        runs(server, &rule);
        assert_eq!((house.ran(), house.on_list().len()), ((0, "off".to_owned()), 6));
        house.passes(7 * DAY);
        // Whoever does something meanwhile stays.
        signs(server, house.group.id, &petition, &mailbox("ben"));
        assert_eq!(run::due(&server.app).unwrap(), std::slice::from_ref(&rule));
        runs(server, &rule);
        assert_eq!((house.ran(), house.on_list().join(" ")), ((1, "done".to_owned()), "ben cleo dora later soon".to_owned()));
        // Their no stays by the real verb, so that no import writes to them.
        assert_eq!(house.news("ana"), Some(people::consent::NewsStanding::Left));
        runs(server, &rule);
        assert_eq!(house.ran(), (1, "done".to_owned()), "once a day");
        let page = house.page("");
        assert!(page.contains("Touched 1") && page.contains("Went through the whole list."), "{page}");
    });
}

/// The numbers ahead: whoever is due later is told apart, and an answer to a coming event would count for them.
#[test]
fn a_look_says_who_is_due_today_and_who_within_thirty_and_ninety_days_postgres_too() {
    on_both_in_time(|server| {
        let house = House::new(server);
        for (name, pause) in [("ana", 20 * DAY), ("ben", 40 * DAY), ("cleo", 60 * DAY), ("dora", 0)] {
            house.comes(name);
            house.passes(pause);
        }
        // Ana came 365 days before that day, ben 20 days after her, cleo 60, dora 120.
        house.passes(365 * DAY - 120 * DAY);
        let look = house.look(Kind::Quiet, 12);
        assert_eq!(look.touched, [1, 2, 3]);
        assert_eq!(look.examples.len(), 3);
        assert!(look.examples.is_sorted_by_key(|example| example.at));
        // A look of yesterday switches nothing on.
        house.passes(DAY + 1);
        assert_eq!(house.switch_on(Kind::Quiet, &look).as_deref(), Some("retention-refused-look"));
        assert_eq!(house.rule(Kind::Quiet), None);
    });
}

#[test]
fn whoever_left_or_never_confirmed_goes_by_a_rule_of_its_own_postgres_too() {
    on_both_in_time(|server| {
        let house = House::new(server);
        for name in ["left", "calls", "asserted", "confirmed", "silent"] {
            house.comes(name);
        }
        house.says("left", Purpose::News, ConsentStatus::Unsubscribed);
        house.says("calls", Purpose::News, ConsentStatus::Unsubscribed);
        house.says("calls", Purpose::Calls, ConsentStatus::Confirmed);
        house.says("asserted", Purpose::News, ConsentStatus::Asserted);
        house.says("confirmed", Purpose::News, ConsentStatus::Asserted);
        house.says("confirmed", Purpose::News, ConsentStatus::Confirmed);
        house.passes(6 * MONTH + DAY);
        let left = house.in_effect(Kind::Left, 6);
        runs(server, &left);
        assert_eq!((house.ran().0, house.on_list().join(" ")), (1, "asserted calls confirmed silent".to_owned()));
        let asserted = house.in_effect(Kind::Asserted, 6);
        runs(server, &asserted);
        assert_eq!(house.on_list().join(" "), "calls confirmed silent");
    });
}

#[test]
fn notes_and_comments_go_and_people_and_foreign_ids_stay_postgres_too() {
    on_both_in_time(|server| {
        let house = House::new(server);
        let (app, group) = (&server.app, house.group.id);
        let petition = server.petition(&house.group.key, "Keep the lanterns");
        let body = json!({"person": {"email_addresses": [{"address": mailbox("ana")}]}, "comments": "For my street.",
            "identifiers": ["elsewhere:42"]});
        let path = format!("/petitions/{petition}/signatures");
        let signature = id_of(&server.post(&path, &house.group.key, &body).ok());
        let key = app.vault.matching_key(EMAIL, &mailbox("ana"));
        let identity = app.db.read_blocking(move |tx| people::identity_of(tx, key)).unwrap().unwrap();
        let write = |text: &str| {
            let note = notes::prepare(&app.vault, &app.ids, app.clock.now(), group, Id::ZERO, text).unwrap().unwrap();
            app.db.write_bulk("test.note", move |tx| notes::add(tx, group, identity, &note)).unwrap();
        };
        write("Knows the river.");
        house.passes(3 * MONTH);
        write("Speaks softly.");
        let (of_notes, of_comments) = (house.in_effect(Kind::Notes, 3), house.in_effect(Kind::Comments, 3));
        assert_eq!(of_notes.announced, 1);
        for rule in [of_notes, of_comments] {
            runs(server, &rule);
            assert_eq!(house.ran().1, "done");
        }
        let vault = app.vault.clone();
        let left = app.db.read_blocking(move |tx| notes::of(tx, &vault, group, identity)).unwrap();
        assert_eq!(left.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(), ["Speaks softly."]);
        let shown = server.get(&format!("{path}/{signature}"), &house.group.key).ok();
        assert!(!shown.to_string().contains("For my street.") && shown.to_string().contains("elsewhere:42"), "{shown}");
        assert_eq!(house.on_list(), ["ana"]);
    });
}

#[test]
fn a_run_that_is_stopped_anywhere_goes_on_and_counts_everybody_once_postgres_too() {
    on_both_in_time(|server| {
        let house = House::new(server);
        for number in 0..60 {
            house.comes(&format!("p{number}"));
        }
        house.passes(12 * MONTH);
        let rule = house.in_effect(Kind::Quiet, 12);
        let mut workers = 0;
        loop {
            let looks = Cell::new(0);
            workers += 1;
            let is_done = run::run(&server.app, &rule, &|| {
                looks.set(looks.get() + 1);
                looks.get() <= 2
            });
            if is_done.unwrap() {
                break;
            }
            assert!(workers < 100, "it comes to an end");
        }
        assert!(workers > 2, "it was stopped");
        assert_eq!((house.ran(), house.on_list().len()), ((60, "done".to_owned()), 0));
    });
}

#[test]
fn a_rule_stands_still_while_the_group_merges_and_while_that_can_be_undone_postgres_too() {
    on_both_in_time(|server| {
        let house = House::new(server);
        house.comes("ana");
        house.passes(12 * MONTH);
        let rule = house.in_effect(Kind::Quiet, 12);
        let other = server.group("Birch").id;
        let cookie = server.sign_in(server.account("di@birch.example", &[(other, SeatRole::Owner)]));
        let press = |slug: &str, cookie: &str, rest: &str, body: &str| {
            let path = format!("/console/groups/{slug}/merging{rest}");
            let answered = server.page("POST", &path, cookie, body.as_bytes());
            assert!(answered.status == 303 && !answered.header("location").contains("refused"), "{}", answered.header("location"));
        };
        let ours = server.sign_in(house.owner);
        press("alder", &ours, "", "other=birch&part=stays");
        let group = house.group.id;
        let merges = move |tx: &mut db::Tx<'_>| clarion::coalitions::merging::of_group(tx, group, 1);
        let merge = server.app.db.read_blocking(merges).unwrap().remove(0);
        press("birch", &cookie, &format!("/{}/agree", merge.id), "");
        let merge = server.app.db.read_blocking(merges).unwrap().remove(0);
        clarion::coalitions::merging::count::count(&server.app, &merge).unwrap();
        press("alder", &ours, &format!("/{}/start", merge.id), "");
        runs(server, &rule);
        assert_eq!((house.ran(), house.on_list().len()), ((0, Ended::Merging.as_str().to_owned()), 1));
        let look = house.look(Kind::Left, 6);
        assert_eq!(house.switch_on(Kind::Left, &look).as_deref(), Some("retention-refused-merging"));
    });
}

#[test]
fn owners_are_told_a_changed_rule_waits_anew_and_organisers_have_no_part_postgres_too() {
    on_both_in_time(|server| {
        let house = House::new(server);
        house.comes("ana");
        house.passes(24 * MONTH);
        let worker = server.worker();
        assert_eq!(house.press("/quiet/look", "months=24"), None);
        wait_until("the worker counts", WITHIN, || !house.page("/quiet").contains("is being gone through"));
        let page = house.page("/quiet");
        let seen = between(&page, "name=\"look\" value=\"", "\"").to_owned();
        let organiser = server.sign_in(house.organiser);
        for (rest, body) in [("/quiet/look", "months=24"), ("/quiet/on", "look=x"), ("/quiet/off", "")] {
            let path = format!("/console/groups/alder/retention{rest}");
            assert_eq!(server.page("POST", &path, &organiser, body.as_bytes()).status, 403, "{rest}");
        }
        assert_eq!(server.page("GET", "/console/groups/alder/retention/quiet", &organiser, b"").status, 403);
        assert_eq!(house.press("/quiet/on", &format!("look={seen}")), None);
        let told = |subject: &str| server.mails().into_iter().filter(|mail| mail.contains(subject)).collect::<Vec<_>>();
        let subject = "Subject: A rule erases from your list after a week";
        wait_until("both owners are told", WITHIN, || told(subject).len() == 2);
        let mails = told(subject);
        assert!(mails.iter().all(|mail| mail.contains("Today it would touch 1.")), "{mails:?}");
        assert!(mails.iter().all(|mail| !mail.contains("cy@alder.example") && !mail.contains("ana@mail.example")), "{mails:?}");
        server.stop(worker);
        let first = house.rule(Kind::Quiet).unwrap();
        house.passes(6 * DAY);
        let again = house.look(Kind::Quiet, 24);
        assert_eq!(house.switch_on(Kind::Quiet, &again).as_deref(), Some("retention-refused-same"));
        assert_eq!(house.rule(Kind::Quiet).unwrap(), first, "its wait goes on");
        let other = house.look(Kind::Quiet, 18);
        assert_eq!(house.switch_on(Kind::Quiet, &other), None);
        let changed = house.rule(Kind::Quiet).unwrap();
        assert_eq!((changed.months, changed.takes_effect_at), (18, server.app.clock.now() + 7 * DAY));
        house.passes(2 * DAY);
        runs(server, &first);
        assert_eq!((house.ran(), house.on_list().len()), ((0, "off".to_owned()), 1), "the rule of before does nothing any more");
        assert_eq!(house.press("/quiet/look", "months=1"), Some("retention-refused-unknown".to_owned()));
        assert_eq!(house.press("/quiet/off", ""), None);
        assert_eq!(house.rule(Kind::Quiet), None);
        let log = server.page("GET", "/console/groups/alder/audit", &server.sign_in(house.owner), b"").text;
        for words in [
            "are kept: People who have been silent",
            "Switched off a rule about how long people are kept: People who have been silent",
        ] {
            assert!(log.contains(words), "{log}");
        }
    });
}

#[test]
fn a_rule_about_what_was_written_says_that_it_would_remove_nothing() {
    on_both_in_time(|server| {
        let house = House::new(server);
        house.comes("ana");
        for kind in [Kind::Notes, Kind::Comments] {
            house.look(kind, 6);
            let page = house.page(&format!("/{}", kind.as_str()));
            assert!(page.contains("Today it would remove nothing.") && !page.contains("touch nobody"), "{page}");
        }
        house.look(Kind::Quiet, 36);
        assert!(house.page("/quiet").contains("Today it would touch nobody."));
    });
}
