//! The pages of a petition: the petition itself, its form, its live count, and what follows an accepted form.

use super::Petition;
use super::count::Count;
use super::live::Facts;
use super::running::earlier::Earlier;
use super::sign::{self, SignRefusal};
use super::updates::{self, Update};
use crate::app::App;
use crate::clock::DAY;
use crate::ids::Id;
use crate::pending::form::FormPage;
use crate::pending::public_form::{self, PublicForm};
use crate::pending::{self, FormContent, Kind};
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::map::StatesMap;
use crate::web::site::{Here, zoned};
use crate::web::views::Link;
use crate::web::views_form::PersonForm;
use crate::web::views_petition::{AddedWords, EarlierWords, OlderWords, PetitionCount, PetitionPage, PetitionState, UpdatePage};
use crate::web::views_signing::CheckMailPage;
use crate::web::{lang, markdown, picture};
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use db::Fault;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A form with the longest name, comment and proof is far smaller.
const FORM_BYTES_MAX: usize = 64 * 1024;
/// Characters of a link preview's words.
const DESCRIPTION_CHARS: usize = 180;
/// So many updates stand whole on the petition's page, which must load at once on a slow telephone; older ones each have a page.
const NEWEST_UPDATES: usize = 3;

/// The addresses of petitions, without language.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/petitions/{slug}", get(show).post(public_form::send::<Facts>).layer(DefaultBodyLimit::max(FORM_BYTES_MAX)))
        .route("/petitions/{slug}/updates/{update}", get(show_update))
        .route("/petitions/{slug}/check-mail", get(public_form::check_mail::<Facts>))
        .route("/petitions/{slug}/count", get(live_count))
        .route("/petitions/{slug}/challenge", get(public_form::challenge::<Facts>))
        .route("/petitions/{slug}/picture.png", get(shared_picture))
        .merge(super::console::routes())
}

async fn show(State(app): State<App>, here: Here, Path(slug): Path<String>, headers: HeaderMap) -> Response {
    let facts = match app.live_petitions.facts(&app, &slug).await {
        Ok(Some(facts)) => facts,
        Ok(None) => return here.refused(&app, StatusCode::NOT_FOUND),
        Err(fault) => return here.fault(&app, &fault),
    };
    app.live_petitions.page(&facts, here.lang, || rendered(&app, &here, &facts)).response(&headers)
}

impl PublicForm for Facts {
    async fn find(app: &App, slug: &str) -> Result<Option<Arc<Self>>, Fault> {
        app.live_petitions.facts(app, slug).await
    }

    fn form_page(&self, lang: Lang) -> FormPage<'_> {
        let path = format!("/petitions/{}", self.petition.slug);
        FormPage { kind: Kind::Signature, action: self.petition.id, path, groups: &self.groups, calls_of: "", asked: None, lang }
    }

    fn group(&self) -> Id {
        self.petition.group
    }

    fn usual_per_minute(&self) -> i64 {
        self.petition.usual_signatures_per_minute
    }

    fn is_open(&self, now: i64) -> bool {
        sign::refusal(&self.petition, now, now).is_none()
    }

    fn page(&self, app: &App, here: &Here, form: PersonForm) -> impl Template {
        page(app, here, self, form)
    }

    fn check_mail_page(&self, frame: Frame) -> CheckMailPage {
        let petition = petition_link(&frame, self);
        CheckMailPage::of_petition(frame, petition)
    }
}

fn rendered(app: &App, here: &Here, facts: &Facts) -> String {
    let form = facts.form_page(here.lang).empty(&app.vault, app.clock.now());
    frame::text(&page(app, here, facts, form))
}

/// The page that a draft will have, for those who write and approve it: with its form, in which nothing can be typed, and without
/// what would lead others there.
pub(super) fn preview(app: &App, here: &Here, facts: &Facts, back: Link) -> PetitionPage {
    let form = facts.form_page(here.lang).empty(&app.vault, app.clock.now());
    let mut page = page(app, here, facts, form);
    page.frame.indexed = false;
    page.frame.report_url = None;
    page.frame.image = None;
    page.frame.path.clone_from(&here.path);
    page.live_url = None;
    page.preview = Some(back);
    page
}

