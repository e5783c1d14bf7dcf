//! Tags: words of a group's own by which it chooses among its people. Their names are sealed; their ids are clear facts.

use super::store;
use crate::ids::{Id, Ids};
use crate::keys::Vault;
use crate::osdi::marks;
use crate::people::Scope;
use db::{Fault, Tx};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The longest name, in characters.
pub const NAME_CHARS_MAX: usize = 50;
/// A group has at most so many tags: more than a person can keep apart.
pub const TAGS_MAX: usize = 500;

refusals! {
    /// Why a tag is not given.
    TagRefusal {
        /// Nothing that could be a name.
        NoName = "tag-refused-name",
        /// There are too many.
        TooMany = "tag-refused-many",
        /// It would be for more people than one answer waits for.
        TooManyPeople = "tag-refused-people",
        /// The list does not fit in memory, from where it is asked.
        ListTooLong = "tag-refused-list",
        /// The group has no such person or tag.
        Unknown = "tag-refused-unknown",
    }
}

/// A tag of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
}

/// A name as it was typed, keyed and sealed.
#[derive(Clone, Debug)]
pub struct Named {
    id: Id,
    group: Id,
    name_key: [u8; 16],
    sealed: Vec<u8>,
}

impl Named {
    /// The keyed hash of the name: the same for what folds to the same.
    pub fn key(&self) -> [u8; 16] {
        self.name_key
    }
}

/// Keys and seals a name; `None` where nothing is left of it.
pub fn prepare(vault: &Vault, ids: &Ids, now: i64, group: Id, typed: &str) -> Result<Option<Named>, Fault> {
    let shown = shown(typed);
    let Some(name_key) = key_of(vault, group, &shown) else { return Ok(None) };
    let id = ids.fresh(now);
    let sealed = vault.seal(group, &id.0, shown.as_bytes(), ids.bytes())?;
    Ok(Some(Named { id, group, name_key, sealed }))
}

/// A name as it is shown: one line, and not too long.
fn shown(typed: &str) -> String {
    let line: String = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    seal::text::visible(&line).chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect()
}

/// The keyed hash under which a name is found; `None` where nothing is left of it.
fn key_of(vault: &Vault, group: Id, shown: &str) -> Option<[u8; 16]> {
    let folded = seal::name::fold(shown);
    (!folded.is_empty()).then(|| vault.foreign_key(group, "tag", &folded))
}

/// The tag of this name, made if the group has none.
pub fn find_or_add(tx: &mut Tx<'_>, now: i64, named: &Named) -> Result<Result<Id, TagRefusal>, Fault> {
    if let Some(known) = store::find_tag(tx, Scope::of(named.group), &named.name_key)? {
        return Ok(Ok(known));
    }
    // Two at once may pass the bound by one: it is there against a flood, not a promise.
    if store::tags_of(tx, Scope::of(named.group), TAGS_MAX as i64)?.len() >= TAGS_MAX {
        return Ok(Err(TagRefusal::TooMany));
    }
    store::add_tag(tx, Scope::of(named.group), named.id, &named.name_key, &named.sealed, now).map(Ok)
}

/// The tag of this name, if the group has one.
pub fn find(tx: &mut Tx<'_>, named: &Named) -> Result<Option<Id>, Fault> {
    store::find_tag(tx, Scope::of(named.group), &named.name_key)
}

/// The tags of a group, by name.
pub fn of_group(tx: &mut Tx<'_>, vault: &Vault, group: Id) -> Result<Vec<Tag>, Fault> {
    let open = |(id, sealed): (Id, Vec<u8>)| {
        let name = String::from_utf8(vault.open_sealed(group, &id.0, &sealed)?).map_err(|_| Fault::bug("a tag is no text"))?;
        Ok(Tag { id, name })
    };
    let mut tags: Vec<Tag> =
        store::tags_of(tx, Scope::of(group), TAGS_MAX as i64)?.into_iter().map(open).collect::<Result<_, Fault>>()?;
    tags.sort_by_cached_key(|tag| seal::name::fold(&tag.name));
    Ok(tags)
}

/// Gives a tag to humans of a group's list; how many did not have it.
pub fn give(
    tx: &mut Tx<'_>,
    now: i64,
    group: Id,
    tag: Id,
    account: Id,
    identities: &[Id],
) -> Result<Result<u64, TagRefusal>, Fault> {
    match store::hold_tag(tx, Scope::of(group), tag)? {
        true => {
            let given: Vec<(Id, Id)> =
                sorted(identities).into_iter().map(|identity| (identity, tagging_id(now, tag, identity))).collect();
            store::give(tx, Scope::of(group), tag, account, now, &given).map(Ok)
        }
        // Somebody took it from the last who had it, meanwhile.
        false => Ok(Err(TagRefusal::Unknown)),
    }
}

/// Takes a tag from humans; how many had it.
pub fn take(tx: &mut Tx<'_>, group: Id, tag: Id, identities: &[Id]) -> Result<u64, Fault> {
    store::take(tx, Scope::of(group), tag, &sorted(identities))
}

/// Drops a tag that nobody has; whether it is gone.
pub fn drop_unused(tx: &mut Tx<'_>, group: Id, tag: Id) -> Result<bool, Fault> {
    Ok(store::hold_tag(tx, Scope::of(group), tag)? && store::drop_tag(tx, Scope::of(group), tag)?)
}

