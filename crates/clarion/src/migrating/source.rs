//! Asking the other system: page by page, at a measured pace, with patience and with bounds. Nothing that it answers makes the key go
//! to another address: links in its answers are never followed, and neither are redirects.

use super::MigrateProblem;
use bytes::Bytes;
use serde_json::Value;
use std::time::{Duration, Instant};
use url::{Host, Url};

/// A page of 25 records with long texts has some 100 KB.
pub const ANSWER_BYTES_MAX: usize = 8 * 1024 * 1024;
/// As many records as a page is asked for: the most that the API gives.
const PER_PAGE: u64 = 25;
/// A page with more is no page of this API.
const RECORDS_MAX: usize = 100;
/// A list has at most so many pages: five million records.
pub const PAGES_MAX: u64 = 200_000;
/// The first wait after a failure; each next one is twice as long, so that eight tries take half a minute.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// No wait is longer, whatever the source asks for.
const WAIT_MAX: Duration = Duration::from_secs(120);

/// What came back.
pub struct Asked {
    /// The status.
    pub status: u16,
    /// How many seconds the source asks to be left alone.
    pub retry_after: Option<u64>,
    /// The body.
    pub body: Bytes,
}

/// Why nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Nobody there, or it broke off.
    Away,
    /// More bytes than [`ANSWER_BYTES_MAX`].
    TooLarge,
}

/// Makes one call with the key; follows nothing.
pub type Ask<'a> = dyn Fn(&Url) -> Result<Asked, NoAnswer> + 'a;

/// Whether a key may be sent there: over TLS, or to this machine.
pub fn is_safe(url: &Url) -> bool {
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && here)
}

/// A page of a list.
#[derive(Debug, Default)]
pub struct Page {
    /// Its records.
    pub records: Vec<Value>,
    /// How many all pages hold, where the source says.
    pub total: Option<u64>,
    /// Whether there is nothing after it.
    pub is_last: bool,
}

/// The other system.
pub struct Source<'a> {
    base: Url,
    ask: &'a Ask<'a>,
    /// Between two calls.
    pace: Duration,
    asked_at: Option<Instant>,
    pages_max: u64,
    /// The hash of the page read last, and where it stood.
    last: Option<(String, blake3::Hash)>,
}

impl<'a> Source<'a> {
    /// Below this address, at most so often.
    pub fn new(base: Url, ask: &'a Ask<'a>, calls_per_second: f64, pages_max: u64) -> Self {
        let pace = if calls_per_second > 0.0 { Duration::from_secs_f64(1.0 / calls_per_second) } else { Duration::ZERO };
        Self { base, ask, pace, asked_at: None, pages_max, last: None }
    }

    /// Whether the key opens a list: only then the entry point links to it.
    pub fn opens(&mut self) -> Result<bool, MigrateProblem> {
        let entry = self.document("")?.ok_or(MigrateProblem::NotThere)?;
        let links = entry.get("_links").ok_or(MigrateProblem::NotThere)?;
        Ok(links.get("osdi:people").is_some() || links.get("osdi:tags").is_some())
    }

    /// One page of a list; empty where the source has no such list.
    pub fn page(&mut self, path: &str, number: u64) -> Result<Page, MigrateProblem> {
        if number > self.pages_max {
            return Err(MigrateProblem::Endless(path.to_owned()));
        }
        let Some(document) = self.document(&format!("{path}?page={number}&per_page={PER_PAGE}"))? else {
            return Ok(Page { is_last: true, ..Page::default() });
        };
        // Some lists have other names in front of this one; the first array is the list.
        let embedded = document.get("_embedded").and_then(Value::as_object);
        let records = embedded.and_then(|lists| lists.values().find_map(Value::as_array)).cloned().unwrap_or_default();
        if records.len() > RECORDS_MAX {
            return Err(MigrateProblem::Unreadable(path.to_owned()));
        }
        self.refuse_repetition(path, &records)?;
        let number_of = |name: &str| document.get(name).and_then(Value::as_u64);
        let is_last = records.is_empty() || number_of("total_pages").is_some_and(|pages| number >= pages);
        Ok(Page { records, total: number_of("total_records"), is_last })
    }

