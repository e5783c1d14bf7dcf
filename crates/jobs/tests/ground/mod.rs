//! What every story stands on: a database of either engine, a clock that is moved by hand, and a look at one row.

use db::{DatabaseUrl, Db, Engine, Migration, Val};
use jobs::{Bounds, Clock, Figures, Job, NewJob, Outcome, Registry, Settings, Waker, Worker};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

pub const SECOND: i64 = 1_000_000;
pub const HOUR: i64 = 3600 * SECOND;
/// Some noon, so that an hour more is still the same day.
pub const START: i64 = 20_000 * 24 * HOUR + 12 * HOUR;
pub const KIND: &str = "stories.work";

static MIGRATIONS: &[Migration] = &[Migration { number: 1, text: include_str!("../../../../migrations/0001_ground.sql") }];

mod rows {
    db::statements! {
        ROW = "SELECT state, run_at, attempts, reason, worker IS NOT NULL FROM job WHERE id = $1";
        COUNT = "SELECT COUNT(*), CAST(SUM(attempts) AS BIGINT) FROM job WHERE state = $1";
        /// As if so many workers had died over the job.
        ATTEMPTS = "UPDATE job SET attempts = $2 WHERE id = $1";
    }
}

/// One row of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub state: i64,
    pub run_at: i64,
    pub attempts: i64,
    pub reason: String,
    /// Whether a worker has it.
    pub held: bool,
}

pub struct Ground {
    pub db: Db,
    pub now: Arc<AtomicI64>,
    pub waker: Waker,
    url: DatabaseUrl,
    workers: AtomicU64,
    // Dropped after the connections above.
    _folder: testkit::TempFolder,
    _database: Option<testkit::postgres::Database>,
}

impl Ground {
    pub fn new(engine: Engine) -> Self {
        let folder = testkit::TempFolder::new();
        let database = (engine == Engine::Postgres).then(|| testkit::Postgres::shared().fresh_database());
        let url = match &database {
            Some(database) => database.url(),
            None => format!("sqlite:{}", folder.join("jobs.db").display()),
        };
        let url = DatabaseUrl::parse(&url).unwrap();
        let db = Db::open(&url, None, db::Settings::default()).unwrap();
        db.migrate(MIGRATIONS, START).unwrap();
        let now = Arc::new(AtomicI64::new(START));
        Self { db, now, waker: Waker::default(), url, workers: AtomicU64::new(1), _folder: folder, _database: database }
    }

    /// What another node sees: connections of its own, where the engine allows them.
    pub fn node(&self) -> Db {
        match self.db.engine() {
            Engine::Sqlite => self.db.clone(),
            Engine::Postgres => std::thread::scope(|scope| {
                let open = || Db::open(&self.url, None, db::Settings::default()).unwrap();
                scope.spawn(open).join().unwrap()
            }),
        }
    }

    pub fn settings(&self) -> Settings {
        let number = self.workers.fetch_add(1, Ordering::SeqCst);
        Settings::new(id(1 << 40 | number), self.waker.clone())
    }

    pub fn clock(&self) -> Clock {
        let now = Arc::clone(&self.now);
        Arc::new(move || now.load(Ordering::SeqCst))
    }

    /// A clock that runs.
    pub fn running_clock() -> Clock {
        let start = Instant::now();
        Arc::new(move || START + start.elapsed().as_micros() as i64)
    }

    pub fn start(&self, registry: Registry) -> Worker {
        Worker::start(self.node(), Arc::new(registry), self.clock(), self.settings())
    }

    pub fn advance(&self, micros: i64) {
        self.now.fetch_add(micros, Ordering::SeqCst);
        self.waker.wake();
    }

    pub async fn queue(&self, kind: &'static str, ids: std::ops::Range<u64>) {
        self.db
            .write("stories.queue", move |tx| {
                let ids: Vec<[u8; 16]> = ids.clone().map(id).collect();
                let jobs: Vec<NewJob<'_>> =
                    ids.iter().map(|id| NewJob { id: *id, kind, payload: id, run_at: START, created_at: START }).collect();
                jobs::queue(tx, &jobs)
            })
            .await
            .unwrap();
        self.waker.wake();
    }

    pub async fn row(&self, number: u64) -> Row {
        let read = move |row: &db::Row<'_>| {
            Ok(Row { state: row.int(0)?, run_at: row.int(1)?, attempts: row.int(2)?, reason: row.text(3)?, held: row.bool(4)? })
        };
        self.db.read_newest(move |tx| tx.first(&rows::ROW, &[Val::from(&id(number))], read)).await.unwrap().unwrap()
    }

    pub async fn set_attempts(&self, number: u64, attempts: i64) {
        let params = move |tx: &mut db::Tx<'_>| tx.run(&rows::ATTEMPTS, &[Val::from(&id(number)), Val::Int(attempts)]);
        assert_eq!(self.db.write("stories.attempts", params).await.unwrap(), 1);
    }

    /// Rows in a state, and their attempts together.
    pub async fn count(&self, state: i64) -> (i64, i64) {
        let read = |row: &db::Row<'_>| Ok((row.int(0)?, row.maybe_int(1)?.unwrap_or(0)));
        self.db.read_newest(move |tx| tx.first(&rows::COUNT, &[Val::Int(state)], read)).await.unwrap().unwrap()
    }

    pub async fn figures(&self) -> Figures {
        let now = self.now.load(Ordering::SeqCst);
        self.db.read_newest(move |tx| jobs::figures(tx, now)).await.unwrap()
    }

    pub fn check_statements(&self) {
        let statements = [jobs::statements(self.db.engine()).as_slice(), rows::STATEMENTS].concat();
        std::thread::scope(|scope| scope.spawn(|| self.db.check(statements)).join().unwrap()).unwrap();
    }
}

/// A made-up id.
pub fn id(number: u64) -> [u8; 16] {
    let mut id = [0; 16];
    id[8..].copy_from_slice(&number.to_be_bytes());
    id
}

/// A registry of one kind that counts its runs and always answers the same.
pub fn answering(bounds: Bounds, outcome: Outcome) -> (Registry, Arc<AtomicU64>) {
    let runs = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&runs);
    let mut registry = Registry::new();
    registry.add(KIND, bounds, move |_: Job| {
        counted.fetch_add(1, Ordering::SeqCst);
        let outcome = outcome.clone();
        async move { outcome }
    });
    (registry, runs)
}

/// Waits for something that must come to be.
pub async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so().await {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Long enough for a worker that is about to do something wrong.
pub async fn quiet_moment() {
    tokio::time::sleep(Duration::from_millis(150)).await;
}

/// Tells a story with workers of a runtime of their own; databases are opened and dropped outside of it, because that blocks.
pub fn tell(engine: Engine, story: &impl AsyncFn(&Ground)) {
    let ground = Ground::new(engine);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(story(&ground));
}

/// Tells stories on both engines, each as two tests.
macro_rules! on_both {
    ($($story:ident),+ $(,)?) => { $(mod $story {
        #[test]
        fn sqlite() {
            $crate::ground::tell(db::Engine::Sqlite, &super::$story);
        }

        #[test]
        fn postgres() {
            $crate::ground::tell(db::Engine::Postgres, &super::$story);
        }
    })+ };
}
