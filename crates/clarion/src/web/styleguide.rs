//! `/styleguide`: every component, and every page in every state, with made-up people and addresses under `.example`.
//! Only development builds have it; the tests of the frontend look at all of it.

mod coalitions;
mod reports;
mod sendings;
mod updates;

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use jiff::ZonedDateTime;

use super::frame::{Frame, html};
use super::lang::{self, Lang};
use super::map::StatesMap;
use super::views::{ErrorPage, Link, PetitionCard, share_links};
use super::views_form::{Consent, FieldError, FormWords, PersonForm, PersonValues};
use super::views_mail::{AlreadySignedMail, ConfirmMail, MailFrame, MailWords, SeatMail};
use super::views_petition::{PetitionCount, PetitionPage, PetitionState};
use super::views_places::{Holder, HomePage, OfficePage};
use super::views_plan_mail::{BallotMail, Line};
use super::views_seats::SeatOutcomePage;
use super::views_signing::{CheckMailPage, ConfirmPage, OutcomePage, ThanksPage, UnsubscribePage};

/// Every page under `/styleguide/`, by the last part of its address.
const PAGES: &[&str] = &[
    "petition-open",
    "petition-closing-today",
    "petition-closed",
    "petition-not-yet-open",
    "petition-errors",
    "petition-unknown-zip",
    "petition-over-limit",
    "petition-young",
    "check-mail",
    "confirm",
    "confirm-plain",
    "confirm-signed",
    "confirm-signed-ticked",
    "thanks",
    "thanks-first",
    "not-me-done",
    "link-gone",
    "too-late",
    "unsubscribe",
    "unsubscribed",
    "report",
    "report-errors",
    "report-busy",
    "report-sent",
    "home",
    "home-empty",
    "group",
    "group-empty",
    "coalition",
    "statement",
    "statement-withdrawn",
    "seat",
    "seat-owner",
    "seat-error",
    "seat-gone",
    "office",
    "office-unknown",
    "notice",
    "notice-forged",
    "notice-withdrawn",
    "code-ask",
    "code-unknown",
    "log",
    "log-empty",
    "error-400",
    "error-403",
    "error-404",
    "error-405",
    "error-410",
    "error-413",
    "error-429",
    "error-500",
    "error-503",
    "mail-seat.html",
    "mail-ballot.html",
    "mail-ballot-withdrawn.html",
    "mail-confirm.html",
    "mail-confirm.txt",
    "mail-already-signed.html",
];

#[derive(Template)]
#[template(path = "web/styleguide.html")]
struct StyleguidePage {
    frame: Frame,
    pages_heading: &'static str,
    components_heading: &'static str,
    words: String,
    sentence: String,
    pages: Vec<Link>,
    petitions: Vec<PetitionCard>,
}

/// The routes, in both languages.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/styleguide", get(index))
        .route("/es/styleguide", get(index))
        .route("/styleguide/{page}", get(page))
        .route("/es/styleguide/{page}", get(page))
}

async fn index(uri: Uri) -> Response {
    let (lang, path) = Lang::of_path(uri.path());
    let frame = frame(lang, "Styleguide", path);
    let link = |page: &&str| Link { name: (*page).to_owned(), url: frame.link(&format!("/styleguide/{page}")) };
    let pages = PAGES.iter().chain(&sendings::PAGES).map(link).collect();
    let (words, sentence) = (frame.t("sign-button"), frame.t("sign-next"));
    let petitions = cards(lang);
    html(
        StatusCode::OK,
        &StyleguidePage { frame, pages_heading: "Pages", components_heading: "Components", words, sentence, pages, petitions },
    )
}

