//! The words of refusals on pages: each has a message in `locales/`, in both languages. The sentences on the enums are for the
//! command line and for tests.

use super::ballot_box::BoxRefusal;
use super::compose::ComposeRefusal;
use super::document::{DocumentRefusal, FrozenRefusal};
use super::open::OpenRefusal;
use super::rule::RuleRefusal;
use super::withdraw::WithdrawRefusal;
use crate::trust::assertion::AssertionRefusal;

/// The message of why a plan was not saved.
pub fn of_compose(refusal: ComposeRefusal) -> &'static str {
    match refusal {
        ComposeRefusal::Document(refusal) => of_document(refusal),
        ComposeRefusal::Unknown => "plan-refused-unknown",
        ComposeRefusal::SavedMeanwhile => "plan-refused-saved-meanwhile",
        ComposeRefusal::Frozen => "plan-refused-frozen",
        ComposeRefusal::Fact => "plan-refused-fact",
        ComposeRefusal::TooManyFacts => "plan-refused-too-many-facts",
    }
}

/// The message of what is amiss with a version.
pub fn of_document(refusal: DocumentRefusal) -> &'static str {
    match refusal {
        DocumentRefusal::Title => "plan-refused-title",
        DocumentRefusal::Scenarios => "plan-refused-scenarios",
        DocumentRefusal::Words => "plan-refused-words",
        DocumentRefusal::Waves => "plan-refused-waves",
        DocumentRefusal::TimeZone => "plan-refused-zone",
        DocumentRefusal::Minutes => "plan-refused-minutes",
        DocumentRefusal::Rule(RuleRefusal::Quorum) => "plan-refused-quorum",
        DocumentRefusal::Rule(RuleRefusal::TooMany) => "plan-refused-too-many",
    }
}

/// The message of why a ballot was not prepared or opened.
pub fn of_open(refusal: OpenRefusal) -> &'static str {
    match refusal {
        OpenRefusal::Frozen(FrozenRefusal::Format) => "ballot-refused-format",
        OpenRefusal::Frozen(FrozenRefusal::Electorate) => "ballot-refused-electorate",
        OpenRefusal::Frozen(FrozenRefusal::Passkeys) => "ballot-refused-passkeys",
        OpenRefusal::Frozen(FrozenRefusal::Events) => "ballot-refused-events",
        OpenRefusal::Frozen(FrozenRefusal::Document(refusal)) => of_document(refusal),
        OpenRefusal::DeadlineTooSoon => "ballot-refused-deadline",
        OpenRefusal::Unknown => "plan-refused-unknown",
        OpenRefusal::PlanFrozen => "ballot-refused-plan-frozen",
        OpenRefusal::Changed => "ballot-refused-changed",
        OpenRefusal::Box(refusal) => of_box(refusal),
    }
}

/// The message of why a record was not taken.
pub fn of_box(refusal: BoxRefusal) -> &'static str {
    match refusal {
        BoxRefusal::Words => "ballot-refused-words",
        BoxRefusal::OtherBallot => "ballot-refused-other-ballot",
        BoxRefusal::NotInElectorate => "ballot-refused-not-in-electorate",
        BoxRefusal::UnknownPasskey => "ballot-refused-unknown-passkey",
        BoxRefusal::OtherGroup => "ballot-refused-other-group",
        BoxRefusal::NotDelegate => "ballot-refused-not-delegate",
        BoxRefusal::Recalled => "ballot-refused-recalled",
        BoxRefusal::Replayed => "ballot-refused-replayed",
        BoxRefusal::Stale => "ballot-refused-stale",
        BoxRefusal::OtherReason => "ballot-refused-other-reason",
        BoxRefusal::ReasonMissing => "ballot-refused-reason-missing",
        BoxRefusal::ReasonTooLong => "ballot-refused-reason-too-long",
        BoxRefusal::NotOpen => "ballot-refused-not-open",
        BoxRefusal::Ended => "ballot-refused-ended",
        BoxRefusal::OpenedAlready => "ballot-refused-opened-already",
        BoxRefusal::DeadlineTooSoon => "ballot-refused-deadline",
        BoxRefusal::RecallSigned => "ballot-refused-recall-signed",
        BoxRefusal::NothingToHalt => "ballot-refused-nothing-to-halt",
        BoxRefusal::HaltedAlready => "ballot-refused-halted-already",
        BoxRefusal::Withdrawn => "ballot-refused-withdrawn",
        BoxRefusal::WithdrawsAlready => "ballot-refused-withdraws-already",
        BoxRefusal::CanBeDecided => "ballot-refused-can-be-decided",
        BoxRefusal::Left => "ballot-refused-left",
        BoxRefusal::TooManyChanges => "ballot-refused-too-many-changes",
        BoxRefusal::Full => "ballot-refused-full",
        BoxRefusal::Order => "ballot-refused-order",
        BoxRefusal::NotTheOutcome => "ballot-refused-not-the-outcome",
        BoxRefusal::Assertion(refusal) => of_assertion(refusal),
    }
}

/// The message of why a passkey's answer does not count.
pub fn of_assertion(refusal: AssertionRefusal) -> &'static str {
    match refusal {
        AssertionRefusal::Malformed => "ballot-refused-malformed",
        AssertionRefusal::Type => "ballot-refused-type",
        AssertionRefusal::Challenge => "ballot-refused-challenge",
        AssertionRefusal::Origin => "ballot-refused-origin",
        AssertionRefusal::CrossOrigin => "ballot-refused-cross-origin",
        AssertionRefusal::RelyingParty => "ballot-refused-relying-party",
        AssertionRefusal::Signature => "ballot-refused-signature",
        AssertionRefusal::UserNotPresent => "ballot-refused-not-present",
        AssertionRefusal::UserNotVerified => "ballot-refused-not-verified",
    }
}

pub(super) fn of_withdraw(refusal: WithdrawRefusal) -> &'static str {
    match refusal {
        WithdrawRefusal::Opened => "ballot-refused-is-open",
        WithdrawRefusal::OtherGroup => "ballot-refused-of-other-group",
    }
}

#[cfg(test)]
mod tests {
    use crate::plans::confirm_passkey::ConfirmRefusal;
    use crate::plans::passkey_wait::WaitRefusal;
    use crate::plans::running::sign::SignRefusal;
    use crate::plans::running::write::WriteRefusal;
    use crate::refusal::Refusal;
    use crate::web::lang::{Lang, t};

    #[test]
    fn what_is_signed_outside_of_a_ballot_is_refused_in_both_languages() {
        let written = WriteRefusal::ALL.iter().map(Refusal::message);
        let confirmed = ConfirmRefusal::OWN.iter().map(Refusal::message).chain(WaitRefusal::OWN.iter().map(Refusal::message));
        for message in written.chain(SignRefusal::OWN.iter().map(Refusal::message)).chain(confirmed) {
            assert_ne!(t(Lang::En, message, &[]), message);
            assert_ne!(t(Lang::Es, message, &[]), t(Lang::En, message, &[]), "{message}");
        }
    }

    /// Read from this very file, so that no refusal is forgotten.
    #[test]
    fn every_refusal_has_words_in_both_languages() {
        let messages: Vec<&str> =
            include_str!("words.rs").split('"').filter(|text| text.contains("-refused-") && text.len() > 10).collect();
        assert!(messages.len() > 50, "{}", messages.len());
        for message in messages.into_iter().filter(|message| !message.contains(char::is_whitespace)) {
            assert_ne!(t(Lang::En, message, &[]), message);
            assert_ne!(t(Lang::Es, message, &[]), t(Lang::En, message, &[]), "{message}");
        }
    }
}
