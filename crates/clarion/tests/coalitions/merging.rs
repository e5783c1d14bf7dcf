//! Merging two groups and taking that apart: nothing lost, nothing doubled, no "no" forgotten, whenever a worker dies and whatever
//! people do meanwhile.

use super::{Owned, act, at_once, done, owned, seen};
use crate::harness::{Server, id_of, on_both};
use clarion::coalitions::merging::agree::{self, MergeRefusal};
use clarion::coalitions::merging::{self, Merge, State, count, slices};
use clarion::ids::Id;
use clarion::people::beside::{notes, tags};
use clarion::people::{self, Coarse, Consent, ConsentStatus, Details, Purpose, consent};
use serde_json::json;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::time::{Duration, Instant};
use testkit::wait_until;

/// A group with an owner who is signed in.
pub(super) struct Side {
    pub(super) owned: Owned,
    pub(super) slug: String,
    pub(super) key: String,
    pub(super) cookie: String,
}

impl Side {
    pub(super) fn new(server: &Server, name: &str) -> Self {
        let group = server.group(name);
        let slug = name.to_lowercase();
        let owner = server.account(&format!("owner@{slug}.example"), &[(group.id, clarion::access::SeatRole::Owner)]);
        let cookie = server.sign_in(owner);
        Self { owned: Owned { group: group.id, owner }, slug, key: group.key, cookie }
    }

    /// Presses a button of the page of merging; the message of the refusal, if it was refused.
    pub(super) fn press(&self, server: &Server, rest: &str, body: &str) -> Option<String> {
        let path = format!("/console/groups/{}/merging{rest}", self.slug);
        let answered = server.page("POST", &path, &self.cookie, body.as_bytes());
        assert_eq!(answered.status, 303, "{rest}: {}", answered.text);
        assert!(answered.header("location").starts_with("/console/groups/"), "{}", answered.header("location"));
        answered.header("location").split_once("refused=").map(|(_, message)| message.to_owned())
    }

    pub(super) fn page(&self, server: &Server) -> String {
        let answered = server.page("GET", &format!("/console/groups/{}/merging", self.slug), &self.cookie, b"");
        assert_eq!(answered.status, 200, "{}", answered.text);
        answered.text
    }
}

pub(super) fn email(number: u64) -> String {
    format!("person{number}@mail.example")
}

/// How somebody stands towards a channel and purpose, varied so that all pairs of two groups come up among sixteen people.
fn status(number: u64) -> Option<ConsentStatus> {
    [None, Some(ConsentStatus::Asserted), Some(ConsentStatus::Confirmed), Some(ConsentStatus::Unsubscribed)][(number % 4) as usize]
}

/// Puts people on a list, with consents to news by mail and to texts, all sealed.
fn add(server: &Server, group: Id, numbers: Range<u64>, which: impl Fn(u64) -> u64) {
    let (app, now) = (&server.app, server.app.clock.now());
    let mut numbers = numbers.peekable();
    while numbers.peek().is_some() {
        let slice: Vec<u64> = numbers.by_ref().take(512).collect();
        let one = |number: &u64| {
            let folded = email(*number);
            let phone = if number.is_multiple_of(3) { format!("+1202{:07}", 5_550_000 + number) } else { String::new() };
            let given_name = if which(2) == 2 { format!("Ana{number}") } else { String::new() };
            let family_name = format!("Example{}", which(*number) % 5);
            let details = Details { email: folded.clone(), phone, given_name, family_name, ..Details::default() };
            let coarse =
                Coarse { country: "US".to_owned(), region: "OH".to_owned(), zip: "45501".to_owned(), lang: "en".to_owned() };
            app.intake().person(group, now, Some(&folded), details, coarse).unwrap()
        };
        let people: Vec<_> = slice.iter().map(one).collect();
        let said = |number: u64, channel, status| Consent {
            group,
            channel,
            purpose: Purpose::News,
            status,
            words: consent::Words::new("en", "Yes, write to me."),
            source: String::new(),
            noted_at: now + number as i64 % 7,
        };
        let mail: Vec<Option<Consent>> =
            slice.iter().map(|number| status(which(*number)).map(|status| said(*number, seal::Channel::Email, status))).collect();
        let texts: Vec<Option<Consent>> =
            slice.iter().map(|number| status(number / 3).map(|status| said(*number, seal::Channel::Phone, status))).collect();
        let vault = app.vault.clone();
        let added = app.db.write_bulk("test.people", move |tx| {
            let known = people::recognise(tx, &vault, now, &people.iter().collect::<Vec<_>>())?;
            for said in [&mail, &texts] {
                let rows: Vec<_> =
                    known.iter().zip(said).filter_map(|(known, said)| Some((known.identity, said.as_ref()?))).collect();
                consent::note(tx, &rows)?;
            }
            Ok(())
        });
        added.unwrap();
    }
}

