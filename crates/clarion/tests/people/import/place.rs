//! Two groups on a database of either engine, files in memory, and what stands in the tables.

use crate::harness::tables::Tables;
use clarion::clock::Clock;
use clarion::coalitions::{self, Group};
use clarion::ids::{Id, Ids};
use clarion::keys::Vault;
use clarion::people::import::{Counts, ImportProblem, Importer, Options, Progress, Report, write_refused};
use clarion::people::{Details, Intake};
use db::{Engine, Fault, Row};
use std::io::Cursor;
use std::ops::ControlFlow;

#[allow(dead_code, reason = "a story names its statements one by one; the list is for stores")]
mod texts {
    db::statements! {
    PEOPLE = "SELECT identity_id, id, phone_identity_id, sealed, region, zip, lang, country, modified_at FROM person WHERE group_id = $1 ORDER BY id";
    CONSENTS = "SELECT identity_id, channel, purpose, status, source, noted_at FROM consent WHERE group_id = $1 ORDER BY identity_id, channel, purpose";
    KEYS = "SELECT matching_key, identity_id, proved_at FROM identity_key ORDER BY matching_key";
    SUPPRESSIONS = "SELECT matching_key, scope, kind, until, noted_at FROM suppression ORDER BY matching_key, scope, kind";
    PIECES = "SELECT id, piece, sealed, expires_at FROM blob ORDER BY id, piece";
    }
}
use texts::{CONSENTS, KEYS, PEOPLE, PIECES, SUPPRESSIONS};

/// Where stories happen.
pub struct Place {
    pub importer: Importer,
    pub ours: Id,
    pub theirs: Id,
    _tables: Tables,
}

/// Somebody of a list, opened.
#[derive(Debug)]
pub struct Found {
    pub identity: Id,
    pub details: Details,
    pub region: String,
    pub zip: String,
    pub lang: String,
}

/// Tells a story on both engines.
pub fn on_both(story: impl Fn(&Place)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        story(&Place::new(engine));
    }
}

/// An import with a source that is to run to its end.
pub fn options(group: Id) -> Options {
    let consent_source = Some("sign-up sheets of the made-up fair".to_owned());
    Options { group, country: "US".to_owned(), consent_source, ..Options::default() }
}

impl Place {
    fn new(engine: Engine) -> Self {
        let tables = Tables::new(engine);
        let (db, clock, ids) = (tables.open(), Clock::System, Ids::System);
        let vault = Vault::open(&db, seal::MasterKey::from_bytes([7; 32]), &ids, clock.now()).unwrap();
        let group = |slug: &str| {
            let now = clock.now();
            let (id, words) = (ids.fresh(now), slug.to_owned());
            let group = Group {
                id,
                slug: words.clone(),
                name: words,
                about_en: String::new(),
                about_es: String::new(),
                postal_address: "1 Made Up Street".to_owned(),
                country: "US".to_owned(),
                created_at: now,
            };
            let key = coalitions::key_for(&vault, &group, &ids);
            assert!(db.write_bulk("test.group", move |tx| coalitions::add_group(tx, &group, &key)).unwrap());
            id
        };
        let (ours, theirs) = (group("ours"), group("theirs"));
        let importer = Importer { db, intake: Intake { vault, ids }, clock };
        Self { importer, ours, theirs, _tables: tables }
    }

    /// Imports to the end.
    pub fn import(&self, options: &Options, file: &str) -> Report {
        self.try_import(options, file).unwrap()
    }

    pub fn try_import(&self, options: &Options, file: &str) -> Result<Report, ImportProblem> {
        self.importer.run(options, Cursor::new(file.as_bytes()), &mut |_| ControlFlow::Continue(()))
    }

