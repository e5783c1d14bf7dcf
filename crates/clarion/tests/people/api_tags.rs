//! Tags, taggings and custom fields over the API: given, taken, named by helpers, and never another group's.

use crate::harness::{Server, TestGroup, id_of, on_both, on_both_in_time, person};
use clarion::access::SeatRole;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn tag(server: &Server, group: &TestGroup, name: &str) -> String {
    id_of(&server.post("/tags", &group.key, &json!({"name": name})).ok())
}

fn join(server: &Server, group: &TestGroup, email: &str) -> String {
    id_of(&server.post("/people", &group.key, &json!({"person": person(email)})).ok())
}

/// A body that names a person by another server's address, as widely used clients do.
fn link(person: &str) -> Value {
    json!({"_links": {"osdi:person": {"href": format!("https://actionnetwork.org/api/v2/people/{person}")}}})
}

/// The names of the tags that somebody has.
fn tags_of(server: &Server, group: &TestGroup, person: &str) -> BTreeSet<String> {
    let page = server.get(&format!("/people/{person}/taggings"), &group.key).ok();
    let taggings = page["_embedded"]["osdi:taggings"].as_array().unwrap();
    assert_eq!(page["total_records"].as_u64(), Some(taggings.len() as u64));
    let name = |tagging: &Value| {
        let tag = tagging["action_network:tag_id"].as_str().unwrap();
        server.get(&format!("/tags/{tag}"), &group.key).ok()["name"].as_str().unwrap().to_owned()
    };
    taggings.iter().map(name).collect()
}

#[test]
fn a_tag_is_made_once_given_and_taken() {
    on_both(|server| {
        let group = server.group("Readers");
        assert_eq!(server.get("/tags", &group.key).ok()["total_records"], 0);
        let marshal = tag(server, &group, " Marshal ");
        assert_eq!(tag(server, &group, "marshal"), marshal, "a name stands once");
        let shown = server.get(&format!("/tags/{marshal}/"), &group.key).ok();
        assert_eq!((shown["name"].as_str(), shown["created_date"] == shown["modified_date"]), (Some("Marshal"), true));
        let ana = join(server, &group, "ana@mail.example");
        let path = format!("/tags/{marshal}/taggings");
        let given = server.post(&path, &group.key, &link(&ana)).ok();
        assert_eq!((given["item_type"].as_str(), given["action_network:person_id"].as_str()), (Some("osdi:person"), Some(&*ana)));
        let tagging = id_of(&given);
        assert_eq!(server.post(&path, &group.key, &link(&ana)).ok(), given, "who has it keeps it");
        let list = server.get(&path, &group.key).ok();
        assert_eq!((&list["total_records"], &list["_embedded"]["osdi:taggings"][0]), (&json!(1), &given));
        assert_eq!(server.get(&format!("{path}/{tagging}"), &group.key).ok(), given);
        assert_eq!(tags_of(server, &group, &ana), BTreeSet::from(["Marshal".to_owned()]));
        let gone = server.ask("DELETE", &format!("/api/v2{path}/{tagging}/"), &group.key, b"").ok();
        assert_eq!(gone, json!({"notice": "This tagging was successfully deleted."}));
        server.ask("DELETE", &format!("/api/v2{path}/{tagging}"), &group.key, b"").refused(404);
        server.get(&format!("{path}/{tagging}"), &group.key).refused(404);
        assert!(tags_of(server, &group, &ana).is_empty());
        assert_eq!(server.get("/tags", &group.key).ok()["total_records"], 1, "the tag itself stays");
        let quiet = server.post(&format!("{path}?background_request=true"), &group.key, &link(&ana));
        assert_eq!((quiet.status, quiet.text.as_str()), (200, "{}"));
        assert_eq!(server.get(&path, &group.key).ok()["total_records"], 1);
        for nobody in [json!({}), link("01900000-0000-7000-8000-000000000000"), link("people"), json!({"_links": {}})] {
            assert_eq!(server.post(&path, &group.key, &nobody).refused(400), "You must specify a valid person id");
        }
        server.get(&format!("/tags/{ana}"), &group.key).refused(404);
        server.get("/people/01900000-0000-7000-8000-000000000000/taggings", &group.key).refused(404);
    });
}