/// What a group's API and console show of everybody on its list, but for when it was changed.
fn shown(server: &Server, side: &Side) -> BTreeMap<String, String> {
    let mut shown = BTreeMap::new();
    for page in 1.. {
        let document = server.get(&format!("/people?per_page=25&page={page}"), &side.key).ok();
        let people = document["_embedded"]["osdi:people"].as_array().cloned().unwrap_or_default();
        if people.is_empty() {
            break;
        }
        for mut person in people {
            let id = id_of(&person);
            person.as_object_mut().unwrap().remove("modified_date");
            let path = format!("/console/groups/{}/supporters/{id}", side.slug);
            let answered = server.page("GET", &path, &side.cookie, b"");
            assert_eq!(answered.status, 200, "{}", answered.text);
            let main = answered.text.split("<main").nth(1).unwrap_or_default().split("</main>").next().unwrap_or_default();
            // Which tags and fields the group uses at all is no fact about the person.
            let hints = ["id=\"name-hint\"", "id=\"field-hint\""];
            let main: String = main.lines().filter(|line| !hints.iter().any(|hint| line.contains(hint))).collect();
            shown.insert(id, format!("{person}\n{main}"));
        }
    }
    shown
}

pub(super) struct World {
    pub(super) former: Side,
    pub(super) survivor: Side,
    /// The former group's.
    petition: String,
    ours: String,
}

const FORMER: Range<u64> = 0..48;
const SURVIVOR: Range<u64> = 24..72;

/// Two groups with 24 people on both lists, tags, notes, petitions and signatures with comments.
pub(super) fn world(server: &Server) -> World {
    let (former, survivor) = (Side::new(server, "Alder"), Side::new(server, "Birch"));
    add(server, former.owned.group, FORMER, |number| number);
    add(server, survivor.owned.group, SURVIVOR, |number| number / 4);
    let (petition, ours) = (server.petition(&former.key, "Keep the lanterns"), server.petition(&survivor.key, "Keep the books"));
    for number in (0..48).step_by(5) {
        sign(server, &petition, &former.key, number);
        sign(server, &ours, &survivor.key, number + 24);
    }
    for (side, names, numbers) in [(&former, ["Marshal", "Poet"], FORMER), (&survivor, ["marshal", "Driver"], SURVIVOR)] {
        for (at, name) in names.into_iter().enumerate() {
            tag(server, side, name, &numbers.clone().skip(at).step_by(3).collect::<Vec<_>>());
        }
        note(server, side, numbers.start + 30, "Speaks softly.");
        note(server, side, numbers.start, "Knows the river.");
    }
    World { former, survivor, petition, ours }
}

