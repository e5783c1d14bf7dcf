//! A group's petitions: what waits for one's word, what is being written, what is published.

use super::super::sign::{self, SignRefusal};
use super::super::{Petition, PetitionWords, co_sponsors, count, listing, store};
use super::{LISTED, PETITIONS, list_path, path_of, updates};
use crate::access::{Actor, Deed, SignedIn, accounts, may};
use crate::actions::console::drafted;
use crate::actions::console::listed::{self, Drafts};
use crate::actions::drafts::{self, Draft, What};
use crate::app::App;
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::web::frame::Frame;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_console::{Form, Row, Section};
use axum::extract::{Path, State};
use axum::response::Response;
use db::{Fault, Tx};

/// Petitions on one page; a group with more finds the others through the API.
const LISTED_MAX: i64 = 200;

/// What the page tells.
struct Lists {
    drafts: Drafts,
    published: Vec<Published>,
    /// Petitions and drafts about which the group is asked, each with whose it is.
    asked: Vec<(Id, Vec<PetitionWords>, String)>,
    /// Petitions of others on whose page it stands.
    sponsored: Vec<Published>,
    /// Whether one person alone sits in the group.
    is_single: bool,
    alone_since: Option<i64>,
    may_say_alone: bool,
}

/// A petition in the list.
struct Published {
    petition: Petition,
    words: Vec<PetitionWords>,
    confirmed: i64,
}

fn lists(tx: &mut Tx<'_>, actor: &Actor, group: &Group) -> Result<Lists, Fault> {
    let drafts = listed::drafts(tx, actor, group, &LISTED)?;
    let mut published = Vec::new();
    for petition in store::petitions_of_group(tx, group.id, LISTED_MAX)? {
        let (words, count) = (store::words(tx, petition.id)?, count::count(tx, petition.id, 0)?);
        published.push(Published { petition, words, confirmed: count.confirmed });
    }
    let mut asked = Vec::new();
    for sponsorship in co_sponsors::asking(tx, group.id)? {
        let Some(subject) = co_sponsors::subject(tx, sponsorship.petition)? else { continue };
        let of = coalitions::group(tx, subject.group)?.map_or_else(String::new, |of| of.name);
        asked.push((sponsorship.petition, subject.words, of));
    }
    let mut sponsored = Vec::new();
    let ids = listing::petitions_of(tx, group.id)?
        .into_iter()
        .rev()
        .filter(|id| published.iter().all(|own: &Published| own.petition.id != *id));
    for id in ids.take(usize::try_from(LISTED_MAX).unwrap_or(0)) {
        let Some(petition) = store::petition(tx, id)?.filter(|petition| petition.group != group.id) else { continue };
        let (words, count) = (store::words(tx, id)?, count::count(tx, id, 0)?);
        sponsored.push(Published { petition, words, confirmed: count.confirmed });
    }
    Ok(Lists {
        asked,
        sponsored,
        drafts,
        published,
        is_single: accounts::seated_in(tx, group.id, 2)?.len() < 2,
        alone_since: drafts::publishes_alone(tx, group.id)?.map(|(_, since)| since),
        may_say_alone: may(actor, &Deed::PublishAlone(group.id)),
    })
}

pub(super) async fn show(app: State<App>, here: Here, signed_in: SignedIn, slug: Path<String>, query: Query) -> Response {
    let of = (&PETITIONS, "console-petitions", "console-petitions-lead");
    listed::show(of, lists, sections, (app, here, signed_in, slug, query)).await
}

fn sections(frame: &Frame, group: &Group, lists: &Lists, now: i64) -> Vec<Section> {
    let slug = &group.slug;
    let drafts = &lists.drafts;
    let row = |draft: &Draft| draft_row(frame, slug, draft);
    let are_own = lists.is_single && drafts.waiting.iter().all(|(draft, _)| draft.group == group.id);
    let text = if are_own { "petitions-waiting-own" } else { "petitions-waiting-text" };
    let mut sections: Vec<Section> = drafts.waiting_section(frame, text, row).into_iter().collect();
    sections.extend(asked_section(frame, group, lists));
    let write = Link { name: frame.t("petition-write"), url: frame.link(&format!("{}/new", list_path(slug))) };
    sections.push(drafts.written_section(frame, "petitions-drafts-empty", write, row));
    sections.push(Section {
        id: "published",
        heading: frame.t("petitions-published"),
        rows: lists.published.iter().map(|published| published_row(frame, slug, published, now)).collect(),
        empty: frame.t("petitions-published-empty"),
        ..Section::default()
    });
    if !lists.sponsored.is_empty() {
        sections.push(Section {
            id: "sponsored",
            heading: frame.t("petitions-sponsored"),
            text: frame.t("petitions-sponsored-text"),
            rows: lists.sponsored.iter().map(|published| published_row(frame, slug, published, now)).collect(),
            ..Section::default()
        });
    }
    sections.extend(alone_section(frame, group, lists));
    sections
}

