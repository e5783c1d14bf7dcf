//! Choosing among a group's people in the console: by facts that are in memory first, then by what only the database knows.
//!
//! What people did, which tag they have and what they chose is a set of humans. A small set is read whole and held against the list; for a large one,
//! and for consents, the people whom the other questions left are looked up slice by slice, until a page is full.

use super::beside::tags;
use super::consent::{self, NewsStanding};
use super::epoch;
use super::fields::choosing;
use super::id_lists;
use super::roster::{Facts, Row, TooLong};
use crate::app::App;
use crate::events::attending;
use crate::forms;
use crate::ids::Id;
use crate::osdi::marks;
use crate::petitions::listing::{self, Seen};
use db::{Fault, Tx};
use std::collections::HashSet;
use std::sync::Arc;

/// A set of so many humans is read whole.
const SET_MAX: usize = 5_000;
/// People looked up at once.
const LOOKED_UP: usize = 512;
/// When a page is full, so many people are looked up to count the rest; then the count says "at least". It takes some 10 ms.
const COUNTED_MAX: usize = 4 * LOOKED_UP;

/// By which channel somebody can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// There is a mailbox.
    Email,
    /// There is a number.
    Phone,
}

/// What is asked of a list. Every part must apply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// What is in memory.
    pub facts: Facts,
    /// Has this tag of the group.
    pub tag: Option<Id>,
    /// Has these choices of the group's fields, all of them.
    pub choices: Vec<Id>,
    /// Signed this petition.
    pub petition: Option<Id>,
    /// Submitted this form.
    pub form: Option<Id>,
    /// Comes to this event, or waits for a place.
    pub event: Option<Id>,
    /// Stands in this list by id.
    pub list: Option<Id>,
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
        let form = self.form.map(Asked::Form);
        let deeds = [self.tag.map(Asked::Tag), self.petition.map(Asked::Petition), self.event.map(Asked::Event), form];
        deeds.into_iter().flatten().chain(self.choices.iter().copied().map(Asked::Choice)).collect()
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
    Choice(Id),
    Petition(Id),
    Event(Id),
    Form(Id),
    News(NewsStanding),
}

impl Asked {
    /// Of what the set is kept in mind when it was long; what is always looked up has none.
    fn set(self) -> Option<Id> {
        match self {
            Self::Tag(id) | Self::Choice(id) | Self::Petition(id) | Self::Event(id) | Self::Form(id) => Some(id),
            Self::News(_) => None,
        }
    }

    /// The whole set, where it is small.
    fn small_set(self, tx: &mut Tx<'_>, by: Id) -> Result<Option<HashSet<Id>>, Fault> {
        let at_most = SET_MAX as i64 + 1;
        let set = match self {
            Self::Tag(tag) => tags::tagged(tx, by, tag, at_most)?,
            Self::Choice(choice) => choosing::who_chose(tx, by, choice, at_most)?,
            Self::Petition(petition) => listing::signers(tx, Seen { petition, by }, at_most)?,
            Self::Event(event) => attending::coming(tx, event, at_most)?,
            Self::Form(form) => forms::listing::submitters(tx, form, at_most)?,
            Self::News(_) => return Ok(None),
        };
        Ok((set.len() <= SET_MAX).then(|| set.into_iter().collect()))
    }

    /// To which of these humans it applies.
    fn applies(self, tx: &mut Tx<'_>, group: Id, identities: &[Id]) -> Result<HashSet<Id>, Fault> {
        match self {
            Self::Tag(tag) => tags::which_have(tx, group, tag, identities),
            Self::Choice(choice) => choosing::which_chose(tx, group, choice, identities),
            Self::Petition(petition) => listing::which_signed(tx, Seen { petition, by: group }, identities),
            Self::Event(event) => attending::which_come(tx, event, identities),
            Self::Form(form) => forms::listing::which_submitted(tx, form, identities),
            Self::News(standing) => stand(tx, group, standing, identities),
        }
    }
}

fn stand(tx: &mut Tx<'_>, group: Id, wanted: NewsStanding, identities: &[Id]) -> Result<HashSet<Id>, Fault> {
    let standings = consent::towards_news(tx, group, identities)?;
    Ok(standings.into_iter().filter(|(_, standing)| *standing == wanted).map(|(identity, _)| identity).collect())
}

