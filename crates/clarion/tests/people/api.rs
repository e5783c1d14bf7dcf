//! A group's people over the API: added, updated, merged, unsubscribed, filtered, and never another group's.

use crate::harness::{id_of, on_both, person};
use clarion::people::consent::Words;
use clarion::people::{self, Consent, ConsentStatus, Purpose};
use serde_json::{Value, json};

#[test]
fn a_person_is_added_then_updated() {
    on_both(|server| {
        let group = server.group("Readers");
        let added = server.post("/people/", &group.key, &json!({"person": person("ana@mail.example"), "add_tags": ["x"]})).ok();
        assert_eq!(added["created_date"], added["modified_date"]);
        assert_eq!(added["email_addresses"][0]["status"], "subscribed");
        assert_eq!(added["phone_numbers"], json!([{"primary": true, "number_type": "Mobile", "status": "unsubscribed"}]));
        assert_eq!(added["postal_addresses"][0]["region"], "DC");
        assert_eq!(added["languages_spoken"][0], "en");
        let again = json!({"person": {"email_addresses": [{"address": " ANA@mail.example "}], "given_name": "Anna",
            "phone_numbers": [{"number": "12025550143", "status": "subscribed"}], "custom_fields": {"shirt": "M"}}});
        let updated = server.post("/people", &group.key, &again).ok();
        assert_eq!(id_of(&updated), id_of(&added));
        assert_ne!(updated["created_date"], updated["modified_date"]);
        assert_eq!((updated["given_name"].as_str(), updated["family_name"].as_str()), (Some("Anna"), Some("Example")));
        assert_eq!(
            updated["phone_numbers"][0],
            json!({"primary": true, "number": "12025550143", "number_type": "Mobile", "status": "subscribed"})
        );
        assert_eq!(updated["custom_fields"], json!({"shirt": "M"}));
    });
}

#[test]
fn a_put_changes_what_it_names_and_unsubscribes_without_an_address() {
    on_both(|server| {
        let group = server.group("Readers");
        let ana = id_of(&server.post("/people", &group.key, &json!({"person": person("ana@mail.example")})).ok());
        let path = format!("/people/{ana}");
        let left = server.put(&path, &group.key, &json!({"email_addresses": [{"status": "unsubscribed"}]})).ok();
        assert_eq!(left["email_addresses"][0], json!({"primary": true, "address": "ana@mail.example", "status": "unsubscribed"}));
        assert_eq!(left["given_name"], "Ana");
        // No key turns a "no" into a "yes".
        let back = json!({"person": {"email_addresses": [{"address": "ana@mail.example", "status": "subscribed"}]}});
        assert_eq!(server.post("/people", &group.key, &back).ok()["email_addresses"][0]["status"], "unsubscribed");
        let cleared = server.put(&path, &group.key, &json!({"family_name": null, "given_name": "Bea"})).ok();
        assert_eq!((cleared["given_name"].as_str(), cleared["family_name"].as_str()), (Some("Bea"), Some("")));
        let moved = server.put(&path, &group.key, &json!({"email_addresses": [{"address": "bea@mail.example"}]})).ok();
        assert_eq!(moved["email_addresses"][0]["address"], "bea@mail.example");
        assert_eq!(
            chosen(&server.get("/people?filter=email_address+eq+%27bea@mail.example%27", &group.key).ok()),
            std::slice::from_ref(&ana)
        );
        assert!(chosen(&server.get("/people?filter=email_address+eq+%27ana@mail.example%27", &group.key).ok()).is_empty());
        server.post("/people", &group.key, &json!({"person": person("cleo@mail.example")})).ok();
        server.put(&path, &group.key, &json!({"email_addresses": [{"address": "cleo@mail.example"}]})).refused(400);
        assert_eq!(server.put(&path, &group.key, &json!({"background_request": 1})).status, 200);
        let quiet = server.put(&format!("{path}?background_processing=True"), &group.key, &json!({"given_name": "Bo"}));
        assert_eq!((quiet.status, quiet.text.as_str()), (200, "{}"));
        assert_eq!(server.get(&path, &group.key).ok()["given_name"], "Bo");
    });
}

