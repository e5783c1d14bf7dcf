//! Petitions and signatures over the API: the entry point, both kinds of POST, the keyless one, refusals, and who sees what.

use crate::harness::{Server, id_of, on_both, person};
use clarion::ids::Id;
use clarion::people::{self, Consent, ConsentStatus, Purpose, consent};
use clarion::petitions::create;
use serde_json::{Value, json};

#[test]
fn the_entry_point_tells_a_good_key_from_a_bad_one() {
    on_both(|server| {
        let group = server.group("Readers");
        for path in ["", "/", "/?x=1"] {
            let entry = server.get(path, &group.key).ok();
            assert!(entry["_links"].get("osdi:tags").is_some(), "{path}");
            for key in ["motd", "vendor_name", "product_name", "osdi_version", "namespace"] {
                assert!(entry[key].is_string(), "{key}");
            }
            assert_eq!((&entry["max_pagesize"], &entry["max_page_size"]), (&json!(25), &json!(25)));
        }
        for key in ["", "wrong"] {
            let entry = server.get("/", key).ok();
            assert!(entry["_links"].get("osdi:tags").is_none() && entry["_links"]["curies"].as_array().unwrap().len() == 2);
            assert!(server.get("/events?per_page=1", key).refused(403).starts_with("API Key invalid or not present"));
        }
        let events = server.get("/events/?per_page=1", &group.key);
        assert_eq!(events.ok()["_embedded"], json!({"osdi:events": []}));
        assert_eq!(events.header("content-type"), "application/hal+json");
        assert_eq!(events.header("cache-control"), "max-age=0, private, must-revalidate");
        server.get("/nothing", &group.key).refused(404);
        server.ask("DELETE", "/api/v2/people", &group.key, b"").refused(405);
        assert!(server.ask("GET", "/api/openapi.json", "", b"").ok()["paths"]["/api/v2/people"]["post"].is_object());
    });
}

#[test]
fn a_petition_is_made_changed_and_listed() {
    on_both(|server| {
        let group = server.group("Readers");
        let sent = json!({"title": "Keep it open", "petition_text": "Please.", "description": "Why.", "origin_system": "CRM",
            "target": [{"name": "The Mayor"}], "identifiers": ["crm:7"]});
        let made = server.post("/petitions", &group.key, &sent).ok();
        for key in ["title", "petition_text", "description", "origin_system", "target"] {
            assert_eq!(made[key], sent[key], "{key}");
        }
        assert_eq!((&made["identifiers"][2], &made["total_signatures"]), (&json!("crm:7"), &json!(0)));
        assert_eq!(made["_embedded"]["osdi:creator"]["given_name"], "Readers");
        let second = server.post("/petitions", &group.key, &sent).ok();
        assert!(second["browser_url"].as_str().unwrap().ends_with("/petitions/keep-it-open-2"));
        let path = format!("/petitions/{}", id_of(&made));
        let changed = server.put(&path, &group.key, &json!({"title": "Keep it open longer"})).ok();
        assert_eq!((&changed["title"], &changed["petition_text"]), (&json!("Keep it open longer"), &json!("Please.")));
        assert_eq!(server.get(&path, &group.key).ok(), changed);
        assert!(
            server.get(&format!("{path}/embed/"), &group.key).ok()["embed_full_no_styles"]
                .as_str()
                .unwrap()
                .contains("keep-it-open")
        );
        let list = server.get("/petitions?filter=title+eq+'Keep+it+open'", &group.key).ok();
        assert_eq!(list["_embedded"]["osdi:petitions"].as_array().unwrap().len(), 1);
        assert_eq!(id_of(&list["_embedded"]["osdi:petitions"][0]), id_of(&second));
        assert_eq!(server.get("/petitions", &group.key).ok()["total_records"], 2);
        for bad in [
            json!({}),
            json!({"title": ""}),
            json!({"title": 7}),
            json!({"title": "x".repeat(200)}),
            json!({"title": "a", "target": "x"}),
        ] {
            server.post("/petitions", &group.key, &bad).refused(400);
        }
    });
}

fn signatures(petition: &str) -> String {
    format!("/petitions/{petition}/signatures")
}

