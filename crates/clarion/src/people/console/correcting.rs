//! Correcting one supporter's record, as the API's PUT does, and adding somebody by hand.

use super::list::name_of;
use super::person_form::{Filled, Values};
use super::{group_of, list_path};
use crate::access::{Actor, Deed, SignedIn};
use crate::app::App;
use crate::coalitions::Group;
use crate::coalitions::console::{Outcome, for_group, led_back, led_back_saying, read_for_group};
use crate::ids::Id;
use crate::people::api_write::{self, ChangeRefusal, SignUp};
use crate::people::beside::tags::Changes;
use crate::people::store::{self, DatedRow};
use crate::people::{Details, Scope, told_to_organiser};
use crate::refusal::Refusal;
use crate::web::frame::{self, Frame};
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views::Link;
use crate::web::views_console::{Form, Section, SectionsPage};
use crate::web::views_form::FieldError;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// A record to be corrected.
struct Known {
    group: Group,
    person: DatedRow,
    details: Details,
}

impl Known {
    fn values(&self) -> Values {
        Values::of(&self.details, &self.person.row.coarse)
    }
}

/// The record of a page; the answer where there is none, or somebody may not.
async fn known(app: &App, here: &Here, account: Id, slug: &str, person: &str) -> Result<Result<Known, Response>, Fault> {
    if let Err(answer) = group_of(app, here, account, slug, Deed::SeeSupporters).await? {
        return Ok(Err(answer));
    }
    let Ok(id) = person.parse::<Id>() else { return Ok(Err(here.refused(app, StatusCode::NOT_FOUND))) };
    let vault = app.vault.clone();
    let look = move |tx: &mut Tx<'_>, _: &Actor, group: &Group| {
        let Some(person) = store::person_of_group(tx, Scope::of(group.id), id)? else { return Ok(None) };
        let details = Details::from_bytes(&vault.open_sealed(group.id, &id.0, &person.row.sealed)?)?;
        Ok(Some(Known { group: group.clone(), person, details }))
    };
    Ok(match read_for_group(app, account, slug, Deed::SeeSupporters, look).await? {
        Outcome::Done(Some(known)) => Ok(known),
        Outcome::Done(None) => Err(here.refused(app, StatusCode::NOT_FOUND)),
        other => Err(led_back(app, here, &other, "")),
    })
}

/// What is said about a form that was not taken.
#[derive(Default)]
struct Said {
    wrong: Vec<FieldError>,
    refusal: Option<String>,
}

fn page_of(frame: Frame, signed_in: SignedIn, above: Link, (lead, form): (&str, Form), said: Said) -> Response {
    let mut page = SectionsPage::new(frame, signed_in);
    page.lead = page.frame.t(lead);
    page.above = Some(above);
    let status = if said.wrong.is_empty() && said.refusal.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page.refusal = said.refusal;
    page.sections = vec![Section { id: "record", form: Some(form), ..Section::default() }];
    frame::html(status, &page)
}

fn change_page(app: &App, here: &Here, signed_in: SignedIn, known: &Known, values: &Values, said: Said) -> Response {
    let mut frame = here.frame(app, "");
    let name = name_of(&frame, &known.details);
    frame.title = frame.t1("person-change-title", "name", &name);
    let row = &known.person.row;
    let form = Form {
        action: frame.link(&here.path),
        hidden: std::iter::once(("seen", row.modified_at.to_string())).chain(known.values().kept()).collect(),
        fields: values.fields(&frame, Some(&known.values()), &said.wrong),
        button: frame.t("person-change-button"),
        ..Form::default()
    };
    let above = Link { name, url: frame.link(&format!("{}/{}", list_path(&known.group.slug), row.id)) };
    page_of(frame, signed_in, above, ("person-change-lead", form), said)
}

pub(super) async fn ask(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, person)): Path<(String, String)>,
) -> Response {
    let asked = async {
        Ok(match known(&app, &here, signed_in.account, &slug, &person).await? {
            Ok(known) => change_page(&app, &here, signed_in, &known, &known.values(), Said::default()),
            Err(answer) => answer,
        })
    };
    here.answer(&app, asked.await)
}

/// Whatever nobody touched stays. Who saves a page that is older than the record sees first that somebody else changed it.
pub(super) async fn change(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path((slug, person)): Path<(String, String)>,
    Sent(body): Sent,
) -> Response {
    let changed = async {
        let known = match known(&app, &here, signed_in.account, &slug, &person).await? {
            Ok(known) => known,
            Err(answer) => return Ok(answer),
        };
        let typed = Typed::read(&body);
        let (values, frame, id) = (Values::read(&typed), here.frame(&app, ""), known.person.row.id);
        if typed.get("seen") != known.person.row.modified_at.to_string() {
            let (values, refusal) = (values.upon(&typed, &known.values()), Some(frame.t("person-refused-meanwhile")));
            return Ok(change_page(&app, &here, signed_in, &known, &values, Said { wrong: Vec::new(), refusal }));
        }
        let filled = match values.check(&frame, &known.values(), &known.group.country) {
            Ok(filled) => filled,
            Err(wrong) => {
                return Ok(change_page(&app, &here, signed_in, &known, &values, Said { wrong, refusal: None }));
            }
        };
        let done = write(&app, &signed_in, &known, filled).await?;
        match &done {
            Outcome::Refused(message) => {
                let said = refused(&frame, message);
                Ok(change_page(&app, &here, signed_in, &known, &values, said))
            }
            done => Ok(led_back_saying(&app, &here, done, &format!("{}/{id}", list_path(&slug)), "person-changed")),
        }
    };
    here.answer(&app, changed.await)
}

