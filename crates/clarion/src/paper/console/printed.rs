//! Sheets as they come out of the printer: one a page, lying on its side, black on white.

use super::super::{Action, Kind, Sheet, hash_of, print, questions};
use super::sheets::{own, printed_size};
use super::{sheets_path, short_path};
use crate::access::SignedIn;
use crate::actions::kinds::{Words, words_for};
use crate::app::App;
use crate::coalitions::{self, Coalition, Group};
use crate::forms::{FormKind, Question, QuestionKind};
use crate::notices::code::spaced;
use crate::officials::OfficeName;
use crate::people::supporter;
use crate::petitions::Target;
use crate::petitions::live::Facts;
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::Here;
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_paper::{PaperPrintPage, PrintedQuestion, PrintedSheet};
use crate::web::{markdown, qr};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// So much of a text has room above the rows. A longer one is printed whole on a page of its own, too.
const TEXT_CHARS_MAX: usize = 500;
/// So many characters of targets' names have room, the first whole; the rest are a number.
const TARGETS_CHARS_MAX: usize = 150;

pub(super) async fn show(
    kind: Kind,
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, action)): Path<(String, String)>,
    Query(typed): Query,
) -> Response {
    let shown = async {
        let own = match own((&app, &here), signed_in.account, kind, (&slug, &action)).await? {
            Ok(own) => own,
            Err(answer) => return Ok(answer),
        };
        let number = |name: &str| typed.get(name).parse::<i64>().unwrap_or(0);
        let (id, from, to, now) = (own.action.id(), number("from"), number("to"), app.clock.now());
        let reading = own.action.clone();
        let read = app.db.read_newest(move |tx| Ok((print::between(tx, id, from, to)?, Around::of(tx, &reading, now)?)));
        let (sheets, around) = read.await?;
        if sheets.is_empty() {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        }
        let mut frame = here.frame(&app, "");
        frame.title = frame.t(kind.words("paper-sheets-petition", "paper-sheets-form"));
        let base = sheets_path(&slug, &own.action);
        let size = printed_size(&typed);
        let other = if size == "a4" { "letter" } else { "a4" };
        let printing = Printing { app: &app, action: &own.action, around: &around, group: &own.group };
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

/// What stands on a sheet beside the words.
struct Around {
    /// In whose name it speaks.
    coalition: Option<Coalition>,
    /// Whom a petition addresses, with the name of the office where it is one.
    targets: Vec<(Target, Option<OfficeName>)>,
}

impl Around {
    fn of(tx: &mut Tx<'_>, action: &Action, now: i64) -> Result<Self, Fault> {
        Ok(match action {
            Action::Petition(whole) => {
                let facts = Facts::of(tx, whole.clone(), now)?;
                Self { coalition: facts.coalition, targets: facts.targets }
            }
            Action::Form(whole) => {
                let coalition = whole.form.coalition.map(|id| coalitions::coalition(tx, id)).transpose()?.flatten();
                Self { coalition: coalition.map(|(found, _)| found), targets: Vec::new() }
            }
        })
    }
}

struct Printing<'a> {
    app: &'a App,
    action: &'a Action,
    around: &'a Around,
    group: &'a Group,
}

impl Printing<'_> {
    /// One sheet. The whole text comes before the first sheet in each language that has only the beginning.
    fn sheet(&self, sheet: &Sheet, whole_in: &mut Vec<Lang>) -> PrintedSheet {
        let lang = Lang::from_code(&sheet.lang).unwrap_or(Lang::En);
        let public_url = &self.app.settings.public_url;
        let words = Frame::new(lang, "", "/", public_url, crate::web::site::SITE_NAME);
        let said = self.action.words_in(lang.code()).unwrap_or_default();
        let text = markdown::summary(&said.text, TEXT_CHARS_MAX);
        let is_cut = text.ends_with('…') && !said.text.trim_end().ends_with('…');
        let place = match self.action.kind() {
            Kind::Petition => "petitions",
            Kind::Form => "forms",
        };
        let page = format!("{public_url}{}", lang.path(&format!("/{place}/{}", self.action.slug())));
        let is_first = is_cut && !whole_in.contains(&lang);
        if is_first {
            whole_in.push(lang);
        }
        let your_data = format!("{public_url}{}", lang.path(supporter::PATH));
        let foot = self.action.kind().words("paper-foot-petition", "paper-foot-form");
        let address = format!("{public_url}{}", lang.path(&short_path(&sheet.code)));
        let asked = questions::printed(self.action.questions(), &sheet.questions);
        PrintedSheet {
            title: said.title.clone(),
            lead: self.lead(&words),
            rest: is_cut.then(|| words.t1("paper-rest", "url", &page)),
            whole_html: is_first.then(|| markdown::html(&said.text)),
            text,
            by: self.by(&words),
            number: sheet.number,
            code: spaced(&sheet.code),
            qr_svg: qr::svg(&qr::code(&address)),
            consent_words: sheet.consent_words.clone(),
            foot: words.t2(foot, ("group", &self.group.name), ("url", &your_data)),
            rows: (1..=sheet.rows).collect(),
            is_signed: self.action.kind() == Kind::Petition,
            questions: asked.into_iter().map(|question| printed_question(&words, question)).collect(),
            words,
        }
    }

    /// Whom a petition addresses, or what a pledge means.
    fn lead(&self, words: &Frame) -> String {
        match (self.action, &self.around.coalition) {
            (Action::Form(whole), Some(coalition)) if whole.form.kind == FormKind::Pledge => {
                words.t1("form-pledge-means-coalition", "coalition", &coalition.name)
            }
            (Action::Form(whole), None) if whole.form.kind == FormKind::Pledge => {
                words.t1("form-pledge-means", "group", &self.group.name)
            }
            _ => self.targets(words),
        }
    }

    /// The group with its postal address, and in whose name it speaks.
    fn by(&self, words: &Frame) -> String {
        let kind = self.action.kind();
        let by = match self.group.postal_address.as_str() {
            "" => words.t1(kind.words("paper-by-petition", "paper-by-form"), "group", &self.group.name),
            address => words.t2(
                kind.words("paper-by-address-petition", "paper-by-address-form"),
                ("group", &self.group.name),
                ("address", address),
            ),
        };
        match &self.around.coalition {
            Some(coalition) => format!("{by} {}", words.t1("paper-in-name-of", "coalition", &coalition.name)),
            None => by,
        }
    }

    fn targets(&self, words: &Frame) -> String {
        let name = |(target, office): &(Target, Option<OfficeName>)| match office {
            Some(office) if words.lang == Lang::Es => office.title_es.clone(),
            Some(office) => office.title_en.clone(),
            None => target.name.clone(),
        };
        let mut names: Vec<String> = Vec::new();
        let mut room = TARGETS_CHARS_MAX;
        for name in self.around.targets.iter().map(name) {
            let chars = name.chars().count();
            if chars > room && !names.is_empty() {
                break;
            }
            room = room.saturating_sub(chars);
            names.push(name);
        }
        let more = self.around.targets.len().saturating_sub(names.len()) as u64;
        match (names.is_empty(), more) {
            (true, _) => String::new(),
            (false, 0) => words.t1("paper-to", "targets", names.join(", ")),
            (false, more) => words.tn1("paper-to-more", more, "targets", names.join(", ")),
        }
    }
}

fn printed_question(words: &Frame, question: &Question) -> PrintedQuestion {
    PrintedQuestion {
        words: question.words(words.lang).to_owned(),
        hint: match question.kind {
            QuestionKind::Several => words.t("paper-tick-several"),
            QuestionKind::One | QuestionKind::YesNo => words.t("paper-tick-one"),
            QuestionKind::Short | QuestionKind::Long => String::new(),
        },
        choices: question.choices.iter().map(|choice| choice.words(words.lang).to_owned()).collect(),
    }
}

/// Whether a petition or form says by now something else than a sheet does.
pub(super) fn says_something_else(sheet: &Sheet, words: &[Words]) -> bool {
    let lang = Lang::from_code(&sheet.lang).filter(|_| words.iter().any(|words| words.lang == sheet.lang));
    lang.is_none_or(|lang| hash_of(&words_for(words, lang)) != sheet.action_words)
}
