//! Stories of plans: opened by two, voted on with passkeys, decided by the rule, halted or started once, and counted again from a file.

/// Each story as two tests, one for each engine.
macro_rules! on_both {
    ($($story:ident),+ $(,)?) => { $(mod $story {
        #[test]
        fn sqlite() {
            super::$story(&super::Room::new(db::Engine::Sqlite));
        }

        #[test]
        fn postgres() {
            super::$story(&super::Room::new(db::Engine::Postgres));
        }
    })+ };
}

mod at_once;
mod cast;
mod compose;
mod deadline;
mod drills;
mod files;
mod following;
mod forging;
mod halt;
mod hostile_account;
mod hostile_operator;
mod leaving;
mod newer_notices;
mod open;
mod page_files;
mod pages;
mod passkeys;
mod readiness;
mod room;
mod running;
mod telling;
mod waiting;
mod withdraw;

use room::Room;
