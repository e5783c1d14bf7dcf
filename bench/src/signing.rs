//! Signing beside its floor: through the keyed API with new people, with a million there and half of the signers known, and through
//! the public form.

use crate::load::{self, MakeRequest};
use crate::table::{Line, say};
use crate::world::{self, SLUG, World};
use crate::{floor, table};
use db::{DatabaseUrl, Db};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;

const CLIENTS: usize = 256;
const ROUNDS: u64 = 3;
/// Numbers of new people begin here, one range for each round.
const NEW: u64 = 10_000_000;

/// One engine: a URL for the floor, one for the server, how it is called, and the goals for new and for known people.
pub struct Engine {
    /// How it is called.
    pub name: &'static str,
    /// Where the floor's table lies.
    pub floor_url: String,
    /// Where the server's tables lie.
    pub url: String,
    /// Share of the floor for new people.
    pub goal_new: f64,
}

/// Of the floor, with a million people there and half of the signers known.
const GOAL_KNOWN: f64 = 0.35;
/// The form, of the keyed API.
const GOAL_FORM: f64 = 0.70;

/// Measures one engine; `people` are put in before the second round.
pub fn measure(runtime: &Runtime, engine: &Engine, length: Duration, people: u64, lines: &mut Vec<Line>) -> World {
    let floor_url = DatabaseUrl::parse(&engine.floor_url).expect("a well-formed URL");
    let floor_db = Db::open(&floor_url, None, db::Settings::default()).expect("it opens");
    floor_db.migrate(floor::MIGRATIONS, 1).expect("the table is made");
    let world = World::new(&engine.url);
    let (floor, server) = runtime.block_on(async { (floor::serve(Some(&floor_db)).await, world.serve().await) });
    let mut add = |line: Line| {
        table::print(&line);
        lines.push(line);
    };
    let name = engine.name;
    let new = |round: u64| -> MakeRequest { by_api(&world, move |n| NEW * (round + 1) + n) };
    let rounds = beside(runtime, floor, server, length, new);
    add(Line::of_rounds(format!("sign through the keyed API, new people, {name}"), &rounds, engine.goal_new));
    add(form(runtime, &world, server, length, name));
    say(&format!("  ({name}: putting in {people} people)"));
    std::thread::scope(|scope| {
        scope.spawn(|| world.fill(people));
        scope.spawn(|| fill_floor(&floor_db, people));
    });
    let known = |round: u64| {
        by_api(&world, move |n| if n % 2 == 0 { n.wrapping_mul(2_654_435_761) % people.max(1) } else { NEW * (round + 20) + n })
    };
    let rounds = beside(runtime, floor, server, length, known);
    add(Line::of_rounds(format!("the same with {people} people there, half of the signers known, {name}"), &rounds, GOAL_KNOWN));
    world
}

/// Loads floor and server in turn, with the same requests.
fn beside(
    runtime: &Runtime,
    floor: SocketAddr,
    server: SocketAddr,
    length: Duration,
    make: impl Fn(u64) -> MakeRequest,
) -> Vec<(f64, f64)> {
    (0..ROUNDS)
        .map(|round| {
            let below = runtime.block_on(load::run(floor, CLIENTS, length, 0, make(round)));
            let measured = runtime.block_on(load::run(server, CLIENTS, length, 0, make(round)));
            say(&format!(
                "  floor {:>7.0}/s   server {:>7.0}/s  p50 {:.1} ms  p99 {:.1} ms  refused {}",
                below.per_second, measured.per_second, measured.p50_ms, measured.p99_ms, measured.refused
            ));
            (measured.per_second, below.per_second)
        })
        .collect()
}

/// Requests of the keyed API for whoever `who` says.
fn by_api(world: &World, who: impl Fn(u64) -> u64 + Send + Sync + 'static) -> MakeRequest {
    let path = format!("/api/v2/petitions/{}/signatures", world.petition);
    let headers = format!("OSDI-API-Token: {}\r\n", world.api_key);
    Arc::new(move |n| load::post(&path, &headers, &World::body(who(n))))
}

fn form(runtime: &Runtime, world: &World, server: SocketAddr, length: Duration, name: &str) -> Line {
    let rounds: Vec<(f64, f64)> = (0..ROUNDS)
        .map(|round| {
            let api = by_api(world, move |n| NEW * (round + 5) + n);
            let below = runtime.block_on(load::run(server, CLIENTS, length, 0, api));
            let measured = runtime.block_on(load::run(server, CLIENTS, length, 0, by_form(world, NEW * (round + 10))));
            say(&format!("  API {:>7.0}/s   form {:>7.0}/s  refused {}", below.per_second, measured.per_second, measured.refused));
            (measured.per_second, below.per_second)
        })
        .collect();
    Line::of_rounds(format!("sign through the public form, {name} (floor: the keyed API)"), &rounds, GOAL_FORM)
}

/// Posts of the form, each from an address of its own behind one trusted hop.
fn by_form(world: &World, first: u64) -> MakeRequest {
    let stamp = clarion::pending::form::stamp(&world.app.vault, world.petition, world.app.clock.now());
    Arc::new(move |n| {
        let (email, zip) = (world::email(first + n).replace('@', "%40"), world::zip(n));
        let [.., b, c, d] = (n as u32).to_be_bytes();
        let body = format!("given_name=Given{n}&family_name=Example&email={email}&zip={zip}&comment=&stamp={stamp}");
        load::post_form(&format!("/petitions/{SLUG}"), &format!("X-Forwarded-For: 10.{b}.{c}.{d}\r\n"), &body)
    })
}

fn fill_floor(db: &Db, people: u64) {
    for first in (0..people).step_by(8_000) {
        let rows: Vec<floor::FloorRow> = (first..(first + 8_000).min(people)).map(floor::FloorRow::numbered).collect();
        db.write_bulk("bench.fill_floor", move |tx| floor::add(tx, &rows)).expect("the database takes them");
    }
}
