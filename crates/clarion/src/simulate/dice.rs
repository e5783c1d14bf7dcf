//! Chance, drawn from the seed: each part of a simulation has a stream of its own, so that one more draw here moves nothing there.

use crate::clock::{HOUR, MINUTE};

/// A stream of chance.
pub(super) struct Dice {
    stream: blake3::OutputReader,
}

impl Dice {
    /// The stream of one part of a seed's simulation.
    pub(super) fn of(seed: u64, part: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"clarion simulation").update(&seed.to_le_bytes()).update(part.as_bytes());
        Self { stream: hasher.finalize_xof() }
    }

    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        self.stream.fill(&mut out);
        out
    }

    /// A number under `most`, which is not zero.
    pub(super) fn below(&mut self, most: usize) -> usize {
        (u64::from_le_bytes(self.bytes()) % most.max(1) as u64) as usize
    }

    /// Whether something of this likelihood happens.
    pub(super) fn in_thousand(&mut self, likelihood: usize) -> bool {
        self.below(1000) < likelihood
    }

    /// One of these numbers; 0 where there are none.
    pub(super) fn one_of(&mut self, among: &[usize]) -> usize {
        self.pick(among).copied().unwrap_or(0)
    }

    pub(super) fn pick<'a, T>(&mut self, among: &'a [T]) -> Option<&'a T> {
        let at = self.below(among.len());
        among.get(at)
    }

    /// How much time passes between two steps: mostly minutes, sometimes hours, seldom a day; and now and then a clock is set back.
    pub(super) fn time_passing(&mut self) -> i64 {
        let minutes = |dice: &mut Self, most: usize| 1 + dice.below(most) as i64;
        match self.below(100) {
            0..70 => minutes(self, 240) * MINUTE / 60,
            70..90 => minutes(self, 25) * MINUTE,
            90..96 => minutes(self, 4) * HOUR,
            96..97 => minutes(self, 30) * HOUR,
            _ => -minutes(self, 100) * MINUTE / 60,
        }
    }
}
