//! Pages for a crowd, read at most twice a second however many people look: facts, figures, and the finished page.
//!
//! Whoever comes first after half a second reads; everybody else gets what was just read. So a count is never more than a second old,
//! and a crowd costs the database nothing. What is kept is a domain's: its [`Living`] facts say how they are read.

use super::frame;
use super::lang::Lang;
use super::stream::{self, News};
use crate::app::App;
use crate::clock::{SECOND, is_within};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use db::{Fault, Tx};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What was read stays good for this long.
const FRESH: i64 = SECOND / 2;
/// Pages kept in memory; beyond, all are forgotten and read anew.
const KEPT_MAX: usize = 2_000;

/// All that a page says, of one committed state.
pub trait Living: Sized + Send + Sync + 'static {
    /// Reads it by the page's address; `None` where there is nothing.
    fn read(tx: &mut Tx<'_>, slug: &str, now: i64) -> Result<Option<Self>, Fault>;
    /// The page's address.
    fn slug(&self) -> &str;
    /// When it was read, microseconds.
    fn as_of(&self) -> i64;
    /// The numbers that an open page keeps current.
    fn figures(&self) -> serde_json::Map<String, serde_json::Value>;
}

/// A finished page, as it goes over the wire.
#[derive(Clone, Debug)]
pub struct Finished {
    /// As it is.
    pub plain: bytes::Bytes,
    /// Packed by gzip.
    pub packed: bytes::Bytes,
}

