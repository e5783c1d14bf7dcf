//! A database as one stream: between both engines in every direction, and refused when a byte is wrong.

use crate::tables::{MIGRATIONS, add, counts, open, raise};
use db::{ArchiveProblem, DatabaseUrl, Db, Engine, Settings, read_archive, write_archive};
use std::sync::{Arc, Mutex};
use testkit::TempFolder;

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn archive_of(engine: Engine) -> Vec<u8> {
    let open = open(engine);
    open.db
        .write_bulk("test", |tx| {
            let new = add(tx, &(0..1_000).collect::<Vec<_>>())?.len();
            raise(tx, new as i64)
        })
        .unwrap();
    let bytes = Shared::default();
    assert_eq!(write_archive(&open.db, MIGRATIONS, bytes.clone()).unwrap().rows, 1_001);
    let bytes = bytes.0.lock().unwrap();
    bytes.clone()
}

fn every_row_arrives_on_either_engine(engine: Engine) {
    let bytes = archive_of(engine);
    for to in [Engine::Sqlite, Engine::Postgres] {
        let target = open(to);
        assert_eq!(read_archive(&target.db, MIGRATIONS, 2, bytes.as_slice()).unwrap().rows, 1_001);
        assert_eq!(target.db.read_blocking(counts).unwrap(), (1_000, 1_000));
        let again = read_archive(&target.db, MIGRATIONS, 2, bytes.as_slice());
        assert!(matches!(again, Err(ArchiveProblem::NotEmpty)));
    }
}

fn a_cut_or_changed_archive_is_refused(engine: Engine) {
    let bytes = archive_of(engine);
    for cut in [0, 1, 10, bytes.len() / 2, bytes.len() - 9] {
        let target = open(Engine::Sqlite);
        assert!(read_archive(&target.db, MIGRATIONS, 2, &bytes[..cut]).is_err(), "cut at {cut}");
    }
    for at in (20..bytes.len()).step_by(bytes.len() / 12) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let target = open(Engine::Sqlite);
        assert!(read_archive(&target.db, MIGRATIONS, 2, changed.as_slice()).is_err(), "byte {at}");
    }
}

crate::on_both_engines! {
    every_row_arrives_on_either_engine;
    a_cut_or_changed_archive_is_refused;
}

/// A restored file is moved into its place: whatever stood in a log beside it would be lost.
#[test]
fn a_closed_sqlite_database_is_one_file() {
    let folder = TempFolder::new();
    for number in 0..100 {
        let path = folder.path().join(format!("{number}.db"));
        let url = DatabaseUrl::parse(&format!("sqlite:{}", path.display())).unwrap();
        let db = Db::open(&url, None, Settings::default()).unwrap();
        db.migrate(MIGRATIONS, 1).unwrap();
        db.close();
        assert!(!path.with_extension("db-wal").exists(), "round {number}");
    }
}
