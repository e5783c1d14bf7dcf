//! `clarion simulate`, for seconds here and for long in the long tests: every invariant holds on both engines, and on SQLite the same seed
//! tells the same story.

use clarion::simulate::{Lived, Simulation, live};
use db::{DatabaseUrl, Scratch};
use testkit::Postgres;

/// Seeds and steps of a test.
fn seeds(short: u64, long: u64) -> impl Iterator<Item = (u64, u64)> {
    let (seeds, steps) = if testkit::long() { (long, 400) } else { (short, 120) };
    (1..=seeds).map(move |seed| (seed, steps))
}

fn one(base: Option<&DatabaseUrl>, seed: u64, steps: u64) -> Lived {
    let scratch = Scratch::make(base, &format!("simulation_{seed}_{steps}")).unwrap();
    let lived = live(Simulation { seed, steps, url: scratch.url().clone(), trace: None });
    lived.unwrap_or_else(|broken| panic!("seed {seed}, step {}: {}", broken.step, broken.what))
}

#[test]
fn everything_holds_on_sqlite() {
    for (seed, steps) in seeds(3, 200) {
        let lived = one(None, seed, steps);
        assert!(lived.steps == steps && lived.time > 0, "{lived:?}");
    }
}

#[test]
fn everything_holds_on_postgres() {
    let database = Postgres::shared().fresh_database();
    let base = DatabaseUrl::parse(&database.url()).unwrap();
    for (seed, steps) in seeds(1, 50) {
        one(Some(&base), seed, steps);
    }
}

#[test]
fn the_same_seed_tells_the_same_story_and_another_seed_another() {
    let (first, again, other) = (one(None, 101, 80), one(None, 101, 80), one(None, 102, 80));
    assert_eq!(first, again);
    assert_ne!(first.trace, other.trace);
}
