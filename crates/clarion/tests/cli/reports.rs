//! `clarion reports`: read and closed on the command line, counted by the doctor and at the start; nothing of them in the log.

use super::Instance;
use testkit::Postgres;

fn reports_are_read_and_closed(instance: &Instance) {
    instance.run(&["init"]).done();
    let mut server = instance.serve();
    assert_eq!(instance.run(&["reports", "list"]).done(), "No report is open.\n");
    let form = server.get("/report?page=/groups/alder").1;
    let stamp = form.split("name=\"stamp\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let body = format!("page=/groups/alder&reason=false-name&words=They+are+not+us&email=ada%40people.example&stamp={stamp}");
    assert_eq!(server.ask("POST", "/report", "", &body).0, 303);
    let listed = instance.run(&["reports", "list"]).done();
    for expected in [
        "http://localhost:8080/groups/alder",
        "reason: false-name",
        "    They are not us",
        "answer wanted (en): ada@people.example",
    ] {
        assert!(listed.contains(expected), "{listed}");
    }
    let doctor = instance.run(&["doctor", "--json"]).json();
    let check = doctor["checks"].as_array().unwrap().iter().find(|check| check["check"] == "reports").unwrap().clone();
    assert_eq!((check["level"].as_str(), doctor["ok"].as_bool()), (Some("mind"), Some(true)), "{check}");
    assert_eq!(server.stop().0, 0);
    server = instance.serve();
    let report = instance.run(&["reports", "list", "--json"]).json()["reports"][0].clone();
    let id = report["id"].as_str().unwrap();
    assert!(instance.run(&["reports", "close", id, "--note", " "]).refused().contains("--note"));
    instance.run(&["reports", "close", id, "--note", "We asked the group."]).done();
    assert!(instance.run(&["reports", "close", id, "--note", "Again."]).refused().contains("closed before"));
    let (_, printed) = server.stop();
    assert!(printed.contains("Open reports of pages: 1."), "{printed}");
    let all = instance.run(&["reports", "list", "--all"]).done();
    assert!(all.contains("We asked the group.") && !all.contains("ada@people.example"), "{all}");
    assert_eq!(instance.run(&["reports", "list", "--json"]).json()["reports"], serde_json::json!([]));
}

#[test]
fn reports_are_read_and_closed_on_sqlite() {
    reports_are_read_and_closed(&Instance::new());
}

#[test]
fn reports_are_read_and_closed_on_postgres() {
    let database = Postgres::shared().fresh_database();
    reports_are_read_and_closed(&Instance::new().with("CLARION_DATABASE_URL", database.url()));
}