#[test]
fn a_tagging_keeps_its_id_when_the_record_moves_to_another_human() {
    on_both(|server| {
        let group = server.group("Readers");
        let marshal = tag(server, &group, "Marshal");
        let number = json!([{"number": "+1 202 555 0143"}]);
        let only_number = id_of(&server.post("/people", &group.key, &json!({"person": {"phone_numbers": number}})).ok());
        let given = server.post(&format!("/tags/{marshal}/taggings"), &group.key, &link(&only_number)).ok();
        let mut whole = person("ana@mail.example");
        whole["phone_numbers"] = number;
        assert_eq!(id_of(&server.post("/people", &group.key, &json!({"person": whole})).ok()), only_number);
        assert_eq!(server.get(&format!("/tags/{marshal}/taggings"), &group.key).ok()["_embedded"]["osdi:taggings"][0], given);
    });
}

#[test]
fn helpers_give_and_take_tags_that_the_group_has() {
    on_both(|server| {
        let group = server.group("Readers");
        let (marshal, driver) = (tag(server, &group, "Marshal"), tag(server, &group, "Driver"));
        assert_ne!(marshal, driver);
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let body = json!({"person": person("ana@mail.example"), "add_tags": ["MARSHAL", "unheard of", ""]});
        let ana = id_of(&server.post("/people", &group.key, &body).ok());
        assert_eq!(tags_of(server, &group, &ana), names(&["Marshal"]));
        assert_eq!(server.get("/tags", &group.key).ok()["total_records"], 2, "an unknown name makes no tag");
        let petition = server.petition(&group.key, "Keep it open");
        let signs = json!({"person": person("ana@mail.example"), "add_tags": ["Driver"], "remove_tags": ["Marshal"]});
        server.post(&format!("/petitions/{petition}/signatures"), &group.key, &signs).ok();
        assert_eq!(tags_of(server, &group, &ana), names(&["Driver"]));
        let change = json!({"add_tags": ["marshal"], "remove_tags": ["driver", "Driver"]});
        server.put(&format!("/people/{ana}"), &group.key, &change).ok();
        assert_eq!(tags_of(server, &group, &ana), names(&["Marshal"]));
        let many: Vec<String> = (0..101).map(|number| format!("tag {number}")).collect();
        for body in [json!({"person": person("ana@mail.example"), "add_tags": many}), json!({"add_tags": "Marshal"})] {
            server.post("/people", &group.key, &body).refused(400);
        }
    });
}

#[test]
fn tags_have_names_and_a_bound() {
    on_both(|server| {
        let group = server.group("Readers");
        for body in [json!({}), json!({"name": " "}), json!({"name": "x".repeat(51)}), json!({"name": null}), json!([])] {
            server.post("/tags", &group.key, &body).refused(400);
        }
        let vault = server.app.vault.clone();
        let (ids, now, id) = (server.app.ids.clone(), server.app.clock.now(), group.id);
        let made = server.app.db.write_bulk("test.tags", move |tx| {
            for number in 0..clarion::people::beside::tags::TAGS_MAX {
                let name = format!("tag {number}");
                let named = clarion::people::beside::tags::prepare(&vault, &ids, now + number as i64, id, &name)?.unwrap();
                clarion::people::beside::tags::find_or_add(tx, now, &named)?.unwrap();
            }
            Ok(())
        });
        made.unwrap();
        server.post("/tags", &group.key, &json!({"name": "one more"})).refused(400);
        let last = server.get("/tags?page=20&per_page=25", &group.key).ok();
        assert_eq!((&last["total_records"], last["_links"].get("next")), (&json!(500), None));
        assert_eq!(last["_embedded"]["osdi:tags"][24]["name"], "tag 499", "oldest first");
    });
}

