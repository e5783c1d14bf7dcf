//! Choosing among a group's people in the console: by facts that are in memory first, then by what only the database knows.
//!
//! What people did and which tag they have is a set of humans. A small set is read whole and held against the list; for a large one,
//! and for consents, the people whom the other questions left are looked up slice by slice, until a page is full.

use super::beside::tags;
use super::roster::{Facts, Row, TooLong};
use super::{ConsentStatus, store};
use crate::app::App;
use crate::events::attending;
use crate::ids::Id;
use crate::osdi::marks;
use crate::petitions::listing;
use db::{Fault, Tx};
use std::collections::HashSet;
use std::sync::Arc;

/// A set of so many humans is read whole.
const SET_MAX: usize = 20_000;
/// People looked up at once.
const LOOKED_UP: usize = 512;
/// When a page is full, so many people are looked up to count the rest; then the count says "at least".
const COUNTED_MAX: usize = 20_000;

/// By which channel somebody can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// There is a mailbox.
    Email,
    /// There is a number.
    Phone,
}

/// How somebody stands towards news of the group by e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewsStanding {
    /// They said yes.
    Confirmed,
    /// The group says that they did.
    Asserted,
    /// They left, or mail to them failed.
    Left,
    /// Nothing is known.
    Unasked,
}

/// What is asked of a list. Every part must apply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// What is in memory.
    pub facts: Facts,
    /// Has this tag of the group.
    pub tag: Option<Id>,
    /// Signed this petition.
    pub petition: Option<Id>,
    /// Comes to this event, or waits for a place.
    pub event: Option<Id>,
    /// Stands so towards the group's news.
    pub news: Option<NewsStanding>,
    /// Can be reached so.
    pub reach: Option<Reach>,
    /// Stands in the list since this instant or later, microseconds.
    pub since: Option<i64>,
    /// Stands in the list since before this instant.
    pub until: Option<i64>,
}

impl Question {
    /// Whether it asks nothing: everybody is meant.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn fits(&self, row: &Row) -> bool {
        let made_at = marks::instant_of(row.id);
        self.since.is_none_or(|since| made_at >= since)
            && self.until.is_none_or(|until| made_at < until)
            && self.reach.is_none_or(|reach| row.has[reach as usize])
    }

    fn deeds(&self) -> Vec<Asked> {
        let deeds = [self.tag.map(Asked::Tag), self.petition.map(Asked::Petition), self.event.map(Asked::Event)];
        deeds.into_iter().flatten().collect()
    }
}

/// How many a question chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// So many.
    Exactly(usize),
    /// So many and perhaps more.
    AtLeast(usize),
}

/// Some of those whom a question chooses, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Record and human.
    pub people: Vec<(Id, Id)>,
    /// Whether there are more after them.
    pub more: bool,
    /// How many there are in all.
    pub total: Total,
}

/// A part of a question that the database answers.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Tag(Id),
    Petition(Id),
    Event(Id),
    News(NewsStanding),
}

impl Asked {
    /// The whole set, where it is small.
    fn small_set(self, tx: &mut Tx<'_>) -> Result<Option<HashSet<Id>>, Fault> {
        let at_most = SET_MAX as i64 + 1;
        let set = match self {
            Self::Tag(tag) => tags::tagged(tx, tag, at_most)?,
            Self::Petition(petition) => listing::signers(tx, petition, at_most)?,
            Self::Event(event) => attending::coming(tx, event, at_most)?,
            Self::News(_) => return Ok(None),
        };
        Ok((set.len() <= SET_MAX).then(|| set.into_iter().collect()))
    }

    /// To which of these humans it applies.
    fn applies(self, tx: &mut Tx<'_>, group: Id, identities: &[Id]) -> Result<HashSet<Id>, Fault> {
        match self {
            Self::Tag(tag) => tags::which_have(tx, group, tag, identities),
            Self::Petition(petition) => listing::which_signed(tx, petition, identities),
            Self::Event(event) => attending::which_come(tx, event, identities),
            Self::News(standing) => stand(tx, group, standing, identities),
        }
    }
}

