//! Forms: their words, kind, questions, goal and dates. They arrive stopped, as petitions do and for the same reason. One that came
//! before keeps what it says here.

use super::petitions::{PETITIONS_MAX as FORMS_MAX, SLUGS_MAX};
use super::questions::{self, Asked};
use super::report::Report;
use super::{MigrateProblem, Run, read};
use crate::actions::address::slug_of;
use crate::forms::create::{self, NewForm};
use crate::forms::{FormKind, FormState, Words, listing};
use crate::ids::Id;
use crate::osdi::hal;
use crate::petitions::create::{TEXT_CHARS_MAX, TITLE_CHARS_MAX};
use crate::web::lang::{Lang, t};
use db::{Fault, Tx};
use serde_json::Value;
use std::collections::BTreeMap;

const STEP: usize = 6;

/// A form that came along.
#[derive(Clone, Debug)]
pub(super) struct Came {
    /// Ours.
    pub(super) id: Id,
    /// What both ask.
    pub(super) asked: Vec<Asked>,
}

/// The source's forms. They are few, so they are read in every run: the submissions need them.
pub(super) fn bring(run: &mut Run<'_>) -> Result<(), MigrateProblem> {
    let counts = !run.is_past(STEP);
    let mut found: BTreeMap<Id, Came> = BTreeMap::new();
    let mut number = 1;
    loop {
        let page = run.source.page("forms", number)?;
        for record in &page.records {
            let Some(there) = read::own(record).filter(|_| found.len() < FORMS_MAX) else {
                run.state.report.leave("forms without an id, or over 10,000", i64::from(counts));
                continue;
            };
            let (came, told) = keep(run, record, there)?;
            if counts {
                told.counts.iter().for_each(|(name, number)| run.state.report.count_many(name, *number));
                told.left.iter().for_each(|(what, number)| run.state.report.leave(what, *number));
                let shown = i64::try_from(run.source.count(&format!("forms/{there}/submissions"))?).unwrap_or(i64::MAX);
                let all = record.get("total_submissions").and_then(Value::as_i64).unwrap_or(0);
                let words = "submissions that a form counts and its list does not hold";
                run.state.report.leave(words, all.saturating_sub(shown));
            }
            found.extend(came.map(|came| (there, came)));
        }
        if page.is_last {
            break;
        }
        number += 1;
    }
    run.forms = found;
    if counts { run.end_step(STEP) } else { Ok(()) }
}

/// A form of the source, ready.
struct Ready {
    new: NewForm,
    asked: Vec<Asked>,
    identifiers: Vec<String>,
    left: Report,
}

/// Ours, made if it was not; what is to be counted.
fn keep(run: &Run<'_>, record: &Value, there: Id) -> Result<(Option<Came>, Report), MigrateProblem> {
    let ready = prepare(run, record, there);
    let group = run.options.group.id;
    let kept = run.app.db.write_bulk("migrating.form", move |tx| {
        let mut report = ready.left.clone();
        report.count("forms_read");
        if let Some(known) = listing::identified(tx, group, &hal::migrated(there))? {
            let standing = create::find_by_id(tx, known)?.ok_or_else(|| Fault::bug("a form that came before is gone"))?.form;
            report.left.clear();
            let changed = standing.modified_at < ready.new.form.modified_at;
            report.leave("forms that were changed there since they came", i64::from(changed));
            // What is asked there only by now was asked of nobody here.
            let both = ready.asked.iter().filter(|asked| standing.questions.contains(&asked.question));
            return Ok((Some(Came { id: known, asked: both.cloned().collect() }), report));
        }
        let made = make(tx, &ready)?;
        match made {
            Some(_) => report.count("forms_added"),
            None => report.leave("forms that are none here", 1),
        }
        Ok((made.map(|id| Came { id, asked: ready.asked.clone() }), report))
    });
    Ok(kept?)
}

