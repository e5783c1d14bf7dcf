//! What people of the steering groups do while an outcome's words are on their way and a passkey is asked for: stop, resume, correct.
//!
//! One of them writes what is to be done ([`write`]); two people of different groups sign exactly these words ([`sign`]), and with the
//! second it is done. Who counts was frozen with the ballot that led to the sending, so nobody gains a second voice meanwhile. That two
//! of two groups are needed is the rule of `messages::calls`; pausing needs no passkey and is there alone.

pub mod sign;
pub(crate) mod store;
pub mod write;

use super::document::{Both, FrozenGroup, FrozenPasskey};
use super::{Tools, electorate, freeze};
use crate::ids::Id;
use crate::messages::calls::{self, Power, Sending};
use crate::trust::assertion::{Assertion, RelyingParty};
use crate::trust::ballot::Act;
use crate::trust::{Base64, Hash};
use db::{Fault, Tx};
use serde::{Deserialize, Serialize};

/// How often the same words can be corrected, one correction after the other. Who needs more calls anew.
pub const CORRECTIONS_MAX: usize = 10;
/// Drafts of a sending that one page lists: each group has one of each kind.
const DRAFTS_MAX: i64 = 100;
/// Signatures of a sending that are read.
const SIGNATURES_MAX: i64 = 1_000;

/// The words of a correction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrected {
    /// The subject of its mail and the title of its notice.
    pub subject: Both,
    /// The words.
    pub text: Both,
}

/// What is to be done, as both people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Stop, resume or correct.
    pub act: Act,
    /// To what.
    pub sending: Id,
    /// In which version it was seen: once something else happened, these words do nothing any more.
    pub round: i64,
    /// Why; may be empty.
    pub reason: String,
    /// The new words of a correction.
    pub words: Option<Corrected>,
}

/// A draft that somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its id.
    pub id: Id,
    /// What it says.
    pub draft: Draft,
    /// For which group it was written.
    pub group: Id,
    /// By whom.
    pub account: Id,
    /// When.
    pub at: i64,
}

/// A signature with all that is needed to check it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// What was signed: an act in canonical bytes.
    pub words: String,
    /// The text whose hash stands in it.
    pub text: String,
    /// The passkey's public key, a COSE_Key.
    pub key: Base64,
    /// Where it signed.
    pub site: RelyingParty,
    /// Its answer.
    pub assertion: Assertion,
}

/// The first line of the text that is signed.
const HEAD: &str = "clarion act words 1";

impl Draft {
    /// The exact words that are signed: lines that a person can read and that have one spelling. Lines of a reason or of words begin
    /// with `>`, so that none of them can look like another line.
    pub fn text(&self) -> String {
        let act = power(self.act).map_or("", |(word, _)| word);
        let mut lines =
            vec![HEAD.to_owned(), format!("act {act}"), format!("sending {}", self.sending), format!("version {}", self.round)];
        let quoted = |text: &str| text.split('\n').map(|line| format!("> {line}")).collect::<Vec<_>>();
        if !self.reason.is_empty() {
            lines.push("reason".to_owned());
            lines.extend(quoted(&self.reason));
        }
        if let Some(words) = &self.words {
            for (lang, subject, text) in [("en", &words.subject.en, &words.text.en), ("es", &words.subject.es, &words.text.es)] {
                lines.push(format!("words {lang}"));
                lines.push(format!("subject {subject}"));
                lines.extend(quoted(text));
            }
        }
        lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
    }

    /// The hash of [`text`](Self::text): what a passkey signs.
    pub fn hash(&self) -> Hash {
        Hash::of(&[self.text().as_bytes()])
    }
}

/// The acts that are signed here: their word in addresses, and what they do to a sending.
fn power(act: Act) -> Option<(&'static str, Power)> {
    match act {
        Act::Resume => Some(("resume", Power::Resume)),
        Act::Stop => Some(("stop", Power::Stop)),
        Act::Correct => Some(("correct", Power::Correct)),
        Act::OpenBallot
        | Act::RecallDelegate
        | Act::Halt
        | Act::WithdrawBallot
        | Act::Escalate
        | Act::ConfirmPasskey
        | Act::PasskeyWait => None,
    }
}

/// All of them, the mildest first.
pub const ACTS: [Act; 3] = [Act::Resume, Act::Stop, Act::Correct];

/// The act with this word.
pub fn act_of(word: &str) -> Option<Act> {
    ACTS.into_iter().find(|act| word_of(*act) == word)
}