/// Chooses a page of a group's list: at most so many after a record, the newest first. How people stand towards news may be some
/// seconds old, except for those who are chosen.
pub async fn choose(
    app: &App,
    group: Id,
    question: &Arc<Question>,
    after: Option<Id>,
    at_most: usize,
) -> Result<Result<Chosen, TooLong>, Fault> {
    let Ok((candidates, to_look_up)) = candidates(app, group, question, question.news.is_some()).await? else {
        return Ok(Err(TooLong));
    };
    let mut chosen = match to_look_up.is_empty() {
        true => {
            let total = Total::Exactly(candidates.len());
            let mut left = candidates.into_iter().filter(|(id, _)| after.is_none_or(|after| *id < after));
            let people: Vec<(Id, Id)> = left.by_ref().take(at_most).collect();
            Chosen { people, more: left.next().is_some(), total }
        }
        false => look_up(app, group, &to_look_up, &candidates, after, at_most).await?,
    };
    if let Some(news) = question.news {
        chosen.people = fitting(app, group, vec![Asked::News(news)], chosen.people).await?;
    }
    Ok(Ok(chosen))
}

/// Everybody whom a question chooses now, the newest first.
pub async fn choose_all(app: &App, group: Id, question: &Arc<Question>) -> Result<Result<Vec<(Id, Id)>, TooLong>, Fault> {
    let Ok((candidates, mut to_look_up)) = candidates(app, group, question, false).await? else { return Ok(Err(TooLong)) };
    to_look_up.extend(question.news.map(Asked::News));
    let mut people = Vec::new();
    for slice in candidates.chunks(LOOKED_UP) {
        people.extend(fitting(app, group, to_look_up.clone(), slice.to_vec()).await?);
    }
    Ok(Ok(people))
}

/// People as record and human, and what is still to be asked about them.
type Candidates = (Vec<(Id, Id)>, Vec<Asked>);

/// To whom everything applies that is in memory, news among it if that is wanted, and every small set.
async fn candidates(app: &App, group: Id, question: &Arc<Question>, by_news: bool) -> Result<Result<Candidates, TooLong>, Fault> {
    let now = app.clock.now();
    let was_long = |asked: &Asked| asked.set().is_some_and(|set| app.long_sets.was_long(group, set, now));
    let (mut to_look_up, asked): (Vec<Asked>, Vec<Asked>) = question.deeds().into_iter().partition(was_long);
    let read = asked.clone();
    let read = move |tx: &mut Tx<'_>| {
        let epoch = epoch::of(tx, group)?;
        let sets = read.iter().map(|asked| asked.small_set(tx, group)).collect::<Result<Vec<_>, Fault>>()?;
        Ok((epoch, sets))
    };
    let (epoch, sets) = app.db.read_newest(read).await?;
    for (asked, _) in asked.iter().zip(&sets).filter(|(_, set)| set.is_none()) {
        if let Some(set) = asked.set() {
            app.long_sets.note(group, set, now);
        }
        to_look_up.push(*asked);
    }
    let sets: Vec<HashSet<Id>> = sets.into_iter().flatten().collect();
    let question = Arc::clone(question);
    // A list by id is read whole: it is bounded, and holds records as the list in memory does.
    let listed = match question.list {
        Some(list) => Some(app.db.read_newest(move |tx| id_lists::people_of(tx, group, list)).await?),
        None => None,
    };
    let looked = app.rosters.look(app, (group, epoch), by_news, move |roster| {
        let stands = |row: &Row| !by_news || row.news == question.news;
        let in_list = |row: &Row| listed.as_ref().is_none_or(|listed| listed.contains(&row.id));
        let in_sets = |row: &Row| sets.iter().all(|set| set.contains(&row.identity));
        let fits = |row: &&Row| question.fits(row) && stands(row) && in_list(row) && in_sets(row);
        roster.choose(&question.facts).filter(fits).map(|row| (row.id, row.identity)).collect::<Vec<_>>()
    });
    Ok(looked.await?.map(|candidates| (candidates, to_look_up)))
}

/// To whom of these all of it applies.
async fn fitting(app: &App, group: Id, asked: Vec<Asked>, people: Vec<(Id, Id)>) -> Result<Vec<(Id, Id)>, Fault> {
    let read = move |tx: &mut Tx<'_>| {
        let mut left = people.clone();
        for asked in &asked {
            let identities: Vec<Id> = left.iter().map(|(_, identity)| *identity).collect();
            let applies = asked.applies(tx, group, &identities)?;
            left.retain(|(_, identity)| applies.contains(identity));
        }
        Ok(left)
    };
    app.db.read_newest(read).await
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
        for person in fitting(app, group, asked.to_vec(), slice.to_vec()).await? {
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
