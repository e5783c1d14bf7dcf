//! All SQL about forms and submissions.

use super::listing::SubmissionRow;
use super::submit::SubmitInput;
use super::{Form, FormKind, FormState, Question, SubmissionKind, Words};
use crate::actions::running::dates::Dates;
use crate::coalitions::Act;
use crate::ids::Id;
use crate::osdi::marks::{self, Place};
use crate::osdi::{chosen, range::Range};
use crate::petitions::count::TallyRow;
use db::{Fault, Row, Tx, Val};
use seal::MatchingKey;
use std::collections::{BTreeMap, HashMap, HashSet};

db::statements! {
    /// One form.
    FORM = "SELECT id, group_id, coalition_id, slug, kind, name, origin_system, state, goal, closes_at, time_zone, usual_per_minute,
        questions, created_at, modified_at FROM form WHERE id = $1";
    /// One form by its address.
    FORM_BY_SLUG = "SELECT id, group_id, coalition_id, slug, kind, name, origin_system, state, goal, closes_at, time_zone, usual_per_minute,
        questions, created_at, modified_at FROM form WHERE slug = $1";
    /// A group's forms.
    FORMS_OF_GROUP = "SELECT id, group_id, coalition_id, slug, kind, name, origin_system, state, goal, closes_at, time_zone, usual_per_minute,
        questions, created_at, modified_at FROM form WHERE group_id = $1 ORDER BY id DESC LIMIT $2";
    /// Those of them that take submissions.
    OPEN_FORMS_OF_GROUP = "SELECT id, group_id, coalition_id, slug, kind, name, origin_system, state, goal, closes_at, time_zone, usual_per_minute,
        questions, created_at, modified_at FROM form
        WHERE group_id = $1 AND state = 'open' AND (closes_at IS NULL OR closes_at > $2) ORDER BY id DESC LIMIT $3";
    /// A coalition's forms that take submissions.
    OPEN_FORMS_OF_COALITION = "SELECT id, group_id, coalition_id, slug, kind, name, origin_system, state, goal, closes_at, time_zone, usual_per_minute,
        questions, created_at, modified_at FROM form
        WHERE coalition_id = $1 AND state = 'open' AND (closes_at IS NULL OR closes_at > $2) ORDER BY id DESC LIMIT $3";
    /// Adds one.
    ADD_FORM = "INSERT INTO form (id, group_id, coalition_id, slug, kind, name, origin_system, state, goal, closes_at, time_zone,
        usual_per_minute, questions, created_at, modified_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (slug) DO NOTHING";
    /// Changes the version that was read.
    SET_FORM = "UPDATE form SET name = $2, goal = $3, closes_at = $4, time_zone = $5, modified_at = $7 WHERE id = $1 AND modified_at = $6";
    /// Its words.
    WORDS = "SELECT lang, title, text_markdown, thanks_markdown FROM form_words WHERE form_id = $1 ORDER BY lang";
    /// Writes its words in one language.
    SET_WORDS = "INSERT INTO form_words (form_id, lang, title, text_markdown, thanks_markdown) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (form_id, lang) DO UPDATE
        SET title = excluded.title, text_markdown = excluded.text_markdown, thanks_markdown = excluded.thanks_markdown";
    /// The once-only rule is this key.
    ADD_SUBMISSION = "INSERT INTO submission (identity_id, form_id, id, group_id, person_id, kind, region, sealed, created_at, modified_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
        ON CONFLICT (identity_id, form_id) DO NOTHING RETURNING identity_id, form_id, id";
    /// The submission of somebody who had answered before.
    FIND_SUBMISSION = "SELECT identity_id, form_id, id, group_id, kind, region, sealed FROM submission WHERE identity_id = $1 AND form_id = $2";
    /// The same, held until the transaction ends: nobody else puts something in its place meanwhile.
    LOCK_SUBMISSION = "UPDATE submission SET modified_at = modified_at WHERE identity_id = $1 AND form_id = $2
        RETURNING identity_id, form_id, id, group_id, kind, region, sealed";
    /// What the human confirmed takes the place of what stood.
    REPLACE_SUBMISSION = "UPDATE submission SET kind = 1, person_id = $3, sealed = $4, modified_at = $5, group_id = $6 WHERE identity_id = $1 AND form_id = $2";
    /// Raises a counter of this writer's stripe.
    RAISE_TALLY = "INSERT INTO submission_tally (form_id, kind, region, stripe, submissions) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (form_id, kind, region, stripe) DO UPDATE SET submissions = submission_tally.submissions + excluded.submissions";
    /// The counters of a form over all stripes.
    TALLY = "SELECT kind, region, CAST(SUM(submissions) AS BIGINT) FROM submission_tally WHERE form_id = $1 GROUP BY kind, region ORDER BY kind, region";
    /// The rows themselves, for comparing.
    ROWS_BY_KIND = "SELECT kind, region, COUNT(*) FROM submission WHERE form_id = $1 GROUP BY kind, region ORDER BY kind, region";
    /// Raises a choice's counter.
    RAISE_ANSWER = "INSERT INTO answer_tally (form_id, question, choice, stripe, answers) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (form_id, question, choice, stripe) DO UPDATE SET answers = answer_tally.answers + excluded.answers";
    /// How often each choice was made.
    ANSWERS = "SELECT question, choice, CAST(SUM(answers) AS BIGINT) FROM answer_tally WHERE form_id = $1 GROUP BY question, choice ORDER BY question, choice";
    /// Whether a mailbox has answered already, for the words of its mail.
    HAS_SUBMITTED = "SELECT k.matching_key, s.form_id FROM identity_key k JOIN submission s ON s.identity_id = k.identity_id
        WHERE k.matching_key = $1 AND s.form_id = $2 AND s.kind = 1";
    /// Stops it or opens it again.
    SET_STATE = "UPDATE form SET state = $4, modified_at = CASE WHEN modified_at < $5 THEN $5 ELSE modified_at + 1 END
        WHERE id = $1 AND group_id = $2 AND state = $3";
    /// Closes it now.
    CLOSE = "UPDATE form SET closes_at = $3, modified_at = CASE WHEN modified_at < $3 THEN $3 ELSE modified_at + 1 END WHERE id = $1 AND group_id = $2 AND (closes_at IS NULL OR closes_at > $3)";
    /// Sets goal and closing of what was read.
    SET_DATES = "UPDATE form SET goal = $4, closes_at = $5, modified_at = $6 WHERE id = $1 AND group_id = $2 AND modified_at = $3";
    /// A page of a form's submissions.
    SUBMISSION_PAGE = "SELECT id, form_id, group_id, identity_id, person_id, kind, sealed, created_at, modified_at FROM submission
        WHERE form_id = $1 AND id > $2 ORDER BY id LIMIT $3 OFFSET $4";
    /// The newest of them.
    NEWEST_SUBMISSIONS = "SELECT id, form_id, group_id, identity_id, person_id, kind, sealed, created_at, modified_at FROM submission
        WHERE form_id = $1 ORDER BY id DESC LIMIT $2";
    /// One of them.
    SUBMISSION = "SELECT id, form_id, group_id, identity_id, person_id, kind, sealed, created_at, modified_at FROM submission
        WHERE form_id = $1 AND id = $2";
    /// The submissions of one record.
    SUBMISSIONS_OF_PERSON = "SELECT id, form_id, group_id, identity_id, person_id, kind, sealed, created_at, modified_at FROM submission
        WHERE person_id = $1 ORDER BY created_at LIMIT $2";
    /// The one so many places further, among those that are settled.
    SUBMISSION_MARK = "SELECT id FROM submission WHERE form_id = $1 AND id > $2 AND id < $3 ORDER BY id LIMIT 1 OFFSET $4";
    /// How many stand after one. In order and with a limit, or a generic plan of PostgreSQL reads the whole table.
    SUBMISSIONS_AFTER = "SELECT COUNT(*) FROM (SELECT id FROM submission WHERE form_id = $1 AND id > $2 ORDER BY id LIMIT $3) AS t";
    /// Who submitted a form, in the order of the submissions.
    SUBMITTERS = "SELECT identity_id FROM submission WHERE form_id = $1 ORDER BY id LIMIT $2";
    /// Whether a human submitted it.
    DID_SUBMIT = "SELECT identity_id FROM submission WHERE identity_id = $1 AND form_id = $2";
    /// What an erased human answered.
    FORGET_ANSWERS = "UPDATE submission SET sealed = NULL, modified_at = $3 WHERE person_id = $1 AND group_id = $2 AND sealed IS NOT NULL";
    /// The same of one human, whatever record it is beside.
    FORGET_OF_HUMAN = "UPDATE submission SET sealed = NULL, modified_at = $3 WHERE identity_id = $1 AND group_id = $2 AND sealed IS NOT NULL";
    /// What one human submitted on a group's pages.
    SUBMISSIONS_OF_HUMAN = "SELECT id, form_id, group_id, identity_id, person_id, kind, sealed, created_at, modified_at FROM submission
        WHERE identity_id = $1 AND group_id = $2 ORDER BY created_at LIMIT $3";
    /// A record takes in another one of its group.
    GIVE_SUBMISSIONS = "UPDATE submission SET person_id = $2 WHERE person_id = $1";
    /// Adds a foreign id.
    ADD_FORM_IDENTIFIER = "INSERT INTO form_identifier (form_id, identifier) VALUES ($1, $2) ON CONFLICT (form_id, identifier) DO NOTHING";
    /// A form's foreign ids.
    FORM_IDENTIFIERS = "SELECT identifier FROM form_identifier WHERE form_id = $1 ORDER BY identifier";
    /// A group's form by a foreign id.
    FORM_IDENTIFIED = "SELECT f.id FROM form f JOIN form_identifier i ON i.form_id = f.id
        WHERE f.group_id = $1 AND i.identifier = $2 ORDER BY f.id LIMIT 1";
    /// The newest submission of a record.
    NEWEST_OF_PERSON = "SELECT person_id, created_at FROM submission WHERE person_id = $1 ORDER BY created_at DESC LIMIT 1";
    /// Who submitted since.
    SUBMITTERS_SINCE = "SELECT person_id FROM submission WHERE form_id = $1 AND id >= $2 AND created_at >= $3 ORDER BY id LIMIT $4";
    /// When a submission that was made elsewhere last changed there.
    SET_MODIFIED = "UPDATE submission SET modified_at = $3 WHERE form_id = $1 AND id = $2 AND created_at < $3";
    /// What a submission says, as its group changes it.
    SET_SEALED = "UPDATE submission SET sealed = $3, modified_at = $4 WHERE identity_id = $1 AND form_id = $2";
    /// Those made within a span of time. No id is older than its submission; it may be younger, since confirming comes later.
    SUBMISSIONS_CREATED = "SELECT id FROM submission WHERE form_id = $1 AND id >= $2 AND created_at >= $3 AND created_at < $4 ORDER BY id LIMIT $5";
    /// Those changed within one after they were made.
    SUBMISSIONS_CHANGED = "SELECT id FROM submission WHERE form_id = $1 AND modified_at >= $2 AND modified_at < $3 AND modified_at <> created_at
        ORDER BY modified_at LIMIT $4";
    /// Those made within one and never changed.
    SUBMISSIONS_UNCHANGED = "SELECT id FROM submission WHERE form_id = $1 AND id >= $2 AND created_at >= $3 AND created_at < $4
        AND modified_at = created_at ORDER BY id LIMIT $5";
    /// The confirmed pledges of a coalition.
    PLEDGED_IN = "SELECT CAST(COALESCE(SUM(t.submissions), 0) AS BIGINT) FROM form f JOIN submission_tally t ON t.form_id = f.id
        WHERE f.coalition_id = $1 AND f.kind = 'pledge' AND t.kind = 1";
}

