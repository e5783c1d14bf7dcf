//! Who speaks and votes for the groups of a coalition, and for one's own group: naming, resigning, recalling.

use super::coalition::{acting_field, framed};
use super::deed::{Outcome, There};
use super::people::{names, seated};
use super::{Waiting, answer_waiting, for_coalition, led_back, led_back_saying, read_for_coalition, say, unreadable};
use crate::access::accounts::name_of;
use crate::access::{self, Deed, SignedIn, Standing};
use crate::app::App;
use crate::coalitions::delegates::recall::{self, Recall, RecallRefusal};
use crate::coalitions::delegates::{self, Holding, Post, name as naming};
use crate::coalitions::{Role, SteeringGroup, steering};
use crate::ids::Id;
use crate::keys::Vault;
use crate::notices::Signer;
use crate::plans;
use crate::web::frame::{self, Frame};
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::typed::{Query, Sent, Typed};
use crate::web::views_console::{Button, Field, Form, Row, Section, SectionsPage};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{Fault, Tx};

/// Somebody in a post, with their name.
struct Held {
    holding: Holding,
    name: String,
}

struct Facts {
    all: Vec<(SteeringGroup, Option<String>, Option<String>)>,
    current: Vec<Held>,
    before: Vec<Held>,
    recalls: Vec<(Recall, String, String)>,
    people: Vec<(Id, String)>,
}

fn facts(app: &App, tx: &mut Tx<'_>, there: &There, now: i64) -> Result<Facts, Fault> {
    let (vault, coalition, own) = (&app.vault, there.coalition.id, there.group.id);
    let mut all = Vec::new();
    for group in steering(tx, coalition)? {
        let mut named = |account: Option<Id>| account.map(|account| name_of(tx, vault, account)).transpose();
        let (delegate, deputy) = (named(group.delegate)?, named(group.deputy)?);
        all.push((group, delegate, deputy));
    }
    let mut recalls = Vec::new();
    for found in recall::open(tx, coalition, own, now)? {
        let (who, by) = (name_of(tx, vault, found.account)?, name_of(tx, vault, found.proposed_by)?);
        recalls.push((found, who, by));
    }
    let current = delegates::current(tx, coalition, own)?;
    let current = held(tx, vault, current)?;
    let before = delegates::history(tx, coalition, own)?.into_iter().filter(|holding| holding.ended_at.is_some()).collect();
    let people = seated(tx, own)?;
    Ok(Facts { all, current, before: held(tx, vault, before)?, recalls, people: names(app, &people)? })
}

fn held(tx: &mut Tx<'_>, vault: &Vault, holdings: Vec<Holding>) -> Result<Vec<Held>, Fault> {
    holdings.into_iter().map(|holding| Ok(Held { name: name_of(tx, vault, holding.account)?, holding })).collect()
}

pub(super) async fn show(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Query(query): Query,
) -> Response {
    let shown = async {
        let (now, reading) = (app.clock.now(), app.clone());
        let look = move |tx: &mut Tx<'_>, there: &There| facts(&reading, tx, there, now);
        let seen = read_for_coalition(&app, signed_in.account, (&slug, query.get("as")), Deed::SeeCoalition, look).await?;
        let (there, facts) = match seen {
            Outcome::Done(seen) => seen,
            other => return Ok(led_back(&app, &here, &other, "")),
        };
        let account = signed_in.account;
        let mut frame = here.frame(&app, "");
        frame.title = frame.t("console-delegates");
        let mut page = SectionsPage::new(frame, signed_in);
        framed(&mut page, &here, &there);
        page.lead = page.frame.t("delegates-lead");
        say(&mut page, &query);
        page.sections = sections(&page.frame, &there, &facts, account);
        Ok(frame::html(StatusCode::OK, &page))
    };
    here.answer(&app, shown.await)
}

fn post_words(frame: &Frame, post: Post) -> String {
    match post {
        Post::Delegate => frame.t("post-delegate"),
        Post::Deputy => frame.t("post-deputy"),
    }
}

