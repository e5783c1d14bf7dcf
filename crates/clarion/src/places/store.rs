//! All SQL about where ZIPs lie.

use db::{Fault, Tx, Val};

db::statements! {
    /// Adds or corrects one.
    SET_PLACE = "INSERT INTO zip_place (zip, latitude, longitude) VALUES ($1, $2, $3)
        ON CONFLICT (zip) DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude";
    /// One ZIP.
    PLACE = "SELECT latitude, longitude FROM zip_place WHERE zip = $1";
    /// Those between two latitudes.
    BAND = "SELECT zip, latitude, longitude FROM zip_place WHERE latitude >= $1 AND latitude <= $2 ORDER BY latitude LIMIT $3";
    /// How many there are.
    COUNT = "SELECT COUNT(*) FROM zip_place";
}

/// A ZIP with the latitude and longitude of its middle.
pub(crate) type ZipPlace = (String, f64, f64);

/// A ZIP with its middle, as latitude and longitude.
pub(crate) type Middle = (String, (f64, f64));

/// Adds or corrects places (each ZIP once).
pub(crate) fn set_places(tx: &mut Tx<'_>, places: &[ZipPlace]) -> Result<u64, Fault> {
    let rows: Vec<[Val<'_>; 3]> =
        places.iter().map(|(zip, latitude, longitude)| [zip.into(), (*latitude).into(), (*longitude).into()]).collect();
    tx.many(&SET_PLACE, &rows)
}

pub(crate) fn place(tx: &mut Tx<'_>, zip: &str) -> Result<Option<(f64, f64)>, Fault> {
    tx.first(&PLACE, &[zip.into()], |row| Ok((row.real(0)?, row.real(1)?)))
}

pub(crate) fn band(tx: &mut Tx<'_>, south: f64, north: f64, at_most: i64) -> Result<Vec<Middle>, Fault> {
    let params = [south.into(), north.into(), at_most.into()];
    tx.rows(&BAND, &params, |row| Ok((row.text(0)?, (row.real(1)?, row.real(2)?))))
}

pub(crate) fn count(tx: &mut Tx<'_>) -> Result<i64, Fault> {
    Ok(tx.first(&COUNT, &[], |row| row.int(0))?.unwrap_or(0))
}
