//! The console's pages of petitions: what a group has and is writing, composing, approving, and each petition with its numbers.
//!
//! An address names the group in whose name somebody acts. What that group has no part in is answered like what is not there.

mod alone;
mod compose;
mod list;
mod one;
mod running;
mod signatures;
mod sponsors;
pub(crate) mod updates;

use super::co_sponsors::{self, Answer, Sponsorship};
use super::create::NewPetition;
use crate::access::{Actor, Deed, may};
use crate::actions::console::{draft_deeds, look_at, running_pages};
use crate::actions::drafts::{self, Draft, DraftState, What, approve};
use crate::app::App;
use crate::coalitions::console::{Outcome, tabs};
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::web::frame::Frame;
use crate::web::views_console::Tab;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use db::{Fault, Tx};

/// Two texts and two thanks in two languages, each of which may be escaped byte by byte.
const FORM_BYTES_MAX: usize = 1024 * 1024;

/// What waits and is written in the list of petitions.
const LISTED: [What; 2] = [What::Petition, What::Update];

/// Drafts of petitions, to the buttons that drafts of forms have too.
static PETITIONS: draft_deeds::Kind = draft_deeds::Kind {
    what: What::Petition,
    word: "petitions",
    list: "petitions",
    names: ["petitions.send_draft", "petitions.publish", "petitions.return_draft", "petitions.drop_draft"],
    tabs: tabs_here,
    waiting_count,
};

/// Drafts of updates, likewise; they are listed among the petitions.
static UPDATES: draft_deeds::Kind = draft_deeds::Kind {
    what: What::Update,
    word: "updates",
    list: "petitions",
    names: ["petitions.send_update", "petitions.publish_update", "petitions.return_update", "petitions.drop_update"],
    tabs: tabs_here,
    waiting_count,
};

/// The addresses, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/console/groups/{slug}/petitions", get(list::show))
        .route("/console/groups/{slug}/petitions/alone", post(alone::say))
        .route("/console/groups/{slug}/petitions/new", get(compose::show_new).post(compose::add))
        .route("/console/groups/{slug}/petitions/{petition}", get(one::show))
        .route("/console/groups/{slug}/petitions/{petition}/words", get(compose::show_words).post(compose::change))
        .route("/console/groups/{slug}/petitions/{petition}/preview", get(one::preview))
        .route("/console/groups/{slug}/petitions/{petition}/signatures", get(signatures::show))
        .route("/console/groups/{slug}/petitions/{petition}/signatures/export", post(signatures::export))
        .merge(draft_deeds::routes(&PETITIONS, "/console/groups/{slug}/petitions/{petition}"))
        .merge(running_pages::routes(&running::RUNNING, "/console/groups/{slug}/petitions/{petition}"))
        .route("/console/groups/{slug}/petitions/{petition}/co-sponsors", post(sponsors::ask))
        .route(
            "/console/groups/{slug}/petitions/{petition}/co-sponsors/{group}/withdraw",
            get(sponsors::ask_withdraw).post(sponsors::withdraw),
        )
        .route("/console/groups/{slug}/petitions/{petition}/sponsorship/{answer}", get(sponsors::ask_leave).post(sponsors::answer))
        .route("/console/groups/{slug}/petitions/{petition}/updates", get(updates::compose::show_new).post(updates::compose::add))
        .merge(update_routes())
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// The addresses of updates that are written and answered.
fn update_routes() -> Router<App> {
    Router::new()
        .route("/console/groups/{slug}/updates/{update}", get(updates::show))
        .route("/console/groups/{slug}/updates/{update}/words", get(updates::compose::show_words).post(updates::compose::change))
        .route("/console/groups/{slug}/updates/{update}/preview", get(updates::preview))
        .merge(draft_deeds::routes(&UPDATES, "/console/groups/{slug}/updates/{update}"))
}

/// The address of a group's petitions, without language.
fn list_path(slug: &str) -> String {
    format!("/console/groups/{slug}/petitions")
}

