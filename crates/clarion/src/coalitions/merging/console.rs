//! Merging in the console: asking another group, what it would do in numbers, how far it is, and taking it apart.

use super::agree::{self, MergeRefusal};
use super::{Merge, Numbers, PARTED_WITHIN, State, things};
use crate::access::{Actor, Deed, SignedIn};
use crate::app::App;
use crate::coalitions::console::{Outcome, for_group, led_back, led_back_saying, read_for_group, say, tabs};
use crate::coalitions::{self, Act, Group};
use crate::ids::Id;
use crate::refusal::Refusal;
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Button, Field, Form, Row, Section, SectionsPage, Table};
use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use db::{Fault, Tx};

/// So many merges of a group are listed: each took a month at least.
const LISTED_MAX: i64 = 20;
/// A group's address is at most so long.
const SLUG_CHARS_MAX: usize = 80;

/// The addresses, without language.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/console/groups/{slug}/merging", get(show).post(ask))
        .route("/console/groups/{slug}/merging/{id}/{deed}", post(answer))
}

/// What the page tells.
struct Facts {
    group: Group,
    merges: Vec<(Merge, String, String)>,
    /// Of the open one, once both agreed: petitions, events, statements, API keys; and what stands against a start.
    moving: Option<([usize; 5], Option<MergeRefusal>)>,
    account: Id,
}

fn facts(tx: &mut Tx<'_>, app: &App, actor: &Actor, group: &Group) -> Result<Facts, Fault> {
    let mut merges = Vec::new();
    let name = |tx: &mut Tx<'_>, id| Ok::<_, Fault>(coalitions::group(tx, id)?.map_or_else(String::new, |group| group.name));
    for merge in super::of_group(tx, group.id, LISTED_MAX)? {
        let names = (name(tx, merge.former)?, name(tx, merge.survivor)?);
        merges.push((merge, names.0, names.1));
    }
    let agreed = merges.iter().map(|(merge, ..)| merge).find(|merge| merge.state == State::Agreed).cloned();
    let moving = match agreed {
        Some(merge) => {
            let hindrance = agree::hindrance(tx, &app.vault, &merge, app.clock.now())?;
            Some((things::count(tx, merge.former)?, hindrance))
        }
        None => None,
    };
    Ok(Facts { group: group.clone(), merges, moving, account: actor.account })
}

async fn show(
    Shared(app): Shared<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let known = app.clone();
        let look = move |tx: &mut Tx<'_>, actor: &Actor, group: &Group| facts(tx, &known, actor, group);
        Ok(match read_for_group(&app, signed_in.account, &slug, Deed::MergeGroups, look).await? {
            Outcome::Done(facts) => {
                let mut page = page(&app, &here, signed_in, &facts);
                say(&mut page, &query);
                frame::html(StatusCode::OK, &page)
            }
            other => led_back(&app, &here, &other, ""),
        })
    };
    here.answer(&app, shown.await)
}

fn page(app: &App, here: &Here, signed_in: SignedIn, facts: &Facts) -> SectionsPage {
    let mut frame = here.frame(app, "");
    frame.title = frame.t("merge-title");
    let mut page = SectionsPage::new(frame, signed_in);
    let frame = &page.frame;
    let slug = &facts.group.slug;
    page.above = Some(Link { name: frame.t("settings"), url: frame.link(&format!("/console/groups/{slug}/settings")) });
    page.tabs = tabs(frame, slug, &format!("/console/groups/{slug}/merging"));
    page.lead = frame.t("merge-lead");
    let open = facts.merges.iter().find(|(merge, ..)| merge.state.is_open());
    let mut sections = match open {
        Some((merge, former, survivor)) => {
            vec![standing(frame, facts, merge, [former, survivor], app.clock.now()), consequences(frame, [former, survivor])]
        }
        None if facts.merges.iter().any(|(merge, ..)| merge.state == State::Kept && merge.former == facts.group.id) => Vec::new(),
        None => vec![asking(frame, slug)],
    };
    let over: Vec<Row> = facts.merges.iter().filter(|(merge, ..)| !merge.state.is_open()).map(|merge| past(frame, merge)).collect();
    if !over.is_empty() {
        sections.push(Section { id: "over", heading: frame.t("merge-over"), rows: over, ..Section::default() });
    }
    page.sections = sections;
    page
}

