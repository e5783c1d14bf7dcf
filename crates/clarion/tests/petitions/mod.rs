//! Stories of petitions: what signing them sets going, by page, by mail and by the API.

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
pub(crate) use on_both;

mod api;
mod api_lists;
pub(crate) mod confirming_mails;
mod crowd;
pub(crate) mod mailing;
mod peers;
mod peers_timing;
pub(crate) mod visitors;
