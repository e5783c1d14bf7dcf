//! How many people one's group has in common with another of the coalition: whose word is given, whose is missing, and the number.

use super::coalition::{acting_field, framed};
use super::deed::{Outcome, There};
use super::people::group_name;
use super::{for_coalition, led_back, led_back_saying, read_for_coalition, say};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::overlap::{self, Agreed, OverlapRefusal};
use crate::coalitions::{self, Group};
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views_console::{Button, Field, Form, Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

struct Facts {
    agreed: Vec<(Agreed, String)>,
    others: Vec<Group>,
}

fn facts(tx: &mut Tx<'_>, there: &There) -> Result<Facts, Fault> {
    let (coalition, own) = (there.coalition.id, there.group.id);
    let mut agreed = Vec::new();
    for one in overlap::of_group(tx, coalition, own)? {
        agreed.push((one, group_name(tx, one.other)?));
    }
    let members = coalitions::members(tx, coalition)?.into_iter().map(|(group, _)| group);
    let is_free = |group: &Group| group.id != own && !agreed.iter().any(|(one, _)| one.other == group.id);
    let others = members.filter(is_free).collect();
    Ok(Facts { agreed, others })
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let look = move |tx: &mut Tx<'_>, there: &There| facts(tx, there);
        let seen = read_for_coalition(&app, signed_in.account, (&slug, query.get("as")), Deed::SeeCoalition, look).await?;
        let (there, facts) = match seen {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let (now, coalition, own) = (app.clock.now(), there.coalition.id, there.group.id);
        let due: Vec<Agreed> = facts.agreed.iter().map(|(one, _)| *one).filter(|one| one.is_due(now)).collect();
        if !due.is_empty() {
            let queue = move |tx: &mut Tx<'_>| due.iter().try_for_each(|one| overlap::jobs::queue(tx, now, coalition, own, one));
            app.db.write("coalitions.queue_overlap", queue).await?;
            app.waker.wake();
        }
        let mut frame = here.frame(&app, "");
        frame.title = frame.t("overlap");
        let mut page = SectionsPage::new(frame, signed_in);
        framed(&mut page, &here, &there);
        page.lead = page.frame.t("overlap-text");
        say(&mut page, &query);
        page.sections = vec![section(&page.frame, &there, &facts)];
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

fn section(frame: &Frame, there: &There, facts: &Facts) -> Section {
    let decides = there.may(Deed::AgreeOverlap);
    let rows = facts.agreed.iter().map(|(one, name)| row(frame, there, one, name, decides)).collect();
    let choices = facts.others.iter().map(|group| (group.slug.clone(), group.name.clone())).collect();
    let action = frame.link(&format!("/console/coalitions/{}/overlap", there.coalition.slug));
    let form = Form {
        heading: frame.t("overlap-propose"),
        action,
        hidden: vec![acting_field(there), ("word", "agree".to_owned())],
        fields: vec![Field::choice("group", frame.t("overlap-with"), String::new(), choices)],
        button: frame.t("overlap-agree"),
        ..Form::default()
    };
    Section {
        id: "overlap",
        heading: frame.t("overlap-counts"),
        rows,
        empty: frame.t("overlap-empty"),
        form: (decides && !facts.others.is_empty()).then_some(form),
        ..Section::default()
    }
}

fn row(frame: &Frame, there: &There, one: &Agreed, name: &str, decides: bool) -> Row {
    let words = match (one.ours, one.theirs, one.counted) {
        (true, true, Some((people, at))) => {
            let number = people.0.map_or_else(|| frame.t("reach-few"), |people| frame.number(people));
            let counted = frame.t1("reach-as-of", "when", frame.date(&zoned(at, SITE_ZONE)));
            vec![frame.t1("overlap-people", "people", number), counted]
        }
        (true, true, None) => vec![frame.t("overlap-not-counted")],
        (true, false, _) => vec![frame.t1("overlap-waits-for", "group", name)],
        _ => vec![frame.t1("overlap-asks", "group", name)],
    };
    let button = |words: &str, word: &str, danger: bool| Button {
        words: frame.t(words),
        about: name.to_owned(),
        action: frame.link(&format!("/console/coalitions/{}/overlap", there.coalition.slug)),
        fields: vec![acting_field(there), ("word", word.to_owned()), ("group", one.other.to_string())],
        danger,
    };
    let mut buttons = Vec::new();
    if decides {
        buttons.extend((!one.ours).then(|| button("overlap-agree", "agree", false)));
        buttons.push(button("overlap-end", "end", true));
    }
    Row { name: name.to_owned(), facts: words, buttons, ..Row::default() }
}

/// `agree` to the count with another group, named by its address or its id, or `end` it.
pub(super) async fn answer(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let answered = async {
        let (acting_for, other, ends) = (typed.get("as"), typed.get("group").to_owned(), typed.get("word") == "end");
        let verb = move |tx: &mut Tx<'_>, act: &coalitions::Act, coalition| {
            let found = match other.parse() {
                Ok(id) => coalitions::group(tx, id)?,
                Err(_) => coalitions::group_by_slug(tx, &other)?,
            };
            match found {
                Some(group) if ends => overlap::end(tx, act, coalition, group.id),
                Some(group) => overlap::agree(tx, act, coalition, group.id),
                None => Ok(Err(OverlapRefusal::NotTwo)),
            }
        };
        let who = ("coalitions.agree_overlap", slug.as_str(), acting_for);
        let outcome = for_coalition(&app, signed_in.account, who, Deed::AgreeOverlap, verb).await?;
        let back = format!("/console/coalitions/{slug}/overlap?as={acting_for}");
        Ok(led_back_saying(&app, &here, &outcome, &back, if ends { "overlap-ended" } else { "overlap-agreed" }))
    };
    here.answer(&app, answered.await)
}
