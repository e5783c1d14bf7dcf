//! The migrations in their order, and every statement of every store: what the tests prepare on both engines.

use db::{Migration, Statement};

/// All migrations.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, text: include_str!("../../../migrations/0001_ground.sql") },
    Migration { number: 2, text: include_str!("../../../migrations/0002_api_lists.sql") },
    Migration { number: 3, text: include_str!("../../../migrations/0003_access.sql") },
    Migration { number: 4, text: include_str!("../../../migrations/0004_coalitions.sql") },
    Migration { number: 5, text: include_str!("../../../migrations/0005_events.sql") },
    Migration { number: 6, text: include_str!("../../../migrations/0006_plans.sql") },
    Migration { number: 7, text: include_str!("../../../migrations/0007_deliveries.sql") },
    Migration { number: 8, text: include_str!("../../../migrations/0008_notices.sql") },
    Migration { number: 9, text: include_str!("../../../migrations/0009_reports.sql") },
    Migration { number: 10, text: include_str!("../../../migrations/0010_import_counts.sql") },
    Migration { number: 11, text: include_str!("../../../migrations/0011_powers.sql") },
    Migration { number: 12, text: include_str!("../../../migrations/0012_passkey_confirmations.sql") },
    Migration { number: 13, text: include_str!("../../../migrations/0013_signed_confirmations.sql") },
    Migration { number: 14, text: include_str!("../../../migrations/0014_passkey_waits.sql") },
    Migration { number: 15, text: include_str!("../../../migrations/0015_supporters.sql") },
    Migration { number: 16, text: include_str!("../../../migrations/0016_petition_drafts.sql") },
    Migration { number: 17, text: include_str!("../../../migrations/0017_uploads.sql") },
    Migration { number: 18, text: include_str!("../../../migrations/0018_reach.sql") },
    Migration { number: 19, text: include_str!("../../../migrations/0019_merging.sql") },
    Migration { number: 20, text: include_str!("../../../migrations/0020_tags_fields_migrating.sql") },
    Migration { number: 21, text: include_str!("../../../migrations/0021_supporters_page.sql") },
    Migration { number: 22, text: include_str!("../../../migrations/0022_forms.sql") },
    Migration { number: 23, text: include_str!("../../../migrations/0023_key_scopes.sql") },
    Migration { number: 24, text: include_str!("../../../migrations/0024_audit.sql") },
    Migration { number: 25, text: include_str!("../../../migrations/0025_webhooks.sql") },
    Migration { number: 26, text: include_str!("../../../migrations/0026_unique_id_lists.sql") },
    Migration { number: 27, text: include_str!("../../../migrations/0027_paper.sql") },
    Migration { number: 28, text: include_str!("../../../migrations/0028_retention.sql") },
    Migration { number: 29, text: include_str!("../../../migrations/0029_fields_for_choosing.sql") },
    Migration { number: 30, text: include_str!("../../../migrations/0030_asking_to_join.sql") },
    Migration { number: 31, text: include_str!("../../../migrations/0031_paper_for_forms.sql") },
    Migration { number: 32, text: include_str!("../../../migrations/0032_lists_replaced.sql") },
    Migration { number: 33, text: include_str!("../../../migrations/0033_petition_updates.sql") },
];

/// Those that run only within one group's scope.
pub fn scoped() -> Vec<&'static Statement> {
    [
        crate::coalitions::merging::holding::store::SCOPED,
        crate::coalitions::merging::store::SCOPED,
        crate::people::beside::store::SCOPED,
        crate::people::retention::store::SCOPED,
        crate::people::fields::choosing::store::SCOPED,
        crate::people::store::SCOPED,
        crate::petitions::listing::store::SCOPED,
    ]
    .concat()
}

/// Every statement that can run. `tidy` holds each `store.rs` to stand here.
pub fn statements() -> Vec<&'static Statement> {
    let free = [
        crate::access::passkeys::store::STATEMENTS,
        crate::access::store::STATEMENTS,
        crate::audit::store::STATEMENTS,
        crate::coalitions::delegates::store::STATEMENTS,
        crate::coalitions::membership::leaving::STATEMENTS,
        crate::coalitions::joining::store::STATEMENTS,
        crate::coalitions::membership::store::STATEMENTS,
        crate::coalitions::merging::holding::store::STATEMENTS,
        crate::coalitions::merging::store::STATEMENTS,
        crate::coalitions::merging::things::store::STATEMENTS,
        crate::coalitions::overlap::store::STATEMENTS,
        crate::coalitions::seats::store::STATEMENTS,
        crate::coalitions::reach::store::STATEMENTS,
        crate::coalitions::sharing::store::STATEMENTS,
        crate::coalitions::store::STATEMENTS,
        crate::forms::store::STATEMENTS,
        crate::keys::STATEMENTS,
        crate::events::store::STATEMENTS,
        crate::events::attending::store::STATEMENTS,
        crate::messages::store::STATEMENTS,
        crate::migrating::store::STATEMENTS,
        crate::messages::audience::store::STATEMENTS,
        crate::messages::delivery::store::STATEMENTS,
        crate::notices::store::STATEMENTS,
        crate::officials::store::STATEMENTS,
        crate::paper::store::STATEMENTS,
        crate::pending::store::STATEMENTS,
        crate::people::fields::store::STATEMENTS,
        crate::people::id_lists::store::STATEMENTS,
        crate::people::import::store::STATEMENTS,
        crate::people::queries::store::STATEMENTS,
        crate::people::retention::store::STATEMENTS,
        crate::people::store::STATEMENTS,
        crate::people::supporter::store::STATEMENTS,
        crate::people::upload::store::STATEMENTS,
        crate::petitions::store::STATEMENTS,
        crate::petitions::co_sponsors::store::STATEMENTS,
        crate::petitions::drafts::store::STATEMENTS,
        crate::petitions::listing::store::STATEMENTS,
        crate::petitions::running::store::STATEMENTS,
        crate::petitions::updates::store::STATEMENTS,
        crate::places::store::STATEMENTS,
        crate::plans::running::store::STATEMENTS,
        crate::plans::store::STATEMENTS,
        crate::reports::store::STATEMENTS,
        crate::simulate::store::STATEMENTS,
        crate::statements::store::STATEMENTS,
        crate::webhooks::store::STATEMENTS,
    ];
    [free.concat(), scoped()].concat()
}