#[test]
fn what_a_key_says_stands_below_what_the_human_said() {
    on_both(|server| {
        let group = server.group("Readers");
        let sent = json!({"email_addresses": [{"address": "ana@mail.example"}],
            "phone_numbers": [{"number": "12025550143", "status": "subscribed"}]});
        let ana = server.post("/people", &group.key, &json!({"person": sent})).ok();
        let path = format!("/people/{}", id_of(&ana));
        let status = |field: &str| server.get(&path, &group.key).ok()[field][0]["status"].as_str().unwrap().to_owned();
        assert_eq!((status("email_addresses").as_str(), status("phone_numbers").as_str()), ("subscribed", "subscribed"));
        let left = server.put(&path, &group.key, &json!({"phone_numbers": [{"status": "unsubscribed"}]})).ok();
        assert_eq!(
            (&left["phone_numbers"][0]["number"], &left["phone_numbers"][0]["status"]),
            (&json!("12025550143"), &json!("unsubscribed"))
        );
        assert_eq!(left["email_addresses"][0]["status"], "subscribed", "one channel says nothing of the other");
        server.put(&path, &group.key, &json!({"phone_numbers": [{"status": "subscribed"}]})).ok();
        assert_eq!(status("phone_numbers"), "unsubscribed");
        // Somebody who left by a mail of the group before any list had them.
        let (vault, id, now) = (server.app.vault.clone(), group.id, server.app.clock.now());
        let gone = server.app.db.write_bulk("test.leave", move |tx| {
            clarion::people::unsubscribe(tx, vault.matching_key(seal::Channel::Email, "bea@mail.example"), id, now)
        });
        gone.unwrap();
        let bea = server.post("/people", &group.key, &json!({"person": person("bea@mail.example")})).ok();
        assert_eq!(bea["email_addresses"][0]["status"], "unsubscribed", "a new record asserts nothing over their no");
        let again = json!({"email_addresses": [{"status": "subscribed"}]});
        let again = server.put(&format!("/people/{}", id_of(&bea)), &group.key, &again).ok();
        assert_eq!(again["email_addresses"][0]["status"], "unsubscribed");
    });
}

#[test]
fn a_complaint_is_stricter_than_what_a_key_says() {
    on_both(|server| {
        let group = server.group("Readers");
        let ana = id_of(&server.post("/people", &group.key, &json!({"person": person("ana@mail.example")})).ok());
        let path = format!("/people/{ana}");
        let note = |status: ConsentStatus, source: &str| {
            let (vault, id, now, source) = (server.app.vault.clone(), group.id, server.app.clock.now(), source.to_owned());
            let noted = server.app.db.write_bulk("test.consent", move |tx| {
                let identity = people::identity_of(tx, vault.matching_key(seal::Channel::Email, "ana@mail.example"))?.unwrap();
                let consent = Consent {
                    group: id,
                    channel: seal::Channel::Email,
                    purpose: Purpose::News,
                    status,
                    words: Words::new("", ""),
                    source: source.clone(),
                    noted_at: now,
                };
                people::consent::note(tx, &[(identity, &consent)])
            });
            noted.unwrap();
            server.get(&path, &group.key).ok()["email_addresses"][0]["status"].as_str().unwrap().to_owned()
        };
        assert_eq!(note(ConsentStatus::Bounced, "relay"), "bouncing");
        assert_eq!(note(ConsentStatus::Asserted, "list"), "bouncing");
        assert_eq!(note(ConsentStatus::Unsubscribed, "api"), "unsubscribed");
        assert_eq!(note(ConsentStatus::Bounced, "relay"), "unsubscribed");
        assert_eq!(note(ConsentStatus::Complained, "relay"), "spam complaint");
        server.put(&path, &group.key, &json!({"email_addresses": [{"status": "unsubscribed"}]})).ok();
        assert_eq!(note(ConsentStatus::Unsubscribed, "api"), "spam complaint");
        assert_eq!(note(ConsentStatus::Confirmed, ""), "subscribed", "only the human stands above it");
    });
}

fn chosen(page: &Value) -> Vec<String> {
    page["_embedded"]["osdi:people"].as_array().unwrap().iter().map(id_of).collect()
}

