//! What lies near a ZIP: by great-circle distance between the middles of their areas.
//!
//! Where nothing was imported, or not this ZIP (a post office box has no area), the same first three digits are all that is known, and
//! the answer says so: no distance is made up.

use super::store;
use db::{Fault, Tx};
use std::collections::HashMap;

/// The earth's mean radius (source: IUGG, 6,371.0088 km), in miles.
const EARTH_RADIUS_MILES: f64 = 3_958.761_3;
/// One degree of latitude, rounded down so that a band is never too narrow.
const MILES_PER_DEGREE: f64 = 68.7;
/// Farther than this nobody looks; the whole country has some 34,000 ZIPs.
const MILES_MAX: f64 = 500.0;
/// ZIPs of one band that are held in memory: more than there are.
const BAND_MAX: i64 = 50_000;

/// What lies near a ZIP.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearby {
    /// Whether distances are known. If not, `zips` are those with the same first three digits.
    pub by_distance: bool,
    zips: HashMap<String, Option<f64>>,
}

impl Nearby {
    /// Whether a ZIP is among them, and how many miles it is away, where that is known.
    pub fn find(&self, zip: &str) -> Option<Option<f64>> {
        self.zips.get(zip).copied()
    }

    /// The ZIPs, sorted; at most [`BAND_MAX`].
    pub fn zips(&self) -> Vec<String> {
        let mut zips: Vec<String> = self.zips.keys().cloned().collect();
        zips.sort_unstable();
        zips
    }
}

/// The ZIPs whose middle lies within so many miles of this one's, itself among them.
pub fn near(tx: &mut Tx<'_>, zip: &str, miles: f64) -> Result<Nearby, Fault> {
    let Some(middle) = store::place(tx, zip)? else { return Ok(same_prefix(zip)) };
    let miles = miles.clamp(0.0, MILES_MAX);
    let reach = miles / MILES_PER_DEGREE;
    let band = store::band(tx, middle.0 - reach, middle.0 + reach, BAND_MAX)?;
    let within = |(zip, place): (String, (f64, f64))| {
        let away = distance_miles(middle, place);
        (away <= miles).then_some((zip, Some(away)))
    };
    Ok(Nearby { by_distance: true, zips: band.into_iter().filter_map(within).collect() })
}

fn same_prefix(zip: &str) -> Nearby {
    let prefix: String = zip.chars().take(3).collect();
    Nearby { by_distance: false, zips: (0..100).map(|last| (format!("{prefix}{last:02}"), None)).collect() }
}

/// The great-circle distance of two points given as latitude and longitude in degrees (the haversine formula, which keeps its
/// precision for near points).
fn distance_miles(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (from, to) = (one.0.to_radians(), other.0.to_radians());
    let (north, east) = ((to - from) / 2.0, (other.1 - one.1).to_radians() / 2.0);
    let half_chord = north.sin().powi(2) + from.cos() * to.cos() * east.sin().powi(2);
    2.0 * EARTH_RADIUS_MILES * half_chord.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_earth() {
        let near = |one, other, miles: f64| (distance_miles(one, other) - miles).abs() < miles / 500.0;
        // A quarter of the way around, and one degree of the equator.
        assert!(near((0.0, 0.0), (90.0, 0.0), 6_218.4));
        assert!(near((0.0, 10.0), (0.0, 11.0), 69.09));
        // Across the line where days begin, from the last Aleutian islands to the first.
        assert!(near((52.0, 179.5), (52.0, -179.5), 42.54));
        assert!(distance_miles((40.0, -83.0), (40.0, -83.0)).abs() < 1e-9);
    }

    #[test]
    fn without_a_table_the_first_three_digits_are_all_that_is_known() {
        let near = same_prefix("45501");
        assert_eq!((near.by_distance, near.zips().len()), (false, 100));
        assert_eq!((near.find("45599"), near.find("45601")), (Some(None), None));
    }
}
