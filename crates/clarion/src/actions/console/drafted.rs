//! A draft in the console, of a petition, of an update or of a form: how it stands, whose word it waits for, and the buttons for what
//! one may do.

use super::super::drafts::approve::{self, Approvers};
use super::super::drafts::{Draft, DraftState, WHY_CHARS_MAX};
use super::super::running::{self, Done};
use crate::access::accounts;
use crate::app::App;
use crate::coalitions::{self, Coalition, Group};
use crate::ids::Id;
use crate::web::frame::Frame;
use crate::web::site::{SITE_ZONE, zoned};
use crate::web::views::Link;
use crate::web::views_console::{Field, Form, Row, Section};
use db::{Fault, Tx};

/// How somebody sees a draft.
pub(crate) struct Shown<'a> {
    /// The address of its page in the console, without language.
    pub(crate) path: String,
    /// Where in public it will stand, in a sentence.
    pub(crate) place: String,
    /// The group in whose name they look.
    pub(crate) group: &'a Group,
    /// Whose draft it is.
    pub(crate) of: &'a Group,
    /// Whether they write at it.
    pub(crate) writes: bool,
    /// Whether their word publishes it.
    pub(crate) approves: bool,
    /// What publishing does, where somebody else read it and where nobody did, and the words on the button.
    pub(crate) publishes: [&'static str; 3],
}

/// What is looked up about a draft for its page.
pub(crate) struct About {
    pub(crate) coalition: Option<Coalition>,
    pub(crate) approvers: Approvers,
    pub(crate) changed_by: String,
    pub(crate) answered_by: String,
}

/// Looks it up.
pub(crate) fn about(tx: &mut Tx<'_>, app: &App, draft: &Draft) -> Result<About, Fault> {
    let coalition = draft.coalition.map(|id| coalitions::coalition(tx, id)).transpose()?.flatten();
    // Of another group's people only the group is named.
    let answered_by = match (draft.answered_by, draft.answered_by_group) {
        (Some(account), Some(group)) if group == draft.group => accounts::name_of(tx, &app.vault, account)?,
        (_, Some(group)) => coalitions::group(tx, group)?.map_or_else(String::new, |group| group.name),
        _ => String::new(),
    };
    Ok(About {
        coalition: coalition.map(|(found, _)| found),
        approvers: approve::approvers(tx, draft)?,
        changed_by: accounts::name_of(tx, &app.vault, draft.changed_by)?,
        answered_by,
    })
}

/// A draft in a list.
pub(crate) fn row(frame: &Frame, path: &str, draft: &Draft) -> Row {
    let changed = frame.date_time(&zoned(draft.changed_at, SITE_ZONE));
    let mut facts = vec![frame.t1("petition-changed-on", "when", changed)];
    if draft.state == DraftState::Draft && !draft.returned_why.is_empty() {
        facts.push(frame.t("petition-was-returned"));
    }
    let badge = if draft.state == DraftState::Waiting { "petition-state-waiting" } else { "petition-state-draft" };
    Row {
        name: draft.document.title(frame.lang).to_owned(),
        url: Some(frame.link(path)),
        badge: Some(frame.t(badge)),
        facts,
        ..Row::default()
    }
}

/// The parts of a draft's page: how it stands, why it was sent back, and what can be done about it.
pub(crate) fn sections(frame: &Frame, seen: &Shown<'_>, draft: &Draft, about: &About, account: Id) -> Vec<Section> {
    let path = &seen.path;
    let at = |micros: i64| frame.date_time(&zoned(micros, SITE_ZONE));
    let mut facts = vec![frame.t2(
        "petition-changed-by",
        ("name", if seen.of.id == seen.group.id { &about.changed_by } else { &seen.of.name }),
        ("when", &at(draft.changed_at)),
    )];
    facts.push(seen.place.clone());
    if let Some(coalition) = &about.coalition {
        facts.push(frame.t1("petition-in-name-of", "coalition", &coalition.name));
    }
    let badge = match draft.state {
        DraftState::Waiting => "petition-state-waiting",
        DraftState::Dropped => "petition-state-dropped",
        _ => "petition-state-draft",
    };
    let mut links = vec![Link { name: frame.t("petition-preview"), url: frame.link(&format!("{path}/preview")) }];
    let open = matches!(draft.state, DraftState::Draft | DraftState::Waiting);
    if seen.writes && open {
        links.push(Link { name: frame.t("petition-change"), url: frame.link(&format!("{path}/words")) });
    }
    let row = Row { name: frame.t(badge), facts, ..Row::default() };
    let mut sections =
        vec![Section { id: "draft", heading: frame.t("petition-state"), rows: vec![row], links, ..Section::default() }];
    sections.extend(returned(frame, draft, about).filter(|_| seen.writes));
    match draft.state {
        DraftState::Draft if seen.writes => sections.push(send_section(frame, path, draft, about)),
        DraftState::Waiting if seen.approves => sections.extend(answer_sections(frame, seen, draft, about)),
        DraftState::Waiting if seen.writes => sections.push(waits_section(frame, seen, draft, about, account)),
        _ => {}
    }
    if seen.writes && open {
        let drop = Link { name: frame.t("petition-drop"), url: frame.link(&format!("{path}/drop")) };
        sections.push(Section { id: "drop", links: vec![drop], ..Section::default() });
    }
    sections
}