async fn page(Path(page): Path<String>, uri: Uri) -> Response {
    let (lang, path) = Lang::of_path(uri.path());
    match page.split_once('-').map_or(page.as_str(), |(first, _)| first) {
        "petition" => html(StatusCode::OK, &petition(lang, path, &page)),
        "mail" => mail(lang, &page),
        "error" => error(lang, path, &page),
        "home" => html(StatusCode::OK, &home(lang, path, page == "home")),
        "group" => html(StatusCode::OK, &coalitions::group(lang, path, page == "group")),
        "coalition" => html(StatusCode::OK, &coalitions::coalition(lang, path)),
        "notice" | "code" | "log" => super::styleguide_notices::show(lang, path, &page),
        "report" => reports::report(lang, path, &page),
        "readiness" => html(StatusCode::OK, &sendings::readiness(lang, path, page == "readiness")),
        "sending" | "power" | "act" => sendings::show(lang, path, &page),
        "office" => html(StatusCode::OK, &office(lang, path, page == "office")),
        "statement" => html(StatusCode::OK, &coalitions::statement(lang, path, page == "statement")),
        "seat" if page == "seat-gone" => html(StatusCode::OK, &SeatOutcomePage::gone(frame(lang, "", path))),
        "seat" => html(StatusCode::OK, &coalitions::seat(lang, path, &page)),
        _ => signing(lang, path, &page),
    }
}

pub(super) fn frame(lang: Lang, title: &str, path: &str) -> Frame {
    Frame::new(lang, title, path, "http://localhost:8080", "Libraries for Every County")
}

fn title(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Governors: keep every county library open on evenings and weekends",
        Lang::Es => "Gobernadores: mantengan abiertas las bibliotecas de cada condado por la tarde y los fines de semana",
    }
}

fn text_html(lang: Lang) -> &'static str {
    match lang {
        Lang::En => {
            "<p>In many counties the library is the only warm room with a table, a lamp and a person who helps. When it \
             closes at five, everybody who works until five is locked out.</p><h2>What we ask for</h2><ul><li>At least two \
             evenings and one weekend day a week in every county.</li><li>No cut to opening hours without a public \
             hearing.</li><li>A published list of hours, branch by branch.</li></ul><blockquote><p>I learned to read English \
             at that table, after my shift.</p></blockquote><p>We hand in the signatures in each capital on the same day.</p>"
        }
        Lang::Es => {
            "<p>En muchos condados la biblioteca es la única sala con calefacción, mesa, lámpara y alguien que ayuda. Si \
             cierra a las cinco, queda fuera todo el que trabaja hasta las cinco.</p><h2>Lo que pedimos</h2><ul><li>Al menos \
             dos tardes y un día del fin de semana en cada condado.</li><li>Ningún recorte de horario sin audiencia \
             pública.</li><li>Una lista pública de horarios, sede por sede.</li></ul><blockquote><p>En esa mesa aprendí a leer \
             en inglés, después del trabajo.</p></blockquote><p>Entregaremos las firmas en cada capital el mismo día.</p>"
        }
    }
}

fn at(when: &str) -> ZonedDateTime {
    format!("{when}[America/New_York]").parse().expect("the moments in this file are written well")
}

pub(super) fn link(name: &str, url: &str) -> Link {
    Link { name: name.to_owned(), url: url.to_owned() }
}

fn cards(lang: Lang) -> Vec<PetitionCard> {
    let card = |title: &str, group: &str, confirmed, closes_at: Option<&str>| PetitionCard {
        title: title.to_owned(),
        url: lang.path("/styleguide/petition-open"),
        group: group.to_owned(),
        confirmed,
        closes_at: closes_at.map(at),
        closed: false,
    };
    vec![
        card(title(lang), "Harbor Readers", 31_415, Some("2027-01-31T23:59")),
        card("Bookmobiles for Bent County", "Prairie Bookmobile Friends of the Upper Arkansas Valley", 1, None),
    ]
}

fn counts(page: &str) -> BTreeMap<String, u64> {
    let counts = [
        ("CA", 6_120),
        ("TX", 3_480),
        ("NY", 3_055),
        ("OH", 2_901),
        ("FL", 2_210),
        ("IL", 1_804),
        ("PA", 1_772),
        ("WA", 1_190),
        ("MI", 1_044),
        ("MA", 987),
        ("CO", 871),
        ("GA", 640),
        ("NC", 702),
        ("NJ", 655),
        ("VA", 590),
        ("OR", 433),
        ("MN", 420),
        ("WI", 405),
        ("AZ", 377),
        ("MD", 340),
        ("DC", 210),
        ("PR", 188),
        ("VT", 95),
        ("ME", 88),
        ("HI", 41),
        ("AK", 23),
        ("KS", 120),
        ("NE", 61),
        ("IA", 230),
        ("MO", 280),
        ("WY", 4),
        ("RI", 77),
        ("DE", 52),
        ("GU", 3),
        ("CT", 301),
        ("NH", 66),
        ("TN", 210),
    ];
    match page {
        "petition-young" | "petition-not-yet-open" => BTreeMap::new(),
        _ => counts.map(|(code, count)| (code.to_owned(), count)).into(),
    }
}

