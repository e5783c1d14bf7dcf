//! The map of signatures by state and the rows of the table beside it.
//! Shapes come from `states.json`, drawn when the frontend is built; here they only get their lightness and names.
//! Without a built frontend there is no map, and the table says it all.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::assets;
use super::lang::{self, Lang};

/// The 50 states, the District of Columbia and the five inhabited territories, by postal code.
pub const AREA_CODES: [&str; 56] = [
    "AK", "AL", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "GU", "HI", "IA", "ID", "IL", "IN", "KS", "KY", "LA",
    "MA", "MD", "ME", "MI", "MN", "MO", "MP", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA",
    "PR", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VI", "VT", "WA", "WI", "WV", "WY",
];

/// Steps of lightness above "none".
const STEPS: u64 = 4;

#[derive(Deserialize, Default)]
struct Drawing {
    left: i32,
    top: i32,
    width: i32,
    height: i32,
    tile: i32,
    areas: Vec<Shape>,
}

#[derive(Deserialize)]
struct Shape {
    code: String,
    path: String,
    tile: Option<(i32, i32)>,
}

static DRAWING: LazyLock<Drawing> =
    LazyLock::new(|| assets::bytes("states.json").and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default());

/// One state or territory with its count.
#[derive(Clone, Debug)]
pub struct AreaCount {
    /// Postal code.
    pub code: &'static str,
    /// The name in the page's language.
    pub name: String,
    /// Confirmed signatures.
    pub count: u64,
    /// 0 for none, else 1 to 4 by the square root of the share of the largest.
    pub step: u64,
}

/// A labelled square that stands for an area too small to be seen.
#[derive(Clone, Copy, Debug)]
pub struct Tile {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Length of a side.
    pub side: i32,
    /// Middle of the label.
    pub label_x: i32,
    /// Base line of the label.
    pub label_y: i32,
}

/// One area as it is drawn.
#[derive(Clone, Debug)]
pub struct MapArea {
    /// Its code, name and count.
    pub area: AreaCount,
    /// SVG path data; empty for territories, which have only a tile.
    pub path: &'static str,
    /// Its tile, if it has one.
    pub tile: Option<Tile>,
}

/// The map and the table of one petition.
#[derive(Clone, Debug)]
pub struct StatesMap {
    /// The SVG's `viewBox`.
    pub view_box: String,
    /// What to draw, by code; empty without a built frontend.
    pub areas: Vec<MapArea>,
    /// The table: largest count first, then by name.
    pub rows: Vec<AreaCount>,
}

impl StatesMap {
    /// Counts by postal code; missing areas count 0, unknown codes are left out.
    pub fn new(lang: Lang, counts: &BTreeMap<String, u64>) -> StatesMap {
        let most = AREA_CODES.iter().filter_map(|code| counts.get(*code)).copied().max().unwrap_or(0);
        let mut rows: Vec<AreaCount> = AREA_CODES
            .into_iter()
            .map(|code| {
                let count = counts.get(code).copied().unwrap_or(0);
                AreaCount { code, name: area_name(lang, code), count, step: step(count, most) }
            })
            .collect();
        let areas = drawn(&rows);
        rows.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
        let Drawing { left, top, width, height, .. } = &*DRAWING;
        StatesMap { view_box: format!("{left} {top} {width} {height}"), areas, rows }
    }

    /// How many areas have at least one signature.
    pub fn areas_with_signatures(&self) -> u64 {
        self.rows.iter().filter(|row| row.count > 0).count() as u64
    }

    /// The area with most signatures, if there is any.
    pub fn first(&self) -> Option<&AreaCount> {
        self.rows.first().filter(|row| row.count > 0)
    }
}

fn drawn(rows: &[AreaCount]) -> Vec<MapArea> {
    let by_code: HashMap<&str, &AreaCount> = rows.iter().map(|row| (row.code, row)).collect();
    let side = DRAWING.tile;
    let shapes = DRAWING.areas.iter();
    let draw = |shape: &'static Shape| {
        let area = (*by_code.get(shape.code.as_str())?).clone();
        let tile = shape.tile.map(|(x, y)| Tile { x, y, side, label_x: x + side / 2, label_y: y + side * 13 / 20 });
        Some(MapArea { area, path: &shape.path, tile })
    };
    shapes.filter_map(draw).collect()
}

/// By the square root of the share, so that one large state does not make all others look empty. The live count
/// in the browser keeps the same rule.
fn step(count: u64, most: u64) -> u64 {
    match count {
        0 => 0,
        _ => (1..STEPS).find(|step| count * STEPS * STEPS <= most * step * step).unwrap_or(STEPS),
    }
}

/// The code, if it is one of a state or territory.
pub fn known_area(code: &str) -> Option<&'static str> {
    AREA_CODES.into_iter().find(|known| *known == code)
}

/// The name of a state or territory.
pub fn area_name(lang: Lang, code: &str) -> String {
    lang::t(lang, &format!("state-{code}"), &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lightness_grows_by_the_square_root() {
        assert_eq!([0, 1, 100, 101, 400, 900, 901, 1_600].map(|count| step(count, 1_600)), [0, 1, 1, 2, 2, 3, 4, 4]);
        assert_eq!(step(1, 1), 4);
    }

    #[test]
    fn every_area_has_a_row_and_a_name() {
        for lang in Lang::ALL {
            let counts = BTreeMap::from([("CA".to_owned(), 7), ("XX".to_owned(), 3)]);
            let map = StatesMap::new(lang, &counts);
            assert_eq!(map.rows.len(), 56);
            assert_eq!(map.areas_with_signatures(), 1);
            assert_eq!(map.first().map(|row| row.name.as_str()), Some("California"));
            assert!(map.rows.iter().all(|row| !row.name.starts_with("state-")));
        }
    }
}
