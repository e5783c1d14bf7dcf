//! The pages on which people report a page, in every state.

use super::{frame, html, link, titled};
use crate::reports::Reason;
use crate::web::lang::Lang;
use crate::web::views_form::FieldError;
use crate::web::views_reports::{ReasonChoice, ReportForm, ReportPage, ReportSentPage};
use axum::http::StatusCode;
use axum::response::Response;

pub(super) fn report(lang: Lang, path: &str, page: &str) -> Response {
    let frame = frame(lang, "", path);
    let reported = link("/petitions/keep-our-libraries-open", &frame.link("/styleguide/petition-open"));
    if page == "report-sent" {
        return html(StatusCode::OK, &ReportSentPage { frame: titled(frame, ReportSentPage::TITLE), reported });
    }
    let wrong = page == "report-errors";
    let error = |field, id: &str| FieldError { field, message: frame.t(id) };
    let errors = match wrong {
        true => {
            vec![error("reason", "report-error-reason"), error("words", "report-error-words"), error("email", "form-error-email")]
        }
        false => Vec::new(),
    };
    let choice = |reason: Reason| ReasonChoice {
        code: reason.code(),
        words: frame.t(&format!("report-reason-{}", reason.code())),
        chosen: page == "report-busy" && reason == Reason::Untrue,
    };
    let form = ReportForm {
        action: "/styleguide".to_owned(),
        page: reported.name.clone(),
        reasons: Reason::ALL.map(choice).into(),
        words: if wrong { "Library hours were cut in 2024, not in 2025. ".repeat(9) } else { String::new() },
        email: if wrong { "ada@mail".to_owned() } else { String::new() },
        errors,
        stamp: "made-up".to_owned(),
        challenge_url: (page == "report-busy").then(|| "/styleguide/challenge".to_owned()),
    };
    html(StatusCode::OK, &ReportPage { frame: titled(frame, ReportPage::TITLE), reported, form })
}
