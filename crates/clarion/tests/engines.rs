//! Stories that are told on both engines.

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