#[test]
fn a_number_joins_what_was_only_that_number_and_leaves_another_mailbox() {
    on_both(|server| {
        let group = server.group("Readers");
        let sign_up = |person: Value| server.post("/people", &group.key, &json!({"person": person})).ok();
        let number = json!([{"number": "+1 202 555 0143"}]);
        let only_number = sign_up(json!({"phone_numbers": number, "given_name": "Ana"}));
        let with_mailbox = sign_up(json!({"phone_numbers": number, "email_addresses": [{"address": "ana@mail.example"}]}));
        assert_eq!((id_of(&with_mailbox), with_mailbox["given_name"].as_str()), (id_of(&only_number), Some("Ana")));
        let other = sign_up(json!({"phone_numbers": number, "email_addresses": [{"address": "bea@mail.example"}]}));
        assert_ne!(id_of(&other), id_of(&with_mailbox));
        let lost = server.get(&format!("/people/{}", id_of(&with_mailbox)), &group.key).ok();
        assert!(lost["phone_numbers"][0].get("number").is_none(), "{lost}");
        let by_number = server.get("/people?filter=phone_number%20eq%20'12025550143'", &group.key).ok();
        assert_eq!(chosen(&by_number), [id_of(&other)]);
        let second = sign_up(json!({"phone_numbers": [{"number": "2025550144"}], "family_name": "Example"}));
        sign_up(json!({"phone_numbers": [{"number": "2025550144"}], "email_addresses": [{"address": "ana@mail.example"}]}));
        server.get(&format!("/people/{}", id_of(&second)), &group.key).refused(404);
        assert_eq!(server.get("/people", &group.key).ok()["total_records"], 2);
    });
}

#[test]
fn the_no_of_a_number_goes_along_to_a_mailbox() {
    on_both(|server| {
        let group = server.group("Readers");
        let sign_up = |person: Value| server.post("/people", &group.key, &json!({"person": person})).ok();
        let with = |number: &str, status: &str| json!([{"number": number, "status": status}]);
        for (number, email, has_record) in [("2025550143", "ana@mail.example", false), ("2025550144", "bea@mail.example", true)] {
            sign_up(json!({"phone_numbers": with(number, "unsubscribed")}));
            if has_record {
                sign_up(json!({"email_addresses": [{"address": email}]}));
            }
            let came = sign_up(json!({"phone_numbers": with(number, "subscribed"), "email_addresses": [{"address": email}]}));
            assert_eq!(came["phone_numbers"][0]["status"], "unsubscribed", "{email}");
        }
    });
}

#[test]
fn filters_choose_people() {
    on_both(|server| {
        let group = server.group("Readers");
        let mut ids = Vec::new();
        for (name, zip) in [("Ana", "20001"), ("Bea", "20001"), ("Cleo", "94103")] {
            let email = format!("{}@mail.example", name.to_lowercase());
            let sent = json!({"given_name": name, "family_name": "Núñez", "email_addresses": [{"address": email}],
                "postal_addresses": [{"postal_code": zip}], "identifiers": [format!("crm:{name}")]});
            ids.push(id_of(&server.post("/people", &group.key, &json!({"person": sent})).ok()));
        }
        let choose = |filter: &str| {
            let filter: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
            chosen(&server.get(&format!("/people/?filter={filter}"), &group.key).ok())
        };
        assert_eq!(choose("postal_code eq '20001'"), ids[..2]);
        assert_eq!(choose("region eq 'CA'"), ids[2..]);
        assert_eq!(choose("given_name eq 'bea' and family_name eq 'nunez'"), ids[1..2]);
        assert_eq!(choose("region eq 'CA' or given_name eq 'Ana'"), [ids[0].clone(), ids[2].clone()]);
        assert_eq!(choose("identifier eq 'crm:Bea'"), ids[1..2]);
        assert_eq!(choose(&format!("identifier eq 'action_network:{}'", ids[2])), ids[2..]);
        assert_eq!(choose("created_date gt '2020-01-01' and modified_date lt '2999-01-01T00:00:00Z'"), ids);
        assert!(choose("created_date lt '2020-01-01'").is_empty());
        assert!(choose("modified_date gt '2999-01-01'").is_empty());
        assert!(choose("email_address eq 'nobody'").is_empty());
        for bad in [
            "shoe_size%20eq%20'9'",
            "given_name",
            "given_name%20like%20'x'",
            "region%20gt%20'CA'",
            "created_date%20gt%20'soon'",
            "a%20eq%20'b",
        ] {
            server.get(&format!("/people?filter={bad}"), &group.key).refused(400);
        }
    });
}

