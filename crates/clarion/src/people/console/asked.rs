//! What somebody asked of a list: read from an address or a form, said again in the form, and turned into a question.

use crate::ids::Id;
use crate::people::beside::tags::Tag;
use crate::people::choose::{Question, Reach};
use crate::people::consent::NewsStanding;
use crate::people::fields::choosing::{CHOOSING_MAX, Choosing};
use crate::people::roster::Facts;
use crate::web::frame::Frame;
use crate::web::lang::{self, Lang};
use crate::web::site::SITE_ZONE;
use crate::web::typed::Typed;
use crate::web::views_console::{Field, FieldKind};
use crate::web::views_form::FieldError;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The fields that may stand in an address.
const FIELDS: [&str; 11] = ["state", "zip", "lang", "tag", "petition", "event", "form", "list", "news", "since", "until"];
/// The choices of fields for choosing, in an address: ids with dots between.
const CHOICES: &str = "choices";
/// What the name of a field for choosing begins with in a form; its id follows.
pub(super) const CHOICE_OF: &str = "field-";
/// A name, a mailbox or a number has at most so many characters.
const SOUGHT_CHARS_MAX: usize = 254;

/// What a group can ask by: its tags, fields for choosing, petitions, events, forms and lists by id, each with its words.
#[derive(Clone, Debug, Default)]
pub(super) struct Choices {
    pub(super) tags: Vec<Tag>,
    pub(super) fields: Vec<Choosing>,
    pub(super) petitions: Vec<(Id, String)>,
    pub(super) events: Vec<(Id, String)>,
    pub(super) forms: Vec<(Id, String)>,
    pub(super) lists: Vec<(Id, String)>,
}

/// Stands in a name for what no name holds.
const NO_NAME: &str = "\0";

/// A state's code, from its code or its name in a language that we speak.
fn region(text: &str) -> String {
    let folded = seal::name::fold(text);
    let name = |code: &str, lang: &Lang| seal::name::fold(&lang::t(*lang, &format!("state-{code}"), &[]));
    let is_named = |code: &&str| Lang::ALL.iter().any(|lang| name(code, lang) == folded);
    let named = seal::zip::STATES.iter().map(|(code, _)| *code).find(|code| text.len() > code.len() && is_named(code));
    named.map_or_else(|| text.to_ascii_uppercase(), str::to_owned)
}

