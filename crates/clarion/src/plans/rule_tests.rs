//! The decision rule against a second formulation, for every assignment of choices to up to six groups, and its properties.
//!
//! The second one shares no code with the first: it works on sets of groups and compares those for an outcome with those that are
//! counted and not for it, where the first counts and computes how many are needed.

use super::*;

/// What one group says in an assignment; `None` is silence.
const SAYS: [Option<Choice>; 7] = [
    None,
    Some(Choice::Call),
    Some(Choice::StandDown),
    Some(Choice::Hold),
    Some(Choice::StandAside),
    Some(Choice::BlockCall),
    Some(Choice::BlockStandDown),
];
const MOMENTS: [Moment; 3] = [Moment::Consulting, Moment::Voting, Moment::Over];

fn group(number: usize) -> Id {
    Id([number as u8; 16])
}

/// The n-th of the 7^groups assignments.
fn assignment(mut number: usize, groups: usize) -> Vec<Option<Choice>> {
    let mut says = Vec::with_capacity(groups);
    for _ in 0..groups {
        says.push(SAYS[number % SAYS.len()]);
        number /= SAYS.len();
    }
    says
}

fn electorate(groups: usize) -> BTreeSet<Id> {
    (0..groups).map(group).collect()
}

fn standing(says: &[Option<Choice>]) -> BTreeMap<Id, Choice> {
    says.iter().enumerate().filter_map(|(number, choice)| Some((group(number), (*choice)?))).collect()
}

fn first(rule: &Rule, says: &[Option<Choice>], moment: Moment) -> Verdict {
    decide(rule, &electorate(says.len()), &standing(says), moment)
}

/// The second formulation: a set of groups is a word of bits.
mod by_sets {
    use super::*;

    /// The groups that say each of [`SAYS`].
    #[derive(Clone, Copy)]
    pub struct Sets([u32; SAYS.len()]);

    pub fn sets(says: &[Option<Choice>]) -> Sets {
        Sets(SAYS.map(|wanted| {
            let bits = says.iter().enumerate().filter(|(_, choice)| **choice == wanted).map(|(number, _)| 1_u32 << number);
            bits.fold(0, |set, bit| set | bit)
        }))
    }

    /// Whether those for an outcome outweigh those that are counted and not for it.
    fn outweighs(agreement: Agreement, agreed: u32, others: u32) -> bool {
        agreed != 0
            && match agreement {
                Agreement::Unanimity => others == 0,
                Agreement::ConsensusMinus(fewer) => others <= fewer && agreed > others,
                Agreement::ThreeQuarters => agreed >= 3 * others,
                Agreement::TwoThirds => agreed >= 2 * others,
                Agreement::Majority => agreed > others,
            }
    }

    pub fn decide(rule: &Rule, sets: Sets, moment: Moment) -> Verdict {
        let Sets([silent, call, stand_down, _, aside, block_call, block_stand_down]) = sets;
        let everybody = sets.0.into_iter().fold(0, |all, set| all | set);
        let unheard = if moment == Moment::Over && rule.silence == Silence::NotCounted { silent } else { 0 };
        let counted = everybody & !aside & !unheard;
        let is_heard = (everybody & !silent).count_ones() * 100 >= rule.quorum_percent * everybody.count_ones();
        let is_plain = rule.stand_asides_max.is_none_or(|most| aside.count_ones() <= most);
        let passes = |agreement, agreed: u32, blocking: u32| {
            let is_free = rule.blocks_to_stop == 0 || blocking.count_ones() < rule.blocks_to_stop;
            is_heard && is_plain && is_free && outweighs(agreement, agreed.count_ones(), (counted & !agreed).count_ones())
        };
        if moment == Moment::Consulting {
            return Verdict::Open;
        }
        let (calls, stands_down) = (passes(rule.call, call, block_call), passes(rule.stand_down, stand_down, block_stand_down));
        assert!(!(calls && stands_down), "no rule gives both: {rule:?}");
        if calls {
            return Verdict::Decided(Outcome::Call);
        }
        if stands_down {
            return Verdict::Decided(Outcome::StandDown);
        }
        let is_tied = silent == 0 && call.count_ones() == stand_down.count_ones();
        if moment == Moment::Over || is_tied { Verdict::Decided(Outcome::Hold) } else { Verdict::Open }
    }
}

