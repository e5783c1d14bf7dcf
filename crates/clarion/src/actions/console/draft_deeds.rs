//! The buttons of a draft, of a petition, of an update or of a form: send, publish, send back, give up. Each but giving up names
//! the version that was read.

use super::super::drafts::approve::Approvers;
use super::super::drafts::{self, Draft, DraftState, What, approve, write};
use super::look_at;
use crate::access::{Actor, Deed, SignedIn, may};
use crate::app::App;
use crate::coalitions::console::{Outcome, for_group, led_back, led_back_saying};
use crate::coalitions::{Act, Group};
use crate::forms;
use crate::ids::Id;
use crate::petitions::{self, create};
use crate::refusal::Refusal;
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Form, Section, SectionsPage, Tab};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use db::{Fault, Tx};

/// What is drafted, as its pages in the console have it.
pub(crate) struct Kind {
    pub(crate) what: What,
    /// Under a group's address its pages stand under this word.
    pub(crate) word: &'static str,
    /// And what waits or is being written is listed under this one.
    pub(crate) list: &'static str,
    /// The names of the deeds in logs: sending, publishing, sending back, giving up.
    pub(crate) names: [&'static str; 4],
    /// The ways to a group's pages, with how many wait for the reader's word.
    pub(crate) tabs: fn(&Frame, &Group, usize) -> Vec<Tab>,
    /// How many do.
    pub(crate) waiting_count: fn(&mut Tx<'_>, &Actor, Id) -> Result<usize, Fault>,
}

/// What is said once one is sent, where somebody can answer and is mailed.
const SENT: &str = "draft-sent";
const PUBLISHED: &str = "draft-published";
const RETURNED: &str = "draft-returned";
const DROPPED: &str = "draft-dropped";

impl Kind {
    fn list_path(&self, slug: &str) -> String {
        format!("/console/groups/{slug}/{}", self.list)
    }

    pub(super) fn path(&self, slug: &str, draft: Id) -> String {
        format!("/console/groups/{slug}/{}/{draft}", self.word)
    }
}

/// A draft of a group, or one that waits for the group's word, as somebody sees it who sits there.
struct Seen {
    group: Group,
    draft: Draft,
    is_own: bool,
    writes: bool,
    waiting: usize,
}

fn seen(tx: &mut Tx<'_>, kind: &Kind, actor: &Actor, group: &Group, id: Id) -> Result<Option<Seen>, Fault> {
    let Some(draft) = drafts::find(tx, id)?.filter(|draft| draft.document.what() == kind.what) else { return Ok(None) };
    let is_own = draft.group == group.id;
    let is_asked = draft.state == DraftState::Waiting && approve::may_approve(tx, actor, &draft, group.id)?;
    if !is_own && !is_asked {
        return Ok(None);
    }
    let writes = is_own && may(actor, &Deed::WritePetitions(group.id));
    let waiting = (kind.waiting_count)(tx, actor, group.id)?;
    Ok(Some(Seen { group: group.clone(), draft, is_own, writes, waiting }))
}

async fn look(app: &App, kind: &'static Kind, account: Id, at: (&str, &str)) -> Result<Outcome<Seen>, Fault> {
    look_at(app, account, at, |tx, actor, group, id| seen(tx, kind, actor, group, id)).await
}

/// What is said of a draft that was just sent.
fn said_of_sent(tx: &mut Tx<'_>, id: Id) -> Result<&'static str, Fault> {
    Ok(match drafts::find(tx, id)?.map(|draft| approve::approvers(tx, &draft)).transpose()? {
        Some(Approvers::Nobody) => "draft-sent-nobody",
        Some(Approvers::Alone) => "draft-sent-alone",
        _ => SENT,
    })
}

/// Does something about the version of a draft that was read, in the name of the group in the address. The verb answers what is said of it.
async fn deed<R>(
    (app, here, signed_in): (&App, &Here, &SignedIn),
    (kind, at): (&'static Kind, usize),
    (slug, draft): (&str, &str),
    body: &[u8],
    verb: impl Fn(&mut Tx<'_>, &Act, (Id, i64), &str) -> Result<Result<&'static str, R>, Fault> + Send + Sync + 'static,
) -> Result<Response, Fault>
where
    R: Refusal,
{
    let seen = match look(app, kind, signed_in.account, (slug, draft)).await? {
        Outcome::Done(seen) => seen,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let (id, typed) = (seen.draft.id, Typed::read(body));
    let (version, why) = (typed.get("version").parse().unwrap_or(0), typed.text("why"));
    let done = for_group(app, signed_in.account, (kind.names[at], slug, id), Deed::WritePetitions, move |tx, act, _| {
        verb(tx, act, (id, version), &why)
    });
    let done = done.await?;
    if kind.what == What::Update && matches!(done, Outcome::Done(_)) {
        petitions::console::updates::forget(app, id).await?;
    }
    let said = if let Outcome::Done(said) = &done { said } else { SENT };
    let back = match seen.is_own {
        true => kind.path(slug, id),
        // Whoever's word was given sees the page of another group's draft no more.
        false if said == PUBLISHED => format!("{}?published={id}", kind.list_path(slug)),
        false => kind.list_path(slug),
    };
    Ok(led_back_saying(app, here, &done, &back, said))
}

/// What was just published for another group, as the address of the list says, with the way to its page.
pub(super) async fn published(app: &App, frame: &Frame, what: What, query: &Typed) -> Result<Option<Section>, Fault> {
    let Ok(id) = query.get("published").parse::<Id>() else { return Ok(None) };
    let lang = frame.lang;
    let found = app.db.read_newest(move |tx| {
        Ok(match what {
            What::Form => forms::create::find_by_id(tx, id)?
                .map(|whole| (whole.title_in(lang).to_owned(), format!("/forms/{}", whole.form.slug))),
            _ => create::find_by_id(tx, id)?
                .map(|whole| (whole.title_in(lang).unwrap_or_default(), format!("/petitions/{}", whole.petition.slug))),
        })
    });
    Ok(found.await?.map(|(title, path)| Section {
        id: "just-published",
        heading: frame.t1("draft-just-published", "title", title),
        links: vec![Link { name: frame.t("console-public-page"), url: frame.link(&path) }],
        ..Section::default()
    }))
}

/// The buttons, below the address of a draft.
pub(crate) fn routes(kind: &'static Kind, draft: &str) -> Router<App> {
    let buttons = [
        ("/send", post(move |app, here, who, at, sent| send(kind, app, here, who, at, sent))),
        ("/publish", post(move |app, here, who, at, sent| publish(kind, app, here, who, at, sent))),
        ("/return", post(move |app, here, who, at, sent| send_back(kind, app, here, who, at, sent))),
        (
            "/drop",
            get(move |app, here, who, at| ask_drop(kind, app, here, who, at))
                .post(move |app, here, who, at| drop(kind, app, here, who, at)),
        ),
    ];
    buttons.into_iter().fold(Router::new(), |routes, (button, pressed)| routes.route(&format!("{draft}{button}"), pressed))
}

/// The group and the draft in an address.
type At = Path<(String, String)>;

/// Sends it for approval.
async fn send(
    kind: &'static Kind,
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, draft)): At,
    Sent(body): Sent,
) -> Response {
    let verb = |tx: &mut Tx<'_>, act: &Act, (id, version): (Id, i64), _: &str| {
        let sent = approve::send(tx, act, id, version)?;
        sent.map(|()| said_of_sent(tx, id)).map_or_else(|refusal| Ok(Err(refusal)), |said| said.map(Ok))
    };
    here.answer(&app, deed((&app, &here, &signed_in), (kind, 0), (&slug, &draft), &body, verb).await)
}

/// Publishes it.
async fn publish(
    kind: &'static Kind,
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, draft)): At,
    Sent(body): Sent,
) -> Response {
    let verb = |tx: &mut Tx<'_>, act: &Act, (id, version): (Id, i64), _: &str| {
        Ok(approve::publish(tx, act, id, version)?.map(|_| PUBLISHED))
    };
    here.answer(&app, deed((&app, &here, &signed_in), (kind, 1), (&slug, &draft), &body, verb).await)
}