/// What of a question nobody can mean, each at its field: otherwise "nobody" would seem to be an answer.
pub(super) fn wrong(frame: &Frame, typed: &Typed, choices: &Choices) -> Vec<FieldError> {
    let said = |field: &str| Some(typed.get(field).trim()).filter(|said| !said.is_empty());
    let mut wrong = Vec::new();
    if let Some(state) = said("state") {
        let code = region(state);
        // Codes of other countries are bare letters, too.
        let is_code = (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_code || code.len() == 2 && !seal::zip::STATES.iter().any(|(known, _)| *known == code) {
            wrong.push(FieldError { field: "state", message: frame.t1("supporters-wrong-state", "state", state) });
        }
    }
    if said("zip").is_some_and(|zip| seal::zip::clean(zip).is_none()) {
        wrong.push(FieldError { field: "zip", message: frame.t("supporters-wrong-zip") });
    }
    let ids = |known: &[(Id, String)]| known.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    for (field, known) in [
        ("tag", choices.tags.iter().map(|tag| tag.id).collect()),
        ("petition", ids(&choices.petitions)),
        ("event", ids(&choices.events)),
        ("form", ids(&choices.forms)),
        ("list", ids(&choices.lists)),
    ] {
        if said(field).is_some_and(|said| said.parse().map_or(true, |id: Id| !known.contains(&id))) {
            wrong.push(FieldError { field, message: frame.t("supporters-wrong-choice") });
        }
    }
    for field in ["since", "until"] {
        if said(field).is_some_and(|day| day.parse::<Date>().is_err()) {
            wrong.push(FieldError { field, message: frame.t("supporters-wrong-day") });
        }
    }
    wrong
}

/// What was asked, in words: each question with its answer. The name that was looked for stands in its own field.
pub(super) fn told(fields: &[Field]) -> Vec<String> {
    let one = |field: &Field| {
        let words = match &field.kind {
            FieldKind::Choice(choices) => choices.iter().find(|(value, _)| *value == field.value)?.1.as_str(),
            _ => field.value.trim(),
        };
        (!field.value.trim().is_empty()).then(|| format!("{}: {words}", field.label))
    };
    fields.iter().filter_map(one).collect()
}

/// Turns what was typed into a question. Who names what the group does not have, or no day or ZIP, means nobody: were it left out, a
/// deed for everybody who fits would be for everybody.
pub(super) fn question(typed: &Typed, choices: &Choices) -> Question {
    let said = |field: &str| Some(typed.get(field).trim()).filter(|said| !said.is_empty());
    let one_of = |field: &str, known: Vec<Id>| {
        let wanted = said(field)?.parse().unwrap_or(Id::ZERO);
        Some(if known.contains(&wanted) { wanted } else { Id::ZERO })
    };
    let day = |field: &str| said(field).map(|day| day.parse::<Date>().ok());
    let name = said("q").map(seal::name::sought);
    Question {
        facts: Facts {
            name: name.map_or_else(String::new, |name| if name.is_empty() { NO_NAME.to_owned() } else { name }),
            region: region(typed.get("state").trim()),
            zip: said("zip").map_or_else(String::new, |zip| seal::zip::clean(zip).unwrap_or_else(|| "-".to_owned())),
            lang: typed.get("lang").trim().to_owned(),
        },
        tag: one_of("tag", choices.tags.iter().map(|tag| tag.id).collect()),
        choices: chosen(typed).iter().map(|id| known_choice(choices, id)).collect(),
        petition: one_of("petition", choices.petitions.iter().map(|(id, _)| *id).collect()),
        event: one_of("event", choices.events.iter().map(|(id, _)| *id).collect()),
        form: one_of("form", choices.forms.iter().map(|(id, _)| *id).collect()),
        list: one_of("list", choices.lists.iter().map(|(id, _)| *id).collect()),
        news: match typed.get("news") {
            "confirmed" => Some(NewsStanding::Confirmed),
            "asserted" => Some(NewsStanding::Asserted),
            "left" => Some(NewsStanding::Left),
            "unasked" => Some(NewsStanding::Unasked),
            _ => None,
        },
        reach: match typed.get("reach") {
            "email" => Some(Reach::Email),
            "phone" => Some(Reach::Phone),
            _ => None,
        },
        since: day("since").map(|day| day.and_then(midnight).unwrap_or(i64::MAX)),
        until: day("until").map(|day| day.and_then(|day| day.tomorrow().ok()).and_then(midnight).unwrap_or(0)),
    }
}

/// A choice of one of the group's fields; nobody has another one.
fn known_choice(choices: &Choices, id: &str) -> Id {
    let id = id.parse().unwrap_or(Id::ZERO);
    if choices.fields.iter().any(|field| field.choice(id).is_some()) { id } else { Id::ZERO }
}

/// The choices that were asked for: from the form's lists, one for each field, and from an address, which has all in one.
fn chosen(typed: &Typed) -> Vec<&str> {
    let of_address = typed.get(CHOICES).split('.');
    let all = typed.beginning(CHOICE_OF).map(|(_, choice)| choice).chain(of_address).map(str::trim);
    let mut chosen: Vec<&str> = all.filter(|choice| !choice.is_empty()).take(CHOOSING_MAX).collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// What was typed, field by field: those that may stand in an address, with the choices as one.
fn said(typed: &Typed) -> impl Iterator<Item = (&'static str, String)> {
    let fields = FIELDS.into_iter().chain(["reach"]).map(|field| (field, typed.get(field).trim().to_owned()));
    fields.chain([(CHOICES, chosen(typed).join("."))]).filter(|(_, value)| !value.is_empty())
}

fn midnight(day: Date) -> Option<i64> {
    let zone = TimeZone::get(SITE_ZONE).unwrap_or(TimeZone::UTC);
    zone.to_timestamp(day.at(0, 0, 0, 0)).ok().map(jiff::Timestamp::as_microsecond)
}

/// What was asked as the query of an address; empty where nothing was.
pub(super) fn query(typed: &Typed, after: Option<Id>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (field, value) in said(typed) {
        query.append_pair(field, &value);
    }
    if let Some(after) = after {
        query.append_pair("after", &after.to_string());
    }
    let query = query.finish();
    if query.is_empty() { query } else { format!("?{query}") }
}

/// What was asked, to be carried along by a form.
pub(super) fn hidden(typed: &Typed) -> Vec<(&'static str, String)> {
    let sought = Some(("q", typed.get("q").trim().to_owned())).filter(|(_, sought)| !sought.is_empty());
    said(typed).chain(sought).collect()
}

/// The field for a name, a mailbox or a number.
pub(super) fn sought_field(frame: &Frame, typed: &Typed) -> Field {
    let field = Field::line("q", frame.t("supporters-sought"), typed.get("q").to_owned(), SOUGHT_CHARS_MAX);
    field.typed("search").hinted(frame.t("supporters-sought-hint"))
}

/// The fields for everything else.
pub(super) fn fields(frame: &Frame, typed: &Typed, choices: &Choices) -> Vec<Field> {
    let any = || vec![(String::new(), frame.t("supporters-any"))];
    let choice = |name: &'static str, label: &str, more: Vec<(String, String)>| {
        Field::choice(name, frame.t(label), typed.get(name).to_owned(), any().into_iter().chain(more).collect())
    };
    let words = |codes: &[(&str, &str)]| codes.iter().map(|(code, id)| ((*code).to_owned(), frame.t(id))).collect();
    let ids = |known: &[(Id, String)]| known.iter().map(|(id, name)| (id.to_string(), name.clone())).collect::<Vec<_>>();
    let tags: Vec<(Id, String)> = choices.tags.iter().map(|tag| (tag.id, tag.name.clone())).collect();
    let line = |name: &'static str, label: &str, length| Field::line(name, frame.t(label), typed.get(name).to_owned(), length);
    let mut fields =
        vec![line("state", "supporters-state", 10).hinted(frame.t("supporters-state-hint")), line("zip", "form-zip", 10)];
    for (name, label, known) in [
        ("tag", "supporters-tag", &tags),
        ("petition", "supporters-petition", &choices.petitions),
        ("event", "supporters-event", &choices.events),
        ("form", "supporters-form", &choices.forms),
        ("list", "supporters-id-list", &choices.lists),
    ] {
        if !known.is_empty() {
            fields.push(choice(name, label, ids(known)));
        }
    }
    let asked = chosen(typed);
    for field in &choices.fields {
        let value = field.choices.iter().map(|choice| choice.id.to_string()).find(|id| asked.contains(&id.as_str()));
        let of_field = field.choices.iter().map(|choice| (choice.id.to_string(), choice.name.clone()));
        let list =
            Field::choice(CHOICES, field.name.clone(), value.unwrap_or_default(), any().into_iter().chain(of_field).collect());
        fields.push(list.named(format!("{CHOICE_OF}{}", field.field)));
    }
    fields.push(choice("news", "supporters-news", words(&NEWS)));
    fields.push(choice("reach", "supporters-reach", words(&REACH)));
    fields.push(line("since", "supporters-since", 10).typed("date"));
    fields.push(line("until", "supporters-until", 10).typed("date"));
    fields
}

const NEWS: [(&str, &str); 4] = [
    ("confirmed", "supporters-news-confirmed"),
    ("asserted", "supporters-news-asserted"),
    ("left", "supporters-news-left"),
    ("unasked", "supporters-news-unasked"),
];
const REACH: [(&str, &str); 2] = [("email", "supporters-reach-email"), ("phone", "supporters-reach-phone")];
