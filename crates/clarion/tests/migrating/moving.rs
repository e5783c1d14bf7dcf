//! From one server of ours to another: everything arrives, twice run changes nothing, a stop loses nothing, and a "no" stands.

use super::{calls, move_from, options};
use crate::forms::asked;
use crate::harness::{Server, TestGroup, id_of, on_both, person};
use clarion::clock::DAY;
use clarion::forms::{self, FormKind};
use clarion::ids::Id;
use clarion::migrating::source::Asked;
use clarion::people::queries;
use clarion::people::{self, Consent, ConsentStatus, Purpose, consent::Words};
use db::Engine;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use url::Url;

pub(super) const URL: &str = "http://127.0.0.1/api/v2/";

/// A source: a group with people, fields, tags, petitions, forms and a saved question, and another group whose list is not meant.
pub(super) struct Source {
    pub(super) server: Server,
    pub(super) group: TestGroup,
}

fn link(person: &str) -> Value {
    json!({"_links": {"osdi:person": {"href": format!("/people/{person}")}}})
}

/// Two forms of a group, one of them in both languages and with questions of every kind, and what these people answered.
fn fill_forms(server: &Server, group: &TestGroup, people: &[String]) {
    let (app, now, of) = (&server.app, server.app.clock.now(), group.id);
    let id = app.ids.fresh(now);
    let made = app.db.write_bulk("test.form", move |tx| {
        let mut form = forms::create::blank(id, of, "light-the-street".to_owned(), FormKind::Pledge, now);
        form.questions = asked();
        (form.name, form.goal, form.closes_at) = ("internal".to_owned(), 40, Some(now + 30 * DAY));
        form.time_zone = "America/Chicago".to_owned();
        let words = [("en", "Light the street"), ("es", "Iluminar la calle")].map(|(lang, title)| forms::Words {
            lang: lang.to_owned(),
            title: title.to_owned(),
            text: "Bring **light**.".to_owned(),
            thanks: format!("See you there ({lang})."),
        });
        forms::create::create(tx, &forms::create::NewForm { form, words: words.into() })
    });
    made.unwrap().unwrap();
    let sent = json!({"title": "Light the street", "clarion:kind": "survey", "description": "A second one", "identifiers": ["crm:form"],
        "clarion:questions": [{"kind": "several", "en": "What do you bring?", "choices": [{"en": "Ladder"}, {"en": "Tea"}]}]});
    let second = id_of(&server.post("/forms", &group.key, &sent).ok());
    for (form, number) in [(id.to_string(), 28), (second.clone(), 3)] {
        for (at, person) in people.iter().enumerate().take(number) {
            let mut sent = link(person);
            sent["clarion:answers"] = match (form == second, at % 4) {
                (true, _) => json!({"q1": ["c1", "c2"]}),
                (false, 0) => json!({}),
                (false, 1) => json!({"q1": format!("Badge {at}"), "q2": "Two\nlines", "q3": "c2"}),
                (false, _) => json!({"q3": "c1", "q4": ["c3", "c1"], "q5": if at % 2 == 0 { "yes" } else { "no" }}),
            };
            sent["identifiers"] = json!([format!("crm:{form}-{at}")]);
            let path = format!("/forms/{form}/submissions");
            let done = id_of(&server.post(&path, &group.key, &sent).ok());
            if at == 9 {
                server.put(&format!("{path}/{done}"), &group.key, &json!({"clarion:answers": {"q1": "Another badge"}})).ok();
            }
        }
    }
}

/// A question to the list, saved under a name.
fn save_question(server: &Server, group: Id) {
    let (vault, now) = (&server.app.vault, server.app.clock.now());
    let new = queries::prepare(vault, &server.app.ids, now, group, ("Near the library", "zip=45501")).unwrap().unwrap();
    server.app.db.write_bulk("test.query", move |tx| queries::save(tx, now, &new)).unwrap().unwrap();
}

