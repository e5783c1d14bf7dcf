//! The trace of a simulation: one line for each step, and a running hash of all of them, by which two runs are compared.

use std::io::Write;

/// Lines, hashed as they come, and written out where somebody wants to read them.
pub(super) struct Trace {
    hash: blake3::Hasher,
    out: Option<Box<dyn Write + Send>>,
}

impl Trace {
    pub(super) fn new(out: Option<Box<dyn Write + Send>>) -> Self {
        Self { hash: blake3::Hasher::new(), out }
    }

    /// One line. A trace that cannot be written is still hashed.
    pub(super) fn line(&mut self, line: &str) {
        self.hash.update(line.as_bytes()).update(b"\n");
        if let Some(out) = &mut self.out {
            drop(writeln!(out, "{line}"));
        }
    }

    /// The hash of all lines so far, shortened: it tells runs apart, nobody forges it.
    pub(super) fn sum(&self) -> String {
        self.hash.finalize().to_hex()[..16].to_owned()
    }
}
