//! Lists over the API: what a saved question chooses, as a list with its items, and lists of people by id that a program keeps.

use crate::harness::{Server, TestGroup, id_of, on_both, person};
use clarion::access::SeatRole;
use clarion::clock::HOUR;
use clarion::ids::Id;
use clarion::people;
use clarion::people::id_lists::{self, Words, Written};
use serde_json::{Value, json};

fn adds(server: &Server, group: &TestGroup, email: &str, zip: &str) -> String {
    let mut body = person(email);
    body["postal_addresses"][0]["postal_code"] = json!(zip);
    id_of(&server.post("/people", &group.key, &json!({"person": body})).ok())
}

/// An owner of the group asks for a ZIP and saves the question; the list's id.
fn saves(server: &Server, group: &TestGroup, slug: &str, asks: &str) -> String {
    let cookie = server.sign_in(server.account(&format!("owner@{slug}.example"), &[(group.id, SeatRole::Owner)]));
    let body = format!("{asks}&saved_as=Near");
    let saved = server.page("POST", &format!("/console/groups/{slug}/supporters/queries"), &cookie, body.as_bytes());
    assert_eq!(saved.status, 303, "{}", saved.text);
    let lists = server.get("/lists", &group.key).ok();
    id_of(&lists["_embedded"]["osdi:lists"][0])
}

fn people_in(page: &Value) -> Vec<String> {
    let items = page["_embedded"]["osdi:items"].as_array().unwrap();
    let mut people: Vec<String> = items.iter().map(|item| item["action_network:person_id"].as_str().unwrap().to_owned()).collect();
    people.sort();
    people
}

#[test]
fn a_saved_question_is_a_list_whose_items_are_the_people_it_chooses_postgres_too() {
    on_both(|server| {
        let (group, other) = (server.group("Alder"), server.group("Birch"));
        let mut near: Vec<String> = (0..3).map(|at| adds(server, &group, &format!("near{at}@mail.example"), "20001")).collect();
        near.sort();
        let far = adds(server, &group, "far@mail.example", "45501");
        let theirs = adds(server, &other, "near0@mail.example", "20001");
        assert!(server.get("", &group.key).ok()["_links"]["osdi:lists"]["href"].as_str().unwrap().ends_with("/api/v2/lists"));
        assert_eq!(server.get("/lists", &group.key).ok()["_embedded"]["osdi:lists"], json!([]));
        let id = saves(server, &group, "alder", "zip=20001");
        let list = server.get(&format!("/lists/{id}"), &group.key).ok();
        assert_eq!((&list["title"], &list["description"]), (&json!("Near"), &json!("Report")));
        assert!(list["browser_url"].as_str().unwrap().ends_with("/supporters?zip=20001"));
        let to = format!("/lists/{id}/items");
        let page = server.get(&to, &group.key).ok();
        assert_eq!(people_in(&page), near);
        let item = &page["_embedded"]["osdi:items"][0];
        assert_eq!((&item["item_type"], &item["action_network:list_id"]), (&json!("osdi:person"), &json!(id)));
        assert!(item["_links"]["osdi:person"]["href"].as_str().unwrap().contains("/people/"));
        // Page by page, as clients walk it; a page past the end is empty and has no next.
        let first = server.get(&format!("{to}?per_page=2&page=1"), &group.key).ok();
        let second = server.get(&format!("{to}?per_page=2&page=2"), &group.key).ok();
        let past = server.get(&format!("{to}/?per_page=2&page=9"), &group.key).ok();
        assert!(first["_links"]["next"].is_object() && past["_links"]["next"].is_null());
        let mut walked = [people_in(&first), people_in(&second)].concat();
        walked.sort();
        assert_eq!((walked, people_in(&past)), (near.clone(), Vec::new()));
        assert_eq!(server.get(&format!("{to}/{}", near[0]), &group.key).ok()["action_network:person_id"], json!(near[0]));
        for nobody in [&far, &theirs, "01900000-0000-7000-8000-000000000000"] {
            server.get(&format!("{to}/{nobody}"), &group.key).refused(404);
        }
        for path in [format!("/lists/{id}"), to.clone(), format!("{to}/{}", near[0])] {
            server.get(&path, &other.key).refused(404);
        }
        // The first page asks anew.
        adds(server, &group, "far@mail.example", "20001");
        assert_eq!(server.get(&to, &group.key).ok()["total_records"], 4);
    });
}

