//! All SQL about leaving: how much of each line there is, and ending what cannot outlast a membership. Counts go over small tables, by
//! coalition and group; what grows with people is not touched.

use super::Line;
use crate::ids::Id;
use db::{Fault, Statement, Tx, Val};

db::statements! {
    PETITIONS = "SELECT COUNT(*) FROM petition WHERE group_id = $2 AND coalition_id = $1 AND (closes_at IS NULL OR closes_at > $3)";
    FORMS = "SELECT COUNT(*) FROM form WHERE group_id = $2 AND coalition_id = $1 AND (closes_at IS NULL OR closes_at > $3)";
    DRAFTS = "SELECT COUNT(*) FROM petition_draft WHERE group_id = $2 AND coalition_id = $1 AND state IN ('draft', 'waiting')";
    CALLED_EVENTS = "SELECT COUNT(*) FROM event WHERE group_id = $2 AND coalition_id = $1 AND state = 'confirmed' AND ends_at > $3";
    ON_CALL_EVENTS = "SELECT COUNT(*) FROM event WHERE group_id = $2 AND coalition_id = $1 AND state = 'on_call' AND ends_at > $3";
    POSTS = "SELECT COUNT(*) FROM delegate WHERE coalition_id = $1 AND group_id = $2 AND ended_at IS NULL";
    BALLOTS = "SELECT COUNT(*) FROM plan_ballot b JOIN membership m ON m.coalition_id = b.coalition_id AND m.group_id = $2
        WHERE b.coalition_id = $1 AND b.state IN ('open', 'decided') AND m.role = 'steering'";
    STATEMENT_DRAFTS = "SELECT COUNT(*) FROM statement WHERE coalition_id = $1 AND group_id = $2 AND state = 'draft'";
    STATEMENTS_PUBLISHED = "SELECT COUNT(*) FROM statement WHERE coalition_id = $1 AND group_id = $2 AND state IN ('published', 'withdrawn')";
    INVITATIONS = "SELECT COUNT(*) FROM invitation WHERE coalition_id = $1 AND invited_by_group = $2 AND answer = 'open' AND expires_at > $3";
    ROLE_CHANGES = "SELECT COUNT(*) FROM role_change WHERE coalition_id = $1 AND group_id = $2 AND state = 'open' AND expires_at > $3";
    SHARING_CHANGES = "SELECT COUNT(*) FROM sharing_change WHERE coalition_id = $1 AND proposed_by_group = $2 AND state = 'open' AND expires_at > $3";
    JOIN_FORM = "SELECT COUNT(*) FROM coalition_join_form WHERE coalition_id = $1 AND group_id = $2 AND is_open = 1";
    OVERLAPS = "SELECT COUNT(*) FROM overlap_word WHERE coalition_id = $1 AND (group_id = $2 OR other_id = $2)";
    CO_SPONSORED = "SELECT COUNT(*) FROM petition_sponsor s JOIN petition p ON p.id = s.petition_id
        WHERE s.group_id = $2 AND p.coalition_id = $1 AND p.group_id <> $2";
    CO_SPONSORS = "SELECT COUNT(*) FROM petition p JOIN petition_sponsor s ON s.petition_id = p.id
        WHERE p.group_id = $2 AND p.coalition_id = $1 AND s.group_id <> $2";
    PLANS = "SELECT COUNT(*) FROM plan WHERE coalition_id = $1 AND group_id = $2";
    /// Words that reached people; drills apart.
    SENDINGS = "SELECT COUNT(*) FROM sending WHERE coalition_id = $1 AND is_drill = FALSE";
    /// Nobody can call them any more.
    CANCEL_EVENTS = "UPDATE event SET state = 'cancelled', modified_at = $3 WHERE group_id = $2 AND coalition_id = $1 AND state = 'on_call'";
    /// They go on as the group's own, from the beginning: who approved them in the coalition's name is asked no more.
    KEEP_DRAFTS = "UPDATE petition_draft SET coalition_id = NULL, state = 'draft', version = version + 1
        WHERE group_id = $2 AND coalition_id = $1 AND state IN ('draft', 'waiting')";
    DROP_STATEMENTS = "UPDATE statement SET state = 'dropped' WHERE coalition_id = $1 AND group_id = $2 AND state = 'draft'";
    END_INVITATIONS = "UPDATE invitation SET answer = 'withdrawn', answered_at = $3 WHERE coalition_id = $1 AND invited_by_group = $2 AND answer = 'open'";
    /// Those about it. What it proposed about others stays for those who spoke for it, without its voice.
    END_ROLE_CHANGES = "UPDATE role_change SET state = 'withdrawn', ended_at = $3 WHERE coalition_id = $1 AND group_id = $2 AND state = 'open'";
    END_SHARING_CHANGES = "UPDATE sharing_change SET state = 'withdrawn', ended_at = $3 WHERE coalition_id = $1 AND proposed_by_group = $2 AND state = 'open'";
    END_RECALLS = "UPDATE recall SET state = 'expired', ended_at = $3 WHERE coalition_id = $1 AND group_id = $2 AND state = 'open'";
    CLOSE_JOIN_FORM = "UPDATE coalition_join_form SET is_open = 0 WHERE coalition_id = $1 AND group_id = $2 AND is_open = 1";
    DROP_OVERLAPS = "DELETE FROM overlap_word WHERE coalition_id = $1 AND (group_id = $2 OR other_id = $2)";
    DROP_OVERLAP_COUNTS = "DELETE FROM overlap WHERE coalition_id = $1 AND (first_id = $2 OR second_id = $2)";
}

