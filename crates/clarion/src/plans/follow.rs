//! What an outcome sets off in other domains, in the transaction of its start: events are confirmed or let go, the notice is
//! published, and a message begins for each wave.
//!
//! All of it is once-only by the ids that the start derives from its ballot, so it is harmless the second time. Whether the words can
//! be published is asked before the ballot opens ([`check_words`]): a decided outcome must not fail at its hour.

use super::Outcome;
use super::document::{Audience, Both, FrozenEvent, OutcomeWords, PlanDocument};
use super::start::{Follow, Started, Wave};
use crate::app::App;
use crate::coalitions::{self, Coalition};
use crate::events;
use crate::ids::Id;
use crate::messages::audience;
use crate::messages::calls::{self, NewMessage};
use crate::notices::{self, NewNotice, Notice, PublishRefusal, Signer};
use crate::web::lang::Lang;
use db::{Fault, Tx};
use std::sync::Arc;

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
    for wave in &started.waves {
        calls::start(tx, now, &message(started, wave, &notice))?;
    }
    Ok(())
}

fn publish(tx: &mut Tx<'_>, signer: &Signer, now: i64, coalition: &Coalition, started: &Started) -> Result<Notice, Fault> {
    let new = notice_of(started.notice, started.outcome, &started.words);
    let published = notices::publish(tx, signer, now, coalition, &new)?;
    published.map_err(|_| Fault::bug("words that were checked before the ballot cannot be published"))
}

/// The notice of an outcome. Every address in its words is among its links.
fn notice_of(id: Id, outcome: Outcome, words: &OutcomeWords) -> NewNotice {
    let texts = in_both(words);
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
    NewNotice { id, kind: kind(outcome), links, words: words.collect() }
}

/// The notice of a ballot's outcome, as the start publishes it.
pub(super) fn notice_for(ballot: Id, outcome: Outcome, document: &PlanDocument) -> NewNotice {
    notice_of(ballot.following(b"notice"), outcome, document.outcome(outcome))
}

fn kind(outcome: Outcome) -> notices::Kind {
    match outcome {
        Outcome::Call => notices::Kind::Call,
        Outcome::Hold => notices::Kind::Hold,
        Outcome::StandDown => notices::Kind::StandDown,
    }
}

fn message(started: &Started, wave: &Wave, notice: &Notice) -> NewMessage {
    let words = in_both(&started.words).into_iter().map(|(lang, subject, text)| calls::Words {
        lang,
        subject: subject.to_owned(),
        body: text.to_owned(),
    });
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
        words: words.collect(),
        notice_code: notices::code::spaced(&notice.code),
        starts_at: notice.issued_at,
    }
}

/// The words with their language; a plan has both.
fn in_both(words: &OutcomeWords) -> [(Lang, &str, &str); 2] {
    [(Lang::En, &words.subject.en, &words.text.en), (Lang::Es, &words.subject.es, &words.text.es)]
}

/// Whether the words of each outcome could be published as they are; the first that could not, with why.
pub fn check_words(document: &PlanDocument, public_url: &str) -> Result<(), (Outcome, PublishRefusal)> {
    for outcome in Outcome::ALL {
        notice_of(Id::ZERO, outcome, document.outcome(outcome)).check(public_url).map_err(|refusal| (outcome, refusal))?;
    }
    Ok(())
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
