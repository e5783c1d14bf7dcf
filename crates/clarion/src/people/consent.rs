//! Consents: what a human allowed a group, by which channel, for which purpose, in which words, and how we know.
//!
//! The human's own word (confirmed, unsubscribed) replaces what was known; what a group asserts only fills an empty place, so that
//! no import and no API call turns a "no" into a "yes". A "no" that a group says, with its source, stands above whatever is less
//! strict (complained > left > came back > agreed), and leaves what is stricter.

use super::store;
use crate::ids::Id;
use crate::people::Scope;
use crate::webhooks::{self, Happened, Kind};
use db::{Fault, Tx, Val};
use seal::MatchingKey;
use std::cmp::Reverse;
use std::collections::HashMap;

/// What a consent is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// News of the group.
    News = 1,
    /// Calls of the coalition.
    Calls = 2,
    /// This action only.
    ActionOnly = 3,
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentStatus {
    /// The human said so.
    Confirmed = 1,
    /// A group says so, with a source.
    Asserted = 2,
    /// The human left.
    Unsubscribed = 3,
    /// Mail to them came back.
    Bounced = 4,
    /// They complained about it.
    Complained = 5,
}

/// The order of strictness of consents: complained, left, came back, agreed.
pub(super) fn strictness(status: i64) -> u8 {
    match status {
        status if status == ConsentStatus::Complained as i64 => 4,
        status if status == ConsentStatus::Unsubscribed as i64 => 3,
        status if status == ConsentStatus::Bounced as i64 => 2,
        _ => 1,
    }
}

/// One consent of one human to one group.
#[derive(Clone, Debug)]
pub struct Consent {
    /// To which group.
    pub group: Id,
    /// By which channel.
    pub channel: seal::Channel,
    /// For what.
    pub purpose: Purpose,
    /// How it stands.
    pub status: ConsentStatus,
    /// The words they saw.
    pub words: Words,
    /// Where a group has it from; empty for the human's own word.
    pub source: String,
    /// When, microseconds.
    pub noted_at: i64,
}

/// The words of a consent, kept once for all who saw them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words {
    id: [u8; 16],
    lang: String,
    words: String,
}

impl Words {
    /// Words in a language. Their id is their hash.
    pub fn new(lang: &str, words: impl Into<String>) -> Self {
        let words = words.into();
        let mut hasher = blake3::Hasher::new();
        hasher.update(lang.as_bytes()).update(&[0]).update(words.as_bytes());
        let id = *hasher.finalize().as_bytes().first_chunk().expect("a hash has 32 bytes");
        Self { id, lang: lang.to_owned(), words }
    }
}

/// How somebody stands towards news of the group by e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewsStanding {
    /// They said yes.
    Confirmed,
    /// The group says that they did.
    Asserted,
    /// They left, or mail to them failed.
    Left,
    /// Nothing is known.
    Unasked,
}

/// How these humans stand towards a group's news by e-mail.
pub fn towards_news(tx: &mut Tx<'_>, group: Id, identities: &[Id]) -> Result<HashMap<Id, NewsStanding>, Fault> {
    let mut found: HashMap<Id, NewsStanding> = identities.iter().map(|identity| (*identity, NewsStanding::Unasked)).collect();
    for (identity, channel, status, _) in store::news_consents(tx, Scope::of(group), identities)? {
        if channel == seal::Channel::Email.code() {
            let standing = match status {
                status if status == ConsentStatus::Confirmed as i64 => NewsStanding::Confirmed,
                status if status == ConsentStatus::Asserted as i64 => NewsStanding::Asserted,
                _ => NewsStanding::Left,
            };
            found.insert(identity, standing);
        }
    }
    Ok(found)
}

/// Which of these groups may write news to a mailbox.
pub fn news_from(tx: &mut Tx<'_>, key: MatchingKey, groups: &[Id]) -> Result<Vec<Id>, Fault> {
    let Some(identity) = super::identity_of(tx, key)? else { return Ok(Vec::new()) };
    let mut writing = Vec::new();
    for group in groups {
        let standing = towards_news(tx, *group, &[identity])?;
        if matches!(standing.get(&identity), Some(NewsStanding::Confirmed | NewsStanding::Asserted)) {
            writing.push(*group);
        }
    }
    Ok(writing)
}

