//! Forms in lists: title and count of each that is open, as pages of places show them.

use super::count;
use super::create::{self, NewForm};
use crate::ids::Id;
use crate::web::frame::Frame;
use crate::web::views::Link;
use crate::web::views_places::FormCard;
use db::{Fault, Tx};

/// Forms on one page.
const LISTED_MAX: i64 = 50;

/// A form in a list.
#[derive(Clone, Debug)]
pub struct Card {
    whole: NewForm,
    confirmed: i64,
}

impl Card {
    /// The card in the words of a page.
    pub fn view(&self, frame: &Frame) -> FormCard {
        let form = &self.whole.form;
        let confirmed = u64::try_from(self.confirmed).unwrap_or(0);
        FormCard {
            form: Link { name: self.whole.title_in(frame.lang).to_owned(), url: frame.link(&format!("/forms/{}", form.slug)) },
            count: frame.tn(&form.kind.message("form-counted"), confirmed),
        }
    }
}

fn cards(tx: &mut Tx<'_>, forms: Vec<NewForm>, now: i64) -> Result<Vec<Card>, Fault> {
    let mut cards = Vec::new();
    for whole in forms {
        cards.push(Card { confirmed: count::count(tx, whole.form.id, now)?.confirmed, whole });
    }
    Ok(cards)
}

/// A group's open forms, the newest first.
pub fn of_group(tx: &mut Tx<'_>, group: Id, now: i64) -> Result<Vec<Card>, Fault> {
    let forms = create::open_of_group(tx, group, now, LISTED_MAX)?;
    cards(tx, forms, now)
}

/// The open forms in a coalition's name, the newest first.
pub fn of_coalition(tx: &mut Tx<'_>, coalition: Id, now: i64) -> Result<Vec<Card>, Fault> {
    let forms = create::open_of_coalition(tx, coalition, now, LISTED_MAX)?;
    cards(tx, forms, now)
}
