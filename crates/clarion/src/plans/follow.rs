//! What an outcome sets off in other domains, in the transaction of its start: events are confirmed or let go, the notice is
//! published, and a message begins for each wave.
//!
//! All of it is once-only by the ids that the start derives from its ballot, so it is harmless the second time. Whether the words can
//! be published is asked before the ballot opens ([`check_words`]): a decided outcome must not fail at its hour.

use super::Outcome;
use super::document::{Audience, Both, FrozenEvent, PlanDocument};
use super::running::Corrected;
use super::start::{Follow, Started, Wave};
use crate::app::App;
use crate::coalitions::{self, Coalition};
use crate::events;
use crate::ids::Id;
use crate::messages::audience;
use crate::messages::calls::{self, NewMessage, NewWords};
use crate::notices::{self, NewNotice, Notice, PublishRefusal, Signer};
use crate::web::lang::Lang;
use db::{Fault, Tx};
use std::sync::Arc;

/// Stands where a code would stand in the mails of a drill: it shows as what it is, and no notice can have it.
pub const DRILL_CODE: &str = "DRILL";

/// What the server's worker does when an outcome starts.
pub fn of(app: &App) -> Follow {
    let signer = Signer::of(app);
    Arc::new(move |tx, now, started| follow(tx, &signer, now, started))
}

fn follow(tx: &mut Tx<'_>, signer: &Signer, now: i64, started: &Started) -> Result<(), Fault> {
    let (coalition, _) = coalitions::coalition(tx, started.coalition)?.ok_or_else(|| Fault::bug("a plan of no coalition"))?;
    match started.outcome {
        Outcome::Call => drop(events::confirm_all(tx, coalition.id, now)?),
        Outcome::StandDown => drop(events::release_all(tx, coalition.id, now)?),
        // Nothing is decided about them: they stay on call, and may be changed again.
        Outcome::Hold => drop(events::thaw(tx, started.plan)?),
    }
    let notice = publish(tx, signer, now, &coalition, started)?;
    let code = notices::code::spaced(&notice.code);
    for wave in &started.waves {
        calls::start(tx, now, &message(started, wave, &code, notice.issued_at))?;
    }
    Ok(())
}

fn publish(tx: &mut Tx<'_>, signer: &Signer, now: i64, coalition: &Coalition, started: &Started) -> Result<Notice, Fault> {
    let words = &started.words;
    let new = notice_of(started.notice, kind(started.outcome), &words.subject, &words.text);
    let published = notices::publish(tx, signer, now, coalition, &new)?;
    published.map_err(|_| Fault::bug("words that were checked before the ballot cannot be published"))
}

/// The notice of corrected words.
pub(super) fn correction(id: Id, words: &Corrected) -> NewNotice {
    notice_of(id, notices::Kind::Correction, &words.subject, &words.text)
}

/// Publishes corrected words, and says what is to be sent of them; once only by the ids that follow from what two people signed.
pub(super) fn publish_correction(
    tx: &mut Tx<'_>,
    signer: &Signer,
    now: i64,
    coalition: &Coalition,
    draft: Id,
    words: &Corrected,
) -> Result<NewWords, Fault> {
    let new = correction(draft.following(b"notice"), words);
    let published = notices::publish(tx, signer, now, coalition, &new)?;
    let notice = published.map_err(|_| Fault::bug("words that were checked before they were signed cannot be published"))?;
    let (words, notice_code) = (mail_words(&words.subject, &words.text), notices::code::spaced(&notice.code));
    Ok(NewWords { sending: draft, words, notice_code })
}

/// A notice. Every address in its words is among its links.
fn notice_of(id: Id, kind: notices::Kind, subject: &Both, text: &Both) -> NewNotice {
    let texts = in_both(subject, text);
    let mut links: Vec<String> = texts
        .iter()
        .flat_map(|(_, subject, text)| [*subject, *text])
        .flat_map(notices::links::in_text)
        .map(|found| found.shown)
        .collect();
    links.sort_unstable();
    links.dedup();
    let words = texts.iter().map(|(lang, subject, text)| notices::Words {
        lang: lang.code().to_owned(),
        subject: (*subject).to_owned(),
        text: (*text).to_owned(),
    });
    NewNotice { id, kind, links, words: words.collect() }
}

