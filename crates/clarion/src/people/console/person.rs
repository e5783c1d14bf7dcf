//! One supporter: what the group holds, what they allowed and did, their tags and what organisers noted.

use super::asked::CHOICE_OF;
use super::list::name_of;
use super::{group_of, list_path};
use crate::access::{Actor, Deed, SignedIn, accounts, may};
use crate::app::App;
use crate::coalitions::Group;
use crate::coalitions::console::{Outcome, done_of, led_back, read_for_group, refusal_of};
use crate::events::{self, attending};
use crate::forms;
use crate::ids::Id;
use crate::people::Scope;
use crate::people::api_body::{CUSTOM_CHARS_MAX, NAME_CHARS_MAX};
use crate::people::beside::notes::{self, Note};
use crate::people::beside::tags::{self, Tag};
use crate::people::fields::choosing::{self, Choosing};
use crate::people::fields::{self, CustomField};
use crate::people::store::{self, ConsentRow, DatedRow};
use crate::people::{ConsentStatus, Details, Purpose, server_words, told_to_organiser};
use crate::petitions::{SignatureKind, create, listing};
use crate::web::frame::{self, Frame};
use crate::web::lang::Lang;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::Query;
use crate::web::views::Link;
use crate::web::views_console::{Button, Field, Form};
use crate::web::views_people::{PersonFact, PersonPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};
use std::collections::HashMap;

/// Something that they did: when, what, its page, how.
struct Taken {
    at: i64,
    title: String,
    path: String,
    how: &'static str,
    words: String,
}

struct Facts {
    group: Group,
    person: DatedRow,
    details: Details,
    tags: Vec<Tag>,
    has: Vec<Id>,
    fields: Vec<CustomField>,
    choosing: Vec<Choosing>,
    chosen: Vec<Id>,
    consents: Vec<ConsentRow>,
    history: Vec<Taken>,
    notes: Vec<Note>,
    authors: HashMap<Id, String>,
    may_erase: bool,
}

fn facts(tx: &mut Tx<'_>, app: &App, lang: Lang, (actor, group): (&Actor, &Group), id: Id) -> Result<Option<Facts>, Fault> {
    let Some(person) = store::person_of_group(tx, Scope::of(group.id), id)? else { return Ok(None) };
    let row = &person.row;
    let details = Details::from_bytes(&app.vault.open_sealed(row.group, &row.id.0, &row.sealed)?)?;
    let identity = row.identity;
    let mut consents = store::consents_of(tx, Scope::of(group.id), identity)?;
    if let Some(number) = row.phone_identity.filter(|number| *number != identity) {
        consents.extend(store::consents_of(tx, Scope::of(group.id), number)?);
    }
    let mut history = signed(tx, app, lang, group.id, (row.id, identity))?;
    history.extend(answered(tx, app, lang, group.id, identity)?);
    history.extend(submitted(tx, app, lang, group, row.id)?);
    history.sort_by_key(|deed| std::cmp::Reverse(deed.at));
    let notes = notes::of(tx, &app.vault, group.id, identity)?;
    let mut authors = HashMap::new();
    let told = consents.iter().filter_map(|consent| told_to_organiser::organiser_of(&consent.source));
    for author in notes.iter().map(|note| note.account).chain(told) {
        if let Some(account) = accounts::account(tx, author)? {
            authors.insert(author, accounts::open(&app.vault, account.id, &account.sealed)?.name);
        }
    }
    let may_erase = may(actor, &Deed::EraseSupporters(group.id));
    let has = tags::of_people(tx, group.id, &[identity])?.remove(&identity).unwrap_or_default();
    let tags = tags::of_group(tx, &app.vault, group.id)?;
    let fields = fields::of_group(tx, &app.vault, group.id)?;
    let choosing = choosing::of_group(tx, &app.vault, group.id)?;
    let chosen = choosing::of_people(tx, group.id, &[identity])?.remove(&identity).unwrap_or_default();
    Ok(Some(Facts {
        group: group.clone(),
        person,
        details,
        tags,
        has,
        fields,
        choosing,
        chosen: chosen.into_iter().map(|(_, choice)| choice).collect(),
        consents,
        history,
        notes,
        authors,
        may_erase,
    }))
}