/// Gives the two groups fields for choosing that differ, and people choices and free texts of them.
pub(super) fn fill_fields(server: &Server, world: &World) {
    let define = |side: &Side, name: &str, choices: &str| {
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs([("name", name), ("choices", choices)]).finish();
        let path = format!("/console/groups/{}/fields", side.slug);
        let answered = server.page("POST", &path, &side.cookie, body.as_bytes());
        assert_eq!((answered.status, answered.header("location")), (303, format!("{path}?done=field-added").as_str()));
    };
    define(&world.former, "T-shirt", "Small\nLarge");
    define(&world.former, "Crew", "Door\nKitchen");
    define(&world.survivor, "T-shirt", "Medium\nLARGE");
    let write = |side: &Side, number: u64, name: &str, text: &str| {
        let path = format!("/people/{}", record(server, side, number));
        server.put(&path, &side.key, &json!({"custom_fields": {name: text}})).ok();
    };
    for (number, text) in [
        (0, "small"),
        (1, "large"),
        (2, "huge"),
        (24, "small"),
        (25, "large"),
        (26, "small"),
        (27, "huge"),
        (28, "huge"),
        (29, "small"),
    ] {
        write(&world.former, number, "T-shirt", text);
    }
    for (number, text) in [(24, "medium"), (26, "huge"), (27, "large"), (28, "large"), (29, "huge"), (60, "large")] {
        write(&world.survivor, number, "T-shirt", text);
    }
    write(&world.former, 1, "Crew", "door");
    write(&world.survivor, 60, "Crew", "whatever");
}

fn sign(server: &Server, petition: &str, key: &str, number: u64) {
    let body = json!({"person": {"email_addresses": [{"address": email(number)}]}, "comments": format!("Word of {number}")});
    server.post(&format!("/petitions/{petition}/signatures"), key, &body).ok();
}

/// The human behind a number.
pub(super) fn human(server: &Server, number: u64) -> Id {
    let key = server.app.vault.matching_key(seal::Channel::Email, &email(number));
    seen(server, move |tx| people::identity_of(tx, key)).unwrap()
}

pub(super) fn tag(server: &Server, side: &Side, name: &str, numbers: &[u64]) {
    let (app, now, group) = (&server.app, server.app.clock.now(), side.owned.group);
    let named = tags::prepare(&app.vault, &app.ids, now, group, name).unwrap().unwrap();
    let humans: Vec<Id> = numbers.iter().map(|number| human(server, *number)).collect();
    let account = side.owned.owner;
    app.db
        .write_bulk("test.tag", move |tx| {
            let tag = tags::find_or_add(tx, now, &named)?.unwrap();
            tags::give(tx, now, group, tag, account, &humans)
        })
        .unwrap()
        .unwrap();
}

fn note(server: &Server, side: &Side, number: u64, text: &str) {
    let (app, now, group, whose) = (&server.app, server.app.clock.now(), side.owned.group, human(server, number));
    let note = notes::prepare(&app.vault, &app.ids, now, group, side.owned.owner, text).unwrap().unwrap();
    app.db.write_bulk("test.note", move |tx| notes::add(tx, group, whose, &note)).unwrap();
}

fn found(server: &Server, group: Id) -> Merge {
    seen(server, move |tx| merging::of_group(tx, group, 1)).remove(0)
}

impl World {
    pub(super) fn merge(&self, server: &Server) -> Merge {
        found(server, self.former.owned.group)
    }

    pub(super) fn agree(&self, server: &Server) {
        let (former, survivor) = (&self.former, &self.survivor);
        assert_eq!(former.press(server, "", &format!("other={}&part=goes", survivor.slug)), None);
        let merge = self.merge(server);
        assert_eq!((merge.state, merge.survivor), (State::Asked, survivor.owned.group));
        assert!(!survivor.page(server).contains("both lists</th>"), "nothing of the overlap before both agreed");
        assert_eq!(survivor.press(server, &format!("/{}/agree", merge.id), ""), None);
        count::count(&server.app, &self.merge(server)).unwrap();
    }

    /// Starts, without a worker.
    pub(super) fn start(&self, server: &Server) {
        self.agree(server);
        assert_eq!(self.survivor.press(server, &format!("/{}/start", self.merge(server).id), ""), None);
        assert_eq!(self.merge(server).state, State::Running);
    }

    /// Works with workers that each die after so many slices; how many there were.
    pub(super) fn work(&self, server: &Server, slices_each: usize) -> usize {
        let id = self.merge(server).id;
        for workers in 1..10_000 {
            let left = Cell::new(slices_each);
            let is_wanted = || left.replace(left.get().saturating_sub(1)) > 0;
            if slices::run(&server.app, id, &is_wanted).unwrap() {
                return workers;
            }
        }
        panic!("a merge does not end");
    }

