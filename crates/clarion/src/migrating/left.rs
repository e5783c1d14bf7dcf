//! What the other system has and Clarion does not hold yet: counted by name and left where it is.

use super::{MigrateProblem, Place, Run, STEPS};

/// Lists that are left, by their path and what they are called. Whoever brings one takes it out here and adds a step.
const LISTS: [(&str, &str); 12] = [
    ("events", "events"),
    ("fundraising_pages", "fundraising pages"),
    ("donations", "donations"),
    ("advocacy_campaigns", "letter and phone campaigns"),
    ("event_campaigns", "event campaigns"),
    ("surveys", "surveys"),
    ("campaigns", "campaign pages"),
    ("messages", "messages"),
    ("lists", "reports and lists of recipients"),
    ("queries", "saved queries"),
    ("wrappers", "email wrappers"),
    ("unique_id_lists", "lists of unique ids"),
];

/// Counts them. The last step: with it a run ends.
pub(super) fn count(run: &mut Run<'_>) -> Result<(), MigrateProblem> {
    let mut found = Vec::new();
    for (path, what) in LISTS {
        let number = run.source.count(path)?;
        found.push((what, i64::try_from(number).unwrap_or(i64::MAX)));
    }
    let end = Place { step: STEPS.len(), ..Place::default() };
    run.write(end, move |_, report| {
        found.iter().for_each(|(what, number)| report.leave(what, *number));
        Ok(())
    })
}
