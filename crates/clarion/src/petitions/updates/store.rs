//! All SQL about updates of petitions.

use super::{Update, UpdateKind};
use crate::ids::Id;
use crate::petitions::PetitionWords;
use db::{Fault, Tx};

db::statements! {
    /// Puts one beneath the words, in one language.
    ADD = "INSERT INTO petition_update (petition_id, id, lang, kind, published_at, title, text_markdown)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (petition_id, id, lang) DO NOTHING";
    /// Keeps others from adding to the petition until this transaction ends.
    HOLD = "UPDATE petition SET goal = goal WHERE id = $1";
    /// How many a petition has.
    COUNT = "SELECT COUNT(DISTINCT id) FROM petition_update WHERE petition_id = $1";
    /// Those of a petition.
    ALL = "SELECT id, lang, kind, published_at, title, text_markdown FROM petition_update
        WHERE petition_id = $1 ORDER BY published_at DESC, id DESC, lang LIMIT $2";
}

pub(super) fn add(tx: &mut Tx<'_>, petition: Id, update: &Update) -> Result<(), Fault> {
    let words = &update.words;
    let params = [
        (&petition).into(),
        (&update.id).into(),
        (&words.lang).into(),
        update.kind.as_str().into(),
        update.published_at.into(),
        (&words.title).into(),
        (&words.text).into(),
    ];
    tx.run(&ADD, &params).map(drop)
}

pub(super) fn hold(tx: &mut Tx<'_>, petition: Id) -> Result<(), Fault> {
    tx.run(&HOLD, &[(&petition).into()]).map(drop)
}

pub(super) fn count(tx: &mut Tx<'_>, petition: Id) -> Result<i64, Fault> {
    Ok(tx.first(&COUNT, &[(&petition).into()], |row| row.int(0))?.unwrap_or(0))
}

pub(super) fn all(tx: &mut Tx<'_>, petition: Id, at_most: i64) -> Result<Vec<Update>, Fault> {
    tx.rows(&ALL, &[(&petition).into(), at_most.into()], |row| {
        let kind = UpdateKind::of(&row.text(2)?).ok_or_else(|| Fault::bug("a kind of update"))?;
        let words = PetitionWords { lang: row.text(1)?, title: row.text(4)?, text: row.text(5)?, thanks: String::new() };
        Ok(Update::new(Id(row.id(0)?), kind, row.int(3)?, words))
    })
}
