//! A ballot's page from its preparation to what came of it, preparing one, and its file.

use super::{Outcome, There, act, id_of, look, not_done, passkey_wait, refusal_of, rows, tools, watch};
use crate::access::passkeys::{self, Passkey};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::ids::Id;
use crate::notices::{self, Notice, Signer};
use crate::plans::ballot_box::{BallotBox, GroupState, Phase};
use crate::plans::certificate::{self, Receipt};
use crate::plans::document::{Frozen, FrozenGroup, FrozenPasskey, Power};
use crate::plans::rule::{Moment, Side};
use crate::plans::{self, Choice, Outcome as PlanOutcome, follow, open, withdraw, words};
use crate::trust::ballot::{ACT_FORMAT, Act, BALLOT_FORMAT};
use crate::trust::{Base64, canonical};
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, zoned};
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_plans::{BallotPage, Choose, End, EventRow, GroupRow, Row, SignForm};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

pub(super) async fn prepare(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, plan)): Path<(String, String)>,
) -> Response {
    let Some(plan) = id_of(&plan) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let back = format!("/console/coalitions/{slug}/plans/{plan}");
    let Some(site) = passkeys::site(&app.settings) else {
        return not_done(&app, &here, &Outcome::<()>::Refused("ballot-refused-no-site"), &back);
    };
    // In a transaction before, so that nobody waits for a log while others wait for them.
    let (signer, now) = (Signer::of(&app), app.clock.now());
    let entered = act(&app, &signed_in, ("plans.enter_passkeys", &slug), Deed::PreparePlan, move |tx, there| {
        plans::passkeys::enter_of_coalition(tx, &signer, now, there.coalition.id).map(Ok)
    });
    match entered.await {
        Ok(Outcome::Done(_)) => {}
        Ok(other) => return not_done(&app, &here, &other, &back),
        Err(fault) => return here.fault(&app, &fault),
    }
    let (tools, now, public_url) = (tools(&app), app.clock.now(), app.settings.public_url.clone());
    let prepared = act(&app, &signed_in, ("plans.prepare", &slug), Deed::PreparePlan, move |tx, there| {
        let Some(plan) = plans::plan(tx, plan)?.filter(|plan| plan.coalition == there.coalition.id) else {
            return Ok(Err(words::of_open(open::OpenRefusal::Unknown)));
        };
        let Some(version) = plans::version(tx, &tools, plan.id, plan.version)? else {
            return Ok(Err(words::of_open(open::OpenRefusal::Unknown)));
        };
        // What a ballot decides is published as it stands: better to hear now that it cannot be.
        if follow::check_words(&version.document, &public_url).is_err() {
            return Ok(Err("ballot-refused-notice-words"));
        }
        let facts = plans::electorate::facts(tx, there.coalition.id, &site)?;
        let of = (there.coalition.id, plan.id, there.group.id);
        let preparation = match open::prepare(&tools, of, &version, &facts, now)? {
            Ok(preparation) => preparation,
            Err(refusal) => return Ok(Err(words::of_open(refusal))),
        };
        Ok(open::keep(tx, &preparation, now)?.map(|()| preparation.frozen.ballot).map_err(words::of_open))
    });
    here.answer(
        &app,
        prepared.await.map(|outcome| match outcome {
            Outcome::Done((there, ballot)) => here.see(&there.path(&format!("/ballots/{ballot}"))),
            other => not_done(&app, &here, &other, &back),
        }),
    )
}

/// Withdraws a ballot that was only prepared; an open one takes two signatures.
pub(super) async fn withdraw(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, ballot)): Path<(String, String)>,
) -> Response {
    let Some(ballot) = id_of(&ballot) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let back = format!("/console/coalitions/{slug}/ballots/{ballot}");
    let withdrawn = act(&app, &signed_in, ("plans.withdraw", &slug), Deed::PreparePlan, move |tx, there| {
        if plans::coalition_of_ballot(tx, ballot)?.is_some_and(|coalition| coalition != there.coalition.id) {
            return Ok(Err(words::of_withdraw(withdraw::WithdrawRefusal::OtherGroup)));
        }
        let plan = plans::plan_of_ballot(tx, ballot)?;
        Ok(withdraw::withdraw_prepared(tx, ballot, there.group.id)?.map(|()| plan).map_err(words::of_withdraw))
    });
    here.answer(
        &app,
        withdrawn.await.map(|outcome| match outcome {
            Outcome::Done((there, plan)) => {
                here.see(&there.path(&plan.map_or("/plans".to_owned(), |plan| format!("/plans/{plan}#ballots"))))
            }
            other => not_done(&app, &here, &other, &back),
        }),
    )
}