fn prepare(run: &Run<'_>, record: &Value, there: Id) -> Ready {
    let (app, now) = (run.app, run.app.clock.now());
    let mut left = Report::default();
    let words = all_words(record, &mut left);
    let title = words.first().map_or("", |words| words.title.as_str());
    let kind = FormKind::of(read::text(record, "clarion:kind")).unwrap_or_default();
    let mut form = create::blank(app.ids.fresh(now), run.options.group.id, slug_of(title, "form"), kind, now);
    form.state = FormState::Stopped;
    form.name = cut(read::text(record, "name"), TITLE_CHARS_MAX, "ends of forms' internal names", &mut left);
    form.origin_system = seal::text::clean_line(read::text(record, "origin_system"), TITLE_CHARS_MAX).unwrap_or_default();
    form.goal = record.get("clarion:goal").and_then(Value::as_i64).unwrap_or(0).max(0);
    form.closes_at = read::moment(record, "clarion:closes_at");
    form.created_at = read::moment(record, "created_date").unwrap_or(now).min(now);
    form.modified_at = read::moment(record, "modified_date").unwrap_or(now).min(now).max(form.created_at);
    let zone = read::text(record, "clarion:time_zone");
    if jiff::tz::TimeZone::get(zone).is_ok() {
        zone.clone_into(&mut form.time_zone);
    }
    let asked = questions::of(record, &mut left);
    form.questions = asked.iter().map(|asked| asked.question.clone()).collect();
    left.leave("pictures of forms", i64::from(!read::text(record, "featured_image_url").is_empty()));
    left.leave("tags that a form gives", read::all(record, "tag_list").len() as i64);
    let button = read::text(record, "call_to_action");
    let is_ours = Lang::ALL.iter().any(|lang| t(*lang, &kind.message("form-button"), &[]) == button);
    left.leave("words of forms' buttons, which are the same for every form here", i64::from(!button.is_empty() && !is_ours));
    let mut identifiers = read::foreign(record);
    identifiers.truncate(18);
    identifiers.push(hal::migrated(there));
    Ready { new: NewForm { form, words }, asked, identifiers, left }
}

/// Its words in every language that both speak, else in the one that the API knows.
fn all_words(record: &Value, left: &mut Report) -> Vec<Words> {
    let mut all: BTreeMap<&str, Words> = BTreeMap::new();
    for one in read::all(record, "clarion:words") {
        match Lang::from_code(read::text(one, "lang")) {
            Some(lang) => drop(all.insert(lang.code(), words(one, lang, left))),
            None => left.leave("words of forms in other languages", 1),
        }
    }
    if all.is_empty() {
        all.insert(Lang::En.code(), words(record, Lang::En, left));
    }
    all.into_values().collect()
}

fn words(record: &Value, lang: Lang, left: &mut Report) -> Words {
    let title = cut(read::text(record, "title"), TITLE_CHARS_MAX, "ends of forms' titles, which have at most 150 characters", left);
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    Words {
        lang: lang.code().to_owned(),
        title: if title.is_empty() { "Form".to_owned() } else { title },
        text: cut(read::text(record, "description"), TEXT_CHARS_MAX, "ends of forms' descriptions", left),
        thanks: cut(read::text(record, "thanks"), TEXT_CHARS_MAX, "ends of forms' thanks", left),
    }
}

fn cut(html: &str, chars_max: usize, words: &str, left: &mut Report) -> String {
    let (text, whole) = read::plain_up_to(html, chars_max);
    left.leave(words, i64::from(!whole));
    text
}

/// Makes it under the first address that is free.
fn make(tx: &mut Tx<'_>, ready: &Ready) -> Result<Option<Id>, Fault> {
    if create::create_somewhere(tx, ready.new.clone(), SLUGS_MAX as usize)?.is_err() {
        return Ok(None);
    }
    listing::add_identifiers(tx, ready.new.form.id, &ready.identifiers)?;
    Ok(Some(ready.new.form.id))
}
