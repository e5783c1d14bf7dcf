//! Forms through the API: made, listed, submitted with a key and without, filtered, and never another group's.

use super::{asked, confirms, form, link};
use crate::coalitions::owned;
use crate::harness::{id_of, on_both, person};
use serde_json::{Value, json};

fn body() -> Value {
    json!({
        "title": "Light the street",
        "origin_system": "Test",
        "identifiers": ["test:1"],
        "clarion:kind": "survey",
        "clarion:questions": [
            {"kind": "short", "required": true, "en": "Name on your badge?", "es": "¿Nombre?"},
            {"kind": "several", "en": "What do you bring?", "choices": [{"en": "Ladder"}, {"en": "Tea"}]},
        ],
    })
}

fn submission(email: &str, answers: &Value) -> Value {
    json!({"person": person(email), "clarion:answers": answers})
}

#[test]
fn a_key_makes_a_form_and_records_submissions_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder");
        let made = server.post("/forms", &group.key, &body()).ok();
        assert_eq!(made["title"], "Light the street");
        assert_eq!((&made["total_submissions"], &made["clarion:kind"]), (&json!(0), &json!("survey")));
        assert_eq!(made["clarion:questions"][1]["choices"][1], json!({"key": "c2", "en": "Tea", "es": ""}));
        assert!(made["_embedded"]["osdi:creator"].is_object());
        let id = id_of(&made);
        let to = format!("/forms/{id}/submissions");
        let first = server.post(&to, &group.key, &submission("ada@people.example", &json!({"q1": "Ada", "q2": ["c2", "c1"]}))).ok();
        assert_eq!(first["clarion:answers"], json!({"q1": ["Ada"], "q2": ["c1", "c2"]}));
        assert_eq!(first["action_network:form_id"], json!(id));
        // A second time says what stands.
        let again = server.post(&to, &group.key, &submission("ada@people.example", &json!({"q1": "Countess"}))).ok();
        assert_eq!(again, first);
        let person = first["action_network:person_id"].as_str().unwrap();
        let linked = json!({"_links": {"osdi:person": {"href": format!("https://other.example/people/{person}")}}});
        assert_eq!(server.post(&to, &group.key, &linked).ok(), first);
        let missing = json!({"_links": {"osdi:person": {"href": "https://x.example/people/0"}}});
        server.post(&to, &group.key, &missing).refused(400);
        assert_eq!(server.get(&format!("/forms/{id}"), &group.key).ok()["total_submissions"], 1);
        let path = format!("{to}/{}", id_of(&first));
        let changed = server.put(&path, &group.key, &json!({"clarion:answers": {"q1": "Countess"}, "identifiers": ["crm:7"]})).ok();
        assert_eq!(changed["clarion:answers"], json!({"q1": ["Countess"]}));
        assert_eq!(server.get(&path, &group.key).ok(), changed);
        let of = server.get(&format!("/people/{person}/submissions"), &group.key).ok();
        assert_eq!(of["_embedded"]["osdi:submissions"][0], changed);
        for (filter, found) in [
            ("identifier eq 'crm:7'", 1),
            ("identifier eq 'crm:8'", 0),
            ("created_date gt '2020-01-01'", 1),
            ("created_date lt '2020-01-01'", 0),
            ("modified_date gt '2020-01-01'", 1),
            ("identifier eq 'crm:8' or created_date gt '2020-01-01'", 1),
        ] {
            let filter = filter.replace(' ', "%20").replace('\'', "%27");
            let page = server.get(&format!("{to}?filter={filter}"), &group.key).ok();
            assert_eq!(page["total_records"], found, "{filter}: {page}");
        }
        server.get(&format!("{to}?filter=name%20eq%20%27x%27"), &group.key).refused(400);
        let listed = server.get("/forms?filter=title%20eq%20%27Light%20the%20street%27", &group.key).ok();
        assert_eq!((listed["total_records"].clone(), id_of(&listed["_embedded"]["osdi:forms"][0])), (json!(1), id.clone()));
        assert_eq!(listed["_embedded"].as_object().unwrap().keys().next().map(String::as_str), Some("osdi:forms"));
        let embed = server.get(&format!("/forms/{id}/embed"), &group.key).ok();
        assert!(embed["embed_full_no_styles"].as_str().unwrap().contains("/forms/light-the-street"));
        let renamed = server.put(&format!("/forms/{id}"), &group.key, &json!({"title": "Lanterns", "clarion:questions": []})).ok();
        assert_eq!((&renamed["title"], renamed["clarion:questions"].as_array().unwrap().len()), (&json!("Lanterns"), 2));
        assert_eq!(
            server.post(&format!("{to}?background_request=true"), &group.key, &submission("cy@people.example", &json!({}))).ok(),
            json!({})
        );
    });
}