/// Notes consents of humans that were recognised. Writes nothing that is already so.
pub fn note(tx: &mut Tx<'_>, consents: &[(Id, &Consent)]) -> Result<(), Fault> {
    let key = |(identity, consent): &(Id, &Consent)| (*identity, consent.group, consent.channel.code(), consent.purpose);
    let (mut asserted, own): (Vec<_>, Vec<_>) =
        consents.iter().copied().partition(|(_, consent)| consent.status == ConsentStatus::Asserted);
    let (mut own, mut denied): (Vec<_>, Vec<_>) = own.into_iter().partition(|(_, consent)| consent.source.is_empty());
    keep_words(tx, consents)?;
    let kinds = [(&mut own, &store::SET_CONSENT), (&mut denied, &store::TIGHTEN_CONSENT), (&mut asserted, &store::ADD_CONSENT)];
    for (rows, statement) in kinds {
        // The latest word of a slice is the one that counts, of two at once the stricter, and no key may stand twice in one statement.
        rows.sort_by_key(|row| (key(row), Reverse(row.1.noted_at), Reverse(strictness(row.1.status as i64))));
        rows.dedup_by_key(|row| key(row));
        let rows: Vec<(Scope, [Val<'_>; 7])> = rows.iter().map(|(identity, consent)| values(identity, consent)).collect();
        tx.within_each(statement, &rows, |_| Ok(()))?;
    }
    tell_of_leaving(tx, consents)
}

/// Tells a group's hooks who left its news of their own will. Nobody does in a slice of signers: then not even a hook is looked for.
fn tell_of_leaving(tx: &mut Tx<'_>, consents: &[(Id, &Consent)]) -> Result<(), Fault> {
    let left = |(_, consent): &&(Id, &Consent)| {
        let is_no = matches!(consent.status, ConsentStatus::Unsubscribed | ConsentStatus::Complained | ConsentStatus::Bounced);
        is_no && consent.source.is_empty() && consent.purpose == Purpose::News && consent.channel == seal::Channel::Email
    };
    let left: Vec<(Id, Id, i64)> =
        consents.iter().filter(left).map(|(identity, consent)| (*identity, consent.group, consent.noted_at)).collect();
    let Some(at) = left.iter().map(|(.., at)| *at).max() else { return Ok(()) };
    webhooks::note(tx, at, left.iter().map(|(_, group, _)| *group), |tx| {
        let wanted: Vec<(Id, Id)> = left.iter().map(|(identity, group, _)| (*identity, *group)).collect();
        let known = store::find_people(tx, &wanted)?;
        let happened =
            |row: &store::PersonRow| Happened { group: row.group, kind: Kind::Unsubscribe, action: Id::ZERO, record: row.id, at };
        Ok(known.iter().map(happened).collect())
    })
}

/// Keeps words that were not kept yet. A slice has few different ones.
fn keep_words(tx: &mut Tx<'_>, consents: &[(Id, &Consent)]) -> Result<(), Fault> {
    let mut words: Vec<(&Words, i64)> = consents.iter().map(|(_, consent)| (&consent.words, consent.noted_at)).collect();
    words.sort_unstable();
    words.dedup_by_key(|(words, _)| *words);
    let rows: Vec<[Val<'_>; 4]> = words
        .iter()
        .map(|(words, noted_at)| [(&words.id).into(), (&words.lang).into(), (&words.words).into(), (*noted_at).into()])
        .collect();
    tx.many(&store::ADD_WORDS, &rows).map(drop)
}

fn values<'a>(identity: &'a Id, consent: &'a Consent) -> (Scope, [Val<'a>; 7]) {
    let values = [
        identity.into(),
        consent.channel.code().into(),
        Val::Int(consent.purpose as i64),
        Val::Int(consent.status as i64),
        (&consent.words.id).into(),
        (&consent.source).into(),
        consent.noted_at.into(),
    ];
    (Scope::of(consent.group), values)
}