#[test]
fn a_program_keeps_a_list_of_people_by_id_postgres_too() {
    on_both(|server| {
        let (group, other) = (server.group("Alder"), server.group("Birch"));
        let [one, two] = ["one", "two"].map(|name| adds(server, &group, &format!("{name}@mail.example"), "20001"));
        let theirs = adds(server, &other, "one@mail.example", "20001");
        let mut foreign = person("three@mail.example");
        foreign["identifiers"] = json!(["crm:3"]);
        server.post("/people", &group.key, &json!({"person": foreign})).ok();
        server.post("/unique_id_lists", &group.key, &json!({"unique_ids": [one]})).refused(400);
        let body =
            json!({"name": " Phone bank ", "unique_ids": [one, format!("action_network:{two}"), one, "crm:3", "crm:4", theirs]});
        let made = server.post("/unique_id_lists", &group.key, &body).ok();
        assert_eq!((&made["name"], &made["count"]), (&json!("Phone bank"), &json!(3)), "whom the group does not have is left out");
        let path = format!("/unique_id_lists/{}", id_of(&made));
        assert_eq!(server.get(&path, &group.key).ok(), made);
        let all = server.get("/unique_id_lists/", &group.key).ok();
        assert_eq!((&all["total_records"], &all["_embedded"]["osdi:unique_id_lists"][0]), (&json!(1), &made));
        // Other words leave who stands in it; other ids replace them.
        let renamed = server.put(&path, &group.key, &json!({"name": "Door to door", "description": "Saturday"})).ok();
        assert_eq!(
            (&renamed["name"], &renamed["description"], &renamed["count"]),
            (&json!("Door to door"), &json!("Saturday"), &json!(3))
        );
        assert_eq!(server.put(&path, &group.key, &json!({"unique_ids": [one, two]})).ok()["count"], 2);
        assert_eq!(server.get("/unique_id_lists", &other.key).ok()["total_records"], 0);
        server.get(&path, &other.key).refused(404);
        server.put(&path, &other.key, &json!({"name": "Mine"})).refused(404);
        let too_many: Vec<String> = (0..20_001).map(|at| format!("crm:{at}")).collect();
        server.put(&path, &group.key, &json!({"unique_ids": too_many})).refused(400);
        // In the console it chooses people, and a question that was saved with it is a list with them.
        let list = id_of(&made);
        let near = saves(server, &group, "alder", &format!("list={list}"));
        let mut both = [one.clone(), two.clone()];
        both.sort();
        assert_eq!(people_in(&server.get(&format!("/lists/{near}/items"), &group.key).ok()), both);
        let theirs = saves(server, &other, "birch", &format!("list={list}"));
        assert_eq!(people_in(&server.get(&format!("/lists/{theirs}/items"), &other.key).ok()), Vec::<String>::new());
        // Who is erased stands in no list.
        let owner = server.sign_in(server.account("ada@alder.example", &[(group.id, SeatRole::Owner)]));
        assert_eq!(server.page("POST", &format!("/console/groups/alder/supporters/{one}/erase"), &owner, b"").status, 303);
        assert_eq!(server.get(&path, &group.key).ok()["count"], 1);
    });
}

mod rows {
    db::statements! {
        CUT_OFF = "DELETE FROM unique_id_item WHERE person_id > $1";
        STAND = "SELECT person_id FROM unique_id_item ORDER BY person_id";
        CUT_COUNT = "UPDATE unique_id_list SET items = $1";
        BEGUN_WITH = "INSERT INTO unique_id_item (list_id, person_id) VALUES ($1, $2)";
        COUNTED = "UPDATE unique_id_list SET items = $2 WHERE id = $1";
        LISTS = "SELECT COUNT(*) FROM unique_id_list";
    }
}

/// So many people on a group's list; their ids, sorted.
fn many(server: &Server, group: &TestGroup, count: usize) -> Vec<Id> {
    let (app, now) = (&server.app, server.app.clock.now());
    let one = |number: usize| {
        let email = format!("p{number}@mail.example");
        let details = people::Details { email: email.clone(), ..people::Details::default() };
        app.intake().person(group.id, now, Some(&email), details, people::Coarse::default()).unwrap()
    };
    let (all, vault) = ((0..count).map(one).collect::<Vec<_>>(), app.vault.clone());
    let add = move |tx: &mut db::Tx<'_>| {
        let known = people::recognise(tx, &vault, now, &all.iter().collect::<Vec<_>>())?;
        Ok(known.iter().map(|known| known.person).collect::<Vec<_>>())
    };
    let mut ids = app.db.write_bulk("test.people", add).unwrap();
    ids.sort_unstable();
    ids
}