#[test]
fn another_groups_tags_and_people_are_not_there() {
    on_both(|server| {
        let (ours, theirs) = (server.group("Readers"), server.group("Writers"));
        let (our_tag, their_tag) = (tag(server, &ours, "Marshal"), tag(server, &theirs, "Marshal"));
        let (ana, eve) = (join(server, &ours, "ana@mail.example"), join(server, &theirs, "ana@mail.example"));
        let tagging = id_of(&server.post(&format!("/tags/{our_tag}/taggings"), &ours.key, &link(&ana)).ok());
        for path in [
            format!("/tags/{our_tag}"),
            format!("/tags/{our_tag}/taggings"),
            format!("/tags/{our_tag}/taggings/{tagging}"),
            format!("/tags/{their_tag}/taggings/{tagging}"),
            format!("/people/{ana}/taggings"),
        ] {
            server.get(&path, &theirs.key).refused(404);
        }
        server.post(&format!("/tags/{our_tag}/taggings"), &theirs.key, &link(&eve)).refused(404);
        server.post(&format!("/tags/{their_tag}/taggings"), &theirs.key, &link(&ana)).refused(400);
        for tag in [&our_tag, &their_tag] {
            server.ask("DELETE", &format!("/api/v2/tags/{tag}/taggings/{tagging}"), &theirs.key, b"").refused(404);
        }
        assert_eq!(server.get(&format!("/tags/{our_tag}/taggings"), &ours.key).ok()["total_records"], 1);
        assert!(tags_of(server, &theirs, &eve).is_empty(), "the same human on another list has no tag there");
        assert_eq!(server.get("/tags", &theirs.key).ok()["total_records"], 1);
        server.post("/people", &theirs.key, &json!({"person": person("bea@mail.example"), "add_tags": ["Marshal"]})).ok();
        assert_eq!(server.get(&format!("/tags/{our_tag}/taggings"), &ours.key).ok()["total_records"], 1);
    });
}

#[test]
fn a_thousand_who_tag_one_person_at_once_make_one_tagging() {
    on_both(|server| {
        let group = server.group("Readers");
        let (marshal, ana) = (tag(server, &group, "Marshal"), join(server, &group, "ana@mail.example"));
        let path = format!("/tags/{marshal}/taggings");
        let seen: BTreeSet<String> = std::thread::scope(|scope| {
            let ask = || (0..50).map(|_| id_of(&server.post(&path, &group.key, &link(&ana)).ok())).collect::<Vec<_>>();
            let asking: Vec<_> = (0..20).map(|_| scope.spawn(ask)).collect();
            asking.into_iter().flat_map(|asked| asked.join().unwrap()).collect()
        });
        assert_eq!(seen.len(), 1);
        assert_eq!(server.get(&path, &group.key).ok()["total_records"], 1);
    });
}

#[test]
fn long_lists_of_taggings_have_pages() {
    on_both_in_time(|server| {
        let group = server.group("Readers");
        let marshal = tag(server, &group, "Marshal");
        let mut given = Vec::new();
        for number in 0..60 {
            server.app.clock.advance(1_000);
            let person = join(server, &group, &format!("p{number}@mail.example"));
            given.push(id_of(&server.post(&format!("/tags/{marshal}/taggings"), &group.key, &link(&person)).ok()));
        }
        let mut walked = Vec::new();
        for page in 1..=4 {
            let page = server.get(&format!("/tags/{marshal}/taggings?page={page}"), &group.key).ok();
            assert_eq!((&page["total_records"], &page["total_pages"]), (&json!(60), &json!(3)));
            walked.extend(page["_embedded"]["osdi:taggings"].as_array().unwrap().iter().map(id_of));
        }
        assert_eq!(walked, given, "in the order in which they were given");
    });
}

