//! How many of a slice's people came to which end, by group: 21 bytes a line, at most some hundred lines a slice.

use super::outcome::End;
use crate::ids::Id;
use db::Fault;
use std::collections::BTreeMap;

const LINE_BYTES: usize = 21;

/// People by group and end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::messages) struct Tally {
    lines: BTreeMap<(Id, u8), u32>,
}

/// All groups together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) handed_over: i64,
    pub(super) refused: i64,
    pub(super) in_doubt: i64,
    /// Of those: mails that failed, rather than that they should not leave.
    pub(super) failed: i64,
}

impl Tally {
    pub(super) fn add(&mut self, group: Id, end: End) {
        *self.lines.entry((group, end.code())).or_default() += 1;
    }

    pub(in crate::messages) fn add_all(&mut self, other: &Self) {
        for (line, people) in &other.lines {
            *self.lines.entry(*line).or_default() += people;
        }
    }

    /// Group, end and people, sorted by group.
    pub(in crate::messages) fn lines(&self) -> impl Iterator<Item = (Id, End, i64)> + '_ {
        self.lines.iter().filter_map(|((group, code), people)| Some((*group, End::of(*code).ok()?, i64::from(*people))))
    }

    pub(super) fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for (_, end, people) in self.lines() {
            match end {
                End::HandedOver => totals.handed_over += people,
                End::InDoubt => totals.in_doubt += people,
                End::Refused(_) => totals.refused += people,
            }
            let failed = matches!(end, End::InDoubt) || matches!(end, End::Refused(why) if why.is_failure());
            totals.failed += if failed { people } else { 0 };
        }
        totals
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.lines.len() * LINE_BYTES);
        for ((group, code), people) in &self.lines {
            out.extend_from_slice(&group.0);
            out.push(*code);
            out.extend_from_slice(&people.to_le_bytes());
        }
        out
    }

    pub(in crate::messages) fn from_bytes(bytes: &[u8]) -> Result<Self, Fault> {
        let (lines, rest) = bytes.as_chunks::<LINE_BYTES>();
        let mut tally = Self::default();
        for line in lines {
            let [group @ .., _, _, _, _, _] = line;
            End::of(line[16])?;
            let people = u32::from_le_bytes([line[17], line[18], line[19], line[20]]);
            tally.lines.insert((Id(*group), line[16]), people);
        }
        if rest.is_empty() { Ok(tally) } else { Err(Fault::bug("a tally cannot be read")) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::super::outcome::Refusal;
    use super::*;

    #[test]
    fn it_adds_up_and_comes_back_as_it_went() {
        let mut tally = Tally::default();
        for (group, end) in [
            (2, End::HandedOver),
            (1, End::HandedOver),
            (2, End::HandedOver),
            (1, End::InDoubt),
            (1, End::Refused(Refusal::Left)),
            (1, End::Refused(Refusal::Relay)),
        ] {
            tally.add(Id([group; 16]), end);
        }
        assert_eq!(tally.totals(), Totals { handed_over: 3, refused: 2, in_doubt: 1, failed: 2 });
        let mut again = Tally::from_bytes(&tally.to_bytes()).unwrap();
        assert_eq!(again, tally);
        again.add_all(&tally);
        assert_eq!(again.totals().handed_over, 6);
        assert!(Tally::from_bytes(&[0; 20]).is_err() && Tally::from_bytes(&[77; 21]).is_err());
    }
}
