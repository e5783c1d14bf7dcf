//! The list of a group's supporters: the newest first, or those to whom a question applies.

use super::asked::{self, Choices};
use super::bulk;
use super::{group_of, list_path, queries as saved_queries};
use crate::access::{Actor, Deed, SignedIn, may};
use crate::app::App;
use crate::coalitions::Group;
use crate::coalitions::console::{Outcome, led_back, read_for_group, refusal_of, tabs};
use crate::events;
use crate::forms;
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::Scope;
use crate::people::beside::tags;
use crate::people::choose::{Chosen, Question, Total, choose, choose_all};
use crate::people::fields::choosing;
use crate::people::queries::{self, SavedQuery};
use crate::people::roster::Roster;
use crate::people::store::{self, DatedRow};
use crate::people::{Details, api_body, epoch, id_lists};
use crate::petitions::{create, listing};
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_people::{PeopleListPage, PersonLine};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};
use std::collections::HashMap;
use std::sync::Arc;

/// People on one page.
const PAGE: usize = 50;
/// Of its petitions and events a group can ask by the newest so many.
const CHOICES_MAX: usize = 200;
/// On a list of at most so many people it is counted while somebody waits how they stand towards the group's news: some 7 us each, where
/// the list is read for the first time. On a longer one that is counted beside, and told with when.
const NEWS_COUNTED_MAX: usize = 5_000;
/// A number has at least so many digits.
const DIGITS_MIN: usize = 7;

pub(super) struct Facts {
    pub(super) group: Group,
    pub(super) choices: Choices,
    queries: Vec<SavedQuery>,
    pub(super) may_export: bool,
    may_import: bool,
}

/// What a group can ask by.
pub(super) fn choices(tx: &mut Tx<'_>, vault: &Vault, lang: Lang, group: Id) -> Result<Choices, Fault> {
    let mut petitions = Vec::new();
    for id in listing::petitions_of(tx, group)?.into_iter().rev().take(CHOICES_MAX) {
        let words = create::find_by_id(tx, id)?.and_then(|whole| whole.title_in(lang));
        petitions.extend(words.map(|title| (id, title)));
    }
    let events = events::of_group(tx, group)?.into_iter().rev().take(CHOICES_MAX);
    let events = events.map(|event| (event.id, event.title(lang).to_owned())).collect();
    let forms = forms::create::of_group(tx, group, CHOICES_MAX as i64)?.into_iter();
    let forms = forms.map(|whole| (whole.form.id, whole.title_in(lang).to_owned())).collect();
    let tags = tags::of_group(tx, vault, group)?;
    let fields = choosing::of_group(tx, vault, group)?;
    let lists = id_lists::of_group(tx, vault, group)?.into_iter().map(|list| (list.id, list.words.name)).collect();
    Ok(Choices { tags, fields, petitions, events, forms, lists })
}

fn facts(tx: &mut Tx<'_>, app: &App, lang: Lang, actor: &Actor, group: &Group) -> Result<Facts, Fault> {
    let choices = choices(tx, &app.vault, lang, group.id)?;
    let queries = queries::of_group(tx, &app.vault, group.id)?;
    let may_export = may(actor, &Deed::ExportSupporters(group.id));
    let may_import = may(actor, &Deed::ImportSupporters(group.id));
    Ok(Facts { group: group.clone(), choices, queries, may_export, may_import })
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(typed): Query,
) -> Response {
    here.answer(&app, answered(&app, &here, signed_in, &slug, typed).await)
}

pub(super) async fn search(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, answered(&app, &here, signed_in, &slug, Typed::read(&body)).await)
}

/// What a group can ask by; the answer where somebody may not do the deed.
pub(super) async fn look(
    app: &App,
    here: &Here,
    account: Id,
    slug: &str,
    deed: fn(Id) -> Deed,
) -> Result<Result<Facts, Response>, Fault> {
    if let Err(answer) = group_of(app, here, account, slug, deed).await? {
        return Ok(Err(answer));
    }
    let (reading, lang) = (app.clone(), here.lang);
    let look = move |tx: &mut Tx<'_>, actor: &Actor, group: &Group| facts(tx, &reading, lang, actor, group);
    Ok(match read_for_group(app, account, slug, deed, look).await? {
        Outcome::Done(facts) => Ok(facts),
        other => Err(led_back(app, here, &other, "")),
    })
}

