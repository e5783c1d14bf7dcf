//! The page of a code, `/n/<code>`: the true words in full, and a box in which to paste what one received.
//!
//! What is pasted is compared here, in the answer to that one request, so that it works without scripts; nothing of it is kept or
//! logged. Links are made of the addresses that the notice lists, and of nothing else.

use super::compare::{self, LinkFault, Mark, Verdict};
use super::document::NoticeText;
use super::evidence::NoticeFile;
use super::log::{self, Entered, Signer};
use super::log_pages::{answered, given_json};
use super::{Notice, Words, by_code, code, links, source, store};
use crate::app::App;
use crate::coalitions::{self, Coalition};
use crate::events::own;
use crate::ids::Id;
use crate::plans;
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::{Here, zoned};
use crate::web::typed::Sent;
use crate::web::views::Link;
use crate::web::views_notices::{AskPage, NoticePage, PieceView, Seen, Segment, WordsView};
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use db::{Fault, Tx};
use serde::Deserialize;

/// What is pasted, with every letter escaped for the form.
const RECEIVED_BYTES_MAX: usize = compare::RECEIVED_CHARS_MAX * 12;
/// Newer notices that a page names.
const NEWER_MAX: i64 = 5;
/// Notices among which pasted words are looked for when they are not those of the code.
const OTHERS_MAX: i64 = 20;
/// From here on, pasted words are most likely those of another notice.
const LIKELY: f64 = 0.9;

/// The addresses of codes, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/n", get(ask))
        .route("/n/{code}", get(show).post(hold_against).layer(DefaultBodyLimit::max(RECEIVED_BYTES_MAX)))
}

/// All that a page shows of a notice.
struct Found {
    notice: Notice,
    coalition: Coalition,
    text: Option<NoticeText>,
    entered: Option<Entered>,
    /// The ballot whose outcome it tells; its file is given to everybody.
    ballot: Option<Id>,
    /// The plan's, in which its times are said.
    zone: String,
    vkey: String,
    newer: Vec<Notice>,
}

fn look(tx: &mut Tx<'_>, signer: &Signer, tools: &plans::Tools, typed: &str) -> Result<Option<Found>, Fault> {
    let Some(notice) = by_code(tx, typed)? else { return Ok(None) };
    let (coalition, _) = coalitions::coalition(tx, notice.coalition)?.ok_or_else(|| Fault::bug("a notice of no coalition"))?;
    let entered = store::entered(tx, coalition.id, notice.id)?;
    let vkey = log::log_of(tx, signer, &coalition)?.vkey;
    let newest = store::notices_of(tx, coalition.id, NEWER_MAX)?;
    let since: Vec<Notice> =
        newest.into_iter().take_while(|other| other.id != notice.id && other.issued_at >= notice.issued_at).collect();
    let own = plan_of(tx, &notice)?;
    let mut newer = Vec::new();
    for other in since {
        // A correction belongs to no ballot, and may be about these words: it is always shown.
        let of = plan_of(tx, &other)?;
        newer.extend((own.is_none() || of.is_none() || own == of).then_some(other));
    }
    let text = super::words_of(&notice)?;
    let ballot = plans::ballot_of_notice(tx, &notice)?.filter(|_| text.is_some());
    let zone = match own {
        Some(_) => plans::zone(tx, tools, own)?,
        // A correction.
        None => plans::zone_of_coalition(tx, tools, coalition.id)?,
    };
    Ok(Some(Found { notice, coalition, text, entered, ballot, zone, vkey, newer }))
}

/// The plan whose outcome a notice tells.
fn plan_of(tx: &mut Tx<'_>, notice: &Notice) -> Result<Option<Id>, Fault> {
    let ballot = plans::ballot_of_notice(tx, notice)?;
    Ok(ballot.map(|ballot| plans::plan_of_ballot(tx, ballot)).transpose()?.flatten())
}

#[derive(Default, Deserialize)]
struct Asked {
    code: Option<String>,
}

async fn ask(State(app): State<App>, here: Here, asked: Result<Query<Asked>, QueryRejection>) -> Response {
    match asked.ok().and_then(|Query(asked)| asked.code) {
        Some(typed) => match code::fold(&typed) {
            Some(code) => here.see(&format!("/n/{}", code::spaced(&code))),
            None => unknown(&app, &here, &typed),
        },
        None => {
            let mut frame = here.frame(&app, "");
            frame.title = frame.t("code-ask-title");
            frame::html(StatusCode::OK, &AskPage { frame, unknown: None })
        }
    }
}

/// A code that nobody has.
fn unknown(app: &App, here: &Here, typed: &str) -> Response {
    let mut frame = here.frame(app, "");
    frame.title = frame.t("code-unknown-title");
    let shown = code::fold(typed).map_or_else(|| typed.chars().take(40).collect(), |code| code::spaced(&code));
    frame::html(StatusCode::NOT_FOUND, &AskPage { frame, unknown: Some(shown) })
}

