//! Composing a form: its words, its questions one below the other, and what is wrong with them. What was typed is never lost.
//!
//! Without scripts questions cannot be added in the page: there are always some empty ones, and a button that brings more.

use super::super::FormKind;
use super::super::drafting::FormPart;
use super::super::fill::Field;
use super::super::questions::{self, CHOICES_MAX, Choice, NAMES, QUESTIONS_MAX, Question, QuestionKind};
use super::{FORMS, list_path, tabs_here, waiting_count};
use crate::access::{Actor, Deed, SignedIn};
use crate::actions::console::compose::{self as words, own, text};
use crate::actions::drafts::write::DraftRefusal;
use crate::actions::drafts::{self, Document, Draft};
use crate::app::App;
use crate::coalitions::console::{Outcome, led_back, read_for_group};
use crate::coalitions::{Coalition, Group};
use crate::ids::Id;
use crate::people::fields::choosing;
use crate::people::fields::filling::{self, Fillable};
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::typed::Sent;
use crate::web::views::Link;
use crate::web::views_event_console::{Choice as Offered, Typed};
use crate::web::views_form::{FieldError, ZONES};
use crate::web::views_form_console::{FormFormPage, Slot};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// Questions for which there is room at first, and how many more a press of the button brings.
const SLOTS: usize = 4;

/// The message that names a kind of question.
pub(super) fn kind_message(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Short => "form-question-short",
        QuestionKind::Long => "form-question-long",
        QuestionKind::One => "form-question-one",
        QuestionKind::Several => "form-question-several",
        QuestionKind::YesNo => "form-question-yes-no",
    }
}

/// What the form needs beside what was typed.
struct Around {
    group: Group,
    fields: Vec<Fillable>,
    coalitions: Vec<Coalition>,
    waiting: usize,
}

fn around(tx: &mut Tx<'_>, actor: &Actor, group: &Group) -> Result<Around, Fault> {
    Ok(Around {
        group: group.clone(),
        fields: Vec::new(),
        coalitions: drafts::coalitions_to_choose(tx, group.id)?,
        waiting: waiting_count(tx, actor, group.id)?,
    })
}

/// How many questions the form shows.
fn slots(typed: &Typed) -> usize {
    typed.get("slots").parse().unwrap_or(SLOTS).clamp(SLOTS, QUESTIONS_MAX)
}

/// The field that a slot's question is to fill.
fn field_in<'a>(typed: &Typed, name: &str, around: &'a Around) -> Option<&'a Fillable> {
    let wanted: Id = text(typed, &format!("{name}_field")).parse().ok()?;
    around.fields.iter().find(|field| field.id == wanted)
}

/// The question that was typed into a slot; `None` where it was left empty. A choice in one language only stands in both. A field with
/// choices brings these along, in its own words; they may have others in Spanish.
fn question_in(typed: &Typed, name: &str, around: &Around) -> Option<Question> {
    let of = |part: &str| text(typed, &format!("{name}_{part}"));
    let lines = |part: &str| -> Vec<String> {
        of(part).lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    };
    let kind = QuestionKind::of(&of("kind")).unwrap_or_default();
    let field = field_in(typed, name, around);
    let brought = field.and_then(|field| field.choices.as_ref());
    let (en, es) = (brought.map_or_else(|| lines("choices_en"), |choices| names_of(choices)), lines("choices_es"));
    let choices = (0..en.len().max(es.len()).min(CHOICES_MAX + 1)).map(|place| Choice {
        key: String::new(),
        en: en.get(place).cloned().unwrap_or_default(),
        es: es.get(place).cloned().unwrap_or_default(),
        fills: brought.and_then(|choices| choices.get(place)).map(|choice| choice.id),
    });
    let question = Question {
        key: String::new(),
        kind,
        required: of("required") == "yes",
        en: of("en"),
        es: of("es"),
        choices: if kind.is_text() { Vec::new() } else { choices.collect() },
        fills: field.map(|field| Field { group: around.group.id, id: field.id }),
    };
    let is_empty = question.en.is_empty() && question.es.is_empty() && en.is_empty() && es.is_empty();
    (!is_empty).then_some(question)
}

fn names_of(choices: &[choosing::Choice]) -> Vec<String> {
    choices.iter().map(|choice| choice.name.clone()).collect()
}

