//! `clarion migrate action-network` as it is typed: from a second instance that runs, beside a server and without one, and from
//! whatever else may listen at an address.

use super::{Instance, Server};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use testkit::Postgres;

struct Source {
    server: Server,
    instance: Instance,
    key: String,
}

impl Source {
    fn new() -> Self {
        let instance = Instance::new();
        instance.run(&["init"]).done();
        let add = ["group", "add", "--name", "Old House", "--postal-address", "1 Example Street", "--json"];
        let key = instance.run(&add).json()["api_key"].as_str().unwrap().to_owned();
        let server = instance.serve();
        Self { server, instance, key }
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, text) =
            self.server.ask(method, &format!("/api/v2{path}"), &format!("osdi-api-token: {}", self.key), &body.to_string());
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Some people, one of them tagged and unsubscribed, who all sign, and some of whom submit a form.
    fn fill(&self) {
        let id = |made: &Value| made["identifiers"][1].as_str().unwrap().strip_prefix("clarion:").unwrap().to_owned();
        let petition = id(&self.ask("POST", "/petitions", &json!({"title": "Keep the libraries open"})));
        self.ask("POST", "/tags", &json!({"name": "Marshal"}));
        for number in 0..30 {
            let person = json!({"given_name": "Ana", "email_addresses": [{"address": format!("p{number}@mail.example")}],
                "custom_fields": {"shirt": "M"}});
            let tags = if number == 7 { json!(["Marshal"]) } else { json!([]) };
            self.ask(
                "POST",
                &format!("/petitions/{petition}/signatures"),
                &json!({"person": person, "add_tags": tags, "comments": "Yes"}),
            );
        }
        let form = id(&self.ask(
            "POST",
            "/forms",
            &json!({"title": "Join in", "clarion:questions": [{"kind": "short", "en": "Name on your badge?"}]}),
        ));
        for number in 0..3 {
            let person = json!({"email_addresses": [{"address": format!("p{number}@mail.example")}]});
            let sent = json!({"person": person, "clarion:answers": {"q1": "Ana"}});
            self.ask("POST", &format!("/forms/{form}/submissions"), &sent);
        }
        let page = self.ask("GET", "/people?filter=email_address+eq+'p7@mail.example'", &json!({}));
        let left = json!({"email_addresses": [{"status": "unsubscribed"}]});
        self.ask("PUT", &format!("/people/{}", id(&page["_embedded"]["osdi:people"][0])), &left);
    }

    fn url(&self) -> String {
        format!("http://{}/api/v2", self.server.address)
    }
}

fn begun(instance: Instance) -> Instance {
    instance.run(&["init"]).done();
    instance.run(&["group", "add", "--name", "New House", "--postal-address", "1 Example Street"]).done();
    instance
}

fn list_moves(instance: Instance) {
    let source = Source::new();
    source.fill();
    let instance = begun(instance);
    instance.write("key", &format!("{}\n", source.key));
    let url = source.url();
    let arguments = [
        "migrate",
        "action-network",
        "--group",
        "new-house",
        "--key-file",
        "key",
        "--url",
        &url,
        "--consent-source",
        "Our list until 2026",
        "--calls-per-second",
        "0",
        "--json",
    ];
    let server = instance.serve();
    let moved = instance.run(&arguments).json();
    let of = |counts: &Value, name: &str| counts[name].as_i64().unwrap();
    assert_eq!((of(&moved, "people_added"), of(&moved, "asserted"), of(&moved, "unsubscribed")), (30, 29, 1));
    assert_eq!((of(&moved, "petitions_added"), of(&moved, "signatures_added"), of(&moved, "taggings_added")), (1, 30, 1));
    assert_eq!((of(&moved, "forms_added"), of(&moved, "submissions_added")), (1, 3));
    assert_eq!((&moved["left"], &moved["resumed"]), (&json!({}), &json!(false)));
    assert_eq!(server.stop().0, 0);
    let again = instance.run(&arguments).json();
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
        assert_eq!(of(&again, name), 0, "{name}");
    }
    assert_eq!(of(&again, "people_unchanged"), 30);
    let words = instance.run(&arguments[..arguments.len() - 1]).done();
    assert!(words.starts_with("30 people read: 0 added, 0 updated, 30 unchanged, 0 refused."), "{words}");
    assert!(words.ends_with("Nothing was left behind.\n"), "{words}");
    assert!(!words.contains("Ana") && !words.contains("mail.example"));
    drop(source.instance);
}

#[test]
fn a_list_moves_to_sqlite() {
    list_moves(Instance::new());
}

#[test]
fn a_list_moves_to_postgres() {
    let database = Postgres::shared().fresh_database();
    list_moves(Instance::new().with("CLARION_DATABASE_URL", database.url()));
}

/// A stranger at an address, who answers everything alike; what was asked of it comes back by the channel.
fn stranger(answer: Vec<u8>) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api/v2/", listener.local_addr().unwrap());
    let (asked, heard) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let read = stream.read(&mut head).unwrap_or(0);
            asked.send(String::from_utf8_lossy(&head[..read]).into_owned()).ok();
            stream.write_all(&answer).ok();
        }
    });
    (url, heard)
}

#[test]
fn strangers_at_an_address_get_no_further() {
    let instance = begun(Instance::new());
    instance.write("key", "0123456789abcdef\n");
    let to = |url: &str, group: &str| {
        instance.run(&["migrate", "action-network", "--group", group, "--key-file", "key", "--url", url, "--consent-source", "x"])
    };
    let (elsewhere, not_heard) = stranger(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_vec());
    let (url, heard) = stranger(format!("HTTP/1.1 302 Found\r\nlocation: {elsewhere}\r\ncontent-length: 0\r\n\r\n").into_bytes());
    assert!(to(&url, "new-house").refused().contains("leads to another address"));
    assert!(heard.recv().unwrap().to_ascii_lowercase().contains("osdi-api-token: 0123456789abcdef"));
    assert!(not_heard.try_recv().is_err(), "the key went nowhere else");
    let mut huge = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..9 {
        huge.extend(b"100000\r\n");
        huge.extend(vec![b' '; 0x10_0000]);
        huge.extend(b"\r\n");
    }
    assert!(to(&stranger(huge).0, "new-house").refused().contains("more than 8 MB"));
    assert!(to("http://elsewhere.example/api/v2/", "new-house").refused().contains("in the clear"));
    assert!(to(&url, "nobody").refused().contains("No group has the slug nobody"));
    instance.write("key", "no key at all\n");
    assert!(to(&url, "new-house").refused().contains("no API key"));
    let untyped = instance.run(&["migrate", "action-network", "--group", "new-house", "--url", &url, "--consent-source", "x"]);
    assert_eq!(untyped.code, 2, "{}", untyped.err);
}
