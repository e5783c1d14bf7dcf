//! How the people of a list stand towards its news, in memory.
//!
//! A consent belongs to a human and a group, and no index leads from a group to its consents: it would cost every signature. So
//! whoever asks by them reads those of the whole list once (some 5 us a person); while people go on asking, they are read again beside.

use super::{Due, Kept, QUICK, REST, Roster, Row, SHORT, lock};
use crate::app::App;
use crate::clock::is_within;
use crate::ids::Id;
use crate::people::consent::{self, NewsStanding};
use db::Fault;
use std::collections::HashMap;
use std::sync::Arc;

/// People whose consents are read at once.
const PAGE: usize = 2_000;

impl Roster {
    /// How many stand how towards the group's news; those of whom it was not read yet count as unasked.
    pub fn news_counts(&self) -> NewsCounts {
        let mut counts = NewsCounts::default();
        for row in &self.rows {
            match row.news {
                Some(NewsStanding::Confirmed) => counts.confirmed += 1,
                Some(NewsStanding::Asserted) => counts.asserted += 1,
                Some(NewsStanding::Left) => counts.left += 1,
                Some(NewsStanding::Unasked) | None => counts.unasked += 1,
            }
        }
        counts
    }
}

/// How many people of a list stand how towards its news by e-mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NewsCounts {
    /// They said yes.
    pub confirmed: u64,
    /// The group says that they did.
    pub asserted: u64,
    /// They left, or mail to them failed.
    pub left: u64,
    /// Nothing is known.
    pub unasked: u64,
}

impl Roster {
    /// Whether it is to be read again how everybody stands. As with names, a short list never rests.
    fn news_due(&self, now: i64) -> Option<Due> {
        if self.news_read_at == 0 || self.rows.len() <= SHORT {
            return Some(Due::AtOnce);
        }
        let is_due = !is_within(self.news_read_at, now, REST * self.news_read_in);
        is_due.then_some(if self.news_read_in <= QUICK { Due::AtOnce } else { Due::Beside })
    }
}

/// Reads what is missing, and all of it again where it is old: at once if that is quick, else beside. Nobody who looks into the list
/// meanwhile waits for that. Blocks.
pub(super) fn renew(app: &App, group: Id, kept: &Arc<Kept>) -> Result<(), Fault> {
    let asked = kept.news.asked();
    let due = lock(&kept.roster).news_due(app.clock.now());
    match due {
        Some(Due::AtOnce) => drop(kept.news.take(asked, || read_all(app, group, kept))?),
        Some(Due::Beside) => {
            let (app, kept) = (app.clone(), Arc::clone(kept));
            tokio::task::spawn_blocking(move || {
                if let Err(fault) = kept.news.take_if_free(|| read_all(&app, group, &kept)) {
                    tracing::warn!(%fault, "consents to news were not read again");
                }
            });
        }
        None => {}
    }
    // Whoever came since.
    let missing = people(kept, |row| row.news.is_none());
    note(kept, read(app, group, &missing)?);
    Ok(())
}

fn read_all(app: &App, group: Id, kept: &Kept) -> Result<(), Fault> {
    let began = app.clock.now();
    note(kept, read(app, group, &people(kept, |_| true))?);
    let mut roster = lock(&kept.roster);
    (roster.news_read_at, roster.news_read_in) = (began, app.clock.now() - began);
    Ok(())
}

/// People of the list, as record and human.
fn people(kept: &Kept, is_wanted: impl Fn(&Row) -> bool) -> Vec<(Id, Id)> {
    lock(&kept.roster).rows.iter().filter(|row| is_wanted(row)).map(|row| (row.id, row.identity)).collect()
}

fn read(app: &App, group: Id, people: &[(Id, Id)]) -> Result<Vec<(Id, NewsStanding)>, Fault> {
    let mut found = Vec::with_capacity(people.len());
    for page in people.chunks(PAGE) {
        let identities: Vec<Id> = page.iter().map(|(_, identity)| *identity).collect();
        let standings: HashMap<Id, NewsStanding> = app.db.read_blocking(move |tx| consent::towards_news(tx, group, &identities))?;
        found.extend(page.iter().filter_map(|(id, identity)| Some((*id, *standings.get(identity)?))));
    }
    Ok(found)
}

fn note(kept: &Kept, found: Vec<(Id, NewsStanding)>) {
    let mut roster = lock(&kept.roster);
    for (id, standing) in found {
        if let Some(place) = roster.place(id, roster.rows.len()) {
            roster.rows[place].news = Some(standing);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::list;
    use super::*;
    use crate::clock::SECOND;

    #[test]
    fn how_people_of_a_short_list_stand_is_read_by_whoever_asks_however_long_that_took() {
        let read = |people| Roster { news_read_at: SECOND, news_read_in: SECOND, ..list(people, SECOND) };
        assert!(matches!(read(SHORT).news_due(SECOND), Some(Due::AtOnce)));
        assert!(read(SHORT + 1).news_due(5 * SECOND).is_none());
        assert!(matches!(read(SHORT + 1).news_due(6 * SECOND), Some(Due::Beside)));
        assert!(matches!(list(SHORT + 1, SECOND).news_due(SECOND), Some(Due::AtOnce)), "nobody asked before");
    }
}
