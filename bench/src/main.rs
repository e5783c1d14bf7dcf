//! The table of Clarion's figures, each beside a floor measured in the same run on the same machine.
//!
//! `make bench` runs all of it; `bench sqlite`, `bench postgres`, `bench page`, `bench import` or `bench call` a part. Figures alone say little: disks and neighbours
//! change by the minute. The ratios are what is promised.

mod calling;
mod floor;
mod import_floor;
mod importing;
mod load;
mod pages;
mod process;
mod signing;
mod table;
mod world;

use std::path::{Path, PathBuf};
use std::time::Duration;
use table::Line;

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
        let line = pages::measure(&runtime, &world, LENGTH);
        table::print(&line);
        lines.push(line);
        drop(world);
        for line in process::measure(folder.path(), people).into_iter().chain(importing::measure(folder.path(), IMPORTED)) {
            table::print(&line);
            lines.push(line);
        }
    }
    if wanted.iter().any(|word| word == "import") {
        drop(world::World::new(&format!("sqlite:{}", folder.path().join("clarion.db").display())));
        for line in importing::measure(folder.path(), people) {
            table::print(&line);
            lines.push(line);
        }
    }
    if wants("call") {
        let url = format!("sqlite:{}", folder.path().join("call.db").display());
        let line = calling::measure(&runtime, "SQLite", &url, folder.path(), people);
        table::print(&line);
        lines.push(line);
        let cluster = testkit::Postgres::own();
        let database = cluster.fresh_database();
        let line = calling::measure(&runtime, "PostgreSQL", &database.url(), folder.path(), people);
        table::print(&line);
        lines.push(line);
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

/// The folder that cargo builds into: two above this program.
fn target() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    program.ancestors().nth(2).map_or_else(|| PathBuf::from("target"), Path::to_path_buf)
}
