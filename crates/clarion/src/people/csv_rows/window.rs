//! A sliding window over a file: enough of it for one row, and where in the file it stands. Knows nothing of CSV but
//! line breaks.

use std::io::{self, ErrorKind, Read};

use super::ROW_BYTES_MAX;

/// Four rows of the greatest length: the tail moved to the front at a refill is at most a quarter of it.
const WINDOW_BYTES: usize = 4 * ROW_BYTES_MAX;

/// The bytes not yet passed over. After [`Window::skip_breaks`] it holds more than one row of the greatest length, or all
/// that is left of the file.
pub(super) struct Window<R> {
    input: R,
    buffer: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
    offset: u64,
    line: u64,
}

impl<R: Read> Window<R> {
    pub(super) fn new(input: R) -> Window<R> {
        Window { input, buffer: vec![0; WINDOW_BYTES], from: 0, to: 0, ended: false, offset: 0, line: 1 }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[self.from..self.to]
    }

    /// Whether the window's end is the file's end.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// The byte of the file at which the window starts.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// The line at which the window starts, counted from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Reads until the window is full or the file over.
    pub(super) fn fill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.from..self.to, 0);
        self.to -= self.from;
        self.from = 0;
        while self.to < self.buffer.len() && !self.ended {
            match self.input.read(&mut self.buffer[self.to..]) {
                Ok(0) => self.ended = true,
                Ok(count) => self.to += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Passes over `count` bytes of the window.
    pub(super) fn advance(&mut self, count: usize) {
        let passed = &self.buffer[self.from..self.from + count];
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.offset += count as u64;
        self.from += count;
    }

    /// Passes over line breaks and then sees to it that a whole row is in the window.
    pub(super) fn skip_breaks(&mut self) -> io::Result<()> {
        loop {
            let breaks = self.bytes().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            self.advance(breaks);
            if self.bytes().len() > ROW_BYTES_MAX || self.ended {
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// Passes over the rest of a line and hands out its first `kept_max` bytes.
    pub(super) fn take_line(&mut self, kept_max: usize) -> io::Result<Vec<u8>> {
        let mut kept = Vec::new();
        loop {
            let length = self.bytes().iter().position(|byte| matches!(byte, b'\r' | b'\n'));
            let passed = length.unwrap_or(self.bytes().len());
            let room = passed.min(kept_max - kept.len());
            kept.extend_from_slice(&self.bytes()[..room]);
            self.advance(passed);
            if length.is_some() || self.ended {
                return Ok(kept);
            }
            self.fill()?;
        }
    }

    /// Passes over everything up to `offset`, which is on `line`.
    pub(super) fn skip_to(&mut self, offset: u64, line: u64) -> io::Result<()> {
        if offset < self.offset {
            return Err(ErrorKind::InvalidInput.into());
        }
        while self.offset < offset {
            if self.bytes().is_empty() {
                if self.ended {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                self.fill()?;
            }
            let left = usize::try_from(offset - self.offset).unwrap_or(usize::MAX);
            self.advance(left.min(self.bytes().len()));
        }
        self.line = line;
        Ok(())
    }
}