/// Why a question that was typed cannot be asked, as the message that says it; its field then holds what was typed. A field with choices
/// is filled by one of them.
fn wrong_with(typed: &Typed, name: &str, around: &Around) -> Option<&'static str> {
    let lines = |part: &str| -> Vec<String> {
        let text = text(typed, &format!("{name}_{part}"));
        text.lines().map(seal::name::fold).filter(|line| !line.is_empty()).collect()
    };
    let question = question_in(typed, name, around)?;
    let brought = field_in(typed, name, around).and_then(|field| field.choices.as_ref());
    let (en, es) = (lines("choices_en"), lines("choices_es"));
    let many = brought.map_or(en.len(), Vec::len);
    let is_twice = |lines: &[String]| lines.iter().enumerate().any(|(place, line)| lines[..place].contains(line));
    if brought.is_some() && question.kind != QuestionKind::One {
        return Some("form-question-wrong-field");
    }
    if question.en.is_empty() && question.es.is_empty() {
        return Some("form-question-wrong-words");
    }
    let chooses = matches!(question.kind, QuestionKind::One | QuestionKind::Several);
    if !chooses && brought.is_none() && !(en.is_empty() && es.is_empty()) {
        return Some("form-question-wrong-kind");
    }
    if chooses && ((brought.is_none() && is_twice(&en)) || is_twice(&es)) {
        return Some("form-question-wrong-twice");
    }
    if chooses && many != es.len() && many > 0 && !es.is_empty() {
        return Some("form-question-wrong-uneven");
    }
    (!questions::is_sound(&question)).then_some(if chooses { "form-question-wrong-choices" } else { "form-question-wrong-words" })
}

/// The document that a form describes, and all that is wrong with it in the order of the fields.
fn document(typed: &Typed, around: &Around) -> (Document, Vec<DraftRefusal>) {
    let (mut document, mut wrong) = words::document(typed);
    let names = &NAMES[..slots(typed)];
    let mut questions: Vec<Question> = names.iter().filter_map(|name| question_in(typed, name, around)).collect();
    questions::numbered(&mut questions);
    if names.iter().any(|name| wrong_with(typed, name, around).is_some()) {
        wrong.push(DraftRefusal::Questions);
    }
    document.form = Some(FormPart { kind: FormKind::of(typed.get("kind")).unwrap_or_default(), questions });
    (document, wrong)
}

/// A draft as its form shows it.
fn typed_of(draft: &Draft, coalition: Option<&Coalition>) -> Typed {
    let mut typed = words::typed_of(draft, coalition);
    let part = draft.document.form.clone().unwrap_or_default();
    typed.set("kind", part.kind.as_str().to_owned());
    typed.set("slots", (part.questions.len() + 1).to_string());
    for (question, name) in part.questions.iter().zip(NAMES) {
        let lines = |of: fn(&Choice) -> &String| question.choices.iter().map(of).cloned().collect::<Vec<_>>().join("\n");
        typed.set(&format!("{name}_kind"), question.kind.as_str().to_owned());
        typed.set(&format!("{name}_en"), question.en.clone());
        typed.set(&format!("{name}_es"), question.es.clone());
        typed.set(&format!("{name}_required"), if question.required { "yes".to_owned() } else { String::new() });
        typed.set(&format!("{name}_field"), question.fills.map(|field| field.id.to_string()).unwrap_or_default());
        if question.kind != QuestionKind::YesNo {
            typed.set(&format!("{name}_choices_en"), lines(|choice| &choice.en));
            typed.set(&format!("{name}_choices_es"), lines(|choice| &choice.es).trim().to_owned());
        }
    }
    typed
}