#[test]
fn what_a_form_does_not_ask_is_refused_in_a_sentence_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder");
        let id = id_of(&server.post("/forms", &group.key, &body()).ok());
        let to = format!("/forms/{id}/submissions");
        let long = "x".repeat(201);
        for answers in [json!({"q9": "x"}), json!({"q2": "c7"}), json!({"q1": long}), json!({"no": ["c1"]})] {
            server.post(&to, &group.key, &submission("ada@people.example", &answers)).refused(400);
        }
        for bad in [
            json!({"title": ""}),
            json!({"title": "x", "clarion:kind": "quiz"}),
            json!({"title": "x", "clarion:questions": [{"kind": "one", "en": "Which?", "choices": [{"en": "Only"}]}]}),
            json!({"title": "x", "clarion:questions": vec![json!({"kind": "short", "en": "What?"}); 21]}),
        ] {
            server.post("/forms", &group.key, &bad).refused(400);
        }
    });
}

#[test]
fn another_groups_form_is_not_there_postgres_too() {
    on_both(|server| {
        let (ours, theirs) = (server.group("Alder"), server.group("Birch"));
        let id = id_of(&server.post("/forms", &ours.key, &body()).ok());
        let to = format!("/forms/{id}/submissions");
        let done = server.post(&to, &ours.key, &submission("ada@people.example", &json!({}))).ok();
        let one = format!("{to}/{}", id_of(&done));
        for path in [format!("/forms/{id}"), format!("/forms/{id}/embed"), to.clone(), one.clone()] {
            server.get(&path, &theirs.key).refused(404);
        }
        server.put(&format!("/forms/{id}"), &theirs.key, &json!({"title": "Mine"})).refused(404);
        server.put(&one, &theirs.key, &json!({"clarion:answers": {}})).refused(404);
        server.post(&to, &theirs.key, &submission("eve@people.example", &json!({}))).refused(404);
        let other = id_of(&server.post("/forms", &ours.key, &body()).ok());
        server.get(&one.replace(&id, &other), &ours.key).refused(404);
        assert_eq!(server.get("/forms", &theirs.key).ok()["total_records"], 0);
        assert_eq!(
            server.get(&format!("/people/{}/submissions", done["action_network:person_id"].as_str().unwrap()), &theirs.key).status,
            404
        );
    });
}

#[test]
fn without_a_key_it_is_the_public_form_postgres_too() {
    on_both(|server| {
        let worker = server.worker();
        let alder = owned(server, "Alder");
        let id = form(server, &alder, "light", |_| {});
        assert_eq!(asked().len(), 5);
        let to = format!("/forms/{id}/submissions");
        let good = json!({"q1": "Ada", "q3": "c1"});
        // Refused or taken, it is answered alike.
        for (email, answers) in [
            ("no@people.example", json!({"q1": "Ada"})),
            ("no@people.example", json!({"q1": "A", "q3": "c9"})),
            ("ada@people.example", good),
        ] {
            let answered = server.post(&to, "", &submission(email, &answers));
            assert_eq!((answered.status, answered.json()), (200, json!({})));
        }
        let to_ada = link(server, "ada@people.example", 1);
        confirms(server, &to_ada);
        assert!(server.page("GET", &to_ada, "", b"").text.contains("You are signed up"));
        assert!(server.mails().iter().all(|mail| !mail.contains("no@people.example")));
        server.post(&to, "wrong", &submission("ada@people.example", &json!({}))).refused(403);
        drop(worker);
    });
}

#[test]
fn a_title_without_a_letter_gets_an_address_of_its_kind_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder");
        let titled = json!({"title": "???", "origin_system": "Test"});
        for (path, ends) in [("/forms", "/forms/form"), ("/forms", "/forms/form-2"), ("/petitions", "/petitions/petition")] {
            let made = server.post(path, &group.key, &titled).ok();
            assert!(made["browser_url"].as_str().unwrap().ends_with(ends), "{made}");
        }
    });
}