#[test]
fn a_key_records_signatures_in_both_ways() {
    on_both(|server| {
        let group = server.group("Readers");
        let petition = server.petition(&group.key, "Keep it open");
        let path = signatures(&petition);
        let sent = json!({"person": person("ana@mail.example"), "comments": "Yes.", "identifiers": ["crm:1"]});
        let signed = server.post(&path, &group.key, &sent).ok();
        assert_eq!((&signed["comments"], &signed["action_network:petition_id"]), (&json!("Yes."), &json!(petition)));
        let shown = server.get(&format!("{path}/{}/", id_of(&signed)), &group.key).ok();
        assert_eq!(shown, signed);
        let ana = signed["action_network:person_id"].as_str().unwrap();
        assert_eq!(server.get(&format!("/people/{ana}"), &group.key).ok()["email_addresses"][0]["status"], "subscribed");
        let again = json!({"_links": {"osdi:person": {"href": format!("https://actionnetwork.org/api/v2/people/{ana}")}}});
        assert_eq!(id_of(&server.post(&path, &group.key, &again).ok()), id_of(&signed));
        let bea = id_of(&server.post("/people", &group.key, &json!({"person": person("bea@mail.example")})).ok());
        let plain = json!({"comments": "Me too.", "_links": {"osdi:person": {"href": format!("/people/{bea}")}}});
        assert_eq!(server.post(&path, &group.key, &plain).ok()["action_network:person_id"], bea);
        for bad in [json!({}), json!({"_links": {"osdi:person": {"href": "https://mail.example/people/7"}}})] {
            assert_eq!(server.post(&path, &group.key, &bad).refused(400), "You must specify a valid person id");
        }
        let list = server.get(&path, &group.key).ok();
        assert_eq!(list["total_records"], 2);
        assert_eq!(server.get(&format!("/petitions/{petition}"), &group.key).ok()["total_signatures"], 2);
        let found = server.get(&format!("{path}?filter=identifier+eq+'crm:1'"), &group.key).ok();
        assert_eq!(id_of(&found["_embedded"]["osdi:signatures"][0]), id_of(&signed));
        let changed = server.put(&format!("{path}/{}", id_of(&signed)), &group.key, &json!({"comments": "No."})).ok();
        assert_eq!((&changed["comments"], &changed["identifiers"][2]), (&json!("No."), &json!("crm:1")));
        assert_eq!(server.post(&format!("{path}?background_request=TRUE"), &group.key, &sent).text, "{}");
    });
}

#[test]
fn one_mailbox_signs_once_however_it_is_sent() {
    on_both(|server| {
        let group = server.group("Readers");
        let petition = server.petition(&group.key, "Keep it open");
        let path = signatures(&petition);
        std::thread::scope(|scope| {
            for worker in 0..20 {
                let (path, key) = (&path, &group.key);
                scope.spawn(move || {
                    for number in 0..50 {
                        let mut signer = person("ana@mail.example");
                        signer["given_name"] = json!(format!("Ana {worker} {number}"));
                        server.post(path, key, &json!({"person": signer})).ok();
                    }
                });
            }
        });
        assert_eq!(server.get(&path, &group.key).ok()["total_records"], 1);
        assert_eq!(server.get("/people", &group.key).ok()["total_records"], 1);
        assert_eq!(server.get(&format!("/petitions/{petition}"), &group.key).ok()["total_signatures"], 1);
    });
}

/// Whether a confirming mail waits to be sent.
fn is_waiting(server: &Server) -> bool {
    let now = server.app.clock.now();
    let figures = server.app.db.read_blocking(move |tx| jobs::figures(tx, now)).unwrap();
    figures.waiting > 0
}

