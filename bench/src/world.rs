//! A server to be loaded: the real router on a real database, with one group, one petition and one key without a rate.

use clarion::access::{self, ApiKey, Scopes};
use clarion::app::App;
use clarion::clock::Clock;
use clarion::coalitions::{self, Group};
use clarion::config::Settings;
use clarion::ids::{Id, Ids};
use clarion::keys::Vault;
use clarion::people::{Coarse, Details};
use clarion::petitions::create::{self, NewPetition};
use clarion::petitions::{Beside, PetitionWords, SignInput, SignatureKind, sign};
use db::{DatabaseUrl, Db};
use std::net::SocketAddr;
use std::sync::Arc;

/// People put in with one commit while a database is filled.
const FILL_SLICE: u64 = 4_000;

/// A running server.
pub struct World {
    /// Its parts.
    pub app: App,
    /// The group.
    pub group: Id,
    /// The petition that people sign.
    pub petition: Id,
    /// Another one, which those already there have signed.
    pub other_petition: Id,
    /// The group's API key.
    pub api_key: String,
}

/// The bench's master key, so that another process can open what this one filled.
pub const MASTER_KEY: &str = "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf";
/// The petition's place in its address.
pub const SLUG: &str = "keep-the-libraries-open";
const OTHER_SLUG: &str = "open-on-sundays";

impl World {
    /// Makes the tables, the group, the petitions and the key. Blocks.
    pub fn new(url: &str) -> Self {
        let (ids, clock) = (Ids::System, Clock::System);
        let now = clock.now();
        let db = Db::open(&DatabaseUrl::parse(url).expect("a well-formed URL"), None, db::Settings::default()).expect("it opens");
        db.migrate(clarion::schema::MIGRATIONS, now).expect("the tables are made");
        let vault =
            Vault::open(&db, seal::MasterKey::parse(MASTER_KEY).expect("64 hex digits"), &ids, now).expect("a fresh key opens");
        let hops = [("CLARION_TRUSTED_PROXIES".to_owned(), "1".to_owned())];
        let settings = Arc::new(Settings::read(None, hops.into_iter(), &[]).expect("the defaults are whole"));
        let group = group(ids.fresh(now), now);
        let key = coalitions::key_for(&vault, &group, &ids);
        let (group_id, api_key) = (group.id, access::new_secret(&ids));
        let petitions = [SLUG, OTHER_SLUG].map(|slug| petition(ids.fresh(now), group_id, slug, now));
        let [petition, other_petition] = [0, 1].map(|at: usize| petitions[at].petition.id);
        let named =
            ApiKey { id: ids.fresh(now), group: group_id, name: "bench".to_owned(), calls_per_second: 0, scopes: Scopes::ALL };
        let secret = api_key.clone();
        db.write_bulk("bench.begin", move |tx| {
            coalitions::add_group(tx, &group, &key)?;
            for petition in &petitions {
                create::create(tx, petition)?.expect("the petition is well made");
            }
            access::add_api_key(tx, &named, &secret, now)
        })
        .expect("an empty database takes them");
        let app = App::new(db, vault, clock, ids, settings);
        Self { app, group: group_id, petition, other_petition, api_key }
    }

    /// Serves on a free port for as long as the process lives.
    pub async fn serve(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let service = clarion::web::router(self.app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await.expect("serving does not end") });
        address
    }

    /// Puts in `people` signers of the other petition, numbered from 0 on. Blocks.
    pub fn fill(&self, people: u64) {
        for first in (0..people).step_by(FILL_SLICE as usize) {
            let inputs: Vec<SignInput> = (first..(first + FILL_SLICE).min(people)).map(|n| self.signer(n)).collect();
            let (vault, now) = (self.app.vault.clone(), self.app.clock.now());
            let write = move |tx: &mut db::Tx<'_>| sign(tx, &vault, now, &inputs.iter().collect::<Vec<_>>()).map(drop);
            self.app.db.write_bulk("bench.fill", write).expect("the database takes them");
        }
    }

    fn signer(&self, n: u64) -> SignInput {
        let now = self.app.clock.now();
        let (details, coarse) = (details(n), coarse(n));
        let person = self.app.intake().person(self.group, now, Some(&email(n)), details, coarse).expect("the group has a key");
        let kind = SignatureKind::Asserted;
        let (petition, signature) = (self.other_petition, self.app.ids.fresh(now));
        SignInput {
            petition,
            signature,
            kind,
            person,
            also: Vec::new(),
            consents: Vec::new(),
            sealed_comment: None,
            signed_at: now,
            beside: Beside::default(),
        }
    }

    /// The body with which somebody signs through the API.
    pub fn body(n: u64) -> String {
        let (email, zip) = (email(n), zip(n));
        format!(
            "{{\"person\":{{\"given_name\":\"Given{n}\",\"family_name\":\"Example\",\"email_addresses\":[{{\"address\":\"{email}\"}}],\
             \"postal_addresses\":[{{\"postal_code\":\"{zip}\"}}]}}}}"
        )
    }
}

fn group(id: Id, now: i64) -> Group {
    Group {
        id,
        slug: "friends-of-the-library".to_owned(),
        name: "Friends of the Library".to_owned(),
        about_en: String::new(),
        about_es: String::new(),
        postal_address: "1 Made-up Street, Springfield, OH 45501".to_owned(),
        country: "US".to_owned(),
        created_at: now,
    }
}

fn petition(id: Id, group: Id, slug: &str, now: i64) -> NewPetition {
    let text = "Every county needs a library that is open six days a week.\n\n".repeat(8);
    let words = PetitionWords { lang: "en".to_owned(), title: "Keep the libraries open".to_owned(), text, thanks: String::new() };
    let mut petition = create::blank(id, group, slug.to_owned(), now);
    petition.goal = 1_000_000;
    // The load is far above any usual rate; proof of work is measured by its own tests.
    petition.usual_signatures_per_minute = i64::MAX;
    NewPetition { petition, words: vec![words], sponsors: Vec::new(), targets: Vec::new() }
}

fn details(n: u64) -> Details {
    Details { given_name: format!("Given{n}"), family_name: "Example".to_owned(), email: email(n), ..Details::default() }
}

fn coarse(n: u64) -> Coarse {
    let zip = zip(n);
    let region = seal::zip::state(&zip).unwrap_or("").to_owned();
    Coarse { country: "US".to_owned(), region, zip, lang: "en".to_owned() }
}

/// Somebody's mailbox.
pub fn email(n: u64) -> String {
    format!("person{n}@mail.example")
}

/// Somebody's ZIP, spread over the country.
pub fn zip(n: u64) -> String {
    let somewhere = (0..).map(|step| format!("{:05}", 1_000 + (n + step) * 7_919 % 98_000));
    somewhere.into_iter().find(|zip| seal::zip::state(zip).is_some()).unwrap_or_default()
}
