//! The table of Clarion's figures, each beside a floor measured in the same run on the same machine.
//!
//! `make bench` runs all of it; `bench sqlite`, `bench postgres`, `bench page`, `bench import`, `bench call` or `bench
//! people` a part. Figures alone say little: disks and neighbours
//! change by the minute. The ratios are what is promised.

mod calling;
mod crowd;
mod floor;
mod import_floor;
mod importing;
mod listing;
mod load;
mod pages;
mod process;
mod signing;
mod table;
mod world;

use std::path::{Path, PathBuf};
use std::time::Duration;
use table::Line;
use tokio::runtime::Runtime;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long each load lasts.
const LENGTH: Duration = Duration::from_secs(4);
/// How many people are put in before the rounds with known people.
const PEOPLE: u64 = 1_000_000;
/// How many people the imported list has.
const IMPORTED: u64 = 1_000_000;

fn main() -> std::process::ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let wants = |part: &str| wanted.is_empty() || wanted.iter().any(|word| word == part);
    let people = wanted.iter().find_map(|word| word.parse().ok()).unwrap_or(PEOPLE);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("the machine has threads");
    let folder = testkit::TempFolder::new();
    let mut lines: Vec<Line> = Vec::new();
    table::print_heading();
    if wants("sqlite") || wants("page") {
        let file = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
        let engine = signing::Engine { name: "SQLite", floor_url: file("floor.db"), url: file("clarion.db"), goal_new: 0.55 };
        let world = match wants("sqlite") {
            true => signing::measure(&runtime, &engine, LENGTH, people, &mut lines),
            false => world::World::new(&engine.url),
        };
        note(&mut lines, vec![pages::measure(&runtime, &world, LENGTH)]);
        drop(world);
        note(&mut lines, process::measure(folder.path(), people));
        note(&mut lines, importing::measure(folder.path(), IMPORTED));
    }
    if wanted.iter().any(|word| word == "import") {
        drop(world::World::new(&format!("sqlite:{}", folder.path().join("clarion.db").display())));
        note(&mut lines, importing::measure(folder.path(), people));
    }
    for (part, measure) in [("call", on_call as OnOne), ("people", on_people)] {
        if wants(part) {
            let url = format!("sqlite:{}", folder.path().join(format!("{part}.db")).display());
            note(&mut lines, measure(&runtime, "SQLite", &url, folder.path(), people));
            let cluster = testkit::Postgres::own();
            let database = cluster.fresh_database();
            note(&mut lines, measure(&runtime, "PostgreSQL", &database.url(), folder.path(), people));
        }
    }
    if wants("postgres") {
        let cluster = testkit::Postgres::own();
        let (floor, server) = (cluster.fresh_database(), cluster.fresh_database());
        let (floor_url, url) = (floor.url(), server.url());
        let engine = signing::Engine { name: "PostgreSQL", floor_url, url, goal_new: 0.40 };
        drop(signing::measure(&runtime, &engine, LENGTH, people, &mut lines));
        runtime.shutdown_background();
    }
    let path = target().join("bench.json");
    if let Err(error) = table::write_json(&lines, &path) {
        table::say(&format!("{} cannot be written: {error}", path.display()));
    }
    match lines.iter().all(Line::is_reached) {
        true => std::process::ExitCode::SUCCESS,
        false => std::process::ExitCode::FAILURE,
    }
}

/// What is measured on one engine: its name, the address of its database, a folder, and how many people.
type OnOne = fn(&Runtime, &str, &str, &Path, u64) -> Vec<Line>;

fn on_call(runtime: &Runtime, engine: &str, url: &str, folder: &Path, people: u64) -> Vec<Line> {
    vec![calling::measure(runtime, engine, url, folder, people)]
}

fn on_people(runtime: &Runtime, engine: &str, url: &str, folder: &Path, people: u64) -> Vec<Line> {
    listing::measure(runtime, engine, url, folder, people, LENGTH)
}

fn note(lines: &mut Vec<Line>, measured: Vec<Line>) {
    measured.iter().for_each(table::print);
    lines.extend(measured);
}

/// The folder that cargo builds into: two above this program.
fn target() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    program.ancestors().nth(2).map_or_else(|| PathBuf::from("target"), Path::to_path_buf)
}
