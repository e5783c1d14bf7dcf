//! Signing a petition: the rule that the page, the API, the import and the confirming link share.
//!
//! A slice of signers comes in, each for some petition. First: is the petition open for them? Then the people are recognised, in the
//! page's group and in every group they ticked. Then the signatures are added: the database's unique key (identity, petition) *is* the
//! once-only rule. Somebody whose signature a group had asserted and who now confirms it is counted as confirmed. The tallies are
//! raised in the same transaction, and the consents noted. Nothing is sent from here.

use super::store::{self, NewSignature};
use super::{Petition, PetitionState, SignatureKind};
use crate::actions::kinds::GRACE;
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::beside::programs::{self, FromProgram};
use crate::people::{self, Consent, PersonInput, Recognised};
use crate::webhooks::{self, Happened, Kind};
use db::{Fault, Tx};
use std::collections::{BTreeMap, HashMap, HashSet};

/// One signer, keyed and sealed.
#[derive(Clone, Debug)]
pub struct SignInput {
    /// Which petition.
    pub petition: Id,
    /// The signature's id, if it turns out to be new.
    pub signature: Id,
    /// How we know.
    pub kind: SignatureKind,
    /// The signer in the page's group's list.
    pub person: PersonInput,
    /// The signer in the lists of the groups they ticked.
    pub also: Vec<PersonInput>,
    /// What they allowed.
    pub consents: Vec<Consent>,
    /// Their comment, sealed under the signature's id.
    pub sealed_comment: Option<Vec<u8>>,
    /// When they signed, microseconds. Counts for closing, not when they confirmed.
    pub signed_at: i64,
    /// What a program says beside.
    pub beside: Option<FromProgram>,
}

/// A signature that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The signature, this one or the earlier one of the same human.
    pub signature: Id,
    /// The record in the page's group's list.
    pub person: Id,
    /// Whether it is new.
    pub added: bool,
    /// Whether the person's record is new.
    pub person_added: bool,
    /// Whether a record that was there changed.
    pub person_changed: bool,
}

/// Why somebody cannot sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignRefusal {
    /// There is no such petition.
    Unknown,
    /// It opens later, at this instant.
    NotYetOpen(i64),
    /// It closed, at this instant.
    Closed(i64),
    /// Its group stopped it.
    Stopped,
}

/// Whether the petition takes a signature that was made at `signed_at`, now. Only a confirmation comes later than it was made.
pub fn refusal(petition: &Petition, signed_at: i64, now: i64) -> Option<SignRefusal> {
    match (petition.state, petition.opens_at, petition.closes_at) {
        (PetitionState::Stopped, ..) => Some(SignRefusal::Stopped),
        (_, Some(opens_at), _) if now < opens_at => Some(SignRefusal::NotYetOpen(opens_at)),
        (_, _, Some(closes_at)) if signed_at >= closes_at || now >= closes_at + GRACE => Some(SignRefusal::Closed(closes_at)),
        _ => None,
    }
}

/// Signs for a slice; answers in its order.
pub fn sign(tx: &mut Tx<'_>, vault: &Vault, now: i64, slice: &[&SignInput]) -> Result<Vec<Result<Signed, SignRefusal>>, Fault> {
    let refusals = refusals(tx, now, slice)?;
    put(tx, vault, now, slice, refusals)
}

/// Adds signatures that were made elsewhere while the petition took them there; whether it takes any here is not asked.
pub fn bring(tx: &mut Tx<'_>, vault: &Vault, now: i64, slice: &[&SignInput]) -> Result<Vec<Signed>, Fault> {
    let put = put(tx, vault, now, slice, vec![None; slice.len()])?;
    Ok(put.into_iter().filter_map(Result::ok).collect())
}

fn put(
    tx: &mut Tx<'_>,
    vault: &Vault,
    now: i64,
    slice: &[&SignInput],
    refusals: Vec<Option<SignRefusal>>,
) -> Result<Vec<Result<Signed, SignRefusal>>, Fault> {
    let signers: Vec<&SignInput> =
        slice.iter().zip(&refusals).filter(|(_, refusal)| refusal.is_none()).map(|(input, _)| *input).collect();
    let people: Vec<&PersonInput> =
        signers.iter().map(|input| &input.person).chain(signers.iter().flat_map(|input| &input.also)).collect();
    let recognised = people::recognise(tx, vault, now, &people)?;
    let signed = add(tx, now, &signers, &recognised)?;
    tell(tx, now, &signers, &recognised, &signed)?;
    let deeds = signers.iter().zip(&recognised).zip(&signed).map(|((input, known), signed)| programs::Deed {
        person: &input.person,
        known,
        new: signed.added.then_some(signed.signature),
        consents: &input.consents,
        beside: input.beside.as_ref(),
    });
    programs::write(tx, now, &deeds.collect::<Vec<_>>())?;
    let mut signed = signed.into_iter();
    refusals
        .into_iter()
        .map(|refusal| match refusal {
            Some(refusal) => Ok(Err(refusal)),
            None => signed.next().map(Ok).ok_or_else(|| Fault::bug("a signer got no answer")),
        })
        .collect()
}