/// How much of a line there is.
pub(super) fn count(tx: &mut Tx<'_>, line: Line, coalition: Id, group: Id, now: i64) -> Result<i64, Fault> {
    let whose: [Val<'_>; 2] = [(&coalition).into(), (&group).into()];
    let until: [Val<'_>; 3] = [whose[0], whose[1], now.into()];
    let (statements, params): (&[&'static Statement], &[Val<'_>]) = match line {
        Line::Petitions => (&[&PETITIONS], &until),
        Line::Forms => (&[&FORMS], &until),
        Line::Drafts => (&[&DRAFTS], &whose),
        Line::CalledEvents => (&[&CALLED_EVENTS], &until),
        Line::OnCallEvents => (&[&ON_CALL_EVENTS], &until),
        Line::Posts => (&[&POSTS], &whose),
        Line::Ballots => (&[&BALLOTS], &whose),
        Line::StatementDrafts => (&[&STATEMENT_DRAFTS], &whose),
        Line::Statements => (&[&STATEMENTS_PUBLISHED], &whose),
        Line::Invitations => (&[&INVITATIONS], &until),
        Line::Proposals => (&[&ROLE_CHANGES, &SHARING_CHANGES], &until),
        Line::JoinForm => (&[&JOIN_FORM], &whose),
        Line::Overlaps => (&[&OVERLAPS], &whose),
        Line::CoSponsored => (&[&CO_SPONSORED], &whose),
        Line::CoSponsors => (&[&CO_SPONSORS], &whose),
        Line::Plans => (&[&PLANS], &whose),
        Line::Sendings => (&[&SENDINGS], &whose[..1]),
    };
    let mut count = 0;
    for statement in statements {
        count += tx.first(statement, params, |row| row.int(0))?.unwrap_or(0);
    }
    Ok(count)
}

pub(super) fn wind_up(tx: &mut Tx<'_>, coalition: Id, group: Id, now: i64) -> Result<(), Fault> {
    let whose: [Val<'_>; 2] = [(&coalition).into(), (&group).into()];
    for statement in [&KEEP_DRAFTS, &DROP_STATEMENTS, &CLOSE_JOIN_FORM, &DROP_OVERLAPS, &DROP_OVERLAP_COUNTS] {
        tx.run(statement, &whose)?;
    }
    for statement in [&CANCEL_EVENTS, &END_INVITATIONS, &END_ROLE_CHANGES, &END_SHARING_CHANGES, &END_RECALLS] {
        tx.run(statement, &[whose[0], whose[1], now.into()])?;
    }
    Ok(())
}
