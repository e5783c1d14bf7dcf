//! Stories of a coalition's messages: who stands in an audience, that nobody gets two, and what people may do meanwhile.

/// Each story as two tests, one for each engine.
macro_rules! on_both {
    ($($story:ident),+ $(,)?) => { $(mod $story {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn sqlite() {
            super::$story(db::Engine::Sqlite).await;
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn postgres() {
            super::$story(db::Engine::Postgres).await;
        }
    })+ };
}

mod audiences;
mod delivering;
mod ground;
mod kills;
mod powers;
mod relays;
