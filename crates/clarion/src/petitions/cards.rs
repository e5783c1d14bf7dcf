//! Petitions in lists: title, group and count of each, as pages of places show them.

use super::store::Shelf;
use super::{PetitionWords, count, store};
use crate::coalitions;
use crate::ids::Id;
use crate::web::frame::Frame;
use crate::web::site::zoned;
use crate::web::views::PetitionCard;
use db::{Fault, Tx};

/// A petition in a list.
#[derive(Clone, Debug)]
pub struct Card {
    slug: String,
    words: Vec<PetitionWords>,
    group: String,
    confirmed: i64,
    closes_at: Option<i64>,
    time_zone: String,
}

fn cards(tx: &mut Tx<'_>, petitions: Vec<super::Petition>) -> Result<Vec<Card>, Fault> {
    let mut cards = Vec::with_capacity(petitions.len());
    for petition in petitions {
        cards.push(Card {
            words: store::words(tx, petition.id)?,
            group: coalitions::group(tx, petition.group)?.map(|group| group.name).unwrap_or_default(),
            confirmed: count::count(tx, petition.id, 0)?.confirmed,
            closes_at: petition.closes_at,
            slug: petition.slug,
            time_zone: petition.time_zone,
        });
    }
    Ok(cards)
}

/// Closed petitions on one page; the open ones matter more.
const CLOSED_MAX: i64 = 20;

/// The petitions of one page, those that can be signed apart from those that are over. What is stopped or not yet open is in neither.
#[derive(Clone, Debug, Default)]
pub struct Cards {
    /// Those that can be signed, the newest first.
    pub open: Vec<Card>,
    /// Those whose day has passed, what closed last first.
    pub closed: Vec<Card>,
}

impl Cards {
    fn on(tx: &mut Tx<'_>, shelf: Shelf, now: i64, at_most: i64) -> Result<Self, Fault> {
        let (open, closed) = (store::open_on(tx, shelf, now, at_most)?, store::closed_on(tx, shelf, now, CLOSED_MAX)?);
        Ok(Self { open: cards(tx, open)?, closed: cards(tx, closed)? })
    }
}

/// The newest petitions that can be signed now.
pub fn newest_cards(tx: &mut Tx<'_>, now: i64, at_most: i64) -> Result<Vec<Card>, Fault> {
    let petitions = store::newest_petitions(tx, now, at_most)?;
    cards(tx, petitions)
}

/// A group's petitions.
pub fn cards_of_group(tx: &mut Tx<'_>, group: Id, now: i64, at_most: i64) -> Result<Cards, Fault> {
    Cards::on(tx, Shelf::Group(group), now, at_most)
}

/// The open petitions that a group co-sponsors.
pub fn cards_sponsored_by(tx: &mut Tx<'_>, group: Id, now: i64, at_most: i64) -> Result<Cards, Fault> {
    Cards::on(tx, Shelf::Sponsor(group), now, at_most)
}

/// A coalition's petitions.
pub fn cards_of_coalition(tx: &mut Tx<'_>, coalition: Id, now: i64, at_most: i64) -> Result<Cards, Fault> {
    Cards::on(tx, Shelf::Coalition(coalition), now, at_most)
}

/// The petitions that address an office.
pub fn cards_to_office(tx: &mut Tx<'_>, office: Id, now: i64, at_most: i64) -> Result<Cards, Fault> {
    Cards::on(tx, Shelf::Office(office), now, at_most)
}

/// The card in the words of a page.
pub fn card_view(frame: &Frame, card: &Card, now: i64) -> PetitionCard {
    let words = card.words.iter().find(|words| words.lang == frame.lang.code()).or(card.words.first());
    PetitionCard {
        title: words.map(|words| words.title.clone()).unwrap_or_default(),
        url: frame.link(&format!("/petitions/{}", card.slug)),
        group: card.group.clone(),
        confirmed: u64::try_from(card.confirmed).unwrap_or(0),
        closed: card.closes_at.is_some_and(|closes_at| closes_at <= now),
        closes_at: card.closes_at.map(|closes_at| zoned(closes_at, &card.time_zone)),
    }
}
