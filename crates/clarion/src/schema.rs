//! The migrations in their order, and every statement of every store: what the tests prepare on both engines.

use db::{Migration, Statement};

/// All migrations.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, text: include_str!("../../../migrations/0001_ground.sql") },
    Migration { number: 2, text: include_str!("../../../migrations/0002_api_lists.sql") },
    Migration { number: 3, text: include_str!("../../../migrations/0003_access.sql") },
    Migration { number: 5, text: include_str!("../../../migrations/0005_events.sql") },
    Migration { number: 9, text: include_str!("../../../migrations/0009_import_counts.sql") },
];

/// Every statement that can run. `tidy` holds each `store.rs` to stand here.
pub fn statements() -> Vec<&'static Statement> {
    [
        crate::access::passkeys::store::STATEMENTS,
        crate::access::store::STATEMENTS,
        crate::coalitions::store::STATEMENTS,
        crate::keys::STATEMENTS,
        crate::events::store::STATEMENTS,
        crate::events::attending::store::STATEMENTS,
        crate::officials::store::STATEMENTS,
        crate::pending::store::STATEMENTS,
        crate::people::import::store::STATEMENTS,
        crate::people::store::STATEMENTS,
        crate::petitions::store::STATEMENTS,
        crate::petitions::listing::store::STATEMENTS,
        crate::places::store::STATEMENTS,
    ]
    .concat()
}