#[test]
fn without_a_key_a_signature_waits_for_its_mailbox() {
    on_both(|server| {
        let group = server.group("Readers");
        let petition = server.petition(&group.key, "Keep it open");
        let path = signatures(&petition);
        let unknown = "/petitions/00000000-0000-7000-8000-000000000000/signatures";
        for (path, body) in [
            (path.as_str(), json!({"person": {"given_name": "Nobody"}})),
            (path.as_str(), json!({"person": {"email_addresses": [{"address": "nobody"}]}})),
            (path.as_str(), json!({})),
            (unknown, json!({"person": person("ana@mail.example")})),
        ] {
            assert_eq!((server.post(path, "", &body).status, server.post(path, "", &body).text.as_str()), (200, "{}"));
        }
        assert!(!is_waiting(server));
        let taken = server.ask_with(
            "POST",
            &format!("/api/v2{path}/"),
            &[("Origin", "https://group.example")],
            json!({"person": person("ana@mail.example")}).to_string().as_bytes(),
        );
        assert_eq!((taken.status, taken.text.as_str(), taken.header("access-control-allow-origin")), (200, "{}", "*"));
        assert!(is_waiting(server));
        assert_eq!(server.get(&path, &group.key).ok()["total_records"], 0);
        assert_eq!(server.get("/people", &group.key).ok()["total_records"], 0);
        server.ask("POST", &format!("/api/v2{path}"), "", b"{").refused(400);
        server.post(&path, "wrong", &json!({"person": person("ana@mail.example")})).refused(403);
        server.post("/people", "", &json!({"person": person("ana@mail.example")})).refused(403);
        let preflight = server.ask_with(
            "OPTIONS",
            &format!("/api/v2{path}"),
            &[
                ("Origin", "https://group.example"),
                ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "content-type"),
            ],
            b"",
        );
        assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (200, "*"));
    });
}

#[test]
fn a_body_of_ten_megabytes_is_refused_and_the_server_lives() {
    on_both(|server| {
        let group = server.group("Readers");
        let petition = server.petition(&group.key, "Keep it open");
        let huge = json!({"comments": "x".repeat(10_000_000)});
        server.post(&signatures(&petition), &group.key, &huge).refused(413);
        server.post(&signatures(&petition), "", &huge).refused(413);
        server.get("/", &group.key).ok();
    });
}

#[test]
fn a_petition_that_closed_says_so() {
    on_both(|server| {
        let group = server.group("Readers");
        let closed = json!({"title": "Too late", "clarion:opens_at": "2020-01-01", "clarion:closes_at": "2020-05-03T16:00:00Z"});
        let petition = id_of(&server.post("/petitions", &group.key, &closed).ok());
        let sentence = server.post(&signatures(&petition), &group.key, &json!({"person": person("ana@mail.example")})).refused(400);
        assert_eq!(sentence, "This petition closed on 3 May 2020.");
    });
}

/// Whoever reads a mailbox agrees to a group's news.
fn says_yes(server: &Server, group: Id, email: &str) {
    let (key, now) = (server.app.vault.matching_key(seal::Channel::Email, email), server.app.clock.now());
    let said = Consent {
        group,
        channel: seal::Channel::Email,
        purpose: Purpose::News,
        status: ConsentStatus::Confirmed,
        words: consent::Words::new("en", "Yes."),
        source: String::new(),
        noted_at: now,
    };
    let noted = server.app.db.write_bulk("test.consent", move |tx| {
        let identity = people::identity_of(tx, key)?.unwrap();
        consent::note(tx, &[(identity, &said)])
    });
    noted.unwrap();
}