fn asking(frame: &Frame, slug: &str) -> Section {
    let choices = vec![("stays".to_owned(), frame.t("merge-ours-stays")), ("goes".to_owned(), frame.t("merge-ours-goes"))];
    let form = Form {
        action: frame.link(&format!("/console/groups/{slug}/merging")),
        fields: vec![
            Field::line("other", frame.t("merge-other"), String::new(), SLUG_CHARS_MAX).hinted(frame.t("merge-other-hint")),
            Field::choice("part", frame.t("merge-which"), "stays".to_owned(), choices),
        ],
        button: frame.t("merge-ask"),
        ..Form::default()
    };
    Section {
        id: "ask",
        heading: frame.t("merge-ask-heading"),
        text: frame.t("merge-ask-text"),
        form: Some(form),
        ..Section::default()
    }
}

/// What will happen, in plain words: before anybody agrees, and as long as it can be changed.
fn consequences(frame: &Frame, [former, survivor]: [&String; 2]) -> Section {
    let say = |name: &str, facts: &str| Row {
        name: frame.t(name),
        facts: vec![frame.t2(facts, ("former", former), ("survivor", survivor))],
        ..Row::default()
    };
    let rows = [
        ("merge-people", "merge-people-what"),
        ("merge-consents", "merge-consents-what"),
        ("merge-texts", "merge-texts-what"),
        ("merge-pages", "merge-pages-what"),
        ("merge-seats", "merge-seats-what"),
        ("merge-undo", "merge-undo-what"),
    ];
    Section {
        id: "what",
        heading: frame.t("merge-what"),
        rows: rows.into_iter().map(|(name, facts)| say(name, facts)).collect(),
        ..Section::default()
    }
}

fn standing(frame: &Frame, facts: &Facts, merge: &Merge, names: [&String; 2], now: i64) -> Section {
    let [former, survivor] = names;
    let button = |deed: &str, words: &str, danger: bool| Button {
        words: frame.t(words),
        about: former.clone(),
        action: frame.link(&format!("/console/groups/{}/merging/{}/{deed}", facts.group.slug, merge.id)),
        fields: Vec::new(),
        danger,
    };
    let mut section = Section { id: "merge", heading: frame.t("merge-heading"), ..Section::default() };
    let mut row = Row { name: frame.t2("merge-into", ("former", former), ("survivor", survivor)), ..Row::default() };
    let look_again =
        || Link { name: frame.t("merge-look-again"), url: frame.link(&format!("/console/groups/{}/merging", facts.group.slug)) };
    match merge.state {
        State::Asked if merge.asked.group == facts.group.id => {
            row.facts = vec![frame.t("merge-asked-by-us")];
            row.buttons = vec![button("withdraw", "merge-withdraw", true)];
        }
        State::Asked => {
            row.facts = vec![frame.t(if merge.asked.account == facts.account { "merge-asked-same" } else { "merge-asked-us" })];
            row.buttons = vec![button("agree", "merge-agree", false), button("withdraw", "merge-decline", true)];
        }
        State::Agreed => {
            section.table = merge.numbers.as_ref().map(|numbers| numbers_table(frame, facts, numbers, names));
            agreed_row(frame, facts, merge, &mut row);
            if merge.numbers.is_none() {
                section.links = vec![look_again()];
            }
            if merge.numbers.is_some() && merge.survivor == facts.group.id {
                row.buttons.push(button("start", "merge-start", true));
            }
            row.buttons.push(button("count", "merge-count-again", false));
            row.buttons.push(button("withdraw", "merge-withdraw", false));
        }
        State::Running | State::Parting => {
            let of = merge.numbers.as_ref().map_or(0, |numbers| numbers.former).max(merge.people_done);
            let (done, of) = (frame.number(merge.people_done.unsigned_abs()), frame.number(of.unsigned_abs()));
            let message = if merge.state == State::Running { "merge-running" } else { "merge-parting" };
            row.facts = vec![frame.t2(message, ("done", &done), ("of", &of)), frame.t("merge-running-what")];
            section.links = vec![look_again()];
        }
        _ => merged_row(frame, facts, merge, now, &mut row, &button),
    }
    section.rows = vec![row];
    section
}

fn agreed_row(frame: &Frame, facts: &Facts, merge: &Merge, row: &mut Row) {
    row.facts = vec![frame.t(if merge.numbers.is_some() { "merge-agreed" } else { "merge-counting" })];
    if merge.survivor != facts.group.id {
        row.facts.push(frame.t("merge-survivor-starts"));
    }
    if let Some((_, Some(hindrance))) = &facts.moving {
        row.facts.push(hindrance.sentence(frame.lang));
    }
}