fn signed(tx: &mut Tx<'_>, app: &App, lang: Lang, group: Id, (person, identity): (Id, Id)) -> Result<Vec<Taken>, Fault> {
    let mut history = Vec::new();
    for (signature, kind) in listing::of_person(tx, &app.vault, group, person, identity)? {
        let Some(whole) = create::find_by_id(tx, signature.petition)? else { continue };
        history.push(Taken {
            at: signature.created_at,
            title: whole.title_in(lang).unwrap_or_default(),
            path: format!("/petitions/{}", whole.petition.slug),
            how: match kind {
                SignatureKind::Confirmed => "person-signed",
                SignatureKind::Asserted => "person-signed-by-program",
                SignatureKind::Imported => "person-signed-imported",
                SignatureKind::Paper => "person-signed-on-paper",
            },
            words: signature.note.comment,
        });
    }
    Ok(history)
}

fn answered(tx: &mut Tx<'_>, app: &App, lang: Lang, group: Id, identity: Id) -> Result<Vec<Taken>, Fault> {
    let mut history = Vec::new();
    for answer in attending::of_human(tx, identity, group)? {
        let Some(event) = events::event(tx, answer.event)? else { continue };
        let words = match &answer.sealed {
            None => String::new(),
            Some(sealed) => String::from_utf8(app.vault.open_sealed(answer.group, &answer.id.0, sealed)?)
                .map_err(|_| Fault::bug("a note is no text"))?,
        };
        history.push(Taken {
            at: answer.created_at,
            title: event.title(lang).to_owned(),
            path: format!("/events/{}", event.slug),
            how: match answer.response {
                attending::Response::Coming => "person-comes",
                attending::Response::Waiting => "person-waits",
                attending::Response::NotComing => "person-does-not-come",
            },
            words,
        });
    }
    Ok(history)
}

/// Forms that they filled in; what they answered stands on the submission's page.
fn submitted(tx: &mut Tx<'_>, app: &App, lang: Lang, group: &Group, person: Id) -> Result<Vec<Taken>, Fault> {
    let mut history = Vec::new();
    for submission in forms::listing::of_person(tx, &app.vault, group.id, person)? {
        let Some(whole) = forms::create::find_by_id(tx, submission.form)? else { continue };
        history.push(Taken {
            at: submission.created_at,
            title: whole.title_in(lang).to_owned(),
            path: format!("/console/groups/{}/forms/{}/submissions/{}", group.slug, whole.form.id, submission.id),
            how: "person-submitted",
            words: String::new(),
        });
    }
    Ok(history)
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, person)): Path<(String, String)>,
    Query(query): Query,
) -> Response {
    let said = (done_of(here.lang, &query), refusal_of(here.lang, &query));
    here.answer(&app, page(&app, &here, signed_in, &slug, &person, said).await)
}

async fn page(
    app: &App,
    here: &Here,
    signed_in: SignedIn,
    slug: &str,
    person: &str,
    (done, refusal): (Option<String>, Option<String>),
) -> Result<Response, Fault> {
    if let Err(answer) = group_of(app, here, signed_in.account, slug, Deed::SeeSupporters).await? {
        return Ok(answer);
    }
    let Ok(id) = person.parse::<Id>() else { return Ok(here.refused(app, StatusCode::NOT_FOUND)) };
    let (reading, lang) = (app.clone(), here.lang);
    let look = move |tx: &mut Tx<'_>, actor: &Actor, group: &Group| facts(tx, &reading, lang, (actor, group), id);
    let facts = match read_for_group(app, signed_in.account, slug, Deed::SeeSupporters, look).await? {
        Outcome::Done(Some(facts)) => facts,
        Outcome::Done(None) => return Ok(here.refused(app, StatusCode::NOT_FOUND)),
        other => return Ok(led_back(app, here, &other, "")),
    };
    let mut frame = here.frame(app, "");
    frame.title = name_of(&frame, &facts.details);
    let base = format!("{}/{}", list_path(slug), id);
    let page = PersonPage {
        above: Link { name: frame.t1("supporters-of", "group", &facts.group.name), url: frame.link(&list_path(slug)) },
        done,
        refusal,
        facts: record(&frame, &facts),
        tags: tag_buttons(&frame, &base, &facts),
        tag_form: tag_form(&frame, &base, &facts),
        fields: facts.details.custom.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        choose_form: choose_form(&frame, &base, &facts),
        field_form: field_form(&frame, &base, &facts),
        fields_url: frame.link(&super::fields::path_of(slug)),
        consents: facts.consents.iter().map(|consent| consent_fact(&frame, &facts, consent)).collect(),
        history: facts.history.iter().map(|deed| deed_fact(&frame, deed)).collect(),
        notes: facts.notes.iter().map(|note| note_fact(&frame, &base, &facts, note)).collect(),
        note_form: note_form(&frame, &base),
        change_url: frame.link(&format!("{base}/change")),
        no_news_url: frame.link(&format!("{base}/no-news")),
        erase_url: facts.may_erase.then(|| frame.link(&format!("{base}/erase"))),
        signed_in,
        frame,
    };
    Ok(frame::html(StatusCode::OK, &page))
}

