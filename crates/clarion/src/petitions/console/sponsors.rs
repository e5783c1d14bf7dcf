//! Co-sponsors in the console: whom the page's group asks, and what a group that is asked reads and says.

use super::super::co_sponsors::{self, Answer, Sponsorship, answer, ask};
use super::super::listing::{self, Seen as Signatures};
use super::{Seen, look, path_of, tabs_here};
use crate::access::{Actor, Deed, SignedIn, may};
use crate::app::App;
use crate::coalitions::console::{Outcome, for_group, led_back};
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::web::frame::{self, Frame};
use crate::web::lang;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Button, Field, Form, Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// An address of a group, whole or its last part.
const ADDRESS_CHARS_MAX: usize = 200;

/// Which group was asked, and what it said.
pub(super) type Named = (Sponsorship, Group);

/// All that were asked about a petition, by name.
pub(super) fn named(tx: &mut Tx<'_>, petition: Id) -> Result<Vec<Named>, Fault> {
    let mut named = Vec::new();
    for sponsorship in co_sponsors::of_petition(tx, petition)? {
        named.extend(coalitions::group(tx, sponsorship.group)?.map(|group| (sponsorship, group)));
    }
    Ok(named)
}

fn badge(answer: Answer) -> &'static str {
    match answer {
        Answer::Asked => "sponsor-asked",
        Answer::Accepted => "sponsor-accepted",
        Answer::Declined => "sponsor-declined",
        Answer::Withdrawn => "sponsor-withdrawn",
        Answer::Left => "sponsor-left",
    }
}

/// The page's group sees whom it asked, and asks more.
pub(super) fn section_of_own(frame: &Frame, seen: &Seen, petition: Id, named: &[Named]) -> Section {
    let path = path_of(&seen.group.slug, petition);
    let row = |(sponsorship, group): &Named| {
        let ended = matches!(sponsorship.answer, Answer::Withdrawn | Answer::Left);
        let stands = sponsorship.answer == Answer::Accepted;
        let action = frame.link(&format!("{path}/co-sponsors/{}/withdraw", group.id));
        let off = Link { name: frame.t("sponsor-take-off"), url: action.clone() };
        let end =
            Button { words: frame.t("sponsor-take-back"), about: group.name.clone(), action, fields: Vec::new(), danger: true };
        let when = sponsorship.answered_at.or(Some(sponsorship.asked_at).filter(|at| *at > 0));
        Row {
            name: group.name.clone(),
            url: Some(frame.link(&format!("/groups/{}", group.slug))),
            badge: Some(frame.t(badge(sponsorship.answer))),
            facts: when.map(|at| frame.date_time(&zoned(at, SITE_ZONE))).into_iter().collect(),
            buttons: if ended || stands || !seen.writes { Vec::new() } else { vec![end] },
            links: if stands && seen.writes { vec![off] } else { Vec::new() },
        }
    };
    let field =
        Field::line("group", frame.t("sponsor-ask-field"), String::new(), ADDRESS_CHARS_MAX).hinted(frame.t("sponsor-ask-hint"));
    let form = Form {
        heading: frame.t("sponsor-ask-heading"),
        action: frame.link(&format!("{path}/co-sponsors")),
        fields: vec![field],
        button: frame.t("sponsor-ask"),
        ..Form::default()
    };
    Section {
        id: "co-sponsors",
        heading: frame.t("sponsors"),
        text: frame.t("sponsors-text"),
        rows: named.iter().map(row).collect(),
        form: seen.writes.then_some(form),
        ..Section::default()
    }
}