/// The id of a tagging: it begins with the time, so that lists stand in its order, and ends with a hash, so that a transaction that is
/// run again gives it again.
fn tagging_id(now: i64, tag: Id, identity: Id) -> Id {
    let mut id = marks::first_id(now);
    let fraction = (now.rem_euclid(1000) * 4096 / 1000) as u16;
    id.0[6] = 0x70 | (fraction >> 8) as u8;
    id.0[7] = fraction as u8;
    let hash = blake3::hash(&[tag.0, identity.0].concat());
    id.0[8..].copy_from_slice(&hash.as_bytes()[..8]);
    id.0[8] = 0x80 | (id.0[8] & 0x3f);
    id
}

/// The tag of a group with this id.
pub fn by_id(tx: &mut Tx<'_>, vault: &Vault, group: Id, id: Id) -> Result<Option<Tag>, Fault> {
    let Some(sealed) = store::tag(tx, Scope::of(group), id)? else { return Ok(None) };
    let name = String::from_utf8(vault.open_sealed(group, &id.0, &sealed)?).map_err(|_| Fault::bug("a tag is no text"))?;
    Ok(Some(Tag { id, name }))
}

/// Tags to give and to take, by the keyed hashes of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    give: Vec<[u8; 16]>,
    take: Vec<[u8; 16]>,
}

impl Changes {
    /// Keys what a client named. A name of nothing is none.
    pub fn new(vault: &Vault, group: Id, give: &[String], take: &[String]) -> Self {
        let keys = |names: &[String]| {
            let mut keys: Vec<[u8; 16]> = names.iter().filter_map(|name| key_of(vault, group, &shown(name))).collect();
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        Self { give: keys(give), take: keys(take) }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.give.is_empty() && self.take.is_empty()
    }

    /// Gives and takes what the group has of them; names that it does not have are passed over. A tag that is left without anybody stays.
    pub fn make(&self, tx: &mut Tx<'_>, now: i64, (group, by): (Id, Id), identity: Id) -> Result<(), Fault> {
        for key in &self.give {
            if let Some(tag) = store::find_tag(tx, Scope::of(group), key)? {
                // One that was dropped since is as good as never there.
                let _ = give(tx, now, group, tag, by, &[identity])?;
            }
        }
        for key in &self.take {
            if let Some(tag) = store::find_tag(tx, Scope::of(group), key)? {
                take(tx, group, tag, &[identity])?;
            }
        }
        Ok(())
    }
}

/// Tags that a human gets or loses in a group's list, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The group.
    pub group: Id,
    /// An account or an API key of it.
    pub by: Id,
    /// The human.
    pub identity: Id,
    /// Which tags.
    pub changes: &'a Changes,
}

/// Makes the changes of several humans, tag by tag in one order, so that two who do so at once never wait for each other. Otherwise as
/// [`Changes::make`].
pub fn make_all(tx: &mut Tx<'_>, now: i64, wanted: &[Wanted<'_>]) -> Result<(), Fault> {
    /// Group and key of a tag, whether it is taken away, and by whom.
    type Change = (Id, [u8; 16], bool, Id);
    let mut changes: BTreeMap<Change, Vec<Id>> = BTreeMap::new();
    for Wanted { group, by, identity, changes: named } in wanted {
        let given = named.give.iter().map(|key| (*key, false));
        for (key, is_taken) in given.chain(named.take.iter().map(|key| (*key, true))) {
            changes.entry((*group, key, is_taken, *by)).or_default().push(*identity);
        }
    }
    for ((group, key, is_taken, by), identities) in &changes {
        let Some(tag) = store::find_tag(tx, Scope::of(*group), key)? else { continue };
        if *is_taken {
            take(tx, *group, tag, identities)?;
        } else {
            // One that was dropped since is as good as never there.
            let _ = give(tx, now, *group, tag, *by, identities)?;
        }
    }
    Ok(())
}

fn sorted(identities: &[Id]) -> Vec<Id> {
    let mut identities = identities.to_vec();
    identities.sort_unstable();
    identities.dedup();
    identities
}

/// Which tags these humans have in a group's list.
pub fn of_people(tx: &mut Tx<'_>, group: Id, identities: &[Id]) -> Result<HashMap<Id, Vec<Id>>, Fault> {
    let mut found: HashMap<Id, Vec<Id>> = HashMap::new();
    for (identity, tag) in store::taggings(tx, Scope::of(group), &sorted(identities))? {
        found.entry(identity).or_default().push(tag);
    }
    Ok(found)
}

/// Who has a tag, up to so many.
pub(crate) fn tagged(tx: &mut Tx<'_>, group: Id, tag: Id, at_most: i64) -> Result<Vec<Id>, Fault> {
    store::tagged(tx, Scope::of(group), tag, at_most)
}

/// Which of these humans have a tag.
pub(crate) fn which_have(tx: &mut Tx<'_>, group: Id, tag: Id, identities: &[Id]) -> Result<HashSet<Id>, Fault> {
    Ok(store::which_have(tx, Scope::of(group), tag, identities)?.into_iter().collect())
}
