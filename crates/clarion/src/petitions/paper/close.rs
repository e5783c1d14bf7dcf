//! Closing a sheet: all its lines become signatures on paper, in one transaction, by the verb that everybody signs through.
//!
//! The sheet's row in the version that was read is what makes it once-only: it is closed first, and whoever comes later with the same
//! sheet finds it closed. People are asserted with the sheet as their source; a consent only where its box was ticked and a mailbox is
//! there to write to, in the words that were printed, and never for a mailbox that told the group to stop. Somebody without a mailbox
//! or a number counts too, as a record that nothing ever meets again. No mail is sent.

use super::super::sign::{self, SignInput, SignRefusal, SignatureKind};
use super::line::{Line, Written};
use super::{Numbers, Sheet, find, store};
use crate::coalitions::Act;
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::consent::{Consent, ConsentStatus, Purpose, Words};
use crate::people::{self, Intake};
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
        /// The petition does not take signatures now.
        Stopped = "paper-refused-stopped",
        /// It opens later.
        NotYetOpen = "paper-refused-not-yet-open",
        /// It was over by the day of the signatures, or is for longer than confirmations count.
        Over = "paper-refused-over",
    }
}

/// A sheet to be closed, prepared: its lines keyed and sealed.
#[derive(Clone, Debug)]
pub struct Closing {
    sheet: Id,
    version: i64,
    group: Id,
    signers: Vec<SignInput>,
    numbers: Numbers,
    signed_at: i64,
}

/// Makes the lines of a group's sheet ready: each human of the sheet once. `home` is the group's country.
pub fn prepare(
    intake: &Intake,
    now: i64,
    sheet: &Sheet,
    (group, home): (Id, &str),
    lines: &[Line],
    signed_at: i64,
) -> Result<Closing, Fault> {
    let mut numbers = Numbers::default();
    let mut met = HashSet::new();
    let mut signers = Vec::with_capacity(lines.len());
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
        signers.push(signer(intake, now, sheet, (group, home), written, signed_at)?);
    }
    Ok(Closing { sheet: sheet.id, version: sheet.version, group, signers, numbers, signed_at })
}

fn signer(
    intake: &Intake,
    now: i64,
    sheet: &Sheet,
    (group, home): (Id, &str),
    written: &Written,
    signed_at: i64,
) -> Result<SignInput, Fault> {
    let (email, details, coarse) = written.person(home).map_err(|_| Fault::bug("a line that was checked is refused"))?;
    let person = intake.person(group, now, email.as_deref(), details, coarse)?;
    let news = Consent {
        group,
        channel: seal::Channel::Email,
        purpose: Purpose::News,
        status: ConsentStatus::Asserted,
        words: Words::new(&sheet.lang, &sheet.consent_words),
        source: sheet.source(),
        noted_at: signed_at,
    };
    Ok(SignInput {
        petition: sheet.petition,
        signature: intake.ids.fresh(now),
        kind: SignatureKind::Paper,
        consents: Some(news).filter(|_| written.news && person.email.is_some()).into_iter().collect(),
        person,
        also: Vec::new(),
        sealed_comment: None,
        signed_at,
    })
}

/// Closes it; what stood on it.
pub fn close(
    tx: &mut Tx<'_>,
    vault: &Vault,
    act: &Act,
    code: &str,
    closing: &Closing,
) -> Result<Result<Numbers, CloseRefusal>, Fault> {
    let Some((sheet, petition)) = find(tx, act.group, code)?.filter(|(sheet, _)| sheet.id == closing.sheet) else {
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
        && let Some(refusal) = sign::refusal(&petition, closing.signed_at, act.now)
    {
        return Ok(Err(why(refusal)));
    }
    if !store::close(tx, (sheet.id, closing.version), act.account, act.now, &closing.numbers)? {
        return Ok(Err(match () {
            () if sheet.closed.is_some() => CloseRefusal::Closed,
            () if sheet.held_by != Some(act.account) => CloseRefusal::Held,
            () if sheet.lines == 0 => CloseRefusal::Empty,
            () => CloseRefusal::Moved,
        }));
    }
    let keys: Vec<_> = closing.signers.iter().filter_map(|signer| Some(signer.person.email?.0)).collect();
    let stopped = people::told_to_stop(tx, act.group, &keys, act.now)?;
    let mut signers = closing.signers.clone();
    for signer in signers.iter_mut().filter(|signer| signer.person.email.is_some_and(|(key, _)| stopped.contains(&key))) {
        signer.consents.clear();
    }
    let signed = sign::sign(tx, vault, act.now, &signers.iter().collect::<Vec<_>>())?;
    if signed.iter().any(Result::is_err) {
        return Err(Fault::bug("a petition that was open refused a line of a sheet"));
    }
    store::drop_lines(tx, sheet.id)?;
    Ok(Ok(closing.numbers))
}

fn why(refusal: SignRefusal) -> CloseRefusal {
    match refusal {
        SignRefusal::Stopped => CloseRefusal::Stopped,
        SignRefusal::NotYetOpen(_) => CloseRefusal::NotYetOpen,
        SignRefusal::Closed(_) => CloseRefusal::Over,
        SignRefusal::Unknown => CloseRefusal::Unknown,
    }
}

/// The instant that stands for the day on which a sheet was signed, in the petition's zone: its noon, but neither before the sheet was
/// printed nor later than now. `None` where the whole day is outside.
pub fn instant_of(day: jiff::civil::Date, zone: &str, printed_at: i64, now: i64) -> Option<i64> {
    let at = |day: jiff::civil::Date, hour| {
        let at = day.at(hour, 0, 0, 0).in_tz(zone).or_else(|_| day.at(hour, 0, 0, 0).in_tz("UTC"));
        at.ok().map(|at| at.timestamp().as_microsecond())
    };
    let (begins, noon, ends) = (at(day, 0)?, at(day, 12)?, at(day.tomorrow().ok()?, 0)?);
    (begins <= now && ends > printed_at).then(|| noon.clamp(printed_at.min(now), now))
}
