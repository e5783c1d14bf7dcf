//! A coalition's name and what it says about itself: what stands, what is proposed, and the form that proposes other words.

use super::coalition::{acting_field, framed};
use super::deed::{Outcome, There};
use super::people::group_name;
use super::{Waiting, answer_waiting, for_coalition, led_back, led_back_saying, read_for_coalition, say};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::profile::{ABOUT_CHARS_MAX, NAME_CHARS_MAX};
use crate::coalitions::words::{self, Proposal, Words, WordsRefusal};
use crate::coalitions::{Role, pages, steering_count};
use crate::web::frame::{self, Frame};
use crate::web::lang;
use crate::web::markdown;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views_console::{Button, Field, Form, Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

struct Facts {
    proposed: Option<(Proposal, String)>,
    /// Whether one group alone steers, whose word is enough.
    alone: bool,
}

fn facts(tx: &mut Tx<'_>, there: &There, now: i64) -> Result<Facts, Fault> {
    let proposed = match words::open(tx, there.coalition.id, now)? {
        Some(proposal) => {
            let by = group_name(tx, proposal.proposed_by)?;
            Some((proposal, by))
        }
        None => None,
    };
    let steers = there.standing.role == Some(Role::Steering);
    Ok(Facts { proposed, alone: steers && steering_count(tx, there.coalition.id)? == 1 })
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    here.answer(&app, page(&app, &here, signed_in, (&slug, &query), None).await)
}

/// The page; after a form that was refused with what was typed.
async fn page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    (slug, typed): (&str, &Typed),
    refused: Option<&str>,
) -> Result<Response, Fault> {
    let now = app.clock.now();
    let look = move |tx: &mut Tx<'_>, there: &There| facts(tx, there, now);
    let seen = read_for_coalition(app, signed_in.account, (slug, typed.get("as")), Deed::SeeCoalition, look).await?;
    let (there, facts) = match seen {
        Outcome::Done(seen) => seen,
        other => return Ok(led_back(app, here, &other, "")),
    };
    let mut frame = here.frame(app, "");
    frame.title = frame.t("coalition-settings-words");
    frame.path = format!("/console/coalitions/{slug}/words");
    let mut page = SectionsPage::new(frame, signed_in);
    framed(&mut page, here, &there);
    page.lead = page.frame.t(if facts.alone { "words-lead-alone" } else { "words-lead" });
    say(&mut page, typed);
    page.sections = sections(&page.frame, &there, &facts, refused.map(|_| typed));
    let status = match refused {
        Some(message) => {
            page.refusal = Some(lang::t(here.lang, message, &[]));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        None => StatusCode::OK,
    };
    Ok(frame::html(status, &page))
}

fn sections(frame: &Frame, there: &There, facts: &Facts, typed: Option<&Typed>) -> Vec<Section> {
    let decides = there.may(Deed::ChangeCoalition);
    let stands = Words::of(&there.coalition);
    let mut sections = Vec::new();
    if let Some((proposal, by)) = &facts.proposed {
        sections.push(Section {
            id: "proposed",
            heading: frame.t("words-proposed"),
            rows: vec![proposed_row(frame, there, proposal, by, decides)],
            ..Section::default()
        });
    } else if decides {
        sections.push(Section { id: "words", form: Some(form(frame, there, &stands, facts, typed)), ..Section::default() });
    } else {
        sections.push(Section { id: "words", rows: vec![told(frame, &stands)], ..Section::default() });
    }
    sections
}

/// Words as they are read.
fn told(frame: &Frame, words: &Words) -> Row {
    let about = markdown::summary(pages::own_or_other(frame.lang, &words.about_en, &words.about_es), ABOUT_CHARS_MAX);
    Row { name: words.name.clone(), facts: Some(about).filter(|about| !about.is_empty()).into_iter().collect(), ..Row::default() }
}

fn proposed_row(frame: &Frame, there: &There, proposal: &Proposal, by: &str, decides: bool) -> Row {
    let Words { name, about_en, about_es } = &proposal.words;
    let own = proposal.proposed_by == there.group.id;
    let (deed, words) = if own { ("withdraw", frame.t("answer-withdraw")) } else { ("confirm", frame.t("words-confirm")) };
    let action = frame.link(&format!("/console/coalitions/{}/words/{}/{deed}", there.coalition.slug, proposal.id));
    let button = Button { words, about: name.clone(), action, fields: vec![acting_field(there)], danger: own };
    let texts = [("profile-about-en", about_en), ("profile-about-es", about_es)].map(|(label, text)| match text.is_empty() {
        true => None,
        false => Some(format!("{}: {}", frame.t(label), markdown::summary(text, ABOUT_CHARS_MAX))),
    });
    let about =
        [frame.t1("proposed-by", "group", by), frame.t1("open-until", "when", frame.date(&zoned(proposal.expires_at, SITE_ZONE)))];
    Row {
        name: name.clone(),
        facts: texts.into_iter().flatten().chain(about).collect(),
        buttons: if decides { vec![button] } else { Vec::new() },
        ..Row::default()
    }
}

fn form(frame: &Frame, there: &There, stands: &Words, facts: &Facts, typed: Option<&Typed>) -> Form {
    let value = |name: &str, stands: &String| typed.map_or_else(|| stands.clone(), |typed| typed.text(name));
    Form {
        action: frame.link(&format!("/console/coalitions/{}/words", there.coalition.slug)),
        hidden: vec![acting_field(there)],
        fields: vec![
            Field::line("name", frame.t("found-name"), value("name", &stands.name), NAME_CHARS_MAX),
            Field::area("about_en", frame.t("profile-about-en"), value("about_en", &stands.about_en), ABOUT_CHARS_MAX, 6)
                .hinted(frame.t("markdown-hint")),
            Field::area("about_es", frame.t("profile-about-es"), value("about_es", &stands.about_es), ABOUT_CHARS_MAX, 6)
                .hinted(frame.t("markdown-hint")),
        ],
        button: frame.t(if facts.alone { "words-change" } else { "words-propose" }),
        ..Form::default()
    }
}

fn back(slug: &str, acting_for: &str) -> String {
    format!("/console/coalitions/{slug}/words?as={acting_for}")
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
        let wanted = Words { name: typed.text("name"), about_en: typed.text("about_en"), about_es: typed.text("about_es") };
        let acting_for = typed.get("as");
        let what = ("coalitions.propose_words", slug.as_str(), acting_for);
        let verb = move |tx: &mut Tx<'_>, act: &crate::coalitions::Act, coalition| {
            let proposed = words::propose(tx, act, coalition, &wanted)?;
            let waits = words::open(tx, coalition, act.now)?.is_some();
            Ok(proposed.map(|()| waits))
        };
        match for_coalition(&app, signed_in.account, what, Deed::ChangeCoalition, verb).await? {
            Outcome::Refused(message) => page(&app, &here, signed_in, (&slug, &typed), Some(message)).await,
            done => {
                let said = if matches!(done, Outcome::Done(false)) { "words-changed" } else { "words-proposed" };
                Ok(led_back_saying(&app, &here, &done, &back(&slug, acting_for), said))
            }
        }
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
        find: words::find,
        say_yes: words::confirm,
        withdraw: words::withdraw,
        over: WordsRefusal::Over,
        back,
        said: ["words-changed", "proposal-withdrawn"],
    };
    let names = ["coalitions.confirm_words", "coalitions.withdraw_words"];
    answer_waiting((&app, &here, &signed_in), names, of, &body, Deed::ChangeCoalition, waiting).await
}