impl Source {
    pub(super) fn new() -> Self {
        let server = Server::start(Engine::Sqlite);
        let (group, other) = (server.group("Oldhouse"), server.group("Elsewhere"));
        let key = &group.key;
        server.post("/people", &other.key, &json!({"person": person("hidden@mail.example")})).ok();
        let mut people = Vec::new();
        for number in 0..33 {
            let sent = json!({
                "given_name": format!("Person{number}"), "family_name": "Núñez",
                "email_addresses": [{"address": format!("p{number}@mail.example"),
                    "status": if number % 5 == 0 { "unsubscribed" } else { "subscribed" }}],
                "phone_numbers": if number % 3 == 0 { json!([{"number": format!("1202555{:04}", 100 + number), "status": "subscribed"}]) } else { json!([]) },
                "postal_addresses": [{"address_lines": ["1 Example Street"], "locality": "Springfield", "region": "OH", "postal_code": "45501"}],
                "languages_spoken": [if number % 2 == 0 { "es" } else { "en" }],
                "custom_fields": {"shirt": "M", "branch": format!("branch {}", number % 4)},
                "identifiers": [format!("crm:{number}")],
            });
            people.push(id_of(&server.post("/people", key, &json!({"person": sent})).ok()));
        }
        server.post("/people", key, &json!({"person": {"given_name": "Only", "phone_numbers": [{"number": "12025550999"}]}})).ok();
        for (name, step) in [("Marshal", 2), ("Driver", 7), ("Nobody", 100)] {
            let tag = id_of(&server.post("/tags", key, &json!({"name": name})).ok());
            for person in people.iter().skip(1).step_by(step).take(if step == 100 { 0 } else { 100 }) {
                server.post(&format!("/tags/{tag}/taggings"), key, &link(person)).ok();
            }
        }
        for (title, signers) in [("Keep the libraries open", 28), ("A second page", 3)] {
            let sent = json!({"title": title, "petition_text": "Every county **needs** one.", "description": "Why", "name": "internal",
                "target": [{"name": "The county board"}], "clarion:goal": 500, "identifiers": ["crm:pet"]});
            let petition = id_of(&server.post("/petitions", key, &sent).ok());
            for (number, person) in people.iter().take(signers).enumerate() {
                let mut sent = link(person);
                sent["comments"] = json!(if number % 2 == 0 { format!("Comment {number}") } else { String::new() });
                server.post(&format!("/petitions/{petition}/signatures"), key, &sent).ok();
            }
        }
        fill_forms(&server, &group, &people);
        save_question(&server, group.id);
        Self { server, group }
    }
}

/// All records of a list.
pub(super) fn list(server: &Server, key: &str, path: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for number in 1.. {
        let page = server.get(&format!("{path}?page={number}"), key).ok();
        let records = page["_embedded"].as_object().unwrap().values().next().unwrap().as_array().unwrap().clone();
        if records.is_empty() {
            assert_eq!(page["total_records"], all.len());
            return all;
        }
        all.extend(records);
    }
    unreachable!("a list ends")
}

