//! A group asks to join a coalition, on a page that a steering group switches on.
//!
//! What is sent goes the way of every form: it waits until its mailbox answers (`pending/`), and only then stands before the steering
//! groups, sealed. Somebody who owns a group on this server asks in its name without that round. A steering group takes it in, which
//! makes a group that was not here, or declines with words; either is mailed to the contact. Whoever asks learns nothing of others.

pub mod answer;
pub mod ask;
pub mod confirming;
pub mod console;
pub mod jobs;
pub mod open;
pub mod own;
pub mod pages;
pub(crate) mod store;

use super::profile::LegalKind;
use super::{Coalition, CoalitionState, Group, Role};
use crate::clock::DAY;
use crate::forms::{Form, FormKind, FormState, Question, QuestionKind, questions};
use crate::ids::Id;
use crate::keys::Vault;
use crate::pending::FormContent;
use crate::web::lang::{self, Lang};
use db::{Fault, Tx};

/// Requests of one coalition that may wait: more than its people read.
pub const OPEN_MAX: i64 = 200;
/// A request is kept for so long, answered or not.
pub const KEPT: i64 = 90 * DAY;
/// Questions of a coalition's own.
pub const OWN_QUESTIONS_MAX: usize = 10;
/// A coalition's words above the form, in each language.
pub const WORDS_CHARS_MAX: usize = 4_000;
/// What a coalition says when it declines.
pub const ANSWER_CHARS_MAX: usize = 2_000;
/// Above so many requests a minute the form asks for proof of work: groups do not come in crowds.
const USUAL_PER_MINUTE: i64 = 10;

/// The questions that every such form asks, in their order.
const GROUP_NAME: &str = "q1";
const LEGAL_KIND: &str = "q2";
const ADDRESS: &str = "q3";
const WHY: &str = "q4";
const ROLE: &str = "q5";
const FIXED: usize = 5;

/// A coalition's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinForm {
    /// The coalition.
    pub coalition: Id,
    /// In whose name it stands.
    pub group: Id,
    /// Whether it is switched on.
    pub is_open: bool,
    /// Words above it, in English.
    pub words_en: String,
    /// In Spanish.
    pub words_es: String,
    /// The coalition's own questions.
    pub questions: Vec<Question>,
}

/// Roles that can be asked for: nobody steers by a form.
const ROLES: [Role; 2] = [Role::Endorser, Role::Partner];

impl JoinForm {
    /// It as forms are shown and checked: the fixed questions first, then its own.
    fn as_form(&self) -> Form {
        let line = |id: &str, kind| {
            let (en, es) = (lang::t(Lang::En, id, &[]), lang::t(Lang::Es, id, &[]));
            Question { kind, required: true, en, es, ..Question::default() }
        };
        let choices = |ids: Vec<&'static str>| {
            let choice = |id: &str| questions::Choice {
                en: lang::t(Lang::En, id, &[]),
                es: lang::t(Lang::Es, id, &[]),
                ..questions::Choice::default()
            };
            ids.into_iter().map(choice).collect()
        };
        let kinds = LegalKind::ALL.iter().map(|kind| kind.message()).collect();
        let roles = vec!["join-role-endorser", "join-role-partner"];
        let mut all = vec![
            line("join-group-name", QuestionKind::Short),
            Question { choices: choices(kinds), ..line("join-legal-kind", QuestionKind::One) },
            line("join-address", QuestionKind::Short),
            line("join-why", QuestionKind::Long),
            Question { choices: choices(roles), ..line("join-role", QuestionKind::One) },
        ];
        all.extend(self.questions.iter().cloned());
        questions::numbered(&mut all);
        Form {
            id: self.coalition,
            group: self.group,
            coalition: Some(self.coalition),
            slug: String::new(),
            kind: FormKind::default(),
            name: String::new(),
            origin_system: String::new(),
            state: FormState::Open,
            goal: 0,
            closes_at: None,
            time_zone: crate::web::site::SITE_ZONE.to_owned(),
            usual_per_minute: USUAL_PER_MINUTE,
            questions: all,
            created_at: 0,
            modified_at: 0,
        }
    }

    /// The coalition's words in a language, or those there are.
    fn words(&self, lang: Lang) -> &str {
        super::pages::own_or_other(lang, &self.words_en, &self.words_es)
    }
}

