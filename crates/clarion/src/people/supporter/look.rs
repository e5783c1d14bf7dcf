//! What is held under a mailbox, group by group: read for the human who proved it.
//!
//! A record is shown where it names this mailbox. One that names another mailbox, or a number alone, belongs to whoever proves that, even
//! where both stand under one identity. Tags and notes are shown as they are, without who wrote them: whoever writes a note is told at
//! the field that the person may read it, so that no third person's secret belongs there.

use super::store::{self, FormRow, StopRow};
use crate::coalitions::{self, Group};
use crate::events::{self, attending};
use crate::forms::{self, SubmissionKind};
use crate::ids::Id;
use crate::keys::Vault;
use crate::people::Scope;
use crate::people::beside::{notes, tags};
use crate::people::fields::choosing;
use crate::people::store::{self as records, ConsentRow};
use crate::people::{Coarse, ConsentStatus, Details, NO_CONFIRMING_MAILS, NO_MAIL, NO_NEWS, Purpose};
use crate::petitions::{create, listing};
use crate::web::lang::{Lang, t};
use db::{Fault, Tx};
use seal::{Channel, MatchingKey};
use std::collections::BTreeSet;

/// The record of a group's list.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its id.
    pub id: Id,
    /// What it says.
    pub details: Details,
    /// The clear facts.
    pub coarse: Coarse,
    /// Since when.
    pub created_at: i64,
    /// When it was last changed.
    pub modified_at: i64,
}

/// Something that somebody did on a group's page.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    pub(super) title: String,
    pub(super) path: String,
    /// The id of the words that say how it stands.
    pub(super) how: &'static str,
    /// What they wrote.
    pub(super) words: String,
    pub(super) at: i64,
    /// Whether no more than a number is left of it, which being forgotten does not take.
    pub(super) is_number: bool,
}

/// What one group holds.
pub(super) struct OfGroup {
    pub(super) group: Group,
    pub(super) record: Option<Record>,
    pub(super) consents: Vec<ConsentRow>,
    pub(super) deeds: Vec<Deed>,
    pub(super) tags: Vec<String>,
    pub(super) notes: Vec<(String, i64)>,
    pub(super) stops: Vec<StopRow>,
}

/// All that is held.
pub(super) struct Held {
    pub(super) groups: Vec<OfGroup>,
    /// What stands against mails of all groups.
    pub(super) stops: Vec<StopRow>,
    /// When the mailbox was proved first.
    pub(super) proved_at: Option<i64>,
    /// Whether its key is kept at all.
    pub(super) is_known: bool,
}

impl OfGroup {
    /// Whether the group's news is stopped by the mailbox's key, and they did not agree to it since.
    pub(super) fn has_no_news(&self) -> bool {
        let is_yes = |said: &ConsentRow| {
            let yes = [ConsentStatus::Confirmed, ConsentStatus::Asserted].map(|status| status as i64);
            said.purpose == Purpose::News as i64 && said.channel == Channel::Email.code() && yes.contains(&said.status)
        };
        self.stops.iter().any(|stop| stop.kind == NO_NEWS && stop.until.is_none()) && !self.consents.iter().any(is_yes)
    }

    /// Whether the group has forgotten them: only numbers, their "no" and the keys of stops are left.
    pub(super) fn is_forgotten(&self) -> bool {
        let is_no = |said: &ConsentRow| said.status == ConsentStatus::Unsubscribed as i64;
        let stands_beside = !self.tags.is_empty() || !self.notes.is_empty();
        let is_bare = self.record.is_none() && !stands_beside && self.has_no_news();
        is_bare && self.consents.iter().all(is_no) && self.deeds.iter().all(|deed| deed.is_number)
    }
}

impl StopRow {
    /// Whether it stops mails that this human could let come again.
    pub(super) fn is_liftable(&self, now: i64) -> bool {
        matches!(self.kind, NO_CONFIRMING_MAILS | NO_MAIL) && self.until.is_none_or(|until| until > now)
    }
}

/// In which groups anything stands under a mailbox: their data keys must be at hand before [`look`].
pub fn groups(tx: &mut Tx<'_>, key: MatchingKey) -> Result<BTreeSet<Id>, Fault> {
    let mut groups = BTreeSet::new();
    if let Some((identity, _)) = store::identity(tx, key)? {
        groups.extend(store::groups_of(tx, identity)?);
    }
    groups.extend(store::stops(tx, key)?.into_iter().map(|stop| stop.scope));
    groups.extend(store::forms(tx, key)?.into_iter().map(|form| form.group));
    groups.remove(&Id::ZERO);
    Ok(groups)
}