/// What a group that is asked reads: what its word means, and the buttons for whoever may give it.
pub(super) fn section_of_asked(frame: &Frame, seen: &Seen, petition: Id, sponsorship: &Sponsorship) -> Section {
    let (group, version) = (&seen.group, seen.draft.as_ref().map_or(0, |draft| draft.version));
    let button = |answer: &str, words: &str, danger: bool| Button {
        words: frame.t(words),
        about: group.name.clone(),
        action: frame.link(&format!("{}/sponsorship/{answer}", path_of(&group.slug, petition))),
        fields: vec![("version", version.to_string())],
        danger,
    };
    let (text, buttons) = match sponsorship.answer {
        Answer::Asked => {
            ("sponsor-asks-you", vec![button("accept", "sponsor-accept", false), button("decline", "answer-decline", true)])
        }
        Answer::Declined => ("sponsor-you-declined", vec![button("accept", "sponsor-accept", false)]),
        _ => ("sponsor-you-are", Vec::new()),
    };
    let leave = frame.link(&format!("{}/sponsorship/leave", path_of(&group.slug, petition)));
    let leaves = seen.answers && sponsorship.answer == Answer::Accepted;
    let mut facts = vec![frame.t2(text, ("group", &group.name), ("of", &seen.of.name))];
    if !seen.answers {
        facts.push(frame.t("console-owners-answer"));
    }
    let row = Row {
        name: frame.t(badge(sponsorship.answer)),
        facts,
        buttons: if seen.answers { buttons } else { Vec::new() },
        links: if leaves { vec![Link { name: frame.t("sponsor-leave"), url: leave }] } else { Vec::new() },
        ..Row::default()
    };
    Section { id: "sponsorship", heading: frame.t("sponsor-yours"), rows: vec![row], ..Section::default() }
}

/// Whether somebody may give the group's word.
pub(super) fn answers(actor: &Actor, group: Id) -> bool {
    may(actor, &Deed::CoSponsor(group))
}

/// How many of those who signed stand on the list of the group that looks.
pub(super) fn own_signers(tx: &mut Tx<'_>, petition: Id, by: Id) -> Result<i64, Fault> {
    listing::count_after(tx, Signatures { petition, by }, Id::ZERO)
}

/// The id of the petition in an address, if the group has a part in it.
pub(super) async fn petition_of(
    app: &App,
    here: &Here,
    account: Id,
    slug: &str,
    petition: &str,
) -> Result<Result<Id, Response>, Fault> {
    Ok(match look(app, account, slug, petition).await? {
        Outcome::Done(seen) => seen.id().ok_or_else(|| here.refused(app, StatusCode::NOT_FOUND)),
        other => Err(led_back(app, here, &other, "")),
    })
}

/// The petition's page says at once what changed.
pub(super) async fn forget(app: &App, petition: Id) -> Result<(), Fault> {
    let whole = app.db.read_newest(move |tx| super::super::create::find_by_id(tx, petition)).await?;
    if let Some(whole) = whole {
        app.live_petitions.forget(&whole.petition.slug);
    }
    Ok(())
}

pub(super) async fn ask(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let asked = async {
        let id = match petition_of(&app, &here, signed_in.account, &slug, &petition).await? {
            Ok(id) => id,
            Err(answer) => return Ok(answer),
        };
        let wanted = Typed::read(&body).text("group");
        let asked =
            for_group(&app, signed_in.account, ("petitions.ask_sponsor", &slug), Deed::WritePetitions, move |tx, act, _| {
                ask::ask(tx, act, id, &wanted)
            });
        Ok(led_back(&app, &here, &asked.await?, &path_of(&slug, id)))
    };
    here.answer(&app, asked.await)
}

/// What taking off or leaving would do, and its button. It cannot be undone by whoever presses it.
fn ask_page(
    (app, here, signed_in): (&App, &Here, SignedIn),
    seen: &Seen,
    (title, text, button, back): (String, String, &str, &str),
    petition: Id,
) -> Response {
    let mut page = SectionsPage::new(here.frame(app, title), signed_in);
    let frame = &page.frame;
    let form = Form { action: frame.link(&here.path), button: frame.t(button), danger: true, ..Form::default() };
    let back = Link { name: frame.t(back), url: frame.link(&path_of(&seen.group.slug, petition)) };
    page.tabs = tabs_here(frame, &seen.group, seen.waiting);
    page.sections = vec![Section { id: "ask", text, links: vec![back], form: Some(form), ..Section::default() }];
    frame::html(StatusCode::OK, &page)
}