/// The whole page with a form, which is left out while nobody can sign.
fn page(app: &App, here: &Here, facts: &Facts, mut form: PersonForm) -> PetitionPage {
    let (petition, words, now) = (&facts.petition, facts.words_in(here.lang), app.clock.now());
    let path = format!("/petitions/{}", petition.slug);
    let mut frame = Frame::new(here.lang, &words.title, &path, &app.settings.public_url, crate::web::site::SITE_NAME);
    frame.description = markdown::summary(&words.text, DESCRIPTION_CHARS);
    frame.image = Some(here.lang.path(&format!("{path}/picture.png")));
    frame.indexed = true;
    frame.report_url = crate::web::site::report_url(here.lang, &path);
    if app.limits.is_busy(now, petition.id, petition.usual_signatures_per_minute) {
        form.challenge_url = Some(here.lang.path(&format!("{path}/challenge")));
    }
    let refusal = sign::refusal(petition, now, now);
    let group_link =
        |group: &crate::coalitions::Group| Link { name: group.name.clone(), url: frame.link(&format!("/groups/{}", group.slug)) };
    let count = figures(&facts.count, petition);
    let added = updates::in_lang(&facts.updates, here.lang);
    let (newest, older) = added.split_at(added.len().min(NEWEST_UPDATES));
    PetitionPage {
        title: words.title.clone(),
        group: facts.groups.first().map_or_else(|| Link { name: String::new(), url: frame.link("/") }, group_link),
        coalition: facts
            .coalition
            .as_ref()
            .map(|coalition| Link { name: coalition.name.clone(), url: frame.link(&format!("/coalitions/{}", coalition.slug)) }),
        preview: None,
        earlier: facts.earlier_in(here.lang).iter().map(|earlier| earlier_view(&frame, earlier, petition)).collect(),
        updates: newest.iter().map(|update| update_view(&frame, update, petition)).collect(),
        older_updates: older.iter().map(|update| older_view(&frame, update, petition)).collect(),
        cosponsors: facts.groups.iter().skip(1).map(group_link).collect(),
        text_html: markdown::html(&words.text),
        targets: targets(&frame, facts),
        state: state(petition, refusal, now),
        live_url: Some(frame.link(&format!("{path}/count"))),
        form: refusal.is_none().then_some(form),
        share: PetitionPage::share_of(&frame),
        map: StatesMap::new(here.lang, &count.states),
        count,
        frame,
    }
}

fn earlier_view(frame: &Frame, earlier: &Earlier, petition: &Petition) -> EarlierWords {
    let when = frame.date_time(&zoned(earlier.changed_at, &petition.time_zone));
    EarlierWords {
        summary: frame.tn1("petition-earlier-changed", unsigned(earlier.signatures), "when", when),
        title: earlier.words.title.clone(),
        lang: (earlier.words.lang != frame.lang.code()).then(|| earlier.words.lang.clone()),
        text_html: markdown::html(&earlier.words.text),
        targets: earlier.targets.clone(),
    }
}

fn update_view(frame: &Frame, update: &Update, petition: &Petition) -> AddedWords {
    AddedWords {
        anchor: format!("update-{}", update.id),
        kind: frame.t(update.kind.message()),
        day: frame.date(&zoned(update.published_at, &petition.time_zone)),
        title: update.words.title.clone(),
        lang: (update.words.lang != frame.lang.code()).then(|| update.words.lang.clone()),
        text_html: update.html().to_owned(),
    }
}

/// The address of an update's own page, without language.
pub(super) fn update_path(slug: &str, update: Id) -> String {
    format!("/petitions/{slug}/updates/{update}")
}

fn older_view(frame: &Frame, update: &Update, petition: &Petition) -> OlderWords {
    let day = frame.date(&zoned(update.published_at, &petition.time_zone));
    OlderWords {
        words: Link { name: update.words.title.clone(), url: frame.link(&update_path(&petition.slug, update.id)) },
        lang: (update.words.lang != frame.lang.code()).then(|| update.words.lang.clone()),
        fact: format!("{}, {day}", frame.t(update.kind.message())),
    }
}