fn numbers_table(frame: &Frame, facts: &Facts, numbers: &Numbers, [former, survivor]: [&String; 2]) -> Table {
    let number = |words: String, count: i64| vec![words, frame.number(count.unsigned_abs())];
    let mut rows = vec![
        number(frame.t1("merge-number-people", "group", former), numbers.former),
        number(frame.t1("merge-number-people", "group", survivor), numbers.survivor),
        number(frame.t("merge-number-both"), numbers.both),
        number(frame.t("merge-number-stricter"), numbers.stricter),
        number(frame.t("merge-number-texts"), numbers.texts),
    ];
    if let Some((things, _)) = &facts.moving {
        let names =
            ["merge-number-petitions", "merge-number-events", "merge-number-forms", "merge-number-statements", "merge-number-keys"];
        rows.extend(names.into_iter().zip(things).map(|(name, count)| number(frame.t(name), *count as i64)));
    }
    let as_of = frame.t1("merge-numbers-of", "when", frame.date(&zoned(numbers.counted_at, SITE_ZONE)));
    Table { head: vec![as_of, frame.t("merge-number")], rows }
}

fn merged_row(frame: &Frame, facts: &Facts, merge: &Merge, now: i64, row: &mut Row, button: &dyn Fn(&str, &str, bool) -> Button) {
    let merged_at = merge.merged_at.unwrap_or(now);
    let until = merged_at + PARTED_WITHIN;
    row.facts = vec![
        frame.t1("merge-done", "when", frame.date(&zoned(merged_at, SITE_ZONE))),
        frame.t1("merge-can-part", "when", frame.date(&zoned(until, SITE_ZONE))),
    ];
    match merge.apart {
        _ if until <= now => row.facts.truncate(1),
        None => row.buttons = vec![button("part", "merge-part", true)],
        Some(first) if first.group == facts.group.id => {
            row.facts.push(frame.t("merge-part-waits"));
            row.buttons = vec![button("stay", "merge-part-withdraw", false)];
        }
        Some(_) => {
            row.facts.push(frame.t("merge-part-asked"));
            row.buttons = vec![button("part", "merge-part-too", true), button("stay", "merge-stay", false)];
        }
    }
}

fn past(frame: &Frame, (merge, former, survivor): &(Merge, String, String)) -> Row {
    let message = match merge.state {
        State::Parted => "merge-past-parted",
        State::Kept => "merge-past-kept",
        _ => "merge-past-withdrawn",
    };
    let at = merge.parted_at.or(merge.merged_at).unwrap_or(merge.asked_at);
    let when = frame.date(&zoned(at, SITE_ZONE));
    Row {
        name: frame.t2("merge-into", ("former", former), ("survivor", survivor)),
        badge: Some(frame.t(message)),
        facts: vec![when],
        ..Row::default()
    }
}

async fn ask(Shared(app): Shared<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>, Sent(body): Sent) -> Response {
    let asked = async {
        let typed = Typed::read(&body);
        // People paste what stands in the browser.
        let other = typed.get("other").trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_lowercase();
        let survives = typed.get("part") != "goes";
        let verb = move |tx: &mut Tx<'_>, act: &Act, _: &Group| agree::ask(tx, act, &other, survives);
        let done = for_group(&app, signed_in.account, ("coalitions.merge_ask", &slug), Deed::MergeGroups, verb).await?;
        Ok(led_back_saying(&app, &here, &done, &format!("/console/groups/{slug}/merging"), "merge-ask"))
    };
    here.answer(&app, asked.await)
}

/// What can be done with a merge, with its name in the audit log of the group that does it.
const DEEDS: [(&str, &str); 6] = [
    ("agree", "coalitions.merge_agree"),
    ("count", "coalitions.merge_count"),
    ("withdraw", "coalitions.merge_withdraw"),
    ("start", "coalitions.merge_start"),
    ("part", "coalitions.merge_part"),
    ("stay", "coalitions.merge_stay"),
];

async fn answer(
    Shared(app): Shared<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id, deed)): Path<(String, String, String)>,
) -> Response {
    let answered = async {
        let known = DEEDS.into_iter().find(|(known, _)| *known == deed);
        let (Some((deed, name)), Ok(id)) = (known, id.parse::<Id>()) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        let (vault, ids) = (app.vault.clone(), app.ids.clone());
        let verb = move |tx: &mut Tx<'_>, act: &Act, _: &Group| match deed {
            "agree" => agree::agree(tx, act, id),
            "count" => agree::count_again(tx, act, id),
            "start" => agree::start(tx, &vault, &ids, act, id),
            "part" => agree::part(tx, &vault, &ids, act, id),
            "stay" => agree::stay(tx, act, id),
            _ => agree::withdraw(tx, act, id),
        };
        let done = for_group(&app, signed_in.account, (name, &slug, id), Deed::MergeGroups, verb).await?;
        Ok(led_back_saying(&app, &here, &done, &format!("/console/groups/{slug}/merging"), &format!("merge-{deed}")))
    };
    here.answer(&app, answered.await)
}
