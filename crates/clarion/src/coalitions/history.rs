//! What happened in a coalition: every deed is kept in the transaction that does it, and shown to all its groups.

use super::store;
use crate::ids::Id;
use db::{Fault, Tx};

/// Somebody who does something for a group, now. `id` names the deed in the history and the row it makes, so that a commit in doubt
/// can be run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// The deed.
    pub id: Id,
    /// Whose hand.
    pub account: Id,
    /// For which group.
    pub group: Id,
    /// When, microseconds UTC.
    pub now: i64,
}

macro_rules! act_kinds {
    ($($(#[$doc:meta])* $case:ident = $word:literal, $message:literal;)+) => {
        /// What was done. The detail beside it is a role's word, a post's, a statement's address, a coalition's name, proposed words as
        /// JSON, or nothing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ActKind { $($(#[$doc])* $case),+ }

        impl ActKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$case),+];

            /// The word in the column.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$case => $word),+ }
            }

            /// The message that tells it, with `$group`, `$subject` and `$detail`.
            pub fn message(self) -> &'static str {
                match self { $(Self::$case => $message),+ }
            }
        }
    };
}

act_kinds! {
    /// Proposed to found it.
    Proposed = "proposed", "act-proposed";
    /// Agreed to found it.
    Agreed = "agreed", "act-agreed";
    /// Declined to found it.
    Declined = "declined", "act-declined";
    /// Gave the founding up.
    CalledOff = "called off", "act-called-off";
    /// The last founder agreed.
    Stands = "stands", "act-stands";
    /// Asked a group to join.
    Invited = "invited", "act-invited";
    /// Was the second steering group behind an invitation to steer.
    Seconded = "seconded", "act-seconded";
    /// Took an invitation back.
    InvitationWithdrawn = "invitation withdrawn", "act-invitation-withdrawn";
    /// Joined.
    Joined = "joined", "act-joined";
    /// Declined an invitation.
    InvitationDeclined = "invitation declined", "act-invitation-declined";
    /// Proposed another role for a group.
    RoleProposed = "role proposed", "act-role-proposed";
    /// Spoke for such a change.
    RoleSupported = "role supported", "act-role-supported";
    /// Took such a proposal back.
    RoleWithdrawn = "role withdrawn", "act-role-withdrawn";
    /// A group has another role now.
    RoleChanged = "role changed", "act-role-changed";
    /// A group was put out.
    PutOut = "put out", "act-put-out";
    /// A group took a smaller part by itself.
    SteppedDown = "stepped down", "act-stepped-down";
    /// Left.
    Left = "left", "act-left";
    /// Switched the form on by which groups ask to join.
    JoiningOpened = "joining opened", "act-joining-opened";
    /// Switched it off.
    JoiningClosed = "joining closed", "act-joining-closed";
    /// Took a group in that asked.
    TookIn = "took in", "act-took-in";
    /// Became part of another group.
    Merged = "merged", "act-merged";
    /// Is its own again.
    Parted = "parted", "act-parted";
    /// Named a delegate or deputy.
    Named = "named", "act-named";
    /// A delegate or deputy resigned.
    Resigned = "resigned", "act-resigned";
    /// Somebody of the group proposed to recall one.
    RecallProposed = "recall proposed", "act-recall-proposed";
    /// Took that back.
    RecallWithdrawn = "recall withdrawn", "act-recall-withdrawn";
    /// A second person confirmed it.
    Recalled = "recalled", "act-recalled";
    /// Proposed another line in the table of sharing.
    SharingProposed = "sharing proposed", "act-sharing-proposed";
    /// Took that back.
    SharingWithdrawn = "sharing withdrawn", "act-sharing-withdrawn";
    /// Confirmed it.
    SharingChanged = "sharing changed", "act-sharing-changed";
    /// Proposed another name or other words for it.
    WordsProposed = "words proposed", "act-words-proposed";
    /// Took that back.
    WordsWithdrawn = "words withdrawn", "act-words-withdrawn";
    /// Confirmed it.
    WordsChanged = "words changed", "act-words-changed";
    /// Agreed that its overlap with another group is counted.
    OverlapAgreed = "overlap agreed", "act-overlap-agreed";
    /// Ended that.
    OverlapEnded = "overlap ended", "act-overlap-ended";
    /// Published a statement.
    StatementPublished = "statement published", "act-statement-published";
    /// Withdrew one.
    StatementWithdrawn = "statement withdrawn", "act-statement-withdrawn";
}

impl ActKind {
    pub(super) fn of(word: &str) -> Result<Self, Fault> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word).ok_or_else(|| Fault::bug("what happened in a coalition"))
    }
}

/// A deed as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastAct {
    /// What was done.
    pub kind: ActKind,
    /// Name of the group for which it was done.
    pub group: Option<String>,
    /// Name of the group it was done to.
    pub subject: Option<String>,
    /// A role's word, a post's, a statement's address, or nothing.
    pub detail: String,
    /// When.
    pub done_at: i64,
}

/// Keeps a deed.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    coalition: Id,
    act: &Act,
    kind: ActKind,
    subject: Option<Id>,
    detail: &str,
) -> Result<(), Fault> {
    store::add_act(tx, coalition, act, kind, subject, detail)
}

/// The newest deeds, at most `at_most`.
pub fn newest(tx: &mut Tx<'_>, coalition: Id, at_most: i64) -> Result<Vec<PastAct>, Fault> {
    store::acts(tx, coalition, at_most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::lang::{self, Lang};

    #[test]
    fn every_deed_is_told_in_both_languages() {
        for kind in ActKind::ALL {
            for lang in Lang::ALL {
                let told = lang::t(lang, kind.message(), &[("group", "A".into()), ("subject", "B".into()), ("detail", "C".into())]);
                assert_ne!(told, kind.message());
            }
        }
    }
}