async fn answered(app: &App, here: &Here, signed_in: SignedIn, slug: &str, typed: Typed) -> Result<Response, Fault> {
    let facts = match look(app, here, signed_in.account, slug, Deed::SeeSupporters).await? {
        Ok(facts) => facts,
        Err(answer) => return Ok(answer),
    };
    let is_search = !typed.get("q").trim().is_empty();
    if here.path != list_path(slug) && !is_search {
        // What names nobody gets an address that can be kept.
        return Ok(here.see(&format!("{}{}", list_path(slug), asked::query(&typed, None))));
    }
    let question = asked::question(&typed, &facts.choices);
    let after: Option<Id> = typed.get("after").parse().ok();
    let found = find(app, &facts.group, &question, &typed, after).await?;
    let (lines, last) = lines(app, here, slug, &facts, &found).await?;
    let mut frame = here.frame(app, "");
    frame.path = list_path(slug);
    frame.query = asked::query(&typed, after).trim_start_matches('?').to_owned();
    frame.title = frame.t("console-supporters");
    let is_asked = is_search || !question.is_empty();
    let news = match found.total {
        Total::Exactly(people) if !is_asked && people > 0 => news(app, &frame, slug, (facts.group.id, found.epoch), people).await?,
        _ => News::default(),
    };
    let fields = asked::fields(&frame, &typed, &facts.choices);
    // Where somebody was found, nothing that was asked means nobody.
    let wrong = if lines.is_empty() { asked::wrong(&frame, &typed, &facts.choices) } else { Vec::new() };
    let next = last.filter(|_| found.more && !is_search);
    let page = PeopleListPage {
        above: Link { name: facts.group.name.clone(), url: frame.link(&format!("/console/groups/{slug}")) },
        tabs: tabs(&frame, slug, &list_path(slug)),
        import_url: facts.may_import.then(|| frame.link(&format!("/console/groups/{slug}/imports"))),
        add_url: frame.link(&format!("{}/add", list_path(slug))),
        may_export: facts.may_export,
        fields_url: frame.link(&super::fields::path_of(slug)),
        action: frame.link(&format!("{}/search", list_path(slug))),
        sought: asked::sought_field(&frame, &typed),
        asked: asked::told(&fields),
        fields: fields.into_iter().map(|field| field.told(&wrong)).collect(),
        clear_url: is_asked.then(|| frame.link(&list_path(slug))),
        done: done(&frame, &typed),
        refusal: refusal_of(here.lang, &typed),
        queries: saved_queries::saved(&frame, slug, &facts.queries),
        query_form: saved_queries::form(&frame, slug, &typed),
        bulk: (!lines.is_empty()).then(|| bulk::panel(&frame, slug, &typed, &facts)),
        count: count(&frame, found.total, is_asked),
        narrow: (found.more && is_search).then(|| frame.t1("supporters-narrow", "shown", lines.len())),
        too_long: found.too_long.then(|| frame.t("supporters-too-long")),
        news: news.ways,
        news_note: news.note,
        people: lines,
        more_url: next.map(|last| frame.link(&format!("{}{}", list_path(slug), asked::query(&typed, Some(last))))),
        signed_in,
        frame,
    };
    Ok(frame::html(StatusCode::OK, &page))
}

/// How people stand towards news, and what is to be known of the numbers.
#[derive(Default)]
struct News {
    ways: Vec<Link>,
    note: Option<String>,
}

