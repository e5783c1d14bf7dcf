//! Which legal kinds of group may share plans, audiences, money or words with which: a table of each coalition, shown publicly.
//!
//! A coalition that has changed nothing has the cautious default ([`cautious`]). It is a rule of the house and no legal advice: it
//! keeps apart what the law of the United States may ask to keep apart, until the coalition says otherwise.

pub mod change;
pub(crate) mod store;

use super::profile::{self, LegalKind};
use crate::ids::Id;
use db::{Fault, Tx};
use std::collections::BTreeSet;

/// What can be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// Preparing, deciding and calling together.
    Plans,
    /// One message to the people of both.
    Audiences,
    /// Gifts collected by one for the other.
    Money,
    /// Statements under both names.
    Words,
}

/// Two legal kinds in the order of their list, so that each pair stands once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    first: LegalKind,
    second: LegalKind,
}

impl Pair {
    /// The pair of these two, whichever is named first.
    pub fn of(one: LegalKind, other: LegalKind) -> Self {
        Self { first: one.min(other), second: one.max(other) }
    }

    /// The one that stands first in the list.
    pub fn first(self) -> LegalKind {
        self.first
    }

    /// The other one.
    pub fn second(self) -> LegalKind {
        self.second
    }
}

/// What a pair may share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MayShare {
    /// [`Shared::Plans`].
    pub plans: bool,
    /// [`Shared::Audiences`].
    pub audiences: bool,
    /// [`Shared::Money`].
    pub money: bool,
    /// [`Shared::Words`].
    pub words: bool,
}

impl MayShare {
    /// Whether one of them is in.
    pub fn has(self, what: Shared) -> bool {
        match what {
            Shared::Plans => self.plans,
            Shared::Audiences => self.audiences,
            Shared::Money => self.money,
            Shared::Words => self.words,
        }
    }
}

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which two.
    pub pair: Pair,
    /// What they may share.
    pub may: MayShare,
    /// Whether the coalition decided it; otherwise it is the default.
    pub decided: bool,
}

/// The default. Nobody shares money. Bodies that take part in elections share nothing with others, and only words and plans among
/// themselves. Bodies outside the United States, companies and those that have not said what they are share words. Audiences are
/// shared between groups of one kind only. All others plan and speak together.
pub fn cautious(pair: Pair) -> MayShare {
    use LegalKind::{C3, Company, NonUs, NotStated, Pac, Party};
    let is = |kinds: &[LegalKind]| [kinds.contains(&pair.first), kinds.contains(&pair.second)];
    let (electoral, apart) = (is(&[Pac, Party]), is(&[NonUs, Company, NotStated]));
    match (electoral, apart) {
        ([true, true], _) => MayShare { plans: true, words: true, ..MayShare::default() },
        ([true, _] | [_, true], _) => MayShare::default(),
        (_, [true, _] | [_, true]) => MayShare { words: true, ..MayShare::default() },
        _ => {
            let same = pair.first == pair.second;
            // A charity's list is an asset that may not go to others for nothing.
            let charity = pair.first == C3 || pair.second == C3;
            MayShare { plans: true, words: true, audiences: same || !charity, money: false }
        }
    }
}

/// What two legal kinds may share in a coalition.
pub fn between(tx: &mut Tx<'_>, coalition: Id, pair: Pair) -> Result<MayShare, Fault> {
    Ok(store::decided(tx, coalition, pair)?.unwrap_or_else(|| cautious(pair)))
}

/// Whether two groups of a coalition may share something.
pub fn may_share(tx: &mut Tx<'_>, coalition: Id, one: Id, other: Id, what: Shared) -> Result<bool, Fault> {
    if one == other {
        return Ok(true);
    }
    let pair = Pair::of(profile::of(tx, one)?.legal_kind, profile::of(tx, other)?.legal_kind);
    Ok(between(tx, coalition, pair)?.has(what))
}

/// The table: a line for each pair of legal kinds that the coalition's groups have, and for each it decided.
pub fn table(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<Line>, Fault> {
    let kinds = store::legal_kinds(tx, coalition)?;
    let decided = store::all_decided(tx, coalition)?;
    let mut pairs: BTreeSet<Pair> = decided.iter().map(|(pair, _)| *pair).collect();
    for (at, (first, groups)) in kinds.iter().enumerate() {
        // A kind that one group alone has meets itself nowhere.
        pairs.extend((*groups > 1).then_some(Pair::of(*first, *first)));
        pairs.extend(kinds.iter().skip(at + 1).map(|(second, _)| Pair::of(*first, *second)));
    }
    let line = |pair: Pair| {
        let own = decided.iter().find(|(known, _)| *known == pair).map(|(_, may)| *may);
        Line { pair, may: own.unwrap_or_else(|| cautious(pair)), decided: own.is_some() }
    };
    Ok(pairs.into_iter().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use LegalKind::{C3, C4, Company, NonUs, NotStated, Pac, Party, Unincorporated, Union};

    fn letters(one: LegalKind, other: LegalKind) -> String {
        let may = cautious(Pair::of(one, other));
        let all = [(may.plans, 'p'), (may.audiences, 'a'), (may.money, 'm'), (may.words, 'w')];
        all.iter().map(|(may, letter)| if *may { *letter } else { '.' }).collect()
    }

    #[test]
    fn the_default_is_cautious() {
        for (one, other, expected) in [
            (C3, C3, "pa.w"),
            (C3, C4, "p..w"),
            (C4, Union, "pa.w"),
            (Unincorporated, C4, "pa.w"),
            (C3, Pac, "...."),
            (Union, Party, "...."),
            (NonUs, Pac, "...."),
            (NotStated, Party, "...."),
            (Pac, Party, "p..w"),
            (NonUs, C4, "...w"),
            (Company, Company, "...w"),
            (NotStated, NotStated, "...w"),
        ] {
            assert_eq!((letters(one, other), letters(other, one)), (expected.to_owned(), expected.to_owned()), "{one:?} {other:?}");
        }
    }

    #[test]
    fn nobody_shares_money_unless_the_coalition_says_so() {
        for one in LegalKind::ALL {
            for other in LegalKind::ALL {
                assert!(!cautious(Pair::of(*one, *other)).money);
            }
        }
    }
}
