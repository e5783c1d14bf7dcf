//! Petitions in lists: title, group and count of each, as pages of places show them.

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

/// The newest petitions that can be signed now.
pub fn newest_cards(tx: &mut Tx<'_>, now: i64, at_most: i64) -> Result<Vec<Card>, Fault> {
    let mut petitions = store::newest_petitions(tx, at_most)?;
    petitions.retain(|petition| super::sign::refusal(petition, now, now).is_none());
    cards(tx, petitions)
}

/// A group's petitions, the newest first.
pub fn cards_of_group(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<Card>, Fault> {
    let petitions = store::petitions_of_group(tx, group, at_most)?;
    cards(tx, petitions)
}

/// The petitions that a group co-sponsors, the newest first.
pub fn cards_sponsored_by(tx: &mut Tx<'_>, group: Id, at_most: i64) -> Result<Vec<Card>, Fault> {
    let petitions = store::petitions_sponsored(tx, group, at_most)?;
    cards(tx, petitions)
}

/// A coalition's petitions, the newest first.
pub fn cards_of_coalition(tx: &mut Tx<'_>, coalition: Id, at_most: i64) -> Result<Vec<Card>, Fault> {
    let petitions = store::petitions_of_coalition(tx, coalition, at_most)?;
    cards(tx, petitions)
}

/// The petitions that address an office, the newest first.
pub fn cards_to_office(tx: &mut Tx<'_>, office: Id, at_most: i64) -> Result<Vec<Card>, Fault> {
    let petitions = store::petitions_to_office(tx, office, at_most)?;
    cards(tx, petitions)
}

/// The card in the words of a page.
pub fn card_view(frame: &Frame, card: &Card, now: i64) -> PetitionCard {
    let words = card.words.iter().find(|words| words.lang == frame.lang.code()).or(card.words.first());
    PetitionCard {
        title: words.map(|words| words.title.clone()).unwrap_or_default(),
        url: frame.link(&format!("/petitions/{}", card.slug)),
        group: card.group.clone(),
        confirmed: u64::try_from(card.confirmed).unwrap_or(0),
        closes_at: card.closes_at.filter(|closes_at| *closes_at > now).map(|closes_at| zoned(closes_at, &card.time_zone)),
    }
}
