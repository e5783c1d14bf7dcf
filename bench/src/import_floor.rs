//! The floor of an import: prepared inserts of as many rows as an import of new people writes, with as many in a commit.
//!
//! Three rows for each, in three bare tables without a second index. By its nature the key of an address is random and lands anywhere
//! in its table; record and consent lie in the order of their identity, which grows with time. A floor with all three in order ran
//! nearly five times as fast, one with all three at random a sixth as fast: neither is a table that could find people again.

use db::{DatabaseUrl, Db, Fault, Migration, Tx, Val};
use std::path::Path;
use std::time::Instant;

/// The largest slice that an import commits.
const PEOPLE_PER_COMMIT: u64 = 512;
/// As many bytes as a name and a mailbox take when sealed.
const SEALED: [u8; 128] = [7; 128];
/// The group of all rows.
const GROUP: [u8; 16] = [7; 16];

const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    text: "-- distributed by matching_key; clustered\nCREATE TABLE floor_key (\n  matching_key BYTEA NOT NULL PRIMARY KEY,\n  \
           identity_id BYTEA NOT NULL\n);\n\
           -- distributed by identity_id; clustered\nCREATE TABLE floor_person (\n  identity_id BYTEA NOT NULL,\n  group_id BYTEA NOT NULL,\n  \
           sealed BYTEA NOT NULL,\n  PRIMARY KEY (identity_id, group_id)\n);\n\
           -- distributed by identity_id; clustered\nCREATE TABLE floor_consent (\n  identity_id BYTEA NOT NULL,\n  group_id BYTEA NOT NULL,\n  \
           words_id BYTEA NOT NULL,\n  PRIMARY KEY (identity_id, group_id)\n);\n",
}];

mod store {
    db::statements! {
        /// The key of an address.
        ADD_KEY = "INSERT INTO floor_key (matching_key, identity_id) VALUES ($1, $2)";
        /// A record.
        ADD_PERSON = "INSERT INTO floor_person (identity_id, group_id, sealed) VALUES ($1, $2, $3)";
        /// A consent.
        ADD_CONSENT = "INSERT INTO floor_consent (identity_id, group_id, words_id) VALUES ($1, $2, $3)";
    }
}

/// People a second, at three rows each. Blocks.
pub fn per_second(folder: &Path, people: u64) -> f64 {
    let url = DatabaseUrl::parse(&format!("sqlite:{}", folder.join("import-floor.db").display())).expect("a well-formed URL");
    let db = Db::open(&url, None, db::Settings::default()).expect("it opens");
    db.migrate(MIGRATIONS, 1).expect("the tables are made");
    let begun = Instant::now();
    for first in (0..people).step_by(PEOPLE_PER_COMMIT as usize) {
        let last = (first + PEOPLE_PER_COMMIT).min(people);
        db.write_bulk("bench.import_floor", move |tx| add(tx, first, last)).expect("the database takes them");
    }
    people as f64 / begun.elapsed().as_secs_f64()
}

fn add(tx: &mut Tx<'_>, first: u64, last: u64) -> Result<(), Fault> {
    let identities: Vec<[u8; 16]> = (first..last).map(in_order).collect();
    let mut keys: Vec<([u8; 16], [u8; 16])> = (first..last).map(|n| (at_random(n), in_order(n))).collect();
    keys.sort_unstable();
    let keys: Vec<[Val<'_>; 2]> = keys.iter().map(|(key, identity)| [key.into(), identity.into()]).collect();
    tx.many(&store::ADD_KEY, &keys)?;
    let people: Vec<[Val<'_>; 3]> = identities.iter().map(|id| [id.into(), (&GROUP).into(), SEALED[..].into()]).collect();
    tx.many(&store::ADD_PERSON, &people)?;
    let consents: Vec<[Val<'_>; 3]> = identities.iter().map(|id| [id.into(), (&GROUP).into(), (&GROUP).into()]).collect();
    tx.many(&store::ADD_CONSENT, &consents).map(drop)
}

fn in_order(n: u64) -> [u8; 16] {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&n.to_be_bytes());
    id
}

fn at_random(n: u64) -> [u8; 16] {
    *blake3::hash(&n.to_be_bytes()).as_bytes().first_chunk().expect("a hash has 32 bytes")
}
