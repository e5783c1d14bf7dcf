//! The page on which goal and dates of something published are changed, of a petition or of a form.

use super::super::running::dates::{Dates, DatesRefusal};
use crate::access::SignedIn;
use crate::app::App;
use crate::coalitions::console::Typed;
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, zoned};
use crate::web::views::Link;
use crate::web::views_console::{Field, Form, Section, SectionsPage, Tab};
use crate::web::views_form::FieldError;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::DateTime;

/// A moment as a browser sends it.
const MOMENT_CHARS_MAX: usize = 20;
/// Digits and separators of a goal.
const GOAL_CHARS_MAX: usize = 13;

/// What stands.
pub(crate) struct Standing {
    /// Its place in public.
    pub(crate) slug: String,
    pub(crate) dates: Dates,
    pub(crate) time_zone: String,
    /// The version that is read.
    pub(crate) modified_at: i64,
}

/// What stands, and where its page is.
pub(super) struct Dated<'a> {
    /// The address of its page in the console, without language; its dates stand below it.
    pub(super) path: String,
    /// The messages that differ: the way back, the label of the goal, the hint about closing.
    pub(super) words: [&'static str; 3],
    pub(super) standing: &'a Standing,
}

/// The field that a refusal is about; none where no field can mend it.
fn field_of(refusal: DatesRefusal) -> Option<&'static str> {
    match refusal {
        DatesRefusal::Goal => Some("goal"),
        DatesRefusal::Opens => Some("opens"),
        DatesRefusal::Closes | DatesRefusal::Order | DatesRefusal::Past => Some("closes"),
        DatesRefusal::Changed | DatesRefusal::Over => None,
    }
}

/// The form, with what stands or what was typed.
pub(super) fn page(
    (app, here, signed_in): (&App, &Here, SignedIn),
    dated: &Dated<'_>,
    tabs: impl Fn(&Frame) -> Vec<Tab>,
    typed: Option<&Typed>,
    refusal: Option<DatesRefusal>,
) -> Response {
    let standing = dated.standing;
    let mut frame = here.frame(app, "");
    frame.title = frame.t("running-dates");
    let mut page = SectionsPage::new(frame, signed_in);
    let frame = &page.frame;
    let wrong = refusal.and_then(|refusal| Some(FieldError { field: field_of(refusal)?, message: refusal.sentence(here.lang) }));
    let at = |at: Option<i64>| at.map(|at| minute(at, &standing.time_zone)).unwrap_or_default();
    let value = |name: &str, stands: String| typed.map_or(stands, |typed| typed.get(name).to_owned());
    let moment = |name: &'static str, label: &str, hint: &str, stands: Option<i64>| {
        Field::line(name, frame.t(label), value(name, at(stands)), MOMENT_CHARS_MAX)
            .typed("datetime-local")
            .optional()
            .hinted(frame.t1(hint, "zone", &standing.time_zone))
            .told(wrong.as_slice())
    };
    let ([back, goal_label, closes_hint], Dates { goal, opens_at, closes_at }) = (dated.words, standing.dates);
    let goal = if goal > 0 { goal.to_string() } else { String::new() };
    let goal = Field::line("goal", frame.t(goal_label), value("goal", goal), GOAL_CHARS_MAX).optional();
    let mut fields = vec![goal.hinted(frame.t("petition-form-goal-hint")).told(wrong.as_slice())];
    if opens_at.is_some_and(|opens_at| opens_at > app.clock.now()) {
        fields.push(moment("opens", "petition-form-opens", "running-opens-hint", opens_at));
    }
    fields.push(moment("closes", "petition-form-closes", closes_hint, closes_at));
    let form = Form {
        action: frame.link(&format!("{}/dates", dated.path)),
        hidden: vec![("seen", value("seen", standing.modified_at.to_string()))],
        fields,
        button: frame.t("running-dates-keep"),
        ..Form::default()
    };
    page.above = Some(Link { name: frame.t(back), url: frame.link(&dated.path) });
    page.tabs = tabs(frame);
    page.refusal = refusal.filter(|_| wrong.is_none()).map(|refusal| refusal.sentence(here.lang));
    page.sections = vec![Section { id: "dates", form: Some(form), ..Section::default() }];
    frame::html(if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// An instant as the form says it.
fn minute(at: i64, zone: &str) -> String {
    zoned(at, zone).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// Goal and dates as they were typed, said in the zone of what stands. A minute that was left as the form had it is the instant that stands: what was closed
/// by hand closed within its minute.
pub(super) fn read(typed: &Typed, standing: &Standing) -> Result<Dates, DatesRefusal> {
    let (zone, dates) = (standing.time_zone.as_str(), &standing.dates);
    let moment = |name: &str, stands: Option<i64>, refusal: DatesRefusal| match typed.get(name).trim() {
        "" => Ok(None),
        text if stands.is_some_and(|stands| minute(stands, zone) == text) => Ok(stands),
        text => {
            let at = text.parse::<DateTime>().ok().and_then(|at| at.in_tz(zone).ok());
            at.map(|at| Some(at.timestamp().as_microsecond())).ok_or(refusal)
        }
    };
    Ok(Dates {
        goal: goal_of(typed.get("goal")).ok_or(DatesRefusal::Goal)?,
        opens_at: moment("opens", dates.opens_at, DatesRefusal::Opens)?,
        closes_at: moment("closes", dates.closes_at, DatesRefusal::Closes)?,
    })
}

/// A goal as people write it: `5000`, `5,000`, `5.000` and `5 000` are the same, 0 where nothing was written. A mark parts three digits from
/// what is before, so `1.5` is no whole number.
pub(crate) fn goal_of(text: &str) -> Option<i64> {
    let mut parts = text.trim().split([',', '.', ' ', '\u{a0}', '\u{202f}']);
    let first = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    if first.is_empty() && rest.is_empty() {
        return Some(0);
    }
    let is_parted = (1..=3).contains(&first.len()) && rest.iter().all(|part| part.len() == 3);
    let digits = format!("{first}{}", rest.concat());
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit()) && (rest.is_empty() || is_parted);
    digits.parse().ok().filter(|_| is_number)
}

/// The refusal that a message names.
pub(super) fn refusal_of(message: &str) -> Option<DatesRefusal> {
    DatesRefusal::ALL.iter().find(|refusal| refusal.message() == message).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_a_whole_number_however_its_thousands_are_parted() {
        for (text, goal) in [("", 0), (" 5000 ", 5_000), ("5,000", 5_000), ("5.000", 5_000), ("1 250 000", 1_250_000), ("15", 15)] {
            assert_eq!(goal_of(text), Some(goal), "{text}");
        }
        for text in ["1.5", "1,5", "12.34", "1000.000", ".500", "5.", "-3", "+3", "many", "1..000", "99999999999999999999"] {
            assert_eq!(goal_of(text), None, "{text}");
        }
    }
}