fn petition(lang: Lang, path: &str, page: &str) -> PetitionPage {
    let mut frame = frame(lang, title(lang), path);
    frame.description = frame.tn("petition-signatures", 31_415);
    frame.image = Some("/styleguide/preview.png".to_owned());
    frame.indexed = true;
    frame.report_url = Some(lang.path("/styleguide/report"));
    let state = match page {
        "petition-closing-today" => PetitionState::ClosingToday { closes_at: at("2026-03-03T20:00") },
        "petition-not-yet-open" => PetitionState::NotYetOpen { opens_at: at("2026-04-01T09:00") },
        "petition-closed" => PetitionState::Closed { closed_at: at("2026-02-28T20:00") },
        "petition-young" => PetitionState::Open { closes_at: None },
        _ => PetitionState::Open { closes_at: Some(at("2027-01-31T23:59")) },
    };
    let open = matches!(state, PetitionState::Open { .. } | PetitionState::ClosingToday { .. });
    let states = counts(page);
    let young = states.is_empty();
    PetitionPage {
        title: title(lang).to_owned(),
        group: link("Harbor Readers", &frame.link("/styleguide/group")),
        coalition: None,
        preview: None,
        earlier: Vec::new(),
        updates: if young { Vec::new() } else { vec![updates::added(&frame)] },
        older_updates: if young { Vec::new() } else { vec![updates::older(&frame)] },
        cosponsors: vec![link("Prairie Bookmobile Friends", &frame.link("/styleguide/group")), link("Night Shift Union", "#x")],
        text_html: text_html(lang).to_owned(),
        targets: targets(&frame),
        state,
        map: StatesMap::new(lang, &states),
        count: PetitionCount {
            confirmed: states.values().sum(),
            asserted: if young { 0 } else { 1_204 },
            goal: (!young).then_some(50_000),
            as_of: at("2026-03-03T14:05"),
            states,
        },
        live_url: None,
        form: open.then(|| form(&frame, page)),
        share: PetitionPage::share_of(&frame),
        frame,
    }
}

fn targets(frame: &Frame) -> Vec<Link> {
    let office = |code| match frame.lang {
        Lang::En => format!("Governor of {}", super::map::area_name(frame.lang, code)),
        Lang::Es => format!("Gobernación de {}", super::map::area_name(frame.lang, code)),
    };
    let codes = ["OH", "CA", "TX", "NY", "CO", "NC", "WV", "PA", "WA"];
    codes.map(|code| Link { name: office(code), url: frame.link("/styleguide/office") }).into()
}

fn form(frame: &Frame, page: &str) -> PersonForm {
    let wrong = page == "petition-errors";
    let mut values = PersonValues::default();
    if wrong || page == "petition-unknown-zip" {
        values.given_name = "Ada".to_owned();
        values.family_name = if wrong { String::new() } else { "Made-Up".to_owned() };
        values.email = if wrong { "ada@mail" } else { "ada@mail.example" }.to_owned();
        values.zip = if wrong { "4550" } else { "00099" }.to_owned();
    }
    let error = |field, en: &str, es: &str| FieldError {
        field,
        message: if frame.lang == Lang::En { en.to_owned() } else { es.to_owned() },
    };
    let errors = match page {
        "petition-errors" => vec![
            error("family_name", "Enter your family name.", "Escriba sus apellidos."),
            error(
                "email",
                "The email address has no dot after the @. Check it.",
                "Al correo le falta un punto tras la @. Revíselo.",
            ),
            error("zip", "The ZIP code has four digits. Enter five.", "El código ZIP tiene cuatro cifras. Escriba cinco."),
        ],
        "petition-unknown-zip" => vec![error("state", "Choose the state where you live.", "Elija el estado donde vive.")],
        _ => Vec::new(),
    };
    let consent = |name: &str, group: &str| Consent {
        name: name.to_owned(),
        words: match frame.lang {
            Lang::En => format!("{group} may send me news by email, about twice a month."),
            Lang::Es => {
                format!("{group} puede enviarme noticias por correo, unas dos veces al mes.")
            }
        },
        ticked: wrong && name == "consent_harbor-readers",
    };
    PersonForm {
        ask_country: false,
        action: "/styleguide".to_owned(),
        values,
        errors,
        ask_state: page == "petition-unknown-zip",
        ask_comment: true,
        questions: Vec::new(),
        consents: vec![
            consent("consent_harbor-readers", "Harbor Readers"),
            consent("consent_prairie", "Prairie Bookmobile Friends"),
        ],
        stamp: "made-up".to_owned(),
        challenge_url: (page == "petition-over-limit").then(|| "/styleguide/challenge".to_owned()),
        words: FormWords::of_petition(frame.lang, "Harbor Readers"),
    }
}

