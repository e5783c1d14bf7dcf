//! All SQL about groups and coalitions.

use super::found::Answer;
use super::history::{ActKind, PastAct};
use super::profile::{GroupKind, LegalKind, Profile};
use super::words::Words;
use super::{Act, Coalition, CoalitionState, Group, Role};
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
    /// Groups of this name: two are enough to tell that it names no one of them.
    GROUPS_NAMED = "SELECT id, slug, name, about_en, about_es, postal_address, country, created_at FROM groups WHERE name = $1 ORDER BY id LIMIT 2";
    /// All groups.
    GROUPS = "SELECT id, slug, name, about_en, about_es, postal_address, country, created_at FROM groups ORDER BY name, id LIMIT $1";
    /// Adds a coalition.
    ADD_COALITION = "INSERT INTO coalition (id, slug, name, about_en, about_es, created_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (slug) DO NOTHING";
    /// One coalition that stands, by its address.
    COALITION_BY_SLUG = "SELECT id, slug, name, about_en, about_es, created_at FROM coalition WHERE slug = $1 AND state = 'standing'";
    /// One coalition in any state, by its address.
    ANY_COALITION_BY_SLUG = "SELECT id, slug, name, about_en, about_es, created_at, state FROM coalition WHERE slug = $1";
    /// One coalition in any state.
    COALITION = "SELECT id, slug, name, about_en, about_es, created_at, state FROM coalition WHERE id = $1";
    /// Takes a coalition's row: whoever else wants it waits until the transaction ends.
    TAKE_COALITION = "UPDATE coalition SET state = state WHERE id = $1";
    /// The same of a group.
    TAKE_GROUP = "UPDATE groups SET slug = slug WHERE id = $1";
    /// All founders agreed.
    LET_STAND = "UPDATE coalition SET state = 'standing', created_at = $2 WHERE id = $1 AND state = 'founding'";
    /// The founding ended without a coalition; the address is free again.
    CALL_OFF = "UPDATE coalition SET state = 'called off', slug = $2 WHERE id = $1 AND state = 'founding'";
    /// The founding under this address that was proposed before an instant.
    OLD_FOUNDING = "SELECT id FROM coalition WHERE slug = $1 AND state = 'founding' AND created_at < $2";
    /// Asks a group to found a coalition with others.
    ADD_FOUNDER = "INSERT INTO founding (coalition_id, group_id, answer, answered_at) VALUES ($1, $2, $3, $4) ON CONFLICT (coalition_id, group_id) DO NOTHING";
    /// A founder's answer.
    FOUNDER = "SELECT answer FROM founding WHERE coalition_id = $1 AND group_id = $2";
    /// Notes a founder's answer, once.
    ANSWER_FOUNDING = "UPDATE founding SET answer = $3, answered_at = $4 WHERE coalition_id = $1 AND group_id = $2 AND answer = 'asked'";
    /// The founders with their answers.
    FOUNDERS = "SELECT g.id, g.slug, g.name, g.about_en, g.about_es, g.postal_address, g.country, g.created_at, f.answer
        FROM founding f JOIN groups g ON g.id = f.group_id WHERE f.coalition_id = $1 ORDER BY g.name, g.id";
    /// The foundings that wait and in which a group has a part.
    FOUNDINGS_OF = "SELECT c.id, c.slug, c.name, c.about_en, c.about_es, c.created_at, f.answer
        FROM founding f JOIN coalition c ON c.id = f.coalition_id WHERE f.group_id = $1 AND c.state = 'founding' ORDER BY c.id";
    /// A group's role.
    ROLE_OF = "SELECT role FROM membership WHERE coalition_id = $1 AND group_id = $2";
    /// How many groups steer.
    STEERING_COUNT = "SELECT COUNT(*) FROM membership WHERE coalition_id = $1 AND role = 'steering'";
    /// What a group says of itself.
    PROFILE = "SELECT kind, legal_kind, city, region, website, parent_id, parent_agreed_at FROM group_profile WHERE group_id = $1";
    /// Notes it. A parent that stays the same keeps its yes.
    SET_PROFILE = "INSERT INTO group_profile (group_id, kind, legal_kind, city, region, website, parent_id, parent_agreed_at, modified_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8)
        ON CONFLICT (group_id) DO UPDATE SET kind = excluded.kind, legal_kind = excluded.legal_kind, city = excluded.city,
        region = excluded.region, website = excluded.website, parent_id = excluded.parent_id, modified_at = excluded.modified_at,
        parent_agreed_at = CASE WHEN group_profile.parent_id = excluded.parent_id THEN group_profile.parent_agreed_at ELSE NULL END";
    /// Notes the words of a group.
    SET_WORDS = "UPDATE groups SET name = $2, about_en = $3, about_es = $4, postal_address = $5 WHERE id = $1";
    /// The parent's yes.
    AGREE_AS_PARENT = "UPDATE group_profile SET parent_agreed_at = $3 WHERE group_id = $1 AND parent_id = $2 AND parent_agreed_at IS NULL";
    /// The parent's no, then or later.
    REFUSE_AS_PARENT = "UPDATE group_profile SET parent_id = NULL, parent_agreed_at = NULL WHERE group_id = $1 AND parent_id = $2";
    /// The groups that name this one as their parent.
    CHILDREN = "SELECT g.id, g.slug, g.name, g.about_en, g.about_es, g.postal_address, g.country, g.created_at, p.parent_agreed_at
        FROM group_profile p JOIN groups g ON g.id = p.group_id WHERE p.parent_id = $1 ORDER BY g.name, g.id LIMIT $2";
    /// Keeps what happened.
    ADD_ACT = "INSERT INTO coalition_act (id, kind, coalition_id, account_id, group_id, subject_group_id, detail, done_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id, kind) DO NOTHING";
    /// What happened last.
    ACTS = "SELECT a.kind, g.name, s.name, a.detail, a.done_at
        FROM coalition_act a LEFT JOIN groups g ON g.id = a.group_id LEFT JOIN groups s ON s.id = a.subject_group_id
        WHERE a.coalition_id = $1 ORDER BY a.id DESC, a.kind LIMIT $2";
    /// The newest deed about a coalition's words that is not older than this id.
    NEWEST_WORDS_ACT = "SELECT id, kind, coalition_id, group_id, detail, done_at FROM coalition_act
        WHERE coalition_id = $1 AND id >= $2 AND kind IN ('words proposed', 'words withdrawn', 'words changed') ORDER BY id DESC LIMIT 1";
    /// One proposal of such words.
    WORDS_ACT = "SELECT id, kind, coalition_id, group_id, detail, done_at FROM coalition_act WHERE id = $1 AND kind = 'words proposed'";
    /// Changes name and words.
    SET_COALITION_WORDS = "UPDATE coalition SET name = $2, about_en = $3, about_es = $4 WHERE id = $1 AND state = 'standing'";
    /// Coalitions that stand, by name.
    COALITIONS = "SELECT id, slug, name, about_en, about_es, created_at FROM coalition WHERE state = 'standing' ORDER BY name, id LIMIT $1";
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

