//! Sessions: a browser that is signed in, known by a random cookie of which only the hash is kept.
//!
//! A session ends when it is revoked, when nobody used it for [`IDLE_LIFE`], and at the latest after [`WHOLE_LIFE`].

use super::store;
use crate::app::App;
use crate::clock::{DAY, MINUTE};
use crate::config::Settings;
use crate::ids::{Id, Ids};
use axum::http::{HeaderMap, HeaderValue, header};
use db::{Fault, Tx};
use seal::Token;

/// Unused for so long it ends: an organiser looks in every week, a lost laptop does not.
pub const IDLE_LIFE: i64 = 14 * DAY;
/// At the latest it ends after so long, used or not.
pub const WHOLE_LIFE: i64 = 60 * DAY;
/// Its use is noted in steps of this, so that looking at a page costs no write.
pub const SEEN_STEP: i64 = 10 * MINUTE;
/// So many of an account live; with one more the one that was used least lately ends.
pub const SESSIONS_MAX: i64 = 20;
/// The cookie's name over https: browsers then take it from this very host only, and send it nowhere else.
const SECURE_COOKIE: &str = "__Host-session";
/// The cookie's name where the server is tried out without https.
const PLAIN_COOKIE: &str = "session";

/// What began a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeganBy {
    /// A link, mailed or printed by the operator.
    Link,
    /// A passkey.
    Passkey,
    /// A recovery code.
    RecoveryCode,
}

impl BeganBy {
    /// The word in the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Passkey => "passkey",
            Self::RecoveryCode => "recovery code",
        }
    }

    pub(super) fn of(word: &str) -> Result<Self, Fault> {
        let all = [Self::Link, Self::Passkey, Self::RecoveryCode];
        all.into_iter().find(|by| by.as_str() == word).ok_or_else(|| Fault::bug("what began a session"))
    }
}

/// A browser and its system, as coarse as a person would name them. Empty where the browser says nothing that we know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// Such as "Firefox".
    pub browser: String,
    /// Such as "Android".
    pub system: String,
}

/// Names, and the marks by which a browser's own line shows them; the first that fits counts, since many claim to be others too.
const BROWSERS: [(&str, &str); 7] = [
    ("Edge", "Edg"),
    ("Samsung Internet", "SamsungBrowser"),
    ("Opera", "OPR/"),
    ("Firefox", "Firefox/"),
    ("Firefox", "FxiOS"),
    ("Chrome", "Chrome/"),
    ("Safari", "Safari/"),
];
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("ChromeOS", "CrOS"),
    ("Windows", "Windows"),
    ("macOS", "Macintosh"),
    ("Linux", "Linux"),
    ("Linux", "X11"),
];

impl Device {
    /// The device of a request. What is kept are our own words, never the line itself.
    pub fn of(headers: &HeaderMap) -> Self {
        let line = headers.get(header::USER_AGENT).and_then(|line| line.to_str().ok()).unwrap_or_default();
        let named = |known: &[(&str, &str)]| {
            known.iter().find(|(_, mark)| line.contains(mark)).map_or_else(String::new, |(name, _)| (*name).to_owned())
        };
        Self { browser: named(&BROWSERS), system: named(&SYSTEMS) }
    }
}

/// A session to begin. Made outside the transaction, so that running it twice begins one.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Its id.
    pub id: Id,
    /// The cookie's text; goes to the browser only.
    pub secret: String,
    /// Its hash.
    pub token_hash: [u8; 16],
    /// What begins it.
    pub began_by: BeganBy,
    /// On what.
    pub device: Device,
    /// The cookie that the browser had until now: its session ends.
    pub replaces: Option<[u8; 16]>,
    /// When.
    pub now: i64,
}

impl NewSession {
    /// One with a fresh secret of 128 random bits.
    pub fn new(ids: &Ids, now: i64, began_by: BeganBy, device: Device) -> Self {
        let token = Token::from_bytes(ids.bytes());
        Self { id: ids.fresh(now), secret: token.to_text(), token_hash: token.hash(), began_by, device, replaces: None, now }
    }

    /// One for the browser of a request.
    pub fn of_request(app: &App, headers: &HeaderMap, began_by: BeganBy) -> Self {
        let new = Self::new(&app.ids, app.clock.now(), began_by, Device::of(headers));
        Self { replaces: hash_in(headers, &app.settings), ..new }
    }
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: Id,
    /// Whose it is.
    pub account: Id,
    /// What began it.
    pub began_by: BeganBy,
    /// On what.
    pub device: Device,
    /// When it began.
    pub began_at: i64,
    /// When it was last used, to within [`SEEN_STEP`].
    pub seen_at: i64,
}

