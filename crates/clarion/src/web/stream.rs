//! Server-sent events of a page that people leave open: what changed, once a second at most, until it is over.
//!
//! What is told is a domain's. A page that shows more than numbers has a [`Mark`]: another mark says that something was done, and the
//! browser reads the page again (`frontend/src/islands/live-page.ts`), so that whoever looks is always asked for first.

use crate::app::App;
use axum::http::{HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use db::Fault;
use serde_json::{Map, Value};
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior};

/// How often it is looked.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A stream ends after so long; the browser asks again, and so whether it may still look.
const STREAM_MAX: Duration = Duration::from_secs(30 * 60);
/// Proxies close what is silent for longer.
const ALIVE_EVERY: Duration = Duration::from_secs(20);

/// A number that is another one as soon as somebody did something. Half of its bits are enough: nothing hangs on it but a second look.
#[derive(Default)]
pub struct Mark(blake3::Hasher);

impl Mark {
    /// With something that shows on the page.
    #[must_use]
    pub fn with(mut self, part: &[u8]) -> Self {
        self.0.update(part);
        self
    }

    /// The number, which a script reads without loss.
    pub fn number(&self) -> u32 {
        let hash = self.0.finalize();
        u32::from_le_bytes(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
    }
}

/// What a look found.
pub struct News {
    /// What people are told when it is another than before.
    pub figures: Map<String, Value>,
    /// What goes along and is no news by itself.
    pub beside: Map<String, Value>,
    /// Nothing more will come.
    pub is_over: bool,
}

impl News {
    /// Of a page with a mark.
    pub fn marked(mark: u32, is_over: bool) -> Self {
        let figures = [("mark", Value::from(mark)), ("over", Value::from(is_over))];
        Self { figures: figures.map(|(name, value)| (name.to_owned(), value)).into_iter().collect(), beside: Map::new(), is_over }
    }

    fn event(&self, name: &str) -> Event {
        let mut data = self.figures.clone();
        data.extend(self.beside.clone());
        Event::default().event(name).data(Value::Object(data).to_string())
    }
}

/// The stream of what `look` finds: at once, then whenever it is another. While the database is away the browser keeps what it has.
pub fn stream<F>(app: &App, name: &'static str, look: impl Fn(App) -> F + Send + 'static) -> Response
where
    F: Future<Output = Result<Option<News>, Fault>> + Send + 'static,
{
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let ends_at = Instant::now() + STREAM_MAX;
    let begin = (app.clone(), look, ticks, None::<News>);
    let events = futures_util::stream::unfold(begin, move |(app, look, mut ticks, told)| async move {
        if told.as_ref().is_some_and(|told| told.is_over) {
            return None;
        }
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                () = app.stopping.wait() => return None,
            }
            if Instant::now() >= ends_at {
                return None;
            }
            let Ok(Some(news)) = look(app.clone()).await else { continue };
            if told.as_ref().is_none_or(|told| told.figures != news.figures) {
                let event = news.event(name);
                return Some((Ok::<_, Infallible>(event), (app, look, ticks, Some(news))));
            }
        }
    });
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE_EVERY)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
