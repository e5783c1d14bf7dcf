//! Signatures with their comments. They are asserted by the group, like those of an imported list, and stand apart from the confirmed.

use super::{MigrateProblem, Run, read};
use crate::ids::Id;
use crate::osdi::hal;
use crate::petitions::api_body::COMMENT_CHARS_MAX;
use crate::petitions::listing::{self, Note, Seen};
use crate::petitions::sign::{self, Beside};
use crate::petitions::{SignInput, SignatureKind};
use db::Fault;
use serde_json::Value;
use std::sync::Arc;

const STEP: usize = 5;

/// The signatures of every petition that came.
pub(super) fn bring(run: &mut Run<'_>) -> Result<(), MigrateProblem> {
    if run.is_past(STEP) {
        return Ok(());
    }
    let items = run.petitions.clone();
    run.walk_each(STEP, &items, |run, (there, ours)| {
        run.walk("signatures", &format!("petitions/{there}/signatures"), |run, records, next| {
            let ready = Arc::new(prepare(run, ours, records)?);
            let (vault, now) = (run.app.vault.clone(), run.app.clock.now());
            run.write(next, move |tx, report| {
                report.count_many("signatures_read", ready.read);
                report.leave("signatures of people who did not come along", ready.missing);
                report.leave("ends of comments, which have at most 2,000 characters", ready.cut);
                let inputs: Vec<&SignInput> = ready.signers.iter().collect();
                for _ in sign::bring(tx, &vault, now, &inputs)?.iter().filter(|signed| signed.added) {
                    report.count("signatures_added");
                }
                Ok(())
            })
        })
    })?;
    run.end_step(STEP)
}

/// Some signatures of a petition, ready.
#[derive(Default)]
struct Ready {
    read: i64,
    missing: i64,
    cut: i64,
    signers: Vec<SignInput>,
}

fn prepare(run: &Run<'_>, petition: Id, records: &[Value]) -> Result<Ready, Fault> {
    let mut ready = Ready { read: records.len() as i64, ..Ready::default() };
    for record in records {
        let Some(person) = read::person(record) else {
            ready.missing += 1;
            continue;
        };
        let Some((details, coarse)) = run.opened(person)? else {
            ready.missing += 1;
            continue;
        };
        let (app, group, now) = (run.app, run.options.group.id, run.app.clock.now());
        let comment = read::plain(read::text(record, "comments"));
        ready.cut += i64::from(comment.chars().count() > COMMENT_CHARS_MAX);
        let comment: String = comment.chars().take(COMMENT_CHARS_MAX).collect();
        let mut identifiers = read::foreign(record);
        identifiers.truncate(18);
        identifiers.extend(read::own(record).map(hal::migrated));
        let note = Note { comment: seal::text::clean(&comment, COMMENT_CHARS_MAX).unwrap_or_default(), identifiers };
        let signature = app.ids.fresh(now);
        let sealed = note.to_bytes().map(|plain| app.vault.seal(group, &signature.0, &plain, app.ids.bytes())).transpose()?;
        let seen = Seen { petition, by: group };
        let identifiers = note.identifiers.iter().map(|text| listing::foreign_key(&app.vault, seen, text)).collect();
        let folded = seal::email::fold(&details.email).ok().map(|email| email.folded);
        ready.signers.push(SignInput {
            petition,
            signature,
            kind: SignatureKind::Imported,
            person: app.intake().person(group, now, folded.as_deref(), details, coarse)?,
            also: Vec::new(),
            consents: Vec::new(),
            sealed_comment: sealed,
            signed_at: read::moment(record, "created_date").unwrap_or(now).min(now),
            beside: Beside { identifiers, tags: None },
        });
    }
    Ok(ready)
}