fn stand(tx: &mut Tx<'_>, group: Id, wanted: NewsStanding, identities: &[Id]) -> Result<HashSet<Id>, Fault> {
    let mut unasked: HashSet<Id> = identities.iter().copied().collect();
    let mut found = HashSet::new();
    for (identity, channel, status, _) in store::news_consents(tx, group, identities)? {
        if channel != seal::Channel::Email.code() {
            continue;
        }
        unasked.remove(&identity);
        let standing = match status {
            status if status == ConsentStatus::Confirmed as i64 => NewsStanding::Confirmed,
            status if status == ConsentStatus::Asserted as i64 => NewsStanding::Asserted,
            _ => NewsStanding::Left,
        };
        if standing == wanted {
            found.insert(identity);
        }
    }
    Ok(if wanted == NewsStanding::Unasked { unasked } else { found })
}

/// Chooses people of a group's list: at most so many after a record, the newest first.
pub async fn choose(
    app: &App,
    group: Id,
    question: &Arc<Question>,
    after: Option<Id>,
    at_most: usize,
) -> Result<Result<Chosen, TooLong>, Fault> {
    let asked = question.deeds();
    let read = asked.clone();
    let sets = app.db.read_newest(move |tx| read.iter().map(|asked| asked.small_set(tx)).collect::<Result<Vec<_>, Fault>>());
    let sets = sets.await?;
    let mut to_look_up: Vec<Asked> = asked.iter().zip(&sets).filter(|(_, set)| set.is_none()).map(|(asked, _)| *asked).collect();
    to_look_up.extend(question.news.map(Asked::News));
    let sets: Vec<HashSet<Id>> = sets.into_iter().flatten().collect();
    let question = Arc::clone(question);
    let looked = app.rosters.look(app, group, move |roster| {
        let fits = |row: &&Row| question.fits(row) && sets.iter().all(|set| set.contains(&row.identity));
        roster.choose(&question.facts).filter(fits).map(|row| (row.id, row.identity)).collect::<Vec<_>>()
    });
    let Ok(candidates) = looked.await? else { return Ok(Err(TooLong)) };
    if to_look_up.is_empty() {
        let total = Total::Exactly(candidates.len());
        let mut left = candidates.into_iter().filter(|(id, _)| after.is_none_or(|after| *id < after));
        let people: Vec<(Id, Id)> = left.by_ref().take(at_most).collect();
        return Ok(Ok(Chosen { people, more: left.next().is_some(), total }));
    }
    look_up(app, group, &to_look_up, &candidates, after, at_most).await.map(Ok)
}

async fn look_up(
    app: &App,
    group: Id,
    asked: &[Asked],
    candidates: &[(Id, Id)],
    after: Option<Id>,
    at_most: usize,
) -> Result<Chosen, Fault> {
    let mut chosen = Chosen { people: Vec::new(), more: false, total: Total::Exactly(0) };
    let mut counted = 0;
    for (number, slice) in candidates.chunks(LOOKED_UP).enumerate() {
        if chosen.more && number * LOOKED_UP >= COUNTED_MAX {
            chosen.total = Total::AtLeast(counted);
            return Ok(chosen);
        }
        let (asked, slice) = (asked.to_vec(), slice.to_vec());
        let fitting = app.db.read_newest(move |tx| {
            let mut left = slice.clone();
            for asked in &asked {
                let identities: Vec<Id> = left.iter().map(|(_, identity)| *identity).collect();
                let applies = asked.applies(tx, group, &identities)?;
                left.retain(|(_, identity)| applies.contains(identity));
            }
            Ok(left)
        });
        for person in fitting.await? {
            counted += 1;
            match after.is_none_or(|after| person.0 < after) {
                true if chosen.people.len() < at_most => chosen.people.push(person),
                true => chosen.more = true,
                false => {}
            }
        }
    }
    chosen.total = Total::Exactly(counted);
    Ok(chosen)
}