/// Its word in addresses; empty for one that is signed elsewhere.
pub fn word_of(act: Act) -> &'static str {
    power(act).map_or("", |(word, _)| word)
}

/// Whether there is something to do for it as the sending stands.
pub fn is_possible(act: Act, sending: &Sending, now: i64) -> bool {
    power(act).is_some_and(|(_, power)| power.is_possible(sending, now))
}

/// Who may sign, for which group, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Electorate {
    /// The hash of the plan that was voted on; zeros where no ballot led to the sending, as in a drill.
    pub plan: Hash,
    /// Where passkeys sign.
    pub site: RelyingParty,
    /// The steering groups with the passkeys that count.
    pub groups: Vec<FrozenGroup>,
}

impl Electorate {
    /// A group's passkey.
    pub fn passkey(&self, group: Id, passkey: Id) -> Option<&FrozenPasskey> {
        let group = self.groups.iter().find(|known| known.group == group)?;
        group.passkeys.iter().find(|known| known.passkey == passkey)
    }
}

/// Who may sign for a sending: whom its ballot froze; without a ballot, whoever counts now.
pub fn electorate(tx: &mut Tx<'_>, tools: &Tools, now: i64, sending: &Sending, site: &RelyingParty) -> Result<Electorate, Fault> {
    let first = chain(tx, sending)?.pop().unwrap_or(sending.id);
    if let Some(row) = super::store::ballot(tx, first)? {
        let frozen = super::store::frozen(tools, &row)?;
        return Ok(Electorate { plan: frozen.hash(), site: frozen.site, groups: frozen.electorate });
    }
    let facts = electorate::facts(tx, sending.coalition, site)?;
    Ok(Electorate { plan: Hash::ZERO, site: facts.site, groups: freeze::electorate(&facts.electorate, now) })
}

/// The sendings that this one corrects, the first words last.
fn chain(tx: &mut Tx<'_>, sending: &Sending) -> Result<Vec<Id>, Fault> {
    let (mut ids, mut corrects) = (Vec::new(), sending.corrects);
    while let Some(before) = corrects.filter(|_| ids.len() <= CORRECTIONS_MAX) {
        ids.push(before);
        corrects = calls::sending(tx, before)?.and_then(|before| before.corrects);
    }
    Ok(ids)
}

/// One draft.
pub fn draft(tx: &mut Tx<'_>, tools: &Tools, id: Id) -> Result<Option<Written>, Fault> {
    store::draft(tx, tools, id)
}

/// What may be signed for a sending as it stands.
pub fn drafts(tx: &mut Tx<'_>, tools: &Tools, sending: &Sending) -> Result<Vec<Written>, Fault> {
    store::drafts(tx, tools, sending.id, sending.version, DRAFTS_MAX)
}

/// What was signed about a sending, with the ids of the acts, the oldest first.
pub fn signatures(tx: &mut Tx<'_>, tools: &Tools, sending: Id) -> Result<Vec<(Id, Signature)>, Fault> {
    store::signatures(tx, tools, sending, SIGNATURES_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words themselves, so that nothing changes them unnoticed: signatures stand on them.
    #[test]
    fn an_act_has_these_words() {
        let stop =
            Draft { act: Act::Stop, sending: Id([1; 16]), round: 3, reason: "A storm.\n\nact resume".to_owned(), words: None };
        let expected = "clarion act words 1\nact stop\nsending 01010101-0101-0101-0101-010101010101\nversion 3\n\
            reason\n> A storm.\n>\n> act resume";
        assert_eq!(stop.text(), expected);
        let both = |en: &str, es: &str| Both { en: en.to_owned(), es: es.to_owned() };
        let words = Corrected { subject: both("Sunday", "Domingo"), text: both("Come.", "Venga.") };
        let correct = Draft { act: Act::Correct, reason: String::new(), words: Some(words), ..stop.clone() };
        let expected = "clarion act words 1\nact correct\nsending 01010101-0101-0101-0101-010101010101\nversion 3\n\
            words en\nsubject Sunday\n> Come.\nwords es\nsubject Domingo\n> Venga.";
        assert_eq!(correct.text(), expected);
        assert_ne!(Draft { round: 4, ..stop.clone() }.hash(), stop.hash());
    }

    #[test]
    fn acts_of_ballots_are_none_of_these() {
        assert_eq!(["stop", "resume", "correct", "halt", "escalate", ""].map(act_of), {
            [Some(Act::Stop), Some(Act::Resume), Some(Act::Correct), None, None, None]
        });
    }
}
