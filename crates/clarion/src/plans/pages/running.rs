//! Stopping, resuming and correcting words that are on their way: a page on which one writes what is to be done, and one that two
//! people sign with their passkeys. Both say in numbers what it means.

use crate::access::passkeys::{self, Passkey};
use crate::access::{Deed, SignedIn, accounts};
use crate::app::App;
use crate::coalitions::console::{Outcome, There, acting, acting_field, for_coalition, led_back, read_for_coalition, refusal_of};
use crate::coalitions::{self, Group};
use crate::ids::Id;
use crate::messages::calls::{self, Acted, CameTo, Progress, Sending, State as SendingState, Words};
use crate::messages::progress_pages::{path_of, title};
use crate::notices::Signer;
use crate::plans::ballot_box::REASON_CHARS_MAX;
use crate::plans::document::{Both, TEXT_CHARS_MAX, TITLE_CHARS_MAX};
use crate::plans::running::sign::{SignInput, SignRefusal};
use crate::plans::running::{self, Corrected, Draft, Electorate, Written, write as writing};
use crate::plans::{self, Tools, words};
use crate::refusal::Refusal as _;
use crate::trust::assertion::{Assertion, AssertionRefusal};
use crate::trust::ballot::{ACT_FORMAT, Act};
use crate::trust::{Base64, Hash, canonical, from_base64};
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::{Here, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Field, Form};
use crate::web::views_messages::{ActPage, ActWordsRow, DraftRow, PowerPage};
use crate::web::views_plans::{Choose, SignForm};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};
use serde_json::json;

/// What both pages show of a sending.
struct Seen {
    /// The plan's, in which all its times are said.
    zone: String,
    sending: Sending,
    people: Progress,
    groups: Vec<Group>,
    acts: Vec<(Acted, String)>,
    drafts: Vec<(Written, String)>,
    words: Vec<Words>,
}

impl Seen {
    fn read(tx: &mut Tx<'_>, tools: &Tools, there: &There, id: Id) -> Result<Option<Self>, Fault> {
        let Some(sending) = calls::sending(tx, id)?.filter(|sending| sending.coalition == there.coalition.id) else {
            return Ok(None);
        };
        let groups = coalitions::members(tx, there.coalition.id)?.into_iter().map(|(group, _)| group).collect();
        let (mut acts, mut drafts) = (Vec::new(), Vec::new());
        for act in calls::acts(tx, &sending)? {
            acts.push((act, accounts::name_of(tx, &tools.vault, act.account)?));
        }
        for written in running::drafts(tx, tools, &sending)? {
            let name = accounts::name_of(tx, &tools.vault, written.account)?;
            drafts.push((written, name));
        }
        let waves = calls::progress(tx, id)?;
        let words = waves.first().map(|wave| calls::words(tx, wave.message)).transpose()?.unwrap_or_default();
        let zone = plans::zone(tx, tools, sending.plan)?;
        Ok(Some(Self { zone, people: Progress::of(&waves), sending, groups, acts, drafts, words }))
    }

    fn group_name(&self, group: Id) -> String {
        self.groups.iter().find(|known| known.id == group).map_or_else(String::new, |known| known.name.clone())
    }

    /// Who has signed these words, and what that came to.
    fn signers(&self, hash: Hash) -> impl Iterator<Item = &(Acted, String)> {
        self.acts.iter().filter(move |(act, _)| Hash(act.words_hash) == hash)
    }

    fn signed_by(&self, frame: &Frame, hash: Hash) -> Vec<String> {
        let line = |(act, name): &(Acted, String)| {
            let at = frame.date_time(&zoned(act.at, &self.zone));
            format!("{}, {at}", frame.t2("act-signed-by", ("group", &self.group_name(act.group)), ("name", name)))
        };
        self.signers(hash).map(line).collect()
    }

    fn draft_row(&self, frame: &Frame, there: &There, (written, name): &(Written, String)) -> DraftRow {
        DraftRow {
            link: Link { name: frame.t(draft_words(written.draft.act)), url: frame.link(&act_path(there, written)) },
            by: frame.t2("act-written-by", ("group", &self.group_name(written.group)), ("name", name)),
            signed: self.signed_by(frame, written.draft.hash()),
        }
    }

