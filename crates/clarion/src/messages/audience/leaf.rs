//! One leaf of an audience: a registered statement, read page by page in the order of identities.

use super::entry::Ground;
use super::store;
use crate::ids::Id;
use db::{Fault, Tx};
use std::collections::VecDeque;

/// Rows of one page: at some 60 bytes each, a leaf holds 60 KB.
const PAGE_ROWS: usize = 1024;

/// How a human stands in one group's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// Which group.
    pub(super) group: Id,
    /// Since when, microseconds: the consent, or what else the ground is.
    pub(super) since: i64,
    /// The ZIP that the group knows; empty if none.
    pub(super) zip: String,
    /// On what ground.
    pub(super) ground: Ground,
}

/// A human with all the groups they stand in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Human {
    pub(super) identity: Id,
    pub(super) standings: Vec<Standing>,
}

/// Reads a leaf.
pub(super) struct Leaf {
    ground: Ground,
    of: Id,
    read: VecDeque<((Id, Id), Standing)>,
    after: (Id, Id),
    is_at_end: bool,
}

impl Leaf {
    /// The leaf of this ground: of a coalition, or of a sending whose words are corrected.
    pub(super) fn new(ground: Ground, of: Id) -> Self {
        Self { ground, of, read: VecDeque::new(), after: (Id::ZERO, Id::ZERO), is_at_end: false }
    }

    /// The next human in the order of identities.
    pub(super) fn next(&mut self, tx: &mut Tx<'_>) -> Result<Option<Human>, Fault> {
        self.fill(tx)?;
        let Some(((identity, _), first)) = self.read.pop_front() else { return Ok(None) };
        let mut standings = vec![first];
        while let Some(standing) = self.row_of(tx, identity)? {
            standings.push(standing);
        }
        Ok(Some(Human { identity, standings }))
    }

    fn row_of(&mut self, tx: &mut Tx<'_>, identity: Id) -> Result<Option<Standing>, Fault> {
        self.fill(tx)?;
        let is_theirs = self.read.front().is_some_and(|((next, _), _)| *next == identity);
        Ok(if is_theirs { self.read.pop_front().map(|(_, standing)| standing) } else { None })
    }

    fn fill(&mut self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        if !self.read.is_empty() || self.is_at_end {
            return Ok(());
        }
        let read = &mut self.read;
        let mut put = |mark, standing| read.push_back((mark, standing));
        let rows = store::page(tx, self.ground, self.of, self.after, PAGE_ROWS as i64, &mut put)?;
        self.is_at_end = rows < PAGE_ROWS;
        if let Some((mark, _)) = self.read.back() {
            self.after = *mark;
        }
        Ok(())
    }
}
