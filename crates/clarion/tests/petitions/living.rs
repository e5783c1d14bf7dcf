//! Pages for a crowd: whoever comes first reads, and all who come meanwhile are told what that reading found.

use crate::harness::{Server, on_both};
use clarion::ids::Id;
use clarion::web::live::{Live, Living};
use db::{Fault, Tx};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How often each address was read, in all stories of this process.
static READ: Mutex<Option<HashMap<String, usize>>> = Mutex::new(None);

/// A page that takes a while to read. There is one where the address says so.
struct Slow {
    slug: String,
    as_of: i64,
}

impl Living for Slow {
    fn read(_: &mut Tx<'_>, slug: &str, now: i64) -> Result<Option<Self>, Fault> {
        *READ.lock().unwrap().get_or_insert_default().entry(slug.to_owned()).or_default() += 1;
        std::thread::sleep(Duration::from_millis(100));
        Ok(slug.starts_with("page-").then(|| Self { slug: slug.to_owned(), as_of: now }))
    }

    fn slug(&self) -> &str {
        &self.slug
    }

    fn as_of(&self) -> i64 {
        self.as_of
    }

    fn figures(&self) -> serde_json::Map<String, serde_json::Value> {
        serde_json::Map::new()
    }
}

fn times_read(slug: &str) -> usize {
    READ.lock().unwrap().as_ref().and_then(|read| read.get(slug)).copied().unwrap_or(0)
}

/// How many of a crowd that comes at once find something.
fn crowd(server: &Server, live: &Arc<Live<Slow>>, slug: &str) -> usize {
    let one = || {
        let (app, live, slug) = (server.app.clone(), Arc::clone(live), slug.to_owned());
        async move { live.facts(&app, &slug).await.unwrap().is_some() }
    };
    server.parallel((0..40).map(|_| one())).into_iter().filter(|found| *found).count()
}

#[test]
fn a_page_that_nobody_has_read_yet_is_read_once_for_a_crowd() {
    on_both(|server| {
        let live = Arc::new(Live::<Slow>::default());
        let of = |kind: &str| format!("{kind}-{}", Id::to_string(&server.app.ids.fresh(server.app.clock.now())));
        let (page, nothing) = (of("page"), of("nothing"));
        assert_eq!((crowd(server, &live, &page), crowd(server, &live, &nothing)), (40, 0));
        // Whoever came only after the first reading began is told by the second that there is nothing; more are not needed.
        assert!(times_read(&page) <= 2, "the page was read {} times", times_read(&page));
        assert!(times_read(&nothing) <= 3, "nothing was read {} times", times_read(&nothing));
    });
}