    pub(super) fn part(&self, server: &Server) {
        let path = format!("/{}/part", self.merge(server).id);
        assert_eq!(self.survivor.press(server, &path, ""), None);
        assert_eq!(self.merge(server).state, State::Merged, "one word is not enough");
        assert_eq!(self.former.press(server, &path, ""), None);
        assert_eq!(self.merge(server).state, State::Parting);
    }
}

pub(super) fn opened(server: &Server, group: Id, number: u64) -> Option<Details> {
    let (vault, whose) = (server.app.vault.clone(), human(server, number));
    seen(server, move |tx| people::opened(tx, &vault, group, &[whose])).remove(&whose).map(|(details, _)| details)
}

#[test]
fn two_lists_become_one_and_two_again_as_they_were_however_often_a_worker_dies_postgres_too() {
    on_both(|server| {
        let world = world(server);
        let (former, survivor) = (&world.former, &world.survivor);
        fill_fields(server, &world);
        let before = [shown(server, former), shown(server, survivor)];
        assert_eq!(before.each_ref().map(BTreeMap::len), [48, 48]);
        for slices_each in [1, 2, 5] {
            match slices_each {
                1 => world.start(server),
                _ => {
                    world.agree(server);
                    assert_eq!(survivor.press(server, &format!("/{}/start", world.merge(server).id), ""), None);
                }
            }
            let numbers = world.merge(server).numbers.unwrap();
            assert_eq!((numbers.former, numbers.survivor, numbers.both), (48, 48, 24));
            assert!(numbers.stricter > 0 && numbers.texts > 0, "{numbers:?}");
            assert!(world.work(server, slices_each) > 3 - slices_each.min(2));
            assert_eq!(world.merge(server).state, State::Merged);
            assert_eq!(shown(server, survivor).len(), 72);
            let moved = server.page("GET", "/groups/alder", "", b"");
            assert_eq!((moved.status, moved.header("location")), (303, "/groups/birch"));
            let acts_for_survivor = || server.get("/people", &former.key).ok()["total_records"] == json!(72);
            wait_until("its keys act for the survivor", Duration::from_secs(60), acts_for_survivor);
            let signatures = server.get(&format!("/petitions/{}/signatures", world.petition), &survivor.key).ok();
            assert_eq!(signatures["total_records"], json!(10));
            world.part(server);
            world.work(server, slices_each);
            assert_eq!(world.merge(server).state, State::Parted);
            let is_its_own_again = || maybe_record(server, former, 0).is_some();
            wait_until("its keys act for itself", Duration::from_secs(60), is_its_own_again);
            let after = [shown(server, former), shown(server, survivor)];
            for (before, after) in before.iter().zip(&after) {
                for (id, was) in before {
                    assert_eq!(after.get(id), Some(was), "after workers that died after {slices_each} slices");
                }
                assert_eq!(after.len(), before.len());
            }
        }
        let marks = |side: &Side| server.page("GET", &format!("/console/groups/{}/supporters", side.slug), &side.cookie, b"").text;
        assert!(
            !marks(former).contains("Driver") && !marks(survivor).contains("Poet"),
            "tags that only the merge brought are gone"
        );
    });
}

