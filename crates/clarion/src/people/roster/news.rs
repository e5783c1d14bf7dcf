//! How the people of a list stand towards its news, in memory.
//!
//! A consent belongs to a human and a group, and no index leads from a group to its consents: it would cost every signature. So
//! whoever asks by them reads those of the whole list once (some 5 us a person); while people go on asking, they are read again beside.

use super::{Kept, QUICK, REST, Roster, Row, lock};
use crate::app::App;
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

/// Reads what is missing, and all of it again where it is old: at once if that is quick, else beside. Blocks.
pub(super) fn renew(app: &App, group: Id, kept: &Arc<Kept>, roster: &mut Roster) -> Result<(), Fault> {
    let now = app.clock.now();
    let is_old = roster.news_read_at > 0 && now - roster.news_read_at >= REST * roster.news_read_in;
    let is_quick = roster.news_read_in <= QUICK;
    let wanted = |row: &&Row| row.news.is_none() || is_old && is_quick;
    let people: Vec<(Id, Id)> = roster.rows.iter().filter(wanted).map(|row| (row.id, row.identity)).collect();
    note(roster, read(app, group, &people)?);
    if roster.news_read_at == 0 || is_old && is_quick {
        (roster.news_read_at, roster.news_read_in) = (now, app.clock.now() - now);
    } else if is_old {
        // From now on nobody else begins.
        roster.news_read_at = now;
        let everybody: Vec<(Id, Id)> = roster.rows.iter().map(|row| (row.id, row.identity)).collect();
        let (app, kept) = (app.clone(), Arc::clone(kept));
        tokio::task::spawn_blocking(move || match read(&app, group, &everybody) {
            Ok(found) => note(&mut lock(&kept.roster), found),
            Err(fault) => tracing::warn!(%fault, "consents to news were not read again"),
        });
    }
    Ok(())
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

fn note(roster: &mut Roster, found: Vec<(Id, NewsStanding)>) {
    for (id, standing) in found {
        if let Some(place) = roster.place(id, roster.rows.len()) {
            roster.rows[place].news = Some(standing);
        }
    }
}