async fn write(app: &App, signed_in: &SignedIn, known: &Known, filled: Filled) -> Result<Outcome<()>, Fault> {
    let (group, id, now) = (known.group.id, known.person.row.id, app.clock.now());
    let Filled { checked, source } = filled;
    let by = (group, signed_in.account);
    let mut change = api_write::prepare_change(&app.intake(), by, id, checked, Changes::default(), now);
    change.said = told_to_organiser::agreed(group, &source, now).into_iter().collect();
    let vault = app.vault.clone();
    let done =
        for_group(app, signed_in.account, ("people.change", &known.group.slug, id), Deed::SeeSupporters, move |tx, act, _| {
            api_write::change(tx, &vault, act.now, &change)
        });
    done.await
}

/// A refusal at the field that it is about.
fn refused(frame: &Frame, message: &'static str) -> Said {
    let field = match message {
        message if message == ChangeRefusal::AddressTaken.message() => "email",
        message if message == ChangeRefusal::NumberTaken.message() || message == ChangeRefusal::NothingLeft.message() => "phone",
        _ => return Said { wrong: Vec::new(), refusal: Some(frame.t(message)) },
    };
    Said { wrong: vec![FieldError { field, message: frame.t(message) }], refusal: None }
}

fn add_page(app: &App, here: &Here, signed_in: SignedIn, (slug, group): (&str, &Group), values: &Values, said: Said) -> Response {
    let mut frame = here.frame(app, "");
    frame.title = frame.t("person-add");
    let form = Form {
        action: frame.link(&here.path),
        fields: values.fields(&frame, None, &said.wrong),
        button: frame.t("person-add-button"),
        ..Form::default()
    };
    let above = Link { name: frame.t1("supporters-of", "group", &group.name), url: frame.link(&list_path(slug)) };
    page_of(frame, signed_in, above, ("person-add-lead", form), said)
}

async fn group_here(app: &App, here: &Here, account: Id, slug: &str) -> Result<Result<Group, Response>, Fault> {
    if let Err(answer) = group_of(app, here, account, slug, Deed::SeeSupporters).await? {
        return Ok(Err(answer));
    }
    let look = |_: &mut Tx<'_>, _: &Actor, group: &Group| Ok(group.clone());
    Ok(match read_for_group(app, account, slug, Deed::SeeSupporters, look).await? {
        Outcome::Done(group) => Ok(group),
        other => Err(led_back(app, here, &other, "")),
    })
}

pub(super) async fn ask_whom(State(app): State<App>, here: Here, signed_in: SignedIn, Path(slug): Path<String>) -> Response {
    let asked = async {
        Ok(match group_here(&app, &here, signed_in.account, &slug).await? {
            Ok(group) => {
                let values = Values::read(&Typed::read(&[]));
                add_page(&app, &here, signed_in, (&slug, &group), &values, Said::default())
            }
            Err(answer) => answer,
        })
    };
    here.answer(&app, asked.await)
}

/// Somebody who stands on the list already is not changed here: their page is the place for that.
pub(super) async fn add(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let added = async {
        let group = match group_here(&app, &here, signed_in.account, &slug).await? {
            Ok(group) => group,
            Err(answer) => return Ok(answer),
        };
        let (values, frame) = (Values::read(&Typed::read(&body)), here.frame(&app, ""));
        let again = |said: Said| add_page(&app, &here, signed_in.clone(), (&slug, &group), &values, said);
        let filled = match values.check(&frame, &Values::default(), &group.country) {
            Ok(filled) => filled,
            Err(wrong) => return Ok(again(Said { wrong, refusal: None })),
        };
        let now = app.clock.now();
        let Some(person) = api_write::prepare(&app.intake(), group.id, &filled.checked, now)? else {
            let wrong = vec![FieldError { field: "email", message: frame.t("person-error-nothing") }];
            return Ok(again(Said { wrong, refusal: None }));
        };
        let (said, id) = (told_to_organiser::agreed(group.id, &filled.source, now).into_iter().collect(), person.id);
        let (otherwise, identifiers, tags, by) = (Vec::new(), Vec::new(), Changes::default(), signed_in.account);
        let input = SignUp { person, said, otherwise, identifiers, tags, by };
        let vault = app.vault.clone();
        let verb = move |tx: &mut Tx<'_>, act: &_, _: &Group| add_new(tx, &vault, act, &input);
        let done = for_group(&app, signed_in.account, ("people.add", &slug, id), Deed::SeeSupporters, verb).await?;
        match &done {
            Outcome::Refused(message) => Ok(again(refused(&frame, message))),
            done => Ok(led_back_saying(&app, &here, done, &format!("{}/{id}", list_path(&slug)), "person-added")),
        }
    };
    here.answer(&app, added.await)
}

fn add_new(
    tx: &mut Tx<'_>,
    vault: &crate::keys::Vault,
    act: &crate::coalitions::Act,
    input: &SignUp,
) -> Result<Result<(), ChangeRefusal>, Fault> {
    let list = Scope::of(input.person.group);
    let keys = [(input.person.email, ChangeRefusal::AddressTaken), (input.person.phone, ChangeRefusal::NumberTaken)];
    for (key, refusal) in keys {
        if let Some((key, _)) = key
            && !store::people_of_key(tx, list, key)?.is_empty()
        {
            return Ok(Err(refusal));
        }
    }
    api_write::sign_up(tx, vault, act.now, input).map(|_| Ok(()))
}
