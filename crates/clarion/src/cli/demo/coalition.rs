//! The demo's groups with their people, coalition, API keys, statement, petition, forms, events and plan, in one transaction: all of it is there, or nothing.

use super::super::petition::targets_named;
use super::{FACT, Problem, Size, api_key, events, forms, made_text, organisers, plan, words};
use crate::access::{self, ApiKey};
use crate::actions::address;
use crate::app::App;
use crate::clock::DAY;
use crate::coalitions::{self, Act, Coalition, Group, GroupKind, LegalKind, Profile, Role, profile};
use crate::ids::Id;
use crate::keys::{WrappedKey, set_fact};
use crate::notices;
use crate::petitions::PetitionWords;
use crate::petitions::create::{self, NewPetition};

/// The petition takes signatures for so long.
const OPEN_FOR: i64 = 120 * DAY;
/// The groups beside the page's that sponsor the petition and may be ticked.
const CO_SPONSORS: usize = 4;
/// Demo keys have no rate (DESIGN section 3).
const NO_RATE: i64 = 0;

/// Groups that decide.
const STEERING: usize = 12;
/// Groups after these only lend their names.
const TAKING_PART: usize = 40;
/// What the groups are in law, in turn.
const LEGAL_KINDS: [LegalKind; 6] =
    [LegalKind::C3, LegalKind::C4, LegalKind::C3, LegalKind::Unincorporated, LegalKind::C3, LegalKind::C4];
/// The states of the groups, in turn.
const STATES: [&str; 12] = ["OH", "GA", "AZ", "PA", "TX", "MI", "NC", "OR", "KS", "ME", "NM", "WI"];

struct Part {
    group: Group,
    profile: Profile,
    organisers: Vec<organisers::Organiser>,
    wrapped: WrappedKey,
    key: ApiKey,
    secret: String,
    role: Role,
}

/// Adds it all, with the fact that the people are still to come.
pub(super) fn add(app: &App, size: &Size) -> Result<(), Problem> {
    let now = app.clock.now();
    let parts = words::groups(size.groups).into_iter().enumerate().map(|(at, words)| part(app, now, at, words));
    let parts = parts.collect::<Result<Vec<Part>, _>>()?;
    let coalition = Coalition {
        id: app.ids.fresh(now),
        slug: words::COALITION_SLUG.to_owned(),
        name: words::COALITION_NAME.to_owned(),
        about_en: words::COALITION_ABOUT_EN.to_owned(),
        about_es: words::COALITION_ABOUT_ES.to_owned(),
        created_at: now,
    };
    let petition = petition(app, now, size, coalition.id, &parts);
    let groups: Vec<Id> = parts.iter().map(|part| part.group.id).collect();
    let made_up = events::made_up(app, now, coalition.id, &groups)?;
    let asked = forms::made_up(app, now, coalition.id, parts[0].group.id);
    let (fact, writing) = (made_text(size, false), app.clone());
    let statement = Act { id: app.ids.fresh(now), account: Id::ZERO, group: Id::ZERO, now };
    let (signer, draft) = (notices::Signer::of(app), plan::prepare(app, words::PLAN_TITLE, now)?);
    let added = app.db.write_bulk("demo.coalition", move |tx| {
        let petition = NewPetition { targets: targets_named(tx, "governors")?, ..petition.clone() };
        // Of two that start at once on one database, the first makes it.
        let ours = coalitions::add_coalition(tx, &coalition)?
            || coalitions::coalition_by_slug(tx, &coalition.slug)?.is_some_and(|standing| standing.id == coalition.id);
        if !ours {
            return Ok(Ok(()));
        }
        for part in &parts {
            coalitions::add_group(tx, &part.group, &part.wrapped)?;
            coalitions::join(tx, coalition.id, part.group.id, part.role, now)?;
            access::add_api_key(tx, &part.key, &part.secret, now)?;
            profile::begin(tx, now, part.group.id, &part.profile)?;
            organisers::seat(tx, coalition.id, part.group.id, &part.organisers, now)?;
        }
        events::add_all(tx, &writing, now, &made_up)?;
        forms::add_all(tx, &asked)?;
        organisers::speak(tx, coalition.id, &statement)?;
        notices::begin(tx, &signer, now, &coalition)?;
        if let Some(first) = parts.first() {
            plan::begin(tx, coalition.id, first.group.id, &draft, now)?;
        }
        set_fact(tx, FACT, &fact, now)?;
        create::create(tx, &petition)
    })?;
    app.vault.load(&app.db)?;
    Ok(added?)
}

fn part(app: &App, now: i64, at: usize, (name, postal_address): (String, String)) -> Result<Part, Problem> {
    let group = Group {
        id: app.ids.fresh(now),
        slug: address::slug_of(&name, "group"),
        about_en: words::group_about_en(&name),
        about_es: words::group_about_es(&name),
        name,
        postal_address,
        country: "US".to_owned(),
        created_at: now,
    };
    let wrapped = coalitions::key_for(&app.vault, &group, &app.ids);
    let (id, name, scopes) = (app.ids.fresh(now), "demo".to_owned(), access::Scopes::ALL);
    let key = ApiKey { id, group: group.id, name, calls_per_second: NO_RATE, scopes };
    let secret = api_key(app, group.id);
    let role = match at {
        0..STEERING => Role::Steering,
        STEERING..TAKING_PART => Role::Partner,
        _ => Role::Endorser,
    };
    let profile = Profile {
        kind: GroupKind::Organisation,
        legal_kind: LEGAL_KINDS[at % LEGAL_KINDS.len()],
        city: words::city(at),
        region: STATES[at % STATES.len()].to_owned(),
        ..Profile::default()
    };
    let organisers = organisers::of_group(app, now, at, role == Role::Steering)?;
    Ok(Part { group, profile, organisers, wrapped, key, secret, role })
}

fn petition(app: &App, now: i64, size: &Size, coalition: Id, parts: &[Part]) -> NewPetition {
    let page = &parts[0].group;
    let mut petition = create::blank(app.ids.fresh(now), page.id, words::PETITION_SLUG.to_owned(), now);
    petition.coalition = Some(coalition);
    petition.name = words::PETITION_TITLE_EN.to_owned();
    petition.goal = goal(size.people);
    petition.closes_at = Some(now + OPEN_FOR);
    let words = [
        ("en", words::PETITION_TITLE_EN, words::PETITION_TEXT_EN, words::PETITION_THANKS_EN),
        ("es", words::PETITION_TITLE_ES, words::PETITION_TEXT_ES, words::PETITION_THANKS_ES),
    ];
    let words = words.map(|(lang, title, text, thanks)| PetitionWords {
        lang: lang.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        thanks: thanks.to_owned(),
    });
    let sponsors = parts.iter().skip(1).take(CO_SPONSORS).map(|part| part.group.id).collect();
    NewPetition { petition, words: words.into(), sponsors, targets: Vec::new() }
}

/// A round number that is not reached yet.
fn goal(people: u32) -> i64 {
    let rounds = (3..10).flat_map(|zeros| [1, 2, 5].map(|first| first * 10i64.pow(zeros)));
    rounds.into_iter().find(|round| *round > i64::from(people)).unwrap_or(0)
}