fn sections(frame: &Frame, there: &There, facts: &Facts, account: Id) -> Vec<Section> {
    let mut sections = Vec::new();
    if there.standing.role == Some(Role::Steering) {
        sections.extend(own_sections(frame, there, facts, account));
    }
    let row = |(group, delegate, deputy): &(SteeringGroup, Option<String>, Option<String>)| {
        let nobody = || frame.t("post-nobody");
        let (delegate, deputy) = (delegate.clone().unwrap_or_else(nobody), deputy.clone().unwrap_or_else(nobody));
        Row {
            name: group.group.name.clone(),
            facts: vec![frame.t1("post-delegate-is", "name", delegate), frame.t1("post-deputy-is", "name", deputy)],
            ..Row::default()
        }
    };
    let rows = facts.all.iter().map(row).collect();
    sections.push(Section { id: "all", heading: frame.t("delegates-all"), rows, ..Section::default() });
    sections
}

fn own_sections(frame: &Frame, there: &There, facts: &Facts, account: Id) -> Vec<Section> {
    let names_them = there.may_alone(Deed::NameDelegates);
    let own = Section {
        id: "own",
        heading: frame.t1("delegates-own", "group", &there.group.name),
        rows: facts.current.iter().map(|held| current_row(frame, there, facts, held, account)).collect(),
        empty: frame.t("delegates-own-empty"),
        form: (names_them && !facts.people.is_empty()).then(|| name_form(frame, there, facts)),
        ..Section::default()
    };
    let mut sections = vec![own];
    if !facts.recalls.is_empty() {
        sections.push(Section {
            id: "recalls",
            heading: frame.t("recalls"),
            rows: facts.recalls.iter().map(|recall| recall_row(frame, there, recall, account)).collect(),
            ..Section::default()
        });
    }
    let before = |held: &Held| Row {
        name: held.name.clone(),
        badge: Some(post_words(frame, held.holding.post)),
        facts: vec![frame.t2(
            "post-from-to",
            ("from", &frame.date(&zoned(held.holding.named_at, SITE_ZONE))),
            ("to", &frame.date(&zoned(held.holding.ended_at.unwrap_or_default(), SITE_ZONE))),
        )],
        ..Row::default()
    };
    if !facts.before.is_empty() {
        let rows = facts.before.iter().map(before).collect();
        sections.push(Section { id: "before", heading: frame.t("delegates-before"), rows, ..Section::default() });
    }
    sections
}

fn button(frame: &Frame, there: &There, path: &str, (words, about, danger): (String, &str, bool)) -> Button {
    let action = frame.link(&format!("/console/coalitions/{}{path}", there.coalition.slug));
    Button { words, about: about.to_owned(), action, fields: vec![acting_field(there)], danger }
}

fn current_row(frame: &Frame, there: &There, facts: &Facts, held: &Held, account: Id) -> Row {
    let waits = facts.recalls.iter().any(|(recall, ..)| recall.holding == held.holding.id);
    let mut buttons = Vec::new();
    if held.holding.account == account {
        buttons.push(button(frame, there, "/delegates/resign", (frame.t("post-resign"), &held.name, true)));
    } else if !waits && there.may_alone(Deed::RecallDelegate) {
        let mut recall = button(frame, there, "/recalls", (frame.t("recall-propose"), &held.name, true));
        recall.fields.push(("post", held.holding.post.as_str().to_owned()));
        buttons.push(recall);
    }
    Row {
        name: held.name.clone(),
        badge: Some(post_words(frame, held.holding.post)),
        facts: vec![frame.t1("post-since", "when", frame.date(&zoned(held.holding.named_at, SITE_ZONE)))],
        buttons,
        ..Row::default()
    }
}

fn recall_row(frame: &Frame, there: &There, (recall, who, by): &(Recall, String, String), account: Id) -> Row {
    let path = |deed: &str| format!("/recalls/{}/{deed}", recall.id);
    let mut buttons = Vec::new();
    if recall.proposed_by == account {
        buttons.push(button(frame, there, &path("withdraw"), (frame.t("answer-withdraw"), who, false)));
    } else if recall.account != account {
        buttons.push(button(frame, there, &path("confirm"), (frame.t("recall-confirm"), who, true)));
    }
    Row {
        name: frame.t1("recall-of", "name", who),
        facts: vec![
            frame.t1("recall-by", "name", by),
            frame.t("recall-second"),
            frame.t1("open-until", "when", frame.date_time(&zoned(recall.expires_at, SITE_ZONE))),
        ],
        buttons,
        ..Row::default()
    }
}

