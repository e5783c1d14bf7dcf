//! API keys: what each scope opens, and making and taking them away in the console.

use crate::harness::{Server, on_both, person};
use clarion::access::{self, ApiKey, Scopes, SeatRole};
use clarion::clock::HOUR;
use clarion::ids::Id;
use serde_json::json;

/// A key of a group that opens so much.
fn key(server: &Server, group: Id, scopes: &str) -> String {
    let (now, secret) = (server.app.clock.now(), access::new_secret(&server.app.ids));
    let scopes = Scopes::from_words(scopes).unwrap();
    let key = ApiKey { id: server.app.ids.fresh(now), group, name: "program".to_owned(), calls_per_second: 0, scopes };
    let text = secret.clone();
    server.app.db.write_bulk("test.key", move |tx| access::add_api_key(tx, &key, &text, now)).unwrap();
    secret
}

#[test]
fn each_scope_opens_its_own_and_a_key_that_only_adds_learns_nothing_postgres_too() {
    on_both(|server| {
        let group = server.group("Alder");
        let petition = server.petition(&group.key, "Keep the reading room open");
        let (reads, adds, makes) =
            (key(server, group.id, "read"), key(server, group.id, "people"), key(server, group.id, "actions"));
        let known = json!({"person": {"given_name": "Ana", "family_name": "Known",
            "email_addresses": [{"address": "ana@mail.example"}], "postal_addresses": [{"postal_code": "45501"}]}});
        server.post("/people", &group.key, &known).ok();

        // Reading.
        assert_eq!(server.get("/people", &reads).status, 200);
        for secret in [&adds, &makes] {
            assert!(server.get("/people", secret).refused(403).starts_with("This API key does not open that"));
            assert!(server.get(&format!("/petitions/{petition}/signatures"), secret).refused(403).starts_with("This API key"));
        }
        // Adding people and what they do: taken, and nothing told of what stood there before.
        let again = json!({"person": person("ana@mail.example")});
        for path in ["/people".to_owned(), format!("/petitions/{petition}/signatures")] {
            let answer = server.post(&path, &adds, &again);
            assert_eq!((answer.status, answer.text.as_str()), (200, "{}"), "{path}");
            for secret in [&reads, &makes] {
                assert_eq!(server.post(&path, secret, &again).status, 403, "{path}");
            }
        }
        assert_eq!(server.get(&format!("/petitions/{petition}/signatures"), &reads).ok()["total_records"], 1);
        // A mistake is still told.
        assert_eq!(server.post("/people", &adds, &json!({"person": {}})).status, 400);
        // Actions.
        let new = json!({"title": "Another", "origin_system": "test"});
        let answer = server.post("/petitions", &makes, &new);
        assert_eq!((answer.status, answer.text.as_str()), (200, "{}"));
        for secret in [&reads, &adds] {
            assert_eq!(server.post("/petitions", secret, &new).status, 403);
        }
        // The entry point answers each, as clients ask it whether their key is good.
        for secret in [&reads, &adds, &makes] {
            for entry in ["", "/"] {
                assert!(server.get(entry, secret).ok()["_links"]["osdi:people"].is_object(), "{entry:?}");
            }
        }
    });
}

#[test]
fn an_owner_makes_a_key_that_is_shown_once_and_takes_it_away_postgres_too() {
    on_both(|server| {
        let (ours, theirs) = (server.group("Alder"), server.group("Birch"));
        let owner = server.sign_in(server.account("ada@alder.example", &[(ours.id, SeatRole::Owner)]));
        let other = server.sign_in(server.account("bea@birch.example", &[(theirs.id, SeatRole::Owner)]));
        let home = "/console/groups/alder/api-keys";
        let refused = |body: &str| {
            let answer = server.page("POST", home, &owner, body.as_bytes());
            assert_eq!(answer.status, 422, "{}", answer.text);
            answer.text
        };
        assert!(refused("name=&read=yes").contains("Say what the key is for"));
        assert!(refused("name=Site").contains("Tick at least one thing") && refused("name=Site").contains("value=\"Site\""));
        let made = server.page("POST", home, &owner, b"name=Site&people=yes&read=yes");
        assert_eq!(made.status, 200);
        let secret = made.text.split("<code class=\"address\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert_eq!(server.get("/people", &secret).status, 200);
        assert_eq!(server.post("/petitions", &secret, &json!({"title": "No", "origin_system": "test"})).status, 403);
        let list = server.page("GET", home, &owner, b"").text;
        assert!(list.contains("Site") && list.contains("Sees people and what they did") && !list.contains(&secret));
        let revoke = list.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|to| to.ends_with("/revoke")).unwrap();
        // The list shows the newest first; the key of the test itself comes after it.
        assert!(server.page("GET", revoke, &owner, b"").text.contains("Take the key “Site” away?"));
        assert_eq!(server.page("POST", &revoke.replace("alder", "birch"), &other, b"").status, 303);
        assert_eq!(server.page("GET", &revoke.replace("alder", "birch"), &other, b"").status, 404);
        assert_eq!(server.page("POST", revoke, &other, b"").status, 403);
        assert!(server.page("GET", home, &owner, b"").text.contains(revoke), "it still opens");
        for _ in 0..2 {
            assert_eq!(server.page("POST", revoke, &owner, b"").header("location"), format!("{home}?done=key-revoked"));
        }
        assert!(server.page("GET", home, &owner, b"").text.contains("Taken away"));
        testkit::wait_until("the key to close", std::time::Duration::from_secs(60), || {
            server.get("/people", &secret).status == 403
        });
    });
}

#[test]
fn an_old_session_makes_no_key() {
    crate::harness::on_both_in_time(|server| {
        let group = server.group("Alder");
        let owner = server.sign_in(server.account("ada@alder.example", &[(group.id, SeatRole::Owner)]));
        server.app.clock.advance(HOUR + 1);
        let answer = server.page("POST", "/console/groups/alder/api-keys", &owner, b"name=Site&read=yes");
        assert!(answer.status == 422 && answer.text.contains("more than an hour ago"), "{}", answer.text);
    });
}
