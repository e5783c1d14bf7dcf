//! News beneath the words of a petition, as the styleguide shows it.

use super::at;
use crate::web::frame::Frame;
use crate::web::lang::Lang;
use crate::web::views::Link;
use crate::web::views_petition::{AddedWords, OlderWords};

/// An update.
pub(super) fn added(frame: &Frame) -> AddedWords {
    let (title, text_html) = match frame.lang {
        Lang::En => ("We met the governor’s office", "<p>They promised an answer by May.</p>"),
        Lang::Es => ("Nos reunimos con la oficina del gobernador", "<p>Prometieron una respuesta para mayo.</p>"),
    };
    AddedWords {
        anchor: "update-1".to_owned(),
        kind: frame.t("update-news"),
        day: frame.date(&at("2026-03-02T18:00")),
        title: title.to_owned(),
        lang: None,
        text_html: text_html.to_owned(),
    }
}

/// One that is not among the newest.
pub(super) fn older(frame: &Frame) -> OlderWords {
    let title = match frame.lang {
        Lang::En => "The hearing is on the 12th",
        Lang::Es => "La audiencia es el día 12",
    };
    let day = frame.date(&at("2026-01-20T18:00"));
    OlderWords {
        words: Link { name: title.to_owned(), url: frame.link("/styleguide/petition") },
        lang: None,
        fact: format!("{}, {day}", frame.t("update-correction")),
    }
}