/// Where the group is asked to stand on another's page.
fn asked_section(frame: &Frame, group: &Group, lists: &Lists) -> Option<Section> {
    let row = |(id, words, of): &(Id, Vec<PetitionWords>, String)| {
        let title = words.iter().find(|words| words.lang == frame.lang.code()).or(words.first());
        Row {
            name: title.map_or_else(String::new, |words| words.title.clone()),
            url: Some(frame.link(&path_of(&group.slug, *id))),
            badge: Some(frame.t("sponsor-asked")),
            facts: vec![frame.t1("petition-by", "group", of)],
            ..Row::default()
        }
    };
    (!lists.asked.is_empty()).then(|| Section {
        id: "asked",
        heading: frame.t("petitions-asked"),
        text: frame.t("petitions-asked-text"),
        rows: lists.asked.iter().map(row).collect(),
        ..Section::default()
    })
}

fn day(frame: &Frame, at: i64) -> String {
    frame.date_time(&zoned(at, SITE_ZONE))
}

fn draft_row(frame: &Frame, slug: &str, draft: &Draft) -> Row {
    match draft.document.what() {
        What::Update => updates::row(frame, slug, draft),
        What::Petition | What::Form => drafted::row(frame, &path_of(slug, draft.id), draft),
    }
}

fn published_row(frame: &Frame, slug: &str, published: &Published, now: i64) -> Row {
    let Published { petition, words, confirmed } = published;
    let title = words.iter().find(|words| words.lang == frame.lang.code()).or(words.first());
    let count = frame.tn("petition-signatures", u64::try_from(*confirmed).unwrap_or(0));
    Row {
        name: title.map_or_else(|| petition.name.clone(), |words| words.title.clone()),
        url: Some(frame.link(&path_of(slug, petition.id))),
        badge: Some(frame.t(state_message(petition, now))),
        facts: std::iter::once(count).chain(dates(frame, petition, now)).collect(),
        ..Row::default()
    }
}

/// The message that names how a published petition stands.
pub(super) fn state_message(petition: &Petition, now: i64) -> &'static str {
    match sign::refusal(petition, now, now) {
        None => "petition-state-open",
        Some(SignRefusal::NotYetOpen(_)) => "petition-state-not-yet",
        Some(SignRefusal::Stopped) => "petition-state-stopped",
        Some(_) => "petition-state-closed",
    }
}

/// When it opens and closes, a sentence each.
pub(super) fn dates(frame: &Frame, petition: &Petition, now: i64) -> Vec<String> {
    let at = |micros: i64| frame.date_time(&zoned(micros, &petition.time_zone));
    let opens =
        petition.opens_at.filter(|opens_at| *opens_at > now).map(|opens_at| frame.t1("petition-opens", "when", at(opens_at)));
    let closes = petition.closes_at.map(|closes_at| match closes_at > now {
        true => frame.t1("petition-closes", "when", at(closes_at)),
        false => frame.t1("petition-closed-on", "when", at(closes_at)),
    });
    opens.into_iter().chain(closes).collect()
}

/// Where one person alone sits: what that means, and the open word that they publish by themselves.
fn alone_section(frame: &Frame, group: &Group, lists: &Lists) -> Option<Section> {
    if !lists.is_single && lists.alone_since.is_none() {
        return None;
    }
    let slug = &group.slug;
    let text = match (lists.is_single, lists.alone_since) {
        (_, None) => frame.t("petitions-single-text"),
        (true, Some(since)) => frame.t1("petitions-alone-since", "when", day(frame, since)),
        (false, Some(_)) => frame.t("petitions-alone-rests"),
    };
    let (button, value) = match lists.alone_since {
        None => ("petitions-alone-say", "yes"),
        Some(_) => ("petitions-alone-end", "no"),
    };
    let form = Form {
        action: frame.link(&format!("{}/alone", list_path(slug))),
        hidden: vec![("alone", value.to_owned())],
        button: frame.t(button),
        ..Form::default()
    };
    let invite = Link { name: frame.t("petitions-invite"), url: frame.link(&format!("/console/groups/{slug}/people")) };
    Some(Section {
        id: "alone",
        heading: frame.t("petitions-single"),
        text,
        links: if lists.is_single { vec![invite] } else { Vec::new() },
        form: lists.may_say_alone.then_some(form),
        ..Section::default()
    })
}
