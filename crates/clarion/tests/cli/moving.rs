//! Backups: into SQLite, into PostgreSQL, and back; whole or not at all.

use super::Instance;
use std::path::Path;
use testkit::Postgres;

fn with_demo() -> (Instance, serde_json::Value) {
    let instance = Instance::new();
    let made = instance.run(&["demo", "--groups", "4", "--people", "400", "--json"]).demo();
    (instance, made)
}

/// Another instance with the same master key.
fn moved_from(old: &Instance, database_url: Option<&str>) -> Instance {
    let new = Instance::new().with("CLARION_MASTER_KEY_FILE", old.path("data/master.key").display().to_string());
    match database_url {
        Some(url) => new.with("CLARION_DATABASE_URL", url),
        None => new,
    }
}

fn rows(instance: &Instance, file: &Path) -> u64 {
    instance.run(&["backup", "--json", file.to_str().unwrap()]).json()["rows"].as_u64().unwrap()
}

#[test]
fn an_instance_moves_to_postgres_and_back() {
    let (lite, made) = with_demo();
    let server = lite.serve();
    let archive = lite.path("first.clarion");
    let count = rows(&lite, &archive);
    drop(server);
    let database = Postgres::shared().fresh_database();
    let grown = moved_from(&lite, Some(&database.url()));
    assert_eq!(grown.run(&["restore", "--json", archive.to_str().unwrap()]).json()["rows"], count);
    assert_eq!(grown.run(&["demo", "--json"]).demo(), made);
    assert!(grown.run(&["restore", archive.to_str().unwrap()]).refused().contains("not empty"));
    let running = grown.serve();
    let second = lite.path("second.clarion");
    let count = rows(&grown, &second);
    drop(running);
    let back = moved_from(&lite, None);
    assert_eq!(back.run(&["restore", "--json", second.to_str().unwrap()]).json()["rows"], count);
    assert_eq!(back.run(&["demo", "--json"]).demo(), made);
    back.run(&["doctor"]).done();
    grown.run(&["doctor"]).done();
}

#[test]
fn on_postgres_commands_run_beside_two_servers() {
    let database = Postgres::shared().fresh_database();
    let instance = Instance::new().with("CLARION_DATABASE_URL", database.url());
    instance.run(&["init"]).done();
    let (one, two) = (instance.serve(), instance.serve());
    instance.run(&["group", "add", "--name", "Alder Readers", "--postal-address", "1 Example Street"]).done();
    instance.run(&["keys", "rotate"]).done();
    assert_eq!((one.get("/readyz").0, two.get("/readyz").0), (200, 200));
    assert_eq!((one.stop().0, two.stop().0), (0, 0));
    instance.serve();
}

#[test]
fn a_backup_is_for_its_owner_and_replaces_only_backups() {
    use std::os::unix::fs::PermissionsExt;
    let (instance, _) = with_demo();
    instance.run(&["backup", "night.clarion"]).done();
    instance.run(&["backup", "night.clarion"]).done();
    assert_eq!(std::fs::metadata(instance.path("night.clarion")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!instance.path("night.clarion.part").exists());
    instance.write("letter.txt", "Dear reader");
    for file in ["letter.txt", "data/clarion.db"] {
        assert!(instance.run(&["backup", file]).refused().contains("is there and no backup"));
    }
    assert!(instance.run(&["doctor"]).done().contains("ok     backup"));
    let key = instance.read("data/master.key");
    let archive = std::fs::read(instance.path("night.clarion")).unwrap();
    assert!(!archive.windows(64).any(|window| window == key.trim().as_bytes()));
}

#[test]
fn a_backup_that_is_cut_off_or_of_another_key_leaves_nothing() {
    let (instance, _) = with_demo();
    instance.run(&["backup", "night.clarion"]).done();
    let whole = std::fs::read(instance.path("night.clarion")).unwrap();
    let new = moved_from(&instance, None);
    for (name, bytes) in [("cut", &whole[..whole.len() / 2]), ("empty", &[]), ("letter", b"Dear reader".as_slice())] {
        std::fs::write(new.path(name), bytes).unwrap();
        new.run(&["restore", name]).refused();
        assert!(!new.path("data/clarion.db").exists() && !new.path("data/clarion.restoring").exists(), "{name}");
    }
    let archive = instance.path("night.clarion");
    let archive = archive.to_str().unwrap();
    assert!(Instance::new().run(&["restore", archive]).refused().contains("master.key is missing"));
    let stranger = Instance::new().with("CLARION_MASTER_KEY", "ab".repeat(32));
    assert!(stranger.run(&["restore", archive]).refused().contains("does not open this database"));
    assert!(!stranger.path("data/clarion.db").exists());
    assert!(instance.run(&["restore", archive]).refused().contains("There is a database"));
    assert!(new.run(&["restore", "nowhere"]).refused().contains("nowhere cannot be used"));
    new.run(&["restore", archive]).done();
}