/// What a group holds, without what must differ: ids, links, and when a record was last changed.
fn holdings(server: &Server, key: &str) -> BTreeMap<String, BTreeSet<String>> {
    let people = list(server, key, "/people");
    let name: BTreeMap<String, String> =
        people.iter().map(|person| (id_of(person), person["given_name"].as_str().unwrap().to_owned())).collect();
    let who = |record: &Value| name[record["action_network:person_id"].as_str().unwrap()].clone();
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut hold =
        |kind: &str, record: Value| assert!(held.entry(kind.to_owned()).or_default().insert(record.to_string()), "{kind} {record}");
    for person in &people {
        let mut kept = person.clone();
        let crm: Vec<&Value> =
            person["identifiers"].as_array().unwrap().iter().filter(|id| id.as_str().unwrap().starts_with("crm:")).collect();
        kept["identifiers"] = json!(crm);
        for gone in ["_links", "modified_date"] {
            kept.as_object_mut().unwrap().remove(gone);
        }
        hold("person", kept);
    }
    for field in server.get("/metadata/custom_fields", key).ok()["action_network:custom_fields"].as_array().unwrap() {
        hold("field", field["name"].clone());
    }
    for tag in list(server, key, "/tags") {
        hold("tag", tag["name"].clone());
        for tagging in list(server, key, &format!("/tags/{}/taggings", id_of(&tag))) {
            hold("tagging", json!([tag["name"], who(&tagging)]));
        }
    }
    for petition in list(server, key, "/petitions") {
        let fields =
            ["title", "petition_text", "description", "name", "target", "clarion:goal", "created_date", "total_signatures"];
        hold("petition", json!(fields.map(|field| petition[field].clone())));
        for signature in list(server, key, &format!("/petitions/{}/signatures", id_of(&petition))) {
            hold("signature", json!([petition["title"], who(&signature), signature["comments"], signature["created_date"]]));
        }
    }
    for form in list(server, key, "/forms") {
        let fields = ["title", "description", "name", "call_to_action", "created_date", "modified_date", "total_submissions"];
        let ours =
            ["kind", "goal", "closes_at", "time_zone", "words", "questions"].map(|field| form[format!("clarion:{field}")].clone());
        hold("form", json!([fields.map(|field| form[field].clone()), ours]));
        for submission in list(server, key, &format!("/forms/{}/submissions", id_of(&form))) {
            let fields = ["clarion:answers", "created_date", "modified_date"].map(|field| submission[field].clone());
            let crm = submission["identifiers"].as_array().unwrap().iter().find(|id| id.as_str().unwrap().starts_with("crm:"));
            hold("submission", json!([form["clarion:kind"], who(&submission), crm, fields]));
        }
        let of: Id = id_of(&form).parse().unwrap();
        let counted = server.app.db.read_blocking(move |tx| {
            assert_eq!(forms::count::count(tx, of, 0)?, forms::count::recount(tx, of, 0)?);
            forms::count::choices(tx, of)
        });
        hold("choices", json!([form["clarion:kind"], counted.unwrap().into_iter().collect::<Vec<_>>()]));
    }
    held
}

#[test]
fn everything_arrives_and_a_second_run_changes_nothing() {
    let source = Source::new();
    let there = holdings(&source.server, &source.group.key);
    on_both(|server| {
        let (group, other) = (server.group("Newhouse"), server.group("Neighbour"));
        let options = options(server, group.id, URL);
        let ask = calls(&source.server, &source.group.key);
        let ended = move_from(server, &options, &ask, &mut |_| ControlFlow::Continue(())).unwrap();
        let (here, report) = (holdings(server, &group.key), &ended.report);
        assert_eq!(here, there);
        let counted = |name: &str| report.of(name);
        assert_eq!((counted("people_read"), counted("people_added"), counted("people_refused")), (34, 34, 0));
        // The number of whoever has one and said nothing of it is not asserted.
        assert_eq!((counted("asserted"), counted("unsubscribed")), (26, 7), "people, not their numbers");
        assert_eq!((counted("texts_asserted"), counted("texts_unsubscribed")), (11, 1));
        assert_eq!((counted("tags_added"), counted("taggings_added")), (3, 16 + 5));
        assert_eq!((counted("petitions_added"), counted("signatures_added")), (2, 31));
        assert_eq!((counted("forms_added"), counted("submissions_added"), counted("custom_fields_read")), (2, 31, 2));
        // What a saved question chooses is a list, too.
        let left = [("reports and lists of recipients".to_owned(), 1), ("saved queries".to_owned(), 1)];
        assert_eq!(report.left, left.into(), "named, since it is left");
        assert!(!ended.resumed);
        for page in list(server, &group.key, "/petitions").into_iter().chain(list(server, &group.key, "/forms")) {
            assert_eq!(page["clarion:state"], "stopped", "no page opens by itself");
        }
        assert_eq!(server.get("/people", &other.key).ok()["total_records"], 0);
        let whole = || ["/people", "/tags", "/petitions", "/forms"].map(|path| list(server, &group.key, path));
        let before = whole();
        let again = move_from(server, &options, &ask, &mut |_| ControlFlow::Continue(())).unwrap();
        for name in [
            "people_added",
            "people_updated",
            "asserted",
            "unsubscribed",
            "tags_added",
            "taggings_added",
            "petitions_added",
            "signatures_added",
            "forms_added",
            "submissions_added",
            "submissions_updated",
        ] {
            assert_eq!(again.report.of(name), 0, "{name}");
        }
        assert_eq!((again.report.of("people_unchanged"), again.report.of("signatures_read")), (34, 31));
        assert_eq!((again.report.of("submissions_read"), again.report.left.len()), (31, 2), "{:?}", again.report.left);
        assert_eq!(whole(), before, "to the last date");
        assert_eq!(holdings(server, &group.key), there);
    });
}

