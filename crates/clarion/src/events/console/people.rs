//! Who answered an event: for its own group only, opened from the sealed records a page at a time.

use super::{console_path, look};
use crate::access::SignedIn;
use crate::app::App;
use crate::events::attending::{self, Attendance, AttendanceKind, Response as Reply};
use crate::ids::Id;
use crate::people::{self, Coarse, Details};
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::views::Link;
use crate::web::views_event_console::{EventPeoplePage, PersonRow};
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;
use std::collections::HashMap;

/// People on one page.
const PEOPLE_MAX: i64 = 100;

/// After whom the page begins.
fn after(query: &str) -> Id {
    let named = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "after");
    named.last().and_then(|(_, id)| id.parse().ok()).unwrap_or(Id::ZERO)
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let answered = async {
        let Some(seen) = look(&app, signed_in.account, &slug).await? else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        if !seen.hosts() {
            return Ok(here.refused(&app, StatusCode::FORBIDDEN));
        }
        let (event, group, after) = (seen.event().id, seen.event().group, after(&query.unwrap_or_default()));
        app.vault.know(&app.db, group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
        let vault = app.vault.clone();
        let read = app.db.read_newest(move |tx| {
            let answers = attending::of_event(tx, event, after, PEOPLE_MAX)?;
            let identities: Vec<Id> = answers.iter().map(|answer| answer.identity).collect();
            let known = people::opened(tx, &vault, group, &identities)?;
            Ok((answers, known))
        });
        let (answers, known) = read.await?;
        let mut frame = here.frame(&app, "");
        frame.title = frame.t1("event-people-title", "title", seen.event().title(here.lang));
        let count = &seen.facts.count;
        let number = |number: i64| u64::try_from(number).unwrap_or(0);
        let last = answers.last().filter(|_| answers.len() as i64 == PEOPLE_MAX);
        let more = last.map(|last| frame.link(&format!("{}/people?after={}", console_path(&slug), last.id)));
        let page = EventPeoplePage {
            event: Link { name: seen.event().title(here.lang).to_owned(), url: frame.link(&console_path(&slug)) },
            coming: number(count.all_coming()),
            waiting: number(count.waiting),
            not_coming: number(count.not_coming),
            people: answers.iter().map(|answer| row(&app, &frame, answer, &known)).collect::<Result<_, _>>()?,
            more_url: more,
            signed_in,
            frame,
        };
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, answered.await)
}

fn row(app: &App, frame: &Frame, answer: &Attendance, known: &HashMap<Id, (Details, Coarse)>) -> Result<PersonRow, Fault> {
    let empty = (Details::default(), Coarse::default());
    let (details, coarse) = known.get(&answer.identity).unwrap_or(&empty);
    let note = match &answer.sealed {
        None => String::new(),
        Some(sealed) => String::from_utf8(app.vault.open_sealed(answer.group, &answer.id.0, sealed)?)
            .map_err(|_| Fault::bug("a note is no text"))?,
    };
    let name = format!("{} {}", details.given_name, details.family_name).trim().to_owned();
    Ok(PersonRow {
        name: if name.is_empty() { frame.t("event-people-nameless") } else { name },
        email: details.email.clone(),
        phone: details.phone.clone(),
        place: format!("{} {}", coarse.region, coarse.zip).trim().to_owned(),
        answer: match answer.response {
            Reply::Coming => frame.t("event-people-coming"),
            Reply::Waiting => frame.t("event-people-waiting"),
            Reply::NotComing => frame.t("event-people-not-coming"),
        },
        is_confirmed: answer.kind == AttendanceKind::Confirmed,
        any_hour: answer.any_hour,
        note,
    })
}
