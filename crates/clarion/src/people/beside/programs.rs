//! What a program says of somebody beside the deed that it records: foreign ids, tags, and how they stand towards news. It is written in
//! the deed's own transaction, so that nothing is lost between.

use super::tags::{self, Changes};
use crate::ids::Id;
use crate::people::consent::{self, Consent};
use crate::people::{self, PersonInput, Recognised, api_write};
use db::{Fault, Tx};

/// What a program says.
#[derive(Clone, Debug, Default)]
pub struct FromProgram {
    /// Keys of foreign ids, kept if the signature or submission turns out to be new.
    pub identifiers: Vec<[u8; 16]>,
    /// Tags that the person gets or loses in the group's list, and by whom.
    pub tags: Option<(Id, Changes)>,
    /// Consents that hold if the person turns out to be new: of somebody who is known nothing follows from silence.
    pub if_new: Vec<Consent>,
}

/// Somebody's deed as it was written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deed<'a> {
    /// Who.
    pub(crate) person: &'a PersonInput,
    /// How they were recognised.
    pub(crate) known: &'a Recognised,
    /// The signature or submission, if it is new.
    pub(crate) new: Option<Id>,
    /// What they allowed, or the program says so.
    pub(crate) consents: &'a [Consent],
    /// What a program says beside; `None` where none says anything.
    pub(crate) beside: Option<&'a FromProgram>,
}

/// Notes the consents of a slice, and writes what programs said beside. Where none says anything no further statement runs.
pub(crate) fn write(tx: &mut Tx<'_>, now: i64, deeds: &[Deed<'_>]) -> Result<(), Fault> {
    let mut consents: Vec<(Id, &Consent)> = Vec::with_capacity(deeds.len());
    let mut by_program = Vec::new();
    for deed in deeds {
        let own = deed.consents.iter().map(|consent| (deed.known.identity, consent));
        let Some(beside) = deed.beside else {
            consents.extend(own);
            continue;
        };
        let silent = beside.if_new.iter().filter(|_| deed.known.added).map(|consent| (deed.known.identity, consent));
        let mailbox = deed.person.email.map(|(key, _)| key);
        by_program.extend(own.chain(silent).map(|(identity, consent)| (identity, mailbox, consent)));
    }
    consents.extend(api_write::but_for_the_stopped(tx, now, by_program)?);
    consent::note(tx, &consents)?;
    let with_ids = deeds.iter().filter_map(|deed| Some((deed.person.group, deed.new?, deed.beside?)));
    let identifiers = with_ids.flat_map(|(group, id, beside)| beside.identifiers.iter().map(move |key| (*key, group, id)));
    people::add_identifiers_of_many(tx, identifiers.collect())?;
    let tagged = deeds.iter().filter_map(|deed| {
        let (by, changes) = deed.beside?.tags.as_ref()?;
        Some(tags::Wanted { group: deed.person.group, by: *by, identity: deed.known.identity, changes })
    });
    tags::make_all(tx, now, &tagged.collect::<Vec<_>>())
}
