//! What is typed for a draft, of a petition or of a form: the document that it describes, all that is wrong with it, a draft as its form
//! shows it, and keeping it. The pages with the forms are each domain's.

use super::draft_deeds::Kind;
use super::look_at;
use crate::access::{Actor, Deed};
use crate::actions::drafts::write::{self, DraftRefusal};
use crate::actions::drafts::{self, Document, Draft, DraftState};
use crate::actions::kinds::Words;
use crate::app::App;
use crate::coalitions::console::{Outcome, for_group, led_back};
use crate::coalitions::{self, Coalition, Group};
use crate::ids::Id;
use crate::refusal::Refusal as _;
use crate::web::site::{Here, zoned};
use crate::web::views_event_console::Typed;
use axum::response::Response;
use db::{Fault, Tx};
use jiff::civil::DateTime;

pub(crate) fn text(typed: &Typed, name: &str) -> String {
    let text = typed.get(name).replace("\r\n", "\n");
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect::<String>().trim().to_owned()
}

/// The document that a form describes, and all that is wrong with it in the order of the fields.
pub(crate) fn document(typed: &Typed) -> (Document, Vec<DraftRefusal>) {
    let mut wrong = Vec::new();
    let zone = text(typed, "time_zone");
    let mut date = |name: &str, refusal: DraftRefusal| -> Option<i64> {
        let typed = typed.get(name).trim();
        let at = if typed.is_empty() { return None } else { typed.parse::<DateTime>().ok() };
        let instant = at.and_then(|at| at.in_tz(&zone).ok()).map(|at| at.timestamp().as_microsecond());
        if instant.is_none() {
            wrong.push(refusal);
        }
        instant
    };
    let (opens_at, closes_at) = (date("opens", DraftRefusal::Opens), date("closes", DraftRefusal::Closes));
    let goal = super::dates::goal_of(&text(typed, "goal"));
    if goal.is_none() {
        wrong.push(DraftRefusal::Goal);
    }
    let words = [("en", "title_en", "text_en", "thanks_en"), ("es", "title_es", "text_es", "thanks_es")].map(
        |(lang, title, body, thanks)| Words {
            lang: lang.to_owned(),
            title: text(typed, title),
            text: text(typed, body),
            thanks: text(typed, thanks),
        },
    );
    let is_there = |words: &Words| ![&words.title, &words.text, &words.thanks].iter().all(|text| text.is_empty());
    let document = Document {
        words: words.into_iter().filter(is_there).collect(),
        slug: text(typed, "slug"),
        goal: goal.unwrap_or(0),
        opens_at,
        closes_at,
        time_zone: zone,
        targets: text(typed, "targets").lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect(),
        form: None,
        update: None,
    };
    wrong.extend(write::check(&document));
    wrong.dedup();
    (document, wrong)
}

/// A draft as its form shows it.
pub(crate) fn typed_of(draft: &Draft, coalition: Option<&Coalition>) -> Typed {
    let (document, mut typed) = (&draft.document, Typed::default());
    for words in &document.words {
        typed.set(&format!("title_{}", words.lang), words.title.clone());
        typed.set(&format!("text_{}", words.lang), words.text.clone());
        typed.set(&format!("thanks_{}", words.lang), words.thanks.clone());
    }
    let at = |micros: Option<i64>| micros.map(|at| zoned(at, &document.time_zone).strftime("%Y-%m-%dT%H:%M").to_string());
    typed.set("slug", document.slug.clone());
    typed.set("goal", if document.goal > 0 { document.goal.to_string() } else { String::new() });
    typed.set("opens", at(document.opens_at).unwrap_or_default());
    typed.set("closes", at(document.closes_at).unwrap_or_default());
    typed.set("time_zone", document.time_zone.clone());
    typed.set("targets", document.targets.join("\n"));
    typed.set("coalition", coalition.map_or_else(String::new, |coalition| coalition.slug.clone()));
    typed.set("version", draft.version.to_string());
    typed
}

/// The coalition with this address; `Some(None)` where none was chosen, `None` where there is none.
fn coalition_named(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Option<Id>>, Fault> {
    if slug.is_empty() {
        return Ok(Some(None));
    }
    Ok(coalitions::coalition_by_slug(tx, slug)?.map(|found| Some(found.id)))
}

/// The draft that a form changes, with the coalition in whose name it speaks; the answer where somebody may not, or it is none any more.
pub(crate) async fn own(
    (app, here, account): (&App, &Here, Id),
    kind: &'static Kind,
    at: (&str, &str),
) -> Result<Result<(Draft, Option<Coalition>), Response>, Fault> {
    let find = |tx: &mut Tx<'_>, _: &Actor, group: &Group, id: Id| {
        let is_open = |draft: &Draft| matches!(draft.state, DraftState::Draft | DraftState::Waiting);
        let is_own = |draft: &Draft| draft.group == group.id && draft.document.what() == kind.what;
        let Some(draft) = drafts::find(tx, id)?.filter(|draft| is_open(draft) && is_own(draft)) else { return Ok(None) };
        let coalition = draft.coalition.map(|id| coalitions::coalition(tx, id)).transpose()?.flatten();
        Ok(Some((draft, coalition.map(|(found, _)| found))))
    };
    Ok(match look_at(app, account, at, find).await? {
        Outcome::Done(own) => Ok(own),
        other => Err(led_back(app, here, &other, "")),
    })
}

/// Keeps what was typed: as a new draft under the first name in logs, as the change of one under the second. The draft's page answers;
/// what is wrong comes back, for the form to be shown again.
pub(crate) async fn keep(
    (app, here, account): (&App, &Here, Id),
    (kind, names): (&Kind, [&'static str; 2]),
    (slug, draft): (&str, Option<Id>),
    (typed, document): (&Typed, Document),
) -> Result<Result<Response, Vec<DraftRefusal>>, Fault> {
    let (wanted, version) = (text(typed, "coalition"), typed.get("version").parse().unwrap_or(0));
    let name = names[usize::from(draft.is_some())];
    let made = for_group(app, account, (name, slug), Deed::WritePetitions, move |tx, act, _| {
        let Some(coalition) = coalition_named(tx, &wanted)? else { return Ok(Err(DraftRefusal::Coalition)) };
        match draft {
            None => write::draft(tx, act, coalition, &document),
            Some(id) => Ok(write::change(tx, act, (id, version), coalition, &document)?.map(|_| id)),
        }
    });
    Ok(match made.await? {
        Outcome::Done(id) => Ok(here.see(&kind.path(slug, id))),
        Outcome::Refused(message) => Err(DraftRefusal::ALL.iter().copied().filter(|known| known.message() == message).collect()),
        other => Ok(led_back(app, here, &other, "")),
    })
}