/// The human's record in a group's list, if it names this mailbox.
pub fn record(tx: &mut Tx<'_>, vault: &Vault, key: MatchingKey, group: Id) -> Result<Option<(Id, Record)>, Fault> {
    let Some((identity, _)) = store::identity(tx, key)? else { return Ok(None) };
    let Some(row) = records::find_people(tx, &[(identity, group)])?.pop() else { return Ok(None) };
    let details = Details::from_bytes(&vault.open_sealed(group, &row.id.0, &row.sealed)?)?;
    let names = seal::email::fold(&details.email).is_ok_and(|email| vault.matching_key(Channel::Email, &email.folded) == key);
    let Some((_, created_at)) = store::record(tx, identity, group)?.filter(|_| names) else { return Ok(None) };
    let record = Record { id: row.id, details, coarse: row.coarse, created_at, modified_at: row.modified_at };
    Ok(Some((identity, record)))
}

/// Reads all that is held under a mailbox. Changes nothing.
pub(super) fn look(tx: &mut Tx<'_>, vault: &Vault, lang: Lang, key: MatchingKey, now: i64) -> Result<Held, Fault> {
    let known = store::identity(tx, key)?;
    let (all_stops, forms) = (store::stops(tx, key)?, store::forms(tx, key)?);
    let mut held = Vec::new();
    for id in groups(tx, key)? {
        // A group that was deleted holds nothing any more.
        let Some(group) = coalitions::group(tx, id)? else { continue };
        let stops = all_stops.iter().filter(|stop| stop.scope == id).copied().collect();
        let mut deeds = waiting(tx, lang, vault, forms.iter().filter(|form| form.group == id))?;
        let mut of_group =
            OfGroup { group, record: None, consents: Vec::new(), deeds: Vec::new(), tags: Vec::new(), notes: Vec::new(), stops };
        if let Some((identity, _)) = known {
            of_group.record = record(tx, vault, key, id)?.map(|(_, record)| record);
            if let Some(record) = &mut of_group.record {
                let chosen = choosing::in_words(tx, vault, id, &[identity])?.remove(&identity);
                record.details.custom.extend(chosen.unwrap_or_default());
            }
            of_group.consents = records::consents_of(tx, Scope::of(id), identity)?;
            of_group.tags = tags_of(tx, vault, id, identity)?;
            of_group.notes = notes::of(tx, vault, id, identity)?.into_iter().map(|note| (note.text, note.created_at)).collect();
            deeds.extend(signed(tx, vault, lang, id, identity)?);
            deeds.extend(answered(tx, vault, lang, (id, identity), now)?);
            deeds.extend(submitted(tx, vault, lang, id, identity)?);
        }
        deeds.sort_by_key(|deed| std::cmp::Reverse(deed.at));
        of_group.deeds = deeds;
        held.push(of_group);
    }
    held.sort_by_cached_key(|of_group| seal::name::fold(&of_group.group.name));
    let stops = all_stops.into_iter().filter(|stop| stop.scope == Id::ZERO).collect();
    Ok(Held { groups: held, stops, proved_at: known.and_then(|(_, proved_at)| proved_at), is_known: known.is_some() })
}

fn tags_of(tx: &mut Tx<'_>, vault: &Vault, group: Id, identity: Id) -> Result<Vec<String>, Fault> {
    let has = tags::of_people(tx, group, &[identity])?.remove(&identity).unwrap_or_default();
    if has.is_empty() {
        return Ok(Vec::new());
    }
    let all = tags::of_group(tx, vault, group)?;
    Ok(all.into_iter().filter(|tag| has.contains(&tag.id)).map(|tag| tag.name).collect())
}

fn signed(tx: &mut Tx<'_>, vault: &Vault, lang: Lang, group: Id, identity: Id) -> Result<Vec<Deed>, Fault> {
    let mut deeds = Vec::new();
    let is_listed = store::record(tx, identity, group)?.is_some();
    for signature in store::signatures(tx, identity, group)? {
        let Some(whole) = create::find_by_id(tx, signature.petition)? else { continue };
        let words = match signature.sealed {
            Some(sealed) => listing::Note::from_bytes(vault.open_sealed(group, &signature.id.0, &sealed)?)?.comment,
            None => String::new(),
        };
        deeds.push(Deed {
            title: whole.title_in(lang).unwrap_or_default(),
            path: format!("/petitions/{}", whole.petition.slug),
            is_number: !is_listed && words.is_empty(),
            how: match signature.kind {
                _ if !is_listed => "own-signed-nameless",
                1 => "own-signed-confirmed",
                2 => "own-signed-asserted",
                3 => "own-signed-imported",
                _ => "own-signed-paper",
            },
            words,
            at: signature.created_at,
        });
    }
    Ok(deeds)
}