/// Rules that differ in each of their parts.
fn rules(groups: usize) -> Vec<Rule> {
    let mut agreements = vec![Agreement::Unanimity, Agreement::ThreeQuarters, Agreement::TwoThirds, Agreement::Majority];
    agreements.extend((1..=groups as u32).map(Agreement::ConsensusMinus));
    let mut rules = Vec::new();
    // Which agreement a side has does not touch the other side, so each is paired with one of the others only.
    for (at, call) in agreements.iter().enumerate() {
        let stand_down = agreements[(at + 1) % agreements.len()];
        for (quorum_percent, silence) in [
            (0, Silence::NotCounted),
            (0, Silence::Hold),
            (50, Silence::NotCounted),
            (67, Silence::Hold),
            (100, Silence::NotCounted),
        ] {
            for (stand_asides_max, blocks_to_stop) in [(None, 0), (None, 1), (Some(0), 2), (Some(2), 1)] {
                rules.push(Rule { call: *call, stand_down, quorum_percent, silence, stand_asides_max, blocks_to_stop });
            }
        }
    }
    rules
}

fn each_case(mut case: impl FnMut(&Rule, &[Option<Choice>])) {
    for groups in 0..=if testkit::long() { 4 } else { 3 } {
        let rules = rules(groups);
        for number in 0..SAYS.len().pow(groups as u32) {
            let says = assignment(number, groups);
            rules.iter().for_each(|rule| case(rule, &says));
        }
    }
}

/// Both formulations over one assignment, for every `stride`-th rule beginning with `from`; the number of cases.
fn compare(rules: &[Rule], says: &[Option<Choice>], from: usize, stride: usize) -> u64 {
    let (electorate, standing, sets) = (electorate(says.len()), standing(says), by_sets::sets(says));
    let mut cases = 0;
    for rule in rules.iter().skip(from % stride).step_by(stride) {
        for moment in MOMENTS {
            let first = decide(rule, &electorate, &standing, moment);
            assert_eq!(first, by_sets::decide(rule, sets, moment), "{rule:?} {says:?} {moment:?}");
            cases += 1;
        }
    }
    cases
}

#[test]
fn two_formulations_agree_on_every_assignment_of_up_to_six_groups() {
    for groups in 0..=6 {
        let (rules, mut cases) = (rules(groups), 0);
        // Every rule with every assignment; for more than three groups the short run gives each assignment some of the rules, and each
        // rule a share of the assignments. Every *count* of up to six groups meets every rule in the test below.
        let stride = match groups {
            _ if testkit::long() => 1,
            0..=3 => 1,
            4 => 3,
            5 => 23,
            _ => 97,
        };
        let assignments = SAYS.len().pow(groups as u32);
        for number in 0..assignments {
            cases += compare(&rules, &assignment(number, groups), number, stride);
        }
        assert!(cases >= (assignments * (rules.len() / stride).max(1)) as u64, "{groups} groups: {cases}");
    }
}

#[test]
fn two_formulations_agree_on_every_count_of_up_to_six_groups() {
    let mut counts = 0;
    for groups in 4..=6 {
        let rules = rules(groups);
        for number in 0..SAYS.len().pow(groups as u32) {
            let says = assignment(number, groups);
            if says.is_sorted_by_key(|choice| SAYS.iter().position(|known| known == choice)) {
                counts += 1;
                compare(&rules, &says, 0, 1);
            }
        }
    }
    assert_eq!(counts, 210 + 462 + 924, "as many as there are ways to share four, five or six groups among seven choices");
}

/// The assignments of six groups (all 117,649 in the long run): who says what does not matter, only how many.
#[test]
fn groups_are_equal() {
    let electorate = electorate(6);
    let strict = Rule { call: Agreement::Unanimity, stand_down: Agreement::ConsensusMinus(2), blocks_to_stop: 1, ..Rule::USUAL };
    let step = if testkit::long() { 1 } else { 7 };
    for number in (0..SAYS.len().pow(6)).step_by(step) {
        let says = assignment(number, 6);
        let mut sorted = says.clone();
        sorted.sort_unstable();
        let (says, sorted) = (standing(&says), standing(&sorted));
        for rule in [Rule::USUAL, strict] {
            let said = decide(&rule, &electorate, &says, Moment::Over);
            assert_eq!(said, decide(&rule, &electorate, &sorted, Moment::Over), "{rule:?} {says:?}");
        }
    }
}

#[test]
fn nothing_is_decided_while_groups_consult_and_something_always_at_the_deadline() {
    each_case(|rule, says| {
        assert_eq!(first(rule, says, Moment::Consulting), Verdict::Open);
        assert_ne!(first(rule, says, Moment::Over), Verdict::Open);
    });
}

/// Whoever decides early takes nothing from those who wait: with the same ballots the deadline says the same.
#[test]
fn what_is_decided_early_would_be_decided_at_the_deadline() {
    each_case(|rule, says| {
        let early = first(rule, says, Moment::Voting);
        if early != Verdict::Open {
            assert_eq!(early, first(rule, says, Moment::Over), "{rule:?} {says:?}");
        }
    });
}

