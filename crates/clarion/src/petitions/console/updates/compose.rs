//! The form of an update: of a new one, and of a draft that is changed. What was typed is never lost.

use super::super::super::PetitionWords;
use super::super::super::create::{NewPetition, TITLE_CHARS_MAX};
use super::super::super::updates::{self, TEXT_CHARS_MAX, UpdateKind, UpdatePart};
use super::super::{Seen as PetitionSeen, look as look_at_petition, path_of as petition_path, tabs_here};
use super::{Seen, look, path_of};
use crate::access::{Deed, SignedIn};
use crate::actions::drafts::approve::ApproveRefusal;
use crate::actions::drafts::write::DraftRefusal;
use crate::actions::drafts::{Draft, DraftState};
use crate::app::App;
use crate::coalitions::Group;
use crate::coalitions::console::{Outcome, for_group, led_back};
use crate::ids::Id;
use crate::refusal::Refusal as _;
use crate::web::frame;
use crate::web::lang::{self, Lang};
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Field, Form, Section, SectionsPage};
use crate::web::views_form::FieldError;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;

/// What the form shows: what was typed, or what stands.
#[derive(Default)]
struct Written {
    kind: UpdateKind,
    words: Vec<PetitionWords>,
    version: i64,
}

impl Written {
    fn read(body: &[u8]) -> Self {
        let typed = Typed::read(body);
        let words = |lang: Lang| PetitionWords {
            lang: lang.code().to_owned(),
            title: typed.text(&format!("title_{}", lang.code())),
            text: typed.text(&format!("text_{}", lang.code())),
            thanks: String::new(),
        };
        let said = |words: &PetitionWords| !words.title.is_empty() || !words.text.is_empty();
        Self {
            kind: UpdateKind::of(typed.get("kind")).unwrap_or_default(),
            words: Lang::ALL.into_iter().map(words).filter(said).collect(),
            version: typed.get("version").parse().unwrap_or(0),
        }
    }

    fn of(draft: &Draft) -> Self {
        let kind = draft.document.update.map_or_else(UpdateKind::default, |part| part.kind);
        Self { kind, words: draft.document.words.clone(), version: draft.version }
    }

    fn said(&self, lang: &str, of: fn(&PetitionWords) -> &String) -> String {
        self.words.iter().find(|words| words.lang == lang).map_or_else(String::new, |words| of(words).clone())
    }
}

/// What is wrong with a form, at its field; nothing where no field can mend it.
fn wrong_of(lang: Lang, message: &str) -> Option<FieldError> {
    let refusal = DraftRefusal::ALL.iter().find(|refusal| refusal.message() == message)?;
    let says = match refusal {
        DraftRefusal::Title => "update-refused-title",
        DraftRefusal::TextEn => "update-refused-text-en",
        DraftRefusal::TextEs => "update-refused-text-es",
        DraftRefusal::TitleEn | DraftRefusal::TitleEs | DraftRefusal::Changed => message,
        _ => return None,
    };
    Some(FieldError { field: refusal.field(), message: lang::t(lang, says, &[]) })
}

/// What is said where no field can mend it: the form of an update has no choice of a coalition, its petition speaks for it.
fn said_of(message: &'static str) -> &'static str {
    if message == DraftRefusal::Coalition.message() { ApproveRefusal::NoPlace.message() } else { message }
}

/// Where a form stands: on the page of a new update, or of a draft that is changed.
struct Around<'a> {
    group: &'a Group,
    waiting: usize,
    title: &'static str,
    action: String,
    above: Link,
}

/// The form; after one that was not kept, with why.
fn form_page(
    (app, here, signed_in): (&App, &Here, SignedIn),
    around: &Around<'_>,
    written: &Written,
    refused: Option<&'static str>,
) -> Response {
    let mut page = SectionsPage::new(here.frame(app, ""), signed_in);
    page.frame.title = page.frame.t(around.title);
    let frame = &page.frame;
    let wrong = refused.and_then(|message| wrong_of(here.lang, message));
    page.refusal = refused.filter(|_| wrong.is_none()).map(|message| frame.t(said_of(message)));
    let wrong = wrong.as_slice();
    let kinds = UpdateKind::ALL.map(|kind| (kind.as_str().to_owned(), frame.t(kind.message()))).into();
    let title = |name: &'static str, lang: &str| {
        let value = written.said(lang, |words| &words.title);
        Field::line(name, frame.t(&format!("update-title-{lang}")), value, TITLE_CHARS_MAX).optional().told(wrong)
    };
    let area = |name: &'static str, lang: &str| {
        let value = written.said(lang, |words| &words.text);
        let area = Field::area(name, frame.t(&format!("update-text-{lang}")), value, TEXT_CHARS_MAX, 6);
        area.hinted(frame.t("markdown-hint")).told(wrong)
    };
    let form = Form {
        action: frame.link(&around.action),
        hidden: vec![("version", written.version.to_string())],
        fields: vec![
            Field::choice("kind", frame.t("update-kind"), written.kind.as_str().to_owned(), kinds)
                .hinted(frame.t("update-kind-hint")),
            title("title_en", "en").hinted(frame.t("update-title-hint")),
            area("text_en", "en"),
            title("title_es", "es"),
            area("text_es", "es"),
        ],
        button: frame.t("petition-form-keep"),
        ..Form::default()
    };
    page.tabs = tabs_here(frame, around.group, around.waiting);
    page.lead = frame.t("update-form-lead");
    page.above = Some(around.above.clone());
    page.sections = vec![Section { id: "words", form: Some(form), ..Section::default() }];
    frame::html(if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// The published petition of the group in the address, for those who write at it.
async fn own(app: &App, here: &Here, account: Id, slug: &str, petition: &str) -> Result<Result<PetitionSeen, Response>, Fault> {
    Ok(match look_at_petition(app, account, slug, petition).await? {
        Outcome::Done(seen) if seen.writes && seen.petition.is_some() => Ok(seen),
        Outcome::Done(_) => Err(here.refused(app, StatusCode::NOT_FOUND)),
        other => Err(led_back(app, here, &other, "")),
    })
}

fn new_around<'a>(here: &Here, seen: &'a PetitionSeen, whole: &NewPetition) -> Around<'a> {
    let path = petition_path(&seen.group.slug, whole.petition.id);
    let above = Link { name: whole.title_in(here.lang).unwrap_or_default(), url: here.lang.path(&path) };
    Around { group: &seen.group, waiting: seen.waiting, title: "update-write", action: format!("{path}/updates"), above }
}