/// The notice of a ballot's outcome, as the start publishes it.
pub(super) fn notice_for(ballot: Id, outcome: Outcome, document: &PlanDocument) -> NewNotice {
    let words = document.outcome(outcome);
    notice_of(ballot.following(b"notice"), kind(outcome), &words.subject, &words.text)
}

fn kind(outcome: Outcome) -> notices::Kind {
    match outcome {
        Outcome::Call => notices::Kind::Call,
        Outcome::Hold => notices::Kind::Hold,
        Outcome::StandDown => notices::Kind::StandDown,
    }
}

/// The messages of an outcome in a drill: the same but for the sink, and for a code that no notice has.
pub(super) fn drilled(started: &Started, now: i64) -> Vec<NewMessage> {
    let drilled = |wave| NewMessage { is_drill: true, ..message(started, wave, DRILL_CODE, now) };
    started.waves.iter().map(drilled).collect()
}

fn message(started: &Started, wave: &Wave, notice_code: &str, starts_at: i64) -> NewMessage {
    NewMessage {
        id: wave.message,
        sending: started.ballot,
        coalition: started.coalition,
        plan: Some(started.plan),
        corrects: None,
        kind: match started.outcome {
            Outcome::Call => calls::Kind::Call,
            Outcome::Hold => calls::Kind::Hold,
            Outcome::StandDown => calls::Kind::StandDown,
        },
        wave: wave.number,
        is_drill: false,
        audience: match wave.audience {
            Audience::Hosts => audience::Audience::Hosts,
            Audience::Rsvps => audience::Audience::Rsvps,
            Audience::NearEvents { miles } => audience::Audience::NearEvents { miles },
            Audience::Everyone => audience::Audience::Everyone,
        },
        words: mail_words(&started.words.subject, &started.words.text),
        notice_code: notice_code.to_owned(),
        starts_at,
    }
}

/// The words with their language; a plan has both.
fn in_both<'a>(subject: &'a Both, text: &'a Both) -> [(Lang, &'a str, &'a str); 2] {
    [(Lang::En, &subject.en, &text.en), (Lang::Es, &subject.es, &text.es)]
}

fn mail_words(subject: &Both, text: &Both) -> Vec<calls::Words> {
    let words = |(lang, subject, body): (Lang, &str, &str)| calls::Words { lang, subject: subject.into(), body: body.into() };
    in_both(subject, text).into_iter().map(words).collect()
}

/// Whether the words of each outcome could be published as they are; the first that could not, with why.
pub fn check_words(document: &PlanDocument, public_url: &str) -> Result<(), (Outcome, PublishRefusal)> {
    let check = |outcome| check_outcome(document, outcome, public_url).map_err(|refusal| (outcome, refusal));
    Outcome::ALL.into_iter().try_for_each(check)
}

/// The same of one outcome.
pub fn check_outcome(document: &PlanDocument, outcome: Outcome, public_url: &str) -> Result<(), PublishRefusal> {
    let words = document.outcome(outcome);
    notice_of(Id::ZERO, kind(outcome), &words.subject, &words.text).check(public_url)
}

/// The coalition's vetted on-call events as a ballot freezes them. One that is held back is left out.
pub fn events_of(tx: &mut Tx<'_>, coalition: Id) -> Result<Vec<FrozenEvent>, Fault> {
    let counts = |event: &events::Event| {
        event.standing == events::Standing::OnCall && event.vetted_at.is_some() && event.held_back_by.is_none()
    };
    Ok(events::of_coalition(tx, coalition)?.iter().filter(|event| counts(event)).map(frozen).collect())
}

fn frozen(event: &events::Event) -> FrozenEvent {
    let place = &event.place;
    let parts = [place.name.as_str(), &place.street, &place.city, &place.region, &place.zip];
    FrozenEvent {
        event: event.id,
        group: event.group,
        title: Both { en: either(&event.title_en, &event.title_es), es: either(&event.title_es, &event.title_en) },
        starts_at: event.times.starts_at,
        time_zone: event.times.time_zone.clone(),
        place: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
        contact: event.access_contact.clone(),
    }
}

fn either(one: &str, other: &str) -> String {
    if one.is_empty() { other.to_owned() } else { one.to_owned() }
}
