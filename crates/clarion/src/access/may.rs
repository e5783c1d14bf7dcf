//! The one place that says "may": what somebody may do in whose name.
//!
//! Every deed names the group in whose name it would be done and carries what its caller looked up about that group; [`Deed::needs`]
//! is the table of what each asks for, and [`may`] compares. Nothing here reads the database. What else a verb asks (that two people
//! of different groups agree, that a passkey signs the words) is that verb's own rule: this is only the door.

use super::{Actor, SeatRole};
use crate::coalitions::Role;
use crate::ids::Id;

/// A group in a coalition, as its caller looked it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The group in whose name somebody acts.
    pub group: Id,
    /// What it is in the coalition; `None` where it is no member.
    pub role: Option<Role>,
    /// Whether this very account is the group's delegate or deputy there.
    pub is_delegate: bool,
}

/// Something that somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// See a group's own pages in the console.
    SeeGroup(Id),
    /// Host events of a group, and change them.
    HostEvents(Id),
    /// Write a group’s petitions and forms, send them for approval, and steer those that are published.
    WritePetitions(Id),
    /// Publish a petition or form of one’s own group that somebody else wrote.
    ApprovePetition(Id),
    /// Publish a petition in a coalition's name; by somebody of another group than wrote it.
    ApproveForCoalition {
        /// The group that gives its word.
        by: Standing,
        /// The group that wrote it.
        of: Id,
    },
    /// Publish a petition of a group of the same coalition in which one person alone sits.
    ApproveForNeighbour {
        /// The group that gives its word.
        by: Standing,
        /// The group that wrote it.
        of: Id,
    },
    /// Say openly that the one person of a group publishes what they wrote.
    PublishAlone(Id),
    /// Say that a group co-sponsors a petition, or does no more.
    CoSponsor(Id),
    /// See a group's supporters, and keep tags and notes beside their records.
    SeeSupporters(Id),
    /// Take a group's supporters out as a file.
    ExportSupporters(Id),
    /// Import a list of supporters: it can change as many records as a group has, and one signs for where its consent comes from.
    ImportSupporters(Id),
    /// Erase a group's supporters.
    EraseSupporters(Id),
    /// See who did what in a group's name.
    SeeAudit(Id),
    /// Make API keys and webhooks of a group, and take them away: both can let out all that the group holds.
    ManageKeys(Id),
    /// Change what a group says about itself.
    ChangeGroup(Id),
    /// Merge a group with another, and take that apart; by another person of the other group too.
    MergeGroups(Id),
    /// Give seats in a group and take them away.
    SeatPeople(Id),
    /// Found a coalition, alone or with others.
    FoundCoalition(Id),
    /// Accept or decline an invitation of a coalition, and leave one.
    JoinCoalition(Id),
    /// Say who is the group's delegate and who the deputy.
    NameDelegates(Id),
    /// Propose or confirm, as one of two, that somebody speaks for the group no more.
    RecallDelegate(Id),
    /// See what a coalition shows its members only.
    SeeCoalition(Standing),
    /// Change what a coalition says about itself, invite groups, change their roles.
    ChangeCoalition(Standing),
    /// Say that the overlap of one's list with another group's may be counted, or end that.
    AgreeOverlap(Standing),
    /// Draft a coalition's statements.
    WriteStatement(Standing),
    /// Say that an on-call event is sound; by somebody of another group than its host.
    VetEvent {
        /// The group that vouches.
        by: Standing,
        /// The group whose event it is.
        host: Id,
    },
    /// See plans, their drills and their progress.
    SeePlans(Standing),
    /// Write scenarios, facts, rules, words and waves, and run drills.
    PreparePlan(Standing),
    /// Open a ballot, or be the second who does. The ballot box asks for a passkey that was frozen with it.
    OpenBallot(Standing),
    /// Give the group's ballot, or take it back.
    Vote(Standing),
    /// Halt a decision before its start, as one of the two groups that needs.
    HoldCall(Standing),
    /// Pause words that are on their way; resume, stop or correct them, each as one of the people that needs. A passkey that counts
    /// is asked for besides, where two are needed.
    SteerCall(Standing),
}

/// What a group must be in the coalition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Nothing is asked.
    Any,
    /// One of its groups, in whatever role.
    Member,
    /// One of those that decide.
    Steering,
}