fn slot(frame: &Frame, typed: &Typed, (name, number): (&'static str, usize), around: &Around, says_wrong: bool) -> Slot {
    let of = |part: &str| typed.get(&format!("{name}_{part}")).to_owned();
    let kind = QuestionKind::of(&of("kind")).unwrap_or_default();
    let option = |known: QuestionKind| Offered {
        value: known.as_str().to_owned(),
        words: frame.t(kind_message(known)),
        chosen: known == kind,
    };
    let field = |known: &Fillable| Offered {
        value: known.id.to_string(),
        words: if known.choices.is_some() { frame.t1("form-form-field-chooses", "name", &known.name) } else { known.name.clone() },
        chosen: known.id.to_string() == of("field"),
    };
    Slot {
        name,
        number,
        fields: around.fields.iter().map(field).collect(),
        // Another group's, which filled it before a merge, or one that was deleted.
        is_unbound: !of("field").is_empty() && field_in(typed, name, around).is_none(),
        kinds: QuestionKind::ALL.map(option).into(),
        required: of("required") == "yes",
        en: of("en"),
        es: of("es"),
        choices_en: of("choices_en"),
        choices_es: of("choices_es"),
        wrong: wrong_with(typed, name, around).filter(|_| says_wrong).map(|message| frame.t(message)),
    }
}

/// What is wrong with a question, above the form: it names the question, and leads there.
fn question_error(frame: &Frame, typed: &Typed, (name, number): (&'static str, usize), around: &Around) -> Option<FieldError> {
    let message = wrong_with(typed, name, around)?;
    let question = frame.t1("form-form-question", "number", number);
    let field = questions::anchor_of(name)?;
    Some(FieldError { field, message: frame.t2("form-question-wrong", ("question", &question), ("why", &frame.t(message))) })
}

fn page(app: &App, here: &Here, signed_in: SignedIn, around: &Around, typed: Typed, wrong: &[DraftRefusal]) -> FormFormPage {
    let mut frame = here.frame(app, "");
    let is_new = here.path.ends_with("/new");
    frame.title = frame.t(if is_new { "form-form-new" } else { "petition-form-change" });
    let option =
        |name: &str, value: &str, words: String| Offered { value: value.to_owned(), words, chosen: typed.get(name) == value };
    let zone = typed.get("time_zone");
    let more = Some(zone).filter(|zone| !zone.is_empty() && !ZONES.contains(zone));
    let mut errors = Vec::new();
    for refusal in wrong {
        let asked = NAMES[..slots(&typed)].iter().copied().zip(1..);
        let named: Vec<FieldError> = match refusal {
            DraftRefusal::Questions => {
                asked.filter_map(|(name, number)| question_error(&frame, &typed, (name, number), around)).collect()
            }
            _ => Vec::new(),
        };
        match named.is_empty() {
            true => errors.push(FieldError { field: refusal.field(), message: refusal.sentence(frame.lang) }),
            false => errors.extend(named),
        }
    }
    let back = match is_new {
        true => Link { name: frame.t("console-forms"), url: frame.link(&list_path(&around.group.slug)) },
        false => Link { name: frame.t("petition-form-back"), url: frame.link(frame.path.trim_end_matches("/words")) },
    };
    let shown = slots(&typed);
    let names = NAMES[..shown].iter().copied().zip(1..);
    FormFormPage {
        kinds: FormKind::ALL.map(|kind| option("kind", kind.as_str(), frame.t(&kind.message("form-kind-choice")))).into(),
        zones: ZONES.into_iter().chain(more).map(|zone| option("time_zone", zone, zone.to_owned())).collect(),
        coalitions: around.coalitions.iter().map(|found| option("coalition", &found.slug, found.name.clone())).collect(),
        slots: names.map(|place| slot(&frame, &typed, place, around, !wrong.is_empty())).collect(),
        may_have_more: shown < QUESTIONS_MAX,
        tabs: tabs_here(&frame, &around.group, around.waiting),
        action: frame.link(&frame.path),
        errors,
        back,
        typed,
        signed_in,
        frame,
    }
}

async fn looked_around(app: &App, account: Id, slug: &str) -> Result<Outcome<Around>, Fault> {
    let mut found = read_for_group(app, account, slug, Deed::WritePetitions, around).await?;
    if let Outcome::Done(around) = &mut found {
        let (vault, group) = (app.vault.clone(), around.group.id);
        vault.know(&app.db, group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
        around.fields = app.db.read_newest(move |tx| filling::fillable(tx, &vault, group)).await?;
    }
    Ok(found)
}

/// The form again, with what was typed.
async fn again(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    slug: &str,
    typed: Typed,
    wrong: &[DraftRefusal],
) -> Result<Response, Fault> {
    Ok(match looked_around(app, signed_in.account, slug).await? {
        Outcome::Done(around) => {
            let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            frame::html(status, &page(app, here, signed_in, &around, typed, wrong))
        }
        other => led_back(app, here, &other, ""),
    })
}

pub(super) async fn show_new(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    let mut typed = Typed::default();
    typed.set("time_zone", ZONES[0].to_owned());
    here.answer(&app, again(&app, &here, signed_in, &slug, typed, &[]).await)
}

/// What a press of a button asks: more questions, or to keep the draft.
fn sent(body: &[u8]) -> (Typed, bool) {
    let mut typed = Typed::read(body);
    let more = typed.get("deed") == "more";
    if more {
        let wanted = (slots(&typed) + SLOTS).min(QUESTIONS_MAX);
        typed.set("slots", wanted.to_string());
    }
    (typed, more)
}

pub(super) async fn add(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, keep(&app, &here, signed_in, (&slug, None), &body).await)
}

/// Keeps what was typed, as a new draft or as the change of one; or shows the form again.
async fn keep(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    (slug, draft): (&str, Option<Id>),
    body: &[u8],
) -> Result<Response, Fault> {
    let (typed, more) = sent(body);
    let around = match looked_around(app, signed_in.account, slug).await? {
        Outcome::Done(around) => around,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let (document, wrong) = document(&typed, &around);
    if more || !wrong.is_empty() {
        return again(app, here, signed_in, slug, typed, if more { &[] } else { &wrong }).await;
    }
    let by = (app, here, signed_in.account);
    match words::keep(by, (&FORMS, ["forms.draft", "forms.change_draft"]), (slug, draft), (&typed, document)).await? {
        Ok(answer) => Ok(answer),
        Err(wrong) => again(app, here, signed_in, slug, typed, &wrong).await,
    }
}

pub(super) async fn show_words(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(at): Path<(String, String)>,
) -> Response {
    let shown = async {
        match own((&app, &here, signed_in.account), &FORMS, (&at.0, &at.1)).await? {
            Ok((draft, coalition)) => again(&app, &here, signed_in, &at.0, typed_of(&draft, coalition.as_ref()), &[]).await,
            Err(answer) => Ok(answer),
        }
    };
    here.answer(&app, shown.await)
}

pub(super) async fn change(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(at): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let changed = async {
        match own((&app, &here, signed_in.account), &FORMS, (&at.0, &at.1)).await? {
            Ok((draft, _)) => keep(&app, &here, signed_in, (&at.0, Some(draft.id)), &body).await,
            Err(answer) => Ok(answer),
        }
    };
    here.answer(&app, changed.await)
}