pub(crate) fn groups_named(tx: &mut Tx<'_>, name: &str) -> Result<Vec<Group>, Fault> {
    tx.rows(&GROUPS_NAMED, &[name.into()], group_row)
}

pub(crate) fn groups(tx: &mut Tx<'_>, at_most: i64) -> Result<Vec<Group>, Fault> {
    tx.rows(&GROUPS, &[at_most.into()], group_row)
}

pub(crate) fn add_coalition(tx: &mut Tx<'_>, coalition: &Coalition, state: CoalitionState) -> Result<bool, Fault> {
    let params = [
        (&coalition.id).into(),
        (&coalition.slug).into(),
        (&coalition.name).into(),
        (&coalition.about_en).into(),
        (&coalition.about_es).into(),
        coalition.created_at.into(),
        state.as_str().into(),
    ];
    Ok(tx.run(&ADD_COALITION, &params)? == 1)
}

pub(crate) fn coalitions(tx: &mut Tx<'_>, at_most: i64) -> Result<Vec<Coalition>, Fault> {
    tx.rows(&COALITIONS, &[at_most.into()], coalition_row)
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

pub(super) fn coalition_in_any_state(tx: &mut Tx<'_>, slug: &str) -> Result<Option<(Coalition, CoalitionState)>, Fault> {
    tx.first(&ANY_COALITION_BY_SLUG, &[slug.into()], |row| Ok((coalition_row(row)?, CoalitionState::of(&row.text(6)?)?)))
}

pub(super) fn coalition(tx: &mut Tx<'_>, id: Id) -> Result<Option<(Coalition, CoalitionState)>, Fault> {
    tx.first(&COALITION, &[(&id).into()], |row| Ok((coalition_row(row)?, CoalitionState::of(&row.text(6)?)?)))
}

pub(super) fn take_coalition(tx: &mut Tx<'_>, id: Id) -> Result<bool, Fault> {
    Ok(tx.run(&TAKE_COALITION, &[(&id).into()])? == 1)
}

pub(super) fn take_group(tx: &mut Tx<'_>, id: Id) -> Result<bool, Fault> {
    Ok(tx.run(&TAKE_GROUP, &[(&id).into()])? == 1)
}

pub(super) fn let_stand(tx: &mut Tx<'_>, id: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&LET_STAND, &[(&id).into(), now.into()])? == 1)
}

/// The address that takes the place of the freed one holds the id, so nobody can have it.
pub(super) fn call_off(tx: &mut Tx<'_>, id: Id) -> Result<bool, Fault> {
    let slug = format!("called-off-{id}");
    Ok(tx.run(&CALL_OFF, &[(&id).into(), (&slug).into()])? == 1)
}

pub(super) fn old_founding(tx: &mut Tx<'_>, slug: &str, before: i64) -> Result<Option<Id>, Fault> {
    tx.first(&OLD_FOUNDING, &[slug.into(), before.into()], |row| Ok(Id(row.id(0)?)))
}

pub(super) fn add_founder(tx: &mut Tx<'_>, coalition: Id, group: Id, answer: Answer, at: Option<i64>) -> Result<(), Fault> {
    tx.run(&ADD_FOUNDER, &[(&coalition).into(), (&group).into(), answer.as_str().into(), at.into()]).map(drop)
}

pub(super) fn founder(tx: &mut Tx<'_>, coalition: Id, group: Id) -> Result<Option<Answer>, Fault> {
    tx.first(&FOUNDER, &[(&coalition).into(), (&group).into()], |row| Answer::of(&row.text(0)?))
}

pub(super) fn answer_founding(tx: &mut Tx<'_>, coalition: Id, group: Id, answer: Answer, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&ANSWER_FOUNDING, &[(&coalition).into(), (&group).into(), answer.as_str().into(), now.into()])? == 1)
}

pub(super) fn founders(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<(Group, Answer)>, Fault> {
    tx.rows(&FOUNDERS, &[(&coalition).into()], |row| Ok((group_row(row)?, Answer::of(&row.text(8)?)?)))
}

pub(super) fn foundings_of(tx: &mut Tx<'_>, group: Id) -> Result<Vec<(Coalition, Answer)>, Fault> {
    tx.rows(&FOUNDINGS_OF, &[(&group).into()], |row| Ok((coalition_row(row)?, Answer::of(&row.text(6)?)?)))
}

pub(super) fn role_of(tx: &mut Tx<'_>, coalition: Id, group: Id) -> Result<Option<Role>, Fault> {
    let word = tx.first(&ROLE_OF, &[(&coalition).into(), (&group).into()], |row| row.text(0))?;
    word.map(|word| Role::of(&word).ok_or_else(|| Fault::bug("a role"))).transpose()
}

pub(super) fn steering_count(tx: &mut Tx<'_>, coalition: Id) -> Result<i64, Fault> {
    Ok(tx.first(&STEERING_COUNT, &[(&coalition).into()], |row| row.int(0))?.unwrap_or(0))
}

pub(super) fn profile(tx: &mut Tx<'_>, group: Id) -> Result<Option<Profile>, Fault> {
    tx.first(&PROFILE, &[(&group).into()], |row| {
        Ok(Profile {
            kind: GroupKind::of(&row.text(0)?).ok_or_else(|| Fault::bug("a group's kind"))?,
            legal_kind: LegalKind::of(&row.text(1)?).ok_or_else(|| Fault::bug("a legal kind"))?,
            city: row.text(2)?,
            region: row.text(3)?,
            website: row.text(4)?,
            parent: row.maybe_id(5)?.map(Id),
            parent_agreed: row.maybe_int(6)?.is_some(),
        })
    })
}

pub(super) fn set_profile(tx: &mut Tx<'_>, group: Id, profile: &Profile, now: i64) -> Result<(), Fault> {
    let params = [
        (&group).into(),
        profile.kind.as_str().into(),
        profile.legal_kind.as_str().into(),
        (&profile.city).into(),
        (&profile.region).into(),
        (&profile.website).into(),
        profile.parent.as_ref().into(),
        now.into(),
    ];
    tx.run(&SET_PROFILE, &params).map(drop)
}

pub(super) fn set_words(tx: &mut Tx<'_>, group: &Group) -> Result<bool, Fault> {
    let words = [&group.name, &group.about_en, &group.about_es, &group.postal_address];
    let [name, en, es, address] = words.map(Into::into);
    Ok(tx.run(&SET_WORDS, &[(&group.id).into(), name, en, es, address])? == 1)
}

pub(super) fn agree_as_parent(tx: &mut Tx<'_>, child: Id, parent: Id, now: i64) -> Result<bool, Fault> {
    Ok(tx.run(&AGREE_AS_PARENT, &[(&child).into(), (&parent).into(), now.into()])? == 1)
}

pub(super) fn refuse_as_parent(tx: &mut Tx<'_>, child: Id, parent: Id) -> Result<bool, Fault> {
    Ok(tx.run(&REFUSE_AS_PARENT, &[(&child).into(), (&parent).into()])? == 1)
}

pub(super) fn children(tx: &mut Tx<'_>, parent: Id, at_most: i64) -> Result<Vec<(Group, bool)>, Fault> {
    tx.rows(&CHILDREN, &[(&parent).into(), at_most.into()], |row| Ok((group_row(row)?, row.maybe_int(8)?.is_some())))
}

pub(super) fn add_act(
    tx: &mut Tx<'_>,
    coalition: Id,
    act: &Act,
    kind: ActKind,
    subject: Option<Id>,
    detail: &str,
) -> Result<(), Fault> {
    let params = [
        (&act.id).into(),
        kind.as_str().into(),
        (&coalition).into(),
        (&act.account).into(),
        (&act.group).into(),
        subject.as_ref().into(),
        detail.into(),
        act.now.into(),
    ];
    tx.run(&ADD_ACT, &params).map(drop)
}

/// A deed about a coalition's words.
pub(super) struct WordsAct {
    pub(super) id: Id,
    pub(super) kind: ActKind,
    pub(super) coalition: Id,
    pub(super) group: Id,
    pub(super) detail: String,
    pub(super) done_at: i64,
}

fn words_act_row(row: &Row<'_>) -> Result<WordsAct, Fault> {
    Ok(WordsAct {
        id: Id(row.id(0)?),
        kind: ActKind::of(&row.text(1)?)?,
        coalition: Id(row.id(2)?),
        group: Id(row.id(3)?),
        detail: row.text(4)?,
        done_at: row.int(5)?,
    })
}

pub(super) fn newest_words_act(tx: &mut Tx<'_>, coalition: Id, since: Id) -> Result<Option<WordsAct>, Fault> {
    tx.first(&NEWEST_WORDS_ACT, &[(&coalition).into(), (&since).into()], words_act_row)
}

pub(super) fn words_act(tx: &mut Tx<'_>, id: Id) -> Result<Option<WordsAct>, Fault> {
    tx.first(&WORDS_ACT, &[(&id).into()], words_act_row)
}

pub(super) fn set_coalition_words(tx: &mut Tx<'_>, coalition: Id, words: &Words) -> Result<u64, Fault> {
    tx.run(&SET_COALITION_WORDS, &[(&coalition).into(), (&words.name).into(), (&words.about_en).into(), (&words.about_es).into()])
}

pub(super) fn acts(tx: &mut Tx<'_>, coalition: Id, at_most: i64) -> Result<Vec<PastAct>, Fault> {
    tx.rows(&ACTS, &[(&coalition).into(), at_most.into()], |row| {
        Ok(PastAct {
            kind: ActKind::of(&row.text(0)?)?,
            group: row.maybe_text(1)?,
            subject: row.maybe_text(2)?,
            detail: row.text(3)?,
            done_at: row.int(4)?,
        })
    })
}