/// A group that comes over to an outcome never takes that outcome away.
#[test]
fn more_agreement_never_hurts() {
    each_case(|rule, says| {
        for (wanted, outcome) in [(Choice::Call, Outcome::Call), (Choice::StandDown, Outcome::StandDown)] {
            for moment in [Moment::Voting, Moment::Over] {
                if first(rule, says, moment) != Verdict::Decided(outcome) {
                    continue;
                }
                for number in 0..says.len() {
                    let mut more = says.to_vec();
                    more[number] = Some(wanted);
                    assert_eq!(first(rule, &more, moment), Verdict::Decided(outcome), "{rule:?} {says:?} {number}");
                }
            }
        }
    });
}

/// A block never helps what it blocks, and a hold that becomes a block never helps either outcome.
#[test]
fn a_block_never_helps() {
    each_case(|rule, says| {
        for (block, outcome) in [(Choice::BlockCall, Outcome::Call), (Choice::BlockStandDown, Outcome::StandDown)] {
            for moment in [Moment::Voting, Moment::Over] {
                for number in (0..says.len()).filter(|number| says[*number] == Some(Choice::Hold)) {
                    let mut blocked = says.to_vec();
                    blocked[number] = Some(block);
                    if first(rule, &blocked, moment) == Verdict::Decided(outcome) {
                        assert_eq!(first(rule, says, moment), Verdict::Decided(outcome), "{rule:?} {says:?} {number}");
                    }
                }
            }
        }
    });
}

#[test]
fn strangers_ballots_are_not_looked_at() {
    let mut all: BTreeMap<Id, Choice> = standing(&[Some(Choice::Call), Some(Choice::Call)]);
    all.insert(group(9), Choice::BlockCall);
    let verdict = decide(&Rule { blocks_to_stop: 1, ..Rule::USUAL }, &electorate(2), &all, Moment::Over);
    assert_eq!(verdict, Verdict::Decided(Outcome::Call));
}

#[test]
fn the_usual_rule_in_the_words_of_its_page() {
    let say = |call: usize, stand_down: usize, hold: usize, silent: usize| {
        let each = [(Some(Choice::Call), call), (Some(Choice::StandDown), stand_down), (Some(Choice::Hold), hold), (None, silent)];
        each.into_iter().flat_map(|(choice, times)| std::iter::repeat_n(choice, times)).collect::<Vec<_>>()
    };
    let of = |says: &[Option<Choice>], moment| first(&Rule::USUAL, says, moment);
    use Moment::{Over, Voting};
    use Verdict::{Decided, Open};
    assert_eq!(of(&say(9, 0, 0, 3), Voting), Decided(Outcome::Call), "nine of twelve, whatever the others will say");
    assert_eq!(of(&say(8, 0, 1, 3), Voting), Open, "eight of twelve are too few while three may still speak");
    assert_eq!(of(&say(8, 0, 1, 3), Over), Decided(Outcome::Call), "eight of the nine that spoke");
    assert_eq!(of(&say(8, 0, 0, 4), Over), Decided(Outcome::Hold), "eight of twelve are no quorum of three quarters");
    assert_eq!(of(&say(4, 7, 1, 0), Voting), Decided(Outcome::StandDown), "seven of twelve are a majority");
    assert_eq!(of(&say(6, 6, 0, 0), Voting), Decided(Outcome::Hold), "a tie, and everybody has spoken");
    assert_eq!(of(&say(8, 4, 0, 0), Voting), Open, "no tie: somebody may still come over until the deadline");
    assert_eq!(of(&say(0, 0, 12, 0), Voting), Decided(Outcome::Hold), "everybody says hold");
}

#[test]
fn agreements_have_one_word_each() {
    for agreement in [Agreement::Unanimity, Agreement::ConsensusMinus(2), Agreement::TwoThirds] {
        assert_eq!(agreement.to_string().parse(), Ok(agreement));
    }
    for wrong in ["", "Majority", "consensus-minus-", "consensus-minus-0", "consensus-minus-02", "consensus-minus-500", "half"] {
        assert_eq!(wrong.parse::<Agreement>(), Err(UnknownAgreement), "{wrong}");
    }
    assert_eq!(Rule { quorum_percent: 101, ..Rule::USUAL }.check(), Err(RuleRefusal::Quorum));
    assert_eq!(Rule { blocks_to_stop: 500, ..Rule::USUAL }.check(), Err(RuleRefusal::TooMany));
}
