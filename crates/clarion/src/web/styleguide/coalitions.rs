//! The pages of groups, coalitions, statements and seats in the styleguide.

use super::super::lang::{self, Lang};
use super::super::views_places::{CoalitionPage, GroupPage, Member, MemberRole, SharingLine};
use super::super::views_seats::SeatPage;
use super::super::views_statements::{StatementCard, StatementPage, Withdrawn};
use super::{at, cards, frame, link, title};

pub(super) fn group(lang: Lang, path: &str, full: bool) -> GroupPage {
    GroupPage {
        frame: frame(lang, "Harbor Readers", path),
        name: "Harbor Readers".to_owned(),
        about_html: if full { "<p>Neighbours around a harbor who read to each other.</p>".to_owned() } else { String::new() },
        kinds: [lang::t(lang, "group-kind-chapter", &[]), lang::t(lang, "legal-kind-c3", &[])],
        place: "Springfield, Ohio".to_owned(),
        website: if full { "https://readers.example".to_owned() } else { String::new() },
        parent: full.then(|| link("Readers of Every Harbor", &lang.path("/styleguide/group"))),
        chapters: Vec::new(),
        coalitions: vec![link("Libraries for Every County", &lang.path("/styleguide/coalition"))],
        statements: if full { statements(lang) } else { Vec::new() },
        postal_address: Some("1 Made-up Street, Springfield, OH 45501".to_owned()),
        petitions: if full { cards(lang) } else { Vec::new() },
        closed: Vec::new(),
        sponsored: if full { cards(lang) } else { Vec::new() },
        forms: Vec::new(),
        publishes_alone: false,
    }
}

pub(super) fn coalition(lang: Lang, path: &str) -> CoalitionPage {
    let facts = format!("{} · Springfield, Ohio", lang::t(lang, "legal-kind-c3", &[]));
    let member = |name, role| Member { group: link(name, &lang.path("/styleguide/group")), role, facts: facts.clone() };
    let kinds = ["legal-kind-c3", "legal-kind-c4"].map(|kind| lang::t(lang, kind, &[]));
    let line = |pair: [&String; 2], may, decided| SharingLine { pair: pair.map(String::clone), may, decided };
    CoalitionPage {
        frame: frame(lang, "Libraries for Every County", path),
        name: "Libraries for Every County".to_owned(),
        about_html: "<p>Eighty groups, one wish.</p>".to_owned(),
        statements: statements(lang),
        notices: statements(lang),
        sharing: vec![
            line([&kinds[0], &kinds[0]], [true, true, false, true], false),
            line([&kinds[0], &kinds[1]], [true, false, false, true], true),
        ],
        petitions: cards(lang),
        closed: Vec::new(),
        forms: Vec::new(),
        groups: vec![
            member("Harbor Readers", MemberRole::Steering),
            member("Prairie Bookmobile Friends", MemberRole::Partner),
            member("Night Shift Union", MemberRole::Endorser),
        ],
        events_url: Some("#content".to_owned()),
        join_url: Some("#content".to_owned()),
        log_url: "#content".to_owned(),
        log_vkey: "act.example/coalitions/made-up/log+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k".to_owned(),
    }
}

fn statements(lang: Lang) -> Vec<StatementCard> {
    vec![StatementCard { link: link(title(lang), &lang.path("/styleguide/statement")), published_at: at("2026-11-03T09:00") }]
}

pub(super) fn statement(lang: Lang, path: &str, stands: bool) -> StatementPage {
    let withdrawn =
        Withdrawn { by: "Harbor Readers".to_owned(), at: at("2026-11-04T09:00"), why: "A number was wrong.".to_owned() };
    StatementPage {
        frame: frame(lang, title(lang), path),
        title: title(lang).to_owned(),
        words_lang: None,
        of: link("Libraries for Every County", &lang.path("/styleguide/coalition")),
        published_by: Some("Night Shift Union".to_owned()),
        published_at: at("2026-11-03T09:00"),
        text_html: "<p>A library that closes at five is closed to most people who work.</p>".to_owned(),
        withdrawn: (!stands).then_some(withdrawn),
    }
}

pub(super) fn seat(lang: Lang, path: &str, page: &str) -> SeatPage {
    SeatPage {
        frame: frame(lang, "Harbor Readers", path),
        group_name: "Harbor Readers".to_owned(),
        is_owner: page == "seat-owner",
        ask_name: true,
        typed_name: String::new(),
        error: (page == "seat-error").then(|| lang::t(lang, "seat-error-name", &[])),
        name_chars_max: 100,
        action: lang.path("/styleguide/seat"),
        decline_url: lang.path("/styleguide/seat-gone"),
    }
}
