//! Importing a list with the program's own command, beside prepared inserts of as many rows with as many in a commit.
//!
//! A person who is new brings three rows: the key, the record, the consent. The floor in [`crate::import_floor`] writes as many.

use crate::import_floor;
use crate::process;
use crate::table::{Line, say};
use crate::world;
use std::io::{BufWriter, Write as _};
use std::path::Path;

const GOAL: f64 = 0.40;
const PEAK_GOAL_MEGABYTES: f64 = 400.0;
/// The list's people are others than those who are there.
const FIRST: u64 = 900_000_000;

/// Measures it on the SQLite database in `folder`, which has the bench's group.
pub fn measure(folder: &Path, people: u64) -> Vec<Line> {
    let list = folder.join("list.csv");
    write_list(&list, people).expect("the folder takes a file");
    let floor = import_floor::per_second(folder, people);
    let mut command = process::command(folder, 1);
    command.args(["import", "people", "--group", "friends-of-the-library", "--consent-source", "the bench", "--json"]).arg(&list);
    let Some(report) = process::json_of(&mut command) else { return Vec::new() };
    let figure = |name: &str| report[name].as_f64().unwrap_or(0.0);
    say(&format!(
        "  read {:.0}, added {:.0}, refused {:.0}, {:.1} s",
        figure("read"),
        figure("added"),
        figure("refused"),
        figure("seconds")
    ));
    let per_second = figure("added") / figure("seconds");
    vec![
        Line::of_rounds(format!("import {people} people from CSV (floor: prepared inserts)"), &[(per_second, floor)], GOAL),
        Line::under(format!("memory, peak of importing {people} people"), figure("peak_rss_mb"), "MB", PEAK_GOAL_MEGABYTES),
    ]
}

fn write_list(path: &Path, people: u64) -> std::io::Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    writeln!(out, "First name,Last name,Email,ZIP")?;
    for n in FIRST..FIRST + people {
        writeln!(out, "Given{n},Example,{},{}", world::email(n), world::zip(n))?;
    }
    out.flush()
}
