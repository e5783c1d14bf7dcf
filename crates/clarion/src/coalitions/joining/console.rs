//! Requests to join in a coalition's console: what waits, with the buttons of steering groups, and the form that they switch on.

use super::answer::{self, AnswerRefusal};
use super::open::{self, OpenRefusal};
use super::{ANSWER_CHARS_MAX, JoinForm, OWN_QUESTIONS_MAX, Request, WORDS_CHARS_MAX, Wanted};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::coalitions::Group;
use crate::coalitions::console::{
    Outcome, There, acting_field, for_coalition, framed, led_back, led_back_saying, read_for_coalition, say,
};
use crate::coalitions::pages::role_view;
use crate::forms::questions::LABEL_CHARS_MAX;
use crate::ids::Id;
use crate::pending::FormContent;
use crate::refusal::Refusal as _;
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Field, Form, Row, Section, SectionsPage};
use crate::web::views_form::FieldError;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use db::{Fault, Tx};

const QUESTIONS_CHARS_MAX: usize = OWN_QUESTIONS_MAX * (LABEL_CHARS_MAX + 2);

/// The addresses, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/console/coalitions/{slug}/joining", get(show).post(set))
        .route("/console/coalitions/{slug}/joining/{request}", get(one))
        .route("/console/coalitions/{slug}/joining/{request}/accept", post(accept))
        .route("/console/coalitions/{slug}/joining/{request}/decline", post(decline))
}

fn path_of(slug: &str, acting_for: &str) -> String {
    format!("/console/coalitions/{slug}/joining?as={acting_for}")
}

/// What one looks at, with the keys of the groups that sealed it at hand.
async fn looked(
    app: &App,
    here: &Here,
    account: Id,
    who: (&str, &str),
) -> Result<Result<(There, Option<JoinForm>, Vec<Request>), Response>, Fault> {
    let look =
        |tx: &mut Tx<'_>, there: &There| Ok((super::form_of(tx, there.coalition.id)?, super::waiting(tx, there.coalition.id)?));
    let (there, (form, requests)) = match read_for_coalition(app, account, who, Deed::ChangeCoalition, look).await? {
        Outcome::Done(seen) => seen,
        other => return Ok(Err(led_back(app, here, &other, ""))),
    };
    for request in &requests {
        app.vault.know(&app.db, request.group).await.map_err(|problem| Fault::bug(problem.to_string()))?;
    }
    Ok(Ok((there, form, requests)))
}

async fn show(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>, Query(query): Query) -> Response {
    here.answer(&app, page(&app, &here, signed_in, (&slug, &query), None).await)
}

/// The page; after a form that was not kept, with what was typed and what is wrong with it.
async fn page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    (slug, query): (&str, &Typed),
    wrong: Option<OpenRefusal>,
) -> Result<Response, Fault> {
    let (there, form, requests) = match looked(app, here, signed_in.account, (slug, query.get("as"))).await? {
        Ok(seen) => seen,
        Err(answer) => return Ok(answer),
    };
    let mut frame = here.frame(app, "");
    frame.title = frame.t("join-console-title");
    let mut page = SectionsPage::new(frame, signed_in);
    framed(&mut page, here, &there);
    say(&mut page, query);
    let frame = &page.frame;
    let mut rows = Vec::new();
    for request in &requests {
        let Some(form) = &form else { continue };
        let content = request.open(&app.vault)?;
        let wanted = Wanted::read(form, &content, here.lang);
        rows.push(Row {
            name: wanted.name,
            url: Some(frame.link(&there.path(&format!("/joining/{}", request.id)))),
            badge: Some(role_view(wanted.role.as_str()).words(frame)),
            facts: vec![frame.date_time(&zoned(request.asked_at, SITE_ZONE))],
            ..Row::default()
        });
    }
    let empty = frame.t("join-waiting-empty");
    let waiting = Section { id: "waiting", heading: frame.t("join-waiting"), rows, empty, ..Section::default() };
    page.sections = vec![waiting, form_section(frame, &there, form.as_ref(), wrong.map(|wrong| (query, wrong)))];
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(frame::html(status, &page))
}

