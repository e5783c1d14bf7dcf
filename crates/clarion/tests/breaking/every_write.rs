//! The server dies at its first write, is started again and dies at its second, then at its third: each time just before the commit, and
//! then just after it, before anybody is answered. Meanwhile people go on signing and confirming. At the end every answered
//! confirmation is counted, every accepted form got its mail, and nobody is counted twice.
//!
//! In a long run the numbers go up until one server lives through all the writes of 200 people.

use super::kills::{Crowd, PEOPLE, STANDSTILL};
use super::{LONG, Place, Running};
use std::sync::atomic::Ordering;
use std::time::Instant;
use testkit::{Postgres, wait_until};

/// Two answered writes for each: the form and the button.
const ANSWERS_OF_A_RUN: usize = 2 * PEOPLE;
/// Deadly writes in a short run.
const WRITES: usize = 12;

/// How a server ended.
#[derive(PartialEq, Eq)]
enum End {
    Died,
    /// It outlived a whole run.
    Lived,
}

/// Waits until the server has died at its write; lets time pass and starts another whenever nothing moves.
fn await_death(crowd: &Crowd, at: &str, standstills: &mut usize) -> End {
    let serve = |place: &Place| place.serve_and_die(at);
    crowd.restart_as(serve);
    let first = crowd.answered.load(Ordering::SeqCst);
    let (mut last, mut moved, mut end) = (first, Instant::now(), None);
    wait_until("the death of a server", LONG * 5, || {
        let answered = crowd.answered.load(Ordering::SeqCst);
        if answered != last {
            (last, moved) = (answered, Instant::now());
        }
        if !crowd.running.lock().unwrap().as_mut().is_some_and(Running::is_alive) {
            end = Some(End::Died);
        } else if answered - first > ANSWERS_OF_A_RUN {
            end = Some(End::Lived);
        } else if moved.elapsed() > STANDSTILL {
            crowd.restart_as(serve);
            (*standstills, moved) = (*standstills + 1, Instant::now());
        }
        end.is_some()
    });
    end.unwrap()
}

fn dies_at_every_write(name: &str, place: Place) {
    let crowd = Crowd::new(place, 0);
    let (mut deaths, mut number) = (0, 0);
    let standstills = crowd.run_while(|_| {
        let (mut standstills, mut has_lived) = (0, false);
        while !has_lived && (testkit::long() || number < WRITES) {
            number += 1;
            for moment in ["before", "after"] {
                match await_death(&crowd, &format!("{moment} {number}"), &mut standstills) {
                    End::Died => deaths += 1,
                    End::Lived => has_lived = true,
                }
            }
        }
        standstills
    });
    assert!(deaths >= 2 * WRITES, "{deaths} deaths");
    crowd.check(&format!("{name}, dead at each of {number} writes"), deaths, standstills);
}

#[test]
fn on_sqlite_no_write_is_lost_or_doubled_by_dying_at_it() {
    dies_at_every_write("SQLite", Place::new(None));
}

#[test]
fn on_postgres_no_write_is_lost_or_doubled_by_dying_at_it() {
    dies_at_every_write("PostgreSQL", Place::new(Some(Postgres::shared().fresh_database())));
}