/// What the record says; what is not known is left out.
fn record(frame: &Frame, facts: &Facts) -> Vec<(String, String)> {
    let (details, coarse) = (&facts.details, &facts.person.row.coarse);
    let place = [details.locality.as_str(), &coarse.region, &coarse.zip, &coarse.country];
    let place = place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let lang = Lang::from_code(&coarse.lang).map_or(String::new(), |lang| lang.own_name().to_owned());
    let known = [
        ("form-email", details.email.clone()),
        ("form-phone", details.phone.clone()),
        ("supporters-street", details.street.clone()),
        ("supporters-place", place),
        ("supporters-lang", lang),
        ("supporters-came", frame.date(&zoned(facts.person.created_at, SITE_ZONE))),
    ];
    known.into_iter().filter(|(_, fact)| !fact.is_empty()).map(|(id, fact)| (frame.t(id), fact)).collect()
}

fn tag_buttons(frame: &Frame, base: &str, facts: &Facts) -> Vec<(String, Button)> {
    let tags = facts.tags.iter().filter(|tag| facts.has.contains(&tag.id));
    tags.map(|tag| {
        let action = frame.link(&format!("{base}/tags/{}/remove", tag.id));
        let button = Button { words: frame.t("person-untag"), about: tag.name.clone(), action, fields: Vec::new(), danger: false };
        (tag.name.clone(), button)
    })
    .collect()
}

fn tag_form(frame: &Frame, base: &str, facts: &Facts) -> Form {
    let others: Vec<&str> =
        facts.tags.iter().filter(|tag| !facts.has.contains(&tag.id)).take(12).map(|tag| tag.name.as_str()).collect();
    let hint = match others.is_empty() {
        true => frame.t("person-tag-hint"),
        false => frame.t1("person-tag-hint-known", "tags", others.join(", ")),
    };
    Form {
        action: frame.link(&format!("{base}/tags")),
        fields: vec![Field::line("name", frame.t("person-tag"), String::new(), tags::NAME_CHARS_MAX).hinted(hint)],
        button: frame.t("person-tag-button"),
        ..Form::default()
    }
}

fn field_form(frame: &Frame, base: &str, facts: &Facts) -> Form {
    let known: Vec<&str> = facts.fields.iter().take(12).map(|field| field.name.as_str()).collect();
    let hint = match known.is_empty() {
        true => frame.t("person-field-hint"),
        false => frame.t1("person-field-hint-known", "fields", known.join(", ")),
    };
    let value = Field::area("value", frame.t("person-field-value"), String::new(), CUSTOM_CHARS_MAX, 2);
    Form {
        action: frame.link(&format!("{base}/fields")),
        fields: vec![
            Field::line("field", frame.t("person-field"), String::new(), NAME_CHARS_MAX).hinted(hint),
            value.hinted(frame.t("person-field-value-hint")),
        ],
        button: frame.t("person-field-button"),
        ..Form::default()
    }
}

