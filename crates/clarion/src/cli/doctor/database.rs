//! What the database tells: whether it answers, whether the key opens it, whether later work gets done.

use super::Check;
use crate::access::passkeys::DOMAIN_FACT;
use crate::cli::{init, keys, open};
use crate::clock::MINUTE;
use crate::config::Settings;
use crate::keys::{fact, recovery};
use crate::plans;
use crate::reports::{OpenReports, open_reports};
use db::{Db, Engine, Fault};
use jobs::Figures;
use std::time::Instant;

/// A local disk or a near server answers in less.
const ROUND_TRIP_MS_USUAL: u128 = 50;
/// Later work that is due this long has nobody who does it.
const DUE_WAIT: i64 = 5 * MINUTE;
/// A clock before 2026 was never set: microseconds of its first instant.
const NOW_MIN: i64 = 1_767_225_600_000_000;

pub(super) fn checks(settings: &Settings, now: i64) -> Vec<Check> {
    let db = match open::connect_to_existing(settings) {
        Ok(db) => db,
        Err(problem) => return vec![Check::wrong("database", problem.sentence())],
    };
    // The first answer includes reading the file's head, or planning.
    let _unmeasured = db.read_blocking(init::begun_at);
    let start = Instant::now();
    let begun = db.read_blocking(init::begun_at);
    let took_ms = start.elapsed().as_millis();
    let mut checks = vec![database(&db, begun.as_ref(), took_ms)];
    if begun.is_ok() {
        checks.extend(master_key(&db, settings));
        checks.extend(passkey_domain(&db, settings));
        checks.push(later_work(&db, now));
        checks.push(reports(&db));
        checks.push(clock(begun.ok().flatten(), now));
    }
    db.close();
    checks
}

fn database(db: &Db, begun: Result<&Option<String>, &Fault>, took_ms: u128) -> Check {
    let engine = match db.engine() {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    };
    match begun {
        Err(_) => Check::wrong(
            "database",
            format!("{engine} answers, but without Clarion's tables. Start the server once, or `clarion init`."),
        ),
        Ok(_) if took_ms > ROUND_TRIP_MS_USUAL => Check::mind(
            "database",
            format!("{engine} answers in {took_ms} ms, which is slow. Bring it nearer, or look at its load."),
        ),
        Ok(_) => Check::ok("database", format!("{engine} answers in {took_ms} ms.")),
    }
}

fn master_key(db: &Db, settings: &Settings) -> Vec<Check> {
    let master = match keys::key_that_opens(db, &settings.master_key) {
        Ok(master) => master,
        Err(problem) => return vec![Check::wrong("master key", problem.sentence())],
    };
    let fingerprint = master.fingerprint();
    let opens = Check::ok("master key", format!("It opens the database; its fingerprint is {fingerprint}."));
    let confirmed = db.read_blocking(move |tx| recovery::is_confirmed(tx, &fingerprint));
    let sheet = match confirmed {
        Ok(true) => Check::ok("recovery sheet", "It was typed back for this master key."),
        _ => Check::mind(
            "recovery sheet",
            "Nobody has typed it back. Run `clarion keys recovery-sheet`, then `clarion keys confirm-recovery`.",
        ),
    };
    vec![opens, sheet]
}

/// Whether the passkeys that stand were made for the domain of the settings: those of another open nothing.
fn passkey_domain(db: &Db, settings: &Settings) -> Option<Check> {
    let made_for = db.read_blocking(|tx| fact(tx, DOMAIN_FACT)).ok().flatten()?;
    let known = settings.clone();
    if let Ok(Some(domain)) = db.read_blocking(move |tx| plans::domain_to_keep(tx, &known)) {
        let words = format!(
            "A ballot runs, and its passkeys belong to {domain}. `clarion serve` refuses to start until CLARION_PASSKEY_DOMAIN={domain} is set again."
        );
        return Some(Check::wrong("passkeys", words));
    }
    Some(match settings.passkey_domain.as_deref() {
        Some(domain) if domain == made_for => {
            Check::ok("passkeys", format!("They belong to {domain}, for good: keep that domain."))
        }
        _ => Check::wrong(
            "passkeys",
            format!("Those that were registered belong to {made_for} and open nothing now. Set CLARION_PASSKEY_DOMAIN={made_for}."),
        ),
    })
}

fn reports(db: &Db) -> Check {
    match db.read_blocking(open_reports).map(OpenReports::total) {
        Ok(0) => Check::ok("reports", "None is open."),
        Ok(1) => Check::mind("reports", "1 report of a page is open. Read it with `clarion reports list`."),
        Ok(open) => Check::mind("reports", format!("{open} reports of pages are open. Read them with `clarion reports list`.")),
        Err(_) => Check::wrong("reports", "They cannot be counted. Start the server once, so that the tables are made."),
    }
}

fn later_work(db: &Db, now: i64) -> Check {
    match db.read_blocking(move |tx| jobs::figures(tx, now)) {
        Ok(figures) => judged(&figures, now),
        Err(_) => Check::wrong("later work", "It cannot be counted. Look at the log of the server."),
    }
}

fn judged(figures: &Figures, now: i64) -> Check {
    let (waiting, given_up) = (figures.waiting, figures.given_up);
    if let Some(since) = figures.due_since.filter(|since| now - since > DUE_WAIT) {
        let minutes = (now - since) / MINUTE;
        return Check::wrong(
            "later work",
            format!("Jobs wait since {minutes} minutes. Start `clarion serve`, or more `clarion work`."),
        );
    }
    match given_up {
        0 => Check::ok("later work", format!("{waiting} jobs wait, none was given up.")),
        _ => Check::mind("later work", format!("{given_up} jobs were given up in 30 days. The log of the server says why.")),
    }
}

fn clock(begun: Option<String>, now: i64) -> Check {
    let now = jiff::Timestamp::from_microsecond(now).unwrap_or_default();
    let begun: Option<jiff::Timestamp> = begun.and_then(|text| text.parse().ok());
    let is_set = now.as_microsecond() >= NOW_MIN && begun.is_none_or(|begun| begun <= now);
    match is_set {
        true => Check::ok("clock", format!("It says {now:.0}.")),
        false => Check::wrong("clock", format!("It says {now:.0}, which is before this instance was begun. Set it, best by NTP.")),
    }
}
