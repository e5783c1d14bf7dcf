//! What moves with a group beside its people when it merges, and comes back: forms with what people answered, the ids of taggings,
//! custom fields, and saved questions with the tags that they name.

use super::merging::{Side, email, erase, fill_fields, human, maybe_record, opened, record, world};
use super::seen;
use crate::forms::{confirms, form, link, sends};
use crate::harness::{Server, id_of, on_both, on_both_in_time};
use clarion::clock::DAY;
use clarion::coalitions::merging::slices;
use clarion::forms::fill;
use clarion::people::fields::choosing;
use clarion::people::fields::filling::fillable;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use testkit::wait_until;

/// Long enough for a key that was read a second ago.
const SOON: Duration = Duration::from_secs(60);

fn answer(server: &Server, form: &str, side: &Side, number: u64) -> Value {
    let person = json!({"email_addresses": [{"address": email(number)}]});
    let body =
        json!({"person": person, "clarion:answers": {"q1": format!("Lamp {number}")}, "identifiers": [format!("crm:{number}")]});
    server.post(&format!("/forms/{form}/submissions"), &side.key, &body).ok()
}

/// A form's submissions by their ids, as a group's key sees them.
fn submissions(server: &Server, form: &str, side: &Side) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for page in 1.. {
        let document = server.get(&format!("/forms/{form}/submissions?per_page=25&page={page}"), &side.key).ok();
        let here = document["_embedded"]["osdi:submissions"].as_array().cloned().unwrap_or_default();
        if here.is_empty() {
            break;
        }
        all.extend(here.into_iter().map(|shown| (id_of(&shown), shown)));
    }
    all
}

/// The submissions of a form with a foreign id.
fn by_foreign_id(server: &Server, form: &str, side: &Side, number: u64) -> Value {
    let path = format!("/forms/{form}/submissions?filter=identifier%20eq%20%27crm:{number}%27");
    server.get(&path, &side.key).ok()["total_records"].clone()
}

/// The mailbox of whoever sent it, where the key's group has them on its list.
fn mailbox(server: &Server, side: &Side, submission: &Value) -> Option<String> {
    let person = submission["action_network:person_id"].as_str().unwrap();
    let answered = server.get(&format!("/people/{person}"), &side.key);
    (answered.status == 200).then(|| answered.ok()["email_addresses"][0]["address"].as_str().unwrap().to_owned())
}

#[test]
fn forms_go_with_their_group_and_come_back_with_what_people_answered_postgres_too() {
    on_both(|server| {
        let world = world(server);
        let (former, survivor) = (&world.former, &world.survivor);
        let questions = json!([{"kind": "short", "en": "What do you bring?"}]);
        let made = json!({"title": "Light the street", "clarion:kind": "survey", "clarion:questions": questions});
        let form = id_of(&server.post("/forms", &former.key, &made).ok());
        let sent: BTreeMap<String, u64> = (0..30).map(|number| (id_of(&answer(server, &form, former, number)), number)).collect();
        let before = submissions(server, &form, former);
        assert_eq!(before.len(), 30);
        world.start(server);
        assert!(survivor.page(server).contains("people have moved"));
        let newcomer = id_of(&answer(server, &form, former, 500));
        world.work(server, 2);
        wait_until("its keys act for the survivor", SOON, || server.get("/people", &former.key).ok()["total_records"] == json!(73));
        let merged = submissions(server, &form, survivor);
        assert_eq!(merged.len(), 31);
        for (id, number) in &sent {
            assert_eq!(merged[id]["clarion:answers"], json!({"q1": [format!("Lamp {number}")]}));
            assert_eq!(mailbox(server, survivor, &merged[id]), Some(email(*number)), "it stands in the record of the survivor");
        }
        assert_eq!(by_foreign_id(server, &form, survivor, 5), json!(1), "its foreign id is known to the survivor");
        let of = |number: u64| sent.iter().find(|(_, sent)| **sent == number).unwrap().0;
        let corrected = json!({"clarion:answers": {"q1": "Two lamps"}});
        server.put(&format!("/forms/{form}/submissions/{}", of(2)), &survivor.key, &corrected).ok();
        erase(server, survivor, 3);
        world.part(server);
        world.work(server, 3);
        wait_until("its keys act for itself", SOON, || maybe_record(server, former, 0).is_some());
        server.get(&format!("/forms/{form}/submissions"), &survivor.key).refused(404);
        let after = submissions(server, &form, former);
        assert_eq!(after.len(), 31, "all stay counted");
        for (id, number) in &sent {
            match number {
                2 => assert_eq!(after[id]["clarion:answers"], json!({"q1": ["Two lamps"]}), "a correction is kept"),
                3 => assert_eq!(after[id]["clarion:answers"], Value::Null, "who was erased is not brought back"),
                _ => assert_eq!(after[id], before[id]),
            }
            assert_eq!(mailbox(server, former, &after[id]), (*number != 3).then(|| email(*number)));
        }
        assert_eq!(after[&newcomer]["clarion:answers"], Value::Null, "a newcomer counts, and stays with the survivor");
        assert_eq!(mailbox(server, former, &after[&newcomer]), None);
        assert_eq!(by_foreign_id(server, &form, former, 5), json!(1));
        // Whoever answers once more is the form's group's again.
        let (again, theirs) = (answer(server, &form, former, 500), format!("/forms/{form}/submissions/{newcomer}"));
        assert_eq!(id_of(&again), newcomer, "once for each human");
        server.put(&theirs, &former.key, &json!({"clarion:answers": {"q1": "Three"}})).refused(404);
    });
}

