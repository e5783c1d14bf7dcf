//! Submitting a form: the rule that the page, the API and the confirming link share.
//!
//! A slice of people comes in, each for some form. First: does the form take them? Then the people are recognised, in the form's group.
//! Then the submissions are added: the database's unique key (identity, form) *is* the once-only rule. What the same human confirms
//! from their mailbox later takes the place of what stands, and the counts of the choices move along; whoever else says something about
//! somebody who has answered changes nothing. The tallies are raised in the same transaction, and the consents noted.

use super::questions::{self, Answers, Question};
use super::store::{self, NewSubmission, Standing};
use super::{Form, FormState, SubmissionKind, listing};
use crate::actions::kinds::GRACE;
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::beside::programs::{self, FromProgram};
use crate::people::{self, Consent, PersonInput, Recognised};
use crate::webhooks::{self, Happened, Kind};
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// What is sealed with a submission.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The answers.
    pub answers: Answers,
    /// Foreign ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
    /// What stood in the fields before the answers filled them for the first time, by question.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub former: BTreeMap<String, String>,
}

impl Said {
    /// The bytes that are sealed.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts always serialise")
    }

    /// Opens what was sealed with a submission of a group; nothing was kept of somebody who was erased.
    pub fn open(vault: &Vault, group: Id, submission: Id, sealed: Option<&[u8]>) -> Result<Option<Self>, Fault> {
        let Some(sealed) = sealed else { return Ok(None) };
        let plain = vault.open_sealed(group, &submission.0, sealed)?;
        serde_json::from_slice(&plain).map(Some).map_err(|_| Fault::bug("a submission cannot be read"))
    }
}

/// One submission, keyed and sealed.
#[derive(Clone, Debug)]
pub struct SubmitInput {
    /// Which form.
    pub form: Id,
    /// The submission's id, if it turns out to be new.
    pub submission: Id,
    /// How we know.
    pub kind: SubmissionKind,
    /// The person in the form's group's list.
    pub person: PersonInput,
    /// What they allowed.
    pub consents: Vec<Consent>,
    /// What they said.
    pub said: Said,
    /// The same, sealed under the submission's id.
    pub sealed: Vec<u8>,
    /// When they sent it, microseconds. Counts for closing, not when they confirmed.
    pub submitted_at: i64,
    /// What a program says beside.
    pub beside: Option<FromProgram>,
}

/// A submission that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The submission, this one or the earlier one of the same human.
    pub submission: Id,
    /// The record in the form's group's list.
    pub person: Id,
    /// Whether it is new.
    pub added: bool,
}

/// Why a form does not take somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmitRefusal {
    /// There is no such form.
    Unknown,
    /// It closed, at this instant.
    Closed(i64),
    /// Its group stopped it.
    Stopped,
}

/// Whether the form takes a submission that was made at `submitted_at`, now. Only a confirmation comes later than it was made; it
/// counts as long after the closing as a signature's does.
pub fn refusal(form: &Form, submitted_at: i64, now: i64) -> Option<SubmitRefusal> {
    match (form.state, form.closes_at) {
        (FormState::Stopped, _) => Some(SubmitRefusal::Stopped),
        (_, Some(closes_at)) if submitted_at >= closes_at || now >= closes_at + GRACE => Some(SubmitRefusal::Closed(closes_at)),
        _ => None,
    }
}

pub(super) type Forms = HashMap<Id, Option<Form>>;

/// The forms of a slice, each read once.
pub(super) fn forms_of(tx: &mut Tx<'_>, slice: &[&SubmitInput]) -> Result<Forms, Fault> {
    let mut forms = Forms::new();
    for input in slice {
        if let Entry::Vacant(unread) = forms.entry(input.form) {
            unread.insert(store::form(tx, input.form)?);
        }
    }
    Ok(forms)
}

/// Why each of a slice is not taken.
pub(super) fn refused(forms: &Forms, now: i64, slice: &[&SubmitInput]) -> Vec<Option<SubmitRefusal>> {
    let of = |input: &&SubmitInput| match forms.get(&input.form).and_then(Option::as_ref) {
        Some(form) => refusal(form, input.submitted_at, now),
        None => Some(SubmitRefusal::Unknown),
    };
    slice.iter().map(of).collect()
}

/// Submits for a slice; answers in its order.
pub fn submit(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    slice: &[&SubmitInput],
) -> Result<Vec<Result<Submitted, SubmitRefusal>>, Fault> {
    let forms = forms_of(tx, slice)?;
    let refusals = refused(&forms, now, slice);
    put(tx, vault, now, (&forms, slice), refusals)
}