/// The field that a refusal is about.
fn field_of(refusal: OpenRefusal, typed: &Typed) -> &'static str {
    match refusal {
        OpenRefusal::NotSteering => "state",
        OpenRefusal::Words if typed.text("words_en").chars().count() > WORDS_CHARS_MAX => "words_en",
        OpenRefusal::Words => "words_es",
        OpenRefusal::Questions => "questions_en",
    }
}

fn form_section(frame: &Frame, there: &There, form: Option<&JoinForm>, typed: Option<(&Typed, OpenRefusal)>) -> Section {
    let is_open = form.is_some_and(|form| form.is_open);
    let lines = |of: fn(&crate::forms::Question) -> &str| {
        form.map_or_else(String::new, |form| form.questions.iter().map(of).collect::<Vec<_>>().join("\n"))
    };
    let words = |of: fn(&JoinForm) -> &String| form.map_or_else(String::new, |form| of(form).clone());
    let wrong = typed.map(|(typed, wrong)| FieldError { field: field_of(wrong, typed), message: wrong.sentence(frame.lang) });
    let area = |name, id: &str, stands: String, most, rows| {
        let value = typed.map_or(stands, |(typed, _)| typed.text(name));
        Field::area(name, frame.t(id), value, most, rows).told(wrong.as_slice())
    };
    let state = match typed {
        Some((typed, _)) => typed.get("state").to_owned(),
        None => if is_open { "on" } else { "off" }.to_owned(),
    };
    let states = [("on", "join-form-on"), ("off", "join-form-off")].map(|(code, id)| (code.to_owned(), frame.t(id)));
    let fields = vec![
        Field::choice("state", frame.t("join-form-state"), state, states.into())
            .hinted(frame.t("join-form-state-hint"))
            .told(wrong.as_slice()),
        area("words_en", "join-form-words-en", words(|form| &form.words_en), WORDS_CHARS_MAX, 5),
        area("words_es", "join-form-words-es", words(|form| &form.words_es), WORDS_CHARS_MAX, 5),
        area("questions_en", "join-form-questions-en", lines(|question| &question.en), QUESTIONS_CHARS_MAX, 4)
            .hinted(frame.t("join-form-questions-hint")),
        area("questions_es", "join-form-questions-es", lines(|question| &question.es), QUESTIONS_CHARS_MAX, 4),
    ];
    let public = Link { name: frame.t("join-form-public"), url: frame.link(&format!("/coalitions/{}/join", there.coalition.slug)) };
    Section {
        id: "form",
        heading: frame.t("join-form"),
        text: frame.t("join-form-text"),
        links: if is_open { vec![public] } else { Vec::new() },
        form: Some(Form {
            action: frame.link(&format!("/console/coalitions/{}/joining", there.coalition.slug)),
            hidden: vec![acting_field(there)],
            fields,
            button: frame.t("join-form-save"),
            ..Form::default()
        }),
        ..Section::default()
    }
}

async fn set(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>, Sent(body): Sent) -> Response {
    let typed = Typed::read(&body);
    let questions = open::questions_of(&typed.text("questions_en"), &typed.text("questions_es"));
    let form = questions.and_then(|questions| {
        let form = JoinForm {
            coalition: Id::ZERO,
            group: Id::ZERO,
            is_open: typed.get("state") == "on",
            words_en: typed.text("words_en"),
            words_es: typed.text("words_es"),
            questions,
        };
        open::check(&form).map(|()| form)
    });
    let acting_for = typed.get("as");
    let kept = async {
        let verb = move |tx: &mut Tx<'_>, act: &crate::coalitions::Act, coalition| match &form {
            Ok(form) => open::set(tx, act, coalition, form),
            Err(refusal) => Ok(Err::<(), OpenRefusal>(*refusal)),
        };
        let what = ("coalitions.set_join_form", slug.as_str(), acting_for);
        let done = for_coalition(&app, signed_in.account, what, Deed::ChangeCoalition, verb).await?;
        let wrong = |message: &str| OpenRefusal::ALL.iter().find(|refusal| refusal.message() == message).copied();
        match done {
            Outcome::Refused(message) if wrong(message).is_some() => {
                page(&app, &here, signed_in, (&slug, &typed), wrong(message)).await
            }
            done => Ok(led_back_saying(&app, &here, &done, &path_of(&slug, acting_for), "join-form")),
        }
    };
    here.answer(&app, kept.await)
}

