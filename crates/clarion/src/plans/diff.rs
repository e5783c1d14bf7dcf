//! What changed between two versions of a plan, part by part, so that whoever signs sees it without reading everything again.

use super::document::{Audience, Both, OutcomeWords, PlanDocument};
use super::rule::Rule;

/// A part that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which part: the id of its words, such as `plan-part-deadline`.
    pub part: &'static str,
    /// Which of several, from 1; 0 where there is one.
    pub number: usize,
    /// What it said, in the language of the page; empty where it was added.
    pub before: String,
    /// What it says; empty where it was taken away.
    pub after: String,
}

/// The parts of a document in the order of its page, each as text.
fn parts(document: &PlanDocument, rule_words: &dyn Fn(&Rule) -> String) -> Vec<(&'static str, usize, String)> {
    let both = |words: &Both| format!("{}\n\n{}", words.en, words.es);
    let mut parts = vec![("plan-part-title", 0, both(&document.title))];
    parts.extend(document.scenarios.iter().zip(1..).map(|(words, number)| ("plan-part-scenario", number, both(words))));
    parts.push(("plan-part-rule", 0, rule_words(&document.rule)));
    parts.push(("plan-part-deadline", 0, instant(document.deadline, &document.time_zone)));
    parts.push(("plan-part-consult", 0, document.consult_minutes.to_string()));
    parts.push(("plan-part-cooling-off", 0, document.cooling_off_minutes.to_string()));
    let hour = document.starts_at.map(|at| instant(at, &document.time_zone)).unwrap_or_default();
    parts.push(("plan-part-start", 0, hour));
    let outcomes: [(&'static str, &OutcomeWords); 3] =
        [("plan-part-call", &document.call), ("plan-part-hold", &document.hold), ("plan-part-stand-down", &document.stand_down)];
    for (part, outcome) in outcomes {
        let waves: Vec<String> = outcome.waves.iter().map(wave).collect();
        parts.push((part, 0, format!("{}\n\n{}\n\n{}", both(&outcome.subject), both(&outcome.text), waves.join(", "))));
    }
    parts
}

fn instant(at: i64, zone: &str) -> String {
    crate::web::site::zoned(at, zone).strftime("%Y-%m-%d %H:%M %Z").to_string()
}

fn wave(audience: &Audience) -> String {
    match audience {
        Audience::Hosts => "hosts".to_owned(),
        Audience::Rsvps => "RSVPs".to_owned(),
        Audience::NearEvents { miles } => format!("{miles} mi"),
        Audience::Everyone => "everyone".to_owned(),
    }
}

/// What differs, in the order of the page. `rule_words` says a rule in the page's language.
pub fn changes(before: &PlanDocument, after: &PlanDocument, rule_words: &dyn Fn(&Rule) -> String) -> Vec<Change> {
    let (old, new) = (parts(before, rule_words), parts(after, rule_words));
    let find = |parts: &[(&'static str, usize, String)], part: &str, number: usize| {
        parts.iter().find(|(known, at, _)| (*known, *at) == (part, number)).map(|(_, _, text)| text.clone()).unwrap_or_default()
    };
    let mut keys: Vec<(&'static str, usize)> = new.iter().map(|(part, number, _)| (*part, *number)).collect();
    let gone = old.iter().map(|(part, number, _)| (*part, *number)).filter(|key| !keys.contains(key)).collect::<Vec<_>>();
    keys.extend(gone);
    let change = |(part, number): (&'static str, usize)| {
        let (before, after) = (find(&old, part, number), find(&new, part, number));
        (before != after).then_some(Change { part, number, before, after })
    };
    keys.into_iter().filter_map(change).collect()
}