/// Adds submissions that were made elsewhere while the form took them there; whether it takes any here is not asked.
pub(super) fn take_all(tx: &mut Tx<'_>, vault: &Vault, now: i64, slice: &[&SubmitInput]) -> Result<Vec<Submitted>, Fault> {
    let forms = forms_of(tx, slice)?;
    let put = put(tx, vault, now, (&forms, slice), vec![None; slice.len()])?;
    Ok(put.into_iter().filter_map(Result::ok).collect())
}

fn put(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    (forms, slice): (&Forms, &[&SubmitInput]),
    refusals: Vec<Option<SubmitRefusal>>,
) -> Result<Vec<Result<Submitted, SubmitRefusal>>, Fault> {
    let takers: Vec<&SubmitInput> =
        slice.iter().zip(&refusals).filter(|(_, refusal)| refusal.is_none()).map(|(input, _)| *input).collect();
    let people: Vec<&PersonInput> = takers.iter().map(|input| &input.person).collect();
    let recognised = people::recognise(tx, vault, now, &people)?;
    let submitted = add(tx, vault, now, (forms, &takers), &recognised)?;
    tell(tx, now, &takers, &recognised, &submitted)?;
    let deeds = takers.iter().zip(&recognised).zip(&submitted).map(|((input, known), done)| programs::Deed {
        person: &input.person,
        known,
        new: done.added.then_some(done.submission),
        consents: &input.consents,
        beside: input.beside.as_ref(),
    });
    programs::write(tx, now, &deeds.collect::<Vec<_>>())?;
    let mut submitted = submitted.into_iter();
    refusals
        .into_iter()
        .map(|refusal| match refusal {
            Some(refusal) => Ok(Err(refusal)),
            None => submitted.next().map(Ok).ok_or_else(|| Fault::bug("somebody who submits got no answer")),
        })
        .collect()
}

/// Tells the hooks of the forms' groups. Whoever brings a list knows what is in it.
fn tell(tx: &mut Tx<'_>, now: i64, takers: &[&SubmitInput], recognised: &[Recognised], done: &[Submitted]) -> Result<(), Fault> {
    let is_news = |input: &&&SubmitInput| input.kind != SubmissionKind::Imported;
    webhooks::note(tx, now, takers.iter().filter(is_news).map(|input| input.person.group), |_| {
        let mut all = Vec::new();
        for ((input, known), done) in takers.iter().zip(recognised).zip(done).filter(|((input, _), _)| is_news(input)) {
            let group = input.person.group;
            // What somebody confirms takes the place of what stood there.
            let (action, record, at) = (input.form, done.submission, input.submitted_at);
            let is_new = done.added || input.kind == SubmissionKind::Confirmed;
            all.extend(is_new.then_some(Happened { group, kind: Kind::Submission, action, record, at }));
            all.extend(known.added.then(|| webhooks::new_supporter(group, known.person, now)));
        }
        Ok(all)
    })
}

/// What a slice moves in the tallies.
#[derive(Default)]
struct Moves {
    /// By form, kind and region.
    submissions: BTreeMap<(Id, i64, String), i64>,
    /// By form, question and choice.
    answers: BTreeMap<(Id, String, String), i64>,
}

impl Moves {
    fn submission(&mut self, form: Id, kind: SubmissionKind, region: &str, by: i64) {
        *self.submissions.entry((form, kind as i64, region.to_owned())).or_default() += by;
    }

    fn answers(&mut self, form: Id, questions: &[Question], answers: &Answers, by: i64) {
        for (question, choice) in questions::counted(questions, answers) {
            *self.answers.entry((form, question.to_owned(), choice.to_owned())).or_default() += by;
        }
    }
}