fn signing(lang: Lang, path: &str, page: &str) -> Response {
    let frame = frame(lang, "", path);
    let petition = link(title(lang), &frame.link("/styleguide/petition-open"));
    let ok = StatusCode::OK;
    match page {
        "check-mail" => html(ok, &CheckMailPage::of_petition(frame, petition)),
        "confirm" => html(ok, &confirm(frame, petition, true)),
        "confirm-plain" => html(ok, &confirm(frame, petition, false)),
        "confirm-signed" => html(ok, &confirm_signed(frame, petition, false)),
        "confirm-signed-ticked" => html(ok, &confirm_signed(frame, petition, true)),
        "thanks" => html(ok, &thanks(frame, petition, 31_416)),
        "thanks-first" => html(ok, &thanks(frame, petition, 1)),
        "not-me-done" => html(ok, &OutcomePage::not_me(frame, "Harbor Readers", Some(petition))),
        "link-gone" => html(StatusCode::NOT_FOUND, &OutcomePage::link_gone(frame, None)),
        "too-late" => html(StatusCode::GONE, &OutcomePage::too_late(frame, Some(petition))),
        "unsubscribe" => html(ok, &unsubscribe(frame)),
        "unsubscribed" => html(ok, &OutcomePage::unsubscribed(frame, "Harbor Readers")),
        _ => html(StatusCode::NOT_FOUND, &ErrorPage::new(frame, StatusCode::NOT_FOUND)),
    }
}

fn titled(mut frame: Frame, id: &str) -> Frame {
    frame.title = frame.t(id);
    frame
}

fn confirm(frame: Frame, petition: Link, with_consent: bool) -> ConfirmPage {
    let consents = match with_consent {
        true => form(&frame, "").consents.into_iter().map(|consent| consent.words).take(1).collect(),
        false => Vec::new(),
    };
    ConfirmPage {
        frame: titled(frame, ConfirmPage::TITLE),
        petition,
        group_name: "Harbor Readers".to_owned(),
        signer_name: "Ada Example".to_owned(),
        comment: "Our children do their homework there.".to_owned(),
        consents,
        has_signed: false,
        confirm_action: "/styleguide".to_owned(),
        not_me_action: "/styleguide".to_owned(),
    }
}

fn confirm_signed(frame: Frame, petition: Link, with_consent: bool) -> ConfirmPage {
    let page = confirm(frame, petition, with_consent);
    ConfirmPage { frame: titled(page.frame, ConfirmPage::TITLE_SIGNED), has_signed: true, ..page }
}

fn thanks(frame: Frame, petition: Link, count: u64) -> ThanksPage {
    let thank_you_html = match (count, frame.lang) {
        (1, _) => "",
        (_, Lang::En) => "<p>The hand-in is on a Saturday in June, in front of every state house. Bring a book.</p>",
        (_, Lang::Es) => "<p>La entrega es un sábado de junio, frente a cada capitolio. Traiga un libro.</p>",
    };
    let share_url = format!("http://localhost:8080{}", petition.url);
    ThanksPage {
        share: share_links(frame.lang, &share_url, &petition.name),
        group: link("Harbor Readers", &frame.link("/styleguide/group")),
        frame: titled(frame, ThanksPage::TITLE),
        petition,
        news_from: "Harbor Readers".to_owned(),
        thank_you_html: thank_you_html.to_owned(),
        count,
        share_url,
    }
}