/// An update alone, as it is shared and as the petition's page leads to it once it is old.
async fn show_update(State(app): State<App>, here: Here, Path((slug, update)): Path<(String, String)>) -> Response {
    let facts = match app.live_petitions.facts(&app, &slug).await {
        Ok(Some(facts)) => facts,
        Ok(None) => return here.refused(&app, StatusCode::NOT_FOUND),
        Err(fault) => return here.fault(&app, &fault),
    };
    let added = updates::in_lang(&facts.updates, here.lang);
    let Some(found) = added.into_iter().find(|known| known.id.to_string() == update) else {
        return here.refused(&app, StatusCode::NOT_FOUND);
    };
    let path = update_path(&facts.petition.slug, found.id);
    let mut frame = Frame::new(here.lang, &found.words.title, &path, &app.settings.public_url, crate::web::site::SITE_NAME);
    frame.description = markdown::summary(&found.words.text, DESCRIPTION_CHARS);
    frame.indexed = true;
    frame.report_url = crate::web::site::report_url(here.lang, &path);
    let words = update_view(&frame, found, &facts.petition);
    frame::html(StatusCode::OK, &UpdatePage { petition: petition_link(&frame, &facts), words, frame })
}

fn targets(frame: &Frame, facts: &Facts) -> Vec<Link> {
    let link = |(target, office): &(super::Target, Option<crate::officials::OfficeName>)| match office {
        Some(office) => Link {
            name: if frame.lang == Lang::Es { office.title_es.clone() } else { office.title_en.clone() },
            url: frame.link(&format!("/officials/{}", office.slug)),
        },
        None => Link { name: target.name.clone(), url: String::new() },
    };
    let by_name = |(target, _): &(super::Target, _)| target.name.clone();
    // A set of offices was put in the order of its English names; in Spanish each such run has the order of its Spanish ones.
    let runs = facts.targets.chunk_by(|left, right| by_name(left) <= by_name(right));
    runs.flat_map(|run| {
        let mut links: Vec<Link> = run.iter().map(link).collect();
        if frame.lang == Lang::Es {
            links.sort_by_key(|link| seal::name::fold(&link.name));
        }
        links
    })
    .collect()
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn figures(count: &Count, petition: &Petition) -> PetitionCount {
    PetitionCount {
        confirmed: unsigned(count.confirmed),
        asserted: unsigned(count.total() - count.confirmed),
        goal: (petition.goal > 0).then(|| unsigned(petition.goal)),
        as_of: zoned(count.as_of, &petition.time_zone),
        states: states(count),
    }
}

fn states(count: &Count) -> BTreeMap<String, u64> {
    count.regions.iter().map(|row| (row.region.clone(), unsigned(row.confirmed))).collect()
}

fn state(petition: &Petition, refusal: Option<SignRefusal>, now: i64) -> PetitionState {
    let at = |micros| zoned(micros, &petition.time_zone);
    match (refusal, petition.closes_at) {
        (Some(SignRefusal::NotYetOpen(opens_at)), _) => PetitionState::NotYetOpen { opens_at: at(opens_at) },
        (Some(SignRefusal::Closed(closed_at)), _) => PetitionState::Closed { closed_at: at(closed_at) },
        (Some(_), _) => PetitionState::Stopped,
        (None, Some(closes_at)) if closes_at - now < DAY => PetitionState::ClosingToday { closes_at: at(closes_at) },
        (None, closes_at) => PetitionState::Open { closes_at: closes_at.map(at) },
    }
}

/// Takes a checked form that came without an API key.
pub async fn take(app: &App, petition: &Petition, content: &FormContent, waiting: bool) -> Result<(), Fault> {
    pending::accept(app, (Kind::Signature, petition.group), content, waiting).await
}

/// A link to the petition's page in the frame's language.
pub fn petition_link(frame: &Frame, facts: &Facts) -> Link {
    Link { name: facts.words_in(frame.lang).title.clone(), url: frame.link(&format!("/petitions/{}", facts.petition.slug)) }
}

async fn live_count(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    public_form::count(&app, &here, &app.live_petitions, slug).await
}

/// `/petitions/<slug>/picture.png`.
async fn shared_picture(State(app): State<App>, here: Here, Path(slug): Path<String>) -> Response {
    let facts = match app.live_petitions.facts(&app, &slug).await {
        Ok(Some(facts)) => facts,
        Ok(None) => return here.refused(&app, StatusCode::NOT_FOUND),
        Err(fault) => return here.fault(&app, &fault),
    };
    let count = lang::t(here.lang, "picture-count", &[("count", facts.count.confirmed.into())]);
    let by = facts.groups.first().map_or_else(String::new, |group| group.name.clone());
    let picture = picture::draw(&facts.words_in(here.lang).title, count, by).await;
    picture.unwrap_or_else(|| here.refused(&app, StatusCode::NOT_FOUND))
}