pub(super) async fn file(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, ballot)): Path<(String, String)>,
) -> Response {
    let Some(ballot) = id_of(&ballot) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let tools = tools(&app);
    let seen = look(&app, &signed_in, &slug, Deed::SeePlans, move |tx, there| {
        let file = certificate::export(tx, &tools, ballot)?;
        Ok(file.filter(|file| file.frozen.coalition == there.coalition.id))
    });
    here.answer(
        &app,
        seen.await.map(|outcome| match outcome {
            Outcome::Done((_, file)) => {
                let disposition = format!("attachment; filename=\"decision-{ballot}.json\"");
                let headers = [
                    (header::CONTENT_TYPE, "application/json".to_owned()),
                    (header::CONTENT_DISPOSITION, disposition),
                    (header::CACHE_CONTROL, "no-store".to_owned()),
                ];
                (headers, file.bytes()).into_response()
            }
            other => not_done(&app, &here, &other, ""),
        }),
    )
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, ballot)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let Some(ballot) = id_of(&ballot) else { return here.refused(&app, StatusCode::NOT_FOUND) };
    let (tools, account, now) = (tools(&app), signed_in.account, app.clock.now());
    let seen = look(&app, &signed_in, &slug, Deed::SeePlans, move |tx, there| {
        let found = plans::ballot(tx, &tools, ballot)?.filter(|found| found.frozen.coalition == there.coalition.id);
        let Some(ballot_box) = found else { return Ok(None) };
        let Some(watched) = plans::watch::ballot(tx, ballot, now)? else { return Ok(None) };
        let notice = notices::notice(tx, ballot.following(b"notice"))?;
        let prepared_by = plans::preparer_of_ballot(tx, ballot)?;
        Ok(Some((ballot_box, passkeys::passkeys_of(tx, account)?, watched, (notice, prepared_by))))
    });
    here.answer(
        &app,
        seen.await.and_then(|outcome| match outcome {
            Outcome::Done((there, (ballot_box, passkeys, watched, (notice, prepared_by)))) => {
                let mut look = Look { app: &app, there: &there, ballot_box: &ballot_box, passkeys: Vec::new() };
                look.passkeys = look.of_this_ballot(&passkeys)?;
                let mut page = look.page(&here, signed_in);
                page.live = watch::live(&page.frame, &there.path(&format!("/ballots/{ballot}")), watched);
                page.code = notice.map(|notice| code_link(&page.frame, &notice));
                page.refusal = refusal_of(here.lang, &query);
                page.signed = (query.get("signed") == "opening").then(|| look.signed_opening(&page.frame)).flatten();
                page.withdraw_action = look.withdraw_action(&page.frame, prepared_by);
                let receipt = query.get("receipt").parse::<Receipt>();
                page.receipt = receipt.ok().map(|receipt| receipt.to_string());
                Ok(frame::html(StatusCode::OK, &page))
            }
            other => Ok(not_done(&app, &here, &other, "")),
        }),
    )
}

/// To the words of the outcome that started, as everybody can read and check them.
fn code_link(frame: &Frame, notice: &Notice) -> Link {
    let code = notices::code::spaced(&notice.code);
    Link { name: frame.t1("ballot-code", "code", &code), url: frame.link(&format!("/n/{code}")) }
}

/// A part of the page in which something is signed: the ids of its words. A text is empty where it says how the group stands.
#[derive(Clone, Copy)]
struct Part {
    key: &'static str,
    heading: &'static str,
    text: &'static str,
    button: &'static str,
}

