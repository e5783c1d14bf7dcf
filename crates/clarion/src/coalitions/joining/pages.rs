//! The public page on which a group asks to join a coalition. It tells nothing of other groups or of what waits, and answers every
//! accepted form alike.

use super::JoinForm;
use crate::app::App;
use crate::coalitions::{self, Coalition, Group};
use crate::forms::Form;
use crate::ids::Id;
use crate::pending::Kind;
use crate::pending::form::{FormPage, Typed};
use crate::pending::public_form::{self, PublicForm};
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::markdown;
use crate::web::site::Here;
use crate::web::views::Link;
use crate::web::views_form::PersonForm;
use crate::web::views_joining::JoinPage;
use crate::web::views_signing::CheckMailPage;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use db::Fault;
use std::sync::Arc;

/// Fifteen long answers, each of which may be escaped byte by byte.
const FORM_BYTES_MAX: usize = 256 * 1024;

/// The addresses, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/coalitions/{slug}/join", get(show).post(public_form::send::<Open>))
        .route("/coalitions/{slug}/join/check-mail", get(public_form::check_mail::<Open>))
        .route("/coalitions/{slug}/join/challenge", get(public_form::challenge::<Open>))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// A form that takes requests, as its page shows it.
struct Open {
    coalition: Coalition,
    form: JoinForm,
    asked: Form,
    group: Group,
}

async fn open(app: &App, slug: &str) -> Result<Option<Open>, Fault> {
    let slug = slug.to_owned();
    let read = app.db.read_newest(move |tx| match coalitions::coalition_by_slug(tx, &slug)? {
        Some(found) => super::open_form(tx, found.id),
        None => Ok(None),
    });
    Ok(read.await?.map(|(coalition, form, group)| Open { asked: form.as_form(), coalition, form, group }))
}

fn path_of(coalition: &Coalition) -> String {
    format!("/coalitions/{}/join", coalition.slug)
}

impl Open {
    fn link(&self, frame: &Frame) -> Link {
        Link { name: self.coalition.name.clone(), url: frame.link(&format!("/coalitions/{}", self.coalition.slug)) }
    }
}

async fn show(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let shown = async {
        let Some(open) = open(&app, &slug).await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let home = Typed::at_home_in(&open.group.country);
        let form = open.form_page(here.lang).filled(&home, Vec::new(), &app.vault, app.clock.now());
        Ok(frame::html(StatusCode::OK, &open.page(&app, &here, form)))
    };
    here.answer(&app, shown.await)
}

impl PublicForm for Open {
    async fn find(app: &App, slug: &str) -> Result<Option<Arc<Self>>, Fault> {
        let found = open(app, slug).await?;
        if let Some(open) = &found {
            app.vault.know(&app.db, open.group.id).await.map_err(|problem| Fault::bug(problem.to_string()))?;
        }
        Ok(found.map(Arc::new))
    }

    fn form_page(&self, lang: Lang) -> FormPage<'_> {
        FormPage {
            kind: Kind::Joining,
            action: self.coalition.id,
            path: path_of(&self.coalition),
            groups: &[],
            calls_of: "",
            asked: Some(&self.asked),
            lang,
        }
    }

    fn group(&self) -> Id {
        self.group.id
    }

    fn usual_per_minute(&self) -> i64 {
        self.asked.usual_per_minute
    }

    /// One that is closed is not found.
    fn is_open(&self, _: i64) -> bool {
        true
    }

    fn page(&self, app: &App, here: &Here, mut form: PersonForm) -> impl Template {
        let path = path_of(&self.coalition);
        let mut frame = here.frame(app, "");
        frame.title = frame.t1("join-title", "coalition", &self.coalition.name);
        frame.path.clone_from(&path);
        frame.report_url = crate::web::site::report_url(here.lang, &path);
        if app.limits.is_busy(app.clock.now(), self.coalition.id, self.asked.usual_per_minute) {
            form.challenge_url = Some(here.lang.path(&format!("{path}/challenge")));
        }
        JoinPage {
            coalition: self.link(&frame),
            group: Link { name: self.group.name.clone(), url: frame.link(&format!("/groups/{}", self.group.slug)) },
            words_html: markdown::html(self.form.words(here.lang)),
            own_url: frame.link(&format!("/console/join/{}", self.coalition.slug)),
            form,
            frame,
        }
    }

    fn check_mail_page(&self, frame: Frame) -> CheckMailPage {
        let coalition = self.link(&frame);
        CheckMailPage::of_joining(frame, coalition)
    }
}