/// What a deed asks for.
struct Needs {
    group: Id,
    seat: SeatRole,
    part: Part,
    role: Option<Role>,
    /// Whether only the delegate or the deputy may.
    delegate: bool,
    is_delegate: bool,
    /// A group in which the person must have no seat.
    not_of: Option<Id>,
}

impl Deed {
    /// The table.
    fn needs(&self) -> Needs {
        use Part::{Any, Member, Steering};
        use SeatRole::{Organiser, Owner};
        match *self {
            Self::SeeGroup(group) => needs(alone(group), Organiser, Any),
            Self::HostEvents(group) => needs(alone(group), Organiser, Any),
            Self::WritePetitions(group) => needs(alone(group), Organiser, Any),
            Self::ApprovePetition(group) => needs(alone(group), Organiser, Any),
            Self::ApproveForCoalition { by, of } => Needs { not_of: Some(of), ..needs(by, Organiser, Steering) },
            Self::ApproveForNeighbour { by, of } => Needs { not_of: Some(of), ..needs(by, Organiser, Member) },
            Self::PublishAlone(group) => needs(alone(group), Owner, Any),
            Self::CoSponsor(group) => needs(alone(group), Owner, Any),
            Self::SeeSupporters(group) => needs(alone(group), Organiser, Any),
            Self::ExportSupporters(group) => needs(alone(group), Owner, Any),
            Self::ImportSupporters(group) => needs(alone(group), Owner, Any),
            Self::EraseSupporters(group) => needs(alone(group), Owner, Any),
            Self::SeeAudit(group) => needs(alone(group), Owner, Any),
            Self::ManageKeys(group) => needs(alone(group), Owner, Any),
            Self::ChangeGroup(group) => needs(alone(group), Owner, Any),
            Self::MergeGroups(group) => needs(alone(group), Owner, Any),
            Self::SeatPeople(group) => needs(alone(group), Owner, Any),
            Self::FoundCoalition(group) => needs(alone(group), Owner, Any),
            Self::JoinCoalition(group) => needs(alone(group), Owner, Any),
            Self::NameDelegates(group) => needs(alone(group), Owner, Any),
            Self::RecallDelegate(group) => needs(alone(group), Organiser, Any),
            Self::SeeCoalition(by) => needs(by, Organiser, Member),
            Self::ChangeCoalition(by) => needs(by, Owner, Steering),
            Self::AgreeOverlap(by) => needs(by, Owner, Member),
            Self::WriteStatement(by) => needs(by, Organiser, Steering),
            Self::VetEvent { by, host } => Needs { not_of: Some(host), ..needs(by, Organiser, Member) },
            Self::SeePlans(by) => needs(by, Organiser, Steering),
            Self::PreparePlan(by) => needs(by, Organiser, Steering),
            Self::OpenBallot(by) => needs(by, Organiser, Steering),
            Self::Vote(by) => Needs { delegate: true, ..needs(by, Organiser, Steering) },
            Self::HoldCall(by) => Needs { delegate: true, ..needs(by, Organiser, Steering) },
            Self::SteerCall(by) => needs(by, Organiser, Steering),
        }
    }
}

fn alone(group: Id) -> Standing {
    Standing { group, role: None, is_delegate: false }
}

fn needs(by: Standing, seat: SeatRole, part: Part) -> Needs {
    let Standing { group, role, is_delegate } = by;
    Needs { group, seat, part, role, delegate: false, is_delegate, not_of: None }
}

/// Whether somebody may.
pub fn may(actor: &Actor, deed: &Deed) -> bool {
    let needs = deed.needs();
    let is_seated = actor.role_in(needs.group).is_some_and(|role| role >= needs.seat);
    let has_part = match needs.part {
        Part::Any => true,
        Part::Member => needs.role.is_some(),
        Part::Steering => needs.role == Some(Role::Steering),
    };
    let is_named = !needs.delegate || needs.is_delegate;
    let is_another = needs.not_of.is_none_or(|group| actor.role_in(group).is_none());
    is_seated && has_part && is_named && is_another
}

#[cfg(test)]
mod tests {
    use super::super::Seat;
    use super::*;

    const OURS: Id = Id([1; 16]);
    const THEIRS: Id = Id([2; 16]);

    fn with(seats: &[(Id, SeatRole)]) -> Actor {
        let seats = seats.iter().map(|(group, role)| Seat { group: *group, role: *role }).collect();
        Actor { account: Id([9; 16]), seats }
    }