/// Tells the hooks of the groups whose lists it concerns. Whoever brings a list knows what is in it.
fn tell(tx: &mut Tx<'_>, now: i64, signers: &[&SignInput], recognised: &[Recognised], signed: &[Signed]) -> Result<(), Fault> {
    let is_news = |input: &&&SignInput| input.kind != SignatureKind::Imported;
    let people = signers.iter().filter(is_news).flat_map(|input| std::iter::once(&input.person).chain(&input.also));
    webhooks::note(tx, now, people.map(|person| person.group), |_| {
        let (own, mut others) = (recognised, recognised[signers.len()..].iter());
        let mut all = Vec::new();
        for ((input, signer), signed) in signers.iter().zip(own).zip(signed) {
            let others: Vec<(Id, &Recognised)> = input.also.iter().map(|person| person.group).zip(others.by_ref()).collect();
            if !is_news(&input) {
                continue;
            }
            for (group, known) in std::iter::once((input.person.group, signer)).chain(others) {
                let happened = Happened { group, kind: Kind::Signature, action: input.petition, record: signed.signature, at: now };
                all.extend(signed.added.then_some(happened));
                all.extend(known.added.then(|| webhooks::new_supporter(group, known.person, now)));
            }
        }
        Ok(all)
    })
}

pub(super) fn refusals(tx: &mut Tx<'_>, now: i64, slice: &[&SignInput]) -> Result<Vec<Option<SignRefusal>>, Fault> {
    let mut petitions: HashMap<Id, Option<Petition>> = HashMap::new();
    let mut refusals = Vec::with_capacity(slice.len());
    for input in slice {
        let petition = match petitions.get(&input.petition) {
            Some(petition) => petition,
            None => petitions.entry(input.petition).or_insert(store::petition(tx, input.petition)?),
        };
        refusals.push(petition.as_ref().map_or(Some(SignRefusal::Unknown), |petition| refusal(petition, input.signed_at, now)));
    }
    Ok(refusals)
}

/// Adds the signatures and raises the tallies.
fn add(tx: &mut Tx<'_>, now: i64, signers: &[&SignInput], recognised: &[Recognised]) -> Result<Vec<Signed>, Fault> {
    let mut rows: Vec<NewSignature<'_>> = signers
        .iter()
        .zip(recognised)
        .map(|(input, signer)| NewSignature { identity: signer.identity, person: signer.person, input })
        .collect();
    // Of two in one slice the confirmed one stands.
    rows.sort_by_key(|row| (row.identity, row.input.petition, row.input.kind));
    rows.dedup_by_key(|row| (row.identity, row.input.petition));
    let mut standing: HashMap<(Id, Id), (Id, bool)> = HashMap::with_capacity(rows.len());
    store::add_signatures(tx, &rows, |identity, petition, signature| {
        standing.insert((identity, petition), (signature, true));
    })?;
    let mut tally: BTreeMap<(Id, i64, &str), i64> = BTreeMap::new();
    let (new, known): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| standing.contains_key(&(row.identity, row.input.petition)));
    for row in &new {
        *tally.entry((row.input.petition, row.input.kind as i64, &row.input.person.coarse.region)).or_default() += 1;
    }
    let earlier = store::find_signatures(tx, &known)?;
    standing.extend(earlier.iter().map(|found| ((found.identity, found.petition), (found.signature, false))));
    let confirmed = confirm_asserted(tx, now, &known, &earlier)?;
    for (petition, kind, region) in &confirmed {
        *tally.entry((*petition, *kind, region)).or_default() -= 1;
        *tally.entry((*petition, SignatureKind::Confirmed as i64, region)).or_default() += 1;
    }
    store::raise_tallies(tx, &tally)?;
    signers
        .iter()
        .zip(recognised)
        .map(|(input, signer)| {
            let found = standing.get(&(signer.identity, input.petition));
            let &(signature, added) = found.ok_or_else(|| Fault::bug("a signature vanished"))?;
            let added = added && signature == input.signature;
            let (person_added, person_changed) = (signer.added, signer.changed);
            Ok(Signed { signature, person: signer.person, added, person_added, person_changed })
        })
        .collect()
}

/// Signatures that a group had asserted and whose human now confirms them: petition, former kind, region of each that changed.
fn confirm_asserted(
    tx: &mut Tx<'_>,
    now: i64,
    known: &[NewSignature<'_>],
    earlier: &[store::FoundSignature],
) -> Result<Vec<(Id, i64, String)>, Fault> {
    let confirming: HashSet<(Id, Id)> = known
        .iter()
        .filter(|row| row.input.kind == SignatureKind::Confirmed)
        .map(|row| (row.identity, row.input.petition))
        .collect();
    let mut to_confirm: Vec<&store::FoundSignature> = earlier
        .iter()
        .filter(|found| found.kind != SignatureKind::Confirmed && confirming.contains(&(found.identity, found.petition)))
        .collect();
    to_confirm.sort_by_key(|found| (found.identity, found.petition));
    let done = store::confirm_signatures(tx, now, &to_confirm)?;
    Ok(to_confirm
        .into_iter()
        .filter(|found| done.contains(&(found.identity, found.petition)))
        .map(|found| (found.petition, found.kind as i64, found.region.clone()))
        .collect())
}