fn unsubscribe(frame: Frame) -> UnsubscribePage {
    let title = frame.t1("unsubscribe-title", "group", "Harbor Readers");
    UnsubscribePage {
        frame: Frame { title, ..frame },
        group_name: "Harbor Readers".to_owned(),
        action: "/styleguide".to_owned(),
        not_me_action: Some("/styleguide".to_owned()),
    }
}

fn home(lang: Lang, path: &str, full: bool) -> HomePage {
    let frame = frame(lang, &lang::t(lang, "home-title", &[]), path);
    let coalitions = if full { vec![link("Libraries for Every County", &lang.path("/styleguide/coalition"))] } else { Vec::new() };
    HomePage { more_url: full.then(|| path.to_owned()), petitions: if full { cards(lang) } else { Vec::new() }, coalitions, frame }
}

fn office(lang: Lang, path: &str, known: bool) -> OfficePage {
    let day = |when| lang::date(lang, &at(when));
    let name = "Governor of Ohio".to_owned();
    let holder = Holder { name: "Quill Made-Up".to_owned(), since: day("2023-01-09T00:00"), until: Some(day("2027-01-11T00:00")) };
    OfficePage {
        frame: frame(lang, &name, path),
        name,
        division_name: "Ohio".to_owned(),
        holder: known.then_some(holder),
        source: Some("https://offices.example/ohio".to_owned()),
        checked_at: Some(at("2026-03-01T09:00")),
        petitions: if known { cards(lang) } else { Vec::new() },
        closed: Vec::new(),
    }
}

fn error(lang: Lang, path: &str, page: &str) -> Response {
    let status = page.rsplit('-').next().and_then(|digits| digits.parse().ok()).unwrap_or(StatusCode::NOT_FOUND);
    let mut view = ErrorPage::new(frame(lang, "", path), status);
    view.reference = status.is_server_error().then(|| "7f3a-92c1".to_owned());
    html(status, &view)
}

fn mail(lang: Lang, page: &str) -> Response {
    let mail = MailFrame {
        lang,
        given_name: "Ada".to_owned(),
        group_name: "Harbor Readers".to_owned(),
        postal_address: "1 Made-up Street, Springfield, OH 45501".to_owned(),
        unsubscribe_url: "https://act.example/t/unsubscribe".to_owned(),
    };
    let petition_title = title(lang).to_owned();
    let confirm_url = "https://act.example/t/3mAdEuPtOkEn5mAdEuPtOkEn".to_owned();
    let words: MailWords = match page {
        "mail-already-signed.html" => {
            AlreadySignedMail { mail, petition_title, petition_url: "https://act.example/petitions/libraries".to_owned() }.words()
        }
        "mail-ballot.html" | "mail-ballot-withdrawn.html" => ballot_mail(mail, page).words(),
        "mail-seat.html" => {
            SeatMail { mail, accept_url: "https://act.example/invitations/3mAdEuPtOkEn5mAdEuPtOkEn".to_owned(), taken_into: None }
                .words()
        }
        _ => ConfirmMail { mail, petition_title, not_me_url: format!("{confirm_url}#not-me"), confirm_url }.words(),
    };
    match page.ends_with(".txt") {
        true => format!("{}\n\n{}", words.subject, words.text).into_response(),
        false => Html(words.html).into_response(),
    }
}

