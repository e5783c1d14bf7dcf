//! A plan as the fields of a form, and back. What was typed is never lost: a form that is refused shows it again.

use super::rows;
use crate::plans::document::{
    Audience, Both, CONSULT_MINUTES, COOLING_OFF_MINUTES, DocumentRefusal, OutcomeWords, PlanDocument, SCENARIOS_MAX,
};
use crate::plans::rule::{Agreement, Outcome, Rule, Silence};
use crate::plans::words;
use crate::web::frame::Frame;
use crate::web::site::zoned;
use crate::web::typed::Typed;
use crate::web::views_plans::{Choose, OutcomeFields, PlanFields, TextField};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The zones of the United States; a plan that has another one keeps it.
const TIME_ZONES: [&str; 9] = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
];

/// Miles of "near" in a new plan.
const MILES: u32 = 25;

/// What was typed, as texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    title: Both,
    scenarios: Vec<Both>,
    call_rule: String,
    call_minus: String,
    stand_down_rule: String,
    stand_down_minus: String,
    quorum: String,
    silence: String,
    asides: String,
    blocks: String,
    deadline: String,
    time_zone: String,
    consult: String,
    cooling_off: String,
    starts_at: String,
    outcomes: [OutcomeDraft; 3],
}

#[derive(Clone, Debug, Default)]
struct OutcomeDraft {
    subject: Both,
    text: Both,
    waves: Vec<String>,
    miles: String,
}

/// The word of an agreement in the select, and its N.
fn agreement_fields(agreement: Agreement) -> (String, String) {
    match agreement {
        Agreement::ConsensusMinus(fewer) => ("consensus-minus".to_owned(), fewer.to_string()),
        other => (other.to_string(), String::new()),
    }
}

fn wave_word(audience: Audience) -> &'static str {
    match audience {
        Audience::Hosts => "hosts",
        Audience::Rsvps => "rsvps",
        Audience::NearEvents { .. } => "near",
        Audience::Everyone => "everyone",
    }
}

impl Draft {
    /// A new plan: the usual rule and times, no words.
    pub(super) fn blank() -> Self {
        let waves = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let outcome = |words: &[&str]| OutcomeDraft { waves: waves(words), miles: MILES.to_string(), ..OutcomeDraft::default() };
        let mut draft = Self {
            time_zone: TIME_ZONES[0].to_owned(),
            consult: CONSULT_MINUTES.to_string(),
            cooling_off: COOLING_OFF_MINUTES.to_string(),
            outcomes: [outcome(&["hosts", "rsvps", "near", "everyone"]), outcome(&[]), outcome(&["hosts", "rsvps"])],
            ..Self::default()
        };
        draft.set_rule(&Rule::USUAL);
        draft
    }

    /// A version, to be changed.
    pub(super) fn of(document: &PlanDocument) -> Self {
        let local = |at: i64| zoned(at, &document.time_zone).strftime("%Y-%m-%dT%H:%M").to_string();
        let outcome = |outcome: Outcome| {
            let words = document.outcome(outcome);
            let miles = words.waves.iter().find_map(|wave| match wave {
                Audience::NearEvents { miles } => Some(*miles),
                _ => None,
            });
            OutcomeDraft {
                subject: words.subject.clone(),
                text: words.text.clone(),
                waves: words.waves.iter().map(|wave| wave_word(*wave).to_owned()).collect(),
                miles: miles.unwrap_or(MILES).to_string(),
            }
        };
        let mut draft = Self {
            title: document.title.clone(),
            scenarios: document.scenarios.clone(),
            deadline: local(document.deadline),
            time_zone: document.time_zone.clone(),
            consult: document.consult_minutes.to_string(),
            cooling_off: document.cooling_off_minutes.to_string(),
            starts_at: document.starts_at.map(local).unwrap_or_default(),
            outcomes: Outcome::ALL.map(outcome),
            ..Self::default()
        };
        draft.set_rule(&document.rule);
        draft
    }

    fn set_rule(&mut self, rule: &Rule) {
        (self.call_rule, self.call_minus) = agreement_fields(rule.call);
        (self.stand_down_rule, self.stand_down_minus) = agreement_fields(rule.stand_down);
        self.quorum = rule.quorum_percent.to_string();
        self.silence = if rule.silence == Silence::Hold { "hold" } else { "not-counted" }.to_owned();
        self.asides = rule.stand_asides_max.map(|most| most.to_string()).unwrap_or_default();
        self.blocks = rule.blocks_to_stop.to_string();
    }