async fn show(State(app): State<App>, here: Here, Path(typed): Path<String>) -> Response {
    let (signer, tools, looked_for) = (Signer::of(&app), plans::Tools::of(&app), typed.clone());
    match app.db.read_newest(move |tx| look(tx, &signer, &tools, &looked_for)).await {
        Ok(Some(found)) => {
            let status = if found.text.is_some() { StatusCode::OK } else { StatusCode::GONE };
            frame::html(status, &page(&app, &here, &found))
        }
        Ok(None) => unknown(&app, &here, &typed),
        Err(fault) => here.fault(&app, &fault),
    }
}

/// The file for checking a notice elsewhere.
pub(super) async fn file(State(app): State<App>, Path(typed): Path<String>) -> Response {
    let (signer, tools) = (Signer::of(&app), plans::Tools::of(&app));
    let read = app.db.read_newest(move |tx| match look(tx, &signer, &tools, &typed)? {
        Some(found) => NoticeFile::of(tx, &signer, &found.coalition, &found.notice),
        None => Ok(None),
    });
    let file = read.await;
    answered(&app, file.map(|file| file.map(|file| given_json(file.to_text()))))
}

async fn hold_against(State(app): State<App>, here: Here, Path(typed): Path<String>, Sent(body): Sent) -> Response {
    let received = url::form_urlencoded::parse(&body).filter(|(name, _)| name == "received").last();
    let received = received.map(|(_, text)| text.into_owned()).unwrap_or_default();
    let (signer, tools, looked_for) = (Signer::of(&app), plans::Tools::of(&app), typed.clone());
    let read = app.db.read_newest(move |tx| {
        let others = store::newest(tx, OTHERS_MAX)?;
        let Some(found) = look(tx, &signer, &tools, &looked_for)? else { return Ok(None) };
        let mut events = Vec::new();
        for lang in Lang::ALL {
            events.extend(own::all_lines(tx, found.coalition.id, lang)?);
        }
        Ok(Some((found, others, events)))
    });
    match read.await {
        Ok(Some((found, others, events))) => {
            let answer = compared(&app, &here, &found, (&others, events), received).await;
            here.answer(&app, answer)
        }
        Ok(None) => unknown(&app, &here, &typed),
        Err(fault) => here.fault(&app, &fault),
    }
}

async fn compared(
    app: &App,
    here: &Here,
    found: &Found,
    (others, events): (&[Notice], Vec<[String; 3]>),
    received: String,
) -> Result<Response, Fault> {
    let mut page = page(app, here, found);
    page.frame.indexed = false;
    let Some(text) = found.text.clone() else { return Ok(frame::html(StatusCode::GONE, &page)) };
    if received.trim().is_empty() {
        page.error = Some(page.frame.t("code-paste-empty"));
        return Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let (site, pasted) = (app.settings.public_url.clone(), source::words_of(&received).into_owned());
    // Aligning two long texts takes milliseconds: not on a thread that answers others.
    let comparison = tokio::task::spawn_blocking(move || compare::compare(&text, &events, &site, &pasted)).await;
    let comparison = comparison.map_err(|_| Fault::bug("a comparison ended without an answer"))?;
    let mut seen = seen(&page.frame, &comparison);
    if comparison.verdict == Verdict::Other {
        seen.other = likely_other(&page.frame, found, others, &received)?;
    }
    page.seen = Some(seen);
    page.received = received;
    Ok(frame::html(StatusCode::OK, &page))
}

/// Another notice whose words were most likely pasted.
fn likely_other(frame: &Frame, found: &Found, others: &[Notice], received: &str) -> Result<Option<Link>, Fault> {
    let mut best: Option<(f64, &Notice)> = None;
    for other in others.iter().filter(|other| other.id != found.notice.id) {
        let Some(text) = super::words_of(other)? else { continue };
        let share = compare::likeness(&text, received);
        if share >= LIKELY && best.is_none_or(|(known, _)| share > known) {
            best = Some((share, other));
        }
    }
    Ok(best.map(|(_, other)| link_to(frame, other)))
}

fn link_to(frame: &Frame, notice: &Notice) -> Link {
    let code = code::spaced(&notice.code);
    Link { url: frame.link(&format!("/n/{code}")), name: code }
}

fn page(app: &App, here: &Here, found: &Found) -> NoticePage {
    let (notice, coalition) = (&found.notice, &found.coalition);
    let code = code::spaced(&notice.code);
    let path = format!("/n/{code}");
    let mut frame = here.frame(app, "");
    frame.path.clone_from(&path);
    frame.title = frame.t1("notice-title", "coalition", &coalition.name);
    frame.indexed = found.text.is_some();
    let dated = |micros: i64| frame.date_time(&zoned(micros, &found.zone));
    let issued = |notice: &Notice| {
        (link_to(&frame, notice), frame.t(&format!("notice-kind-{}", notice.kind.as_str())), dated(notice.issued_at))
    };
    let newer = found.newer.iter().map(issued).collect();
    NoticePage {
        kind: frame.t(&format!("notice-kind-{}", notice.kind.as_str())),
        coalition: Link { name: coalition.name.clone(), url: frame.link(&format!("/coalitions/{}", coalition.slug)) },
        issued: dated(notice.issued_at),
        withdrawn: notice.withdrawn_at.map(dated),
        entered: found.entered.map(|entered| {
            let number = frame.number(entered.place.unsigned_abs() + 1);
            frame.t2("notice-check-entered", ("number", &number), ("when", &dated(entered.at)))
        }),
        words: found.text.as_ref().map(|text| words_views(&frame, text)).unwrap_or_default(),
        links: found.text.as_ref().map(|text| text.links.clone()).unwrap_or_default(),
        action: frame.link(&path),
        file_url: format!("{path}/notice.json"),
        decision_url: found.ballot.map(|_| format!("{path}/decision.json")),
        ballot_url: found.ballot.map(|ballot| frame.link(&format!("/console/coalitions/{}/ballots/{ballot}", coalition.slug))),
        log_url: frame.link(&format!("/coalitions/{}/log", coalition.slug)),
        vkey: found.vkey.clone(),
        newer,
        code,
        error: None,
        received: String::new(),
        seen: None,
        frame,
    }
}

/// The words of each language, the page's own first.
fn words_views(frame: &Frame, text: &NoticeText) -> Vec<WordsView> {
    let own = frame.lang.code();
    let (first, rest): (Vec<&Words>, Vec<&Words>) = text.words.iter().partition(|words| words.lang == own);
    let view = |words: &Words| WordsView {
        lang: words.lang.clone(),
        language: Lang::from_code(&words.lang).map_or_else(|| words.lang.clone(), |lang| lang.own_name().to_owned()),
        subject: segments(frame, text, &words.subject),
        lines: words.text.split('\n').map(|line| segments(frame, text, line)).collect(),
    };
    first.into_iter().chain(rest).map(view).collect()
}

/// A line in parts: text, links that the notice lists, and what each reader has for themselves.
fn segments(frame: &Frame, text: &NoticeText, line: &str) -> Vec<Segment> {
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((own, after)) = after.split_once("}}") else { break };
        linked(text, before, &mut parts);
        let known = matches!(own.trim(), "given_name" | "family_name" | "name");
        let name = if known { frame.t("notice-own-name") } else { frame.t1("notice-own-part", "part", own.trim()) };
        parts.push(Segment::Own(name));
        rest = after;
    }
    linked(text, rest, &mut parts);
    parts
}

