//! `clarion group key`: a second key is made, both are listed, one is revoked, beside a running server and without one.

use super::{Instance, Server};
use testkit::Postgres;

fn status(server: &Server, key: &str) -> u16 {
    server.ask("GET", "/api/v2/people", &format!("osdi-api-token: {key}"), "").0
}

fn keys_come_and_go(instance: &Instance) {
    instance.run(&["init"]).done();
    let add = ["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street", "--json"];
    let first = instance.run(&add).json()["api_key"].as_str().unwrap().to_owned();
    let server = instance.serve();
    let made = instance
        .run(&["group", "key", "add", "alder-readers", "--name", "Mailing program", "--calls-per-second", "7", "--json"])
        .json();
    let (id, second) = (made["id"].as_str().unwrap(), made["api_key"].as_str().unwrap());
    assert_eq!((made["calls_per_second"].as_i64(), second.len()), (Some(7), 32));
    assert_eq!((status(&server, &first), status(&server, second)), (200, 200));
    let listed = instance.run(&["group", "key", "list", "alder-readers"]).done();
    assert!(
        listed.contains("Mailing program") && listed.contains("made with the group") && listed.contains("7 calls a second"),
        "{listed}"
    );
    assert!(!listed.contains(second) && !listed.contains(&first), "no key is shown again");
    let revoked = instance.run(&["group", "key", "revoke", id, "--json"]).json();
    assert_eq!(instance.run(&["group", "key", "revoke", id, "--json"]).json(), revoked, "a revoked key keeps its date");
    testkit::wait_until("the end of the key", std::time::Duration::from_secs(60), || status(&server, second) == 403);
    assert_eq!(status(&server, &first), 200, "the other key still opens");
    let keys = instance.run(&["group", "key", "list", "alder-readers", "--json"]).json();
    assert_eq!((keys["keys"][0]["id"].as_str(), &keys["keys"][0]["revoked_at"]), (Some(id), &revoked["revoked_at"]));
    assert!(keys["keys"][1]["revoked_at"].is_null());
    assert_eq!(server.stop().0, 0);
    assert!(instance.run(&["group", "key", "list", "nobody"]).refused().contains("No group has the slug nobody"));
    let nothing = "00000000-0000-7000-8000-000000000000";
    assert!(instance.run(&["group", "key", "revoke", nothing]).refused().contains("No API key has this id"));
    assert!(instance.run(&["group", "key", "add", "alder-readers", "--name", " "]).refused().contains("--name"));
    assert!(
        instance
            .run(&["group", "key", "add", "alder-readers", "--name", "x", "--calls-per-second=-1"])
            .refused()
            .contains("from 0")
    );
}

#[test]
fn keys_come_and_go_on_sqlite() {
    keys_come_and_go(&Instance::new());
}

#[test]
fn keys_come_and_go_on_postgres() {
    let database = Postgres::shared().fresh_database();
    keys_come_and_go(&Instance::new().with("CLARION_DATABASE_URL", database.url()));
}

#[test]
fn a_group_has_a_bounded_number_of_keys() {
    let instance = Instance::new();
    instance.run(&["init"]).done();
    instance.run(&["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street"]).done();
    let add = ["group", "key", "add", "alder-readers", "--name", "One of many"];
    // The first came with the group.
    let server = instance.serve();
    for _ in 1..100 {
        instance.run(&add).done();
    }
    assert!(instance.run(&add).refused().contains("Revoke one"));
    drop(server);
}
