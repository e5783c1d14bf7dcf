//! All SQL about groups and coalitions.

use super::{Coalition, Group, Role};
use crate::ids::Id;
use db::{Fault, Row, Tx};

db::statements! {
    /// Adds a group.
    ADD_GROUP = "INSERT INTO groups (id, slug, name, about_en, about_es, postal_address, country, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (slug) DO NOTHING";
    /// One group.
    GROUP = "SELECT id, slug, name, about_en, about_es, postal_address, country, created_at FROM groups WHERE id = $1";
    /// One group by its address.
    GROUP_BY_SLUG = "SELECT id, slug, name, about_en, about_es, postal_address, country, created_at FROM groups WHERE slug = $1";
    /// All groups.
    GROUPS = "SELECT id, slug, name, about_en, about_es, postal_address, country, created_at FROM groups ORDER BY name, id LIMIT $1";
    /// Adds a coalition.
    ADD_COALITION = "INSERT INTO coalition (id, slug, name, about_en, about_es, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (slug) DO NOTHING";
    /// Coalitions by name.
    COALITIONS = "SELECT id, slug, name, about_en, about_es, created_at FROM coalition ORDER BY name, id LIMIT $1";
    /// One coalition.
    COALITION_BY_ID = "SELECT id, slug, name, about_en, about_es, created_at FROM coalition WHERE id = $1";
    /// One coalition by its address.
    COALITION_BY_SLUG = "SELECT id, slug, name, about_en, about_es, created_at FROM coalition WHERE slug = $1";
    /// Makes a group part of a coalition.
    ADD_MEMBERSHIP = "INSERT INTO membership (coalition_id, group_id, role, joined_at) VALUES ($1, $2, $3, $4) ON CONFLICT (coalition_id, group_id) DO NOTHING";
    /// The coalitions of a group.
    COALITIONS_OF = "SELECT c.id, c.slug, c.name, c.about_en, c.about_es, c.created_at
        FROM membership m JOIN coalition c ON c.id = m.coalition_id WHERE m.group_id = $1 ORDER BY c.name, c.id";
    /// The groups of a coalition.
    MEMBERS = "SELECT g.id, g.slug, g.name, g.about_en, g.about_es, g.postal_address, g.country, g.created_at, m.role
        FROM membership m JOIN groups g ON g.id = m.group_id WHERE m.coalition_id = $1 ORDER BY g.name, g.id";
}

fn group_row(row: &Row<'_>) -> Result<Group, Fault> {
    Ok(Group {
        id: Id(row.id(0)?),
        slug: row.text(1)?,
        name: row.text(2)?,
        about_en: row.text(3)?,
        about_es: row.text(4)?,
        postal_address: row.text(5)?,
        country: row.text(6)?,
        created_at: row.int(7)?,
    })
}

pub(crate) fn add_group(tx: &mut Tx<'_>, group: &Group) -> Result<bool, Fault> {
    let params = [
        (&group.id).into(),
        (&group.slug).into(),
        (&group.name).into(),
        (&group.about_en).into(),
        (&group.about_es).into(),
        (&group.postal_address).into(),
        (&group.country).into(),
        group.created_at.into(),
    ];
    Ok(tx.run(&ADD_GROUP, &params)? == 1)
}

pub(crate) fn group(tx: &mut Tx<'_>, id: Id) -> Result<Option<Group>, Fault> {
    tx.first(&GROUP, &[(&id).into()], group_row)
}

pub(crate) fn group_by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Group>, Fault> {
    tx.first(&GROUP_BY_SLUG, &[slug.into()], group_row)
}

pub(crate) fn groups(tx: &mut Tx<'_>, at_most: i64) -> Result<Vec<Group>, Fault> {
    tx.rows(&GROUPS, &[at_most.into()], group_row)
}

pub(crate) fn add_coalition(tx: &mut Tx<'_>, coalition: &Coalition) -> Result<bool, Fault> {
    let params = [
        (&coalition.id).into(),
        (&coalition.slug).into(),
        (&coalition.name).into(),
        (&coalition.about_en).into(),
        (&coalition.about_es).into(),
        coalition.created_at.into(),
    ];
    Ok(tx.run(&ADD_COALITION, &params)? == 1)
}

pub(crate) fn coalitions(tx: &mut Tx<'_>, at_most: i64) -> Result<Vec<Coalition>, Fault> {
    tx.rows(&COALITIONS, &[at_most.into()], coalition_row)
}

pub(crate) fn coalition_by_id(tx: &mut Tx<'_>, id: Id) -> Result<Option<Coalition>, Fault> {
    tx.first(&COALITION_BY_ID, &[(&id).into()], coalition_row)
}

pub(crate) fn coalition_by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Coalition>, Fault> {
    tx.first(&COALITION_BY_SLUG, &[slug.into()], coalition_row)
}

pub(crate) fn coalitions_of(tx: &mut Tx<'_>, group: Id) -> Result<Vec<Coalition>, Fault> {
    tx.rows(&COALITIONS_OF, &[(&group).into()], coalition_row)
}

fn coalition_row(row: &Row<'_>) -> Result<Coalition, Fault> {
    let (about_en, about_es) = (row.text(3)?, row.text(4)?);
    Ok(Coalition { id: Id(row.id(0)?), slug: row.text(1)?, name: row.text(2)?, about_en, about_es, created_at: row.int(5)? })
}

pub(crate) fn add_membership(tx: &mut Tx<'_>, coalition: Id, group: Id, role: Role, now: i64) -> Result<u64, Fault> {
    tx.run(&ADD_MEMBERSHIP, &[(&coalition).into(), (&group).into(), role.as_str().into(), now.into()])
}

pub(crate) fn members(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<(Group, String)>, Fault> {
    tx.rows(&MEMBERS, &[(&coalition).into()], |row| Ok((group_row(row)?, row.text(8)?)))
}