    /// What a form sent.
    pub(super) fn typed(typed: &Typed) -> Self {
        let both =
            |name: &str, at: &str| Both { en: typed.text(&format!("{name}_en{at}")), es: typed.text(&format!("{name}_es{at}")) };
        let scenario = |number: usize| both("scenario", &format!("_{number}"));
        let is_there = |words: &Both| !words.en.is_empty() || !words.es.is_empty();
        let outcome = |outcome: Outcome| {
            let key = outcome.as_str();
            let waves = ["hosts", "rsvps", "near", "everyone"].into_iter();
            OutcomeDraft {
                subject: both(&format!("{key}_subject"), ""),
                text: both(&format!("{key}_text"), ""),
                waves: waves.filter(|wave| typed.has(&format!("{key}_waves"), wave)).map(str::to_owned).collect(),
                miles: typed.text(&format!("{key}_miles")),
            }
        };
        Self {
            title: both("title", ""),
            scenarios: (1..=SCENARIOS_MAX + 1).map(scenario).filter(is_there).collect(),
            call_rule: typed.text("call_rule"),
            call_minus: typed.text("call_minus"),
            stand_down_rule: typed.text("stand_down_rule"),
            stand_down_minus: typed.text("stand_down_minus"),
            quorum: typed.text("quorum"),
            silence: typed.text("silence"),
            asides: typed.text("asides"),
            blocks: typed.text("blocks"),
            deadline: typed.text("deadline"),
            time_zone: typed.text("time_zone"),
            consult: typed.text("consult"),
            cooling_off: typed.text("cooling_off"),
            starts_at: typed.text("starts_at"),
            outcomes: Outcome::ALL.map(outcome),
        }
    }

    /// The document, or the message of what is amiss.
    pub(super) fn document(&self) -> Result<PlanDocument, &'static str> {
        let zone = TimeZone::get(&self.time_zone).map_err(|_| words::of_document(DocumentRefusal::TimeZone))?;
        let instant = |text: &str| {
            let civil: DateTime = text.parse().map_err(|_| "plan-refused-dates")?;
            let at = zone.to_timestamp(civil).map_err(|_| "plan-refused-dates")?;
            Ok::<i64, &'static str>(at.as_microsecond())
        };
        let [call, hold, stand_down] = [0, 1, 2].map(|at: usize| self.outcomes[at].words());
        let document = PlanDocument {
            title: self.title.clone(),
            scenarios: self.scenarios.clone(),
            rule: self.rule()?,
            deadline: instant(&self.deadline)?,
            time_zone: self.time_zone.clone(),
            consult_minutes: number(&self.consult)?,
            cooling_off_minutes: number(&self.cooling_off)?,
            starts_at: if self.starts_at.is_empty() { None } else { Some(instant(&self.starts_at)?) },
            call: call?,
            hold: hold?,
            stand_down: stand_down?,
        };
        document.check().map_err(words::of_document)?;
        Ok(document)
    }

    fn rule(&self) -> Result<Rule, &'static str> {
        let agreement = |word: &str, fewer: &str| {
            let word = if word == "consensus-minus" { format!("consensus-minus-{fewer}") } else { word.to_owned() };
            word.parse::<Agreement>().map_err(|_| "plan-refused-numbers")
        };
        Ok(Rule {
            call: agreement(&self.call_rule, &self.call_minus)?,
            stand_down: agreement(&self.stand_down_rule, &self.stand_down_minus)?,
            quorum_percent: number(&self.quorum)?,
            silence: if self.silence == "hold" { Silence::Hold } else { Silence::NotCounted },
            stand_asides_max: if self.asides.is_empty() { None } else { Some(number(&self.asides)?) },
            blocks_to_stop: number(&self.blocks)?,
        })
    }

    /// The same as fields, in a page's language.
    pub(super) fn fields(&self, frame: &Frame) -> PlanFields {
        let agreements = |chosen: &str| {
            let words = [
                ("unanimity", "rule-unanimity"),
                ("consensus-minus", "rule-consensus-minus-n"),
                ("three-quarters", "rule-three-quarters"),
                ("two-thirds", "rule-two-thirds"),
                ("majority", "rule-majority"),
            ];
            words.map(|(word, id)| choose(word, frame.t(id), word == chosen)).into()
        };
        let silences = [("not-counted", "rule-silence-not-counted"), ("hold", "rule-silence-hold")];
        let silence = silences.map(|(word, id)| choose(word, frame.t(id), word == self.silence)).into();
        let mut zones: Vec<&str> = TIME_ZONES.into();
        if !zones.contains(&self.time_zone.as_str()) {
            zones.push(&self.time_zone);
        }
        let zone = |zone: &str| choose(zone, zone.replace('_', " "), zone == self.time_zone);
        let mut scenarios = self.scenarios.clone();
        if scenarios.len() < SCENARIOS_MAX {
            scenarios.push(Both::default());
        }
        let scenario = |(words, number): (&Both, usize)| {
            let label = format!("{} {number}", frame.t("plan-part-scenario"));
            in_both(frame, ("scenario", &format!("_{number}")), &label, words, 3)
        };
        let outcomes = Outcome::ALL.into_iter().zip(&self.outcomes);
        PlanFields {
            title: self.title.clone(),
            scenarios: scenarios.iter().zip(1..).flat_map(scenario).collect(),
            call_rule: agreements(&self.call_rule),
            call_minus: self.call_minus.clone(),
            stand_down_rule: agreements(&self.stand_down_rule),
            stand_down_minus: self.stand_down_minus.clone(),
            quorum: self.quorum.clone(),
            silence,
            asides: self.asides.clone(),
            blocks: self.blocks.clone(),
            deadline: self.deadline.clone(),
            time_zone: zones.into_iter().map(zone).collect(),
            consult: self.consult.clone(),
            cooling_off: self.cooling_off.clone(),
            starts_at: self.starts_at.clone(),
            outcomes: outcomes.map(|(outcome, draft)| draft.fields(frame, outcome)).collect(),
        }
    }
}