    /// What it means, in numbers.
    fn means(&self, frame: &Frame, act: Act) -> Vec<String> {
        let count = |people: i64| u64::try_from(people).unwrap_or(0);
        let (reached, waiting) = (count(self.people.handed_over + self.people.in_doubt), count(self.people.waiting));
        let runs = matches!(self.sending.state, SendingState::Running | SendingState::Paused);
        match act {
            Act::Resume => vec![frame.tn("resume-means-waiting", waiting), frame.tn("resume-means-reached", reached)],
            Act::Stop => {
                vec![frame.tn("stop-means-waiting", waiting), frame.tn("stop-means-reached", reached), frame.t("stop-means-end")]
            }
            _ => {
                let others = if runs { "correct-means-waiting" } else { "correct-means-stopped" };
                let others = (runs || waiting > 0).then(|| frame.tn(others, waiting));
                let reached = [Some(frame.tn("correct-means-reached", reached)), others, Some(frame.t("correct-means-notice"))];
                reached.into_iter().flatten().collect()
            }
        }
    }
}

fn draft_words(act: Act) -> &'static str {
    match act {
        Act::Resume => "act-resume-draft",
        Act::Stop => "act-stop-draft",
        _ => "act-correct-draft",
    }
}

fn act_path(there: &There, written: &Written) -> String {
    format!("{}/acts/{}?as={}", path_of(&there.coalition.slug, written.draft.sending), written.id, there.group.slug)
}

fn back(frame: &Frame, there: &There, sending: &Sending) -> Link {
    let url = format!("{}?as={}", path_of(&there.coalition.slug, sending.id), there.group.slug);
    Link { name: title(frame, sending), url: frame.link(&url) }
}

/// What was typed, or stands, in the fields of a draft.
struct Fields {
    version: i64,
    reason: String,
    words: Corrected,
}

impl Fields {
    /// What stands: a correction begins with the words that it corrects.
    fn of(seen: &Seen) -> Self {
        let in_lang = |lang: Lang, part: fn(&Words) -> &String| {
            seen.words.iter().find(|words| words.lang == lang).map_or_else(String::new, |words| part(words).clone())
        };
        let both = |part: fn(&Words) -> &String| Both { en: in_lang(Lang::En, part), es: in_lang(Lang::Es, part) };
        let words = Corrected { subject: both(|words| &words.subject), text: both(|words| &words.body) };
        Self { version: seen.sending.version, reason: String::new(), words }
    }

    fn typed(typed: &Typed) -> Self {
        // As a notice holds them: no blanks at the ends of lines.
        let text = |name: &str| typed.text(name).lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        let both = |en: &str, es: &str| Both { en: text(en), es: text(es) };
        Self {
            version: typed.get("version").parse().unwrap_or(0),
            reason: text("reason"),
            words: Corrected { subject: both("subject_en", "subject_es"), text: both("text_en", "text_es") },
        }
    }

    fn draft(&self, act: Act, sending: Id) -> Draft {
        let corrects = act == Act::Correct;
        let words = corrects.then(|| self.words.clone());
        let reason = if corrects { String::new() } else { self.reason.clone() };
        Draft { act, sending, round: self.version, reason, words }
    }

    fn form(&self, frame: &Frame, there: &There, act: Act, action: String) -> Form {
        let area = |name, label: &str, value: &str, chars_max, lines| {
            let field = Field::area(name, frame.t(label), value.to_owned(), chars_max, lines);
            Field { needed: act == Act::Correct, ..field }
        };
        let words = &self.words;
        let fields = match act {
            Act::Correct => vec![
                area("subject_en", "correct-subject-en", &words.subject.en, TITLE_CHARS_MAX, 2),
                area("text_en", "correct-text-en", &words.text.en, TEXT_CHARS_MAX, 8),
                area("subject_es", "correct-subject-es", &words.subject.es, TITLE_CHARS_MAX, 2),
                area("text_es", "correct-text-es", &words.text.es, TEXT_CHARS_MAX, 8),
            ],
            _ => {
                let hint = frame.t("power-reason-hint");
                vec![area("reason", "power-reason", &self.reason, REASON_CHARS_MAX, 3).hinted(hint)]
            }
        };
        Form {
            action,
            hidden: vec![acting_field(there), ("version", self.version.to_string())],
            fields,
            button: frame.t("power-go-on"),
            ..Form::default()
        }
    }
}

fn power_title(act: Act) -> &'static str {
    match act {
        Act::Resume => "power-resume",
        Act::Stop => "power-stop",
        _ => "power-correct",
    }
}

