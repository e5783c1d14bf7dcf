//! Closing a sheet: all its lines become signatures or submissions on paper, in one transaction, by the verb that everybody signs or
//! submits through.
//!
//! The sheet's row in the version that was read is what makes it once-only: it is closed first, and whoever comes later with the same
//! sheet finds it closed. People are asserted with the sheet as their source; a consent only where its box was ticked and a mailbox is
//! there to write to, in the words that were printed, and never for a mailbox that told the group to stop. Somebody without a mailbox
//! or a number counts too, as a record that nothing ever meets again. No mail is sent.

use super::line::{Line, Written};
use super::{Action, Kind, Numbers, Sheet, find, store};
use crate::actions::kinds::HowKnown;
use crate::coalitions::Act;
use crate::forms::submit::{self, Said, SubmitInput, SubmitRefusal};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::consent::{Consent, ConsentStatus, Purpose, Words};
use crate::people::{self, Intake, PersonInput};
use crate::petitions::sign::{self, SignInput, SignRefusal};
use db::{Fault, Tx};
use std::collections::HashSet;

refusals! {
    /// Why a sheet is not closed.
    CloseRefusal {
        /// There is no such sheet of the group.
        Unknown = "paper-refused-unknown",
        /// It is closed.
        Closed = "paper-refused-closed",
        /// Somebody else enters it.
        Held = "paper-refused-held",
        /// Its lines changed since they were read.
        Moved = "paper-refused-moved",
        /// It has no lines.
        Empty = "paper-refused-empty",
        /// No day, one before the sheet was printed, or one to come.
        Day = "paper-refused-day",
        /// The petition or form is stopped.
        Stopped = "paper-refused-stopped",
        /// It opens later.
        NotYetOpen = "paper-refused-not-yet-open",
        /// It was over by the day on which people wrote, or is for longer than confirmations count.
        Over = "paper-refused-over",
    }
}

/// A sheet to be closed, prepared: its lines keyed and sealed.
#[derive(Clone, Debug)]
pub struct Closing {
    sheet: Id,
    version: i64,
    group: Id,
    taken: Vec<Taken>,
    numbers: Numbers,
    written_at: i64,
}

/// Somebody who stands on it.
#[derive(Clone, Debug)]
struct Taken {
    /// The id of the signature or submission to be.
    id: Id,
    person: PersonInput,
    consents: Vec<Consent>,
    /// What is answered on a form's sheet, and the same sealed under that id.
    said: Option<(Said, Vec<u8>)>,
}

/// Makes the lines of a group's sheet ready: each human of the sheet once. `home` is the group's country.
pub fn prepare(
    intake: &Intake,
    now: i64,
    sheet: &Sheet,
    (group, home): (Id, &str),
    lines: &[Line],
    written_at: i64,
) -> Result<Closing, Fault> {
    let mut numbers = Numbers::default();
    let mut met = HashSet::new();
    let mut taken = Vec::with_capacity(lines.len());
    for line in lines {
        let Some(written) = &line.written else {
            numbers.illegible += 1;
            continue;
        };
        if !met.insert(written.same(home)) {
            numbers.repeated += 1;
            continue;
        }
        match written.has_address() {
            true => numbers.with_address += 1,
            false => numbers.without_address += 1,
        }
        taken.push(take(intake, now, sheet, (group, home), written, written_at)?);
    }
    Ok(Closing { sheet: sheet.id, version: sheet.version, group, taken, numbers, written_at })
}

fn take(
    intake: &Intake,
    now: i64,
    sheet: &Sheet,
    (group, home): (Id, &str),
    written: &Written,
    written_at: i64,
) -> Result<Taken, Fault> {
    let (email, details, coarse) = written.person(home).map_err(|_| Fault::bug("a line that was checked is refused"))?;
    let person = PersonInput { fills_only: true, ..intake.person(group, now, email.as_deref(), details, coarse)? };
    let news = Consent {
        group,
        channel: seal::Channel::Email,
        purpose: Purpose::News,
        status: ConsentStatus::Asserted,
        words: Words::new(&sheet.lang, &sheet.consent_words),
        source: sheet.source(),
        noted_at: written_at,
    };
    let id = intake.ids.fresh(now);
    let said = match sheet.kind {
        Kind::Petition => None,
        Kind::Form => {
            let said = Said { answers: written.answers.clone(), ..Said::default() };
            let sealed = intake.vault.seal(group, &id.0, &said.to_bytes(), intake.ids.bytes())?;
            Some((said, sealed))
        }
    };
    let consents = Some(news).filter(|_| written.news && person.email.is_some()).into_iter().collect();
    Ok(Taken { id, person, consents, said })
}