fn name_form(frame: &Frame, there: &There, facts: &Facts) -> Form {
    let posts = [Post::Delegate, Post::Deputy].map(|post| (post.as_str().to_owned(), post_words(frame, post)));
    let people = facts.people.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    Form {
        heading: frame.t("name-title"),
        action: frame.link(&format!("/console/coalitions/{}/delegates", there.coalition.slug)),
        hidden: vec![acting_field(there)],
        fields: vec![
            Field::choice("post", frame.t("name-post"), String::new(), posts.into()),
            Field::choice("person", frame.t("name-person"), String::new(), people).hinted(frame.t("name-person-hint")),
        ],
        button: frame.t("name-button"),
        ..Form::default()
    }
}

fn back(slug: &str, acting_for: &str) -> String {
    format!("/console/coalitions/{slug}/delegates?as={acting_for}")
}

fn naming_deed(standing: Standing) -> Deed {
    Deed::NameDelegates(standing.group)
}

fn recalling(standing: Standing) -> Deed {
    Deed::RecallDelegate(standing.group)
}

pub(super) async fn name(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let named = async {
        let (Some(post), Ok(person)) = (Post::of(typed.get("post")), typed.get("person").parse::<Id>()) else {
            return unreadable(&app, &here, signed_in.account, (&slug, typed.get("as")), naming_deed).await;
        };
        let (acting_for, signer) = (typed.get("as"), Signer::of(&app));
        let outcome = for_coalition(
            &app,
            signed_in.account,
            ("coalitions.name_delegate", &slug, acting_for),
            naming_deed,
            move |tx, act, coalition| {
                let has_seat = access::actor(tx, person)?.is_some_and(|actor| actor.role_in(act.group).is_some());
                let named = naming::name(tx, act, coalition, post, person, has_seat)?;
                if named.is_ok() {
                    // From now on their passkeys wait until they may vote.
                    plans::passkeys::enter_of_account(tx, &signer, act.now, person)?;
                }
                Ok(named)
            },
        );
        Ok(led_back_saying(&app, &here, &outcome.await?, &back(&slug, acting_for), "named"))
    };
    here.answer(&app, named.await)
}

pub(super) async fn resign(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let resigned = async {
        let acting_for = typed.get("as");
        let outcome =
            for_coalition(&app, signed_in.account, ("coalitions.resign", &slug, acting_for), Deed::SeeCoalition, naming::resign);
        Ok(led_back_saying(&app, &here, &outcome.await?, &back(&slug, acting_for), "resigned"))
    };
    here.answer(&app, resigned.await)
}

pub(super) async fn propose_recall(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    let typed = Typed::read(&body);
    let proposed = async {
        let Some(post) = Post::of(typed.get("post")) else {
            return unreadable(&app, &here, signed_in.account, (&slug, typed.get("as")), recalling).await;
        };
        let acting_for = typed.get("as");
        let outcome = for_coalition(
            &app,
            signed_in.account,
            ("coalitions.propose_recall", &slug, acting_for),
            recalling,
            move |tx, act, coalition| recall::propose(tx, act, coalition, post),
        );
        Ok(led_back_saying(&app, &here, &outcome.await?, &back(&slug, acting_for), "recall-proposed"))
    };
    here.answer(&app, proposed.await)
}

/// `confirm` or `withdraw` a recall in this coalition.
pub(super) async fn answer_recall(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(of): Path<(String, String, String)>,
    Sent(body): Sent,
) -> Response {
    let waiting = Waiting {
        yes: "confirm",
        find: |tx: &mut Tx<'_>, id| Ok(recall::find(tx, id)?.map(|found| found.coalition)),
        say_yes: recall::confirm,
        withdraw: recall::withdraw,
        over: RecallRefusal::Over,
        back,
        said: ["recalled", "proposal-withdrawn"],
    };
    let names = ["coalitions.confirm_recall", "coalitions.withdraw_recall"];
    answer_waiting((&app, &here, &signed_in), names, of, &body, recalling, waiting).await
}
