//! Submissions with their answers. They are asserted by the group: whoever confirmed them did so elsewhere. Answers that changed there
//! since they came are written anew, unless their human confirmed others here.

use super::forms::Came;
use super::{MigrateProblem, Run, questions, read};
use crate::forms::bring::{self, Brought, Done};
use crate::forms::submit::{Said, SubmitInput};
use crate::forms::{SubmissionKind, listing};
use crate::ids::Id;
use crate::osdi::hal;
use db::Fault;
use serde_json::Value;
use std::sync::Arc;

const STEP: usize = 7;

/// The submissions of every form that came.
pub(super) fn bring(run: &mut Run<'_>) -> Result<(), MigrateProblem> {
    if run.is_past(STEP) {
        return Ok(());
    }
    let forms = run.forms.clone();
    let items: Vec<(Id, Id)> = forms.iter().map(|(there, came)| (*there, came.id)).collect();
    run.walk_each(STEP, &items, |run, (there, _)| {
        let Some(came) = forms.get(&there) else { return Ok(()) };
        run.walk("submissions", &format!("forms/{there}/submissions"), |run, records, next| {
            let ready = Arc::new(prepare(run, came, records)?);
            let (vault, group, now) = (run.app.vault.clone(), run.options.group.id, run.app.clock.now());
            run.write(next, move |tx, report| {
                report.count_many("submissions_read", ready.read);
                report.leave("submissions of people who did not come along", ready.missing);
                report.leave("answers that fit no question of their form here", ready.unfit);
                for done in bring::bring(tx, &vault, now, group, &ready.brought)? {
                    match done {
                        Done::Added => report.count("submissions_added"),
                        Done::Updated => report.count("submissions_updated"),
                        Done::Unchanged => {}
                        Done::GaveWay => report.leave("submissions of people whose other answers to the form stand here", 1),
                    }
                }
                Ok(())
            })
        })
    })?;
    run.end_step(STEP)
}

/// Some submissions of a form, ready.
#[derive(Default)]
struct Ready {
    read: i64,
    missing: i64,
    unfit: i64,
    brought: Vec<Brought>,
}

fn prepare(run: &Run<'_>, came: &Came, records: &[Value]) -> Result<Ready, Fault> {
    let mut ready = Ready { read: records.len() as i64, ..Ready::default() };
    for record in records {
        let opened = read::person(record).map(|person| run.opened(person)).transpose()?.flatten();
        let Some((details, coarse)) = opened else {
            ready.missing += 1;
            continue;
        };
        let (app, group, now) = (run.app, run.options.group.id, run.app.clock.now());
        let (answers, unfit) = questions::answers(&came.asked, record);
        ready.unfit += unfit;
        let mut identifiers = read::foreign(record);
        identifiers.truncate(18);
        let key = |text: &String| listing::foreign_key(&app.vault, group, text);
        let foreign = identifiers.iter().map(key).collect();
        let own = read::own(record).map(hal::migrated);
        let own_key = own.as_ref().map(key);
        identifiers.extend(own);
        let said = Said { answers, identifiers, ..Said::default() };
        let submission = app.ids.fresh(now);
        let sealed = app.vault.seal(group, &submission.0, &said.to_bytes(), app.ids.bytes())?;
        let folded = seal::email::fold(&details.email).ok().map(|email| email.folded);
        let submitted_at = read::moment(record, "created_date").unwrap_or(now).min(now);
        let modified_at = read::moment(record, "modified_date").unwrap_or(submitted_at).min(now);
        let input = SubmitInput {
            form: came.id,
            submission,
            kind: SubmissionKind::Asserted,
            person: app.intake().person(group, now, folded.as_deref(), details, coarse)?,
            consents: Vec::new(),
            said,
            sealed,
            submitted_at,
            identifiers: Vec::new(),
        };
        let last = read::end_of_moment(record, "modified_date").unwrap_or(modified_at);
        ready.brought.push(Brought { input, key: own_key, foreign, modified_at: (modified_at, last), nonce: app.ids.bytes() });
    }
    Ok(ready)
}