/// Why it was sent back, for whoever mends it.
fn returned(frame: &Frame, draft: &Draft, about: &About) -> Option<Section> {
    let is_back = draft.state == DraftState::Draft && !draft.returned_why.is_empty();
    is_back.then(|| Section {
        id: "returned",
        heading: frame.t1("petition-returned-by", "name", &about.answered_by),
        text: draft.returned_why.clone(),
        ..Section::default()
    })
}

/// Who must approve, and what to do where nobody can.
fn whose_word(frame: &Frame, about: &About) -> String {
    match &about.approvers {
        Approvers::Own => frame.t("petition-approvers-own"),
        Approvers::Steering(coalition) => frame.t1("petition-approvers-steering", "coalition", &coalition.name),
        Approvers::Neighbours(coalitions) => {
            let names = coalitions.iter().map(|coalition| coalition.name.as_str()).collect::<Vec<_>>().join(", ");
            frame.t1("petition-approvers-neighbours", "coalitions", names)
        }
        Approvers::Nobody => frame.t("petition-approvers-nobody"),
        Approvers::Alone => frame.t("petition-approvers-alone"),
    }
}

fn form(frame: &Frame, path: &str, deed: &str, draft: &Draft, button: &str) -> Form {
    Form {
        action: frame.link(&format!("{path}/{deed}")),
        hidden: vec![("version", draft.version.to_string())],
        button: frame.t(button),
        ..Form::default()
    }
}

fn send_section(frame: &Frame, path: &str, draft: &Draft, about: &About) -> Section {
    Section {
        id: "send",
        heading: frame.t("petition-send-heading"),
        text: whose_word(frame, about),
        form: Some(form(frame, path, "send", draft, "petition-send")),
        ..Section::default()
    }
}

fn waits_section(frame: &Frame, seen: &Shown<'_>, draft: &Draft, about: &About, account: Id) -> Section {
    let own = draft.is_by(account) && matches!(about.approvers, Approvers::Own);
    let more = if own { frame.t("petition-wrote-it") } else { String::new() };
    let people =
        Link { name: frame.t("petitions-invite"), url: frame.link(&format!("/console/groups/{}/people", seen.group.slug)) };
    let alone = matches!(about.approvers, Approvers::Nobody | Approvers::Neighbours(_));
    Section {
        id: "waits",
        heading: frame.t("petition-waits"),
        text: format!("{} {more}", whose_word(frame, about)).trim_end().to_owned(),
        links: if alone { vec![people] } else { Vec::new() },
        ..Section::default()
    }
}

/// Publish, or send back.
fn answer_sections(frame: &Frame, seen: &Shown<'_>, draft: &Draft, about: &About) -> [Section; 2] {
    let path = &seen.path;
    let [text, text_alone, button] = seen.publishes;
    let alone = about.approvers == Approvers::Alone;
    let why = Field { needed: true, ..Field::area("why", frame.t("petition-return-why"), String::new(), WHY_CHARS_MAX, 3) };
    let publish = Section {
        id: "publish",
        heading: frame.t("petition-publish-heading"),
        text: frame.t(if alone { text_alone } else { text }),
        form: Some(form(frame, path, "publish", draft, button)),
        ..Section::default()
    };
    let send_back = Section {
        id: "return",
        heading: frame.t("petition-return-heading"),
        text: frame.t("petition-return-text"),
        form: Some(Form { fields: vec![why], ..form(frame, path, "return", draft, "petition-return") }),
        ..Section::default()
    };
    [publish, send_back]
}

/// What was done with something published, each with who did it: of its own group's people the names, of another group only that.
pub(crate) fn history(tx: &mut Tx<'_>, app: &App, id: Id, group: Id) -> Result<Vec<(Done, String)>, Fault> {
    let mut told = Vec::new();
    for done in running::history(tx, id)? {
        let name = match done.group == group {
            true => accounts::name_of(tx, &app.vault, done.account)?,
            false => coalitions::group(tx, done.group)?.map_or_else(String::new, |group| group.name),
        };
        told.push((done, name));
    }
    Ok(told)
}

/// What was done with it, and by whom; that is the business of the people of its own group.
pub(crate) fn history_section(frame: &Frame, history: &[(Done, String)]) -> Option<Section> {
    let row = |(done, name): &(Done, String)| Row {
        name: frame.t2(done.deed.message(), ("name", name), ("when", &frame.date_time(&zoned(done.at, SITE_ZONE)))),
        ..Row::default()
    };
    (!history.is_empty()).then(|| Section {
        id: "history",
        heading: frame.t("petition-history"),
        rows: history.iter().map(row).collect(),
        ..Section::default()
    })
}