#[test]
fn what_is_done_in_between_holds_on_both_sides_postgres_too() {
    on_both(|server| {
        let world = world(server);
        let (former, survivor) = (&world.former, &world.survivor);
        let before = [shown(server, former), shown(server, survivor)];
        world.start(server);
        // While people move: the former group's page takes somebody new, and somebody known.
        sign(server, &world.petition, &former.key, 500);
        sign(server, &world.petition, &former.key, 1);
        slices::run(&server.app, world.merge(server).id, &{
            let left = Cell::new(2);
            move || left.replace(left.get() - 1) > 0
        })
        .unwrap();
        erase(server, survivor, 71);
        world.work(server, 2);
        meanwhile(server, &world);
        world.part(server);
        world.work(server, 3);
        assert_eq!(world.merge(server).state, State::Parted);
        let is_its_own_again = || maybe_record(server, former, 0).is_some();
        wait_until("its keys act for itself", Duration::from_secs(60), is_its_own_again);
        let [there, here] = [former, survivor].map(|side| shown(server, side));
        for number in [2, 30] {
            assert!(document(server, former, number).contains("\"status\":\"unsubscribed\""), "{number} left, and stays away");
        }
        assert!(document(server, survivor, 30).contains("\"status\":\"unsubscribed\""));
        for side in [former, survivor] {
            let details = opened(server, side.owned.group, 31).unwrap();
            assert_eq!((details.family_name.as_str(), details.custom["Choir"].as_str()), ("Corrected", "alto"));
        }
        for (number, side) in [(3, former), (3, survivor), (33, former), (33, survivor), (71, survivor)] {
            assert_eq!(opened(server, side.owned.group, number), None, "{number} was erased, and nothing brings them back");
        }
        assert_eq!(
            (opened(server, former.owned.group, 500), opened(server, survivor.owned.group, 500).is_some()),
            (None, true),
            "a newcomer stays"
        );
        assert!(
            opened(server, former.owned.group, 7).is_some() && opened(server, survivor.owned.group, 7).is_some(),
            "who signed with both is on both"
        );
        assert!(opened(server, survivor.owned.group, 8).is_none(), "a signature goes with its petition");
        assert!(there[&record(server, former, 8)].contains("Keep the lanterns"));
        assert!(there[&record(server, former, 9)].contains("Baker") && there[&record(server, former, 34)].contains("Baker"));
        assert!(here[&record(server, survivor, 34)].contains("Baker"));
        let touched: Vec<String> =
            [1, 2, 7, 8, 9, 30, 31, 34].iter().filter_map(|number| maybe_record(server, former, *number)).collect();
        for (id, was) in before[0].iter().filter(|(id, _)| there.contains_key(*id) && !touched.contains(id)) {
            assert_eq!(&there[id], was);
        }
        assert_eq!(
            (there.len(), here.len()),
            (46, 48 - 2 + 2),
            "two were erased of each; number 500 and number 7 stay with the survivor"
        );
    });
}

/// What people do between a merge and its undo.
fn meanwhile(server: &Server, world: &World) {
    let (former, survivor) = (&world.former, &world.survivor);
    // By the link in an old mail of the former group.
    for number in [2, 30] {
        let (key, group, now) =
            (server.app.vault.matching_key(seal::Channel::Email, &email(number)), former.owned.group, server.app.clock.now());
        server.app.db.write_bulk("test.leave", move |tx| people::unsubscribe(tx, key, group, now)).unwrap();
    }
    let id = record(server, survivor, 31);
    let corrected = json!({"family_name": "Corrected", "custom_fields": {"Choir": "alto"}});
    server.put(&format!("/people/{id}"), &survivor.key, &corrected).ok();
    erase(server, survivor, 3);
    erase(server, survivor, 33);
    sign(server, &world.ours, &survivor.key, 7);
    sign(server, &world.petition, &former.key, 8);
    sign(server, &world.petition, &former.key, 60);
    tag(server, survivor, "Baker", &[9, 34]);
}

/// A number's record in a side's list.
pub(super) fn maybe_record(server: &Server, side: &Side, number: u64) -> Option<String> {
    let filter = format!("/people?filter=email_address%20eq%20%27{}%27", email(number));
    let document = server.get(&filter, &side.key).ok();
    document["_embedded"]["osdi:people"].as_array()?.first().map(id_of)
}

pub(super) fn record(server: &Server, side: &Side, number: u64) -> String {
    maybe_record(server, side, number).unwrap()
}

fn document(server: &Server, side: &Side, number: u64) -> String {
    server.get(&format!("/people/{}", record(server, side, number)), &side.key).ok().to_string()
}

pub(super) fn erase(server: &Server, side: &Side, number: u64) {
    let path = format!("/console/groups/{}/supporters/{}/erase", side.slug, record(server, side, number));
    let answered = server.page("POST", &path, &side.cookie, b"");
    assert_eq!((answered.status, answered.header("location").contains("refused=")), (303, false), "{}", answered.text);
}

