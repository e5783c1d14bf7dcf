//! What an entry is about, as a link: a petition, a form, a coalition, a person's page. The log itself holds ids alone.
//!
//! A person is never named here: the log outlives being forgotten, and whoever reads it sees no more than that there is somebody.

use super::Entry;
use crate::actions::drafts::{self, Draft};
use crate::coalitions::{self, Group, merging};
use crate::forms;
use crate::ids::Id;
use crate::notices::code::spaced;
use crate::paper;
use crate::people;
use crate::petitions::create;
use crate::web::frame::Frame;
use crate::web::lang::Lang;
use crate::web::views::Link;
use db::{Fault, Tx};
use std::collections::HashMap;
use std::collections::hash_map::Entry::Vacant;

/// Something that still stands.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    /// It has a title or a name, and an address without language.
    Named(String, String),
    /// A sheet: number, code, address.
    Sheet(i64, String, String),
    /// A person of the list, whose page has this address.
    Person(String),
}

impl Subject {
    pub(super) fn link(&self, frame: &Frame) -> Link {
        match self {
            Self::Named(name, path) => Link { name: name.clone(), url: frame.link(path) },
            Self::Sheet(number, code, path) => {
                let name = frame.t2("paper-title", ("number", &number.to_string()), ("code", code));
                Link { name, url: frame.link(path) }
            }
            Self::Person(path) => Link { name: frame.t("audit-about-person"), url: frame.link(path) },
        }
    }
}

/// What these entries are about, as far as it stands and the group has a page of it; each is read once.
pub(super) fn subjects(tx: &mut Tx<'_>, lang: Lang, group: &Group, entries: &[Entry]) -> Result<HashMap<Id, Subject>, Fault> {
    let mut found = HashMap::new();
    for entry in entries.iter().filter(|entry| entry.about != Id::ZERO) {
        if let Vacant(place) = found.entry(entry.about)
            && let Some(subject) = subject(tx, lang, group, entry)?
        {
            place.insert(subject);
        }
    }
    Ok(found)
}

fn subject(tx: &mut Tx<'_>, lang: Lang, group: &Group, entry: &Entry) -> Result<Option<Subject>, Fault> {
    let (id, base) = (entry.about, format!("/console/groups/{}", group.slug));
    let domain = entry.deed.split('.').next().unwrap_or_default();
    if entry.deed.ends_with(".close_sheet") {
        let sheet = paper::find_by_id(tx, group.id, id)?;
        let named =
            |sheet: paper::Sheet| Subject::Sheet(sheet.number, spaced(&sheet.code), format!("{base}/sheets/{}", sheet.code));
        return Ok(sheet.map(named));
    }
    if entry.deed.starts_with("coalitions.merge_") {
        let Some(merge) = merging::find(tx, id)?.filter(|merge| merge.concerns(group.id)) else { return Ok(None) };
        let other = coalitions::group(tx, merge.other_of(group.id))?;
        return Ok(other.map(|other| Subject::Named(other.name, format!("{base}/merging"))));
    }
    Ok(match domain {
        "petitions" => {
            let title =
                create::find_by_id(tx, id)?.filter(|whole| whole.petition.group == group.id).and_then(|whole| whole.title_in(lang));
            let title = title.map_or_else(|| own_draft(tx, lang, group, id), |title| Ok(Some(title)))?;
            title.map(|title| Subject::Named(title, format!("{base}/petitions/{id}")))
        }
        "forms" => {
            let title = forms::create::find_by_id(tx, id)?.filter(|whole| whole.form.group == group.id);
            let title = title.map(|whole| whole.title_in(lang).to_owned());
            let title = title.map_or_else(|| own_draft(tx, lang, group, id), |title| Ok(Some(title)))?;
            title.map(|title| Subject::Named(title, format!("{base}/forms/{id}")))
        }
        "coalitions" => coalitions::coalition(tx, id)?
            .map(|(coalition, _)| Subject::Named(coalition.name, format!("/coalitions/{}", coalition.slug))),
        "people" => people::is_listed(tx, group.id, id)?.then(|| Subject::Person(format!("{base}/supporters/{id}"))),
        _ => None,
    })
}

fn own_draft(tx: &mut Tx<'_>, lang: Lang, group: &Group, id: Id) -> Result<Option<String>, Fault> {
    let draft = drafts::find(tx, id)?.filter(|draft| draft.group == group.id);
    Ok(draft.map(|Draft { document, .. }| document.title(lang).to_owned()))
}
