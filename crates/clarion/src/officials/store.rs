//! All SQL about offices and who holds them.

use super::offices::Office;
use super::{Holding, OfficeKey, OfficeName};
use crate::ids::Id;
use db::{Fault, Row, Tx};
use jiff::civil::Date;

db::statements! {
    /// Adds an office.
    ADD_OFFICE = "INSERT INTO office (id, slug, title_en, title_es, body_en, body_es, level, division, sets)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (slug) DO NOTHING";
    /// One office by its address.
    OFFICE_BY_SLUG = "SELECT id, slug, title_en, title_es, body_en, body_es, level, division, sets FROM office WHERE slug = $1";
    /// One office.
    OFFICE = "SELECT id, slug, title_en, title_es, body_en, body_es, level, division, sets FROM office WHERE id = $1";
    /// All offices: a few hundred.
    OFFICES = "SELECT id, slug, title_en, title_es, body_en, body_es, level, division, sets FROM office ORDER BY id LIMIT $1";
    /// The terms of an office.
    HOLDINGS = "SELECT name, starts_on, ends_on, emails, phones, sources, checked_on FROM holding WHERE office_id = $1 ORDER BY term";
    /// Adds a term, or notes what a newer check of it says.
    SET_HOLDING = "INSERT INTO holding (id, office_id, name, starts_on, ends_on, emails, phones, sources, checked_on, term)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (office_id, term) DO UPDATE SET emails = excluded.emails, phones = excluded.phones, sources = excluded.sources,
        checked_on = excluded.checked_on WHERE holding.checked_on <= excluded.checked_on";
}

fn office_row(row: &Row<'_>) -> Result<(Id, Office), Fault> {
    let office = Office {
        slug: row.text(1)?,
        title_en: row.text(2)?,
        title_es: row.text(3)?,
        body_en: row.text(4)?,
        body_es: row.text(5)?,
        level: row.text(6)?,
        division: row.text(7)?,
        sets: row.text(8)?.split_whitespace().map(str::to_owned).collect(),
    };
    Ok((Id(row.id(0)?), office))
}

pub(crate) fn add_office(tx: &mut Tx<'_>, id: Id, office: &Office) -> Result<u64, Fault> {
    let sets = office.sets.join(" ");
    let params = [
        (&id).into(),
        (&office.slug).into(),
        (&office.title_en).into(),
        (&office.title_es).into(),
        (&office.body_en).into(),
        (&office.body_es).into(),
        (&office.level).into(),
        (&office.division).into(),
        (&sets).into(),
    ];
    tx.run(&ADD_OFFICE, &params)
}

pub(crate) fn office_by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<(Id, Office)>, Fault> {
    tx.first(&OFFICE_BY_SLUG, &[slug.into()], office_row)
}

pub(crate) fn office_name(tx: &mut Tx<'_>, id: Id) -> Result<Option<OfficeName>, Fault> {
    let office = tx.first(&OFFICE, &[(&id).into()], office_row)?;
    Ok(office.map(|(_, office)| OfficeName { slug: office.slug, title_en: office.title_en, title_es: office.title_es }))
}

pub(crate) fn offices(tx: &mut Tx<'_>, at_most: i64) -> Result<Vec<(Id, Office)>, Fault> {
    tx.rows(&OFFICES, &[at_most.into()], office_row)
}

pub(crate) fn set_holding(tx: &mut Tx<'_>, id: Id, office: Id, holding: &Holding) -> Result<u64, Fault> {
    let day = |date: Option<Date>| date.map(|date| date.to_string());
    let (start, end, checked) = (day(holding.start), day(holding.end), holding.checked.to_string());
    let term = format!("{}|{}|{}", start.as_deref().unwrap_or(""), end.as_deref().unwrap_or(""), holding.name);
    let [emails, phones, sources] = [&holding.emails, &holding.phones, &holding.sources].map(|lines| lines.join("\n"));
    let params = [
        (&id).into(),
        (&office).into(),
        (&holding.name).into(),
        start.as_ref().into(),
        end.as_ref().into(),
        (&emails).into(),
        (&phones).into(),
        (&sources).into(),
        (&checked).into(),
        (&term).into(),
    ];
    tx.run(&SET_HOLDING, &params)
}

pub(crate) fn holdings(tx: &mut Tx<'_>, id: Id, key: &OfficeKey) -> Result<Vec<Holding>, Fault> {
    let lines = |text: String| text.lines().map(str::to_owned).collect();
    tx.rows(&HOLDINGS, &[(&id).into()], |row| {
        Ok(Holding {
            office: key.clone(),
            name: row.text(0)?,
            start: row.maybe_text(1)?.as_deref().map(date).transpose()?,
            end: row.maybe_text(2)?.as_deref().map(date).transpose()?,
            emails: lines(row.text(3)?),
            phones: lines(row.text(4)?),
            sources: lines(row.text(5)?),
            checked: date(&row.text(6)?)?,
            origin: String::new(),
        })
    })
}

fn date(text: &str) -> Result<Date, Fault> {
    text.parse().map_err(|_| Fault::bug("a day in a holding"))
}
