//! A group's supporters as a CSV file, or the receipts of their consents: those whom a question chooses, for owners.
//!
//! The file is written as it is sent, a slice of people at a time, and lies nowhere on the server. What a spreadsheet would run as a
//! formula has an apostrophe before it; an import of this server knows its own file and takes the apostrophe off again.

use super::list::{everybody, look};
use crate::access::{Deed, SignedIn};
use crate::app::App;
use crate::audit;
use crate::coalitions::console::{Outcome, led_back};
use crate::ids::Id;
use crate::people::Scope;
use crate::people::beside::tags::{self, TagRefusal};
use crate::people::csv_columns::column_of_field;
use crate::people::csv_rows::EXPORT_COLUMNS;
use crate::people::fields::{self, choosing};
use crate::people::import::in_cell;
use crate::people::store::{self, ConsentRow, DatedRow};
use crate::people::{ConsentStatus, Details, Purpose, told_to_organiser};
use crate::refusal::Refusal as _;
use crate::web::site::{Here, SITE_ZONE, zoned};
use crate::web::spreadsheet;
use crate::web::typed::{Sent, Typed};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use db::Fault;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// People written at once.
const SLICE: usize = 500;
/// After the two that name the file as ours; words that an import knows.
const COLUMNS: [&str; 12] = [
    "given_name",
    "family_name",
    "email",
    "phone",
    "street",
    "city",
    "state",
    "zip",
    "country",
    "language",
    "news_by_email",
    "tags",
];

/// One line for each consent: whose, for what, how it stands, in which words, from where, when.
const RECEIPT_COLUMNS: [&str; 12] = [
    "receipt_of",
    "given_name",
    "family_name",
    "email",
    "phone",
    "channel",
    "purpose",
    "status",
    "words",
    "how_we_know",
    "source",
    "noted_at_utc",
];

/// What the file holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    People,
    Receipts,
}

pub(super) async fn download(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    made((&app, &here, signed_in), &slug, &body, Content::People).await
}

pub(super) async fn receipts(
    State(app): State<App>,
    here: Here,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    Sent(body): Sent,
) -> Response {
    made((&app, &here, signed_in), &slug, &body, Content::Receipts).await
}

async fn made((app, here, signed_in): (&App, &Here, SignedIn), slug: &str, body: &[u8], content: Content) -> Response {
    let typed = Typed::read(body);
    let made = async {
        let facts = match look(app, here, signed_in.account, slug, Deed::ExportSupporters).await? {
            Ok(facts) => facts,
            Err(answer) => return Ok(answer),
        };
        let Some(people) = everybody(app, &facts, &typed).await? else {
            let refusal = Outcome::<()>::Refused(TagRefusal::ListTooLong.message());
            return Ok(led_back(app, here, &refusal, &super::list_path(slug)));
        };
        let by = (signed_in.account, facts.group.id);
        let deed = if content == Content::People { "people.export" } else { "people.export_receipts" };
        let noted = audit::Note::new(&app.ids, app.clock.now(), by, deed, Id::ZERO);
        app.db.write("people.export", move |tx| audit::note(tx, &noted)).await?;
        let names = facts.choices.tags.into_iter().map(|tag| (tag.id, tag.name)).collect();
        let (vault, group) = (app.vault.clone(), facts.group.id);
        let fields = app.db.read_newest(move |tx| fields::of_group(tx, &vault, group)).await?;
        let fields = Arc::new(fields.into_iter().map(|field| field.name).collect());
        let file = File { app: app.clone(), content, group, names: Arc::new(names), fields, people, next: 0 };
        let name = if content == Content::People { "supporters" } else { "consent-receipts" };
        Ok(spreadsheet::download(&format!("{slug}-{name}.csv"), Body::from_stream(file.stream())))
    };
    here.answer(app, made.await)
}

/// A file that is being written.
struct File {
    app: App,
    content: Content,
    group: Id,
    names: Arc<HashMap<Id, String>>,
    /// The group's own fields: a column for each.
    fields: Arc<Vec<String>>,
    people: Vec<(Id, Id)>,
    next: usize,
}

impl File {
    /// The header, then slices of people. A database that goes away ends the file before its end, which the browser tells.
    fn stream(self) -> impl futures_util::Stream<Item = Result<Vec<u8>, std::io::Error>> {
        futures_util::stream::unfold((self, false), |(mut file, begun)| async move {
            if !begun {
                let columns: Vec<String> = match file.content {
                    Content::People => {
                        let own = EXPORT_COLUMNS.iter().chain(&COLUMNS).map(|column| (*column).to_owned());
                        own.chain(file.fields.iter().map(|name| column_of_field(name))).collect()
                    }
                    Content::Receipts => RECEIPT_COLUMNS.map(str::to_owned).to_vec(),
                };
                return Some((spreadsheet::heading(&columns), (file, true)));
            }
            let slice: Vec<(Id, Id)> = file.people.iter().skip(file.next).take(SLICE).copied().collect();
            if slice.is_empty() {
                return None;
            }
            file.next += slice.len();
            let lines = match file.content {
                Content::People => file.lines(slice).await,
                Content::Receipts => file.receipts(slice).await,
            };
            let lines = lines.map_err(|fault| std::io::Error::other(fault.to_string()));
            let bytes = lines.and_then(|lines| spreadsheet::lines(&lines));
            if bytes.is_err() {
                file.next = file.people.len();
            }
            Some((bytes, (file, true)))
        })
    }