/// The address of one of them.
pub(crate) fn path_of(slug: &str, petition: Id) -> String {
    format!("/console/groups/{slug}/petitions/{petition}")
}

/// The ways to a group's pages, with how many petitions wait for the reader's word.
pub(crate) fn tabs_here(frame: &Frame, group: &Group, waiting: usize) -> Vec<Tab> {
    let mut tabs = tabs(frame, &group.slug, &list_path(&group.slug));
    mark_waiting(frame, &group.slug, waiting, &mut tabs);
    tabs
}

/// Puts the number of petitions that wait for the reader's word beside the way to them.
pub(crate) fn mark_waiting(frame: &Frame, slug: &str, waiting: usize, tabs: &mut [Tab]) {
    let url = frame.link(&list_path(slug));
    if let Some(tab) = tabs.iter_mut().find(|tab| tab.link.url == url && waiting > 0) {
        tab.link.name = frame.tn("console-petitions-waiting", waiting as u64);
    }
}

/// How many petitions and updates of some wait for somebody's word in the name of a group.
pub(crate) fn waiting_count(tx: &mut Tx<'_>, actor: &Actor, group: Id) -> Result<usize, Fault> {
    let asked = if sponsors::answers(actor, group) { co_sponsors::asking(tx, group)?.len() } else { 0 };
    Ok(asked + approve::waiting_for(tx, actor, group, &LISTED)?.len())
}

/// A petition or draft in which the group has a part, as somebody sees it who sits there.
struct Seen {
    group: Group,
    /// The group whose petition it is.
    of: Group,
    draft: Option<Draft>,
    petition: Option<NewPetition>,
    /// Whether they write at it.
    writes: bool,
    /// Whether their word publishes it.
    approves: bool,
    /// What the group said as a co-sponsor; `None` where it is none and was not asked.
    sponsorship: Option<Sponsorship>,
    /// Whether they may give its word.
    answers: bool,
    /// How many wait for their word.
    waiting: usize,
}

impl Seen {
    /// The petition's id, or the draft's, which is the same.
    fn id(&self) -> Option<Id> {
        self.petition.as_ref().map(|whole| whole.petition.id).or(self.draft.as_ref().map(|draft| draft.id))
    }
}

fn seen(tx: &mut Tx<'_>, actor: &Actor, group: &Group, id: Id) -> Result<Option<Seen>, Fault> {
    let draft = drafts::find(tx, id)?.filter(|draft| draft.document.what() == What::Petition);
    let petition = super::create::find_by_id(tx, id)?;
    let approves = match draft.as_ref().filter(|draft| draft.state == DraftState::Waiting) {
        Some(draft) => approve::may_approve(tx, actor, draft, group.id)?,
        None => false,
    };
    let owner = petition.as_ref().map(|whole| whole.petition.group).or(draft.as_ref().map(|draft| draft.group));
    let is_own = owner == Some(group.id);
    let is_open = petition.is_some() || draft.as_ref().is_some_and(|draft| draft.state != DraftState::Dropped);
    let has_part = |known: &Sponsorship| is_open && !matches!(known.answer, Answer::Withdrawn | Answer::Left);
    let sponsorship = co_sponsors::of_group(tx, id, group.id)?.filter(|known| !is_own && has_part(known));
    let Some(of) = owner.filter(|_| is_own || approves || sponsorship.is_some()) else { return Ok(None) };
    let of = coalitions::group(tx, of)?.ok_or_else(|| Fault::bug("a petition without its group"))?;
    let writes = is_own && may(actor, &Deed::WritePetitions(group.id));
    let waiting = waiting_count(tx, actor, group.id)?;
    let answers = sponsors::answers(actor, group.id);
    Ok(Some(Seen { group: group.clone(), of, draft, petition, writes, approves, sponsorship, answers, waiting }))
}

/// The same from a handler.
async fn look(app: &App, account: Id, slug: &str, petition: &str) -> Result<Outcome<Seen>, Fault> {
    look_at(app, account, (slug, petition), seen).await
}