fn power_page(app: &App, here: &Here, signed_in: SignedIn, (there, seen): (&There, &Seen), act: Act, fields: &Fields) -> PowerPage {
    let mut frame = here.frame(app, "");
    frame.title = frame.t(power_title(act));
    let action = format!("{}/powers/{}", path_of(&there.coalition.slug, seen.sending.id), running::word_of(act));
    let same = seen.drafts.iter().filter(|(written, _)| written.draft.act == act);
    PowerPage {
        back: back(&frame, there, &seen.sending),
        acting: acting(&frame, here, there),
        means: seen.means(&frame, act),
        drafts: same.map(|draft| seen.draft_row(&frame, there, draft)).collect(),
        form: fields.form(&frame, there, act, frame.link(&action)),
        refusal: None,
        frame,
        signed_in,
    }
}

/// The sending and the act of an address.
fn addressed(id: &str, power: &str) -> Option<(Id, Act)> {
    Some((id.parse().ok()?, running::act_of(power)?))
}

pub(super) async fn ask(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id, power)): Path<(String, String, String)>,
    Query(query): Query,
) -> Response {
    let Some((id, act)) = addressed(&id, &power) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let (tools, now) = (Tools::of(&app), app.clock.now());
    let shown = async {
        let look = move |tx: &mut Tx<'_>, there: &There| Seen::read(tx, &tools, there, id);
        let seen = read_for_coalition(&app, signed_in.account, (&slug, query.get("as")), Deed::SteerCall, look).await?;
        Ok(match seen {
            Outcome::Done((there, Some(seen))) if running::is_possible(act, &seen.sending, now) => {
                let page = power_page(&app, &here, signed_in, (&there, &seen), act, &Fields::of(&seen));
                frame::html(StatusCode::OK, &page)
            }
            // A link of a page that is no more up to date.
            Outcome::Done((there, Some(seen))) => {
                let path = format!("{}?as={}", path_of(&slug, seen.sending.id), there.group.slug);
                led_back(&app, &here, &Outcome::<()>::Refused(calls::TwoRefusal::NotNow.message()), &path)
            }
            Outcome::Done((_, None)) => here.refused(&app, StatusCode::NOT_FOUND),
            other => led_back(&app, &here, &other, ""),
        })
    };
    here.answer(&app, shown.await)
}

pub(super) async fn write(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id, power)): Path<(String, String, String)>,
    Sent(body): Sent,
) -> Response {
    let Some((id, act)) = addressed(&id, &power) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let (typed, tools, now) = (Typed::read(&body), Tools::of(&app), app.clock.now());
    let (fields, who) = (Fields::typed(&typed), (slug.as_str(), typed.get("as")));
    let written = async {
        let draft = app.ids.fresh(now);
        let prepared = writing::prepare(&tools, draft, fields.draft(act, id), &app.settings.public_url)?;
        let kept =
            for_coalition(&app, signed_in.account, ("plans.write_act", who.0, who.1), Deed::SteerCall, move |tx, by, coalition| {
                match &prepared {
                    Ok(prepared) => writing::write(tx, by, coalition, prepared),
                    Err(refusal) => Ok(Err(*refusal)),
                }
            });
        let message = match kept.await? {
            Outcome::Done(()) => return Ok(here.see(&format!("{}/acts/{draft}?as={}", path_of(&slug, id), who.1))),
            Outcome::Refused(message) => message,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let look = move |tx: &mut Tx<'_>, there: &There| Seen::read(tx, &tools, there, id);
        let (there, Some(seen)) = (match read_for_coalition(&app, signed_in.account, who, Deed::SteerCall, look).await? {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        }) else {
            return Ok(here.refused(&app, StatusCode::NOT_FOUND));
        };
        // Shown again as it was typed, over the sending as it stands now.
        let fields = Fields { version: seen.sending.version, ..fields };
        let mut page = power_page(&app, &here, signed_in, (&there, &seen), act, &fields);
        page.refusal = Some(page.frame.t(message));
        Ok(frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page))
    };
    here.answer(&app, written.await)
}

/// What the page of an act needs besides: the draft with its writer's name, and the reader's passkeys that count for their group.
struct Signing {
    written: Written,
    name: String,
    electorate: Option<Electorate>,
    own: Vec<Passkey>,
}

