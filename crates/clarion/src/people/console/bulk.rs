//! One deed for everybody whom a question chooses: a tag given or taken, after a page that says for how many.

use super::asked;
use super::list::{Facts, everybody, look};
use super::{bulk_choose, list_path};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::audit;
use crate::coalitions::console::{Outcome, led_back};
use crate::ids::Id;
use crate::people::beside::tags::{self, Named, TagRefusal};
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Field, Form, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::Fault;

/// People changed with one commit.
const SLICE: usize = 500;
/// Longer lists are to be asked for in parts: the answer waits for the last of them.
pub(super) const PEOPLE_MAX: usize = 100_000;

/// The forms below a list.
pub(super) fn panel(frame: &Frame, slug: &str, typed: &Typed, facts: &Facts) -> Vec<Form> {
    let deeds = vec![("give".to_owned(), frame.t("bulk-give")), ("take".to_owned(), frame.t("bulk-take"))];
    let tag = Form {
        action: frame.link(&format!("{}/tag", list_path(slug))),
        hidden: asked::hidden(typed),
        fields: vec![
            Field::choice("deed", frame.t("bulk-deed"), "give".to_owned(), deeds),
            Field::line("name", frame.t("bulk-tag"), String::new(), tags::NAME_CHARS_MAX),
        ],
        button: frame.t("bulk-button"),
        ..Form::default()
    };
    let export = Form {
        heading: frame.t("export-title"),
        action: frame.link(&format!("{}/export", list_path(slug))),
        hidden: asked::hidden(typed),
        button: frame.t("export-button"),
        ..Form::default()
    };
    let receipts = Form {
        heading: frame.t("receipts-title"),
        action: frame.link(&format!("{}/receipts", list_path(slug))),
        hidden: asked::hidden(typed),
        button: frame.t("receipts-button"),
        ..Form::default()
    };
    let files = facts.may_export.then_some([export, receipts]);
    std::iter::once(tag).chain(bulk_choose::form(frame, slug, typed, facts)).chain(files.into_iter().flatten()).collect()
}

pub(super) async fn tag(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, answered(&app, &here, signed_in, &slug, &Typed::read(&body)).await)
}

async fn answered(app: &App, here: &Here, signed_in: SignedIn, slug: &str, typed: &Typed) -> Result<Response, Fault> {
    let facts = match look(app, here, signed_in.account, slug, Deed::SeeSupporters).await? {
        Ok(facts) => facts,
        Err(answer) => return Ok(answer),
    };
    let back = format!("{}{}", list_path(slug), asked::query(typed, None));
    let refused = |refusal: TagRefusal| Ok(led_back(app, here, &Outcome::<()>::Refused(refusal.message()), &back));
    let (group, gives) = (facts.group.id, typed.get("deed") != "take");
    let Some(named) = tags::prepare(&app.vault, &app.ids, app.clock.now(), group, typed.get("name"))? else {
        return refused(TagRefusal::NoName);
    };
    let Some(people) = everybody(app, &facts, typed).await?.filter(|people| people.len() <= PEOPLE_MAX) else {
        return refused(TagRefusal::TooManyPeople);
    };
    if typed.get("sure") != "yes" {
        return Ok(ask(app, here, signed_in, slug, typed, people.len()));
    }
    let identities = people.into_iter().map(|(_, identity)| identity).collect();
    Ok(match change(app, group, signed_in.account, named, gives, identities).await? {
        Ok(changed) => {
            let mark = if back.contains('?') { '&' } else { '?' };
            here.see(&format!("{back}{mark}done={}&people={changed}", if gives { "tagged" } else { "untagged" }))
        }
        Err(refusal) => led_back(app, here, &Outcome::<()>::Refused(refusal.message()), &back),
    })
}

/// For how many it would be.
fn ask(app: &App, here: &Here, signed_in: SignedIn, slug: &str, typed: &Typed, people: usize) -> Response {
    let mut frame = here.frame(app, "");
    let (id, tag) = (if typed.get("deed") == "take" { "bulk-ask-take" } else { "bulk-ask-give" }, typed.get("name").trim());
    frame.title = frame.tn1(id, people as u64, "tag", tag);
    // The other language shows the list again with what was asked: what was typed is in no address.
    frame.path = list_path(slug);
    frame.query = asked::query(typed, None).trim_start_matches('?').to_owned();
    let mut page = SectionsPage::new(frame, signed_in);
    let frame = &page.frame;
    page.above = Some(Link { name: frame.t("console-supporters"), url: frame.link(&list_path(slug)) });
    page.lead = frame.t(if typed.get("deed") == "take" { "bulk-ask-take-lead" } else { "bulk-ask-give-lead" });
    let mut hidden = asked::hidden(typed);
    hidden.extend([("deed", typed.get("deed").to_owned()), ("name", tag.to_owned()), ("sure", "yes".to_owned())]);
    let form = Form { action: frame.link(&here.path), hidden, button: frame.t("bulk-sure"), ..Form::default() };
    page.sections = vec![Section { id: "bulk", form: Some(form), ..Section::default() }];
    frame::html(StatusCode::OK, &page)
}

/// Gives or takes the tag, slice by slice behind people who wait. Pressed again it does what is left; how many it was new for.
async fn change(
    app: &App,
    group: Id,
    account: Id,
    named: Named,
    gives: bool,
    identities: Vec<Id>,
) -> Result<Result<u64, TagRefusal>, Fault> {
    if identities.is_empty() {
        return Ok(Ok(0));
    }
    let (changing, now) = (app.clone(), app.clock.now());
    let deed = app.ids.fresh(now);
    let changed = tokio::task::spawn_blocking(move || {
        let found = changing.db.write_bulk("people.tag", move |tx| {
            let found = match gives {
                true => tags::find_or_add(tx, now, &named)?,
                false => tags::find(tx, &named)?.ok_or(TagRefusal::Unknown),
            };
            let about = found.unwrap_or(Id::ZERO);
            audit::Note::of(deed, now, (account, group), "people.tag_many", about).noted(tx, found)
        })?;
        let tag = match found {
            Ok(tag) => tag,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut changed = 0;
        for slice in identities.chunks(SLICE) {
            let slice = slice.to_vec();
            let done = changing.db.write_bulk("people.tag_many", move |tx| match gives {
                true => tags::give(tx, now, group, tag, account, &slice),
                false => tags::take(tx, group, tag, &slice).map(Ok),
            })?;
            match done {
                Ok(people) => changed += people,
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        if !gives {
            changing.db.write_bulk("people.drop_tag", move |tx| tags::drop_unused(tx, group, tag))?;
        }
        Ok(Ok(changed))
    });
    changed.await.map_err(|_| Fault::bug("tagging panicked"))?
}