/// Adds the submissions, puts what was confirmed anew in place of what stands, and raises the tallies.
fn add(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    (forms, takers): (&Forms, &[&SubmitInput]),
    recognised: &[Recognised],
) -> Result<Vec<Submitted>, Fault> {
    let mut rows: Vec<NewSubmission<'_>> = takers
        .iter()
        .zip(recognised)
        .map(|(input, person)| NewSubmission { identity: person.identity, person: person.person, input })
        .collect();
    // Of two in one slice the confirmed one stands, of those the newest.
    rows.sort_by_key(|row| (row.identity, row.input.form, row.input.kind, std::cmp::Reverse(row.input.submitted_at)));
    rows.dedup_by_key(|row| (row.identity, row.input.form));
    let added = store::add(tx, &rows)?;
    let (new, known): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| added.contains_key(&row.key()));
    let mut moves = Moves::default();
    let questions = |form: Id| forms.get(&form).and_then(Option::as_ref).map_or(&[][..], |form| form.questions.as_slice());
    for row in &new {
        let SubmitInput { form, kind, person, said, .. } = row.input;
        moves.submission(*form, *kind, &person.coarse.region, 1);
        moves.answers(*form, questions(*form), &said.answers, 1);
    }
    let mut standing: HashMap<(Id, Id), (Id, bool)> = added.into_iter().map(|(key, id)| (key, (id, true))).collect();
    let (confirming, saying): (Vec<_>, Vec<_>) = known.into_iter().partition(|row| row.input.kind == SubmissionKind::Confirmed);
    for found in store::find(tx, &saying)? {
        standing.insert(found.key(), (found.id, false));
    }
    // Locked, so that of two at once each moves the counts from what it read.
    let before: HashMap<(Id, Id), Standing> = store::lock(tx, &confirming)?.into_iter().map(|found| (found.key(), found)).collect();
    let mut replaced = Vec::with_capacity(confirming.len());
    for row in &confirming {
        let found = before.get(&row.key()).ok_or_else(|| Fault::bug("a submission vanished"))?;
        moves.submission(row.input.form, found.kind, &found.region, -1);
        moves.submission(row.input.form, SubmissionKind::Confirmed, &found.region, 1);
        let mut said = Cow::Borrowed(&row.input.said);
        // Answers that were erased stay counted, as a number that is nobody's.
        if let Some(was) = Said::open(vault, found.group, found.id, found.sealed.as_deref())? {
            moves.answers(row.input.form, questions(row.input.form), &was.answers, -1);
            // What the group had set stays before what the person said themselves since.
            if !was.former.is_empty() {
                said.to_mut().former.extend(was.former);
            }
        }
        moves.answers(row.input.form, questions(row.input.form), &row.input.said.answers, 1);
        standing.insert(row.key(), (found.id, false));
        replaced.push((*row, sealed_under(vault, found, (&said, &row.input.person))?));
    }
    store::replace(tx, now, &replaced)?;
    store::raise_tallies(tx, &moves.submissions)?;
    store::raise_answers(tx, &moves.answers)?;
    takers
        .iter()
        .zip(recognised)
        .map(|(input, person)| {
            let found = standing.get(&(person.identity, input.form));
            let &(submission, added) = found.ok_or_else(|| Fault::bug("a submission vanished"))?;
            Ok(Submitted { submission, person: person.person, added: added && submission == input.submission })
        })
        .collect()
}

/// Writes other answers or further foreign ids into a submission that nobody confirmed; the counts of the choices move along. Of one
/// that was confirmed only foreign ids are added. `false` where there is none, or it was erased.
pub fn set_said(
    tx: &mut Tx<'_>,
    vault: &Vault,
    (form, id): (Id, Id),
    (answers, identifiers): (Option<&Answers>, &[String]),
    (now, nonce): (i64, [u8; 32]),
) -> Result<bool, Fault> {
    let (Some(asked), Some(row)) = (store::form(tx, form)?, store::by_ids(tx, form, &[id])?.pop()) else { return Ok(false) };
    let Some(found) = store::lock_one(tx, (row.identity, form))? else { return Ok(false) };
    if !listing::is_seen(tx, asked.group, found.group)? {
        return Ok(false);
    }
    let Some(was) = Said::open(vault, found.group, found.id, found.sealed.as_deref())? else { return Ok(false) };
    let mut said = was.clone();
    said.identifiers.extend(identifiers.iter().filter(|text| !was.identifiers.contains(text)).cloned());
    if let Some(answers) = answers.filter(|_| found.kind != SubmissionKind::Confirmed) {
        said.answers.clone_from(answers);
    }
    if said == was {
        return Ok(true);
    }
    let mut moves = Moves::default();
    moves.answers(form, &asked.questions, &was.answers, -1);
    moves.answers(form, &asked.questions, &said.answers, 1);
    store::raise_answers(tx, &moves.answers)?;
    // Run again, it draws another nonce from another text only.
    let hash = blake3::keyed_hash(&nonce, &said.to_bytes());
    let sealed =
        vault.seal(found.group, &found.id.0, &said.to_bytes(), *hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))?;
    store::set_sealed(tx, (row.identity, form), &sealed, now.max(row.modified_at + 1))
}

/// The answers, sealed under the submission that stands. The nonce is drawn from spare randomness and the text, as `recognise` does it.
fn sealed_under(vault: &Vault, found: &Standing, (said, person): (&Said, &PersonInput)) -> Result<Vec<u8>, Fault> {
    let plain = said.to_bytes();
    let hash = blake3::keyed_hash(&person.spare, &[b"submission".as_slice(), &found.id.0, &plain].concat());
    let nonce = *hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
    vault.seal(person.group, &found.id.0, &plain, nonce)
}