/// Who stands in the only list, sorted.
fn stand(server: &Server) -> Vec<Id> {
    server.app.db.read_blocking(|tx| tx.rows(&rows::STAND, &[], |row| Ok(Id(row.id(0)?)))).unwrap()
}

#[test]
fn of_two_changes_of_a_list_at_once_each_keeps_what_it_names_and_a_long_one_is_finished_by_a_repeat_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder");
        let people = many(server, &group, 700);
        let made = server.post("/unique_id_lists", &group.key, &json!({"name": "Phone bank", "unique_ids": people})).ok();
        let path = format!("/unique_id_lists/{}", id_of(&made));
        assert_eq!((&made["count"], stand(server)), (&json!(700), people.clone()));
        for round in 0..5 {
            let halves = [people[..400].to_vec(), people[300..].to_vec()];
            let bodies = [
                json!({"name": format!("Doors {round}")}),
                json!({"description": format!("Saturday {round}")}),
                json!({"unique_ids": halves[0]}),
                json!({"unique_ids": halves[1]}),
            ];
            std::thread::scope(|scope| {
                for body in &bodies {
                    scope.spawn(|| server.put(&path, &group.key, body).ok());
                }
            });
            let list = server.get(&path, &group.key).ok();
            assert_eq!((&list["name"], &list["description"]), (&bodies[0]["name"], &bodies[1]["description"]));
            let stand = stand(server);
            assert!(halves.contains(&stand), "one of the two, whole: {}", stand.len());
            assert_eq!(list["count"], json!(stand.len()));
        }
        // A call that was cut off left some of them.
        let last = people[350];
        let cut = move |tx: &mut db::Tx<'_>| {
            tx.run(&rows::CUT_OFF, &[(&last).into()])?;
            tx.run(&rows::CUT_COUNT, &[db::Val::Int(351)])
        };
        server.put(&path, &group.key, &json!({"unique_ids": people})).ok();
        server.app.db.write_bulk("test.cut", cut).unwrap();
        let whole = server.put(&path, &group.key, &json!({"unique_ids": people})).ok();
        assert_eq!((&whole["count"], stand(server)), (&json!(700), people));
    });
}

/// A call that makes a list of these people began so long ago, and was cut off.
fn begins(server: &Server, group: &TestGroup, people: &[Id], ago: i64) -> Id {
    let (app, now) = (&server.app, server.app.clock.now() - ago);
    let id = app.ids.fresh(now);
    let words = Words { name: "Phone bank".to_owned(), description: String::new() };
    let sealed = id_lists::seal(&app.vault, (group.id, id), &words, app.ids.bytes()).unwrap();
    let (new, people) = (Written { id, group: group.id, sealed, replaces: false }, people.to_vec());
    let begin = move |tx: &mut db::Tx<'_>| {
        assert!(id_lists::add(tx, now, &new)?);
        for person in &people {
            tx.run(&rows::BEGUN_WITH, &[(&id).into(), person.into()])?;
        }
        tx.run(&rows::COUNTED, &[(&id).into(), db::Val::Int(people.len() as i64)])
    };
    app.db.write_bulk("test.begin", begin).unwrap();
    id
}

#[test]
fn a_list_whose_making_was_cut_off_is_none_and_is_swept_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder");
        let people = many(server, &group, 300);
        let (lost, late) = (begins(server, &group, &people, 2 * HOUR), begins(server, &group, &people[..10], 0));
        for id in [lost, late] {
            let path = format!("/unique_id_lists/{id}");
            server.get(&path, &group.key).refused(404);
            server.put(&path, &group.key, &json!({"name": "Doors"})).refused(404);
        }
        assert_eq!(server.get("/unique_id_lists", &group.key).ok()["total_records"], 0);
        let made = server.post("/unique_id_lists", &group.key, &json!({"name": "Phone bank", "unique_ids": people})).ok();
        assert_eq!(made["count"], 300);
        let all = server.get("/unique_id_lists", &group.key).ok();
        assert_eq!((&all["total_records"], &all["_embedded"]["osdi:unique_id_lists"][0]), (&json!(1), &made));
        // The old one is gone with its people; the other may still be in the making.
        let lists = server.app.db.read_blocking(|tx| tx.first(&rows::LISTS, &[], |row| row.int(0))).unwrap();
        assert_eq!((lists, stand(server).len()), (Some(2), 310));
    });
}
