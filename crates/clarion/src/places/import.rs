//! Reading where ZIPs lie: a CSV whose first line names the columns `zip`, `lat` and `lon`, such as the Census gazetteer's.
//!
//! A row that cannot be used is counted by its reason; the others are kept. A second import corrects the first.

use super::store::{self, ZipPlace};
use db::{Fault, Tx};
use std::collections::BTreeMap;
use std::io::Read;

/// Rows of one file: more than there are ZIPs.
const ROWS_MAX: usize = 100_000;
/// Rows written with one commit, so that people who wait meanwhile wait for little.
pub const SLICE: usize = 512;

/// Why a file is no table of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlacesProblem {
    /// Its first line names no `zip`, `lat` and `lon`.
    #[error("The first line must name the columns zip, lat and lon.")]
    Columns,
    /// It is longer than any such table.
    #[error("The file has more than 100,000 rows; a table of ZIP codes has some 34,000.")]
    TooLong,
    /// It cannot be read as a CSV.
    #[error("The file cannot be read as a CSV. Check that it is one, in UTF-8.")]
    Unreadable,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    places: Vec<ZipPlace>,
    /// Rows that cannot be used, by reason.
    pub unused: BTreeMap<&'static str, usize>,
    /// Rows read.
    pub read: usize,
}

impl Reading {
    /// Slices to be written one after the other.
    pub fn slices(&self) -> impl Iterator<Item = &[ZipPlace]> {
        self.places.chunks(SLICE)
    }

    /// How many places can be used.
    pub fn usable(&self) -> usize {
        self.places.len()
    }
}

/// Reads a file. Of a ZIP that stands twice the last row counts.
pub fn read(file: impl Read) -> Result<Reading, PlacesProblem> {
    let mut csv = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(file);
    let header = csv.headers().map_err(|_| PlacesProblem::Unreadable)?.clone();
    let named = |name: &str| header.iter().position(|column| column.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
    let (Some(zip), Some(lat), Some(lon)) = (named("zip"), named("lat"), named("lon")) else { return Err(PlacesProblem::Columns) };
    let (mut reading, mut places) = (Reading::default(), BTreeMap::new());
    for row in csv.records() {
        let row = row.map_err(|_| PlacesProblem::Unreadable)?;
        reading.read += 1;
        if reading.read > ROWS_MAX {
            return Err(PlacesProblem::TooLong);
        }
        let number = |at: usize, most: f64| row.get(at)?.parse::<f64>().ok().filter(|degrees| degrees.abs() <= most);
        let reason = match (row.get(zip).and_then(seal::zip::clean), number(lat, 90.0), number(lon, 180.0)) {
            (Some(zip), Some(latitude), Some(longitude)) => {
                places.insert(zip, (latitude, longitude));
                continue;
            }
            (None, ..) => "no ZIP of five digits",
            _ => "no latitude and longitude in degrees",
        };
        *reading.unused.entry(reason).or_default() += 1;
    }
    reading.places = places.into_iter().map(|(zip, (latitude, longitude))| (zip, latitude, longitude)).collect();
    Ok(reading)
}

/// Writes one slice.
pub fn keep(tx: &mut Tx<'_>, slice: &[ZipPlace]) -> Result<u64, Fault> {
    store::set_places(tx, slice)
}

/// How many places are known.
pub fn known(tx: &mut Tx<'_>) -> Result<i64, Fault> {
    store::count(tx)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_cannot_be_used_are_counted() {
        let file = "\u{feff}ZIP,name,lat,lon\n45501,a,39.9,-83.8\n4550,b,1,1\n45502,c,99,1\n45503,d\n45501,e,40.0,-83.8\n";
        let reading = read(file.as_bytes()).expect("is read");
        assert_eq!(reading.places, [("45501".to_owned(), 40.0, -83.8)]);
        assert_eq!(reading.unused.values().copied().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(read("zip,latitude\n".as_bytes()), Err(PlacesProblem::Columns));
    }
}