#[test]
fn whoever_comes_late_by_an_old_form_follows_postgres_too() {
    on_both(|server| {
        let world = world(server);
        world.start(server);
        world.work(server, 100);
        add(server, world.former.owned.group, 900..903, |number| number);
        let _worker = server.worker();
        let group = world.survivor.owned.group;
        wait_until("late people", Duration::from_secs(30), || (900..903).all(|number| opened(server, group, number).is_some()));
        assert_eq!(opened(server, world.former.owned.group, 900), None);
    });
}

#[test]
fn two_people_of_the_two_groups_must_want_it_and_nobody_else_postgres_too() {
    on_both(|server| {
        let (former, survivor, other) = (owned(server, "Alder"), owned(server, "Birch"), owned(server, "Cedar"));
        let both = server.account(
            "both@mail.example",
            &[(former.group, clarion::access::SeatRole::Owner), (survivor.group, clarion::access::SeatRole::Owner)],
        );
        let asked = act(server, both, former.group);
        assert_eq!(done(server, move |tx| agree::ask(tx, &asked, "nowhere", false)), Err(MergeRefusal::Unknown));
        assert_eq!(done(server, move |tx| agree::ask(tx, &asked, "birch", false)), Ok(()));
        let (id, again) = (asked.id, other.act(server));
        assert_eq!(done(server, move |tx| agree::ask(tx, &again, "alder", true)), Err(MergeRefusal::Waits));
        for (word, refusal) in [
            (other.act(server), MergeRefusal::Over),
            (former.act(server), MergeRefusal::Over),
            (act(server, both, survivor.group), MergeRefusal::SamePerson),
        ] {
            assert_eq!(done(server, move |tx| agree::agree(tx, &word, id)), Err(refusal));
        }
        let word = survivor.act(server);
        assert_eq!(done(server, move |tx| agree::agree(tx, &word, id)), Ok(()));
        let (vault, ids) = (server.app.vault.clone(), server.app.ids.clone());
        let start = move |word| {
            let (vault, ids) = (vault.clone(), ids.clone());
            done(server, move |tx| agree::start(tx, &vault, &ids, &word, id))
        };
        assert_eq!(start(survivor.act(server)), Err(MergeRefusal::NotCounted));
        count::count(&server.app, &found(server, former.group)).unwrap();
        assert_eq!(start(former.act(server)), Err(MergeRefusal::NotSurvivor));
        assert_eq!(start(other.act(server)), Err(MergeRefusal::Over));
        assert_eq!(start(survivor.act(server)), Ok(()));
        slices::run(&server.app, id, &|| true).unwrap();
        let (vault, ids) = (server.app.vault.clone(), server.app.ids.clone());
        let part = move |word| {
            let (vault, ids) = (vault.clone(), ids.clone());
            done(server, move |tx| agree::part(tx, &vault, &ids, &word, id))
        };
        assert_eq!(part(other.act(server)), Err(MergeRefusal::Over));
        assert_eq!(part(act(server, both, former.group)), Ok(()));
        assert_eq!(part(act(server, both, survivor.group)), Err(MergeRefusal::SamePerson));
        assert_eq!(part(former.act(server)), Ok(()));
        assert_eq!(found(server, former.group).state, State::Merged, "two people of one group are one word");
    });
}

#[test]
fn of_two_who_ask_at_once_one_waits_postgres_too() {
    on_both(|server| {
        let (alder, birch) = (owned(server, "Alder"), owned(server, "Birch"));
        let (one, two) = (alder.act(server), birch.act(server));
        let answers = at_once(
            server,
            vec![Box::new(move |tx| agree::ask(tx, &one, "birch", true)), Box::new(move |tx| agree::ask(tx, &two, "alder", true))],
        );
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    });
}