/// A request that waits, opened; the answer where there is none in this coalition.
struct Opened {
    there: There,
    request: Request,
    content: FormContent,
    wanted: Wanted,
    /// A group on this server that has the name of the one that asks, which is not here: then there is none to make.
    namesake: Option<Group>,
}

async fn opened(
    app: &App,
    here: &Here,
    account: Id,
    (slug, request, acting_for): (&str, &str, &str),
) -> Result<Result<Opened, Response>, Fault> {
    let (there, form, requests) = match looked(app, here, account, (slug, acting_for)).await? {
        Ok(seen) => seen,
        Err(answer) => return Ok(Err(answer)),
    };
    let found = requests.into_iter().find(|found| found.id.to_string() == request);
    let (Some(form), Some(request)) = (form, found) else { return Ok(Err(here.refused(app, StatusCode::NOT_FOUND))) };
    let content = request.open(&app.vault)?;
    let wanted = Wanted::read(&form, &content, here.lang);
    let (name, is_new) = (wanted.name.clone(), request.own_group.is_none());
    let namesake = match is_new {
        true => app.db.read_newest(move |tx| answer::namesake(tx, &name)).await?,
        false => None,
    };
    Ok(Ok(Opened { there, request, content, wanted, namesake }))
}

async fn one(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, request)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let opened = match opened(&app, &here, signed_in.account, (&slug, &request, query.get("as"))).await? {
            Ok(opened) => opened,
            Err(answer) => return Ok(answer),
        };
        let mut page = request_page(&app, &here, signed_in, &opened, &[]);
        say(&mut page, &query);
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

/// The page of one request.
fn request_page(app: &App, here: &Here, signed_in: SignedIn, opened: &Opened, wrong: &[FieldError]) -> SectionsPage {
    let Opened { there, request, content, wanted, namesake } = opened;
    let mut page = SectionsPage::new(here.frame(app, wanted.name.clone()), signed_in);
    framed(&mut page, here, there);
    let frame = &page.frame;
    page.above = Some(Link { name: frame.t("join-console-title"), url: frame.link(&there.path("/joining")) });
    page.lead = match (request.own_group, namesake) {
        (Some(_), _) => frame.t("join-is-here"),
        (None, Some(group)) => frame.t1("join-name-stands", "group", &group.name),
        (None, None) => frame.t("join-is-new"),
    };
    let base = format!("/console/coalitions/{}/joining/{}", there.coalition.slug, request.id);
    page.sections = sections(frame, there, &base, (wanted, content), wrong);
    if let Some(group) = namesake {
        let theirs = Link { name: group.name.clone(), url: frame.link(&format!("/groups/{}", group.slug)) };
        let invite = Link { name: frame.t("join-invite-it"), url: frame.link(&there.path("/groups")) };
        page.sections.retain(|section| section.id != "accept");
        page.sections[0].links = vec![theirs, invite];
    }
    page
}