/// A list for each field for choosing; nothing where the group has none.
fn choose_form(frame: &Frame, base: &str, facts: &Facts) -> Option<Form> {
    let list = |field: &Choosing| {
        let has = field.choices.iter().find(|choice| facts.chosen.contains(&choice.id));
        // A retired choice stands in the list of whoever has it.
        let offered = field.choices.iter().filter(|choice| !choice.is_retired || has == Some(choice));
        let offered = offered.map(|choice| (choice.id.to_string(), choice.name.clone()));
        let all = std::iter::once((String::new(), frame.t("person-choice-none"))).chain(offered).collect();
        let value = has.map_or_else(String::new, |choice| choice.id.to_string());
        let list = Field::choice("field", field.name.clone(), value, all).named(format!("{CHOICE_OF}{}", field.field));
        match facts.details.custom.get(&field.name) {
            Some(text) => list.hinted(frame.t1("person-choice-text", "text", text)),
            None => list,
        }
    };
    (!facts.choosing.is_empty()).then(|| Form {
        action: frame.link(&format!("{base}/choices")),
        fields: facts.choosing.iter().map(list).collect(),
        button: frame.t("person-choose"),
        ..Form::default()
    })
}

fn note_form(frame: &Frame, base: &str) -> Form {
    let field = Field::area("text", frame.t("person-note"), String::new(), notes::TEXT_CHARS_MAX, 3);
    let field = Field { needed: true, ..field };
    Form {
        action: frame.link(&format!("{base}/notes")),
        fields: vec![field.hinted(frame.t("person-note-hint"))],
        button: frame.t("person-note-button"),
        ..Form::default()
    }
}

fn consent_fact(frame: &Frame, facts: &Facts, consent: &ConsentRow) -> PersonFact {
    let purpose = match consent.purpose {
        purpose if purpose == Purpose::News as i64 => frame.t("person-consent-news"),
        purpose if purpose == Purpose::Calls as i64 => frame.t("person-consent-calls"),
        _ => frame.t("person-consent-action"),
    };
    let channel =
        if consent.channel == seal::Channel::Email.code() { "person-consent-by-email" } else { "person-consent-by-phone" };
    let status = match consent.status {
        status if status == ConsentStatus::Confirmed as i64 => "person-consent-confirmed",
        status if status == ConsentStatus::Asserted as i64 => "person-consent-asserted",
        status if status == ConsentStatus::Unsubscribed as i64 => "person-consent-left",
        _ => "person-consent-failed",
    };
    let mut how = vec![frame.t(channel), frame.t(status), frame.date_time(&zoned(consent.noted_at, SITE_ZONE))];
    if let Some(organiser) = told_to_organiser::organiser_of(&consent.source) {
        let name = facts.authors.get(&organiser).cloned().unwrap_or_else(|| frame.t("person-note-author-gone"));
        how.push(frame.t1("person-consent-told", "name", name));
    } else if !consent.source.is_empty() {
        how.push(frame.t1("person-consent-source", "source", server_words::source_in(frame.lang, &consent.source)));
    }
    let noted = server_words::in_lang(frame.lang, &consent.words);
    let words = if noted.is_some() { String::new() } else { consent.words.clone() };
    how.extend(noted);
    PersonFact { what: purpose, url: None, how: how.join(" · "), words, button: None }
}

fn deed_fact(frame: &Frame, deed: &Taken) -> PersonFact {
    PersonFact {
        what: deed.title.clone(),
        url: Some(frame.link(&deed.path)),
        how: format!("{} · {}", frame.t(deed.how), frame.date_time(&zoned(deed.at, SITE_ZONE))),
        words: deed.words.clone(),
        button: None,
    }
}

fn note_fact(frame: &Frame, base: &str, facts: &Facts, note: &Note) -> PersonFact {
    let author = facts.authors.get(&note.account).cloned().unwrap_or_else(|| frame.t("person-note-author-gone"));
    let when = frame.date_time(&zoned(note.created_at, SITE_ZONE));
    PersonFact {
        what: author,
        url: None,
        how: when.clone(),
        words: note.text.clone(),
        button: Some(Button {
            words: frame.t("person-note-remove"),
            about: when,
            action: frame.link(&format!("{base}/notes/{}/remove", note.id)),
            fields: Vec::new(),
            danger: false,
        }),
    }
}
