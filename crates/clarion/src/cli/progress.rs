//! How far long work has come: a bar on a terminal, lines over the socket, silence in a pipe.

use super::Problem;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;

/// Whom long work tells how far it has come.
pub trait Progress: Send + Sync {
    /// `done` of `of`, and what is being done. An error ends the work: whoever asked has gone.
    fn step(&self, what: &str, done: u64, of: u64) -> Result<(), Problem>;
}

/// A bar, if somebody can see it.
pub struct Bar(Mutex<Option<ProgressBar>>);

impl Bar {
    /// Draws on the standard error, so that the output stays clean.
    pub fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos} of {human_len}, {eta} left");
            ProgressBar::new(0).with_style(style.expect("the template is a constant that a person has looked at"))
        });
        Self(Mutex::new(bar))
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        if let Some(bar) = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn step(&self, what: &str, done: u64, of: u64) -> Result<(), Problem> {
        if let Some(bar) = &*self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) {
            bar.set_length(of);
            bar.set_position(done);
            bar.set_message(what.to_owned());
        }
        Ok(())
    }
}

/// Each step is a line that somebody reads.
pub struct Lines;

impl Progress for Lines {
    fn step(&self, what: &str, _: u64, _: u64) -> Result<(), Problem> {
        super::print::out(what);
        Ok(())
    }
}

/// Nobody watches.
pub struct Unwatched;

impl Progress for Unwatched {
    fn step(&self, _: &str, _: u64, _: u64) -> Result<(), Problem> {
        Ok(())
    }
}
