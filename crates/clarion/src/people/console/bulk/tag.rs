//! A tag given to everybody whom a question chooses, or taken from them.

use super::super::{asked, list_path};
use super::{Facts, Verb, answered};
use crate::access::SignedIn;
use crate::app::App;
use crate::audit;
use crate::ids::Id;
use crate::people::beside::tags::{self, Named, TagRefusal};
use crate::web::frame::Frame;
use crate::web::site::Here;
use crate::web::typed::{Sent, Typed};
use crate::web::views_console::{Field, Form};
use axum::extract::{Path, State};
use axum::response::Response;
use db::Fault;

/// People changed with one commit.
const SLICE: usize = 500;

/// The form below a list.
pub(super) fn form(frame: &Frame, slug: &str, typed: &Typed) -> Form {
    let deeds = vec![("give".to_owned(), frame.t("bulk-give")), ("take".to_owned(), frame.t("bulk-take"))];
    Form {
        action: frame.link(&format!("{}/tag", list_path(slug))),
        hidden: asked::hidden(typed),
        fields: vec![
            Field::choice("deed", frame.t("bulk-deed"), "give".to_owned(), deeds),
            Field::line("name", frame.t("bulk-tag"), String::new(), tags::NAME_CHARS_MAX),
        ],
        button: frame.t("bulk-button"),
        ..Form::default()
    }
}

pub(in super::super) async fn tag(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    here.answer(&app, answered::<Tagging>(&app, &here, signed_in, &slug, &Typed::read(&body)).await)
}

/// A tag, as it was typed, to be given or taken.
struct Tagging {
    gives: bool,
    typed: String,
    named: Named,
}

impl Verb for Tagging {
    type Refused = TagRefusal;
    const TOO_MANY_PEOPLE: TagRefusal = TagRefusal::TooManyPeople;

    fn read(app: &App, facts: &Facts, typed: &Typed) -> Result<Result<Self, TagRefusal>, Fault> {
        let name = typed.get("name").trim();
        let named = tags::prepare(&app.vault, &app.ids, app.clock.now(), facts.group.id, name)?;
        let of = |named| Self { gives: typed.get("deed") != "take", typed: name.to_owned(), named };
        Ok(named.map(of).ok_or(TagRefusal::NoName))
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![("deed", if self.gives { "give" } else { "take" }.to_owned()), ("name", self.typed.clone())]
    }

    fn question(&self, frame: &Frame, people: usize) -> String {
        frame.tn1(if self.gives { "bulk-ask-give" } else { "bulk-ask-take" }, people as u64, "tag", &self.typed)
    }

    fn lead(&self) -> &'static str {
        if self.gives { "bulk-ask-give-lead" } else { "bulk-ask-take-lead" }
    }

    fn change(self, app: &App, (account, group): (Id, Id), identities: &[Id]) -> Result<Result<u64, TagRefusal>, Fault> {
        let (now, gives, named) = (app.clock.now(), self.gives, self.named);
        let deed = app.ids.fresh(now);
        let found = app.db.write_bulk("people.tag", move |tx| {
            let found = match gives {
                true => tags::find_or_add(tx, now, &named)?,
                false => tags::find(tx, &named)?.ok_or(TagRefusal::Unknown),
            };
            let about = found.unwrap_or(Id::ZERO);
            audit::Note::of(deed, now, (account, group), "people.tag_many", about).noted(tx, found)
        })?;
        let tag = match found {
            Ok(tag) => tag,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let mut changed = 0;
        for slice in identities.chunks(SLICE) {
            let slice = slice.to_vec();
            let done = app.db.write_bulk("people.tag_many", move |tx| match gives {
                true => tags::give(tx, now, group, tag, account, &slice),
                false => tags::take(tx, group, tag, &slice).map(Ok),
            })?;
            match done {
                Ok(people) => changed += people,
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        if !gives {
            app.db.write_bulk("people.drop_tag", move |tx| tags::drop_unused(tx, group, tag))?;
        }
        Ok(Ok(changed))
    }

    fn done(&self) -> &'static str {
        if self.gives { "tagged" } else { "untagged" }
    }
}