    fn standing(role: Option<Role>, is_delegate: bool) -> Standing {
        Standing { group: OURS, role, is_delegate }
    }

    /// Every deed in our group's name, at a standing.
    fn all(by: Standing) -> [Deed; 32] {
        [
            Deed::SeeGroup(OURS),
            Deed::HostEvents(OURS),
            Deed::SeeSupporters(OURS),
            Deed::ExportSupporters(OURS),
            Deed::ImportSupporters(OURS),
            Deed::EraseSupporters(OURS),
            Deed::ChangeGroup(OURS),
            Deed::SeatPeople(OURS),
            Deed::FoundCoalition(OURS),
            Deed::JoinCoalition(OURS),
            Deed::NameDelegates(OURS),
            Deed::RecallDelegate(OURS),
            Deed::SeeCoalition(by),
            Deed::ChangeCoalition(by),
            Deed::WriteStatement(by),
            Deed::VetEvent { by, host: THEIRS },
            Deed::SeePlans(by),
            Deed::PreparePlan(by),
            Deed::OpenBallot(by),
            Deed::Vote(by),
            Deed::HoldCall(by),
            Deed::SteerCall(by),
            Deed::WritePetitions(OURS),
            Deed::ApprovePetition(OURS),
            Deed::ApproveForCoalition { by, of: THEIRS },
            Deed::ApproveForNeighbour { by, of: THEIRS },
            Deed::PublishAlone(OURS),
            Deed::CoSponsor(OURS),
            Deed::ManageKeys(OURS),
            Deed::SeeAudit(OURS),
            Deed::AgreeOverlap(by),
            Deed::MergeGroups(OURS),
        ]
    }

    fn allowed(actor: &Actor, by: Standing) -> String {
        all(by).iter().map(|deed| if may(actor, deed) { 'x' } else { '.' }).collect()
    }

    #[test]
    fn each_role_may_what_the_table_says() {
        let (owner, organiser) = (with(&[(OURS, SeatRole::Owner)]), with(&[(OURS, SeatRole::Organiser)]));
        let (steering, partner, none) = (Some(Role::Steering), Some(Role::Partner), None);
        for (actor, role, is_delegate, expected) in [
            (&owner, steering, true, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
            (&owner, steering, false, "xxxxxxxxxxxxxxxxxxx..xxxxxxxxxxx"),
            (&owner, partner, true, "xxxxxxxxxxxxx..x......xx.xxxxxxx"),
            (&owner, none, true, "xxxxxxxxxxxx..........xx..xxxx.x"),
            (&organiser, steering, true, "xxx........xx.xxxxxxxxxxxx......"),
            (&organiser, steering, false, "xxx........xx.xxxxx..xxxxx......"),
            (&organiser, partner, false, "xxx........xx..x......xx.x......"),
            (&organiser, none, true, "xxx........x..........xx........"),
        ] {
            assert_eq!(allowed(actor, standing(role, is_delegate)), expected, "{role:?} {is_delegate}");
        }
    }

    #[test]
    fn without_a_seat_there_nobody_may_anything() {
        let by = standing(Some(Role::Steering), true);
        for actor in [with(&[]), with(&[(THEIRS, SeatRole::Owner)])] {
            assert_eq!(allowed(&actor, by), "................................");
        }
    }

    #[test]
    fn nobody_vets_an_event_of_a_group_they_sit_in() {
        let both = with(&[(OURS, SeatRole::Organiser), (THEIRS, SeatRole::Organiser)]);
        let by = standing(Some(Role::Steering), false);
        assert!(!may(&both, &Deed::VetEvent { by, host: THEIRS }));
        assert!(!may(&both, &Deed::VetEvent { by, host: OURS }));
        assert!(may(&both, &Deed::VetEvent { by, host: Id([3; 16]) }));
    }

    #[test]
    fn nobody_publishes_for_another_group_what_a_group_of_theirs_wrote() {
        let both = with(&[(OURS, SeatRole::Owner), (THEIRS, SeatRole::Organiser)]);
        let by = standing(Some(Role::Steering), true);
        for of in [OURS, THEIRS] {
            assert!(!may(&both, &Deed::ApproveForCoalition { by, of }));
            assert!(!may(&both, &Deed::ApproveForNeighbour { by, of }));
        }
        assert!(may(&both, &Deed::ApproveForCoalition { by, of: Id([3; 16]) }));
    }
}