impl OutcomeDraft {
    fn words(&self) -> Result<OutcomeWords, &'static str> {
        let wave = |word: &String| match word.as_str() {
            "hosts" => Ok(Audience::Hosts),
            "rsvps" => Ok(Audience::Rsvps),
            "near" => Ok(Audience::NearEvents { miles: number(&self.miles)? }),
            _ => Ok(Audience::Everyone),
        };
        let waves = self.waves.iter().map(wave).collect::<Result<_, &'static str>>()?;
        Ok(OutcomeWords { subject: self.subject.clone(), text: self.text.clone(), waves })
    }

    fn fields(&self, frame: &Frame, outcome: Outcome) -> OutcomeFields {
        let near = Audience::NearEvents { miles: self.miles.parse().unwrap_or(MILES) };
        let audiences = [Audience::Hosts, Audience::Rsvps, near, Audience::Everyone];
        let wave = |audience: Audience| {
            let word = wave_word(audience);
            choose(word, rows::wave(frame, audience), self.waves.iter().any(|chosen| chosen == word))
        };
        let key = outcome.as_str();
        OutcomeFields {
            key,
            heading: rows::outcome_heading(frame, outcome),
            subject: in_both(frame, (&format!("{key}_subject"), ""), &frame.t("plan-form-subject"), &self.subject, 1).into(),
            text: in_both(frame, (&format!("{key}_text"), ""), &frame.t("plan-form-text"), &self.text, 6).into(),
            waves: audiences.map(wave).into(),
            miles_name: format!("{key}_miles"),
            miles: self.miles.clone(),
        }
    }
}

/// A text in both languages: its field's name with the language between `name`'s two parts.
fn in_both(frame: &Frame, name: (&str, &str), label: &str, words: &Both, rows: u8) -> [TextField; 2] {
    [("en", "plan-form-en", &words.en), ("es", "plan-form-es", &words.es)].map(|(lang, id, value)| TextField {
        name: format!("{}_{lang}{}", name.0, name.1),
        label: format!("{label} · {}", frame.t(id)),
        lang,
        rows,
        value: value.clone(),
    })
}

fn choose(value: &str, words: String, chosen: bool) -> Choose {
    Choose { value: value.to_owned(), words, hint: String::new(), chosen }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, &'static str> {
    text.parse().map_err(|_| "plan-refused-numbers")
}
