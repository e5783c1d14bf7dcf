//! What pages of plans say in the reader's language: a rule, an outcome, an end and how long it is until then.

use crate::plans::document::{Audience, Both, OutcomeWords, PlanDocument};
use crate::plans::rule::{Agreement, Choice, Outcome, Rule, Silence};
use crate::web::frame::Frame;
use crate::web::lang::Lang;
use crate::web::site::zoned;
use crate::web::views_plans::{Choose, End, OutcomeRow, Row};

pub(super) fn in_lang(frame: &Frame, words: &Both) -> String {
    words.of(frame.lang == Lang::Es).to_owned()
}

fn agreement(frame: &Frame, agreement: Agreement) -> String {
    match agreement {
        Agreement::Unanimity => frame.t("rule-unanimity"),
        Agreement::ConsensusMinus(fewer) => frame.tn("rule-consensus-minus", u64::from(fewer)),
        Agreement::ThreeQuarters => frame.t("rule-three-quarters"),
        Agreement::TwoThirds => frame.t("rule-two-thirds"),
        Agreement::Majority => frame.t("rule-majority"),
    }
}

/// A rule, part by part.
pub(super) fn rule(frame: &Frame, rule: &Rule) -> Vec<Row> {
    let silence = match rule.silence {
        Silence::NotCounted => frame.t("rule-silence-not-counted"),
        Silence::Hold => frame.t("rule-silence-hold"),
    };
    let asides = rule.stand_asides_max.map_or_else(|| frame.t("rule-asides-any"), |most| frame.number(u64::from(most)));
    let blocks = match rule.blocks_to_stop {
        0 => frame.t("rule-blocks-never"),
        blocks => frame.number(u64::from(blocks)),
    };
    [
        ("rule-call", agreement(frame, rule.call)),
        ("rule-stand-down", agreement(frame, rule.stand_down)),
        ("rule-quorum", frame.tn("rule-quorum-value", u64::from(rule.quorum_percent))),
        ("rule-silence", silence),
        ("rule-asides", asides),
        ("rule-blocks", blocks),
    ]
    .map(|(name, value)| Row { name: frame.t(name), value })
    .into()
}

/// A rule as one text, to compare two of them.
pub(super) fn rule_text(frame: &Frame, rules: &Rule) -> String {
    rule(frame, rules).iter().map(|row| format!("{}: {}", row.name, row.value)).collect::<Vec<_>>().join("\n")
}

/// The rule with the times that belong to it.
pub(super) fn rule_and_times(frame: &Frame, document: &PlanDocument) -> Vec<Row> {
    let minutes = |name: &str, minutes: i64| Row { name: frame.t(name), value: frame.tn("plan-minutes", minutes.unsigned_abs()) };
    let mut rows = rule(frame, &document.rule);
    rows.push(minutes("plan-part-consult", document.consult_minutes));
    rows.push(minutes("plan-part-cooling-off", document.cooling_off_minutes));
    if let Some(at) = document.starts_at {
        rows.push(Row { name: frame.t("plan-part-start"), value: frame.date_time(&zoned(at, &document.time_zone)) });
    }
    rows
}

pub(super) fn wave(frame: &Frame, audience: Audience) -> String {
    match audience {
        Audience::Hosts => frame.t("plan-wave-hosts"),
        Audience::Rsvps => frame.t("plan-wave-rsvps"),
        Audience::NearEvents { miles } => frame.t1("plan-wave-near", "miles", miles),
        Audience::Everyone => frame.t("plan-wave-everyone"),
    }
}

pub(super) fn outcome_heading(frame: &Frame, outcome: Outcome) -> String {
    frame.t(match outcome {
        Outcome::Call => "plan-part-call",
        Outcome::Hold => "plan-part-hold",
        Outcome::StandDown => "plan-part-stand-down",
    })
}

/// The outcomes of a plan.
pub(super) fn outcomes(frame: &Frame, document: &PlanDocument) -> Vec<OutcomeRow> {
    let row = |outcome: Outcome| {
        let words: &OutcomeWords = document.outcome(outcome);
        OutcomeRow {
            key: outcome.as_str(),
            heading: outcome_heading(frame, outcome),
            subject: in_lang(frame, &words.subject),
            text: in_lang(frame, &words.text),
            waves: words.waves.iter().map(|audience| wave(frame, *audience)).collect(),
        }
    };
    Outcome::ALL.map(row).into()
}

const MINUTES_A_DAY: i64 = 24 * 60;

/// "2 days, 3 hours", the two largest units, as the script on the page says it.
fn left(frame: &Frame, until: i64, now: i64) -> String {
    let minutes = (until - now + crate::clock::MINUTE - 1).div_euclid(crate::clock::MINUTE);
    if minutes <= 0 {
        return frame.t("ballot-left-over");
    }
    let parts = [
        ("ballot-left-days", minutes / MINUTES_A_DAY),
        ("ballot-left-hours", minutes % MINUTES_A_DAY / 60),
        ("ballot-left-minutes", minutes % 60),
    ];
    let said = parts.into_iter().filter(|(_, count)| *count > 0).take(2);
    let left: Vec<String> = said.map(|(words, count)| frame.tn(words, count.unsigned_abs())).collect();
    frame.t1("ballot-left", "left", left.join(", "))
}

/// An end, in the plan's zone, and how long it is until then.
pub(super) fn end(frame: &Frame, name: &str, at: i64, zone: &str, now: i64) -> End {
    let iso = jiff::Timestamp::from_microsecond(at).unwrap_or_default().to_string();
    End { name: frame.t(name), at: zoned(at, zone), iso, left: left(frame, at, now) }
}

/// A choice, and what it means: the ids of its words.
fn choice_ids(choice: Choice) -> (&'static str, &'static str) {
    match choice {
        Choice::Call => ("choice-call", "choice-call-hint"),
        Choice::StandDown => ("choice-stand-down", "choice-stand-down-hint"),
        Choice::Hold => ("choice-hold", "choice-hold-hint"),
        Choice::StandAside => ("choice-stand-aside", "choice-stand-aside-hint"),
        Choice::BlockCall => ("choice-block-call", "choice-block-call-hint"),
        Choice::BlockStandDown => ("choice-block-stand-down", "choice-block-stand-down-hint"),
    }
}

pub(super) fn choice(frame: &Frame, choice: Choice) -> String {
    frame.t(choice_ids(choice).0)
}

/// A choice as it stands in the form.
pub(super) fn choice_field(frame: &Frame, choice: Choice, chosen: bool) -> Choose {
    let (words, hint) = choice_ids(choice);
    Choose { value: choice.as_str().to_owned(), words: frame.t(words), hint: frame.t(hint), chosen }
}
