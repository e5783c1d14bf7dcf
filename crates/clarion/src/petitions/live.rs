//! A petition as its page shows it, read at most twice a second however many people look: facts, count, and the finished page.
//!
//! Whoever comes first after half a second reads; everybody else gets what was just read. So a count is never more than a second old,
//! and a crowd costs the database nothing.

use super::count::{self, Count};
use super::create;
use super::{Petition, PetitionWords, Target};
use crate::app::App;
use crate::clock::SECOND;
use crate::coalitions::{self, Group};
use crate::officials;
use crate::web::lang::Lang;
use db::{Fault, Tx};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What was read stays good for this long.
const FRESH: i64 = SECOND / 2;
/// Petitions kept in memory; beyond, all are forgotten and read anew.
const KEPT_MAX: usize = 2_000;

/// All that a petition's page says, of one committed state.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The petition.
    pub petition: Petition,
    /// Its words, one for each language.
    pub words: Vec<PetitionWords>,
    /// Its group first, then the co-sponsors.
    pub groups: Vec<Group>,
    /// Whom it addresses, with the address of the office's page where it is one.
    pub targets: Vec<(Target, Option<officials::OfficeName>)>,
    /// The count.
    pub count: Count,
}

impl Facts {
    /// The words in a language, or in the one there is.
    pub fn words_in(&self, lang: Lang) -> &PetitionWords {
        static NONE: PetitionWords =
            PetitionWords { lang: String::new(), title: String::new(), text: String::new(), thanks: String::new() };
        self.words.iter().find(|words| words.lang == lang.code()).or(self.words.first()).unwrap_or(&NONE)
    }

    fn read(tx: &mut Tx<'_>, slug: &str, now: i64) -> Result<Option<Self>, Fault> {
        let Some(whole) = create::find(tx, slug)? else { return Ok(None) };
        let mut groups = Vec::new();
        for id in std::iter::once(whole.petition.group).chain(whole.sponsors) {
            groups.extend(coalitions::group(tx, id)?);
        }
        let mut targets = Vec::with_capacity(whole.targets.len());
        for target in whole.targets {
            let office = target.office.map(|office| officials::office_name(tx, office)).transpose()?.flatten();
            targets.push((target, office));
        }
        let count = count::count(tx, whole.petition.id, now)?;
        Ok(Some(Self { petition: whole.petition, words: whole.words, groups, targets, count }))
    }
}

/// A finished page, as it goes over the wire.
#[derive(Clone, Debug)]
pub struct Finished {
    /// As it is.
    pub plain: bytes::Bytes,
    /// Packed by gzip.
    pub packed: bytes::Bytes,
}

#[derive(Default)]
struct Slot {
    facts: Mutex<Option<Arc<Facts>>>,
    pages: Mutex<HashMap<Lang, (i64, Finished)>>,
    reading: tokio::sync::Mutex<()>,
}

/// The petitions that people look at.
#[derive(Default)]
pub struct Live {
    slots: Mutex<HashMap<String, Arc<Slot>>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What lies behind is replaced whole, so a panic elsewhere left it whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Live {
    /// The petition at an address, at most half a second old; `None` where there is none.
    pub async fn facts(&self, app: &App, slug: &str) -> Result<Option<Arc<Facts>>, Fault> {
        let known = locked(&self.slots).get(slug).cloned();
        if let Some(facts) = known.as_ref().and_then(|slot| fresh(slot, app.clock.now())) {
            return Ok(Some(facts));
        }
        let slot = known.unwrap_or_default();
        let _reading = slot.reading.lock().await;
        let now = app.clock.now();
        if let Some(facts) = fresh(&slot, now) {
            return Ok(Some(facts));
        }
        let address = slug.to_owned();
        let Some(facts) = app.db.read_newest(move |tx| Facts::read(tx, &address, now)).await?.map(Arc::new) else {
            return Ok(None);
        };
        *locked(&slot.facts) = Some(Arc::clone(&facts));
        let mut slots = locked(&self.slots);
        if slots.len() >= KEPT_MAX {
            slots.clear();
        }
        slots.entry(slug.to_owned()).or_insert_with(|| Arc::clone(&slot));
        Ok(Some(facts))
    }

    /// Forgets what was read, so that whoever looks next reads anew.
    pub fn forget(&self, slug: &str) {
        if let Some(slot) = locked(&self.slots).get(slug) {
            *locked(&slot.facts) = None;
        }
    }

    /// The finished page of these facts in a language; `render` makes it if nobody has.
    pub fn page(&self, facts: &Facts, lang: Lang, render: impl FnOnce() -> String) -> Finished {
        let slot = locked(&self.slots).get(&facts.petition.slug).cloned().unwrap_or_default();
        let mut pages = locked(&slot.pages);
        if let Some((_, page)) = pages.get(&lang).filter(|(as_of, _)| *as_of == facts.count.as_of) {
            return page.clone();
        }
        let page = finished(render());
        pages.insert(lang, (facts.count.as_of, page.clone()));
        page
    }
}

fn fresh(slot: &Slot, now: i64) -> Option<Arc<Facts>> {
    locked(&slot.facts).as_ref().filter(|facts| now - facts.count.as_of < FRESH).cloned()
}

fn finished(page: String) -> Finished {
    use std::io::Write as _;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(page.as_bytes()).expect("writing into memory does not fail");
    let packed = packer.finish().expect("writing into memory does not fail");
    Finished { plain: page.into(), packed: packed.into() }
}
