//! The pages of notices in the styleguide: a code, forged words held against it, a log; with made-up words.

use super::frame::{Frame, html};
use super::lang::Lang;
use super::styleguide::{frame, link};
use super::views_notices::{AskPage, LogPage, NoticePage, PieceView, Seen, Segment, WordsView};
use axum::http::StatusCode;
use axum::response::Response;

const VKEY: &str = "act.example/coalitions/libraries-for-every-county/log+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

/// One of them, by the last part of its address.
pub(super) fn show(lang: Lang, path: &str, page: &str) -> Response {
    match page {
        "code-ask" => ask(lang, path, None),
        "code-unknown" => ask(lang, path, Some("K7MW-3XRT")),
        "log" => html(StatusCode::OK, &log(lang, path, true)),
        "log-empty" => html(StatusCode::OK, &log(lang, path, false)),
        _ => html(StatusCode::OK, &notice(lang, path, page)),
    }
}

fn ask(lang: Lang, path: &str, unknown: Option<&str>) -> Response {
    let mut frame = frame(lang, "", path);
    frame.title = frame.t(if unknown.is_some() { "code-unknown-title" } else { "code-ask-title" });
    html(StatusCode::OK, &AskPage { frame, unknown: unknown.map(str::to_owned) })
}

fn notice(lang: Lang, path: &str, page: &str) -> NoticePage {
    let mut frame = frame(lang, "", path);
    frame.title = frame.t1("notice-title", "coalition", "Libraries for Every County");
    let forged = page == "notice-forged";
    NoticePage {
        code: "K7MW-3XRT".to_owned(),
        kind: frame.t("notice-kind-call"),
        coalition: link("Libraries for Every County", &lang.path("/styleguide/coalition")),
        issued: "2027-01-15 08:00 UTC".to_owned(),
        withdrawn: (page == "notice-withdrawn").then(|| "2027-01-16 08:00 UTC".to_owned()),
        entered: Some(frame.t2("notice-check-entered", ("number", "17"), ("when", "2027-01-15 08:00 UTC"))),
        words: vec![words(&frame)],
        links: vec!["https://maps.example/libraries".to_owned()],
        newer: if forged {
            vec![(link("B3CD-RTXZ", "#content"), frame.t("notice-kind-stand-down"), "2027-01-17".to_owned())]
        } else {
            Vec::new()
        },
        action: "#content".to_owned(),
        file_url: "#content".to_owned(),
        decision_url: Some("#content".to_owned()),
        ballot_url: Some("/styleguide".to_owned()),
        log_url: lang.path("/styleguide/log"),
        vkey: VKEY.to_owned(),
        error: None,
        received: if forged { "Come at midnight".to_owned() } else { String::new() },
        seen: forged.then(|| seen(&frame)),
        frame,
    }
}

fn words(frame: &Frame) -> WordsView {
    let text = |text: &str| Segment::Text(text.to_owned());
    let place = Segment::Link { shown: "maps.example/libraries".to_owned(), url: "https://maps.example/libraries".to_owned() };
    WordsView {
        lang: "en".to_owned(),
        language: "English".to_owned(),
        subject: vec![text("We call")],
        lines: vec![
            vec![text("Come to the county library at noon on Saturday, "), Segment::Own(frame.t("notice-own-name")), text(".")],
            Vec::new(),
            vec![text("All places: "), place],
        ],
    }
}

fn seen(frame: &Frame) -> Seen {
    let piece = |mark, text: &str, begins_line| PieceView {
        mark,
        label: if mark == "same" { String::new() } else { frame.t(&format!("mark-{mark}")) },
        text: text.to_owned(),
        truly: (mark == "look-alike").then(|| frame.t1("mark-truly", "words", "Saturday")),
        begins_line,
    };
    Seen {
        role: "danger",
        title: frame.t("seen-link-title"),
        text: frame.t("seen-link-text"),
        links: vec![
            frame.t2("seen-link-other-host", ("shown", "map.example/x"), ("host", "map.example")),
            frame.t2("seen-link-look-alike", ("shown", "m\u{430}ps.example"), ("host", "xn--mps-6cd.example")),
            frame.t1("seen-link-other-address", "shown", "https://maps.example/elsewhere"),
        ],
        pieces: vec![
            piece("same", "Come to the county library at", true),
            piece("missing", "noon", false),
            piece("added", "midnight", false),
            piece("same", "on", false),
            piece("look-alike", "S\u{430}turday,", false),
            piece("own", "Ana.", false),
            piece("same", "All places:", true),
            piece("added", "map.example/x", false),
        ],
        other: Some(link("B3CD-RTXZ", "#content")),
    }
}

fn log(lang: Lang, path: &str, full: bool) -> LogPage {
    let mut frame = frame(lang, "", path);
    frame.title = frame.t1("log-title", "coalition", "Libraries for Every County");
    let witness = "harbor-readers.example/witness+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2".to_owned();
    LogPage {
        coalition: link("Libraries for Every County", &lang.path("/styleguide/coalition")),
        size: if full { 1_234 } else { 0 },
        vkey: VKEY.to_owned(),
        witnesses: if full {
            vec![(witness.clone(), Some("2027-01-15 08:00 UTC".to_owned())), (witness, None)]
        } else {
            Vec::new()
        },
        checkpoint_url: "#content".to_owned(),
        file_url: "#content".to_owned(),
        prefix_url: "https://act.example/coalitions/libraries-for-every-county/log/".to_owned(),
        frame,
    }
}