/// With `CLARION_LONG=1` 200,000 people on each list, 30 % on both; else some hundred.
#[test]
#[expect(clippy::print_stdout, reason = "a long run says how long it took")]
fn long_lists_merge_are_killed_and_part_postgres_too() {
    let people = if testkit::long() { 200_000 } else { 400 };
    on_both(|server| {
        let (former, survivor) = (Side::new(server, "Alder"), Side::new(server, "Birch"));
        let began = Instant::now();
        add(server, former.owned.group, 0..people, |number| number);
        add(server, survivor.owned.group, people * 7 / 10..people * 17 / 10, |number| number / 4);
        let (petition, ours) =
            (server.petition(&former.key, "Keep the lanterns"), server.petition(&survivor.key, "Keep the books"));
        let world = World { former, survivor, petition, ours };
        println!("{people} people on each list in {:?}", began.elapsed());
        let digest = |side: &Side| digest(server, side.owned.group, 0..people * 17 / 10);
        let before = [digest(&world.former), digest(&world.survivor)];
        for is_quiet in [true, false] {
            world.agree(server);
            assert_eq!(world.survivor.press(server, &format!("/{}/start", world.merge(server).id), ""), None);
            let began = Instant::now();
            // Killed in the middle.
            let (id, half) = (world.merge(server).id, people as i64 / 2);
            let done = || world.merge(server).people_done < half;
            assert!(!slices::run(&server.app, id, &done).unwrap(), "it was to be killed");
            println!("{:?}: killed after {} of {people} people", began.elapsed(), world.merge(server).people_done);
            assert!(slices::run(&server.app, id, &|| true).unwrap());
            let merge = world.merge(server);
            println!("{:?}: merged, {} people moved", began.elapsed(), merge.people_done);
            assert_eq!((merge.state, merge.people_done), (State::Merged, people as i64));
            if !is_quiet {
                for number in 0..20 {
                    sign(server, &world.petition, &world.former.key, people * 2 + number);
                    sign(server, &world.ours, &world.survivor.key, number * 3);
                }
                let key = server.app.vault.matching_key(seal::Channel::Email, &email(people * 8 / 10));
                let (group, now) = (world.former.owned.group, server.app.clock.now());
                server.app.db.write_bulk("test.leave", move |tx| people::unsubscribe(tx, key, group, now)).unwrap();
                erase(server, &world.survivor, people * 7 / 10 + 5);
            }
            world.part(server);
            let began = Instant::now();
            assert!(slices::run(&server.app, id, &|| true).unwrap());
            println!("{:?}: parted, quiet: {is_quiet}", began.elapsed());
            let after = [digest(&world.former), digest(&world.survivor)];
            if is_quiet {
                assert!(before == after, "with nothing done in between everything is as before");
                continue;
            }
            assert_eq!([before[0].len() - after[0].len(), before[1].len() + 20 - after[1].len()], [1, 1 + 20 - 20]);
            let erased = human(server, people * 7 / 10 + 5);
            assert!(after.iter().all(|side| !side.contains_key(&erased)));
            let changed = before[0].iter().filter(|(human, was)| after[0].get(*human).is_some_and(|now| now != *was)).count();
            assert!(changed <= 1, "of the former group one left, and nobody else changed: {changed}");
        }
    });
}

/// Everybody of a list: a hash of what is sealed about them, opened, and how they stand towards news.
fn digest(server: &Server, group: Id, numbers: Range<u64>) -> BTreeMap<Id, u64> {
    let mut all = BTreeMap::new();
    let mut numbers = numbers.peekable();
    while numbers.peek().is_some() {
        let keys: Vec<_> =
            numbers.by_ref().take(500).map(|number| server.app.vault.matching_key(seal::Channel::Email, &email(number))).collect();
        let vault = server.app.vault.clone();
        let page = seen(server, move |tx| {
            let mut humans = Vec::with_capacity(keys.len());
            for key in &keys {
                humans.extend(people::identity_of(tx, *key)?);
            }
            let opened = people::opened(tx, &vault, group, &humans)?;
            let wanted: Vec<(Id, Id)> = humans.iter().map(|human| (*human, group)).collect();
            let records = people::records(tx, &wanted)?;
            let standing = people::consent::towards_news(tx, group, &humans)?;
            Ok((opened, records, standing))
        });
        let (opened, records, standing) = page;
        for record in records {
            let (details, coarse) = &opened[&record.identity];
            let text = format!("{} {details:?} {coarse:?} {:?}", record.id, standing.get(&record.identity));
            all.insert(record.identity, hashed(&text));
        }
    }
    all
}

fn hashed(text: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