    async fn receipts(&self, slice: Vec<(Id, Id)>) -> Result<Vec<Vec<String>>, Fault> {
        let (app, group) = (self.app.clone(), self.group);
        let read = self.app.db.read_newest(move |tx| {
            let ids: Vec<Id> = slice.iter().map(|(id, _)| *id).collect();
            let mut rows = store::people_of_group(tx, Scope::of(group), &ids)?;
            rows.sort_by_key(|dated| std::cmp::Reverse(dated.row.id));
            let mut whole = Vec::with_capacity(rows.len());
            for dated in rows {
                let mut said = store::consents_of(tx, Scope::of(group), dated.row.identity)?;
                if let Some(number) = dated.row.phone_identity.filter(|number| *number != dated.row.identity) {
                    said.extend(store::consents_of(tx, Scope::of(group), number)?);
                }
                whole.push((dated, said));
            }
            Ok(whole)
        });
        let mut lines = Vec::new();
        for (dated, said) in read.await? {
            let row = &dated.row;
            let details = Details::from_bytes(&app.vault.open_sealed(row.group, &row.id.0, &row.sealed)?)?;
            lines.extend(said.iter().map(|said| receipt(row.id, &details, said)));
        }
        Ok(lines)
    }

    async fn lines(&self, slice: Vec<(Id, Id)>) -> Result<Vec<Vec<String>>, Fault> {
        let (app, group, names, vault) = (self.app.clone(), self.group, Arc::clone(&self.names), self.app.vault.clone());
        let read = self.app.db.read_newest(move |tx| {
            let ids: Vec<Id> = slice.iter().map(|(id, _)| *id).collect();
            let mut rows = store::people_of_group(tx, Scope::of(group), &ids)?;
            rows.sort_by_key(|dated| std::cmp::Reverse(dated.row.id));
            let identities: Vec<Id> = rows.iter().map(|dated| dated.row.identity).collect();
            let tags = tags::of_people(tx, group, &identities)?;
            let email = seal::Channel::Email.code();
            let consents = store::news_consents(tx, Scope::of(group), &identities)?;
            let news: HashMap<Id, i64> = consents
                .into_iter()
                .filter(|(_, channel, ..)| *channel == email)
                .map(|(who, _, status, _)| (who, status))
                .collect();
            let chosen = choosing::in_words(tx, &vault, group, &identities)?;
            Ok((rows, tags, news, chosen))
        });
        let (rows, tags, news, mut chosen) = read.await?;
        let mut line = |dated: &DatedRow| {
            let identity = dated.row.identity;
            let tags = tags.get(&identity).into_iter().flatten().filter_map(|tag| names.get(tag)).cloned();
            let tags: Vec<String> = tags.map(|name| in_cell(&name).into_owned()).collect();
            let known = (news.get(&identity).copied(), tags.join(", "));
            self::line(&app, dated, known, (&self.fields, chosen.remove(&identity).unwrap_or_default()))
        };
        rows.iter().map(&mut line).collect()
    }
}

/// A number as the API shows it: with a plus before it a cell needs an apostrophe, which other systems take for a part of it.
fn digits(number: &str) -> &str {
    number.trim_start_matches('+')
}

fn receipt(person: Id, details: &Details, said: &ConsentRow) -> Vec<String> {
    let channel = if said.channel == seal::Channel::Email.code() { "email" } else { "phone" };
    let purpose = match said.purpose {
        purpose if purpose == Purpose::News as i64 => "news of the group",
        purpose if purpose == Purpose::Calls as i64 => "calls of the coalition",
        _ => "this action only",
    };
    let (status, how) = match said.status {
        status if status == ConsentStatus::Confirmed as i64 => ("yes", "confirmed by the person"),
        status if status == ConsentStatus::Asserted as i64 => ("yes", "asserted by the group"),
        status if status == ConsentStatus::Unsubscribed as i64 && said.source.is_empty() => ("no", "said by the person"),
        status if status == ConsentStatus::Unsubscribed as i64 => ("no", "asserted by the group"),
        _ => ("no", "mail failed"),
    };
    let at = jiff::Timestamp::from_microsecond(said.noted_at).map_or_else(|_| String::new(), |at| at.to_string());
    let details = [&details.given_name[..], &details.family_name, &details.email, digits(&details.phone)].map(str::to_owned);
    // By whom the group was told stands in its own console and audit log.
    let source = match told_to_organiser::organiser_of(&said.source) {
        Some(_) => "said to an organizer of the group",
        None => &said.source,
    };
    let rest = [channel, purpose, status, &said.words, how, source, &at].map(str::to_owned);
    std::iter::once(person.to_string()).chain(details).chain(rest).collect()
}

fn line(
    app: &App,
    dated: &DatedRow,
    (news, tags): (Option<i64>, String),
    (fields, chosen): (&[String], BTreeMap<String, String>),
) -> Result<Vec<String>, Fault> {
    let (row, coarse) = (&dated.row, &dated.row.coarse);
    let details = Details::from_bytes(&app.vault.open_sealed(row.group, &row.id.0, &row.sealed)?)?;
    let news = match news {
        None => "",
        Some(status) if status == ConsentStatus::Confirmed as i64 => "confirmed",
        Some(status) if status == ConsentStatus::Asserted as i64 => "asserted",
        Some(_) => "left",
    };
    let since = zoned(dated.created_at, SITE_ZONE).date().to_string();
    let coarse = [coarse.region.clone(), coarse.zip.clone(), coarse.country.clone(), coarse.lang.clone()];
    let mut custom = details.custom;
    custom.extend(chosen);
    let phone = digits(&details.phone).to_owned();
    let details = [details.given_name, details.family_name, details.email, phone, details.street, details.locality];
    let first = [row.id.to_string(), since];
    let own = fields.iter().map(|name| custom.get(name).cloned().unwrap_or_default());
    Ok(first.into_iter().chain(details).chain(coarse).chain([news.to_owned(), tags]).chain(own).collect())
}
