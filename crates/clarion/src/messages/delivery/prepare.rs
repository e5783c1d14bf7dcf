//! The next mails of a slice, read, opened, written and built beside the database's writers: what a step needs of them is a key.

use super::super::BuiltMail;
use super::super::audience::Entry;
use super::letter::{Reader, Shared};
use super::outcome::{Answer, End, Refusal, answer};
use super::slice::Turn;
use super::{Candidate, Sink};
use crate::app::App;
use crate::coalitions::merging;
use crate::ids::Id;
use crate::people::{self, Details, Record};
use crate::web::lang::Lang;
use db::Fault;
use std::collections::HashMap;
use std::sync::Arc;

/// The mails of the next step.
#[derive(Default)]
pub(super) struct Ready {
    /// Whose turn it is.
    pub(super) candidates: Vec<Candidate>,
    /// Their mails, by place.
    pub(super) mails: HashMap<u16, BuiltMail>,
}

/// Prepares mails on a thread that may be busy. Blocks.
pub(super) fn prepare<S: Sink>(
    app: &App,
    sink: &S,
    shared: &Shared,
    entries: &Arc<[Entry]>,
    turns: Vec<Turn>,
) -> Result<Ready, Fault> {
    if turns.is_empty() {
        return Ok(Ready::default());
    }
    let entry_of = |turn: &Turn| entries.get(usize::from(turn.place)).copied();
    let wanted: Vec<(Id, Id)> = turns.iter().filter_map(entry_of).map(|entry| (entry.identity, entry.group)).collect();
    let is_telling = shared.is_telling;
    let read = move |tx: &mut db::Tx<'_>| {
        let told = if is_telling { merging::to_be_told(tx, &wanted)? } else { Vec::new() };
        Ok((people::records(tx, &wanted)?, told))
    };
    let (records, to_tell) = app.db.read_blocking(read)?;
    let formers: HashMap<(Id, Id), String> = to_tell.into_iter().map(|(human, group, name)| ((human, group), name)).collect();
    let records: HashMap<(Id, Id), Record> = records.into_iter().map(|record| ((record.identity, record.group), record)).collect();
    let mut ready = Ready { candidates: Vec::with_capacity(turns.len()), mails: HashMap::with_capacity(turns.len()) };
    for turn in turns {
        let Some(entry) = entry_of(&turn) else { continue };
        let record = records.get(&(entry.identity, entry.group));
        let former = formers.get(&(entry.identity, entry.group)).map(String::as_str);
        let built = record.map_or(Err(Refusal::NoMailbox), |record| build(app, sink, shared, (entry, former), record));
        let mailbox = built.map(|(key, mail)| {
            ready.mails.insert(turn.place, mail);
            key
        });
        ready.candidates.push(Candidate { turn, mailbox, tells: former.is_some() });
    }
    Ok(ready)
}

fn build<S: Sink>(
    app: &App,
    sink: &S,
    shared: &Shared,
    (entry, former): (Entry, Option<&str>),
    record: &Record,
) -> Result<(seal::MatchingKey, BuiltMail), Refusal> {
    let opened = app.vault.open_sealed(record.group, &record.id.0, &record.sealed).and_then(|plain| Details::from_bytes(&plain));
    let details = opened.map_err(|fault| {
        tracing::error!(person = %record.id, %fault, "a record cannot be opened: its person gets no mail");
        Refusal::NoMailbox
    })?;
    let folded = seal::email::fold(&details.email).map_err(|_| Refusal::NoMailbox)?;
    let key = app.vault.matching_key(seal::Channel::Email, &folded.folded);
    let lang = Lang::from_code(&record.lang).unwrap_or(Lang::En);
    let reader = Reader { entry, details: &details, lang, former };
    let mail = shared.write(&app.vault, &app.settings.public_url, &reader, app.clock.now()).ok_or(Refusal::NoPostalAddress)?;
    match sink.prepare(mail) {
        Ok(built) => Ok((key, built)),
        Err(refused) => Err(match answer(super::super::Outcome::Refused(refused)) {
            Answer::End(End::Refused(why)) => why,
            _ => Refusal::Unwritable,
        }),
    }
}