pub(in crate::petitions::console) async fn show_new(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
) -> Response {
    let shown = async {
        let seen = match own(&app, &here, signed_in.account, &slug, &petition).await? {
            Ok(seen) => seen,
            Err(answer) => return Ok(answer),
        };
        let Some(whole) = &seen.petition else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        Ok(form_page((&app, &here, signed_in), &new_around(&here, &seen, whole), &Written::default(), None))
    };
    here.answer(&app, shown.await)
}

pub(in crate::petitions::console) async fn add(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let added = async {
        let seen = match own(&app, &here, signed_in.account, &slug, &petition).await? {
            Ok(seen) => seen,
            Err(answer) => return Ok(answer),
        };
        let Some(whole) = &seen.petition else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let written = Written::read(&body);
        let (id, words) = (whole.petition.id, written.words.clone());
        let part = UpdatePart { petition: id, kind: written.kind };
        let what = ("petitions.draft_update", &slug, id);
        let begun =
            for_group(&app, signed_in.account, what, Deed::WritePetitions, move |tx, act, _| updates::begin(tx, act, part, &words));
        Ok(match begun.await? {
            Outcome::Done(update) => here.see(&path_of(&slug, update)),
            Outcome::Refused(message) => {
                form_page((&app, &here, signed_in), &new_around(&here, &seen, whole), &written, Some(message))
            }
            other => led_back(&app, &here, &other, ""),
        })
    };
    here.answer(&app, added.await)
}

/// The draft that somebody changes; the answer where they may not, or it is none any more.
async fn own_draft(app: &App, here: &Here, account: Id, at: (&str, &str)) -> Result<Result<Seen, Response>, Fault> {
    let is_open = |seen: &Seen| seen.writes && matches!(seen.draft.state, DraftState::Draft | DraftState::Waiting);
    Ok(match look(app, here, account, at).await? {
        Ok(seen) if !is_open(&seen) => Err(here.refused(app, StatusCode::NOT_FOUND)),
        found => found,
    })
}

fn changed_around<'a>(here: &Here, seen: &'a Seen) -> Around<'a> {
    let path = path_of(&seen.group.slug, seen.draft.id);
    let above = Link { name: seen.draft.document.title(here.lang).to_owned(), url: here.lang.path(&path) };
    Around { group: &seen.group, waiting: seen.waiting, title: "petition-form-change", action: format!("{path}/words"), above }
}

pub(in crate::petitions::console) async fn show_words(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, update)): Path<(String, String)>,
) -> Response {
    let shown = async {
        Ok(match own_draft(&app, &here, signed_in.account, (&slug, &update)).await? {
            Ok(seen) => form_page((&app, &here, signed_in), &changed_around(&here, &seen), &Written::of(&seen.draft), None),
            Err(answer) => answer,
        })
    };
    here.answer(&app, shown.await)
}

pub(in crate::petitions::console) async fn change(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, update)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let changed = async {
        let seen = match own_draft(&app, &here, signed_in.account, (&slug, &update)).await? {
            Ok(seen) => seen,
            Err(answer) => return Ok(answer),
        };
        let written = Written::read(&body);
        let (id, at, kind, words) = (seen.draft.id, written.version, written.kind, written.words.clone());
        let what = ("petitions.change_update", &slug, id);
        let done = for_group(&app, signed_in.account, what, Deed::WritePetitions, move |tx, act, _| {
            updates::change(tx, act, (id, at), kind, &words)
        });
        Ok(match done.await? {
            Outcome::Refused(message) => {
                form_page((&app, &here, signed_in), &changed_around(&here, &seen), &written, Some(message))
            }
            other => led_back(&app, &here, &other, &path_of(&slug, id)),
        })
    };
    here.answer(&app, changed.await)
}
