//! The pages of places: the instance's home, a group, a coalition, an office.
//! Lists come bounded from the handler; `more_url` leads to the next page of one.

use askama::Template;
use jiff::ZonedDateTime;

use super::frame::Frame;
use super::views::{Link, PetitionCard};
use super::views_statements::StatementCard;

/// `/`: the open petitions of the instance.
#[derive(Template)]
#[template(path = "coalitions/home.html")]
pub struct HomePage {
    /// Title, language and address.
    pub frame: Frame,
    /// The coalitions of the instance, where there is more to read.
    pub coalitions: Vec<Link>,
    /// Open petitions, the newest first.
    pub petitions: Vec<PetitionCard>,
    /// Where the list goes on.
    pub more_url: Option<String>,
}

/// `/groups/<slug>`.
#[derive(Template)]
#[template(path = "coalitions/group.html")]
pub struct GroupPage {
    /// Title, language and address.
    pub frame: Frame,
    /// The group's name.
    pub name: String,
    /// What it says about itself as sanitised HTML; may be empty.
    pub about_html: String,
    /// What it is, and what in law.
    pub kinds: [String; 2],
    /// Where: "Alder Sample City, Ohio"; may be empty.
    pub place: String,
    /// Its website; may be empty.
    pub website: String,
    /// The larger body that agreed to have it as a part.
    pub parent: Option<Link>,
    /// Its own parts.
    pub chapters: Vec<Link>,
    /// The coalitions it belongs to.
    pub coalitions: Vec<Link>,
    /// Its postal address on one line.
    pub postal_address: Option<String>,
    /// What it said in public for itself.
    pub statements: Vec<StatementCard>,
    /// Its open petitions.
    pub petitions: Vec<PetitionCard>,
    /// Those that are over.
    pub closed: Vec<PetitionCard>,
    /// Petitions of other groups on whose pages it stands.
    pub sponsored: Vec<PetitionCard>,
    /// Its open forms.
    pub forms: Vec<FormCard>,
    /// Whether it says openly that one person publishes its petitions.
    pub publishes_alone: bool,
}

/// A form in a list.
#[derive(Clone, Debug)]
pub struct FormCard {
    /// Its title and page.
    pub form: Link,
    /// How many took part.
    pub count: String,
}

/// `/coalitions/<slug>`.
#[derive(Template)]
#[template(path = "coalitions/coalition.html")]
pub struct CoalitionPage {
    /// Title, language and address.
    pub frame: Frame,
    /// The coalition's name.
    pub name: String,
    /// What it says about itself as sanitised HTML; may be empty.
    pub about_html: String,
    /// What it said in public, the newest first.
    pub statements: Vec<StatementCard>,
    /// What it told under a code: calls, holds, stand-downs, corrections; the newest first.
    pub notices: Vec<StatementCard>,
    /// Open petitions of its groups.
    pub petitions: Vec<PetitionCard>,
    /// Those that are over.
    pub closed: Vec<PetitionCard>,
    /// Open forms in its name.
    pub forms: Vec<FormCard>,
    /// Its groups by name.
    pub groups: Vec<Member>,
    /// Who may share what.
    pub sharing: Vec<SharingLine>,
    /// Its on-call events, if there are any.
    pub events_url: Option<String>,
    /// Where a group asks to join, while it can.
    pub join_url: Option<String>,
    /// Its public log, and the key by which others verify it.
    pub log_url: String,
    /// That key.
    pub log_vkey: String,
}

impl CoalitionPage {
    fn group_count(&self) -> u64 {
        self.groups.len() as u64
    }

    /// The groups in one role, under its heading; roles that no group has are left out.
    fn by_role(&self) -> Vec<(String, Vec<&Member>)> {
        let of = |role: MemberRole| self.groups.iter().filter(|member| member.role == role).collect::<Vec<_>>();
        let roles = [MemberRole::Steering, MemberRole::Partner, MemberRole::Endorser].map(|role| (role, of(role)));
        let shown = roles.into_iter().filter(|(_, groups)| !groups.is_empty());
        shown.map(|(role, groups)| (role.heading(&self.frame, groups.len() as u64), groups)).collect()
    }
}

/// A group in a coalition.
#[derive(Clone, Debug)]
pub struct Member {
    /// The group.
    pub group: Link,
    /// Its part.
    pub role: MemberRole,
    /// What it is in law, and where: "Charity, 501(c)(3), Ohio".
    pub facts: String,
}

/// A group's part in a coalition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberRole {
    /// Decides with the others.
    Steering,
    /// Takes part.
    Partner,
    /// Lends its name.
    Endorser,
}

impl MemberRole {
    fn heading(self, frame: &Frame, groups: u64) -> String {
        match self {
            MemberRole::Steering => frame.tn("roles-steering", groups),
            MemberRole::Partner => frame.tn("roles-partner", groups),
            MemberRole::Endorser => frame.tn("roles-endorser", groups),
        }
    }

    /// What the role is called, of one group.
    pub fn words(self, frame: &Frame) -> String {
        match self {
            MemberRole::Steering => frame.t("role-steering"),
            MemberRole::Partner => frame.t("role-partner"),
            MemberRole::Endorser => frame.t("role-endorser"),
        }
    }
}

/// What two legal kinds may share.
#[derive(Clone, Debug)]
pub struct SharingLine {
    /// The two, in words.
    pub pair: [String; 2],
    /// Plans, audiences, money, words.
    pub may: [bool; 4],
    /// Whether the coalition decided it.
    pub decided: bool,
}

/// `/officials/<slug>`: an office that petitions address.
#[derive(Template)]
#[template(path = "officials/office.html")]
pub struct OfficePage {
    /// Title, language and address.
    pub frame: Frame,
    /// The office: "Governor of Ohio".
    pub name: String,
    /// What people call the division: "Ohio".
    pub division_name: String,
    /// Who holds it, only where an imported, dated term is current.
    pub holder: Option<Holder>,
    /// Where the holder's term is stated; `None` without a holder.
    pub source: Option<String>,
    /// When that was last checked.
    pub checked_at: Option<ZonedDateTime>,
    /// Open petitions to this office.
    pub petitions: Vec<PetitionCard>,
    /// Those that are over.
    pub closed: Vec<PetitionCard>,
}

/// Who holds an office, with the dates of the term, written out in the page's language.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Name.
    pub name: String,
    /// First day.
    pub since: String,
    /// Last day, where it is known.
    pub until: Option<String>,
}
