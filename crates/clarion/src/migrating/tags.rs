//! Custom fields, tags, and who has which.

use super::{MigrateProblem, Place, Run, read};
use crate::app::App;
use crate::ids::Id;
use crate::osdi::hal;
use crate::people::beside::tags::{self, NAME_CHARS_MAX, Named, TAGS_MAX};
use crate::people::fields::Names;
use crate::people::{self, api_body, bring};
use db::{Fault, Tx};
use std::collections::BTreeMap;

const FIELDS_STEP: usize = 0;
const TAGS_STEP: usize = 1;
const TAGGINGS_STEP: usize = 3;

/// The names of the source's custom fields, also of those that nobody has.
pub(super) fn bring_fields(run: &mut Run<'_>) -> Result<(), MigrateProblem> {
    if run.is_past(FIELDS_STEP) {
        return Ok(());
    }
    let document = run.source.document("metadata/custom_fields")?.unwrap_or_default();
    let named = read::all(&document, "action_network:custom_fields").iter();
    let names = named.filter_map(|field| api_body::line(read::text(field, "name"), api_body::NAME_CHARS_MAX).ok());
    let names: Vec<String> = names.filter(|name| !name.is_empty()).take(people::fields::FIELDS_MAX).collect();
    let (app, group, now) = (run.app, run.options.group.id, run.app.clock.now());
    let number = names.len() as i64;
    let prepared = Names::prepare(&app.vault, &app.ids, now, group, names.iter().map(String::as_str))?;
    run.write(Place { step: TAGS_STEP, ..Place::default() }, move |tx, report| {
        report.count_many("custom_fields_read", number);
        if prepared.keep(tx, now)?.is_err() {
            report.leave("names of custom fields, for which the group has no room", number);
        }
        Ok(())
    })
}

/// A tag of the source, ready.
struct Tag {
    there: Id,
    named: Named,
    was_cut: bool,
}

/// The source's tags. They are few, so they are read in every run: later steps need them.
pub(super) fn bring(run: &mut Run<'_>) -> Result<(), MigrateProblem> {
    let (app, group, now) = (run.app, run.options.group.id, run.app.clock.now());
    let mut found: BTreeMap<Id, Tag> = BTreeMap::new();
    let mut too_many = 0;
    let mut number = 1;
    loop {
        let page = run.source.page("tags", number)?;
        for record in &page.records {
            let name = read::text(record, "name");
            let Some(there) = read::own(record) else { continue };
            let Some(named) = tags::prepare(&app.vault, &app.ids, now, group, name)? else { continue };
            let was_cut = name.trim().chars().count() > NAME_CHARS_MAX;
            match found.len() < TAGS_MAX {
                true => drop(found.insert(there, Tag { there, named, was_cut })),
                false => too_many += 1,
            }
        }
        if page.is_last {
            break;
        }
        number += 1;
    }
    let counts = !run.is_past(TAGS_STEP);
    for tag in found.into_values() {
        let ours = find_or_add(app, &tag)?;
        let Some((ours, added)) = ours else {
            too_many += 1;
            continue;
        };
        if counts {
            let report = &mut run.state.report;
            report.count("tags_read");
            report.count_many("tags_added", i64::from(added));
            report.leave("ends of tags' names, which have at most 50 characters", i64::from(tag.was_cut));
        }
        run.tags.push((tag.there, ours));
    }
    if counts {
        run.state.report.leave("tags, of which a group has at most 500", too_many);
        run.end_step(TAGS_STEP)?;
    }
    Ok(())
}

/// Our tag of this name, and whether it is new; `None` where there is no room.
fn find_or_add(app: &App, tag: &Tag) -> Result<Option<(Id, bool)>, Fault> {
    let (named, now) = (tag.named.clone(), app.clock.now());
    app.db.write_bulk("migrating.tag", move |tx| {
        if let Some(known) = tags::find(tx, &named)? {
            return Ok(Some((known, false)));
        }
        Ok(tags::find_or_add(tx, now, &named)?.ok().map(|tag| (tag, true)))
    })
}

/// Who has which tag.
pub(super) fn give(run: &mut Run<'_>) -> Result<(), MigrateProblem> {
    if run.is_past(TAGGINGS_STEP) {
        return Ok(());
    }
    let items = run.tags.clone();
    run.walk_each(TAGGINGS_STEP, &items, |run, (there, ours)| {
        run.walk("taggings", &format!("tags/{there}/taggings"), |run, records, next| {
            let (vault, group, now) = (&run.app.vault, run.options.group.id, run.app.clock.now());
            let key = |person: Id| vault.foreign_key(group, "person", &hal::migrated(person));
            let keys: Vec<Option<[u8; 16]>> = records.iter().map(|record| read::person(record).map(key)).collect();
            run.write(next, move |tx, report| {
                report.count_many("taggings_read", keys.len() as i64);
                let (people, missing) = identities(tx, group, &keys)?;
                report.leave("taggings of people who did not come along", missing);
                if let Ok(given) = tags::give(tx, now, group, ours, group, &people)? {
                    report.count_many("taggings_added", given as i64);
                }
                Ok(())
            })
        })
    })?;
    run.end_step(TAGGINGS_STEP)
}

/// The humans of those who came along, and how many did not.
fn identities(tx: &mut Tx<'_>, group: Id, keys: &[Option<[u8; 16]>]) -> Result<(Vec<Id>, i64), Fault> {
    let mut found = Vec::with_capacity(keys.len());
    for key in keys.iter().flatten() {
        found.extend(bring::identity(tx, group, key)?);
    }
    let missing = (keys.len() - found.len()) as i64;
    Ok((found, missing))
}