/// What a group asks, read from what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its name.
    pub name: String,
    /// What it is in law.
    pub legal_kind: LegalKind,
    /// Its postal address.
    pub address: String,
    /// Why.
    pub why: String,
    /// As what.
    pub role: Role,
    /// The coalition's own questions with what was answered.
    pub answers: Vec<(String, String)>,
}

/// The place of a choice, from its key `c1`, `c2` and so on.
fn place(key: &str) -> usize {
    key.strip_prefix('c').and_then(|place| place.parse::<usize>().ok()).unwrap_or(1).saturating_sub(1)
}

impl Wanted {
    /// Reads it. Questions that were changed since are told as they stand now, or left out.
    pub fn read(form: &JoinForm, content: &FormContent, lang: Lang) -> Self {
        let said = |key: &str| content.answers.get(key).and_then(|answer| answer.first()).cloned().unwrap_or_default();
        let asked = form.as_form().questions;
        let own = asked.iter().skip(FIXED).filter_map(|question| {
            let answer = content.answers.get(&question.key)?;
            Some((question.words(lang).to_owned(), question.said(lang, answer)))
        });
        Self {
            name: said(GROUP_NAME),
            legal_kind: LegalKind::ALL.get(place(&said(LEGAL_KIND))).copied().unwrap_or_default(),
            address: said(ADDRESS),
            why: said(WHY),
            role: ROLES.get(place(&said(ROLE))).copied().unwrap_or(Role::Endorser),
            answers: own.collect(),
        }
    }
}

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its id.
    pub id: Id,
    /// Of which coalition.
    pub coalition: Id,
    /// Whose key seals it.
    pub group: Id,
    /// The group on this server that asks.
    pub own_group: Option<Id>,
    /// What was sent, sealed.
    pub(crate) sealed: Vec<u8>,
    /// `open`, or how it ended.
    pub(crate) state: String,
    /// When it was confirmed.
    pub asked_at: i64,
    /// The deed that answered it.
    pub(crate) answer_id: Option<Id>,
    /// Words that came with it, sealed.
    pub(crate) answer_sealed: Option<Vec<u8>>,
    /// The steering group that answered.
    pub(crate) answered_by: Option<Id>,
}

impl Request {
    /// Opens what was sent; the key of the form's group must be known.
    pub fn open(&self, vault: &Vault) -> Result<FormContent, Fault> {
        let plain = vault.open_sealed(self.group, &self.id.0, &self.sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Fault::bug("a request to join cannot be read"))
    }
}

/// The form of a coalition, switched on or off.
pub fn form_of(tx: &mut Tx<'_>, coalition: Id) -> Result<Option<JoinForm>, Fault> {
    store::form(tx, coalition)
}

/// A coalition's form with the group in whose name it stands, while it takes requests: it is switched on, and that group steers.
pub fn open_form(tx: &mut Tx<'_>, coalition: Id) -> Result<Option<(Coalition, JoinForm, Group)>, Fault> {
    let Some((found, CoalitionState::Standing)) = super::coalition(tx, coalition)? else { return Ok(None) };
    let Some(form) = store::form(tx, coalition)?.filter(|form| form.is_open) else { return Ok(None) };
    if super::role_of(tx, coalition, form.group)? != Some(Role::Steering) {
        return Ok(None);
    }
    Ok(super::group(tx, form.group)?.map(|group| (found, form, group)))
}

/// How many requests of a coalition wait.
pub fn waiting_count(tx: &mut Tx<'_>, coalition: Id) -> Result<i64, Fault> {
    store::waiting_count(tx, coalition)
}

/// The requests of a coalition that wait, the oldest first.
pub fn waiting(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<Request>, Fault> {
    store::waiting(tx, coalition, OPEN_MAX)
}