/// The taggings of a number, with the names of the tags: ids of taggings by name.
fn taggings(server: &Server, side: &Side, number: u64) -> BTreeMap<String, String> {
    let path = format!("/people/{}/taggings", record(server, side, number));
    let all = server.get(&path, &side.key).ok()["_embedded"]["osdi:taggings"].as_array().unwrap().clone();
    let name = |tagging: &Value| {
        let tag = tagging["action_network:tag_id"].as_str().unwrap();
        let found = server.get(&format!("/tags/{tag}/taggings/{}", id_of(tagging)), &side.key).ok();
        assert_eq!(found, *tagging);
        server.get(&format!("/tags/{tag}"), &side.key).ok()["name"].as_str().unwrap().to_owned()
    };
    all.iter().map(|tagging| (name(tagging), id_of(tagging))).collect()
}

/// A group's saved questions: what each asks, by name.
fn questions(server: &Server, side: &Side) -> BTreeMap<String, String> {
    let page = server.get("/queries", &side.key).ok();
    let asks = |query: &Value| query["browser_url"].as_str().unwrap().split_once('?').unwrap().1.to_owned();
    let all = page["_embedded"]["osdi:queries"].as_array().unwrap();
    all.iter().map(|query| (query["name"].as_str().unwrap().to_owned(), asks(query))).collect()
}

fn fields(server: &Server, side: &Side) -> Vec<String> {
    let page = server.get("/metadata/custom_fields", &side.key).ok();
    let all = page["action_network:custom_fields"].as_array().unwrap();
    all.iter().map(|field| field["name"].as_str().unwrap().to_owned()).collect()
}

fn save(server: &Server, side: &Side, name: &str, asks: &str) {
    let path = format!("/console/groups/{}/supporters/queries", side.slug);
    let answered = server.page("POST", &path, &side.cookie, format!("{asks}&saved_as={name}").as_bytes());
    assert_eq!(answered.status, 303, "{}", answered.text);
    assert!(!answered.header("location").contains("refused="), "{}", answered.header("location"));
}

/// The id of a tag of a group, by name.
fn tag_named(server: &Server, side: &Side, name: &str) -> String {
    let all = server.get("/tags", &side.key).ok()["_embedded"]["osdi:tags"].as_array().unwrap().clone();
    id_of(all.iter().find(|tag| tag["name"] == name).unwrap())
}

/// The id in the link with these words, on a page of a group's fields.
fn id_of_link(server: &Server, side: &Side, path: &str, words: &str) -> String {
    let path = format!("/console/groups/{}/fields{path}", side.slug);
    let page = server.page("GET", &path, &side.cookie, b"").text;
    let mut links = page.split("href=\"").skip(1).map(|link| link.split_once("\">").unwrap());
    let (link, _) = links.find(|(_, rest)| rest.starts_with(&format!("{words}</a>"))).unwrap_or_else(|| panic!("{words}: {page}"));
    link.rsplit('/').next().unwrap().to_owned()
}

