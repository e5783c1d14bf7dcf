//! The pages of plans and ballots. Plain data: who may do what was decided before it came here.

use askama::Template;
use jiff::ZonedDateTime;

use super::frame::Frame;
use super::views::Link;
use crate::access::SignedIn;
use crate::plans::document::Both;

/// A plan in the list.
pub struct PlanRow {
    /// Its title and page.
    pub link: Link,
    /// Where it stands.
    pub state: String,
}

/// The plans of a coalition.
#[derive(Template)]
#[template(path = "plans/list.html")]
pub struct PlansPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// The coalition's name.
    pub coalition: String,
    /// The newest first.
    pub plans: Vec<PlanRow>,
    /// Where a new one is written.
    pub new_url: String,
    /// Where passkeys wait until they count.
    pub passkeys_url: String,
}

/// Where an open page hears that something happened, and as of what it was made.
pub struct Live {
    /// The stream.
    pub url: String,
    /// Another number than this says that the page is old.
    pub mark: u32,
}

/// A name and what it is.
pub struct Row {
    /// Its name.
    pub name: String,
    /// What it is.
    pub value: String,
}

/// An end and how long it is until then.
pub struct End {
    /// What ends or begins.
    pub name: String,
    /// When, in the plan's zone.
    pub at: ZonedDateTime,
    /// The same for programs.
    pub iso: String,
    /// How long that is from now, in words.
    pub left: String,
}

/// What an outcome says and whom it tells.
pub struct OutcomeRow {
    /// Its word in addresses and fields.
    pub key: &'static str,
    /// "If it is called".
    pub heading: String,
    /// The subject.
    pub subject: String,
    /// The words.
    pub text: String,
    /// Whom it tells, in order.
    pub waves: Vec<String>,
}

/// A fact.
pub struct FactRow {
    /// What happened.
    pub words: String,
    /// How we know.
    pub source: String,
    /// When it was noted.
    pub at: ZonedDateTime,
    /// By whose organiser.
    pub group: String,
}

/// A version in the list.
pub struct VersionRow {
    /// Its number and its page.
    pub link: Link,
    /// When it was saved.
    pub at: ZonedDateTime,
}

/// A plan.
#[derive(Template)]
#[template(path = "plans/plan.html")]
pub struct PlanPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// Its stream, until it is over.
    pub live: Option<Live>,
    /// All plans.
    pub list: Link,
    /// Where it stands.
    pub state: String,
    /// What could not be done.
    pub refusal: Option<String>,
    /// When the ballot ends, unless it is over.
    pub deadline: Option<End>,
    /// Where it is changed, if it can be.
    pub edit_url: Option<String>,
    /// What would have to happen.
    pub scenarios: Vec<String>,
    /// What did.
    pub facts: Vec<FactRow>,
    /// Where facts are noted, if they can be.
    pub fact_action: Option<String>,
    /// The rule.
    pub rule: Vec<Row>,
    /// The outcomes.
    pub outcomes: Vec<OutcomeRow>,
    /// The newest version.
    pub version: i64,
    /// What is still missing.
    pub readiness_url: String,
    /// Where not every group could vote in a ballot that is prepared now.
    pub few_voters: Option<String>,
    /// Where a drill is started, if this person can.
    pub drill_action: Option<String>,
    /// The outcomes that tell somebody: what a drill can be of.
    pub drill_outcomes: Vec<Choose>,
    /// Its drills, the newest first.
    pub drills: Vec<Link>,
    /// Where a ballot is prepared, if one can be.
    pub prepare_action: Option<String>,
    /// Its ballots, the newest first.
    pub ballots: Vec<Link>,
    /// Its versions, the newest first.
    pub versions: Vec<VersionRow>,
}

/// Something that lacks something, with where each thing is mended.
pub struct Lacking {
    /// What it is.
    pub name: String,
    /// What is missing.
    pub lacks: Vec<Link>,
}

/// The events of one state.
pub struct StateReadyRow {
    /// The state.
    pub name: String,
    /// How many there are.
    pub events: u64,
    /// How many lack nothing.
    pub ready: u64,
    /// How many people their hosts expect.
    pub expected: u64,
    /// How many said that they come.
    pub coming: u64,
}

