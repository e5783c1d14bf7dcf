//! Starting: what a first start makes, and what stops a start with a sentence.

use super::Instance;
use std::os::unix::fs::PermissionsExt;

fn mode(instance: &Instance, name: &str) -> u32 {
    std::fs::metadata(instance.path(name)).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_first_start_makes_the_demo_and_says_where_the_petition_is() {
    let instance = Instance::new();
    let server = instance.serve();
    assert_eq!(server.get("/healthz").0, 200);
    assert_eq!(server.get("/readyz").0, 200);
    assert!(server.get("/metrics").1.contains("clarion_"));
    assert_eq!((mode(&instance, "data"), mode(&instance, "data/master.key")), (0o700, 0o600));
    assert_eq!(mode(&instance, "data/clarion.sock"), 0o600);
    for name in ["data/clarion.db", "data/clarion.db-wal", "data/clarion.db-shm"] {
        assert_eq!(mode(&instance, name), 0o600, "{name} can be read by others");
    }
    let (code, out) = server.stop();
    assert_eq!(code, 0);
    assert!(out.contains("http://localhost:8080/petitions/keep-our-libraries-open"), "{out}");
    assert!(!instance.path("data/clarion.sock").exists());
    let (_, again) = instance.serve().stop();
    let (link, other) = (sign_in_link(&out), sign_in_link(&again));
    assert_ne!(link, other, "each works once");
    assert_eq!(out.replace(&link, &other), again);
}

fn sign_in_link(out: &str) -> String {
    let at = out.find("http://localhost:8080/console/sign-in/link/").unwrap();
    out[at..].split_whitespace().next().unwrap().to_owned()
}

#[test]
fn an_instance_begun_with_init_stays_empty() {
    let instance = Instance::new();
    assert!(instance.run(&["init"]).done().contains("clarion serve"));
    assert!(instance.run(&["init"]).done().contains("nothing was changed"));
    let (code, out) = instance.serve().stop();
    assert_eq!((code, out.contains("demo")), (0, false), "{out}");
}

#[test]
fn wrong_settings_stop_the_start_with_a_sentence() {
    for (name, value, expected) in [
        ("CLARION_LISTN", "127.0.0.1:1", "CLARION_LISTN is no setting of Clarion"),
        ("CLARION_DATABASE_URL", "mysql://x", "must begin with sqlite: or postgres://"),
        ("CLARION_DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing", "PostgreSQL does not answer"),
        ("CLARION_DATABASE_URL", "sqlite:/proc/none/clarion.db", "cannot be used"),
        ("CLARION_MASTER_KEY", "short", "64 hex digits"),
        ("CLARION_MASTER_KEY_FILE", "nowhere.key", "nowhere.key is missing"),
        ("CLARION_MASTER_KEY_COMMAND", "false", "The command for the master key failed"),
        ("CLARION_PUBLIC_URL", "act.example.org", "write the whole address"),
        ("CLARION_METRICS_LISTEN", "8.8.8.8:1", "Nothing can listen on 8.8.8.8:1"),
    ] {
        let instance = Instance::new().with(name, value);
        let sentence = instance.run(&["serve", "--listen", "127.0.0.1:0"]).refused();
        assert!(sentence.contains(expected), "{name}={value}: {sentence}");
    }
    let instance = Instance::new();
    instance.write("clarion.toml", "public_ulr = \"https://act.example.org\"\n");
    assert!(instance.run(&["serve"]).refused().contains("`public_ulr` in clarion.toml is no setting"));
}

#[test]
fn what_is_asked_wrongly_ends_with_two() {
    let instance = Instance::new();
    for arguments in [&["srve"][..], &["demo", "--groups", "0"], &["group", "add"], &["serve", "--listn", "x"], &[]] {
        assert_eq!(instance.run(arguments).code, 2, "{arguments:?}");
    }
    assert!(!instance.path("data").exists());
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let instance = Instance::new();
    std::fs::create_dir(instance.path("data")).unwrap();
    instance.write("data/clarion.db", &"no database ".repeat(1000));
    assert!(instance.run(&["init"]).refused().contains("cannot be opened as a database"));
    assert_eq!(instance.read("data/clarion.db"), "no database ".repeat(1000));
}

#[test]
fn a_port_that_is_taken_is_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let sentence = Instance::new().run(&["serve", "--listen", &address]).refused();
    assert_eq!(sentence, format!("Another program listens on {address}. Stop it, or choose another port with CLARION_LISTEN."));
}

#[test]
fn two_servers_never_share_a_sqlite_file() {
    let instance = Instance::new();
    instance.run(&["init"]).done();
    let server = instance.serve();
    assert!(
        instance.run(&["serve", "--listen", "127.0.0.1:0"]).refused().contains("Another Clarion process uses this SQLite database")
    );
    assert_eq!(server.get("/readyz").0, 200);
}

#[test]
fn a_killed_server_does_not_stop_the_next_start() {
    let instance = Instance::new();
    instance.run(&["init"]).done();
    drop(instance.serve());
    assert!(instance.path("data/clarion.sock").exists(), "it was killed, so it could not tidy up");
    assert_eq!(instance.serve().get("/readyz").0, 200);
    instance.run(&["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street"]).done();
}

#[test]
fn work_alone_is_for_postgres() {
    let sentence = Instance::new().run(&["work"]).refused();
    assert!(sentence.contains("PostgreSQL"), "{sentence}");
}