#[test]
fn fields_for_choosing_join_by_name_and_choices_by_text_and_come_back_postgres_too() {
    on_both(|server| {
        let world = world(server);
        let (former, survivor) = (&world.former, &world.survivor);
        fill_fields(server, &world);
        let says = |side: &Side, number: u64, field: &str| {
            let path = format!("/people/{}", record(server, side, number));
            server.get(&path, &side.key).ok()["custom_fields"][field].as_str().unwrap_or_default().to_owned()
        };
        let large = id_of_link(server, former, &format!("/{}", id_of_link(server, former, "", "T-shirt")), "Large");
        save(server, former, "Large", &format!("choices={large}"));
        world.start(server);
        world.work(server, 3);
        wait_until("its keys act for the survivor", SOON, || server.get("/people", &former.key).ok()["total_records"] == json!(72));
        for (number, expected, why) in [
            (0, "Small", "a choice that the survivor lacked is made"),
            (1, "LARGE", "one that it has is the same, in its words"),
            (2, "huge", "free texts stay free"),
            (24, "Medium", "the survivor's own choice stands"),
            (25, "LARGE", "what it does not know is filled"),
            (26, "huge", "the survivor's own text stands"),
            (27, "LARGE", "a text adds nothing to a choice"),
        ] {
            assert_eq!(says(survivor, number, "T-shirt"), expected, "{number}: {why}");
        }
        assert_eq!((says(survivor, 1, "Crew"), says(survivor, 60, "Crew")), ("Door".to_owned(), "whatever".to_owned()));
        let shirt = id_of_link(server, survivor, "", "T-shirt");
        let theirs = id_of_link(server, survivor, &format!("/{shirt}"), "LARGE");
        assert_eq!(questions(server, survivor)["Large"], format!("choices={theirs}"), "a question asks for the survivor's");
        // What is chosen in between holds on both sides, with a choice that is new.
        let path = format!("/console/groups/{}/fields/{shirt}/choices", survivor.slug);
        assert_eq!(server.page("POST", &path, &survivor.cookie, b"choices=Tent").status, 303);
        for (number, value) in
            [(0, json!("tent")), (1, json!(null)), (24, json!("tent")), (28, json!("tent")), (29, json!("giant"))]
        {
            let path = format!("/people/{}", record(server, survivor, number));
            server.put(&path, &survivor.key, &json!({"custom_fields": {"T-shirt": value}})).ok();
        }
        world.part(server);
        world.work(server, 3);
        wait_until("its keys act for itself", SOON, || maybe_record(server, former, 0).is_some());
        for (number, expected) in [(0, "Tent"), (1, ""), (2, "huge"), (24, "Tent"), (25, "Large"), (26, "Small"), (27, "huge")] {
            assert_eq!(says(former, number, "T-shirt"), expected, "{number}");
        }
        for (number, expected, is_choice) in [(28, "Tent", true), (29, "giant", false)] {
            for side in [former, survivor] {
                assert_eq!(says(side, number, "T-shirt"), expected, "{number} of {}", side.slug);
                let (group, who) = (side.owned.group, human(server, number));
                let has_choice = seen(server, move |tx| choosing::of_people(tx, group, &[who])).contains_key(&who);
                let has_text = opened(server, group, number).unwrap().custom.contains_key("T-shirt");
                assert_eq!((has_choice, has_text), (is_choice, !is_choice), "{number} of {}: one of the two", side.slug);
            }
        }
        for (number, expected) in [(24, "Tent"), (25, ""), (26, "huge"), (27, "LARGE"), (60, "LARGE")] {
            assert_eq!(says(survivor, number, "T-shirt"), expected, "{number}");
        }
        assert_eq!((says(former, 1, "Crew"), says(survivor, 60, "Crew")), ("Door".to_owned(), "whatever".to_owned()));
        let page = server.page("GET", &format!("/console/groups/{}/fields/{shirt}", survivor.slug), &survivor.cookie, b"").text;
        assert!(
            page.contains(">Medium</a>") && !page.contains(">Small</a>"),
            "choices that only the merge brought are gone: {page}"
        );
    });
}

#[test]
fn a_text_that_equals_the_others_choice_becomes_it_once_the_merge_is_final_postgres_too() {
    on_both_in_time(|server| {
        let world = world(server);
        let (former, survivor) = (&world.former, &world.survivor);
        fill_fields(server, &world);
        let says = |number: u64| {
            let path = format!("/people/{}", record(server, survivor, number));
            let fields = server.get(&path, &survivor.key).ok()["custom_fields"].clone();
            ["T-shirt", "Crew"].map(|field| fields[field].as_str().unwrap_or_default().to_owned())
        };
        for (side, number, field, text) in
            [(survivor, 61, "T-shirt", "small"), (survivor, 61, "Crew", "kitchen"), (former, 3, "T-shirt", "MEDIUM")]
        {
            let path = format!("/people/{}", record(server, side, number));
            server.put(&path, &side.key, &json!({"custom_fields": {field: text}})).ok();
        }
        world.start(server);
        world.work(server, usize::MAX);
        server.app.clock.advance(29 * DAY);
        slices::forget_some(&server.app).unwrap();
        let worker = server.worker();
        assert_eq!((says(61), says(3)), (["small", "kitchen"].map(str::to_owned), ["MEDIUM", ""].map(str::to_owned)));
        server.app.clock.advance(2 * DAY);
        slices::forget_some(&server.app).unwrap();
        server.app.waker.wake();
        wait_until("texts are choices", SOON, || {
            (says(61), says(3)) == (["Small", "Kitchen"].map(str::to_owned), ["Medium", ""].map(str::to_owned))
        });
        server.stop(worker);
        assert_eq!(says(60), ["LARGE", "whatever"].map(str::to_owned), "what is no choice stays free");
    });
}

