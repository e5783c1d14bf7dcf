//! Who may share what in a coalition: the table, proposals to change it, and their second steering group.

use super::coalition::{acting_field, framed};
use super::deed::{Outcome, There};
use super::people::group_name;
use super::{Waiting, answer_waiting, for_coalition, led_back, led_back_saying, read_for_coalition, say, unreadable};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::sharing::change::{self, SharingChange, SharingRefusal};
use crate::coalitions::sharing::{self, Line, MayShare, Pair};
use crate::coalitions::{LegalKind, pages};
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Button, Field, FieldKind, Form, Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

struct Facts {
    lines: Vec<Line>,
    proposed: Vec<(SharingChange, String)>,
}

fn facts(tx: &mut Tx<'_>, there: &There, now: i64) -> Result<Facts, Fault> {
    let mut proposed = Vec::new();
    for change in change::open(tx, there.coalition.id, now)? {
        proposed.push((change, group_name(tx, change.proposed_by)?));
    }
    Ok(Facts { lines: sharing::table(tx, there.coalition.id)?, proposed })
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let now = app.clock.now();
        let look = move |tx: &mut Tx<'_>, there: &There| facts(tx, there, now);
        let seen = read_for_coalition(&app, signed_in.account, (&slug, query.get("as")), Deed::SeeCoalition, look).await?;
        let (there, facts) = match seen {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let mut frame = here.frame(&app, "");
        frame.title = frame.t("sharing");
        let mut page = SectionsPage::new(frame, signed_in);
        framed(&mut page, &here, &there);
        page.lead = page.frame.t("sharing-text");
        say(&mut page, &query);
        page.sharing = facts.lines.iter().map(|line| pages::sharing_line(here.lang, line)).collect();
        page.sections = sections(&page.frame, &there, &facts);
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

fn sections(frame: &Frame, there: &There, facts: &Facts) -> Vec<Section> {
    let decides = there.may(Deed::ChangeCoalition);
    vec![Section {
        id: "proposed",
        heading: frame.t("sharing-proposed"),
        rows: facts.proposed.iter().map(|(change, by)| proposed_row(frame, there, change, by, decides)).collect(),
        empty: frame.t("sharing-proposed-empty"),
        form: decides.then(|| form(frame, there)),
        links: vec![Link { name: frame.t("overlap-link"), url: frame.link(&there.path("/overlap")) }],
        ..Section::default()
    }]
}

fn things(frame: &Frame) -> [(&'static str, String); 4] {
    [
        ("plans", frame.t("sharing-plans")),
        ("audiences", frame.t("sharing-audiences")),
        ("money", frame.t("sharing-money")),
        ("words", frame.t("sharing-words")),
    ]
}

fn proposed_row(frame: &Frame, there: &There, change: &SharingChange, by: &str, decides: bool) -> Row {
    let kinds = [change.pair.first(), change.pair.second()].map(|kind| frame.t(kind.message()));
    let may = [change.may.plans, change.may.audiences, change.may.money, change.may.words];
    let shared: Vec<String> = things(frame).into_iter().zip(may).filter(|(_, may)| *may).map(|((_, words), _)| words).collect();
    let shared = if shared.is_empty() { frame.t("sharing-nothing") } else { shared.join(", ") };
    let own = change.proposed_by == there.group.id;
    let (deed, words) = if own { ("withdraw", frame.t("answer-withdraw")) } else { ("confirm", frame.t("sharing-confirm")) };
    let action = frame.link(&format!("/console/coalitions/{}/sharing/{}/{deed}", there.coalition.slug, change.id));
    let button = Button { words, about: kinds.join(" – "), action, fields: vec![acting_field(there)], danger: own };
    Row {
        name: kinds.join(" – "),
        facts: vec![
            frame.t1("sharing-would", "what", shared),
            frame.t1("proposed-by", "group", by),
            frame.t1("open-until", "when", frame.date(&zoned(change.expires_at, SITE_ZONE))),
        ],
        buttons: if decides { vec![button] } else { Vec::new() },
        ..Row::default()
    }
}

fn form(frame: &Frame, there: &There) -> Form {
    let kinds: Vec<(String, String)> =
        LegalKind::ALL.iter().map(|kind| (kind.as_str().to_owned(), frame.t(kind.message()))).collect();
    let ticks = things(frame).map(|(name, words)| (name, words, false));
    let shared = Field {
        kind: FieldKind::Ticks(ticks.into()),
        needed: false,
        ..Field::line("shared", frame.t("sharing-what"), String::new(), 0)
    };
    Form {
        heading: frame.t("sharing-propose"),
        action: frame.link(&format!("/console/coalitions/{}/sharing", there.coalition.slug)),
        hidden: vec![acting_field(there)],
        fields: vec![
            Field::choice("first", frame.t("sharing-first"), String::new(), kinds.clone()),
            Field::choice("second", frame.t("sharing-second"), String::new(), kinds),
            shared,
        ],
        button: frame.t("sharing-propose-button"),
        ..Form::default()
    }
}

fn back(slug: &str, acting_for: &str) -> String {
    format!("/console/coalitions/{slug}/sharing?as={acting_for}")
}

pub(super) async fn propose(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let proposed = async {
        let (Some(first), Some(second)) = (LegalKind::of(typed.get("first")), LegalKind::of(typed.get("second"))) else {
            return unreadable(&app, &here, signed_in.account, (&slug, typed.get("as")), Deed::ChangeCoalition).await;
        };
        let ticked = |name: &str| typed.get(name) == "yes";
        let [plans, audiences, money, words] = ["plans", "audiences", "money", "words"].map(ticked);
        let (pair, may) = (Pair::of(first, second), MayShare { plans, audiences, money, words });
        let acting_for = typed.get("as");
        let outcome = for_coalition(
            &app,
            signed_in.account,
            ("coalitions.propose_sharing", &slug, acting_for),
            Deed::ChangeCoalition,
            move |tx, act, coalition| change::propose(tx, act, coalition, pair, may),
        );
        Ok(led_back_saying(&app, &here, &outcome.await?, &back(&slug, acting_for), "sharing-proposed"))
    };
    here.answer(&app, proposed.await)
}

/// `confirm` or `withdraw` a proposal of this coalition.
pub(super) async fn answer(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(of): Path<(String, String, String)>,
    Sent(body): Sent,
) -> Response {
    let waiting = Waiting {
        yes: "confirm",
        find: |tx: &mut Tx<'_>, id| Ok(change::find(tx, id)?.map(|found| found.coalition)),
        say_yes: change::confirm,
        withdraw: change::withdraw,
        over: SharingRefusal::Over,
        back,
        said: ["sharing-changed", "proposal-withdrawn"],
    };
    let names = ["coalitions.confirm_sharing", "coalitions.withdraw_sharing"];
    answer_waiting((&app, &here, &signed_in), names, of, &body, Deed::ChangeCoalition, waiting).await
}
