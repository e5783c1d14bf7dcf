//! Writes prepared rows, a slice a transaction: people, consents or signatures, what was refused, and how far the import has come.
//!
//! The row of the import is what makes a transaction once-only. It is looked at first: if it already stands where the slice ends, an
//! earlier try was committed and only its answer was lost. It is moved on last, and only from where the slice begins.

use super::pieces::{self, Kind, Piece};
use super::prepare::{PACK_ROWS, Pack};
use super::says::Says;
use super::{ImportProblem, Importer, Options, Progress, REFUSED_KEPT, REPEATED_NAMED_MAX, Standing, store, tagging};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::csv_status::News;
use crate::people::{self, Consent, ConsentStatus, PersonInput, Recognised, fields};
use crate::petitions::{SignInput, SignRefusal, sign};
use db::{Fault, FaultKind, Tx};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// At most 512 rows in a slice.
const PACKS_MAX: usize = 512 / PACK_ROWS;
/// People who stood in the list before and were met, remembered to tell a row that repeats one; 70 MB at most. Beyond, and after a stop,
/// a repeated row of such a person counts as one that changed or did not. Whoever came with the import is known by the record's id.
const MET_MAX: usize = 2_000_000;
/// No write closure's statements may take longer, the commit apart.
const STATEMENTS_MAX: Duration = Duration::from_millis(20);

/// What writes an import.
pub(super) struct Writer<'a> {
    pub(super) importer: &'a Importer,
    pub(super) options: &'a Options,
    pub(super) says: Says,
    pub(super) of_bytes: u64,
    /// Dropped with the writer: the reading thread ends when nobody listens.
    pub(super) packs: Receiver<Result<Pack, ImportProblem>>,
}

/// What one transaction needs, whole, because it may be run again.
struct Slice {
    vault: Vault,
    group: Id,
    /// Who gives the tags.
    account: Id,
    now: i64,
    says: Says,
    /// Of fields in which something of a row is kept as it stands.
    names: fields::Names,
    from: Standing,
    pack: Pack,
    pieces: Vec<Piece>,
    met: Arc<Mutex<HashSet<Id>>>,
}

/// What one transaction wrote.
struct Written {
    standing: Standing,
    took: Duration,
    /// Lines of rows that met an earlier one.
    repeated: Vec<u64>,
    /// Who stood in the list before.
    known: Vec<Id>,
}

/// How it went.
enum Outcome {
    Written(Written),
    Refused(SignRefusal),
    NoRoomForTags,
    Overtaken,
}

impl Writer<'_> {
    /// Writes what comes until the file's end; also the lines of the first rows that met an earlier one.
    pub(super) fn run(
        self,
        mut standing: Standing,
        progress: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<(Standing, Vec<u64>), ImportProblem> {
        let mut packs_wanted = 1;
        let met = Arc::new(Mutex::new(HashSet::new()));
        let mut repeated_lines = Vec::new();
        while standing.ended_at.is_none() {
            let mut pack = next(&self.packs)?;
            let mut taken = 1;
            while taken < packs_wanted && !pack.last {
                pack.append(next(&self.packs)?);
                taken += 1;
            }
            let written = self.write(standing, pack, &met)?;
            standing = written.standing;
            packs_wanted = next_size(packs_wanted, taken, written.took);
            let room = REPEATED_NAMED_MAX.saturating_sub(repeated_lines.len());
            repeated_lines.extend(written.repeated.into_iter().take(room));
            let mut met = locked(&met);
            let room = MET_MAX.saturating_sub(met.len());
            met.extend(written.known.into_iter().take(room));
            drop(met);
            let bytes = if standing.ended_at.is_some() { self.of_bytes } else { standing.byte_offset.unsigned_abs() };
            if progress(&Progress { id: standing.id, bytes, of_bytes: self.of_bytes, counts: standing.counts }).is_break()
                && standing.ended_at.is_none()
            {
                return Err(ImportProblem::Stopped);
            }
        }
        Ok((standing, repeated_lines))
    }

    fn write(&self, from: Standing, pack: Pack, met: &Arc<Mutex<HashSet<Id>>>) -> Result<Written, ImportProblem> {
        let Importer { db, intake, clock } = self.importer;
        let group = self.options.group;
        let pieces = pieces::seal(&intake.vault, &intake.ids, group, from.refused_blob, from.refused_pieces, &pack.refused_csv)?;
        let names = pack.kept.iter().map(String::as_str);
        let names = fields::Names::prepare(&intake.vault, &intake.ids, clock.now(), group, names)?;
        let slice = Arc::new(Slice {
            vault: intake.vault.clone(),
            group,
            account: self.options.tags.account,
            now: clock.now(),
            says: self.says.clone(),
            names,
            from,
            pack,
            pieces,
            met: Arc::clone(met),
        });
        match db.write_bulk("people.import", move |tx| slice.write(tx))? {
            Outcome::Written(written) => Ok(written),
            Outcome::Refused(refusal) => Err(ImportProblem::Petition(refusal)),
            Outcome::NoRoomForTags => Err(ImportProblem::Tags),
            Outcome::Overtaken => Err(ImportProblem::Overtaken),
        }
    }
}