fn form_row(row: &Row<'_>) -> Result<Form, Fault> {
    let questions: Vec<Question> =
        serde_json::from_str(&row.text(12)?).map_err(|_| Fault::bug("a form's questions cannot be read"))?;
    Ok(Form {
        id: Id(row.id(0)?),
        group: Id(row.id(1)?),
        coalition: row.maybe_id(2)?.map(Id),
        slug: row.text(3)?,
        kind: FormKind::of(&row.text(4)?).ok_or_else(|| Fault::bug("a form's kind"))?,
        name: row.text(5)?,
        origin_system: row.text(6)?,
        state: FormState::of(&row.text(7)?)?,
        goal: row.int(8)?,
        closes_at: row.maybe_int(9)?,
        time_zone: row.text(10)?,
        usual_per_minute: row.int(11)?,
        questions,
        created_at: row.int(13)?,
        modified_at: row.int(14)?,
    })
}

pub(crate) fn form(tx: &mut Tx<'_>, id: Id) -> Result<Option<Form>, Fault> {
    tx.first(&FORM, &[(&id).into()], form_row)
}

pub(super) fn form_by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Form>, Fault> {
    tx.first(&FORM_BY_SLUG, &[slug.into()], form_row)
}

pub(super) fn forms_of_group(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<Form>, Fault> {
    tx.rows(&FORMS_OF_GROUP, &[(&group).into(), at_most.into()], form_row)
}

/// Those that take submissions now, the newest first.
pub(super) fn open_of_group(tx: &mut Tx<'_>, group: Id, now: i64, at_most: i64) -> Result<Vec<Form>, Fault> {
    tx.rows(&OPEN_FORMS_OF_GROUP, &[(&group).into(), now.into(), at_most.into()], form_row)
}

/// Those in a coalition's name that take submissions now, the newest first.
pub(super) fn open_of_coalition(tx: &mut Tx<'_>, coalition: Id, now: i64, at_most: i64) -> Result<Vec<Form>, Fault> {
    tx.rows(&OPEN_FORMS_OF_COALITION, &[(&coalition).into(), now.into(), at_most.into()], form_row)
}

/// Adds a form; `false` where its slug is taken.
pub(super) fn add_form(tx: &mut Tx<'_>, form: &Form) -> Result<bool, Fault> {
    let questions = serde_json::to_string(&form.questions).expect("texts always serialise");
    let params = [
        (&form.id).into(),
        (&form.group).into(),
        form.coalition.as_ref().into(),
        (&form.slug).into(),
        form.kind.as_str().into(),
        (&form.name).into(),
        (&form.origin_system).into(),
        form.state.as_str().into(),
        form.goal.into(),
        form.closes_at.into(),
        (&form.time_zone).into(),
        form.usual_per_minute.into(),
        (&questions).into(),
        form.created_at.into(),
        form.modified_at.into(),
    ];
    Ok(tx.run(&ADD_FORM, &params)? == 1)
}

/// Changes a form in the version that was read, which its last change names; `false` where somebody changed it since.
pub(super) fn set_form(tx: &mut Tx<'_>, form: &Form, changed_at: i64) -> Result<bool, Fault> {
    let params = [
        (&form.id).into(),
        (&form.name).into(),
        form.goal.into(),
        form.closes_at.into(),
        (&form.time_zone).into(),
        form.modified_at.into(),
        changed_at.into(),
    ];
    Ok(tx.run(&SET_FORM, &params)? == 1)
}

pub(super) fn words(tx: &mut Tx<'_>, form: Id) -> Result<Vec<Words>, Fault> {
    tx.rows(&WORDS, &[(&form).into()], |row| {
        Ok(Words { lang: row.text(0)?, title: row.text(1)?, text: row.text(2)?, thanks: row.text(3)? })
    })
}

pub(super) fn set_words(tx: &mut Tx<'_>, form: Id, words: &Words) -> Result<u64, Fault> {
    tx.run(&SET_WORDS, &[(&form).into(), (&words.lang).into(), (&words.title).into(), (&words.text).into(), (&words.thanks).into()])
}

/// A submission to add, by somebody who was recognised.
#[derive(Clone, Copy)]
pub(super) struct NewSubmission<'a> {
    pub(super) identity: Id,
    pub(super) person: Id,
    pub(super) input: &'a SubmitInput,
}