/// How the people of a list stand towards the group's news, each a way to those who stand so.
async fn news(app: &App, frame: &Frame, slug: &str, list: (Id, i64), people: usize) -> Result<News, Fault> {
    let beside = match people <= NEWS_COUNTED_MAX {
        true => None,
        false => Some(app.news_totals.of(app, list.0).await?),
    };
    let (counts, note) = match beside {
        None => (app.rosters.look(app, list, true, Roster::news_counts).await?.ok(), None),
        Some(Some(counted)) => {
            let when = frame.date_time(&zoned(counted.at, SITE_ZONE));
            (Some(counted.counts), Some(frame.t1("supporters-news-as-of", "when", when)))
        }
        Some(None) => (None, Some(frame.t("supporters-news-later"))),
    };
    let standings = [
        ("confirmed", counts.map(|counts| counts.confirmed)),
        ("asserted", counts.map(|counts| counts.asserted)),
        ("left", counts.map(|counts| counts.left)),
        ("unasked", counts.map(|counts| counts.unasked)),
    ];
    let link = |(standing, count): (&str, Option<u64>)| Link {
        name: match count {
            Some(count) => frame.tn(&format!("supporters-count-{standing}"), count),
            None => frame.t(&format!("supporters-news-{standing}")),
        },
        url: frame.link(&format!("{}?news={standing}", list_path(slug))),
    };
    Ok(News { ways: standings.into_iter().map(link).collect(), note })
}

/// What was just done, which the address says.
fn done(frame: &Frame, typed: &Typed) -> Option<String> {
    let people = || typed.get("people").parse::<u64>().ok();
    match typed.get("done") {
        "erased" => Some(frame.t("erase-done")),
        "tagged" => people().map(|people| frame.tn("bulk-given", people)),
        "untagged" => people().map(|people| frame.tn("bulk-taken", people)),
        "chosen" => people().map(|people| frame.tn("bulk-chosen", people)),
        _ => None,
    }
}

fn count(frame: &Frame, total: Total, is_asked: bool) -> String {
    match (total, is_asked) {
        (Total::Exactly(people), false) => frame.tn("supporters-count", people as u64),
        (Total::Exactly(people), true) => frame.tn("supporters-found", people as u64),
        (Total::AtLeast(_), _) => frame.t("supporters-found-many"),
    }
}

/// What a question found, as records.
struct Found {
    people: Vec<Id>,
    more: bool,
    total: Total,
    too_long: bool,
    /// The epoch of the list, where it was read with the page: only where nothing was asked.
    epoch: i64,
}

impl Found {
    fn of(chosen: Chosen) -> Self {
        let people = chosen.people.into_iter().map(|(id, _)| id).collect();
        Self { people, more: chosen.more, total: chosen.total, too_long: false, epoch: 0 }
    }

    fn few(people: Vec<Id>) -> Self {
        Self { total: Total::Exactly(people.len()), people, more: false, too_long: false, epoch: 0 }
    }
}

/// Everybody whom a request means, as record and human; `None` where the list is too long to be searched.
pub(super) async fn everybody(app: &App, facts: &Facts, typed: &Typed) -> Result<Option<Vec<(Id, Id)>>, Fault> {
    let (sought, id) = (typed.get("q").trim(), facts.group.id);
    if let Some(key) = key_of(app, sought, &facts.group.country) {
        let read = app.db.read_newest(move |tx| {
            let ids = store::people_of_key(tx, Scope::of(id), key)?;
            store::people_of_group(tx, Scope::of(id), &ids)
        });
        return Ok(Some(read.await?.iter().map(|dated| (dated.row.id, dated.row.identity)).collect()));
    }
    let question = asked::question(typed, &facts.choices);
    Ok(choose_all(app, id, &Arc::new(question)).await?.ok())
}

async fn find(app: &App, group: &Group, question: &Question, typed: &Typed, after: Option<Id>) -> Result<Found, Fault> {
    let (sought, id) = (typed.get("q").trim(), group.id);
    if let Some(key) = key_of(app, sought, &group.country) {
        return Ok(Found::few(app.db.read_newest(move |tx| store::people_of_key(tx, Scope::of(id), key)).await?));
    }
    if question.is_empty() {
        return newest(app, id, after).await;
    }
    match choose(app, id, &Arc::new(question.clone()), after, PAGE).await? {
        Ok(chosen) => Ok(Found::of(chosen)),
        Err(_) => Ok(Found { too_long: true, ..Found::few(Vec::new()) }),
    }
}