/// The names of a group's custom fields.
fn fields(server: &Server, group: &TestGroup) -> Vec<String> {
    let page = server.get("/metadata/custom_fields", &group.key).ok();
    let all = page["action_network:custom_fields"].as_array().unwrap();
    assert!(all.iter().all(|field| field["numeric_id"].is_u64() && field["created_date"].is_string()));
    all.iter().map(|field| field["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_custom_field_is_there_once_it_was_used() {
    on_both(|server| {
        let (group, other) = (server.group("Readers"), server.group("Writers"));
        let metadata = server.get("/metadata/", &group.key).ok();
        assert!(metadata["_links"]["action_network:custom_fields"]["href"].as_str().unwrap().ends_with("/metadata/custom_fields"));
        assert!(fields(server, &group).is_empty());
        let mut body = person("ana@mail.example");
        body["custom_fields"] = json!({"shirt": "M", "age": 41});
        let ana = id_of(&server.post("/people", &group.key, &json!({"person": body})).ok());
        assert_eq!(
            fields(server, &group).into_iter().collect::<BTreeSet<_>>(),
            BTreeSet::from(["age".to_owned(), "shirt".to_owned()])
        );
        let put = |fields: Value| {
            let changed = server.put(&format!("/people/{ana}"), &group.key, &json!({"custom_fields": fields}));
            changed.ok()["custom_fields"].clone()
        };
        assert_eq!(put(json!({"shirt": "L", "language": "Spanish"})), json!({"age": "41", "shirt": "L", "language": "Spanish"}));
        assert_eq!(put(json!({"age": null, "shirt": ""})), json!({"language": "Spanish"}), "null and empty take a field away");
        assert_eq!(fields(server, &group).len(), 3, "its name stays");
        let petition = server.petition(&group.key, "Keep it open");
        let mut signer = person("bea@mail.example");
        signer["custom_fields"] = json!({"branch": "north"});
        let body = json!({"person": signer, "add_tags": []});
        server.post(&format!("/petitions/{petition}/signatures"), &group.key, &body).ok();
        assert!(fields(server, &group).contains(&"branch".to_owned()));
        assert!(fields(server, &other).is_empty());
        for wrong in [json!({"": "x"}), json!({"x".repeat(101): "x"}), json!({"x": "x".repeat(2001)}), json!({"x": []})] {
            server.put(&format!("/people/{ana}"), &group.key, &json!({"custom_fields": wrong})).refused(400);
        }
        assert_eq!(fields(server, &group).len(), 4);
    });
}

#[test]
fn a_group_has_a_bounded_number_of_custom_fields() {
    on_both(|server| {
        let group = server.group("Readers");
        let ana = join(server, &group, "ana@mail.example");
        let put = |from: usize, to: usize| {
            let sent: serde_json::Map<String, Value> = (from..to).map(|number| (format!("field {number}"), json!("x"))).collect();
            server.put(&format!("/people/{ana}"), &group.key, &json!({"custom_fields": sent}))
        };
        for hundred in 0..5 {
            put(hundred * 100, hundred * 100 + 100).ok();
        }
        put(500, 501).refused(400);
        put(0, 100).ok();
        put(0, 101).refused(400);
        assert_eq!(fields(server, &group).len(), 500);
    });
}

#[test]
fn fields_are_seen_written_and_exported_in_the_console() {
    on_both(|server| {
        let (group, other) = (server.group("Alder"), server.group("Birch"));
        let mut body = person("ana@mail.example");
        body["custom_fields"] = json!({"shirt": "=M"});
        let ana = id_of(&server.post("/people", &group.key, &json!({"person": body})).ok());
        let owner = server.sign_in(server.account("owner@alder.example", &[(group.id, SeatRole::Owner)]));
        let stranger = server.sign_in(server.account("owner@birch.example", &[(other.id, SeatRole::Owner)]));
        let path = format!("/console/groups/alder/supporters/{ana}");
        let page = server.page("GET", &path, &owner, b"").text;
        assert!(page.contains("<dt>shirt</dt><dd class=\"lines\">=M</dd>"), "{page}");
        let write = |cookie: &str, body: &str| {
            let answered = server.page("POST", &format!("{path}/fields"), cookie, body.as_bytes());
            (answered.status, answered.header("location").to_owned())
        };
        assert!(write(&owner, "field=branch&value=north%0D%0Aside").1.ends_with(&path));
        assert!(write(&owner, "field=shirt&value=").1.ends_with(&path), "an empty text takes it away");
        let shown = server.get(&format!("/people/{ana}"), &group.key).ok();
        assert_eq!(shown["custom_fields"], json!({"branch": "north\nside"}));
        assert!(write(&owner, "field=&value=x").1.contains("refused=field-refused-name"));
        assert!(write(&owner, &format!("field=x&value={}", "x".repeat(2001))).1.contains("refused=field-refused-text"));
        assert_eq!(write(&stranger, "field=x&value=y").0, 403, "another group's owner");
        let theirs = join(server, &other, "bea@mail.example");
        let path = format!("/console/groups/alder/supporters/{theirs}/fields");
        let answered = server.page("POST", &path, &owner, b"field=x&value=y");
        assert!(answered.header("location").contains("refused=field-refused-unknown"));
        assert_eq!(server.get(&format!("/people/{theirs}"), &other.key).ok()["custom_fields"], json!({}));
        let file = server.page("POST", "/console/groups/alder/supporters/export", &owner, b"").text;
        assert!(file.contains(",tags,shirt,branch\n"), "{file}");
    });
}
