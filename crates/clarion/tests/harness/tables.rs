//! A database of either engine with all tables and nothing in them. The tables are made once and then copied: for most stories making
//! them took longer than the story.

use clarion::app::{App, Parts};
use clarion::clock::Clock;
use clarion::config::Settings;
use clarion::ids::Ids;
use clarion::keys::Vault;
use clarion::schema::MIGRATIONS;
use db::{DatabaseUrl, Db, Engine};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use testkit::TempFolder;
use testkit::postgres::{Database, Postgres};

/// The database, and a folder beside it; gone when it is dropped, so it is to be dropped after whoever is connected.
pub struct Tables {
    pub url: String,
    pub folder: TempFolder,
    _database: Option<Database>,
}

impl Tables {
    pub fn new(engine: Engine) -> Self {
        let folder = TempFolder::in_memory();
        match engine {
            Engine::Sqlite => {
                let file = folder.join("clarion.db");
                std::fs::copy(empty_file(), &file).unwrap();
                Self { url: in_words(&file), folder, _database: None }
            }
            Engine::Postgres => {
                let database = Postgres::shared().copy_of(&name(), make);
                Self { url: database.url(), folder, _database: Some(database) }
            }
        }
    }

    /// The same database for a second server, with a folder of its own.
    pub fn beside(&self) -> Self {
        Self { url: self.url.clone(), folder: TempFolder::in_memory(), _database: None }
    }

    pub fn open(&self) -> Db {
        open(&self.url)
    }

    /// A server over it.
    pub fn app(&self, clock: Clock, ids: Ids, settings: Settings) -> App {
        self.parts(clock, ids, settings).into()
    }

    /// The parts of a server over it.
    pub fn parts(&self, clock: Clock, ids: Ids, settings: Settings) -> Parts {
        let parts = || {
            let db = self.open();
            let vault = Vault::open(&db, seal::MasterKey::from_bytes([7; 32]), &ids, clock.now()).unwrap();
            (db, vault)
        };
        let (db, vault) = on_a_thread(parts);
        Parts::new(db, vault, clock, ids, Arc::new(settings))
    }
}

fn open(url: &str) -> Db {
    Db::open(&DatabaseUrl::parse(url).unwrap(), None, db::Settings::default()).unwrap()
}

/// What blocks cannot run inside an async runtime, where a story may be.
fn on_a_thread<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(run).join()).unwrap()
}

fn in_words(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

fn make(url: &str) {
    let db = open(url);
    db.migrate(MIGRATIONS, 0).unwrap();
    db.close();
}

/// Other migrations are other tables.
fn name() -> String {
    let texts: Vec<&str> = MIGRATIONS.iter().map(|migration| migration.text).collect();
    format!("tables_{}", &blake3::hash(texts.concat().as_bytes()).to_hex()[..16])
}

/// The file with the tables, in the build folder. Two processes may make it at once: what lies under the name is always whole.
fn empty_file() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name());
        if !file.exists() {
            let beside = file.with_extension(std::process::id().to_string());
            on_a_thread(|| make(&in_words(&beside)));
            std::fs::rename(&beside, &file).unwrap();
        }
        file
    })
}
