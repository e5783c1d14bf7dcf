//! A program records a signature, or a submission, with ids of its own and a tag, and the server dies at its first write, at its
//! second, and so on. The program asks again, as it got no answer; in the end what it recorded is found by its ids and has its tag.

use super::{Answer, LONG, Place, Running, ask};
use crate::harness::id_of;
use serde_json::{Value, json};
use testkit::{Postgres, wait_until};

/// So many writes there are at most from the start of a server to the answer.
const WRITES: usize = 12;

struct Program<'a> {
    place: &'a Place,
}

impl Program<'_> {
    fn asks(&self, server: &Running, method: &str, path: &str, body: &Value) -> Option<Answer> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        ask(server.address, method, &format!("/api/v2{path}"), &[("osdi-api-token", self.place.key.as_str())], body.as_bytes())
    }

    fn records(&self, server: &Running, path: &str, body: &Value) -> Option<Value> {
        let answer = self.asks(server, "POST", path, body)?;
        assert_eq!(answer.status, 200, "{} {}", answer.text, self.place.said());
        serde_json::from_str(&answer.text).ok()
    }

    fn found(&self, server: &Running, path: &str) -> i64 {
        let answer = self.asks(server, "GET", path, &Value::Null).unwrap();
        serde_json::from_str::<Value>(&answer.text).unwrap()["total_records"].as_i64().unwrap()
    }
}

fn a_retry_keeps_the_ids(place: &Place) {
    let program = Program { place };
    let calm = place.serve();
    let made = |path: &str, body: Value| program.records(&calm, path, &body).unwrap();
    let form = id_of(&made("/forms", json!({"title": "Light", "origin_system": "Test"})));
    let tag = id_of(&made("/tags", json!({"name": "Marshal"})));
    drop(calm);
    let (signatures, submissions) = (format!("/petitions/{}/signatures", place.petition), format!("/forms/{form}/submissions"));
    let mut deaths = [0, 0];
    for (at, path) in [&signatures, &submissions].into_iter().enumerate() {
        for number in 1..=WRITES {
            let person = json!({"email_addresses": [{"address": format!("p{at}-{number}@people.example")}]});
            let mut body = json!({"person": person, "identifiers": [format!("crm:{at}-{number}")]});
            if at == 0 {
                body["add_tags"] = json!(["Marshal"]);
            }
            let mut dying = place.serve_and_die(&format!("after {number}"));
            let answer = program.records(&dying, path, &body);
            if answer.is_none() {
                wait_until("the death of a server", LONG, || !dying.is_alive());
                deaths[at] += 1;
            }
            drop(dying);
            let server = place.serve();
            program.records(&server, path, &body).unwrap();
            let filter = format!("{path}?filter=identifier+eq+'crm:{at}-{number}'");
            assert_eq!(program.found(&server, &filter), 1, "dead after write {number}: {filter}");
            if at == 0 {
                let tagged = program.found(&server, &format!("/tags/{tag}/taggings"));
                assert_eq!(tagged, number as i64, "dead after write {number}");
            }
        }
    }
    assert!(deaths.iter().all(|deaths| *deaths >= 1), "{deaths:?}: no server died at a write that was asked for");
}

#[test]
fn on_sqlite_no_foreign_id_is_lost_by_dying() {
    a_retry_keeps_the_ids(&Place::new(None));
}

#[test]
fn on_postgres_no_foreign_id_is_lost_by_dying() {
    a_retry_keeps_the_ids(&Place::new(Some(Postgres::shared().fresh_database())));
}
