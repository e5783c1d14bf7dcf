//! Petitions: their words, targets, goal and dates. They arrive stopped: two pages that both take signatures would count apart, so
//! whoever organises opens the one here when the other is closed. One that came before keeps the words that it has here.

use super::report::Report;
use super::{MigrateProblem, Run, read};
use crate::actions::address;
use crate::ids::Id;
use crate::osdi::hal;
use crate::petitions::create::{self, NewPetition, TARGETS_MAX, TEXT_CHARS_MAX, TITLE_CHARS_MAX};
use crate::petitions::{PetitionState, PetitionWords, Target, listing};
use db::{Fault, Tx};
use serde_json::Value;
use std::collections::BTreeMap;

const STEP: usize = 4;
/// When an address is taken, `-2`, `-3` and so on are tried up to this.
pub(super) const SLUGS_MAX: u32 = 200;
/// Petitions, or forms, kept at hand while their signatures come; far more than a group makes.
pub(super) const PETITIONS_MAX: usize = 10_000;

/// The source's petitions. They are few, so they are read in every run: the signatures need them.
pub(super) fn bring(run: &mut Run<'_>) -> Result<(), MigrateProblem> {
    let counts = !run.is_past(STEP);
    let mut found: BTreeMap<Id, Id> = BTreeMap::new();
    let mut number = 1;
    loop {
        let page = run.source.page("petitions", number)?;
        for record in &page.records {
            let Some(there) = read::own(record).filter(|_| found.len() < PETITIONS_MAX) else {
                run.state.report.leave("petitions without an id, or over 10,000", i64::from(counts));
                continue;
            };
            let (ours, told) = keep(run, record, there)?;
            if counts {
                told.counts.iter().for_each(|(name, number)| run.state.report.count_many(name, *number));
                told.left.iter().for_each(|(what, number)| run.state.report.leave(what, *number));
                let shown = i64::try_from(run.source.count(&format!("petitions/{there}/signatures"))?).unwrap_or(i64::MAX);
                let all = record.get("total_signatures").and_then(Value::as_i64).unwrap_or(0);
                run.state.report.leave(
                    "signatures that a petition counts and its list does not hold, such as those of co-sponsors",
                    all.saturating_sub(shown),
                );
            }
            found.extend(ours.map(|ours| (there, ours)));
        }
        if page.is_last {
            break;
        }
        number += 1;
    }
    run.petitions = found.into_iter().collect();
    if counts { run.end_step(STEP) } else { Ok(()) }
}

/// A petition of the source, ready.
struct Ready {
    new: NewPetition,
    description: String,
    identifiers: Vec<String>,
    left: Report,
}

/// Ours, made if it was not; what is to be counted.
fn keep(run: &Run<'_>, record: &Value, there: Id) -> Result<(Option<Id>, Report), MigrateProblem> {
    let ready = prepare(run, record, there);
    let group = run.options.group.id;
    let kept = run.app.db.write_bulk("migrating.petition", move |tx| {
        let mut report = ready.left.clone();
        report.count("petitions_read");
        if let Some(known) = listing::identified(tx, group, &hal::migrated(there))? {
            let standing = create::find_by_id(tx, known)?;
            let changed = standing.is_some_and(|here| here.petition.modified_at < ready.new.petition.modified_at);
            report.left.clear();
            report.leave("petitions that were changed there since they came", i64::from(changed));
            return Ok((Some(known), report));
        }
        let made = make(tx, &ready)?;
        match made {
            Some(_) => report.count("petitions_added"),
            None => report.leave("petitions that are none here, such as one that closes before it opens", 1),
        }
        Ok((made, report))
    });
    Ok(kept?)
}

fn prepare(run: &Run<'_>, record: &Value, there: Id) -> Ready {
    let (app, now) = (run.app, run.app.clock.now());
    let mut left = Report::default();
    let mut cut = |field: &str, chars_max: usize, words: &str| {
        let (text, whole) = read::plain_up_to(read::text(record, field), chars_max);
        left.leave(words, i64::from(!whole));
        text
    };
    let title = cut("title", TITLE_CHARS_MAX, "ends of petitions' titles, which have at most 150 characters");
    let text = cut("petition_text", TEXT_CHARS_MAX, "ends of petitions' texts, which have at most 20,000 characters");
    let description = cut("description", TEXT_CHARS_MAX, "ends of petitions' descriptions");
    let name = cut("name", TITLE_CHARS_MAX, "ends of petitions' internal names");
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = if title.is_empty() { "Petition".to_owned() } else { title };
    let targets = read::all(record, "target").iter().map(|target| seal::text::clean_line(read::text(target, "name"), 200));
    let targets: Vec<String> = targets.filter_map(Result::ok).filter(|name| !name.is_empty()).collect();
    left.leave("targets of a petition over 200", targets.len().saturating_sub(TARGETS_MAX) as i64);
    left.leave("pictures of petitions", i64::from(!read::text(record, "featured_image_url").is_empty()));
    left.leave("tags that a petition gives to its signers", read::all(record, "tag_list").len() as i64);
    let id = app.ids.fresh(now);
    let mut petition = create::blank(id, run.options.group.id, address::slug_of(&title, "petition"), now);
    petition.state = PetitionState::Stopped;
    petition.name = name;
    petition.origin_system = seal::text::clean_line(read::text(record, "origin_system"), TITLE_CHARS_MAX).unwrap_or_default();
    petition.goal = record.get("clarion:goal").and_then(Value::as_i64).unwrap_or(0).max(0);
    (petition.opens_at, petition.closes_at) = (read::moment(record, "clarion:opens_at"), read::moment(record, "clarion:closes_at"));
    petition.created_at = read::moment(record, "created_date").unwrap_or(now).min(now);
    petition.modified_at = read::moment(record, "modified_date").unwrap_or(now).min(now).max(petition.created_at);
    let words = vec![PetitionWords { lang: "en".to_owned(), title, text, thanks: String::new() }];
    let targets = targets.into_iter().take(TARGETS_MAX).map(|name| Target { office: None, name }).collect();
    let mut identifiers = read::foreign(record);
    identifiers.truncate(18);
    identifiers.push(hal::migrated(there));
    Ready { new: NewPetition { petition, words, sponsors: Vec::new(), targets }, description, identifiers, left }
}

/// Makes it under the first address that is free.
fn make(tx: &mut Tx<'_>, ready: &Ready) -> Result<Option<Id>, Fault> {
    let mut new = ready.new.clone();
    for target in &mut new.targets {
        target.office = listing::office_titled(tx, &target.name)?;
    }
    let slug = new.petition.slug.clone();
    let mut made = create::create(tx, &new)?;
    for number in 2..=SLUGS_MAX {
        if made != Err(create::CreateRefusal::SlugTaken) {
            break;
        }
        new.petition.slug = format!("{slug}-{number}");
        made = create::create(tx, &new)?;
    }
    if made.is_err() {
        return Ok(None);
    }
    listing::keep_beside(tx, new.petition.id, &ready.identifiers, Some(&ready.description))?;
    Ok(Some(new.petition.id))
}
