//! The buttons of a sheet: take it, put it back, the next line, another text for one, the last one undone, closed.

use super::super::line::{self, Written, Wrong};
use super::super::{Kind, close as closing, enter as entering, hold};
use super::entry::{self, Filled};
use super::{look, path_of};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::Act;
use crate::coalitions::console::{Outcome, What, for_group, led_back};
use crate::forms::Question;
use crate::refusal::Refusal;
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use axum::extract::{Path, State};
use axum::response::Response;
use db::{Fault, Tx};

/// A name that stands for a line that cannot be read, so that nobody has to leave the field.
const ILLEGIBLE: &str = "?";

/// Does something with the sheet in the address, which is looked for within the group; leads back to its page.
async fn deed<R: Refusal>(
    (app, here, signed_in): (&App, &Here, &SignedIn),
    name: &'static str,
    (slug, code): (&str, &str),
    verb: impl Fn(&mut Tx<'_>, &Act, &str) -> Result<Result<(), R>, Fault> + Send + Sync + 'static,
) -> Result<Response, Fault> {
    let seen = match look(app, here, signed_in.account, slug, code).await? {
        Ok(seen) => seen,
        Err(answer) => return Ok(answer),
    };
    let code = seen.sheet.code.clone();
    let done =
        for_group(app, signed_in.account, What::step(name, slug), Deed::WritePetitions, move |tx, act, _| verb(tx, act, &code));
    Ok(led_back(app, here, &done.await?, &path_of(slug, &seen.sheet.code)))
}

pub(super) async fn take(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, code)): Path<(String, String)>,
) -> Response {
    here.answer(&app, deed((&app, &here, &signed_in), "paper.take_sheet", (&slug, &code), hold::take).await)
}

pub(super) async fn put_back(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, code)): Path<(String, String)>,
) -> Response {
    here.answer(&app, deed((&app, &here, &signed_in), "paper.put_sheet_back", (&slug, &code), hold::let_go).await)
}

pub(super) async fn undo(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, code)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let number = Typed::read(&body).get("number").parse().unwrap_or(0);
    let verb = move |tx: &mut Tx<'_>, act: &Act, code: &str| entering::undo(tx, act, code, number);
    here.answer(&app, deed((&app, &here, &signed_in), "paper.undo_line", (&slug, &code), verb).await)
}

/// What was typed: a line, one that cannot be read, or what is wrong with it.
fn line_of(typed: &Typed, home: &str, asked: &[&Question]) -> Result<Option<Written>, Box<(Written, Wrong)>> {
    let field = |name: &str| typed.get(name).to_owned();
    let answer = |question: &&Question| (question.key.clone(), typed.all(&question.key));
    let written = Written {
        name: field("name"),
        email: field("email"),
        phone: field("phone"),
        zip: field("zip"),
        news: typed.get("news") == "yes",
        answers: asked.iter().map(answer).collect(),
    };
    if typed.get("illegible") == "yes" || written.name.trim() == ILLEGIBLE {
        return Ok(None);
    }
    line::check(&written, home, asked).map(Some).map_err(|wrong| Box::new((written, wrong)))
}

/// The next line, or another text for one that stands.
pub(super) async fn enter(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, code)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let entered = async {
        let seen = match look(&app, &here, signed_in.account, &slug, &code).await? {
            Ok(seen) => seen,
            Err(answer) => return Ok(answer),
        };
        let typed = Typed::read(&body);
        let (number, corrects, keeps_zip) =
            (typed.get("number").parse().unwrap_or(0), typed.get("correct") == "yes", typed.get("keep") == "yes");
        let written = match line_of(&typed, &seen.group.country, &seen.asked()) {
            Ok(written) => written,
            Err(wrong) => {
                let filled = Filled { correcting: corrects.then_some(number), wrong: Some(*wrong), keeps_zip, refusal: None };
                return Ok(entry::page((&app, &here, signed_in), &seen, filled));
            }
        };
        let path = format!("{}{}", path_of(&slug, &seen.sheet.code), if keeps_zip { "?keep=yes" } else { "" });
        // Sent twice, it was written once.
        if !corrects && seen.lines.iter().any(|line| line.number == number && line.written == written) {
            return Ok(here.see(&path));
        }
        let new = entering::prepare(&app.intake(), app.clock.now(), seen.group.id, number, written.as_ref())?;
        let code = seen.sheet.code;
        let name = if corrects { "paper.correct_line" } else { "paper.enter_line" };
        let done =
            for_group(&app, signed_in.account, What::step(name, &slug), Deed::WritePetitions, move |tx, act, _| match corrects {
                true => entering::correct(tx, act, &code, &new),
                false => entering::enter(tx, act, &code, &new),
            });
        Ok(led_back(&app, &here, &done.await?, &path))
    };
    here.answer(&app, entered.await)
}

pub(super) async fn close(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, code)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let closed = async {
        let seen = match look(&app, &here, signed_in.account, &slug, &code).await? {
            Ok(seen) => seen,
            Err(answer) => return Ok(answer),
        };
        let (typed, now, sheet) = (Typed::read(&body), app.clock.now(), &seen.sheet);
        let path = path_of(&slug, &sheet.code);
        let refused = |refusal: closing::CloseRefusal| Ok(here.see(&format!("{path}?refused={}", refusal.message())));
        let day = typed.get("day").trim().parse().ok();
        let Some(written_at) = day.and_then(|day| closing::instant_of(day, seen.action.time_zone(), sheet.printed_at, now)) else {
            return refused(closing::CloseRefusal::Day);
        };
        // What was on the screen is closed, not what somebody wrote meanwhile.
        if sheet.closed.is_none() && typed.get("version").parse() != Ok(sheet.version) {
            return refused(closing::CloseRefusal::Moved);
        }
        let group = (seen.group.id, seen.group.country.as_str());
        let prepared = closing::prepare(&app.intake(), now, sheet, group, &seen.lines, written_at)?;
        let (code, vault, id) = (sheet.code.clone(), app.vault.clone(), sheet.id);
        let name = match sheet.kind {
            Kind::Petition => "petitions.close_sheet",
            Kind::Form => "forms.close_sheet",
        };
        let done = for_group(&app, signed_in.account, (name, &slug, id), Deed::WritePetitions, move |tx, act, _| {
            closing::close(tx, &vault, act, &code, &prepared)
        });
        let done = done.await?;
        // Its page says at once what is counted.
        match sheet.kind {
            _ if !matches!(done, Outcome::Done(_)) => {}
            Kind::Petition => app.live_petitions.forget(seen.action.slug()),
            Kind::Form => app.live_forms.forget(seen.action.slug()),
        }
        Ok(led_back(&app, &here, &done, &path))
    };
    here.answer(&app, closed.await)
}