fn locked(met: &Mutex<HashSet<Id>>) -> MutexGuard<'_, HashSet<Id>> {
    // Ids are only ever added, so a panic elsewhere left the set whole.
    met.lock().unwrap_or_else(PoisonError::into_inner)
}

fn next(packs: &Receiver<Result<Pack, ImportProblem>>) -> Result<Pack, ImportProblem> {
    packs.recv().unwrap_or_else(|_| Err(Fault::bug("the reading thread ended before the file").into()))
}

/// Grows while full slices stay well under the bound, shrinks as soon as one passes it.
fn next_size(packs: usize, taken: usize, took: Duration) -> usize {
    if took > STATEMENTS_MAX {
        (packs / 2).max(1)
    } else if taken == packs && took * 2 < STATEMENTS_MAX {
        (packs * 2).min(PACKS_MAX)
    } else {
        packs
    }
}

impl Slice {
    fn write(&self, tx: &mut Tx<'_>) -> Result<Outcome, Fault> {
        let start = Instant::now();
        let standing = store::standing_of(tx, self.from.id)?.ok_or_else(|| Fault::bug("an import is gone"))?;
        let stands_at = |standing: &Standing, offset| standing.byte_offset == offset;
        if standing.ended_at.is_some() || !stands_at(&standing, self.from.byte_offset) {
            let is_ours = stands_at(&standing, self.pack.end.0) && standing.ended_at.is_some() == self.pack.last;
            let (took, repeated, known) = (start.elapsed(), Vec::new(), Vec::new());
            return Ok(if is_ours { Outcome::Written(Written { standing, took, repeated, known }) } else { Outcome::Overtaken });
        }
        let Ok(tags) = tagging::find_or_add(tx, self.now, &self.pack.tags)? else { return Ok(Outcome::NoRoomForTags) };
        let done = match self.write_people(tx)? {
            Ok(done) => done,
            Err(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        if !tags.is_empty() {
            let identities: Vec<Id> = done.iter().filter_map(|done| done.identity).collect();
            tagging::give(tx, (self.now, self.group, self.account), &tags, &self.pack.tags, &identities)?;
        }
        self.beside(tx, &done)?;
        for piece in &self.pieces {
            pieces::keep(tx, (Kind::RefusedRows, self.group, standing.refused_blob), piece, self.now + REFUSED_KEPT)?;
        }
        let repeats = self.repeats(&done, standing.started_at);
        let started_at = standing.started_at;
        let after = self.after(standing, &done, &repeats);
        if !store::move_on(tx, self.from.byte_offset, &after)? {
            return Err(Fault::new(FaultKind::Collision, "another import of the same file wrote at once"));
        }
        let repeated = self.pack.lines.iter().zip(&repeats).filter(|(_, repeats)| **repeats).map(|(line, _)| *line).collect();
        let known = done.iter().map(|done| done.person).filter(|person| made_before(*person, started_at)).collect();
        Ok(Outcome::Written(Written { standing: after, took: start.elapsed(), repeated, known }))
    }

    /// What stands beside the records: since when somebody new has been on the list, ids from elsewhere, and names of fields. A group that
    /// has no room for another name, or deletes one of these, keeps what is under it unlisted.
    fn beside(&self, tx: &mut Tx<'_>, done: &[Done]) -> Result<(), Fault> {
        if !self.pack.kept.is_empty() {
            self.names.keep(tx, self.now)?.ok();
        }
        let mut since: BTreeMap<Id, i64> = BTreeMap::new();
        for (done, at) in done.iter().zip(&self.pack.joined).filter(|(done, _)| done.added) {
            if let Some(at) = at {
                since.entry(done.person).and_modify(|known| *known = (*known).min(*at)).or_insert(*at);
            }
        }
        people::brought_along(tx, self.group, &since.into_iter().collect::<Vec<_>>())?;
        let foreign = done.iter().zip(&self.pack.foreign).filter_map(|(done, key)| Some(((*key)?, done.person)));
        // Of two rows with one id the first is found by it.
        let foreign: BTreeMap<[u8; 16], Id> = foreign.rev().collect();
        people::known_elsewhere(tx, self.group, &foreign.into_iter().collect::<Vec<_>>())
    }

    /// For each row whether an earlier row of the file named the same person: in this slice, in one before, or by adding the record.
    fn repeats(&self, done: &[Done], started_at: i64) -> Vec<bool> {
        let met = locked(&self.met);
        let mut here = HashSet::with_capacity(done.len());
        let came_before = |done: &Done| met.contains(&done.person) || !done.added && !made_before(done.person, started_at);
        done.iter().map(|done| !here.insert(done.person) || came_before(done)).collect()
    }

    fn after(&self, mut standing: Standing, done: &[Done], repeats: &[bool]) -> Standing {
        let counts = &mut standing.counts;
        counts.repeated += repeats.iter().filter(|repeats| **repeats).count() as i64;
        counts.signed += done.iter().filter(|done| done.signed).map(|done| done.person).collect::<HashSet<Id>>().len() as i64;
        // Two rows of one mailbox are one person. Whoever came with this import is added once, whatever its later rows change.
        let added: HashSet<Id> = done.iter().filter(|done| done.added).map(|done| done.person).collect();
        counts.added += added.len() as i64;
        let updated =
            |(done, repeats): &(&Done, &bool)| done.changed && !**repeats && made_before(done.person, standing.started_at);
        counts.updated += done.iter().zip(repeats).filter(updated).count() as i64;
        counts.read += self.pack.read;
        counts.refused += self.pack.refused;
        (standing.byte_offset, standing.line) = self.pack.end;
        standing.refused_pieces += self.pieces.len() as i64;
        standing.ended_at = self.pack.last.then_some(self.now);
        standing
    }

    fn write_people(&self, tx: &mut Tx<'_>) -> Result<Result<Vec<Done>, SignRefusal>, Fault> {
        let stopped = self.stopped(tx)?;
        match self.pack.signers.is_empty() {
            true => self.recognise(tx, &stopped).map(Ok),
            false => self.sign(tx, &stopped),
        }
    }

    /// Mailboxes that told this group to stop: nobody asserts a consent of theirs.
    fn stopped(&self, tx: &mut Tx<'_>) -> Result<HashSet<seal::MatchingKey>, Fault> {
        if !self.says.asserts() {
            return Ok(HashSet::new());
        }
        let people = self.pack.people.iter().chain(self.pack.signers.iter().map(|signer| &signer.person));
        let keys: Vec<seal::MatchingKey> = people.filter_map(|person| Some(person.email?.0)).collect();
        crate::people::told_to_stop(tx, self.group, &keys, self.now)
    }

    fn recognise(&self, tx: &mut Tx<'_>, stopped: &HashSet<seal::MatchingKey>) -> Result<Vec<Done>, Fault> {
        let people: Vec<&PersonInput> = self.pack.people.iter().collect();
        let known = people::recognise(tx, &self.vault, self.now, &people)?;
        let said = |((person, known), news): ((&&PersonInput, &Recognised), &News)| {
            let (mailbox, _) = person.email?;
            let consent = self.says.consent(*news)?;
            (!is_yes(consent) || !stopped.contains(&mailbox)).then_some((known.identity, consent))
        };
        let consents: Vec<(Id, &Consent)> = people.iter().zip(&known).zip(&self.pack.news).filter_map(said).collect();
        if !consents.is_empty() {
            people::consent::note(tx, &consents)?;
        }
        Ok(known
            .iter()
            .map(|known| Done {
                person: known.person,
                identity: Some(known.identity),
                added: known.added,
                changed: known.changed,
                signed: false,
            })
            .collect())
    }

    fn sign(&self, tx: &mut Tx<'_>, stopped: &HashSet<seal::MatchingKey>) -> Result<Result<Vec<Done>, SignRefusal>, Fault> {
        let may = |signer: &SignInput| signer.person.email.is_none_or(|(key, _)| !stopped.contains(&key));
        let signers = self.pack.signers.iter().map(|signer| match may(signer) {
            true => Cow::Borrowed(signer),
            false => {
                let mut signer = signer.clone();
                signer.consents.retain(|consent| !is_yes(consent));
                Cow::Owned(signer)
            }
        });
        let signers: Vec<Cow<'_, SignInput>> = signers.collect();
        let signed = sign(tx, &self.vault, self.now, &signers.iter().map(|signer| &**signer).collect::<Vec<_>>())?;
        // They are all for one petition: it takes all of them or none.
        Ok(signed
            .into_iter()
            .map(|signed| {
                signed.map(|signed| Done {
                    person: signed.person,
                    identity: None,
                    added: signed.person_added,
                    changed: signed.person_changed,
                    signed: signed.added,
                })
            })
            .collect())
    }
}

/// Whether the group asserts that they agreed.
fn is_yes(consent: &Consent) -> bool {
    consent.status == ConsentStatus::Asserted
}

/// What became of one row's person.
struct Done {
    person: Id,
    /// The human, where tags may follow.
    identity: Option<Id>,
    added: bool,
    changed: bool,
    /// Whether their signature is new.
    signed: bool,
}

/// Whether a record was made before an instant: its id says when, to the millisecond.
fn made_before(person: Id, instant: i64) -> bool {
    let mut millis = [0; 8];
    millis[2..].copy_from_slice(&person.0[..6]);
    i64::from_be_bytes(millis) < instant.div_euclid(1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Ids;

    #[test]
    fn a_slice_has_64_to_512_rows_and_follows_the_time_it_takes() {
        assert_eq!(next_size(1, 1, Duration::from_millis(2)), 2);
        assert_eq!(next_size(8, 8, Duration::from_millis(2)) * PACK_ROWS, 512);
        assert_eq!(next_size(8, 8, Duration::from_millis(15)), 8);
        assert_eq!(next_size(8, 8, Duration::from_millis(30)), 4);
        assert_eq!(next_size(1, 1, Duration::from_secs(1)) * PACK_ROWS, 64);
    }

    #[test]
    fn an_id_tells_whether_a_record_stood_before() {
        let person = Ids::seeded(1).fresh(5_000_000);
        assert!(made_before(person, 5_001_000) && !made_before(person, 5_000_000));
    }
}
