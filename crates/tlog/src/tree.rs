//! The Merkle tree of RFC 6962, section 2.1: growing it, its root, and proofs.
//!
//! Stored are the hashes of complete subtrees: level 0 are the leaves, and the hash at (level, index) covers the leaves from
//! `index << level` on, `1 << level` of them. They never change once they are there; everything else is computed from at most
//! 64 of them. `read` hands one over; it is asked only for hashes that a tree of the named size has.

use crate::Hash;

/// The hash of a complete subtree, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// 0 for a leaf.
    pub level: u8,
    /// From the left, beginning at 0.
    pub index: u64,
    /// Its hash.
    pub hash: Hash,
}

/// The hashes that become complete when `leaf` is added to a tree of `size` leaves, the leaf first.
pub fn append<E>(size: u64, leaf: Hash, mut read: impl FnMut(u8, u64) -> Result<Hash, E>) -> Result<Vec<Node>, E> {
    let mut node = Node { level: 0, index: size, hash: leaf };
    let mut nodes = vec![node];
    while node.index & 1 == 1 {
        let left = read(node.level, node.index - 1)?;
        node = Node { level: node.level + 1, index: node.index >> 1, hash: Hash::node(&left, &node.hash) };
        nodes.push(node);
    }
    Ok(nodes)
}

/// The root of the tree of the first `size` leaves.
pub fn root<E>(size: u64, mut read: impl FnMut(u8, u64) -> Result<Hash, E>) -> Result<Hash, E> {
    if size == 0 { Ok(Hash::empty()) } else { range(0, size, &mut read) }
}

/// The largest power of two below `count`, which is at least 2: where RFC 6962 splits a list.
fn split(count: u64) -> u64 {
    1 << (63 - (count - 1).leading_zeros())
}

/// The hash over the leaves `first..end`, as it occurs in a tree: `first` is a multiple of every power of two up to the count.
fn range<E>(first: u64, end: u64, read: &mut impl FnMut(u8, u64) -> Result<Hash, E>) -> Result<Hash, E> {
    let count = end - first;
    if count.is_power_of_two() {
        let level = count.trailing_zeros();
        return read(level as u8, first >> level);
    }
    let middle = first + split(count);
    let left = range(first, middle, read)?;
    Ok(Hash::node(&left, &range(middle, end, read)?))
}

/// The inclusion proof of a leaf (RFC 6962, section 2.1.1), from its sibling up to the root's child.
///
/// # Panics
/// If the tree has no such leaf.
pub fn inclusion<E>(index: u64, size: u64, mut read: impl FnMut(u8, u64) -> Result<Hash, E>) -> Result<Vec<Hash>, E> {
    assert!(index < size, "a leaf of the tree");
    let (mut first, mut end, mut proof) = (0, size, Vec::new());
    // From the root down, then turned round.
    while end - first > 1 {
        let middle = first + split(end - first);
        if index < middle {
            proof.push(range(middle, end, &mut read)?);
            end = middle;
        } else {
            proof.push(range(first, middle, &mut read)?);
            first = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The consistency proof from an older tree (RFC 6962, section 2.1.2); empty where one of the two says nothing new.
///
/// # Panics
/// If the older tree is the larger one.
pub fn consistency<E>(old: u64, size: u64, mut read: impl FnMut(u8, u64) -> Result<Hash, E>) -> Result<Vec<Hash>, E> {
    assert!(old <= size, "the older tree is not larger");
    let mut proof = Vec::new();
    if old == 0 || old == size {
        return Ok(proof);
    }
    let (mut first, mut end) = (0, size);
    while old < end {
        let middle = first + split(end - first);
        if old <= middle {
            proof.push(range(middle, end, &mut read)?);
            end = middle;
        } else {
            proof.push(range(first, middle, &mut read)?);
            first = middle;
        }
    }
    // A complete left part of the old tree is known to whoever checks.
    if first > 0 {
        proof.push(range(first, end, &mut read)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Whether an inclusion proof leads from a leaf's hash to the root (RFC 9162, section 2.1.3.2).
pub fn includes(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut place, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            hash = Hash::node(sibling, &hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = Hash::node(&hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether a consistency proof shows that the tree of `size` begins with the older one (RFC 9162, section 2.1.4.2).
pub fn extends(old: u64, old_root: &Hash, size: u64, root: &Hash, proof: &[Hash]) -> bool {
    if old == 0 || old >= size {
        let same = if old == 0 { *old_root == Hash::empty() } else { old == size && old_root == root };
        return same && proof.is_empty() && (size > 0 || *root == Hash::empty());
    }
    let (mut place, mut last) = (old - 1, size - 1);
    while place & 1 == 1 {
        place >>= 1;
        last >>= 1;
    }
    // An old tree that is one complete subtree is known as it is.
    let (start, rest) = match proof.split_first() {
        _ if old.is_power_of_two() => (old_root, proof),
        Some((start, rest)) => (start, rest),
        None => return false,
    };
    let (mut old_hash, mut hash) = (*start, *start);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            old_hash = Hash::node(sibling, &old_hash);
            hash = Hash::node(sibling, &hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = Hash::node(&hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == *old_root && hash == *root
}

/// A tree read from left to right, of which only the right edge is kept: at most 64 hashes.
#[derive(Clone, Debug, Default)]
pub struct Frontier {
    size: u64,
    /// The complete subtrees, the largest first: one for each bit of the size.
    complete: Vec<Hash>,
}

impl Frontier {
    /// Leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            let left = self.complete.pop().expect("each bit of the size has its hash");
            hash = Hash::node(&left, &hash);
        }
        self.complete.push(hash);
        self.size += 1;
    }

    /// The root.
    pub fn root(&self) -> Hash {
        let right_to_left = self.complete.iter().rev().copied();
        right_to_left.reduce(|right, left| Hash::node(&left, &right)).unwrap_or_else(Hash::empty)
    }
}
