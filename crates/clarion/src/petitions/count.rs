//! Counting: the tallies of one committed state, and the same from the rows themselves to compare with.

use super::SignatureKind;
use super::store;
pub(crate) use super::store::TallyRow;
use crate::ids::Id;
use db::{Fault, Tx};
use std::collections::BTreeMap;

/// How many signatures stand, as of one committed state.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Count {
    /// Confirmed by the humans: the public number.
    pub confirmed: i64,
    /// Asserted by API keys.
    pub asserted: i64,
    /// Imported.
    pub imported: i64,
    /// On paper.
    pub paper: i64,
    /// The confirmed ones by state; "" is unknown.
    pub regions: Vec<RegionCount>,
    /// When it was read, microseconds.
    pub as_of: i64,
}

/// The confirmed signatures of one state.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RegionCount {
    /// State code; "" is unknown.
    pub region: String,
    /// Confirmed signatures.
    pub confirmed: i64,
}

impl Count {
    /// All that the group holds, as the API's `total_signatures` says it.
    pub fn total(&self) -> i64 {
        self.confirmed + self.asserted + self.imported + self.paper
    }

    /// The count of some rows, of petitions or forms.
    pub(crate) fn of(rows: Vec<TallyRow>, as_of: i64) -> Self {
        let mut count = Self { as_of, ..Self::default() };
        let mut regions: BTreeMap<String, i64> = BTreeMap::new();
        for (kind, region, signatures) in rows {
            match kind {
                SignatureKind::Confirmed => {
                    count.confirmed += signatures;
                    *regions.entry(region).or_default() += signatures;
                }
                SignatureKind::Asserted => count.asserted += signatures,
                SignatureKind::Imported => count.imported += signatures,
                SignatureKind::Paper => count.paper += signatures,
            }
        }
        regions.retain(|_, confirmed| *confirmed != 0);
        count.regions = regions.into_iter().map(|(region, confirmed)| RegionCount { region, confirmed }).collect();
        count
    }
}

/// The count from the tallies.
pub fn count(tx: &mut Tx<'_>, petition: Id, now: i64) -> Result<Count, Fault> {
    Ok(Count::of(store::tally(tx, petition)?, now))
}

/// The count from the rows: slow, for comparing within one snapshot.
pub fn recount(tx: &mut Tx<'_>, petition: Id, now: i64) -> Result<Count, Fault> {
    Ok(Count::of(store::rows_by_kind(tx, petition)?, now))
}