impl NewSubmission<'_> {
    /// By which it is once.
    pub(super) fn key(&self) -> (Id, Id) {
        (self.identity, self.input.form)
    }
}

/// A submission that stood before.
pub(super) struct Standing {
    pub(super) identity: Id,
    pub(super) form: Id,
    pub(super) id: Id,
    pub(super) group: Id,
    pub(super) kind: SubmissionKind,
    pub(super) region: String,
    pub(super) sealed: Option<Vec<u8>>,
}

impl Standing {
    pub(super) fn key(&self) -> (Id, Id) {
        (self.identity, self.form)
    }
}

fn standing_row(row: &Row<'_>) -> Result<Standing, Fault> {
    Ok(Standing {
        identity: Id(row.id(0)?),
        form: Id(row.id(1)?),
        id: Id(row.id(2)?),
        group: Id(row.id(3)?),
        kind: SubmissionKind::of(row.int(4)?)?,
        region: row.text(5)?,
        sealed: row.maybe_bytes(6)?,
    })
}

/// Adds submissions (sorted, each once); those that are new.
pub(super) fn add(tx: &mut Tx<'_>, submissions: &[NewSubmission<'_>]) -> Result<HashMap<(Id, Id), Id>, Fault> {
    let rows: Vec<[Val<'_>; 9]> = submissions
        .iter()
        .map(|row| {
            [
                (&row.identity).into(),
                (&row.input.form).into(),
                (&row.input.submission).into(),
                (&row.input.person.group).into(),
                (&row.person).into(),
                Val::Int(row.input.kind as i64),
                (&row.input.person.coarse.region).into(),
                row.input.sealed.as_slice().into(),
                row.input.submitted_at.into(),
            ]
        })
        .collect();
    let mut added = HashMap::with_capacity(rows.len());
    tx.many_rows(&ADD_SUBMISSION, &rows, |row| {
        added.insert((Id(row.id(0)?), Id(row.id(1)?)), Id(row.id(2)?));
        Ok(())
    })?;
    Ok(added)
}

fn standing(tx: &mut Tx<'_>, statement: &'static db::Statement, wanted: &[NewSubmission<'_>]) -> Result<Vec<Standing>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = wanted.iter().map(|row| [(&row.identity).into(), (&row.input.form).into()]).collect();
    let mut found = Vec::with_capacity(rows.len());
    tx.many_rows(statement, &rows, |row| {
        found.push(standing_row(row)?);
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn find(tx: &mut Tx<'_>, wanted: &[NewSubmission<'_>]) -> Result<Vec<Standing>, Fault> {
    standing(tx, &FIND_SUBMISSION, wanted)
}

/// Reads and holds them (sorted, each once).
pub(super) fn lock(tx: &mut Tx<'_>, wanted: &[NewSubmission<'_>]) -> Result<Vec<Standing>, Fault> {
    standing(tx, &LOCK_SUBMISSION, wanted)
}

/// Puts what was confirmed in place of what stood (sorted, each once), each sealed under the id that stands. It is in the list in which
/// they were recognised: what stood may be from before the form's group merged, or parted.
pub(super) fn replace(tx: &mut Tx<'_>, now: i64, replaced: &[(NewSubmission<'_>, Vec<u8>)]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 6]> = replaced
        .iter()
        .map(|(row, sealed)| {
            let (form, group) = ((&row.input.form).into(), (&row.input.person.group).into());
            [(&row.identity).into(), form, (&row.person).into(), sealed.as_slice().into(), now.into(), group]
        })
        .collect();
    tx.many(&REPLACE_SUBMISSION, &rows)
}

