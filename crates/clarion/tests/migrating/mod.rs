//! Stories of a list that moves here from another system with the same API: a second server of ours, and sources that err.

mod forms;
mod hostile;
mod moving;

use crate::harness::Server;
use clarion::coalitions;
use clarion::ids::Id;
use clarion::migrating::source::{Asked, NoAnswer, PAGES_MAX};
use clarion::migrating::{self, Ended, MigrateProblem, Options, Reached};
use std::ops::ControlFlow;
use url::Url;

/// What a move is asked with.
fn options(to: &Server, group: Id, url: &str) -> Options {
    let group = to.app.db.read_blocking(move |tx| coalitions::group(tx, group)).unwrap().unwrap();
    Options {
        group,
        url: Url::parse(url).unwrap(),
        consent_source: "Our list until 2026".to_owned(),
        calls_per_second: 0.0,
        pages_max: PAGES_MAX,
    }
}

/// Moves a list here from whatever `ask` answers; `told` may stop it.
fn move_from(
    to: &Server,
    options: &Options,
    ask: &dyn Fn(&Url) -> Result<Asked, NoAnswer>,
    told: &mut dyn FnMut(&Reached) -> ControlFlow<()>,
) -> Result<Ended, MigrateProblem> {
    migrating::run(&to.app, options, ask, told)
}

/// Calls to a server of the harness, with a key.
fn calls<'a>(from: &'a Server, key: &'a str) -> impl Fn(&Url) -> Result<Asked, NoAnswer> + 'a {
    move |url| {
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let answered = from.ask("GET", path, key, b"");
        Ok(Asked { status: answered.status, retry_after: None, body: answered.text.into_bytes().into() })
    }
}