fn linked(notice: &NoticeText, text: &str, parts: &mut Vec<Segment>) {
    let listed = |address: &str| notice.links.iter().find(|link| links::of_word(link).is_some_and(|link| link.address == address));
    let mut plain = String::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        let link = links::of_word(piece.trim_end()).and_then(|found| Some((found.shown, listed(&found.address)?)));
        match link.and_then(|(shown, url)| Some((piece.split_once(&shown)?, shown, url))) {
            Some(((before, after), shown, url)) => {
                plain.push_str(before);
                parts.push(Segment::Text(std::mem::take(&mut plain)));
                parts.push(Segment::Link { shown, url: url.clone() });
                plain.push_str(after);
            }
            None => plain.push_str(piece),
        }
    }
    parts.push(Segment::Text(plain));
}

/// The comparison in the words of the page.
fn seen(frame: &Frame, comparison: &compare::Comparison) -> Seen {
    let (role, id) = match comparison.verdict {
        Verdict::Same => ("good", "same"),
        Verdict::Part => ("attention", "part"),
        Verdict::Around => ("attention", "around"),
        Verdict::Changed => ("danger", "changed"),
        Verdict::LookAlikes => ("danger", "look-alikes"),
        Verdict::LinkChanged => ("danger", "link"),
        Verdict::Other => ("danger", "other"),
    };
    let link_words = |link: &compare::StrangeLink| match link.fault {
        LinkFault::OtherHost => frame.t2("seen-link-other-host", ("shown", &link.shown), ("host", &link.host)),
        LinkFault::LookAlikeHost => frame.t2("seen-link-look-alike", ("shown", &link.shown), ("host", &link.host)),
        LinkFault::OtherAddress => frame.t1("seen-link-other-address", "shown", &link.shown),
    };
    let piece = |piece: &compare::Piece| PieceView {
        mark: match piece.mark {
            Mark::Same => "same",
            Mark::Added => "added",
            Mark::Missing => "missing",
            Mark::LookAlike => "look-alike",
            Mark::Own => "own",
        },
        label: match piece.mark {
            Mark::Same => String::new(),
            Mark::Added => frame.t("mark-added"),
            Mark::Missing => frame.t("mark-missing"),
            Mark::LookAlike => frame.t("mark-look-alike"),
            Mark::Own => frame.t("mark-own"),
        },
        text: piece.text.clone(),
        truly: (!piece.truly.is_empty()).then(|| frame.t1("mark-truly", "words", &piece.truly)),
        begins_line: piece.begins_line,
    };
    Seen {
        role,
        title: frame.t(&format!("seen-{id}-title")),
        text: frame.t(&format!("seen-{id}-text")),
        links: comparison.links.iter().map(link_words).collect(),
        pieces: comparison.pieces.iter().map(piece).collect(),
        other: None,
    }
}