/// Sends it back to who writes it.
async fn send_back(
    kind: &'static Kind,
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, draft)): At,
    Sent(body): Sent,
) -> Response {
    let verb = |tx: &mut Tx<'_>, act: &Act, (id, version): (Id, i64), why: &str| {
        Ok(approve::send_back(tx, act, id, version, why)?.map(|()| RETURNED))
    };
    here.answer(&app, deed((&app, &here, &signed_in), (kind, 2), (&slug, &draft), &body, verb).await)
}

/// Says what giving up would do.
async fn ask_drop(
    kind: &'static Kind,
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, draft)): At,
) -> Response {
    let asked = async {
        let seen = match look(&app, kind, signed_in.account, (&slug, &draft)).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        if !seen.writes || seen.draft.state == DraftState::Published {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        }
        let mut frame = here.frame(&app, "");
        frame.title = frame.t1("petition-drop-title", "title", seen.draft.document.title(here.lang));
        let mut page = SectionsPage::new(frame, signed_in);
        let frame = &page.frame;
        let path = kind.path(&slug, seen.draft.id);
        let form =
            Form { action: frame.link(&format!("{path}/drop")), button: frame.t("petition-drop"), danger: true, ..Form::default() };
        let back = Link { name: frame.t("petition-drop-not"), url: frame.link(&path) };
        let text = frame.t("petition-drop-text");
        page.tabs = (kind.tabs)(frame, &seen.group, seen.waiting);
        page.sections = vec![Section { id: "drop", text, links: vec![back], form: Some(form), ..Section::default() }];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, asked.await)
}

/// Gives it up.
async fn drop(kind: &'static Kind, State(app): State<App>, here: Here, signed_in: SignedIn, Path((slug, draft)): At) -> Response {
    let dropped = async {
        let id = match look(&app, kind, signed_in.account, (&slug, &draft)).await? {
            Outcome::Done(seen) if seen.writes => seen.draft.id,
            Outcome::Done(_) => return Ok(here.refused(&app, StatusCode::NOT_FOUND)),
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let verb = move |tx: &mut Tx<'_>, act: &Act, _: &Group| write::drop_draft(tx, act, id);
        let done = for_group(&app, signed_in.account, (kind.names[3], &slug, id), Deed::WritePetitions, verb).await?;
        Ok(led_back_saying(&app, &here, &done, &kind.list_path(&slug), DROPPED))
    };
    here.answer(&app, dropped.await)
}