#[test]
fn taggings_keep_their_ids_and_a_groups_fields_and_questions_go_along_postgres_too() {
    on_both(|server| {
        let world = world(server);
        let (former, survivor) = (&world.former, &world.survivor);
        let field = |side: &Side, number: u64, name: &str| {
            let path = format!("/people/{}", record(server, side, number));
            server.put(&path, &side.key, &json!({"custom_fields": {name: "yes"}})).ok();
        };
        field(former, 4, "Choir");
        field(survivor, 60, "Ladder");
        let poet = tag_named(server, former, "Poet");
        save(server, former, "Poets", &format!("tag={poet}"));
        save(server, former, "Near", "zip=45501");
        save(server, survivor, "Near", "zip=20001");
        let (asked, tagged) = (questions(server, former), taggings(server, former, 3));
        assert!(tagged.contains_key("Marshal"), "{tagged:?}");
        let of_both = taggings(server, survivor, 36);
        world.start(server);
        world.work(server, 3);
        wait_until("its keys act for the survivor", SOON, || server.get("/people", &former.key).ok()["total_records"] == json!(72));
        let moved: Vec<String> = taggings(server, survivor, 3).into_values().collect();
        assert_eq!(moved, tagged.values().cloned().collect::<Vec<_>>(), "a tagging keeps its id");
        assert_eq!(fields(server, survivor), ["Ladder", "Choir"]);
        let theirs = tag_named(server, survivor, "Poet");
        assert_ne!(theirs, poet);
        let expected =
            [("Near", "zip=20001".to_owned()), ("Near (Alder)", "zip=45501".to_owned()), ("Poets", format!("tag={theirs}"))];
        assert_eq!(questions(server, survivor), expected.map(|(name, asks)| (name.to_owned(), asks)).into());
        field(survivor, 4, "Drum");
        save(server, survivor, "Near+(Alder)", "zip=20002");
        world.part(server);
        world.work(server, 3);
        wait_until("its keys act for itself", SOON, || maybe_record(server, former, 0).is_some());
        assert_eq!((questions(server, former), taggings(server, former, 3)), (asked, tagged));
        assert_eq!(taggings(server, survivor, 36), of_both);
        assert_eq!(fields(server, former), ["Choir", "Drum"], "a correction since brought its field along");
        let kept: Vec<String> = questions(server, survivor).into_keys().collect();
        assert_eq!(kept, ["Near", "Near (Alder)"], "what was saved since stays");
        for (side, deeds) in
            [(former, ["Asked another group to merge", "Gave a word to undo"]), (survivor, ["Started a merge", "Gave a word"])]
        {
            let log = server.page("GET", &format!("/console/groups/{}/audit", side.slug), &side.cookie, b"").text;
            assert!(deeds.iter().all(|deed| log.contains(deed)), "each word stands in the log of the group that said it: {log}");
        }
    });
}