    /// How many records a list has; 0 where the source has no such list.
    pub fn count(&mut self, path: &str) -> Result<u64, MigrateProblem> {
        let page = self.page(path, 1);
        // The same page may be walked next.
        self.last = None;
        match page {
            Ok(page) => Ok(page.total.unwrap_or(page.records.len() as u64)),
            // A list that this key may not see is none.
            Err(MigrateProblem::KeyRefused | MigrateProblem::Status(400..=499)) => Ok(0),
            Err(problem) => Err(problem),
        }
    }

    /// A source that does not know pages would give the first one for ever.
    fn refuse_repetition(&mut self, path: &str, records: &[Value]) -> Result<(), MigrateProblem> {
        let hash = blake3::hash(&serde_json::to_vec(records).unwrap_or_default());
        let repeats = self.last.as_ref().is_some_and(|(at, before)| at == path && *before == hash && !records.is_empty());
        self.last = Some((path.to_owned(), hash));
        if repeats { Err(MigrateProblem::Endless(path.to_owned())) } else { Ok(()) }
    }

    /// A document; `None` where there is none at this path.
    pub fn document(&mut self, path: &str) -> Result<Option<Value>, MigrateProblem> {
        let url = self.base.join(path).map_err(|_| MigrateProblem::Unreadable(path.to_owned()))?;
        let mut tried = 0;
        loop {
            self.keep_pace();
            let (problem, asked_for) = match (self.ask)(&url) {
                Ok(asked) => match read(&asked, path) {
                    Ok(document) => return Ok(document),
                    Err(problem) => (problem, asked.retry_after.map(Duration::from_secs)),
                },
                Err(NoAnswer::Away) => (MigrateProblem::Away, None),
                Err(NoAnswer::TooLarge) => (MigrateProblem::TooLarge(path.to_owned()), None),
            };
            tried += 1;
            if tried >= tries(&problem) {
                return Err(problem);
            }
            rest(asked_for.unwrap_or(FIRST_WAIT * (1 << (tried - 1))).min(WAIT_MAX));
        }
    }

    fn keep_pace(&mut self) {
        if let Some(asked_at) = self.asked_at {
            rest(self.pace.saturating_sub(asked_at.elapsed()));
        }
        self.asked_at = Some(Instant::now());
    }
}

/// How often a call is made in all that fails in this way.
fn tries(problem: &MigrateProblem) -> u32 {
    match problem {
        MigrateProblem::TooOften | MigrateProblem::Away | MigrateProblem::Status(500..=599) => 8,
        // A page that was cut off somewhere between.
        MigrateProblem::Unreadable(_) => 3,
        _ => 1,
    }
}

/// Waits so long and no less.
fn rest(time: Duration) {
    let until = Instant::now() + time;
    while let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
        std::thread::park_timeout(left);
    }
}

fn read(asked: &Asked, path: &str) -> Result<Option<Value>, MigrateProblem> {
    match asked.status {
        200 => match serde_json::from_slice(&asked.body) {
            Ok(Value::Object(document)) => Ok(Some(Value::Object(document))),
            _ => Err(MigrateProblem::Unreadable(path.to_owned())),
        },
        300..=399 => Err(MigrateProblem::Redirected),
        401 | 403 => Err(MigrateProblem::KeyRefused),
        404 => Ok(None),
        429 => Err(MigrateProblem::TooOften),
        status => Err(MigrateProblem::Status(status)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_over_tls_or_to_this_machine() {
        for (url, safe) in [
            ("https://actionnetwork.org/api/v2/", true),
            ("http://127.0.0.1:8080/api/v2/", true),
            ("http://[::1]/", true),
            ("http://localhost:8081/", true),
            ("http://actionnetwork.org/api/v2/", false),
            ("http://127.0.0.1.example/", false),
            ("http://10.0.0.1/", false),
            ("ftp://localhost/", false),
        ] {
            assert_eq!(is_safe(&Url::parse(url).unwrap()), safe, "{url}");
        }
    }
}