fn signing(tx: &mut Tx<'_>, app: &App, there: &There, (id, draft): (Id, Id), now: i64) -> Result<Option<(Seen, Signing)>, Fault> {
    let tools = Tools::of(app);
    let Some(seen) = Seen::read(tx, &tools, there, id)? else { return Ok(None) };
    let Some(written) = running::draft(tx, &tools, draft)?.filter(|written| written.draft.sending == id) else { return Ok(None) };
    let site = passkeys::site(&app.settings);
    let electorate = site.map(|site| running::electorate(tx, &tools, now, &seen.sending, &site)).transpose()?;
    let counts =
        |passkey: &Passkey| electorate.as_ref().is_some_and(|electorate| electorate.passkey(there.group.id, passkey.id).is_some());
    let own = passkeys::passkeys_of(tx, there.actor.account)?.into_iter().filter(counts).collect();
    let name = accounts::name_of(tx, &tools.vault, written.account)?;
    Ok(Some((seen, Signing { written, name, electorate, own })))
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id, draft)): Path<(String, String, String)>,
    Query(query): Query,
) -> Response {
    let (Ok(id), Ok(draft)) = (id.parse::<Id>(), draft.parse::<Id>()) else {
        return here.refused(&app, StatusCode::NOT_FOUND);
    };
    let shown = async {
        let (reading, now) = (app.clone(), app.clock.now());
        let look = move |tx: &mut Tx<'_>, there: &There| signing(tx, &reading, there, (id, draft), now);
        let seen = read_for_coalition(&app, signed_in.account, (&slug, query.get("as")), Deed::SeePlans, look).await?;
        Ok(match seen {
            Outcome::Done((there, Some((seen, signing)))) => {
                let mut page = act_page(&app, &here, signed_in, (&there, &seen), &signing)?;
                page.refusal = refusal_of(here.lang, &query);
                frame::html(StatusCode::OK, &page)
            }
            Outcome::Done((_, None)) => here.refused(&app, StatusCode::NOT_FOUND),
            other => led_back(&app, &here, &other, ""),
        })
    };
    here.answer(&app, shown.await)
}

/// How a draft stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Done,
    /// Something else happened since.
    Void,
    /// The reader's group has signed.
    Waits,
    /// Another group has signed.
    NeedsOne,
    NeedsTwo,
}

impl Standing {
    fn of(seen: &Seen, draft: &Draft, own: Id) -> Self {
        let hash = draft.hash();
        if seen.signers(hash).any(|(act, _)| act.came_to == CameTo::Done) {
            return Self::Done;
        }
        if seen.sending.version != draft.round {
            return Self::Void;
        }
        match (seen.signers(hash).any(|(act, _)| act.group == own), seen.signers(hash).next()) {
            (true, _) => Self::Waits,
            (false, Some(_)) => Self::NeedsOne,
            (false, None) => Self::NeedsTwo,
        }
    }

    /// Heading, sentence, and the notice that shows them.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Done => ("act-state-done", "act-state-done-text", "good"),
            Self::Void => ("act-state-void", "act-state-void-text", "quiet"),
            Self::Waits => ("act-state-waits", "act-state-waits-text", "attention"),
            Self::NeedsOne => ("act-state-one", "act-state-one-text", "danger"),
            Self::NeedsTwo => ("act-state-two", "act-state-two-text", "attention"),
        }
    }
}

fn act_page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    (there, seen): (&There, &Seen),
    signing: &Signing,
) -> Result<ActPage, Fault> {
    let mut frame = here.frame(app, "");
    let (written, draft) = (&signing.written, &signing.written.draft);
    frame.title = frame.t(power_title(draft.act));
    let standing = Standing::of(seen, draft, there.group.id);
    let (state, text, state_role) = standing.words();
    let is_open = matches!(standing, Standing::NeedsOne | Standing::NeedsTwo);
    let can_sign = is_open && there.may(Deed::SteerCall) && running::is_possible(draft.act, &seen.sending, app.clock.now());
    let row = |(lang, heading, words): (&'static str, &str, &Corrected)| {
        let is_spanish = lang == "es";
        let (subject, text) = (words.subject.of(is_spanish).to_owned(), words.text.of(is_spanish).to_owned());
        ActWordsRow { heading: frame.t(heading), lang, subject, text }
    };
    let both = |words| [("en", "plan-form-en", words), ("es", "plan-form-es", words)];
    let by = frame.t2("act-written-by", ("group", &seen.group_name(written.group)), ("name", &signing.name));
    Ok(ActPage {
        back: back(&frame, there, &seen.sending),
        acting: acting(&frame, here, there),
        refusal: None,
        state: (frame.t(state), frame.t(text)),
        state_role,
        means: if is_open || standing == Standing::Waits { seen.means(&frame, draft.act) } else { Vec::new() },
        words: draft.words.iter().flat_map(both).map(row).collect(),
        reason: draft.reason.clone(),
        by: format!("{by}, {}", frame.date_time(&zoned(written.at, &seen.zone))),
        signed: seen.signed_by(&frame, draft.hash()),
        text: draft.text(),
        form: if can_sign { Some(sign_form(app, &frame, there, signing)?) } else { None },
        frame,
        signed_in,
    })
}