/// A sheet that somebody enters goes with its petition or form, lines and all, and is counted where that is.
#[test]
fn a_sheet_in_hand_goes_with_what_it_is_for_postgres_too() {
    on_both(|server| {
        let world = world(server);
        let (former, survivor) = (&world.former, &world.survivor);
        let does = |path: &str, body: &str| {
            let answered = server.page("POST", path, &former.cookie, body.as_bytes());
            let to = answered.header("location").to_owned();
            assert!(answered.status == 303 && !to.contains("refused="), "{path}: {} {to}", answered.status);
            to
        };
        let form = id_of(&server.post("/forms", &former.key, &json!({"title": "Paper lamps"})).ok());
        let sheets: Vec<(String, String)> = [("petitions", server.petition(&former.key, "Paper lanterns")), ("forms", form)]
            .into_iter()
            .map(|(kind, id)| {
                let to = does(&format!("/console/groups/{}/{kind}/{id}/sheets", former.slug), "sheets=1&lang=en");
                let printed = server.page("GET", &to, &former.cookie, b"").text;
                let code = printed.split("class=\"paper-typed\">").nth(1).unwrap().split('<').next().unwrap().replace('-', "");
                (format!("{kind}/{id}"), code)
            })
            .collect();
        let at = |side: &Side, code: &str| format!("/console/groups/{}/sheets/{code}", side.slug);
        for (_, code) in &sheets {
            does(&format!("{}/take", at(former, code)), "");
            does(&format!("{}/lines", at(former, code)), "number=1&name=Ana+Paper&email=ana%40paper.example");
        }
        world.start(server);
        world.work(server, usize::MAX);
        for (place, code) in &sheets {
            assert_eq!(server.page("GET", &at(former, code), &former.cookie, b"").status, 404);
            does(&format!("{}/lines", at(survivor, code)), "number=2&name=Bo+Paper&email=bo%40paper.example");
            let page = server.page("GET", &at(survivor, code), &former.cookie, b"").text;
            assert!(page.contains("ana@paper.example") && page.contains("bo@paper.example"), "{page}");
            let part = |from: &str| page.split(from).nth(1).unwrap().split('"').next().unwrap().to_owned();
            let (version, day) = (part("name=\"version\" value=\""), part("type=\"date\" value=\""));
            does(&format!("{}/close", at(survivor, code)), &format!("version={version}&day={day}"));
            let page = server.page("GET", &format!("/console/groups/{}/{place}", survivor.slug), &survivor.cookie, b"").text;
            assert!(page.contains("2 on paper"), "{page}");
        }
        world.part(server);
        world.work(server, usize::MAX);
        for (_, code) in &sheets {
            let back = server.page("GET", &at(former, code), &former.cookie, b"").text;
            assert!(back.contains("2 with an email or phone"), "{back}");
        }
    });
}

/// A form fills the fields of its own group alone: none after it moved, and the same again once it is back.
#[test]
fn a_form_that_moved_fills_nothing_until_it_is_back_postgres_too() {
    on_both(|server| {
        let world = world(server);
        fill_fields(server, &world);
        let (former, survivor) = (&world.former, &world.survivor);
        let (vault, group) = (server.app.vault.clone(), former.owned.group);
        let fields = seen(server, move |tx| fillable(tx, &vault, group));
        let shirt = fields.into_iter().find(|field| field.name == "T-shirt").unwrap();
        let field = shirt.id;
        let light = form(server, &former.owned, "light", move |new| {
            let question = &mut new.form.questions[2];
            question.fills = Some(fill::Field { group, id: shirt.id });
            for (choice, known) in question.choices.iter_mut().zip(shirt.choices.iter().flatten()) {
                choice.fills = Some(known.id);
            }
        });
        let does = |side: &Side, path: &str, body: &str| {
            let answered = server.page("POST", path, &side.cookie, body.as_bytes());
            assert_eq!(answered.status, 303, "{path}: {}", answered.text);
            answered.header("location").to_owned()
        };
        let composed = format!("kind=sign_up&title_en=Lamps&time_zone=UTC&slots=4&q1_en=Size%3F&q1_kind=one&q1_field={field}");
        let draft = does(former, &format!("/console/groups/{}/forms/new", former.slug), &composed);
        let at = |side: &Side, path: &str| draft.replace(&former.slug, &side.slug) + path;
        let reads = |side: &Side, path: &str| server.page("GET", path, &side.cookie, b"").text;
        world.start(server);
        world.work(server, usize::MAX);
        let worker = server.worker();
        let says = |side: &Side, number: u64| {
            let person = server.get(&format!("/people/{}", record(server, side, number)), &side.key).ok();
            person["custom_fields"]["T-shirt"].clone()
        };
        let answers = |number: u64, choice: &str| {
            sends(server, "/forms/light", &email(number), &[("q1", "Ana"), ("q3", choice)]);
            confirms(server, &link(server, &email(number), 1));
        };
        answers(0, "c2");
        assert_eq!(says(survivor, 0), "Small");
        let page = reads(survivor, &format!("/console/groups/{}/forms/{light}", survivor.slug));
        assert!(page.contains("Fills no field now") && !page.contains("Fills the field"), "{page}");
        assert!(reads(survivor, &at(survivor, "")).contains("Fills no field now"));
        assert!(reads(survivor, &at(survivor, "/words")).contains("no longer tied to that field"));
        world.part(server);
        world.work(server, usize::MAX);
        wait_until("its keys act for itself", SOON, || maybe_record(server, former, 0).is_some());
        server.app.live_forms.forget("light");
        assert!(reads(former, &at(former, "")).contains("Fills the field “T-shirt” of your list"));
        answers(2, "c1");
        assert_eq!((says(former, 0), says(former, 2)), (json!("Small"), json!("Small")));
        drop(worker);
    });
}