/// News of a ballot to a delegate: that it opened, or that it was withdrawn.
fn ballot_mail(frame: MailFrame, page: &str) -> BallotMail {
    let line = |words: &'static str, when: Option<String>| Line { words, when };
    let (subject, lines) = match page {
        "mail-ballot.html" => {
            let ends = lang::date_time(frame.lang, &at("2027-01-15T20:00"));
            let lines = ["ballot-mail-opened", "ballot-mail-voice"].map(|words| line(words, None));
            ("ballot-mail-opened-subject", lines.into_iter().chain([line("ballot-mail-ends", Some(ends))]).collect())
        }
        _ => ("ballot-mail-withdrawn-subject", vec![line("ballot-mail-withdrawn", None)]),
    };
    BallotMail {
        lang: frame.lang,
        name: frame.given_name,
        subject,
        lines,
        coalition: "Libraries for Every County".to_owned(),
        plan: "Read-in".to_owned(),
        ballot_url: "https://act.example/console/coalitions/libraries/ballots/1".to_owned(),
        group_name: frame.group_name,
        postal_address: frame.postal_address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;

    /// More than any page weighs.
    const BYTES_MAX: usize = 1_000_000;

    async fn text_of(lang: Lang, name: &str) -> (StatusCode, String) {
        let uri: Uri = lang.path(&format!("/styleguide/{name}")).parse().expect("an address of ours");
        let answer = page(Path(name.to_owned()), uri).await;
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), BYTES_MAX).await.expect("a page in memory");
        (status, String::from_utf8(bytes.to_vec()).expect("pages are UTF-8"))
    }

    #[tokio::test]
    async fn no_page_has_anything_inline_or_from_elsewhere() {
        for lang in Lang::ALL {
            for name in PAGES.iter().filter(|name| !name.starts_with("mail")) {
                let (_, text) = text_of(lang, name).await;
                for inline in [" style=", "<style", " onclick=", " onsubmit=", "javascript:", "<script>", "src=\"http", "<iframe"] {
                    assert!(!text.contains(inline), "{inline} on {name}");
                }
                assert!(text.contains(&format!("<html lang=\"{}\">", lang.code())), "{name}");
            }
        }
    }

    #[tokio::test]
    async fn the_form_keeps_what_was_typed_and_names_what_is_wrong() {
        let (_, text) = text_of(Lang::En, "petition-errors").await;
        for part in [
            "<title>Error: ",
            "value=\"ada@mail\"",
            "<a href=\"#email\">",
            "aria-describedby=\"email-hint email-error\"",
            "aria-invalid=\"true\"",
        ] {
            assert!(text.contains(part), "{part}");
        }
        assert_eq!(text.matches(" checked").count(), 1, "only what the person had ticked");
        let (_, fresh) = text_of(Lang::En, "petition-open").await;
        assert_eq!(fresh.matches(" checked").count(), 0, "boxes start unticked");
    }

    #[tokio::test]
    async fn only_a_busy_petition_asks_for_work() {
        let (_, calm) = text_of(Lang::En, "petition-open").await;
        assert!(!calm.contains("data-pow") && !calm.contains("altcha"));
        let (_, busy) = text_of(Lang::En, "petition-over-limit").await;
        assert!(busy.contains("data-pow=\"/styleguide/challenge\"") && busy.contains("name=\"altcha\""));
    }

    #[tokio::test]
    async fn a_petition_that_cannot_be_signed_has_no_form() {
        for name in ["petition-closed", "petition-not-yet-open"] {
            let (_, text) = text_of(Lang::Es, name).await;
            assert!(!text.contains("<form"), "{name}");
        }
    }

    #[tokio::test]
    async fn each_language_points_to_the_other() {
        let (_, text) = text_of(Lang::Es, "petition-open").await;
        assert!(text.contains("<a href=\"/styleguide/petition-open\" lang=\"en\""));
        assert!(text.contains("rel=\"canonical\" href=\"http://localhost:8080/es/styleguide/petition-open\""));
        assert!(text.contains("hreflang=\"en\" href=\"http://localhost:8080/styleguide/petition-open\""));
    }

    #[tokio::test]
    async fn pages_behind_a_token_are_not_listed() {
        let (_, text) = text_of(Lang::En, "confirm").await;
        assert!(text.contains("name=\"robots\" content=\"noindex\"") && !text.contains("og:url"));
        assert_eq!(text.matches("<form method=\"post\"").count(), 2, "confirm, and it wasn't me");
    }

    #[tokio::test]
    async fn errors_answer_with_their_status() {
        let (status, text) = text_of(Lang::En, "error-503").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(text.contains("7f3a-92c1"));
    }
}
