//! Stories of notices: published, found by their code, held against forged words, checked from files, and the log that keeps them.

/// Each story as two tests, one for each engine.
macro_rules! on_each_engine {
    ($($story:ident),+ $(,)?) => { $(mod $story {
        #[test]
        fn sqlite() {
            super::$story(&super::Ground::new(db::Engine::Sqlite));
        }

        #[test]
        fn postgres() {
            super::$story(&super::Ground::new(db::Engine::Postgres));
        }
    })+ };
}

mod changed_files;
mod codes;
mod forged_words;
pub mod ground;
mod log;
mod witnesses;
