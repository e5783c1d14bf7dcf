//! A coalition of eighty groups, four of them large, whose lists share a quarter of their people.

use crate::world;
use clarion::app::App;
use clarion::clock::Clock;
use clarion::coalitions::{self, Coalition, Group, Role};
use clarion::config::Settings;
use clarion::ids::{Id, Ids};
use clarion::keys::Vault;
use clarion::people::{self, Coarse, Consent, ConsentStatus, Details, PersonInput, Purpose};
use db::{DatabaseUrl, Db};
use std::path::Path;
use std::sync::Arc;

/// How many groups there are.
pub const GROUPS: u64 = 80;
/// A group's postal address.
pub const ADDRESS: &str = "1 Made-up Street, Springfield, OH 45501";
/// Every second person stands in the list of one of so many groups.
const LARGE: u64 = 4;
/// Every so many people stand in a second list.
const TWICE_EVERY: u64 = 4;
/// Every so many people agreed to news of their group, beside calls.
const NEWS_EVERY: u64 = 3;
/// Every so many people gave a number.
const PHONE_EVERY: u64 = 3;
/// People put in with one commit while a database is filled.
const FILL_SLICE: u64 = 2_000;
/// Parts of made-up names.
const SYLLABLES: [&str; 20] =
    ["ana", "bel", "cor", "dan", "el", "fio", "gar", "ho", "is", "jo", "ka", "lu", "mar", "ni", "ol", "pa", "ri", "sa", "to", "vi"];

/// The coalition.
pub struct Crowd {
    /// The parts of its server.
    pub app: App,
    /// The coalition.
    pub coalition: Id,
    /// Its groups, the large ones first.
    pub groups: Vec<Id>,
}

impl Crowd {
    /// Makes it on a database of its own, without people. Blocks.
    pub fn new(url: &str, folder: &Path) -> Self {
        let app = open(url, folder);
        let (coalition, groups) = ground(&app);
        Self { app, coalition, groups }
    }

    /// Puts in so many people; a quarter of them into two lists. Blocks.
    pub fn fill(&self, people: u64) {
        let now = self.app.clock.now();
        for first in (0..people).step_by(FILL_SLICE as usize) {
            let mut slice = Vec::new();
            for number in first..(first + FILL_SLICE).min(people) {
                for list in 0..if number.is_multiple_of(TWICE_EVERY) { 2 } else { 1 } {
                    let group = self.groups[(list_of(number) + list) as usize % self.groups.len()];
                    let agreed = |purpose| agreed(group, purpose, now - list as i64);
                    let mut consents = vec![agreed(Purpose::Calls)];
                    if number.is_multiple_of(NEWS_EVERY) {
                        consents.push(agreed(Purpose::News));
                    }
                    slice.push((self.person(group, number), consents));
                }
            }
            let vault = self.app.vault.clone();
            let write = move |tx: &mut db::Tx<'_>| {
                let inputs: Vec<_> = slice.iter().map(|(person, _)| person).collect();
                let known = people::recognise(tx, &vault, now, &inputs)?;
                let consents = known.iter().zip(&slice).flat_map(|(known, pair)| of_one(known.identity, &pair.1));
                people::consent::note(tx, &consents.collect::<Vec<_>>())
            };
            self.app.db.write_bulk("bench.fill", write).expect("the database takes them");
        }
    }

    /// Somebody, as a group knows them.
    pub fn person(&self, group: Id, number: u64) -> PersonInput {
        let (email, zip) = (world::email(number), world::zip(number));
        let phone = if number.is_multiple_of(PHONE_EVERY) { format!("+1216{:07}", 2_000_000 + number) } else { String::new() };
        let (given_name, family_name) = name(number);
        let details = Details { given_name, family_name, email: email.clone(), phone, ..Details::default() };
        let region = seal::zip::state(&zip).unwrap_or_default().to_owned();
        let lang = if number.is_multiple_of(5) { "es" } else { "en" };
        let coarse = Coarse { lang: lang.to_owned(), country: "US".to_owned(), region, zip };
        let now = self.app.clock.now();
        self.app.intake().person(group, now, Some(&email), details, coarse).expect("the group has a key")
    }
}

fn of_one(identity: Id, consents: &[Consent]) -> impl Iterator<Item = (Id, &Consent)> {
    consents.iter().map(move |consent| (identity, consent))
}

/// The first list in which somebody stands.
pub fn list_of(number: u64) -> u64 {
    if number.is_multiple_of(2) { number / 2 % LARGE } else { number % GROUPS }
}

/// Somebody's name: forty thousand different ones.
pub fn name(number: u64) -> (String, String) {
    // Neighbours get names that have nothing in common.
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let at = |place: u32| SYLLABLES[(mixed / 20_u64.pow(place) % 20) as usize];
    (format!("{}{}", at(0), at(1)), format!("{}{}", at(2), at(3)))
}

fn open(url: &str, folder: &Path) -> App {
    let db = Db::open(&DatabaseUrl::parse(url).expect("a well-formed URL"), None, db::Settings::default()).expect("it opens");
    let (clock, ids) = (Clock::System, Ids::System);
    db.migrate(clarion::schema::MIGRATIONS, clock.now()).expect("the tables are made");
    let vault = Vault::open(&db, seal::MasterKey::from_bytes([7; 32]), &ids, clock.now()).expect("a fresh key opens");
    let variables = [
        ("CLARION_PUBLIC_URL".to_owned(), "https://act.example".to_owned()),
        ("CLARION_DATA_DIR".to_owned(), folder.display().to_string()),
    ];
    let settings = Settings::read(None, variables.into_iter(), &[]).expect("the settings are whole");
    App::new(db, vault, clock, ids, Arc::new(settings))
}

fn ground(app: &App) -> (Id, Vec<Id>) {
    let now = app.clock.now();
    let id = app.ids.fresh(now);
    let (about_en, about_es) = (String::new(), String::new());
    let coalition =
        Coalition { id, slug: "open-libraries".into(), name: "Open Libraries".into(), about_en, about_es, created_at: now };
    let group = |number: u64| Group {
        id: app.ids.fresh(now),
        slug: format!("group-{number}"),
        name: format!("Library Friends {number}"),
        about_en: String::new(),
        about_es: String::new(),
        postal_address: ADDRESS.to_owned(),
        country: "US".to_owned(),
        created_at: now,
    };
    let groups: Vec<Group> = (0..GROUPS).map(group).collect();
    let ids = groups.iter().map(|group| group.id).collect();
    let keyed: Vec<_> = groups.into_iter().map(|group| (coalitions::key_for(&app.vault, &group, &app.ids), group)).collect();
    let made = app.db.write_bulk("bench.ground", move |tx| {
        coalitions::add_coalition(tx, &coalition)?;
        for (key, group) in &keyed {
            coalitions::add_group(tx, group, key)?;
            coalitions::join(tx, coalition.id, group.id, Role::Steering, now)?;
        }
        Ok(())
    });
    made.expect("an empty database takes them");
    (id, ids)
}

fn agreed(group: Id, purpose: Purpose, noted_at: i64) -> Consent {
    Consent {
        group,
        channel: seal::Channel::Email,
        purpose,
        status: ConsentStatus::Confirmed,
        words: people::consent::Words::new("en", "Yes, write to me."),
        source: String::new(),
        noted_at,
    }
}
