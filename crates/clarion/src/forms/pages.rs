//! The pages of a form: the form itself, its live count, and what follows an accepted one.

use super::live::Facts;
use super::submit::{self, SubmitRefusal};
use super::{Form, FormKind};
use crate::app::App;
use crate::clock::DAY;
use crate::ids::Id;
use crate::pending::form::FormPage;
use crate::pending::public_form::{self, PublicForm};
use crate::pending::{self, FormContent, Kind};
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::markdown;
use crate::web::site::{Here, zoned};
use crate::web::views::Link;
use crate::web::views_form::PersonForm;
use crate::web::views_forms::SubmitPage;
use crate::web::views_petition::{PetitionCount, PetitionPage, PetitionState};
use crate::web::views_signing::CheckMailPage;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use db::Fault;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Twenty long answers, each of which may be escaped byte by byte.
const FORM_BYTES_MAX: usize = 256 * 1024;
/// Characters of a link preview's words.
const DESCRIPTION_CHARS: usize = 180;

/// The addresses of forms, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/forms/{slug}", get(show).post(public_form::send::<Facts>).layer(DefaultBodyLimit::max(FORM_BYTES_MAX)))
        .route("/forms/{slug}/check-mail", get(public_form::check_mail::<Facts>))
        .route("/forms/{slug}/count", get(live_count))
        .route("/forms/{slug}/challenge", get(public_form::challenge::<Facts>))
        .merge(super::console::routes())
}

async fn show(State(app): State<App>, here: Here, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    let facts = match app.live_forms.facts(&app, &slug).await {
        Ok(Some(facts)) => facts,
        Ok(None) => return here.refused(&app, StatusCode::NOT_FOUND),
        Err(fault) => return here.fault(&app, &fault),
    };
    app.live_forms.page(&facts, here.lang, || rendered(&app, &here, &facts)).response(&headers)
}

impl PublicForm for Facts {
    async fn find(app: &App, slug: &str) -> Result<Option<Arc<Self>>, Fault> {
        app.live_forms.facts(app, slug).await
    }

    fn form_page(&self, lang: Lang) -> FormPage<'_> {
        FormPage {
            kind: Kind::Submission,
            action: self.form.id,
            path: format!("/forms/{}", self.form.slug),
            groups: &self.groups,
            calls_of: self.coalition_name(),
            asked: Some(&self.form),
            lang,
        }
    }

    fn group(&self) -> Id {
        self.form.group
    }

    fn usual_per_minute(&self) -> i64 {
        self.form.usual_per_minute
    }

    fn is_open(&self, now: i64) -> bool {
        submit::refusal(&self.form, now, now).is_none()
    }

    fn page(&self, app: &App, here: &Here, form: PersonForm) -> impl Template {
        page(app, here, self, form)
    }

    fn check_mail_page(&self, frame: Frame) -> CheckMailPage {
        let form = form_link(&frame, self);
        CheckMailPage::of_form(frame, form)
    }
}

fn rendered(app: &App, here: &Here, facts: &Facts) -> String {
    let form = facts.form_page(here.lang).empty(&app.vault, app.clock.now());
    frame::text(&page(app, here, facts, form))
}

/// The page that a draft will have, for those who write and approve it: with its form, in which nothing can be typed, and without
/// what would lead others there.
pub(super) fn preview(app: &App, here: &Here, facts: &Facts, back: Link) -> SubmitPage {
    let form = facts.form_page(here.lang).empty(&app.vault, app.clock.now());
    let mut page = page(app, here, facts, form);
    page.frame.indexed = false;
    page.frame.report_url = None;
    page.frame.path.clone_from(&here.path);
    page.live_url = None;
    page.preview = Some(back);
    page
}

/// The whole page with a form, which is left out while the form takes nobody.
fn page(app: &App, here: &Here, facts: &Facts, mut form: PersonForm) -> SubmitPage {
    let (asked, words, now) = (&facts.form, facts.words_in(here.lang), app.clock.now());
    let path = format!("/forms/{}", asked.slug);
    let mut frame = Frame::new(here.lang, &words.title, &path, &app.settings.public_url, crate::web::site::SITE_NAME);
    frame.description = markdown::summary(&words.text, DESCRIPTION_CHARS);
    frame.indexed = true;
    frame.report_url = crate::web::site::report_url(here.lang, &path);
    if app.limits.is_busy(now, asked.id, asked.usual_per_minute) {
        form.challenge_url = Some(here.lang.path(&format!("{path}/challenge")));
    }
    let refusal = submit::refusal(asked, now, now);
    let unsigned = |number: i64| u64::try_from(number).unwrap_or(0);
    let group = facts.groups.first().map_or_else(
        || Link { name: String::new(), url: frame.link("/") },
        |group| Link { name: group.name.clone(), url: frame.link(&format!("/groups/{}", group.slug)) },
    );
    let coalition = facts.coalition.as_ref();
    let meaning = match (asked.kind, coalition) {
        (FormKind::Pledge, Some(coalition)) => frame.t1("form-pledge-means-coalition", "coalition", &coalition.name),
        (FormKind::Pledge, None) => frame.t1("form-pledge-means", "group", &group.name),
        _ => String::new(),
    };
    SubmitPage {
        title: words.title.clone(),
        words_lang: Lang::from_code(&words.lang).filter(|lang| *lang != here.lang).map(Lang::code),
        kind: asked.kind,
        coalition: coalition
            .map(|found| Link { name: found.name.clone(), url: frame.link(&format!("/coalitions/{}", found.slug)) }),
        group,
        meaning,
        preview: None,
        text_html: markdown::html(&words.text),
        state: state(asked, refusal, now),
        count: PetitionCount {
            confirmed: unsigned(facts.count.confirmed),
            asserted: unsigned(facts.count.total() - facts.count.confirmed),
            goal: (asked.goal > 0).then(|| unsigned(asked.goal)),
            as_of: zoned(facts.count.as_of, &asked.time_zone),
            states: BTreeMap::new(),
        },
        live_url: Some(frame.link(&format!("{path}/count"))),
        form: refusal.is_none().then_some(form),
        share: PetitionPage::share_of(&frame),
        frame,
    }
}

fn state(form: &Form, refusal: Option<SubmitRefusal>, now: i64) -> PetitionState {
    let at = |micros| zoned(micros, &form.time_zone);
    match (refusal, form.closes_at) {
        (Some(SubmitRefusal::Closed(closed_at)), _) => PetitionState::Closed { closed_at: at(closed_at) },
        (Some(_), _) => PetitionState::Stopped,
        (None, Some(closes_at)) if closes_at - now < DAY => PetitionState::ClosingToday { closes_at: at(closes_at) },
        (None, closes_at) => PetitionState::Open { closes_at: closes_at.map(at) },
    }
}

/// Takes a checked form that came without an API key.
pub async fn take(app: &App, form: &Form, content: &FormContent, waiting: bool) -> Result<(), Fault> {
    pending::accept(app, (Kind::Submission, form.group), content, waiting).await
}

/// A link to the form's page in the frame's language.
pub fn form_link(frame: &Frame, facts: &Facts) -> Link {
    Link { name: facts.words_in(frame.lang).title.clone(), url: frame.link(&format!("/forms/{}", facts.form.slug)) }
}

async fn live_count(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    public_form::count(&app, &here, &app.live_forms, slug).await
}
