//! What a list says of its people's consent: a yes that the group asserts, where it states a source, and a "no" that it passes on.

use crate::ids::Id;
use crate::people::consent::{Consent, ConsentStatus, Purpose, Words};
use crate::people::csv_status::News;
use crate::people::server_words::{IN_A_LIST, SAID_BY_IMPORT, SAID_NO_ELSEWHERE};

/// The consents that rows are given.
#[derive(Clone, Debug)]
pub(super) struct Says {
    /// Nobody's without a source.
    yes: Option<Consent>,
    /// One for each kind of "no": it stands without a source, too.
    no: Vec<Consent>,
}

impl Says {
    /// Of news by mail alone: texts need a consent of their own.
    pub(super) fn of(group: Id, source: &str, now: i64) -> Self {
        let consent = |status: ConsentStatus, words: &str, source: &str| Consent {
            group,
            channel: seal::Channel::Email,
            purpose: Purpose::News,
            status,
            words: Words::new("en", words),
            source: source.to_owned(),
            noted_at: now,
        };
        let nos = [ConsentStatus::Unsubscribed, ConsentStatus::Bounced, ConsentStatus::Complained];
        let of_no = if source.is_empty() { IN_A_LIST } else { source };
        Self {
            yes: (!source.is_empty()).then(|| consent(ConsentStatus::Asserted, SAID_BY_IMPORT, source)),
            no: nos.map(|status| consent(status, SAID_NO_ELSEWHERE, of_no)).into(),
        }
    }

    /// Whether a yes is asserted.
    pub(super) fn asserts(&self) -> bool {
        self.yes.is_some()
    }

    /// What a row with a mailbox says.
    pub(super) fn consent(&self, news: News) -> Option<&Consent> {
        match news {
            News::Yes => self.yes.as_ref(),
            News::No(status) => self.no.iter().find(|consent| consent.status == status),
            News::Unknown => None,
        }
    }
}