    /// Imports until `slices` were written; whether that was before the end.
    pub fn import_slices(&self, options: &Options, file: &str, slices: usize) -> bool {
        let mut written = 0;
        let stop = |_: &Progress| {
            written += 1;
            if written == slices { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let done = self.importer.run(options, Cursor::new(file.as_bytes()), &mut { stop });
        match done {
            Err(ImportProblem::Stopped) => true,
            Ok(_) => false,
            Err(problem) => panic!("{problem}"),
        }
    }

    /// The file of refused rows.
    pub fn refused(&self, group: Id, report: &Report) -> String {
        let mut file = Vec::new();
        write_refused(&self.importer, group, report, &mut file).unwrap();
        String::from_utf8(file).unwrap()
    }

    /// A group's list, opened, in the order of its mailboxes.
    pub fn people(&self, group: Id) -> Vec<Found> {
        let vault = self.importer.intake.vault.clone();
        let read = move |row: &Row<'_>| {
            let sealed = vault.open_sealed(group, &row.id(1)?, &row.bytes(3)?)?;
            let details = Details::from_bytes(&sealed)?;
            Ok(Found { identity: Id(row.id(0)?), details, region: row.text(4)?, zip: row.text(5)?, lang: row.text(6)? })
        };
        let found = self.importer.db.read_blocking(move |tx| tx.rows(&PEOPLE, &[(&group).into()], &read));
        let mut found = found.unwrap();
        found.sort_by(|left, right| left.details.email.cmp(&right.details.email));
        found
    }

    /// How the consents of a group stand, with their sources.
    pub fn consents(&self, group: Id) -> Vec<(Id, i64, String)> {
        let read = |row: &Row<'_>| Ok((Id(row.id(0)?), row.int(3)?, row.text(4)?));
        self.importer.db.read_blocking(move |tx| tx.rows(&CONSENTS, &[(&group).into()], read)).unwrap()
    }

    /// Everything that stands about a group's people, to the byte.
    pub fn dump(&self, group: Id) -> Vec<String> {
        let dumped = self.importer.db.read_blocking(move |tx| {
            let mut lines = tx.rows(&PEOPLE, &[(&group).into()], |row| {
                let ids = (row.id(0)?, row.id(1)?, row.maybe_id(2)?, row.bytes(3)?);
                Ok(format!("person {ids:?} {} {} {} {} {}", row.text(4)?, row.text(5)?, row.text(6)?, row.text(7)?, row.int(8)?))
            })?;
            lines.extend(tx.rows(&CONSENTS, &[(&group).into()], |row| {
                let numbers = (row.id(0)?, row.int(1)?, row.int(2)?, row.int(3)?, row.int(5)?);
                Ok(format!("consent {numbers:?} {}", row.text(4)?))
            })?);
            lines.extend(tx.rows(&SUPPRESSIONS, &[], |row| {
                Ok(format!("suppression {:?}", (row.id(0)?, row.id(1)?, row.int(2)?, row.maybe_int(3)?, row.int(4)?)))
            })?);
            Ok(lines)
        });
        dumped.unwrap()
    }

    /// Whose each key is.
    pub fn keys(&self) -> Vec<String> {
        let read = |row: &Row<'_>| Ok(format!("{:?}", (row.id(0)?, row.id(1)?, row.maybe_int(2)?)));
        self.importer.db.read_blocking(move |tx| tx.rows(&KEYS, &[], read)).unwrap()
    }

    /// The sealed pieces of refused rows.
    pub fn pieces(&self) -> Vec<Vec<u8>> {
        self.importer.db.read_blocking(move |tx| tx.rows(&PIECES, &[], |row| row.bytes(2))).unwrap()
    }

    /// Writes as the rules do.
    pub fn write<T: Send + 'static>(&self, run: impl Fn(&mut db::Tx<'_>) -> Result<T, Fault> + Send + 'static) -> T {
        self.importer.db.write_bulk("test.write", run).unwrap()
    }
}

/// Counts of a report without repeated rows and signatures, for comparing.
pub fn counts(read: i64, added: i64, updated: i64, refused: i64) -> Counts {
    Counts { read, added, updated, refused, ..Counts::default() }
}