pub(super) async fn ask_withdraw(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition, group)): Path<(String, String, String)>,
) -> Response {
    let asked = async {
        let seen = match look(&app, signed_in.account, &slug, &petition).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let (Some(id), Ok(group)) = (seen.id().filter(|_| seen.writes), group.parse::<Id>()) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let named = app.db.read_newest(move |tx| named(tx, id)).await?;
        let stands = |(known, _): &&Named| known.group == group && known.answer == Answer::Accepted;
        let Some((_, group)) = named.iter().find(stands) else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let t1 = |words: &str| lang::t(here.lang, words, &[("group", group.name.as_str().into())]);
        let words = (t1("sponsor-take-off-title"), t1("sponsor-take-off-text"), "sponsor-take-off", "sponsor-keep");
        Ok(ask_page((&app, &here, signed_in), &seen, words, id))
    };
    here.answer(&app, asked.await)
}

pub(super) async fn ask_leave(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition, word)): Path<(String, String, String)>,
) -> Response {
    let asked = async {
        let seen = match look(&app, signed_in.account, &slug, &petition).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let stands = seen.sponsorship.is_some_and(|known| known.answer == Answer::Accepted);
        let Some(id) = seen.id().filter(|_| stands && seen.answers && word == "leave") else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let t1 = |words: &str| lang::t(here.lang, words, &[("group", seen.group.name.as_str().into())]);
        let words = (t1("sponsor-leave-title"), t1("sponsor-leave-text"), "sponsor-leave", "sponsor-stay");
        Ok(ask_page((&app, &here, signed_in), &seen, words, id))
    };
    here.answer(&app, asked.await)
}

pub(super) async fn withdraw(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition, group)): Path<(String, String, String)>,
) -> Response {
    let withdrawn = async {
        let id = match petition_of(&app, &here, signed_in.account, &slug, &petition).await? {
            Ok(id) => id,
            Err(answer) => return Ok(answer),
        };
        let Ok(group) = group.parse::<Id>() else { return Ok(here.refused(&app, StatusCode::NOT_FOUND)) };
        let done =
            for_group(&app, signed_in.account, ("petitions.withdraw_sponsor", &slug), Deed::WritePetitions, move |tx, act, _| {
                ask::withdraw(tx, act, id, group)
            });
        let done = done.await?;
        forget(&app, id).await?;
        Ok(led_back(&app, &here, &done, &path_of(&slug, id)))
    };
    here.answer(&app, withdrawn.await)
}

/// `accept`, `decline` or `leave`: the group's own word.
pub(super) async fn answer(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition, word)): Path<(String, String, String)>,
    Sent(body): Sent,
) -> Response {
    let answered = async {
        let id = match petition_of(&app, &here, signed_in.account, &slug, &petition).await? {
            Ok(id) => id,
            Err(answer) => return Ok(answer),
        };
        if !["accept", "decline", "leave"].contains(&word.as_str()) {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        }
        let version = Typed::read(&body).get("version").parse().unwrap_or(0);
        let leaves = word == "leave";
        let done =
            for_group(&app, signed_in.account, ("petitions.answer_sponsor", &slug), Deed::CoSponsor, move |tx, act, _| match word
                .as_str()
            {
                "accept" => answer::accept(tx, act, id, version),
                "decline" => answer::decline(tx, act, id),
                _ => answer::leave(tx, act, id),
            });
        let done = done.await?;
        forget(&app, id).await?;
        // Whoever left has no part in it any more, and no page about it.
        let back = if leaves && matches!(done, Outcome::Done(())) { super::list_path(&slug) } else { path_of(&slug, id) };
        Ok(led_back(&app, &here, &done, &back))
    };
    here.answer(&app, answered.await)
}
