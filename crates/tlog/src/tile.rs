//! Tiles, after C2SP tlog-tiles: the tree in pieces of up to 256 hashes with an address each, and the entries likewise.

use crate::Hash;
use crate::hash::HASH_BYTES;
use std::ops::Range;

/// Levels of the tree in one tile.
pub const TILE_LEVELS: u8 = 8;
/// Hashes or entries of a full tile.
pub const TILE_WIDTH: u16 = 256;
/// Bytes of one entry: its length is written in 16 bits.
pub const ENTRY_BYTES_MAX: usize = u16::MAX as usize;
/// The highest level that an address may name. A tree of 64-bit size ends at level 7.
const LEVEL_MAX: u8 = 63;
/// The longest address: seven groups of digits hold every index, with level and width.
const PATH_BYTES_MAX: usize = 64;

/// What is in a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// Hashes at this level of tiles: at level 0 those of the leaves, above those of full tiles below.
    Hashes(u8),
    /// The entries themselves.
    Entries,
}

/// One tile's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    /// What is in it.
    pub content: Content,
    /// From the left, beginning at 0.
    pub index: u64,
    /// From 1 to 256; below 256 it is a partial one.
    pub width: u16,
}

impl Tile {
    /// Reads an address below `<prefix>/tile/`: `0/x001/234.p/17`, `entries/000`.
    pub fn parse(path: &str) -> Option<Self> {
        if path.len() > PATH_BYTES_MAX {
            return None;
        }
        let (path_to_index, width) = match path.split_once(".p/") {
            Some((before, width)) => (before, width.parse().ok().filter(|width| (1..TILE_WIDTH).contains(width))?),
            None => (path, TILE_WIDTH),
        };
        let (level, groups) = path_to_index.split_once('/')?;
        let content = match level {
            "entries" => Content::Entries,
            _ => Content::Hashes(level.parse().ok().filter(|level| *level <= LEVEL_MAX)?),
        };
        let mut index = 0_u64;
        for group in groups.split('/') {
            let digits: u64 = group.strip_prefix('x').unwrap_or(group).parse().ok()?;
            index = index.checked_mul(1000)?.checked_add(digits)?;
        }
        let tile = Self { content, index, width };
        // An address has one spelling.
        (tile.path() == path).then_some(tile)
    }

    /// The address below `<prefix>/tile/`.
    pub fn path(&self) -> String {
        let mut groups = format!("{:03}", self.index % 1000);
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups = format!("x{:03}/{groups}", rest % 1000);
            rest /= 1000;
        }
        let level = match self.content {
            Content::Hashes(level) => level.to_string(),
            Content::Entries => "entries".to_owned(),
        };
        let part = if self.width < TILE_WIDTH { format!(".p/{}", self.width) } else { String::new() };
        format!("{level}/{groups}{part}")
    }

    fn level(&self) -> u8 {
        match self.content {
            Content::Hashes(level) => level,
            Content::Entries => 0,
        }
    }

    /// The level of the tree (not of tiles) whose hashes are in it.
    pub fn tree_level(&self) -> u8 {
        self.level().saturating_mul(TILE_LEVELS)
    }

    /// The indexes at that level, or of the entries. Only for a tile that [is in](Self::is_in) a tree.
    pub fn places(&self) -> Range<u64> {
        let first = self.index.saturating_mul(u64::from(TILE_WIDTH));
        first..first.saturating_add(u64::from(self.width))
    }

    /// Whether a tree of this size has all of it.
    pub fn is_in(&self, size: u64) -> bool {
        let level = self.tree_level();
        level < 64 && self.index.checked_mul(u64::from(TILE_WIDTH)).is_some() && self.places().end <= size >> level
    }

    /// The tile of a tree of `size` in which the complete subtree at (`level`, `index`) can be found, and the places of the
    /// hashes below it, from which [`fold`] makes its hash.
    pub fn of_node(level: u8, index: u64, size: u64) -> (Self, Range<usize>) {
        let (tile_level, height) = (level / TILE_LEVELS, level % TILE_LEVELS);
        let first = index << height;
        let tile_index = first / u64::from(TILE_WIDTH);
        let available = (size >> (tile_level * TILE_LEVELS)).saturating_sub(tile_index * u64::from(TILE_WIDTH));
        let width = available.min(u64::from(TILE_WIDTH)) as u16;
        let begin = (first % u64::from(TILE_WIDTH)) as usize;
        (Self { content: Content::Hashes(tile_level), index: tile_index, width }, begin..begin + (1 << height))
    }

    /// The hashes of a tile of hashes; `None` where there are fewer or more than its width.
    pub fn read_hashes(&self, bytes: &[u8]) -> Option<Vec<Hash>> {
        let (hashes, rest) = bytes.as_chunks::<HASH_BYTES>();
        (rest.is_empty() && hashes.len() == usize::from(self.width)).then(|| hashes.iter().copied().map(Hash).collect())
    }

    /// The entries of a bundle; `None` where they are cut, or fewer or more than its width.
    pub fn read_entries<'a>(&self, mut bytes: &'a [u8]) -> Option<Vec<&'a [u8]>> {
        let mut entries = Vec::with_capacity(usize::from(self.width));
        while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
            let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            entries.push(entry);
            bytes = rest;
            if entries.len() > usize::from(self.width) {
                return None;
            }
        }
        (bytes.is_empty() && entries.len() == usize::from(self.width)).then_some(entries)
    }
}

/// The hash over a power of two of hashes that stand side by side.
pub fn fold(hashes: &[Hash]) -> Hash {
    match hashes {
        [one] => *one,
        many => {
            let (left, right) = many.split_at(many.len() / 2);
            Hash::node(&fold(left), &fold(right))
        }
    }
}

/// The bytes of a tile of hashes.
pub fn write_hashes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// The bytes of a bundle of entries.
///
/// # Panics
/// If an entry has more than [`ENTRY_BYTES_MAX`].
pub fn write_entries<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len()).expect("an entry's length is written in 16 bits");
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    bytes
}