fn sections(
    frame: &Frame,
    there: &There,
    base: &str,
    (wanted, content): (&Wanted, &FormContent),
    wrong: &[FieldError],
) -> Vec<Section> {
    let details = &content.details;
    let contact = format!("{} {}", details.given_name, details.family_name).trim().to_owned();
    let place = format!("{} {} {}", content.coarse.region, content.coarse.zip, content.coarse.country);
    let mut facts = vec![
        (frame.t("join-role"), role_view(wanted.role.as_str()).words(frame)),
        (frame.t("join-legal-kind"), frame.t(wanted.legal_kind.message())),
        (frame.t("join-address"), wanted.address.clone()),
        (frame.t("supporters-place"), place.trim().to_owned()),
        (frame.t("join-contact"), format!("{contact}, {}", details.email)),
        (frame.t("join-why"), wanted.why.clone()),
    ];
    facts.extend(wanted.answers.iter().cloned());
    let row = |(name, fact): (String, String)| Row { name, facts: vec![fact], ..Row::default() };
    let rows = facts.into_iter().filter(|(_, fact)| !fact.is_empty()).map(row).collect();
    let accept = Form {
        action: frame.link(&format!("{base}/accept")),
        hidden: vec![acting_field(there)],
        button: frame.t("join-accept"),
        ..Form::default()
    };
    let words = Field::area("words", frame.t("join-decline-words"), String::new(), ANSWER_CHARS_MAX, 4);
    let decline = Form {
        action: frame.link(&format!("{base}/decline")),
        hidden: vec![acting_field(there)],
        fields: vec![Field { needed: true, ..words.hinted(frame.t("join-decline-hint")).told(wrong) }],
        button: frame.t("join-decline"),
        danger: true,
        ..Form::default()
    };
    vec![
        Section { id: "request", heading: frame.t("join-request"), rows, ..Section::default() },
        Section {
            id: "accept",
            heading: frame.t("join-accept"),
            text: frame.t("join-accept-text"),
            form: Some(accept),
            ..Section::default()
        },
        Section { id: "decline", heading: frame.t("join-decline"), form: Some(decline), ..Section::default() },
    ]
}

async fn accept(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, request)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let acting_for = typed.get("as");
    let done = async {
        let opened = match opened(&app, &here, signed_in.account, (&slug, &request, acting_for)).await? {
            Ok(opened) => opened,
            Err(answer) => return Ok(answer),
        };
        let Opened { request, content, wanted, .. } = opened;
        let with = (&app.vault, &app.ids);
        let new = match request.own_group {
            Some(_) => None,
            None => Some(answer::prepare(with, app.clock.now(), (&wanted, &content))?),
        };
        let verb = move |tx: &mut Tx<'_>, act: &crate::coalitions::Act, coalition| {
            answer::accept(tx, act, (coalition, request.id), (&wanted, new.as_ref()))
        };
        let what = ("coalitions.accept_join", slug.as_str(), acting_for);
        let done = for_coalition(&app, signed_in.account, what, Deed::ChangeCoalition, verb).await?;
        Ok(led_back_saying(&app, &here, &done, &path_of(&slug, acting_for), "join-accepted"))
    };
    here.answer(&app, done.await)
}

async fn decline(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, request)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let acting_for = typed.get("as");
    let done = async {
        let opened = match opened(&app, &here, signed_in.account, (&slug, &request, acting_for)).await? {
            Ok(opened) => opened,
            Err(answer) => return Ok(answer),
        };
        let id = opened.request.id;
        let words: String = typed.text("words").chars().take(ANSWER_CHARS_MAX).collect();
        if words.is_empty() {
            let wrong = FieldError { field: "words", message: AnswerRefusal::NoWords.sentence(here.lang) };
            let mut page = request_page(&app, &here, signed_in, &opened, &[wrong]);
            page.frame.path = format!("/console/coalitions/{slug}/joining/{id}");
            return Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
        let sealed = app.vault.seal(opened.request.group, &id.0, words.as_bytes(), app.ids.bytes())?;
        let verb =
            move |tx: &mut Tx<'_>, act: &crate::coalitions::Act, coalition| answer::decline(tx, act, (coalition, id), &sealed);
        let what = ("coalitions.decline_join", slug.as_str(), acting_for);
        let done = for_coalition(&app, signed_in.account, what, Deed::ChangeCoalition, verb).await?;
        Ok(led_back_saying(&app, &here, &done, &path_of(&slug, acting_for), "join-declined"))
    };
    here.answer(&app, done.await)
}
