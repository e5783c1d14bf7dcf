//! The console's pages of forms: what a group has and is writing, composing, approving, and each form with what people answered.
//!
//! An address names the group in whose name somebody acts. What that group has no part in is answered like what is not there.

mod answers;
mod compose;
mod list;
mod one;
mod running;

use super::create::{self, NewForm};
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

/// Two texts and two thanks in two languages and twenty questions, each of which may be escaped byte by byte.
const FORM_BYTES_MAX: usize = 1024 * 1024;

/// Drafts of forms, to the buttons that drafts of petitions have too.
static FORMS: draft_deeds::Kind = draft_deeds::Kind {
    what: What::Form,
    word: "forms",
    list: "forms",
    names: ["forms.send_draft", "forms.publish", "forms.return_draft", "forms.drop_draft"],
    tabs: tabs_here,
    waiting_count,
};

/// The addresses, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/console/groups/{slug}/forms", get(list::show))
        .route("/console/groups/{slug}/forms/new", get(compose::show_new).post(compose::add))
        .route("/console/groups/{slug}/forms/{form}", get(one::show))
        .route("/console/groups/{slug}/forms/{form}/words", get(compose::show_words).post(compose::change))
        .route("/console/groups/{slug}/forms/{form}/preview", get(one::preview))
        .merge(draft_deeds::routes(&FORMS, "/console/groups/{slug}/forms/{form}"))
        .merge(running_pages::routes(&running::RUNNING, "/console/groups/{slug}/forms/{form}"))
        .route("/console/groups/{slug}/forms/{form}/export", post(answers::export))
        .route("/console/groups/{slug}/forms/{form}/submissions/{submission}", get(answers::show))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
}

/// The address of a group's forms, without language.
fn list_path(slug: &str) -> String {
    format!("/console/groups/{slug}/forms")
}

/// The address of one of them.
pub(crate) fn path_of(slug: &str, form: Id) -> String {
    format!("/console/groups/{slug}/forms/{form}")
}

/// The ways to a group's pages, with how many forms wait for the reader's word.
pub(crate) fn tabs_here(frame: &Frame, group: &Group, waiting: usize) -> Vec<Tab> {
    let mut tabs = tabs(frame, &group.slug, &list_path(&group.slug));
    mark_waiting(frame, &group.slug, waiting, &mut tabs);
    tabs
}

/// Puts the number of forms that wait for the reader's word beside the way to them.
pub(crate) fn mark_waiting(frame: &Frame, slug: &str, waiting: usize, tabs: &mut [Tab]) {
    let url = frame.link(&list_path(slug));
    if let Some(tab) = tabs.iter_mut().find(|tab| tab.link.url == url && waiting > 0) {
        tab.link.name = frame.tn("console-forms-waiting", waiting as u64);
    }
}

/// How many forms wait for somebody's word in the name of a group.
pub(crate) fn waiting_count(tx: &mut Tx<'_>, actor: &Actor, group: Id) -> Result<usize, Fault> {
    Ok(approve::waiting_for(tx, actor, group, &[What::Form])?.len())
}

/// A form or draft in which the group has a part, as somebody sees it who sits there.
struct Seen {
    group: Group,
    /// The group whose form it is.
    of: Group,
    draft: Option<Draft>,
    form: Option<NewForm>,
    /// Whether they write at it.
    writes: bool,
    /// Whether their word publishes it.
    approves: bool,
    /// Whether they may take the answers out as a file.
    exports: bool,
    /// How many wait for their word.
    waiting: usize,
}

impl Seen {
    /// The form's id, or the draft's, which is the same.
    fn id(&self) -> Option<Id> {
        self.form.as_ref().map(|whole| whole.form.id).or(self.draft.as_ref().map(|draft| draft.id))
    }
}

fn seen(tx: &mut Tx<'_>, actor: &Actor, group: &Group, id: Id) -> Result<Option<Seen>, Fault> {
    let draft = drafts::find(tx, id)?.filter(|draft| draft.document.what() == What::Form);
    let form = create::find_by_id(tx, id)?;
    let approves = match draft.as_ref().filter(|draft| draft.state == DraftState::Waiting) {
        Some(draft) => approve::may_approve(tx, actor, draft, group.id)?,
        None => false,
    };
    let owner = form.as_ref().map(|whole| whole.form.group).or(draft.as_ref().map(|draft| draft.group));
    let is_own = owner == Some(group.id);
    let Some(of) = owner.filter(|_| is_own || approves) else { return Ok(None) };
    let of = coalitions::group(tx, of)?.ok_or_else(|| Fault::bug("a form without its group"))?;
    Ok(Some(Seen {
        group: group.clone(),
        of,
        draft,
        // Whoever's word a draft waits for sees the draft; what people answered is its group's.
        form: form.filter(|_| is_own),
        writes: is_own && may(actor, &Deed::WritePetitions(group.id)),
        approves,
        exports: is_own && may(actor, &Deed::ExportSupporters(group.id)),
        waiting: waiting_count(tx, actor, group.id)?,
    }))
}

/// The same from a handler.
async fn look(app: &App, account: Id, slug: &str, form: &str) -> Result<Outcome<Seen>, Fault> {
    look_at(app, account, (slug, form), seen).await
}