/// The key of a mailbox or a number, where one was typed.
fn key_of(app: &App, sought: &str, country: &str) -> Option<seal::MatchingKey> {
    if sought.contains('@') {
        let email = seal::email::fold(sought).ok()?;
        return Some(app.vault.matching_key(seal::Channel::Email, &email.folded));
    }
    let digits = sought.bytes().filter(u8::is_ascii_digit).count();
    let is_number = digits >= DIGITS_MIN && !sought.chars().any(char::is_alphabetic);
    let number = is_number.then(|| api_body::folded_phone(sought, country).ok()).flatten()?;
    Some(app.vault.matching_key(seal::Channel::Phone, &number))
}

/// Everybody, a page at a time, straight from the database.
async fn newest(app: &App, group: Id, after: Option<Id>) -> Result<Found, Fault> {
    let before = after.unwrap_or(Id([0xff; 16]));
    let read =
        move |tx: &mut Tx<'_>| Ok((epoch::of(tx, group)?, store::people_before(tx, Scope::of(group), before, PAGE as i64 + 1)?));
    let (epoch, mut people) = app.db.read_newest(read).await?;
    let all = app.totals.of(app, group, epoch).await?;
    let more = people.len() > PAGE;
    people.truncate(PAGE);
    let people: Vec<Id> = people.iter().map(|dated| dated.row.id).collect();
    let all = usize::try_from(all).unwrap_or(0).max(people.len());
    Ok(Found { people, more, total: Total::Exactly(all), too_long: false, epoch })
}

/// The lines of a page, read anew and opened; the last record that was asked for.
async fn lines(app: &App, here: &Here, slug: &str, facts: &Facts, found: &Found) -> Result<(Vec<PersonLine>, Option<Id>), Fault> {
    let (group, ids) = (facts.group.id, found.people.clone());
    let read = app.db.read_newest(move |tx| {
        let mut rows = store::people_of_group(tx, Scope::of(group), &ids)?;
        rows.sort_by_key(|dated| std::cmp::Reverse(dated.row.id));
        let identities: Vec<Id> = rows.iter().map(|dated| dated.row.identity).collect();
        let tags = tags::of_people(tx, group, &identities)?;
        Ok((rows, tags))
    });
    let (rows, tagged) = read.await?;
    let frame = here.frame(app, "");
    let names: HashMap<Id, &str> = facts.choices.tags.iter().map(|tag| (tag.id, tag.name.as_str())).collect();
    let line = |dated: &DatedRow| {
        let tags = tagged.get(&dated.row.identity).into_iter().flatten();
        let mut tags: Vec<String> = tags.filter_map(|tag| names.get(tag).map(|name| (*name).to_owned())).collect();
        tags.sort_unstable();
        person_line(app, &frame, slug, dated, tags)
    };
    Ok((rows.iter().map(line).collect::<Result<_, _>>()?, found.people.last().copied()))
}

fn person_line(app: &App, frame: &Frame, slug: &str, dated: &DatedRow, tags: Vec<String>) -> Result<PersonLine, Fault> {
    let row = &dated.row;
    let details = Details::from_bytes(&app.vault.open_sealed(row.group, &row.id.0, &row.sealed)?)?;
    let address = if details.email.is_empty() { details.phone.clone() } else { details.email.clone() };
    Ok(PersonLine {
        person: Link { name: name_of(frame, &details), url: frame.link(&format!("{}/{}", list_path(slug), row.id)) },
        address,
        place: format!("{} {}", row.coarse.region, row.coarse.zip).trim().to_owned(),
        since: frame.short_date(&zoned(dated.created_at, SITE_ZONE)),
        tags,
    })
}

/// A person's name, or words for one who gave none.
pub(super) fn name_of(frame: &Frame, details: &Details) -> String {
    let name = format!("{} {}", details.given_name, details.family_name).trim().to_owned();
    if name.is_empty() { frame.t("event-people-nameless") } else { name }
}
