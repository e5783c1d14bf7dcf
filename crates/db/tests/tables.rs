//! A small schema and how a test opens it on either engine.

use db::{DatabaseUrl, Db, Engine, Fault, Migration, Settings, Tx, Val};
use testkit::{Postgres, TempFolder};

pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    text: "-- distributed by key; clustered\nCREATE TABLE item (\n  key BYTEA NOT NULL PRIMARY KEY,\n  words TEXT NOT NULL,\n  number BIGINT,\n  share DOUBLE PRECISION,\n  good BOOLEAN NOT NULL\n);\n\n-- distributed by name; clustered\nCREATE TABLE counter (\n  name TEXT NOT NULL,\n  stripe BIGINT NOT NULL,\n  counted BIGINT NOT NULL,\n  PRIMARY KEY (name, stripe)\n);\n",
}];

db::statements! {
    ADD_ITEM = "INSERT INTO item (key, words, number, share, good) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (key) DO NOTHING RETURNING key";
    SET_ITEM = "UPDATE item SET words = $2, number = $3 WHERE key = $1";
    FIND_ITEM = "SELECT key, words, number, share, good FROM item WHERE key = $1";
    DROP_ITEM = "DELETE FROM item WHERE key = $1 AND good = $2 RETURNING key";
    ENDLESS = "WITH RECURSIVE walked(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM walked) SELECT COUNT(*) FROM walked";
    COUNT = "SELECT COUNT(*) FROM item";
    RAISE = "INSERT INTO counter (name, stripe, counted) VALUES ($1, $2, $3)
        ON CONFLICT (name, stripe) DO UPDATE SET counted = counter.counted + excluded.counted";
    COUNTED = "SELECT CAST(COALESCE(SUM(counted), 0) AS BIGINT) FROM counter WHERE name = $1";
}

/// Every statement of the tests.
pub fn all() -> Vec<&'static db::Statement> {
    STATEMENTS.to_vec()
}

/// An open database that goes away with the test.
pub struct Open {
    pub db: Db,
    pub url: String,
    _folder: Option<TempFolder>,
    _database: Option<Box<dyn std::any::Any>>,
}

pub fn open(engine: Engine) -> Open {
    let (url, folder, database): (String, Option<TempFolder>, Option<Box<dyn std::any::Any>>) = match engine {
        Engine::Sqlite => {
            let folder = TempFolder::new();
            (format!("sqlite:{}", folder.join("test.db").display()), Some(folder), None)
        }
        Engine::Postgres => {
            let database = Postgres::shared().fresh_database();
            (database.url(), None, Some(Box::new(database)))
        }
    };
    let db = Db::open(&DatabaseUrl::parse(&url).unwrap(), None, Settings::default()).unwrap();
    db.migrate(MIGRATIONS, 1).unwrap();
    Open { db, url, _folder: folder, _database: database }
}

pub fn key(n: u64) -> [u8; 16] {
    let mut key = [0; 16];
    key[8..].copy_from_slice(&n.to_be_bytes());
    key
}

/// Adds items numbered so; which of them were new.
pub fn add(tx: &mut Tx<'_>, numbers: &[u64]) -> Result<Vec<[u8; 16]>, Fault> {
    let keys: Vec<[u8; 16]> = numbers.iter().map(|n| key(*n)).collect();
    let rows: Vec<[Val<'_>; 5]> =
        keys.iter().map(|key| [key.into(), "words".into(), Val::Int(7), Val::Null, Val::Bool(true)]).collect();
    let mut new = Vec::new();
    tx.many_rows(&ADD_ITEM, &rows, |row| {
        new.push(row.id(0)?);
        Ok(())
    })?;
    Ok(new)
}

/// Adds one item with these words.
pub fn add_words(tx: &mut Tx<'_>, number: u64, words: &str) -> Result<(), Fault> {
    let key = key(number);
    let row = [(&key).into(), words.into(), Val::Int(7), Val::Null, Val::Bool(true)];
    tx.first(&ADD_ITEM, &row, |_| Ok(())).map(drop)
}

pub fn raise(tx: &mut Tx<'_>, by: i64) -> Result<(), Fault> {
    let stripe = tx.stripe();
    tx.run(&RAISE, &["items".into(), stripe.into(), by.into()]).map(drop)
}

/// Rows and counter of one snapshot.
pub fn counts(tx: &mut Tx<'_>) -> Result<(i64, i64), Fault> {
    let rows = tx.first(&COUNT, &[], |row| row.int(0))?.unwrap_or(0);
    let counted = tx.first(&COUNTED, &["items".into()], |row| row.int(0))?.unwrap_or(0);
    Ok((rows, counted))
}