fn sign_form(app: &App, frame: &Frame, there: &There, signing: &Signing) -> Result<SignForm, Fault> {
    let (written, draft) = (&signing.written, &signing.written.draft);
    let (mut listed, mut chosen) = (Vec::new(), Vec::new());
    for passkey in &signing.own {
        listed.push(json!({ "id": passkey.id, "credential": Base64(passkey.credential_id.clone()) }));
        let (value, words, hint) = (passkey.id.to_string(), passkey.name(&app.vault)?, String::new());
        chosen.push(Choose { value, words, hint, chosen: false });
    }
    let (plan, site) = match &signing.electorate {
        Some(electorate) => (electorate.plan, electorate.site.id.clone()),
        None => (Hash::ZERO, String::new()),
    };
    let words = json!({
        "format": ACT_FORMAT, "act": draft.act, "coalition": there.coalition.id, "plan": plan,
        "subject": draft.sending, "group": there.group.id,
    });
    Ok(SignForm {
        key: "act",
        heading: frame.t("act-sign-heading"),
        text: frame.t("act-sign-text"),
        action: frame.link(&act_path(there, written)),
        words: words.to_string(),
        replaces: String::new(),
        passkeys_json: String::from_utf8_lossy(&canonical::of(&listed)).into_owned(),
        passkeys: chosen,
        site,
        choices: Vec::new(),
        fixed_words: draft.text(),
        asks_reason: false,
        needs_reason: false,
        is_danger: draft.act != Act::Resume,
        button: frame.t(match draft.act {
            Act::Resume => "act-sign-resume",
            Act::Stop => "act-sign-stop",
            _ => "act-sign-correct",
        }),
    })
}

fn assertion(typed: &Typed) -> Option<Assertion> {
    let bytes = |name: &str| from_base64(typed.get(name)).map(Base64);
    Some(Assertion {
        authenticator_data: bytes("authenticator_data")?,
        client_data: bytes("client_data")?,
        signature: bytes("signature")?,
    })
}

pub(super) async fn sign(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, id, draft)): Path<(String, String, String)>,
    Query(query): Query,
    Sent(body): Sent,
) -> Response {
    let (Ok(id), Ok(draft)) = (id.parse::<Id>(), draft.parse::<Id>()) else {
        return here.refused(&app, StatusCode::NOT_FOUND);
    };
    let typed = Typed::read(&body);
    let (answer, signed_words) = (assertion(&typed), typed.get("words").to_owned());
    let (tools, signer, now, site) = (Tools::of(&app), Signer::of(&app), app.clock.now(), passkeys::site(&app.settings));
    let who = (slug.as_str(), query.get("as"));
    let signed =
        for_coalition(&app, signed_in.account, ("plans.sign_act", who.0, who.1), Deed::SteerCall, move |tx, by, coalition| {
            let Some(site) = &site else { return Ok(Err("ballot-refused-no-site")) };
            let Some(assertion) = answer.clone() else { return Ok(Err(words::of_assertion(AssertionRefusal::Malformed))) };
            let is_of_this = running::draft(tx, &tools, draft)?.is_some_and(|written| written.draft.sending == id);
            if !is_of_this {
                return Ok(Err(SignRefusal::Gone.message()));
            }
            let (account, group, words) = (by.account, by.group, signed_words.clone());
            let input = SignInput { act: by.id, draft, account, group, words, assertion };
            let done = running::sign::sign(tx, &tools, &signer, now, (coalition, site), &input)?;
            Ok(done.map_err(|refusal| refusal.message()))
        });
    let outcome = signed.await;
    // What was replaced has no page any more.
    let is_gone = matches!(&outcome, Ok(Outcome::Refused(message)) if *message == SignRefusal::Gone.message());
    let page = if is_gone { path_of(&slug, id) } else { format!("{}/acts/{draft}", path_of(&slug, id)) };
    let back = format!("{page}?as={}", who.1);
    here.answer(&app, outcome.map(|outcome| led_back(&app, &here, &outcome, &back)))
}