fn answered(tx: &mut Tx<'_>, vault: &Vault, lang: Lang, (group, identity): (Id, Id), now: i64) -> Result<Vec<Deed>, Fault> {
    let mut deeds = Vec::new();
    for answer in attending::of_human(tx, identity, group)? {
        let Some(event) = events::event(tx, answer.event)? else { continue };
        let words = match &answer.sealed {
            Some(sealed) => String::from_utf8(vault.open_sealed(answer.group, &answer.id.0, sealed)?)
                .map_err(|_| Fault::bug("a note is no text"))?,
            None => String::new(),
        };
        deeds.push(Deed {
            title: event.title(lang).to_owned(),
            path: format!("/events/{}", event.slug),
            is_number: words.is_empty() && (answer.response == attending::Response::NotComing || event.times.ends_at <= now),
            how: match answer.response {
                attending::Response::Coming => "own-comes",
                attending::Response::Waiting => "own-waits",
                attending::Response::NotComing => "own-does-not-come",
            },
            words,
            at: answer.created_at,
        });
    }
    Ok(deeds)
}

fn submitted(tx: &mut Tx<'_>, vault: &Vault, lang: Lang, group: Id, identity: Id) -> Result<Vec<Deed>, Fault> {
    let mut deeds = Vec::new();
    let is_listed = store::record(tx, identity, group)?.is_some();
    for submission in forms::listing::of_human(tx, vault, group, identity)? {
        let Some(whole) = forms::create::find_by_id(tx, submission.form)? else { continue };
        let said = submission.said.as_ref();
        // Being forgotten takes the record and what was answered; that somebody answered stays counted.
        let is_number = !is_listed && said.is_none();
        let answer = |question: &forms::Question| {
            let given = said.and_then(|said| said.answers.get(&question.key)).map(|given| question.said(lang, given));
            let former = said.and_then(|said| said.former.get(&question.key));
            let former = former.map(|text| format!("\n{}", t(lang, "own-filled-before", &[("text", text.as_str().into())])));
            (given.is_some() || former.is_some())
                .then(|| format!("{} {}{}", question.words(lang), given.unwrap_or_default(), former.unwrap_or_default()))
        };
        deeds.push(Deed {
            title: whole.title_in(lang).to_owned(),
            path: format!("/forms/{}", whole.form.slug),
            is_number,
            how: match submission.kind {
                _ if is_number => "own-submitted-nameless",
                SubmissionKind::Confirmed => "own-submitted-confirmed",
                SubmissionKind::Paper => "own-submitted-paper",
                _ => "own-submitted-asserted",
            },
            words: whole.form.questions.iter().filter_map(answer).collect::<Vec<_>>().join("\n"),
            at: submission.created_at,
        });
    }
    Ok(deeds)
}

/// Forms that wait for a click in a mail: what was entered, by whomever.
fn waiting<'a>(tx: &mut Tx<'_>, lang: Lang, vault: &Vault, forms: impl Iterator<Item = &'a FormRow>) -> Result<Vec<Deed>, Fault> {
    let mut deeds = Vec::new();
    for form in forms.filter(|form| form.confirmed_at.is_none()) {
        let (title, path) = match form.kind {
            1 => match create::find_by_id(tx, form.action)? {
                Some(whole) => (whole.title_in(lang).unwrap_or_default(), format!("/petitions/{}", whole.petition.slug)),
                None => continue,
            },
            4 => match coalitions::coalition(tx, form.action)? {
                Some((coalition, _)) => (coalition.name, format!("/coalitions/{}", coalition.slug)),
                None => continue,
            },
            3 => match forms::create::find_by_id(tx, form.action)? {
                Some(whole) => (whole.title_in(lang).to_owned(), format!("/forms/{}", whole.form.slug)),
                None => continue,
            },
            _ => match events::event(tx, form.action)? {
                Some(event) => (event.title(lang).to_owned(), format!("/events/{}", event.slug)),
                None => continue,
            },
        };
        deeds.push(Deed { title, path, how: "own-form-waits", words: entered(vault, form), at: form.created_at, is_number: false });
    }
    Ok(deeds)
}

/// The name that was entered; a form of a later version, which we cannot read, shows none.
fn entered(vault: &Vault, form: &FormRow) -> String {
    let key = form.matching_key;
    let plain = vault.open_sealed(form.group, &key.0, &form.sealed).ok();
    let content: Option<crate::pending::FormContent> = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
    content.map_or_else(String::new, |content| {
        let parts = [&content.details.given_name, &content.details.family_name];
        let name = parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        [name, content.comment].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    })
}