#[test]
fn acting_moves_the_date_that_syncs_go_by() {
    on_both(|server| {
        let group = server.group("Readers");
        let ana = id_of(&server.post("/people", &group.key, &json!({"person": person("ana@mail.example")})).ok());
        let bea = id_of(&server.post("/people", &group.key, &json!({"person": person("bea@mail.example")})).ok());
        let petition = server.petition(&group.key, "Keep it open");
        // After the second in which the later of them came.
        testkit::wait_until("a second has passed", std::time::Duration::from_secs(60), || {
            server.app.clock.now() / 1_000_000 > created(&server.get(&format!("/people/{bea}"), &group.key).ok())
        });
        let since = clarion::osdi::dates::text(server.app.clock.now());
        let path = format!("/petitions/{petition}/signatures");
        server.post(&path, &group.key, &json!({"person": {"email_addresses": [{"address": "ana@mail.example"}]}})).ok();
        let page = server.get(&format!("/people?filter=modified_date+ge+'{since}'"), &group.key).ok();
        assert_eq!(chosen(&page), std::slice::from_ref(&ana));
        let shown = &page["_embedded"]["osdi:people"][0];
        assert!(shown["modified_date"].as_str() >= Some(&since));
        let signatures = server.get(&format!("/people/{ana}/signatures/"), &group.key).ok();
        assert_eq!(signatures["_embedded"]["osdi:signatures"][0]["action_network:petition_id"], petition);
        let form = id_of(&server.post("/forms", &group.key, &json!({"title": "Lanterns"})).ok());
        let linked = json!({"_links": {"osdi:person": {"href": format!("/people/{bea}")}}});
        server.post(&format!("/forms/{form}/submissions"), &group.key, &linked).ok();
        let page = server.get(&format!("/people?filter=modified_date+ge+'{since}'"), &group.key).ok();
        assert_eq!(chosen(&page).len(), 2, "a submission is an action, too");
        assert!(server.get(&format!("/people/{bea}"), &group.key).ok()["modified_date"].as_str() >= Some(&since));
    });
}

fn created(person: &Value) -> i64 {
    clarion::osdi::dates::parse(person["created_date"].as_str().unwrap()).unwrap().start / 1_000_000
}

#[test]
fn another_groups_people_are_not_there() {
    on_both(|server| {
        let (readers, writers) = (server.group("Readers"), server.group("Writers"));
        let ana = id_of(&server.post("/people", &readers.key, &json!({"person": person("ana@mail.example")})).ok());
        let path = format!("/people/{ana}");
        for answer in [
            server.get(&path, &writers.key),
            server.put(&path, &writers.key, &json!({"given_name": "Eve"})),
            server.get(&format!("{path}/signatures"), &writers.key),
        ] {
            answer.refused(404);
        }
        assert_eq!(server.get("/people", &writers.key).ok()["total_records"], 0);
        for filter in [format!("identifier+eq+'{ana}'"), "email_address+eq+'ana@mail.example'".to_owned()] {
            assert!(chosen(&server.get(&format!("/people?filter={filter}"), &writers.key).ok()).is_empty());
        }
        let theirs = id_of(&server.post("/people", &writers.key, &json!({"person": person("ana@mail.example")})).ok());
        assert_ne!(theirs, ana);
        assert_eq!(server.get(&format!("/people/{}", readers.id), &readers.key).ok()["given_name"], "Readers");
    });
}

#[test]
fn people_need_an_address_or_a_number() {
    on_both(|server| {
        let group = server.group("Readers");
        for body in [
            json!({}),
            json!({"person": {}}),
            json!({"person": {"given_name": "Ana"}}),
            json!({"person": {"email_addresses": [{"address": "not an address"}]}}),
            json!({"person": []}),
            json!({"person": {"email_addresses": "ana@mail.example"}}),
            json!({"person": {"given_name": "a\u{0}b", "email_addresses": [{"address": "a@mail.example"}]}}),
        ] {
            server.post("/people", &group.key, &body).refused(400);
        }
        for raw in [&br#"{"person":{"given_name":"\ud800"}}"#[..], b"{", b"\xff\xfe", &b"[".repeat(100_000)] {
            server.ask("POST", "/api/v2/people", &group.key, raw).refused(400);
        }
        assert_eq!(server.get("/people", &group.key).ok()["total_records"], 0);
    });
}