#[test]
fn a_co_sponsor_lists_its_own_people_and_sees_the_total_of_all() {
    on_both(|server| {
        let (readers, writers, others) = (server.group("Readers"), server.group("Writers"), server.group("Others"));
        let petition = server.petition(&readers.key, "Keep it open");
        let (id, sponsor) = (petition.parse().unwrap(), writers.id);
        let shared = server.app.db.write_bulk("test.sponsor", move |tx| {
            let mut whole = create::find_by_id(tx, id)?.unwrap();
            whole.sponsors.push(sponsor);
            create::change(tx, &whole, 0)
        });
        shared.unwrap().unwrap();
        // The petition was read within the last second; another second and every node knows its new sponsor.
        testkit::wait_until("the co-sponsor is known", std::time::Duration::from_secs(5), || {
            server.get(&format!("/petitions/{petition}"), &writers.key).status == 200
        });
        let path = signatures(&petition);
        let ours = server.post(&path, &readers.key, &json!({"person": person("ana@mail.example"), "comments": "Ours."})).ok();
        let theirs = server.post(&path, &readers.key, &json!({"person": person("bea@mail.example")})).ok();
        // A list is no way to learn who signed: only the human's own word to the co-sponsor is.
        let bea = id_of(&server.post("/people", &writers.key, &json!({"person": person("bea@mail.example")})).ok());
        assert_eq!(server.get(&path, &writers.key).ok()["total_records"], 0);
        assert_eq!(server.get(&format!("/people/{bea}/signatures"), &writers.key).ok()["total_records"], 0);
        says_yes(server, writers.id, "bea@mail.example");
        for (key, seen) in [(&readers.key, &ours), (&writers.key, &theirs)] {
            let list = server.get(&path, key).ok();
            assert_eq!(
                (list["total_records"].as_i64(), id_of(&list["_embedded"]["osdi:signatures"][0])),
                (Some(if key == &writers.key { 1 } else { 2 }), id_of(seen))
            );
            assert_eq!(server.get(&format!("/petitions/{petition}"), key).ok()["total_signatures"], 2);
        }
        server.get(&format!("{path}/{}", id_of(&ours)), &writers.key).refused(404);
        server.put(&format!("{path}/{}", id_of(&ours)), &writers.key, &json!({"comments": "x"})).refused(404);
        server.put(&format!("/petitions/{petition}"), &writers.key, &json!({"title": "x"})).refused(400);
        let linked =
            json!({"_links": {"osdi:person": {"href": format!("/people/{}", ours["action_network:person_id"].as_str().unwrap())}}});
        server.post(&path, &writers.key, &linked).refused(400);
        let refused = server.post(&path, &writers.key, &json!({"person": person("ana@mail.example")})).refused(400);
        assert_eq!(server.post(&path, &writers.key, &json!({"person": person("new@mail.example")})).refused(400), refused);
        for answer in [
            server.get(&path, &others.key),
            server.get(&format!("/petitions/{petition}"), &others.key),
            server.put(&format!("/petitions/{petition}"), &others.key, &json!({"title": "x"})),
            server.post(&path, &others.key, &json!({"person": person("cleo@mail.example")})),
            server.get(&format!("/petitions/{petition}/embed"), &others.key),
        ] {
            answer.refused(404);
        }
        assert_eq!(server.get("/petitions", &others.key).ok()["total_records"], 0);
        assert_eq!(server.get("/petitions", &writers.key).ok()["total_records"], 1);
    });
}

#[test]
fn a_key_has_its_rate_and_stops_when_it_is_revoked() {
    on_both(|server| {
        let group = server.group_with_rate("Readers", 5);
        let statuses: Vec<u16> = (0..50).map(|_| server.get("/people", &group.key).status).collect();
        assert!(statuses.contains(&200) && statuses.contains(&429), "{statuses:?}");
        let (key, now) = (group.key_id, server.app.clock.now());
        assert!(server.app.db.write_bulk("test.revoke", move |tx| clarion::access::revoke_api_key(tx, key, now)).unwrap());
        testkit::wait_until("the key no longer opens", std::time::Duration::from_secs(5), || {
            server.get("/people", &group.key).status == 403
        });
        assert!(server.app.clock.now() - now < 3_000_000);
    });
}

#[test]
fn a_status_of_a_signer_is_kept() {
    on_both(|server| {
        let group = server.group("Readers");
        let path = signatures(&server.petition(&group.key, "Keep it open"));
        let sign = |email: &str, status: &str| -> Value {
            let signer = json!({"email_addresses": [{"address": email, "status": status}]});
            let signed = server.post(&path, &group.key, &json!({"person": signer})).ok();
            let person = server.get(&format!("/people/{}", signed["action_network:person_id"].as_str().unwrap()), &group.key).ok();
            person["email_addresses"][0]["status"].clone()
        };
        assert_eq!(sign("ana@mail.example", "unsubscribed"), "unsubscribed");
        assert_eq!(sign("ana@mail.example", "subscribed"), "unsubscribed");
        assert_eq!(sign("bea@mail.example", "subscribed"), "subscribed");
        assert_eq!(sign("bea@mail.example", "unsubscribed"), "unsubscribed");
    });
}
