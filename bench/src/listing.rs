//! An organiser looks through a long list in the console: by filters, and by names, mailboxes and numbers, beside reading as many
//! rows of the same list and nothing else.

use crate::crowd::{self, Crowd};
use crate::load::{self, MakeRequest, Round};
use crate::table::{Line, say};
use crate::world;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use clarion::access::sessions::{self, BeganBy, Device, NewSession};
use clarion::access::{self, SeatRole, accounts};
use clarion::coalitions::reach;
use clarion::ids::Id;
use clarion::people::beside::tags;
use clarion::people::choose::{Question, choose_all};
use clarion::petitions::create::{self, NewPetition};
use clarion::petitions::{Beside, PetitionWords, SignInput, SignatureKind, sign};
use clarion::web::lang::Lang;
use db::{Db, Tx};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// Organisers of one group who look at once.
const CLIENTS: usize = 4;
/// A filtered page takes at most so many milliseconds, ninety-nine times in a hundred.
const FILTERED_GOAL: f64 = 100.0;
/// A search.
const SEARCH_GOAL: f64 = 50.0;
/// Reach is counted in so many seconds.
const REACH_GOAL: f64 = 2.0;
/// Each question is asked for so long before it is measured.
const WARM: Duration = Duration::from_millis(500);
/// People on a page of the list.
const PAGE: i64 = 50;
/// People who sign with one commit while the database is filled.
const SLICE: usize = 2_000;

mod store {
    db::statements! {
        /// What a page of a list shows, and nothing else.
        PAGE = "SELECT id, sealed FROM person WHERE group_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    }
}

/// The list that is looked through: the longest one.
struct List {
    group: Id,
    cookie: String,
    tags: [Id; 2],
    petition: Id,
}

/// Measures it on a database of its own with so many rows in all lists.
pub fn measure(runtime: &Runtime, engine: &str, url: &str, folder: &Path, rows: u64, length: Duration) -> Vec<Line> {
    let crowd = Crowd::new(url, folder);
    crowd.fill(rows * 4 / 5);
    let list = List::new(runtime, &crowd, rows * 4 / 5);
    let (server, floor) = runtime.block_on(async { (serve(&crowd).await, serve_rows(&crowd.app.db, list.group).await) });
    let round_of = |length, address, make: &MakeRequest| runtime.block_on(load::run(address, CLIENTS, length, 0, Arc::clone(make)));
    let newest: MakeRequest = Arc::new(|_| load::get("/rows", ""));
    round_of(WARM, floor, &newest);
    let rows_read = round_of(length, floor, &newest);
    say(&words("fifty rows", &rows_read));
    let mut lines = Vec::new();
    for (work, goal, kinds) in [
        ("filtered", FILTERED_GOAL, list.filters().iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>()),
        ("searched", SEARCH_GOAL, SEARCHES.map(|(name, _)| name.to_owned()).to_vec()),
    ] {
        let mut worst = Round::default();
        for (number, kind) in kinds.iter().enumerate() {
            let make = if work == "filtered" { list.filtered(number) } else { list.searched(number) };
            // Once warm: the first questions prepare the statement on each connection.
            round_of(WARM, server, &make);
            let measured = round_of(length, server, &make);
            assert_eq!(measured.refused, 0, "every page is shown");
            say(&words(kind, &measured));
            if measured.p99_ms > worst.p99_ms {
                worst = measured;
            }
        }
        let work = format!("list {work}, slowest question, p99, {rows} rows, {engine}");
        lines.push(Line::under_beside(work, worst.p99_ms, "ms", rows_read.p99_ms, goal));
    }
    let (coalition, begun) = (crowd.coalition, Instant::now());
    let counted = crowd.app.db.read_blocking(move |tx| reach::count(tx, coalition, 0)).expect("the database answers");
    assert!(counted.people.0.is_some_and(|people| people >= rows * 3 / 4), "everybody agreed");
    lines.push(Line::under(format!("reach, {rows} rows, {engine}"), begun.elapsed().as_secs_f64(), "s", REACH_GOAL));
    lines
}

fn words(kind: &str, round: &Round) -> String {
    format!("  {kind:<34} {:>7.0}/s  p50 {:>6.1} ms  p99 {:>6.1} ms", round.per_second, round.p50_ms, round.p99_ms)
}

/// What somebody looks for, made of a number.
type Sought = fn(u64) -> String;

/// What is looked for.
const SEARCHES: [(&str, Sought); 4] = [
    ("beginning of a name", |n| crowd::name(n).0.chars().take(3).collect()),
    ("both names", |n| format!("{}+{}", crowd::name(n).0, crowd::name(n).1)),
    ("mailbox", |n| world::email(n).replace('@', "%40")),
    ("number", |n| format!("216{:07}", 2_000_000 + n / 3 * 3)),
];

impl List {
    /// Signs an organiser in, and gives the list tags and a petition. Blocks.
    fn new(runtime: &Runtime, crowd: &Crowd, people: u64) -> Self {
        let (app, group) = (&crowd.app, crowd.groups[0]);
        let (now, session) = (app.clock.now(), NewSession::new(&app.ids, app.clock.now(), BeganBy::Link, Device::default()));
        let email = seal::email::fold("organiser@groups.example").expect("a mailbox");
        let account = accounts::prepare(&app.vault, &app.ids, now, &email, "Organiser", Lang::En).expect("it can be sealed");
        let set_cookie = sessions::cookie(&app.settings, &session.secret);
        let cookie = set_cookie.to_str().expect("ASCII").split(';').next().unwrap_or_default().to_owned();
        let petition = petition(app.ids.fresh(now), group, now);
        let petition_id = petition.petition.id;
        let seat = move |tx: &mut Tx<'_>| {
            let account = access::add_account(tx, &account)?;
            access::add_seat(tx, account, group, SeatRole::Owner, now)?;
            create::create(tx, &petition)?.expect("the petition is well made");
            sessions::begin(tx, account, &session)?;
            Ok(account)
        };
        let account = app.db.write_bulk("bench.seat", seat).expect("an organiser has a seat");
        let begun = Instant::now();
        let all = runtime.block_on(choose_all(app, group, &Arc::new(Question::default())));
        let all: Vec<Id> = all.expect("the database answers").expect("it is not too long").into_iter().map(|(_, id)| id).collect();
        let first_opened = begun.elapsed().as_secs_f64();
        let tags = [10, 2].map(|every| tag(crowd, account, every, &all));
        sign_all(crowd, petition_id, people);
        say(&format!("  {} people in the list, first opened in {first_opened:.2} s", all.len()));
        Self { group, cookie: format!("Cookie: {cookie}\r\n"), tags, petition: petition_id }
    }