/// How ready an outcome is.
pub struct OutcomeReadyRow {
    /// "If it is called".
    pub heading: String,
    /// Its word in ids.
    pub key: &'static str,
    /// What is missing.
    pub lacks: Vec<Link>,
    /// Its last drill.
    pub drill: Option<Link>,
    /// Whom that reached, wave by wave.
    pub waves: Vec<String>,
}

/// What is missing before a plan could be carried out.
#[derive(Template)]
#[template(path = "plans/readiness.html")]
pub struct ReadinessPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// The plan.
    pub plan: Link,
    /// The outcomes.
    pub outcomes: Vec<OutcomeReadyRow>,
    /// How long mails take, and how we know.
    pub pace: String,
    /// How many people pledged to take part.
    pub pledged: u64,
    /// The steering groups that lack something.
    pub groups: Vec<Lacking>,
    /// To the open ballot, where it can decide nothing any more.
    pub stuck: Option<Link>,
    /// How many steering groups there are.
    pub groups_all: u64,
    /// The events by state.
    pub states: Vec<StateReadyRow>,
    /// The events that lack something.
    pub events: Vec<Lacking>,
}

/// A part that differs.
pub struct ChangeRow {
    /// Which part.
    pub part: String,
    /// What it said.
    pub before: String,
    /// What it says.
    pub after: String,
}

/// What changed in a version.
#[derive(Template)]
#[template(path = "plans/version.html")]
pub struct VersionPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// The plan.
    pub plan: Link,
    /// Whether there is none before it.
    pub is_first: bool,
    /// What differs from the one before.
    pub changes: Vec<ChangeRow>,
}

/// Something about passkeys that is signed with one.
#[derive(Template)]
#[template(path = "plans/passkey.html")]
pub struct PasskeyDeedPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// The passkeys that wait.
    pub above: Link,
    /// Why what was just tried was not done.
    pub refusal: Option<String>,
    /// What to mind.
    pub lead: String,
    /// What it is about.
    pub rows: Vec<Row>,
    /// The exact words that are signed.
    pub text: String,
    /// Why nobody can sign it from here; empty where one can.
    pub cannot: String,
    /// The form to sign it with.
    pub form: Option<SignForm>,
}

/// One of several to choose.
pub struct Choose {
    /// What the form sends.
    pub value: String,
    /// What it says.
    pub words: String,
    /// More about it; may be empty.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A text in one language.
pub struct TextField {
    /// The field's name.
    pub name: String,
    /// What it asks for.
    pub label: String,
    /// The language of what is typed.
    pub lang: &'static str,
    /// How many lines are shown.
    pub rows: u8,
    /// What was typed.
    pub value: String,
}

/// The fields of one outcome.
pub struct OutcomeFields {
    /// Its word in the fields.
    pub key: &'static str,
    /// "If it is called".
    pub heading: String,
    /// Subject, in each language.
    pub subject: Vec<TextField>,
    /// Words, in each language.
    pub text: Vec<TextField>,
    /// Whom it tells.
    pub waves: Vec<Choose>,
    /// The name of the field that says how near is near.
    pub miles_name: String,
    /// How near is near.
    pub miles: String,
}

/// The fields of a plan, as they were typed.
pub struct PlanFields {
    /// Title.
    pub title: Both,
    /// Scenarios in both languages, with an empty one to add.
    pub scenarios: Vec<TextField>,
    /// What a call needs.
    pub call_rule: Vec<Choose>,
    /// N of "all but N".
    pub call_minus: String,
    /// What standing down needs.
    pub stand_down_rule: Vec<Choose>,
    /// N of "all but N".
    pub stand_down_minus: String,
    /// Percent that must have spoken.
    pub quorum: String,
    /// What silence means.
    pub silence: Vec<Choose>,
    /// Most that may stand aside; empty for any number.
    pub asides: String,
    /// Blocks that stop.
    pub blocks: String,
    /// As browsers send a day and a time.
    pub deadline: String,
    /// The zone.
    pub time_zone: Vec<Choose>,
    /// Minutes.
    pub consult: String,
    /// Minutes.
    pub cooling_off: String,
    /// As browsers send a day and a time; may be empty.
    pub starts_at: String,
    /// Call, hold, stand down.
    pub outcomes: Vec<OutcomeFields>,
}

/// Writing a plan.
#[derive(Template)]
#[template(path = "plans/edit.html")]
pub struct EditPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who writes.
    pub signed_in: SignedIn,
    /// Where one came from.
    pub back: Link,
    /// Why it was not saved.
    pub refusal: Option<String>,
    /// Where it is sent.
    pub action: String,
    /// The version it began from; 0 for a new plan.
    pub version: i64,
    /// What was typed.
    pub form: PlanFields,
}