const OPEN: Part = Part { key: "open", heading: "ballot-open-heading", text: "ballot-open-text", button: "ballot-open-button" };
const VOTE: Part = Part { key: "vote", heading: "ballot-vote-heading", text: "", button: "ballot-vote-button" };
const HALT: Part = Part { key: "halt", heading: "ballot-halt-heading", text: "ballot-halt-text", button: "ballot-halt-button" };
const RECALL: Part =
    Part { key: "recall", heading: "ballot-recall-heading", text: "ballot-recall-text", button: "ballot-recall-button" };

const RECALL_ONESELF: Part =
    Part { heading: "ballot-recall-self-heading", text: "ballot-recall-self-text", button: "ballot-recall-self-button", ..RECALL };

const WITHDRAW: Part =
    Part { key: "withdraw", heading: "ballot-withdraw-heading", text: "ballot-withdraw-text", button: "ballot-withdraw-button" };

/// One of the reader's passkeys that was frozen with the ballot.
struct Own {
    id: Id,
    credential: Base64,
    name: String,
    power: Power,
    holder: u32,
}

struct Look<'a> {
    app: &'a App,
    there: &'a There,
    ballot_box: &'a BallotBox,
    passkeys: Vec<Own>,
}

impl Look<'_> {
    fn frozen(&self) -> &Frozen {
        &self.ballot_box.frozen
    }

    /// The reader's passkeys that count here, for the group they act for.
    fn of_this_ballot(&self, passkeys: &[Passkey]) -> Result<Vec<Own>, db::Fault> {
        let Some(group) = self.frozen().group(self.there.group.id) else { return Ok(Vec::new()) };
        let frozen = |passkey: &Passkey| group.passkeys.iter().find(|frozen| frozen.passkey == passkey.id).cloned();
        let own = |(passkey, frozen): (&Passkey, FrozenPasskey)| {
            let (id, credential) = (passkey.id, Base64(passkey.credential_id.clone()));
            Ok(Own { id, credential, name: passkey.name(&self.app.vault)?, power: frozen.power, holder: frozen.holder })
        };
        // The newest first: whoever added one since has it at hand.
        passkeys.iter().rev().filter_map(|passkey| Some((passkey, frozen(passkey)?))).map(own).collect()
    }

    fn page(&self, here: &Here, signed_in: SignedIn) -> BallotPage {
        let (frozen, document, now) = (self.frozen(), &self.frozen().document, self.app.clock.now());
        let bare = here.frame(self.app, "");
        let title = rows::in_lang(&bare, &document.title);
        let frame = here.frame(self.app, bare.t1("ballot-title", "plan", &title));
        let moment = self.ballot_box.moment(now);
        let event = |event: &plans::document::FrozenEvent| EventRow {
            title: rows::in_lang(&frame, &event.title),
            at: zoned(event.starts_at, &event.time_zone),
            place: format!("{}\n{}", event.place, event.contact),
        };
        BallotPage {
            plan: Link { name: title, url: frame.link(&self.there.path(&format!("/plans/{}", frozen.plan))) },
            live: None,
            code: None,
            refusal: None,
            receipt: None,
            signed: None,
            standing: self.standing_words(&frame, moment),
            stuck: self.stuck(&frame, now),
            withdraw_action: None,
            ends: self.ends(&frame, moment, now),
            is_over: !matches!(self.ballot_box.phase, Phase::Prepared | Phase::Open { .. }),
            acts_first: matches!(self.ballot_box.phase, Phase::Decided { .. }),
            forms: self.forms(&frame, now),
            groups: frozen.electorate.iter().map(|group| self.group(&frame, group)).collect(),
            count: self.count(&frame, now),
            version: frozen.version,
            scenarios: document.scenarios.iter().map(|words| rows::in_lang(&frame, words)).collect(),
            outcomes: rows::outcomes(&frame, document),
            rule: self.rule(&frame),
            events: frozen.events.iter().map(event).collect(),
            progress_url: self.progress_url(&frame),
            file_url: frame.link(&self.there.path(&format!("/ballots/{}/file", frozen.ballot))),
            frame,
            signed_in,
        }
    }

    /// The rule with its times, and how long new passkeys waited: whoever opens a ballot signs that, too.
    fn rule(&self, frame: &Frame) -> Vec<Row> {
        let mut rows = rows::rule_and_times(frame, &self.frozen().document);
        let wait = passkey_wait::said(frame, self.frozen().passkey_wait_minutes);
        rows.push(Row { name: frame.t("passkeys-wait-part"), value: wait });
        rows
    }

    /// The mails of an outcome that started, where it has any: they go by the id of its ballot.
    fn progress_url(&self, frame: &Frame) -> Option<String> {
        let Phase::Started { outcome, .. } = self.ballot_box.phase else { return None };
        let tells = !self.frozen().document.outcome(outcome).waves.is_empty();
        tells.then(|| frame.link(&self.there.path(&format!("/calls/{}", self.frozen().ballot))))
    }

    /// Where it stands, and whose signature its opening waits for.
    fn standing_words(&self, frame: &Frame, moment: Option<Moment>) -> String {
        let frozen = &self.frozen().electorate;
        let opened =
            |group: &&FrozenGroup| self.ballot_box.groups.get(&group.group).is_some_and(|state| state.opened && !state.left);
        match frozen.iter().find(opened).filter(|_| self.ballot_box.phase == Phase::Prepared) {
            Some(group) => frame.t1("ballot-half-opened", "group", &group.name),
            None => frame.t(self.standing(moment)),
        }
    }

    /// What whoever has just signed the opening hears: what happened, and what happens next.
    fn signed_opening(&self, frame: &Frame) -> Option<String> {
        let group = &self.there.group;
        let state = self.ballot_box.groups.get(&group.id).filter(|state| state.opened)?;
        let words = match self.ballot_box.phase {
            Phase::Prepared if !state.left => "ballot-you-signed",
            Phase::Open { .. } => "ballot-you-opened",
            _ => return None,
        };
        Some(frame.t1(words, "group", &group.name))
    }

    /// Where the group that prepared it withdraws it, as long as it is not open.
    fn withdraw_action(&self, frame: &Frame, prepared_by: Option<Id>) -> Option<String> {
        let may = self.ballot_box.phase == Phase::Prepared
            && prepared_by == Some(self.there.group.id)
            && self.there.may(Deed::PreparePlan);
        may.then(|| frame.link(&self.there.path(&format!("/ballots/{}/withdraw", self.frozen().ballot))))
    }

    /// That it can decide nothing any more, and what to do then.
    fn stuck(&self, frame: &Frame, now: i64) -> Option<String> {
        let is_open = matches!(self.ballot_box.phase, Phase::Open { .. }) && self.ballot_box.due(now).is_none();
        let words = match self.ballot_box.phase {
            Phase::Prepared => "ballot-would-be-stuck",
            _ if is_open => "ballot-stuck",
            _ => return None,
        };
        self.ballot_box.is_stuck().then(|| frame.t(words))
    }

    fn standing(&self, moment: Option<Moment>) -> &'static str {
        match (self.ballot_box.phase, moment) {
            (Phase::Prepared, _) => "ballot-prepared",
            (Phase::Open { .. }, Some(Moment::Consulting)) => "ballot-consulting",
            (Phase::Open { .. }, _) => "ballot-voting",
            (Phase::Decided { outcome: PlanOutcome::Call, .. }, _) => "ballot-decided-call",
            (Phase::Decided { outcome: PlanOutcome::StandDown, .. }, _) => "ballot-decided-stand-down",
            (Phase::Decided { outcome: PlanOutcome::Hold, .. }, _) => "ballot-decided-hold",
            (Phase::Halted { .. }, _) => "ballot-halted",
            (Phase::Withdrawn { .. }, _) => "ballot-withdrawn",
            (Phase::Started { outcome: PlanOutcome::Call, .. }, _) => "ballot-started-call",
            (Phase::Started { outcome: PlanOutcome::StandDown, .. }, _) => "ballot-started-stand-down",
            (Phase::Started { outcome: PlanOutcome::Hold, .. }, _) => "ballot-started-hold",
        }
    }

    fn ends(&self, frame: &Frame, moment: Option<Moment>, now: i64) -> Vec<End> {
        let document = &self.frozen().document;
        let end = |name: &str, at: i64| rows::end(frame, name, at, &document.time_zone, now);
        match self.ballot_box.phase {
            Phase::Open { consult_until, .. } if moment == Some(Moment::Consulting) => {
                vec![end("ballot-consult", consult_until), end("ballot-ends", document.deadline)]
            }
            Phase::Prepared | Phase::Open { .. } => vec![end("ballot-ends", document.deadline)],
            Phase::Decided { outcome, starts_at, .. } if outcome != PlanOutcome::Hold => vec![end("ballot-starts", starts_at)],
            _ => Vec::new(),
        }
    }

    fn group(&self, frame: &Frame, group: &FrozenGroup) -> GroupRow {
        let silent = GroupState::default();
        let state = self.ballot_box.groups.get(&group.group).unwrap_or(&silent);
        let standing = state.standing.as_ref();
        let says = match (standing, self.ballot_box.phase) {
            (Some(standing), _) => rows::choice(frame, standing.choice),
            (None, Phase::Prepared) if state.opened => frame.t("ballot-signed-opening"),
            (None, _) => frame.t("ballot-silent"),
        };
        let has_voters = group.passkeys.iter().any(|passkey| passkey.power != Power::Member);
        let notes = [
            (!has_voters).then(|| frame.t("ballot-no-passkey")),
            state.recalled.then(|| frame.t("ballot-recalled")),
            state.left.then(|| frame.t("ballot-left-coalition")),
            state.halts.as_ref().map(|reason| frame.t1("ballot-halts", "reason", reason)),
            state.withdraws.as_ref().map(|reason| frame.t1("ballot-withdraws", "reason", reason)),
        ];
        let reason = standing.map(|standing| standing.reason.clone()).unwrap_or_default();
        GroupRow { name: group.name.clone(), says, reason, notes: notes.into_iter().flatten().collect() }
    }

    /// The count as it stands, or as it stood when it decided.
    fn count(&self, frame: &Frame, now: i64) -> Vec<String> {
        if self.ballot_box.phase == Phase::Prepared {
            return Vec::new();
        }
        let tally = self.ballot_box.tally(self.ballot_box.telling_moment(now));
        let side = |name: &str, side: &Side| {
            let (is_for, needed) = (side.is_for.to_string(), side.needed.to_string());
            let said = frame.t2("ballot-count-side", ("for", &is_for), ("needed", &needed));
            let stopped = if side.stopped { format!(", {}", frame.t("ballot-count-blocked")) } else { String::new() };
            format!("{}: {said}{stopped}", frame.t(name))
        };
        let numbers = [("spoken", tally.spoken), ("all", tally.electorate), ("quorum", tally.quorum)];
        let numbers = numbers.map(|(name, count)| (name, (count as u64).into()));
        vec![
            crate::web::lang::t(frame.lang, "ballot-count-spoken", &numbers),
            frame.tn("ballot-count-counted", tally.counted as u64),
            side("choice-call", &tally.call),
            side("choice-stand-down", &tally.stand_down),
        ]
    }

    /// What the reader may sign now.
    fn forms(&self, frame: &Frame, now: i64) -> Vec<SignForm> {
        let Some(state) = self.ballot_box.groups.get(&self.there.group.id).filter(|state| !state.left) else {
            return Vec::new();
        };
        let is_open = matches!(self.ballot_box.phase, Phase::Open { .. }) && self.ballot_box.due(now).is_none();
        let mut forms = Vec::new();
        if self.ballot_box.phase == Phase::Prepared && !state.opened && self.there.may(Deed::OpenBallot) {
            forms.push(self.act_form(frame, Act::OpenBallot));
        }
        if is_open && self.there.may(Deed::Vote) {
            forms.push(self.vote_form(frame, state));
        }
        let may_halt = matches!(self.ballot_box.phase, Phase::Decided { outcome, starts_at, .. } if outcome != PlanOutcome::Hold && now < starts_at);
        if may_halt && state.halts.is_none() && self.there.may(Deed::HoldCall) {
            forms.push(self.act_form(frame, Act::Halt));
        }
        let has_signed = self.passkeys.iter().any(|passkey| state.recall_by.contains(&passkey.holder));
        if is_open && !state.recalled && !has_signed && !self.passkeys.is_empty() {
            forms.push(self.act_form(frame, Act::RecallDelegate));
        }
        let may_withdraw = is_open && state.withdraws.is_none() && self.ballot_box.may_be_withdrawn();
        let may_sign = if self.ballot_box.is_stuck() { !self.passkeys.is_empty() } else { self.there.may(Deed::HoldCall) };
        if may_withdraw && may_sign {
            forms.push(self.act_form(frame, Act::WithdrawBallot));
        }
        forms
    }

    fn act_form(&self, frame: &Frame, act: Act) -> SignForm {
        let frozen = self.frozen();
        let part = match act {
            Act::OpenBallot => OPEN,
            Act::Halt => HALT,
            Act::WithdrawBallot => WITHDRAW,
            _ => RECALL,
        };
        let words = json!({
            "format": ACT_FORMAT, "act": act, "coalition": frozen.coalition, "plan": self.ballot_box.plan,
            "subject": frozen.ballot, "group": self.there.group.id,
        });
        let takes_back = matches!(act, Act::Halt | Act::WithdrawBallot);
        let by_anybody = act == Act::WithdrawBallot && self.ballot_box.is_stuck();
        let speaks = |own: &&Own| !takes_back || by_anybody || own.power != Power::Member;
        // To its own delegate a recall says what it would do to them.
        let is_delegate = self.passkeys.iter().any(|own| own.power == Power::Delegate);
        let part = if act == Act::RecallDelegate && is_delegate { RECALL_ONESELF } else { part };
        SignForm {
            asks_reason: act != Act::OpenBallot,
            needs_reason: takes_back,
            is_danger: act != Act::OpenBallot,
            ..self.form(frame, part, words.to_string(), self.passkeys.iter().filter(speaks))
        }
    }

    fn vote_form(&self, frame: &Frame, state: &GroupState) -> SignForm {
        let (frozen, group) = (self.frozen(), &self.there.group.name);
        let words = json!({
            "format": BALLOT_FORMAT, "coalition": frozen.coalition, "plan": self.ballot_box.plan,
            "ballot": frozen.ballot, "group": self.there.group.id,
        });
        let said = state.standing.as_ref().map(|standing| standing.choice);
        // Only what stands is chosen beforehand: an address that somebody passes on chooses nothing.
        let choice = |choice: Choice| rows::choice_field(frame, choice, said == Some(choice));
        let text = match said {
            Some(said) => frame.t2("ballot-vote-now", ("group", group), ("choice", &rows::choice(frame, said))),
            None => frame.t1("ballot-vote-none", "group", group),
        };
        let speaks = |own: &&Own| own.power == Power::Deputy || (own.power == Power::Delegate && !state.recalled);
        SignForm {
            text,
            replaces: state.latest.to_string(),
            choices: Choice::ALL.map(choice).into(),
            asks_reason: true,
            ..self.form(frame, VOTE, words.to_string(), self.passkeys.iter().filter(speaks))
        }
    }

    /// What all forms have in common.
    fn form<'b>(&self, frame: &Frame, part: Part, words: String, passkeys: impl Iterator<Item = &'b Own>) -> SignForm {
        let (mut listed, mut chosen) = (Vec::new(), Vec::new());
        for own in passkeys {
            listed.push(json!({ "id": own.id, "credential": own.credential }));
            let (value, words, hint) = (own.id.to_string(), own.name.clone(), String::new());
            chosen.push(Choose { value, words, hint, chosen: false });
        }
        SignForm {
            key: part.key,
            heading: frame.t(part.heading),
            text: if part.text.is_empty() { String::new() } else { frame.t(part.text) },
            action: frame.link(&self.there.path(&format!("/ballots/{}", self.frozen().ballot))),
            words,
            replaces: String::new(),
            passkeys_json: String::from_utf8_lossy(&canonical::of(&listed)).into_owned(),
            passkeys: chosen,
            site: self.frozen().site.id.clone(),
            choices: Vec::new(),
            fixed_words: String::new(),
            asks_reason: false,
            needs_reason: false,
            is_danger: false,
            button: frame.t(part.button),
        }
    }
}