impl Finished {
    /// The answer to whoever asks with these headers.
    pub fn response(self, asked: &HeaderMap) -> Response {
        let packs =
            asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("gzip"));
        let mut response = if packs { self.packed.into_response() } else { self.plain.into_response() };
        let own = response.headers_mut();
        frame::add_page_headers(own);
        own.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        own.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if packs {
            own.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

struct Slot<F> {
    facts: Mutex<Known<F>>,
    pages: Mutex<HashMap<Lang, (i64, Finished)>>,
    reading: tokio::sync::Mutex<()>,
}

/// What was read, and how often it was forgotten: what a reading found that began before does not come back.
struct Known<F> {
    facts: Option<Arc<F>>,
    forgotten: u64,
    /// How many readings began, and which of them was the last that found nothing: all who asked before it began are told so.
    readings: u64,
    nothing: u64,
}

impl<F> Default for Known<F> {
    fn default() -> Self {
        Self { facts: None, forgotten: 0, readings: 0, nothing: 0 }
    }
}

impl<F> Default for Slot<F> {
    fn default() -> Self {
        Self { facts: Mutex::default(), pages: Mutex::default(), reading: tokio::sync::Mutex::default() }
    }
}

/// The pages of one domain that people look at.
pub struct Live<F> {
    slots: Mutex<HashMap<String, Arc<Slot<F>>>>,
}

impl<F> Default for Live<F> {
    fn default() -> Self {
        Self { slots: Mutex::default() }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What lies behind is replaced whole, so a panic elsewhere left it whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<F> Live<F> {
    /// Forgets what was read, and what is being read just now, so that whoever looks next reads anew.
    pub fn forget(&self, slug: &str) {
        if let Some(slot) = locked(&self.slots).get(slug) {
            let mut known = locked(&slot.facts);
            (known.facts, known.forgotten) = (None, known.forgotten + 1);
        }
    }
}

impl<F: Living> Live<F> {
    /// The facts at an address, at most half a second old; `None` where there is nothing.
    pub async fn facts(&self, app: &App, slug: &str) -> Result<Option<Arc<F>>, Fault> {
        let slot = self.slot(slug);
        if let Some(facts) = fresh(&slot, app.clock.now()) {
            return Ok(Some(facts));
        }
        let asked = locked(&slot.facts).readings;
        let _reading = slot.reading.lock().await;
        let now = app.clock.now();
        if let Some(facts) = fresh(&slot, now) {
            return Ok(Some(facts));
        }
        let (reading, forgotten) = {
            let mut known = locked(&slot.facts);
            if known.nothing > asked {
                return Ok(None);
            }
            known.readings += 1;
            (known.readings, known.forgotten)
        };
        let address = slug.to_owned();
        let read = app.db.read_newest(move |tx| F::read(tx, &address, now)).await;
        let Ok(Some(facts)) = read else {
            // What strangers make up takes no place.
            self.remove(slug, &slot);
            return read.map(|_| {
                locked(&slot.facts).nothing = reading;
                None
            });
        };
        let facts = Arc::new(facts);
        slot.keep(&facts, forgotten);
        Ok(Some(facts))
    }

    /// The place of an address: there before anybody reads, so that all who come to a page that nobody has read wait for one reading.
    fn slot(&self, slug: &str) -> Arc<Slot<F>> {
        let mut slots = locked(&self.slots);
        if let Some(slot) = slots.get(slug) {
            return Arc::clone(slot);
        }
        if slots.len() >= KEPT_MAX {
            slots.retain(|_, slot| locked(&slot.facts).facts.is_some());
            if slots.len() >= KEPT_MAX {
                slots.clear();
            }
        }
        Arc::clone(slots.entry(slug.to_owned()).or_default())
    }

    /// Takes away a place where there is nothing, or what was there cannot be read.
    fn remove(&self, slug: &str, slot: &Arc<Slot<F>>) {
        let mut slots = locked(&self.slots);
        if slots.get(slug).is_some_and(|known| Arc::ptr_eq(known, slot) && locked(&known.facts).facts.is_none()) {
            slots.remove(slug);
        }
    }

    /// The finished page of these facts in a language; `render` makes it if nobody has.
    pub fn page(&self, facts: &F, lang: Lang, render: impl FnOnce() -> String) -> Finished {
        let slot = locked(&self.slots).get(facts.slug()).cloned().unwrap_or_default();
        let mut pages = locked(&slot.pages);
        if let Some((_, page)) = pages.get(&lang).filter(|(as_of, _)| *as_of == facts.as_of()) {
            return page.clone();
        }
        let page = finished(&render());
        pages.insert(lang, (facts.as_of(), page.clone()));
        page
    }
}

impl<F> Slot<F> {
    /// Keeps what was read, unless it was forgotten since the reading began.
    fn keep(&self, facts: &Arc<F>, forgotten: u64) {
        let mut known = locked(&self.facts);
        if known.forgotten == forgotten {
            known.facts = Some(Arc::clone(facts));
        }
    }
}

fn fresh<F: Living>(slot: &Slot<F>, now: i64) -> Option<Arc<F>> {
    locked(&slot.facts).facts.as_ref().filter(|facts| is_within(facts.as_of(), now, FRESH)).cloned()
}

fn finished(page: &str) -> Finished {
    use std::io::Write as _;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(page.as_bytes()).expect("writing into memory does not fail");
    let packed = packer.finish().expect("writing into memory does not fail");
    Finished { plain: page.to_owned().into(), packed: packed.into() }
}

/// The stream of the count: at once, then whenever it moved.
pub fn counts<F: Living>(app: &App, live: Arc<Live<F>>, slug: String) -> Response {
    stream::stream(app, "count", move |app| {
        let (live, slug) = (Arc::clone(&live), slug.clone());
        async move { Ok(live.facts(&app, &slug).await?.map(|facts| news(&*facts))) }
    })
}

fn news<F: Living>(facts: &F) -> News {
    let as_of = jiff::Timestamp::from_microsecond(facts.as_of()).unwrap_or_default().to_string();
    let beside = std::iter::once(("as_of".to_owned(), as_of.into())).collect();
    News { figures: facts.figures(), beside, is_over: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_forgotten_while_it_was_read_does_not_come_back() {
        let slot = Slot::<u8>::default();
        let began = locked(&slot.facts).forgotten;
        slot.keep(&Arc::new(1), began);
        assert!(locked(&slot.facts).facts.is_some());
        let live = Live { slots: Mutex::new(HashMap::from([("one".to_owned(), Arc::new(slot))])) };
        live.forget("one");
        let slot = Arc::clone(&locked(&live.slots)["one"]);
        slot.keep(&Arc::new(1), began);
        assert!(locked(&slot.facts).facts.is_none(), "an old reading came late");
        let began = locked(&slot.facts).forgotten;
        slot.keep(&Arc::new(2), began);
        assert!(locked(&slot.facts).facts.is_some());
    }
}