/// Closes it; what stood on it.
pub fn close(
    tx: &mut Tx<'_>,
    vault: &Vault,
    act: &Act,
    code: &str,
    closing: &Closing,
) -> Result<Result<Numbers, CloseRefusal>, Fault> {
    let Some((sheet, action)) = find(tx, act.group, code)?.filter(|(sheet, _)| sheet.id == closing.sheet) else {
        return Ok(Err(CloseRefusal::Unknown));
    };
    if closing.group != act.group {
        return Ok(Err(CloseRefusal::Unknown));
    }
    // A commit in doubt is run again: our own closing stands.
    if sheet.closed == Some((act.account, act.now)) {
        return Ok(Ok(sheet.numbers));
    }
    if sheet.closed.is_none()
        && let Some(refusal) = refusal(&action, closing.written_at, act.now)
    {
        return Ok(Err(refusal));
    }
    if !store::close(tx, (sheet.id, closing.version), act.account, act.now, &closing.numbers)? {
        return Ok(Err(match () {
            () if sheet.closed.is_some() => CloseRefusal::Closed,
            () if sheet.held_by != Some(act.account) => CloseRefusal::Held,
            () if sheet.lines == 0 => CloseRefusal::Empty,
            () => CloseRefusal::Moved,
        }));
    }
    let keys: Vec<_> = closing.taken.iter().filter_map(|taken| Some(taken.person.email?.0)).collect();
    let stopped = people::told_to_stop(tx, act.group, &keys, act.now)?;
    let mut taken = closing.taken.clone();
    for taken in taken.iter_mut().filter(|taken| taken.person.email.is_some_and(|(key, _)| stopped.contains(&key))) {
        taken.consents.clear();
    }
    count(tx, vault, act.now, (&action, closing.written_at), taken)?;
    store::drop_lines(tx, sheet.id)?;
    Ok(Ok(closing.numbers))
}

/// Signs or submits for everybody of a sheet.
fn count(tx: &mut Tx<'_>, vault: &Vault, now: i64, (action, written_at): (&Action, i64), taken: Vec<Taken>) -> Result<(), Fault> {
    let is_whole = match action {
        Action::Petition(whole) => {
            let signer = |Taken { id, person, consents, .. }: Taken| SignInput {
                petition: whole.petition.id,
                signature: id,
                kind: HowKnown::Paper,
                person,
                also: Vec::new(),
                consents,
                sealed_comment: None,
                signed_at: written_at,
                beside: None,
            };
            let signers: Vec<SignInput> = taken.into_iter().map(signer).collect();
            sign::sign(tx, vault, now, &signers.iter().collect::<Vec<_>>())?.iter().all(Result::is_ok)
        }
        Action::Form(whole) => {
            let submitter = |Taken { id, person, consents, said }: Taken| {
                let (said, sealed) = said.ok_or_else(|| Fault::bug("a line of a form's sheet says nothing"))?;
                let (form, kind) = (whole.form.id, HowKnown::Paper);
                let (submission, submitted_at, beside) = (id, written_at, None);
                Ok(SubmitInput { form, submission, kind, person, consents, said, sealed, submitted_at, beside })
            };
            let submitters = taken.into_iter().map(submitter).collect::<Result<Vec<_>, Fault>>()?;
            submit::submit(tx, vault, now, &submitters.iter().collect::<Vec<_>>())?.iter().all(Result::is_ok)
        }
    };
    if is_whole { Ok(()) } else { Err(Fault::bug("what was open refused a line of a sheet")) }
}

/// Why the petition or form does not take what was written then, now.
fn refusal(action: &Action, written_at: i64, now: i64) -> Option<CloseRefusal> {
    match action {
        Action::Petition(whole) => Some(match sign::refusal(&whole.petition, written_at, now)? {
            SignRefusal::Stopped => CloseRefusal::Stopped,
            SignRefusal::NotYetOpen(_) => CloseRefusal::NotYetOpen,
            SignRefusal::Closed(_) => CloseRefusal::Over,
            SignRefusal::Unknown => CloseRefusal::Unknown,
        }),
        Action::Form(whole) => Some(match submit::refusal(&whole.form, written_at, now)? {
            SubmitRefusal::Stopped => CloseRefusal::Stopped,
            SubmitRefusal::Closed(_) => CloseRefusal::Over,
            SubmitRefusal::Unknown => CloseRefusal::Unknown,
        }),
    }
}

/// The instant that stands for the day on which a sheet was written on, in its action's zone: its noon, but neither before the sheet was
/// printed nor later than now. `None` where the whole day is outside.
pub fn instant_of(day: jiff::civil::Date, zone: &str, printed_at: i64, now: i64) -> Option<i64> {
    let at = |day: jiff::civil::Date, hour| {
        let at = day.at(hour, 0, 0, 0).in_tz(zone).or_else(|_| day.at(hour, 0, 0, 0).in_tz("UTC"));
        at.ok().map(|at| at.timestamp().as_microsecond())
    };
    let (begins, noon, ends) = (at(day, 0)?, at(day, 12)?, at(day.tomorrow().ok()?, 0)?);
    (begins <= now && ends > printed_at).then(|| noon.clamp(printed_at.min(now), now))
}