/// Raises counters: by form, kind and region, in this writer's stripe.
pub(super) fn raise_tallies(tx: &mut Tx<'_>, by: &BTreeMap<(Id, i64, String), i64>) -> Result<u64, Fault> {
    let stripe = tx.stripe();
    let moved = by.iter().filter(|(_, submissions)| **submissions != 0);
    let rows: Vec<[Val<'_>; 5]> = moved
        .map(|((form, kind, region), submissions)| {
            [form.into(), (*kind).into(), region.into(), stripe.into(), (*submissions).into()]
        })
        .collect();
    tx.many(&RAISE_TALLY, &rows)
}

/// Raises counters: by form, question and choice.
pub(super) fn raise_answers(tx: &mut Tx<'_>, by: &BTreeMap<(Id, String, String), i64>) -> Result<u64, Fault> {
    let stripe = tx.stripe();
    let moved = by.iter().filter(|(_, answers)| **answers != 0);
    let rows: Vec<[Val<'_>; 5]> = moved
        .map(|((form, question, choice), answers)| [form.into(), question.into(), choice.into(), stripe.into(), (*answers).into()])
        .collect();
    tx.many(&RAISE_ANSWER, &rows)
}

fn tally_row(row: &Row<'_>) -> Result<TallyRow, Fault> {
    Ok((SubmissionKind::of(row.int(0)?)?, row.text(1)?, row.int(2)?))
}

pub(super) fn tally(tx: &mut Tx<'_>, form: Id) -> Result<Vec<TallyRow>, Fault> {
    tx.rows(&TALLY, &[(&form).into()], tally_row)
}

pub(super) fn rows_by_kind(tx: &mut Tx<'_>, form: Id) -> Result<Vec<TallyRow>, Fault> {
    tx.rows(&ROWS_BY_KIND, &[(&form).into()], tally_row)
}

/// How often each choice was made, by question and choice.
pub(super) fn answers(tx: &mut Tx<'_>, form: Id) -> Result<BTreeMap<(String, String), i64>, Fault> {
    let rows = tx.rows(&ANSWERS, &[(&form).into()], |row| Ok(((row.text(0)?, row.text(1)?), row.int(2)?)))?;
    Ok(rows.into_iter().collect())
}

/// Which of these mailboxes have answered already.
pub(super) fn have_submitted(tx: &mut Tx<'_>, wanted: &[(MatchingKey, Id)]) -> Result<HashSet<(MatchingKey, Id)>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = wanted.iter().map(|(key, form)| [(&key.0).into(), form.into()]).collect();
    let mut found = HashSet::new();
    tx.many_rows(&HAS_SUBMITTED, &rows, |row| {
        found.insert((MatchingKey(row.id(0)?), Id(row.id(1)?)));
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn pledged_in(tx: &mut Tx<'_>, coalition: Id) -> Result<i64, Fault> {
    Ok(tx.first(&PLEDGED_IN, &[(&coalition).into()], |row| row.int(0))?.unwrap_or(0))
}

pub(super) fn set_state(tx: &mut Tx<'_>, act: &Act, form: Id, (from, to): (FormState, FormState)) -> Result<bool, Fault> {
    let params = [(&form).into(), (&act.group).into(), from.as_str().into(), to.as_str().into(), act.now.into()];
    Ok(tx.run(&SET_STATE, &params)? == 1)
}

pub(super) fn close(tx: &mut Tx<'_>, act: &Act, form: Id) -> Result<bool, Fault> {
    Ok(tx.run(&CLOSE, &[(&form).into(), (&act.group).into(), act.now.into()])? == 1)
}

pub(super) fn set_dates(
    tx: &mut Tx<'_>,
    act: &Act,
    form: Id,
    (seen, changed_at): (i64, i64),
    dates: &Dates,
) -> Result<bool, Fault> {
    let (goal, closes_at) = (dates.goal.into(), dates.closes_at.into());
    let params = [(&form).into(), (&act.group).into(), seen.into(), goal, closes_at, changed_at.into()];
    Ok(tx.run(&SET_DATES, &params)? == 1)
}

fn submission_row(row: &Row<'_>) -> Result<SubmissionRow, Fault> {
    Ok(SubmissionRow {
        id: Id(row.id(0)?),
        form: Id(row.id(1)?),
        group: Id(row.id(2)?),
        identity: Id(row.id(3)?),
        person: Id(row.id(4)?),
        kind: SubmissionKind::of(row.int(5)?)?,
        sealed: row.maybe_bytes(6)?,
        created_at: row.int(7)?,
        modified_at: row.int(8)?,
    })
}

pub(super) fn page(tx: &mut Tx<'_>, form: Id, place: Place, at_most: i64) -> Result<Vec<SubmissionRow>, Fault> {
    let params = [(&form).into(), (&place.after).into(), at_most.into(), place.skip.into()];
    tx.rows(&SUBMISSION_PAGE, &params, submission_row)
}

pub(super) fn newest(tx: &mut Tx<'_>, form: Id, at_most: i64) -> Result<Vec<SubmissionRow>, Fault> {
    tx.rows(&NEWEST_SUBMISSIONS, &[(&form).into(), at_most.into()], submission_row)
}

/// Some by their ids, in no order.
pub(super) fn by_ids(tx: &mut Tx<'_>, form: Id, ids: &[Id]) -> Result<Vec<SubmissionRow>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = ids.iter().map(|id| [(&form).into(), id.into()]).collect();
    let mut found = Vec::with_capacity(rows.len());
    tx.many_rows(&SUBMISSION, &rows, |row| {
        found.push(submission_row(row)?);
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn of_person(tx: &mut Tx<'_>, person: Id, at_most: i64) -> Result<Vec<SubmissionRow>, Fault> {
    tx.rows(&SUBMISSIONS_OF_PERSON, &[(&person).into(), at_most.into()], submission_row)
}

pub(super) fn mark(tx: &mut Tx<'_>, form: Id, after: Id, before: Id, skip: i64) -> Result<Option<Id>, Fault> {
    let params = [(&form).into(), (&after).into(), (&before).into(), skip.into()];
    tx.first(&SUBMISSION_MARK, &params, |row| Ok(Id(row.id(0)?)))
}

pub(super) fn count_after(tx: &mut Tx<'_>, form: Id, after: Id) -> Result<i64, Fault> {
    let params = [(&form).into(), (&after).into(), marks::COUNTED_MAX.into()];
    Ok(tx.first(&SUBMISSIONS_AFTER, &params, |row| row.int(0))?.unwrap_or(0))
}

pub(super) fn submitters(tx: &mut Tx<'_>, form: Id, at_most: i64) -> Result<Vec<Id>, Fault> {
    tx.rows(&SUBMITTERS, &[(&form).into(), at_most.into()], |row| Ok(Id(row.id(0)?)))
}

pub(super) fn which_submitted(tx: &mut Tx<'_>, form: Id, identities: &[Id]) -> Result<Vec<Id>, Fault> {
    let rows: Vec<[Val<'_>; 2]> = identities.iter().map(|identity| [identity.into(), (&form).into()]).collect();
    let mut found = Vec::new();
    tx.many_rows(&DID_SUBMIT, &rows, |row| {
        found.push(Id(row.id(0)?));
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn forget_answers(tx: &mut Tx<'_>, person: Id, group: Id, now: i64) -> Result<u64, Fault> {
    tx.run(&FORGET_ANSWERS, &[(&person).into(), (&group).into(), now.into()])
}

pub(super) fn forget_of_human(tx: &mut Tx<'_>, identity: Id, group: Id, now: i64) -> Result<u64, Fault> {
    tx.run(&FORGET_OF_HUMAN, &[(&identity).into(), (&group).into(), now.into()])
}

pub(super) fn of_human(tx: &mut Tx<'_>, identity: Id, group: Id, at_most: i64) -> Result<Vec<SubmissionRow>, Fault> {
    tx.rows(&SUBMISSIONS_OF_HUMAN, &[(&identity).into(), (&group).into(), at_most.into()], submission_row)
}

pub(super) fn give(tx: &mut Tx<'_>, from: Id, to: Id) -> Result<u64, Fault> {
    tx.run(&GIVE_SUBMISSIONS, &[(&from).into(), (&to).into()])
}

pub(super) fn add_identifiers(tx: &mut Tx<'_>, form: Id, identifiers: &[String]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 2]> = identifiers.iter().map(|text| [(&form).into(), text.into()]).collect();
    tx.many(&ADD_FORM_IDENTIFIER, &rows)
}

pub(super) fn identifiers(tx: &mut Tx<'_>, form: Id) -> Result<Vec<String>, Fault> {
    tx.rows(&FORM_IDENTIFIERS, &[(&form).into()], |row| row.text(0))
}

pub(super) fn identified(tx: &mut Tx<'_>, group: Id, identifier: &str) -> Result<Option<Id>, Fault> {
    tx.first(&FORM_IDENTIFIED, &[(&group).into(), identifier.into()], |row| Ok(Id(row.id(0)?)))
}

/// Id and date of the newest submission of each record that has one.
pub(super) fn newest_of_people(tx: &mut Tx<'_>, people: &[Id]) -> Result<Vec<(Id, i64)>, Fault> {
    let rows: Vec<[Val<'_>; 1]> = people.iter().map(|person| [person.into()]).collect();
    let mut found = Vec::new();
    tx.many_rows(&NEWEST_OF_PERSON, &rows, |row| {
        found.push((Id(row.id(0)?), row.int(1)?));
        Ok(())
    })?;
    Ok(found)
}

pub(super) fn submitters_since(tx: &mut Tx<'_>, form: Id, since: i64, at_most: i64) -> Result<Vec<Id>, Fault> {
    let first = marks::first_id(since);
    ids(tx, &SUBMITTERS_SINCE, &[(&form).into(), (&first).into(), since.into(), at_most.into()])
}

pub(super) fn set_modified(tx: &mut Tx<'_>, (form, submission): (Id, Id), at: i64) -> Result<u64, Fault> {
    tx.run(&SET_MODIFIED, &[(&form).into(), (&submission).into(), at.into()])
}

/// Reads and holds one submission.
pub(super) fn lock_one(tx: &mut Tx<'_>, (identity, form): (Id, Id)) -> Result<Option<Standing>, Fault> {
    tx.first(&LOCK_SUBMISSION, &[(&identity).into(), (&form).into()], standing_row)
}

pub(super) fn set_sealed(tx: &mut Tx<'_>, (identity, form): (Id, Id), sealed: &[u8], now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&SET_SEALED, &[(&identity).into(), (&form).into(), sealed.into(), now.into()])? == 1)
}

fn ids(tx: &mut Tx<'_>, statement: &'static db::Statement, params: &[Val<'_>]) -> Result<Vec<Id>, Fault> {
    tx.rows(statement, params, |row| Ok(Id(row.id(0)?)))
}

pub(super) fn created(tx: &mut Tx<'_>, form: Id, range: Range, at_most: i64) -> Result<Vec<Id>, Fault> {
    let first = marks::first_id(range.start);
    ids(tx, &SUBMISSIONS_CREATED, &[(&form).into(), (&first).into(), range.start.into(), range.end.into(), at_most.into()])
}

/// Those whose last change, or making, lies within a span; sorted.
pub(super) fn modified(tx: &mut Tx<'_>, form: Id, range: Range, at_most: i64) -> Result<Vec<Id>, Fault> {
    let first = marks::first_id(range.start);
    let params = [(&form).into(), (&first).into(), range.start.into(), range.end.into(), at_most.into()];
    let made = ids(tx, &SUBMISSIONS_UNCHANGED, &params)?;
    let changed = ids(tx, &SUBMISSIONS_CHANGED, &[(&form).into(), range.start.into(), range.end.into(), at_most.into()])?;
    Ok(chosen::sorted([made, changed].concat()))
}
