//! Commands beside a running server on SQLite: what writes is handed over, what reads just reads.

use super::Instance;

#[test]
fn a_command_that_writes_is_done_by_the_server() {
    let instance = Instance::new();
    instance.run(&["init"]).done();
    let server = instance.serve();
    let made = instance.run(&["demo", "--groups", "3", "--people", "700", "--json"]).demo();
    assert_eq!(made["groups"].as_array().unwrap().len(), 3);
    assert!(instance.run(&["demo"]).done().starts_with("The demo is here already"));
    assert!(instance.run(&["petition", "close", "nothing"]).refused().contains("No petition has the slug nothing"));
    assert_eq!(server.stop().0, 0);
    assert_eq!(instance.run(&["demo", "--json"]).demo(), made);
}

#[test]
fn the_demo_plays_a_call_and_a_stand_down() {
    let instance = Instance::new();
    instance.run(&["demo", "--groups", "6", "--people", "300"]).done();
    assert!(instance.run(&["demo", "--play"]).refused().contains("No server runs on this database"));
    let server = instance.serve();
    let played: serde_json::Value =
        serde_json::from_str(&instance.run(&["demo", "--play", "--pause", "0", "--json"]).done()).unwrap();
    let [call, stand_down] = &played["plays"].as_array().unwrap()[..] else { panic!("{played}") };
    for outcome in [call, stand_down] {
        let number = |name: &str| outcome[name].as_i64().unwrap();
        assert_eq!(number("handed_over") + number("refused") + number("in_doubt"), number("audience"), "{outcome}");
        assert_eq!(number("waiting"), 0, "{outcome}");
    }
    assert!(call["handed_over"].as_i64() > stand_down["handed_over"].as_i64(), "a call reaches supporters, too: {played}");
    assert_eq!(server.stop().0, 0);
}

#[test]
fn backup_reads_beside_the_server_and_restore_waits_for_it_to_stop() {
    let instance = Instance::new();
    instance.run(&["demo", "--groups", "3", "--people", "300"]).done();
    let server = instance.serve();
    instance.run(&["backup", "night.clarion"]).done();
    instance.run(&["doctor"]).done();
    assert!(instance.run(&["restore", "night.clarion"]).refused().contains("A server or another command uses this database"));
    assert!(instance.run(&["init"]).refused().contains("begun"));
    assert_eq!(server.get("/readyz").0, 200);
}

#[test]
fn a_stranger_at_the_socket_gets_a_sentence() {
    use std::io::{Read, Write};
    let instance = Instance::new();
    instance.run(&["init"]).done();
    let server = instance.serve();
    let version = env!("CARGO_PKG_VERSION");
    for request in
        ["", "\0\0\0", "{}", "[1]", r#"{"version":"0.0.1","writing":{}}"#, &format!(r#"{{"version":"{version}","writing":7}}"#)]
    {
        let mut stream = std::os::unix::net::UnixStream::connect(instance.path("data/clarion.sock")).unwrap();
        writeln!(stream, "{request}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains("Use the same version of Clarion for both"), "{request}: {answer}");
    }
    assert_eq!(server.get("/readyz").0, 200);
}
