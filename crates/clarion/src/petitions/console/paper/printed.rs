//! Sheets as they come out of the printer: one a page, lying on its side, black on white.

use super::super::super::paper::{Sheet, hash_of, print};
use super::super::super::{PetitionWords, Target};
use super::super::path_of;
use super::sheets::{own, printed_size};
use super::short_path;
use crate::access::SignedIn;
use crate::app::App;
use crate::coalitions::Group;
use crate::coalitions::console::Typed;
use crate::notices::code::spaced;
use crate::people::supporter;
use crate::petitions::live::Facts;
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::Here;
use crate::web::views::Link;
use crate::web::views_paper::{PaperPrintPage, PrintedSheet};
use crate::web::{markdown, qr};
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

/// So much of a text has room above the rows. A longer one is printed whole on a page of its own, too.
const TEXT_CHARS_MAX: usize = 500;
/// So many characters of targets' names have room, the first whole; the rest are a number.
const TARGETS_CHARS_MAX: usize = 150;

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, petition)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let shown = async {
        let (seen, whole) = match own(&app, &here, signed_in.account, &slug, &petition).await? {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let typed = Typed::read(query.unwrap_or_default().as_bytes());
        let number = |name: &str| typed.get(name).parse::<i64>().unwrap_or(0);
        let (id, from, to, now) = (whole.petition.id, number("from"), number("to"), app.clock.now());
        let read = app.db.read_newest(move |tx| Ok((print::between(tx, id, from, to)?, Facts::of(tx, whole.clone(), now)?)));
        let (sheets, facts) = read.await?;
        if sheets.is_empty() {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        }
        let mut frame = here.frame(&app, "");
        frame.title = frame.t("paper-sheets");
        let base = format!("{}/sheets", path_of(&slug, id));
        let size = printed_size(&typed);
        let other = if size == "a4" { "letter" } else { "a4" };
        let printing = Printing { app: &app, facts: &facts, group: &seen.group };
        let mut whole_in: Vec<Lang> = Vec::new();
        let sheets = sheets.iter().map(|sheet| printing.sheet(sheet, &mut whole_in)).collect();
        let page = PaperPrintPage {
            back: Link { name: frame.t("paper-back"), url: frame.link(&base) },
            other: Link {
                name: frame.t(&format!("paper-as-{other}")),
                url: frame.link(&format!("{base}/print?from={from}&to={to}&paper={other}")),
            },
            paper: size,
            sheets,
            frame,
        };
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

struct Printing<'a> {
    app: &'a App,
    facts: &'a Facts,
    group: &'a Group,
}

impl Printing<'_> {
    /// One sheet. The whole text comes before the first sheet in each language that has only the beginning.
    fn sheet(&self, sheet: &Sheet, whole_in: &mut Vec<Lang>) -> PrintedSheet {
        let lang = Lang::from_code(&sheet.lang).unwrap_or(Lang::En);
        let public_url = &self.app.settings.public_url;
        let words = Frame::new(lang, "", "/", public_url, crate::web::site::SITE_NAME);
        let said: &PetitionWords = self.facts.words_in(lang);
        let text = markdown::summary(&said.text, TEXT_CHARS_MAX);
        let is_cut = text.ends_with('…') && !said.text.trim_end().ends_with('…');
        let page = format!("{public_url}{}", lang.path(&format!("/petitions/{}", self.facts.petition.slug)));
        let is_first = is_cut && !whole_in.contains(&lang);
        if is_first {
            whole_in.push(lang);
        }
        let your_data = format!("{public_url}{}", lang.path(supporter::PATH));
        let foot = words.t2("paper-foot", ("group", &self.group.name), ("url", &your_data));
        let address = format!("{public_url}{}", lang.path(&short_path(&sheet.code)));
        PrintedSheet {
            title: said.title.clone(),
            to: self.targets(&words),
            rest: is_cut.then(|| words.t1("paper-rest", "url", &page)),
            whole_html: is_first.then(|| markdown::html(&said.text)),
            text,
            by: self.by(&words),
            number: sheet.number,
            code: spaced(&sheet.code),
            qr_svg: qr::svg(&qr::code(&address)),
            consent_words: sheet.consent_words.clone(),
            foot,
            rows: (1..=sheet.rows).collect(),
            words,
        }
    }

    /// The group with its postal address, and in whose name it speaks.
    fn by(&self, words: &Frame) -> String {
        let by = match self.group.postal_address.as_str() {
            "" => words.t1("paper-by", "group", &self.group.name),
            address => words.t2("paper-by-address", ("group", &self.group.name), ("address", address)),
        };
        match &self.facts.coalition {
            Some(coalition) => format!("{by} {}", words.t1("paper-in-name-of", "coalition", &coalition.name)),
            None => by,
        }
    }

    fn targets(&self, words: &Frame) -> String {
        let name = |(target, office): &(Target, Option<crate::officials::OfficeName>)| match office {
            Some(office) if words.lang == Lang::Es => office.title_es.clone(),
            Some(office) => office.title_en.clone(),
            None => target.name.clone(),
        };
        let mut names: Vec<String> = Vec::new();
        let mut room = TARGETS_CHARS_MAX;
        for name in self.facts.targets.iter().map(name) {
            let chars = name.chars().count();
            if chars > room && !names.is_empty() {
                break;
            }
            room = room.saturating_sub(chars);
            names.push(name);
        }
        let more = self.facts.targets.len().saturating_sub(names.len()) as u64;
        match (names.is_empty(), more) {
            (true, _) => String::new(),
            (false, 0) => words.t1("paper-to", "targets", names.join(", ")),
            (false, more) => words.tn1("paper-to-more", more, "targets", names.join(", ")),
        }
    }
}

/// Whether a petition says by now something else than a sheet does.
pub(super) fn says_something_else(sheet: &Sheet, words: &[PetitionWords]) -> bool {
    words.iter().find(|words| words.lang == sheet.lang).is_none_or(|words| hash_of(words) != sheet.petition_words)
}