/// A group in a ballot.
pub struct GroupRow {
    /// Its name.
    pub name: String,
    /// What it says.
    pub says: String,
    /// Why.
    pub reason: String,
    /// What else is to be known of it.
    pub notes: Vec<String>,
}

/// An event as it was frozen.
pub struct EventRow {
    /// Its title.
    pub title: String,
    /// When, in its zone.
    pub at: ZonedDateTime,
    /// Where.
    pub place: String,
}

/// Something to sign with a passkey.
pub struct SignForm {
    /// Its word in ids.
    pub key: &'static str,
    /// Its heading.
    pub heading: String,
    /// What it does.
    pub text: String,
    /// Where it is sent.
    pub action: String,
    /// The fixed part of the words, as JSON.
    pub words: String,
    /// The challenge of the group's latest ballot; empty for an act.
    pub replaces: String,
    /// The passkeys that may sign, as JSON.
    pub passkeys_json: String,
    /// The same to choose from.
    pub passkeys: Vec<Choose>,
    /// The passkey domain.
    pub site: String,
    /// The choices of a ballot; none for an act.
    pub choices: Vec<Choose>,
    /// The words that are signed, where they stand on the page; empty where a reason is asked for.
    pub fixed_words: String,
    /// Whether there is a field for a reason.
    pub asks_reason: bool,
    /// Whether it must be filled.
    pub needs_reason: bool,
    /// Whether it undoes something.
    pub is_danger: bool,
    /// The button.
    pub button: String,
}

/// A ballot, from its preparation to what came of it.
#[derive(Template)]
#[template(path = "plans/ballot.html")]
pub struct BallotPage {
    /// Title, language and address.
    pub frame: Frame,
    /// Who looks.
    pub signed_in: SignedIn,
    /// Its stream, until it is over.
    pub live: Option<Live>,
    /// The plan.
    pub plan: Link,
    /// Why the last signature was not counted.
    pub refusal: Option<String>,
    /// What the last signature left.
    pub receipt: Option<String>,
    /// What the signature of an opening brought.
    pub signed: Option<String>,
    /// That it can decide nothing any more.
    pub stuck: Option<String>,
    /// Where the group that prepared it withdraws it.
    pub withdraw_action: Option<String>,
    /// Where it stands, in a sentence.
    pub standing: String,
    /// What ends or begins next.
    pub ends: Vec<End>,
    /// Whether it was decided: then the groups come first, and the words after them.
    pub is_over: bool,
    /// Whether signing comes before the words: a decision runs out, and has been read.
    pub acts_first: bool,
    /// What this person may sign now.
    pub forms: Vec<SignForm>,
    /// The groups.
    pub groups: Vec<GroupRow>,
    /// The count, in lines.
    pub count: Vec<String>,
    /// The frozen version.
    pub version: i64,
    /// The frozen scenarios.
    pub scenarios: Vec<String>,
    /// The frozen outcomes.
    pub outcomes: Vec<OutcomeRow>,
    /// The frozen rule.
    pub rule: Vec<Row>,
    /// The frozen events.
    pub events: Vec<EventRow>,
    /// The page of its words, once it started.
    pub code: Option<Link>,
    /// Where it says how far its mails are, once it started.
    pub progress_url: Option<String>,
    /// Where the file is.
    pub file_url: String,
}