#[test]
fn a_run_that_is_stopped_again_and_again_comes_to_the_same_end() {
    let source = Source::new();
    let there = holdings(&source.server, &source.group.key);
    on_both(|server| {
        let group = server.group("Newhouse");
        let options = options(server, group.id, URL);
        let ask = calls(&source.server, &source.group.key);
        let mut stops = 0;
        let ended = loop {
            let mut told = 0;
            let run = move_from(server, &options, &ask, &mut |_| {
                told += 1;
                if told > 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            match run {
                Ok(ended) => break ended,
                Err(clarion::migrating::MigrateProblem::Stopped) => stops += 1,
                Err(problem) => panic!("{problem}"),
            }
            assert!(stops < 50);
        };
        assert!(stops >= 5 && ended.resumed, "{stops}");
        assert_eq!(holdings(server, &group.key), there);
        let report = &ended.report;
        assert_eq!((report.of("people_added"), report.of("people_read")), (34, 34), "nobody is counted twice");
        assert_eq!((report.of("taggings_added"), report.of("signatures_added"), report.of("signatures_read")), (21, 31, 31));
        assert_eq!((report.of("submissions_added"), report.of("submissions_read")), (31, 31));
    });
}

#[test]
fn of_two_who_move_one_list_at_once_one_gives_way() {
    let source = Source::new();
    let there = holdings(&source.server, &source.group.key);
    on_both(|server| {
        let group = server.group("Newhouse");
        let options = options(server, group.id, URL);
        let ask = calls(&source.server, &source.group.key);
        let mut other = None;
        let first = move_from(server, &options, &ask, &mut |_| {
            other.get_or_insert_with(|| move_from(server, &options, &ask, &mut |_| ControlFlow::Continue(())));
            ControlFlow::Continue(())
        });
        assert!(first.unwrap_err().to_string().contains("Another command moves the same list"));
        assert_eq!(other.unwrap().unwrap().report.of("people_added"), 34, "what the first had done is counted, too");
        assert_eq!(holdings(server, &group.key), there);
    });
}

#[test]
fn signatures_that_the_source_counts_and_does_not_show_are_named() {
    let source = Server::start(Engine::Sqlite);
    let group = source.group("Oldhouse");
    let petition = source.petition(&group.key, "Keep it open");
    for email in ["ana@mail.example", "bea@mail.example"] {
        source.post(&format!("/petitions/{petition}/signatures"), &group.key, &json!({"person": person(email)})).ok();
    }
    let honest = calls(&source, &group.key);
    // A third one stands on a co-sponsor's list, which that group's key alone shows.
    let ask = move |url: &Url| {
        let answered = honest(url)?;
        let body = String::from_utf8(answered.body.to_vec()).unwrap().replace("\"total_signatures\":2", "\"total_signatures\":3");
        Ok(Asked { body: body.into_bytes().into(), ..answered })
    };
    on_both(|server| {
        let here = server.group("Newhouse");
        let ended = move_from(server, &options(server, here.id, URL), &ask, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(ended.report.of("signatures_added"), 2);
        assert_eq!(ended.report.left.values().copied().collect::<Vec<_>>(), [1], "{:?}", ended.report.left);
    });
}

#[test]
fn what_changed_there_comes_and_what_changed_here_since_stays() {
    let source = Source::new();
    on_both(|server| {
        let group = server.group("Newhouse");
        let options = options(server, group.id, URL);
        let ask = calls(&source.server, &source.group.key);
        move_from(server, &options, &ask, &mut |_| ControlFlow::Continue(())).unwrap();
        let find = |server: &Server, key: &str, email: &str| {
            let page = server.get(&format!("/people?filter=email_address+eq+'{email}'"), key).ok();
            id_of(&page["_embedded"]["osdi:people"][0])
        };
        let there = find(&source.server, &source.group.key, "p1@mail.example");
        let here = find(server, &group.key, "p2@mail.example");
        let next_second = server.app.clock.now() / 1_000_000 + 1;
        testkit::wait_until("the next second", std::time::Duration::from_secs(60), || {
            server.app.clock.now() / 1_000_000 > next_second
        });
        server.put(&format!("/people/{here}"), &group.key, &json!({"given_name": "Corrected"})).ok();
        let name = format!("Renamed {next_second}");
        source.server.put(&format!("/people/{there}"), &source.group.key, &json!({"family_name": name})).ok();
        let again = move_from(server, &options, &ask, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!((again.report.of("people_updated"), again.report.of("people_added")), (1, 0));
        let moved = find(server, &group.key, "p1@mail.example");
        assert_eq!(server.get(&format!("/people/{moved}"), &group.key).ok()["family_name"], name.as_str());
        assert_eq!(server.get(&format!("/people/{here}"), &group.key).ok()["given_name"], "Corrected");
        let by_old_id = server.get(&format!("/people?filter=identifier+eq+'action_network:{there}'"), &group.key).ok();
        assert_eq!(id_of(&by_old_id["_embedded"]["osdi:people"][0]), moved, "found by the id that it had there");
    });
}

#[test]
fn a_no_of_either_side_stands() {
    let source = Source::new();
    on_both(|server| {
        let group = server.group("Newhouse");
        let key = &group.key;
        let status = |email: &str| {
            let page = server.get(&format!("/people?filter=email_address+eq+'{email}'"), key).ok();
            page["_embedded"]["osdi:people"][0]["email_addresses"][0]["status"].as_str().unwrap().to_owned()
        };
        let join = |email: &str, said: &str| {
            let sent = json!({"person": {"email_addresses": [{"address": email, "status": said}]}});
            server.post("/people", key, &sent).ok();
        };
        join("p1@mail.example", "unsubscribed");
        join("p5@mail.example", "subscribed");
        join("p10@mail.example", "subscribed");
        let (vault, id, now) = (server.app.vault.clone(), group.id, server.app.clock.now());
        let said = server.app.db.write_bulk("test.said", move |tx| {
            let keyed = |email: &str| vault.matching_key(seal::Channel::Email, email);
            // Left by the link in a mail, before any list here had them.
            people::unsubscribe(tx, keyed("p2@mail.example"), id, now)?;
            // Said yes here, with their own word, after the record there last changed.
            let consent = Consent {
                group: id,
                channel: seal::Channel::Email,
                purpose: Purpose::News,
                status: ConsentStatus::Confirmed,
                words: Words::new("en", "Yes"),
                source: String::new(),
                noted_at: now + 10_000_000,
            };
            let human = people::identity_of(tx, keyed("p10@mail.example"))?.unwrap();
            people::consent::note(tx, &[(human, &consent)])
        });
        said.unwrap();
        let ask = calls(&source.server, &source.group.key);
        let ended = move_from(server, &options(server, group.id, URL), &ask, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(status("p1@mail.example"), "unsubscribed", "left here, subscribed there");
        assert_eq!(status("p2@mail.example"), "unsubscribed", "left by a mail, subscribed there");
        assert_eq!(status("p5@mail.example"), "unsubscribed", "asserted here, left there");
        assert_eq!(status("p10@mail.example"), "subscribed", "their own later yes");
        assert_eq!(status("p3@mail.example"), "subscribed");
        assert_eq!(ended.report.of("left_here"), 2);
        assert_eq!(server.get("/people", key).ok()["total_records"], 34, "known people are not doubled");
    });
}