/// Begins a session; a second time with the same id changes nothing.
pub fn begin(tx: &mut Tx<'_>, account: Id, new: &NewSession) -> Result<(), Fault> {
    if let Some(before) = &new.replaces {
        store::drop_session_of(tx, before)?;
    }
    store::add_session(tx, account, new)?;
    store::drop_least_used(tx, account, SESSIONS_MAX)
}

/// Whether a session is there, living or not.
pub(super) fn has_begun(tx: &mut Tx<'_>, id: Id) -> Result<bool, Fault> {
    store::has_session(tx, id)
}

/// The living session of a cookie, with the account's sealed profile.
pub fn find(tx: &mut Tx<'_>, token_hash: &[u8; 16], now: i64) -> Result<Option<(Session, Vec<u8>)>, Fault> {
    store::session(tx, token_hash, now - WHOLE_LIFE, now - IDLE_LIFE)
}

/// Notes that it was used.
pub fn touch(tx: &mut Tx<'_>, id: Id, now: i64) -> Result<(), Fault> {
    store::touch_session(tx, id, now)
}

/// An account's living sessions, the one used last first.
pub fn of_account(tx: &mut Tx<'_>, account: Id, now: i64) -> Result<Vec<Session>, Fault> {
    store::sessions(tx, account, now - WHOLE_LIFE, now - IDLE_LIFE, SESSIONS_MAX)
}

/// Ends one of an account's sessions; whether there was one.
pub fn end(tx: &mut Tx<'_>, account: Id, id: Id) -> Result<bool, Fault> {
    store::drop_session(tx, account, id)
}

/// Ends all of an account's sessions but one; how many.
pub fn end_others(tx: &mut Tx<'_>, account: Id, keep: Id) -> Result<u64, Fault> {
    store::drop_other_sessions(tx, account, keep)
}

fn cookie_name(settings: &Settings) -> &'static str {
    if settings.is_https() { SECURE_COOKIE } else { PLAIN_COOKIE }
}

/// The header that gives a browser its session.
pub fn cookie(settings: &Settings, secret: &str) -> HeaderValue {
    let secure = if settings.is_https() { "; Secure" } else { "" };
    let seconds = WHOLE_LIFE / crate::clock::SECOND;
    let text = format!("{}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", cookie_name(settings));
    HeaderValue::from_str(&text).expect("a cookie of ours is ASCII")
}

/// The header that takes it away.
pub fn no_cookie(settings: &Settings) -> HeaderValue {
    let secure = if settings.is_https() { "; Secure" } else { "" };
    let text = format!("{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}", cookie_name(settings));
    HeaderValue::from_str(&text).expect("a cookie of ours is ASCII")
}

/// The hash of the session's cookie in a request.
pub fn hash_in(headers: &HeaderMap, settings: &Settings) -> Option<[u8; 16]> {
    let name = cookie_name(settings);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).and_then(|(_, secret)| Token::parse(secret)).map(|token| token.hash())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(line: &'static str) -> (String, String) {
        let headers = HeaderMap::from_iter([(header::USER_AGENT, HeaderValue::from_static(line))]);
        let device = Device::of(&headers);
        (device.browser, device.system)
    }

    #[test]
    fn a_device_is_named_as_people_name_it() {
        for (line, browser, system) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox", "Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari",
                "iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
                "Chrome",
                "Android",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0",
                "Edge",
                "Windows",
            ),
            ("<script>alert(1)</script>", "", ""),
            ("", "", ""),
        ] {
            assert_eq!(device(line), (browser.to_owned(), system.to_owned()), "{line}");
        }
    }

    #[test]
    fn the_cookie_is_bound_to_this_host_over_https() {
        let settings = |url: &str| Settings::read(None, std::iter::empty(), &[("public_url", url.to_owned())]).expect("an address");
        let (safe, plain) = (settings("https://act.example"), settings("http://localhost:8080"));
        let secret = Token::from_bytes([5; 16]).to_text();
        let text = cookie(&safe, &secret);
        assert!(text.to_str().is_ok_and(|text| text.starts_with("__Host-session=") && text.ends_with("SameSite=Lax; Secure")));
        let headers =
            HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(&format!("a=b; session={secret}")).expect("ASCII"))]);
        assert_eq!(hash_in(&headers, &plain), Some(Token::from_bytes([5; 16]).hash()));
        assert_eq!(hash_in(&headers, &safe), None, "a cookie that another host may have set");
    }
}