    /// Each filter alone, and some together.
    fn filters(&self) -> Vec<(&'static str, String)> {
        let [few, many] = self.tags;
        vec![
            ("state", "state=OH".to_owned()),
            ("ZIP", format!("zip={}", world::zip(8))),
            ("tag of a tenth", format!("tag={few}")),
            ("tag of a half", format!("tag={many}")),
            ("signed a petition", format!("petition={}", self.petition)),
            ("news confirmed", "news=confirmed".to_owned()),
            ("never asked for news", "news=unasked".to_owned()),
            ("left, which nobody did", "news=left".to_owned()),
            ("can be telephoned", "reach=phone".to_owned()),
            ("since a day", "since=2020-01-01".to_owned()),
            ("state, tag, petition, news", format!("state=CA&tag={many}&petition={}&news=confirmed&reach=email", self.petition)),
            // Last: a list that came in within a minute is counted row by row.
            ("nothing asked", String::new()),
        ]
    }

    fn filtered(&self, number: usize) -> MakeRequest {
        let path = format!("/console/groups/group-0/supporters?{}", self.filters()[number].1);
        let cookie = self.cookie.clone();
        Arc::new(move |_| load::get(&path, &cookie))
    }

    fn searched(&self, number: usize) -> MakeRequest {
        let (cookie, sought) = (self.cookie.clone(), SEARCHES[number].1);
        Arc::new(move |n| load::post_form("/console/groups/group-0/supporters/search", &cookie, &format!("q={}", sought(n * 24))))
    }
}

fn tag(crowd: &Crowd, account: Id, every: usize, all: &[Id]) -> Id {
    let (app, group, now) = (&crowd.app, crowd.groups[0], crowd.app.clock.now());
    let named = tags::prepare(&app.vault, &app.ids, now, group, &format!("One in {every}")).expect("it can be sealed");
    let named = named.expect("a name of a tag");
    let tag =
        app.db.write_bulk("bench.tag", move |tx| tags::find_or_add(tx, now, &named)).expect("it is written").expect("few tags");
    let tagged: Vec<Id> = all.iter().copied().step_by(every).collect();
    for slice in tagged.chunks(SLICE) {
        let slice = slice.to_vec();
        let give = move |tx: &mut Tx<'_>| tags::give(tx, now, group, tag, account, &slice);
        app.db.write_bulk("bench.give", give).expect("it is written").expect("the tag stands");
    }
    tag
}

fn petition(id: Id, group: Id, now: i64) -> NewPetition {
    let words = PetitionWords { lang: "en".to_owned(), title: "Keep the libraries open".to_owned(), ..PetitionWords::default() };
    let petition = create::blank(id, group, "keep-the-libraries-open".to_owned(), now);
    NewPetition { petition, words: vec![words], sponsors: Vec::new(), targets: Vec::new() }
}

/// A third of the list signs.
fn sign_all(crowd: &Crowd, petition: Id, people: u64) {
    let (app, group, now) = (&crowd.app, crowd.groups[0], crowd.app.clock.now());
    let signers: Vec<u64> = (0..people).filter(|number| crowd::list_of(*number) == 0).step_by(3).collect();
    for slice in signers.chunks(SLICE) {
        let input = |number: &u64| SignInput {
            petition,
            signature: app.ids.fresh(now),
            kind: SignatureKind::Asserted,
            person: crowd.person(group, *number),
            also: Vec::new(),
            consents: Vec::new(),
            sealed_comment: None,
            signed_at: now,
            beside: Beside::default(),
        };
        let (inputs, vault): (Vec<SignInput>, _) = (slice.iter().map(input).collect(), app.vault.clone());
        let write = move |tx: &mut Tx<'_>| sign(tx, &vault, now, &inputs.iter().collect::<Vec<_>>()).map(drop);
        app.db.write_bulk("bench.sign", write).expect("the database takes them");
    }
}

async fn serve(crowd: &Crowd) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let address = listener.local_addr().expect("a bound socket has an address");
    let service = clarion::web::router(crowd.app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await.expect("serving does not end") });
    address
}

/// The floor: the newest rows of the list as they lie in the database.
async fn serve_rows(db: &Db, group: Id) -> SocketAddr {
    let rows = move |State(db): State<Db>| async move {
        let read = db.read_newest(move |tx| {
            let newest = [(&group.0).into(), (&[0xff_u8; 16]).into(), PAGE.into()];
            tx.rows(&store::PAGE, &newest, |row| Ok(row.bytes(1)?.to_vec()))
        });
        read.await.map(|rows| rows.concat()).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let address = listener.local_addr().expect("a bound socket has an address");
    let router = Router::new().route("/rows", get(rows)).with_state(db.clone());
    tokio::spawn(async move { axum::serve(listener, router).await.expect("serving does not end") });
    address
}
