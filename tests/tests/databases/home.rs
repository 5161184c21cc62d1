//! A database of either kind for one test, and what can be asked of both.

use std::{collections::BTreeMap, path::PathBuf};

use nfv::{
    domain::{
        event::{Event, Hash, print_share},
        facts::{Fact, RuleSetAdopted},
        ids::{AccountId, EntityId, LogId},
    },
    sync::messages::{Fate, Seq},
};
use nfv_tests::{
    postgres::TestDatabase,
    stream::{self, LOGS, NOON, RULES, Seeded, area, candidate, definition, field_log, opening, round},
};
use sync_server::{
    pen::Pen,
    store::{
        Birth, Candidate, Database, Ingested, Store, StoreError, StoredEvent, Window,
        postgres::PostgresStore,
        sqlite::SqliteStore,
        value::{FromValue, Value},
    },
};
use tempfile::TempDir;
use uuid::Uuid;

/// Which database.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Sqlite,
    Postgres { partitions: u32 },
}

/// Tables of the projection, with what orders their rows.
const PROJECTION: [(&str, &str); 8] = [
    ("area", "log_id, area_id"),
    ("area_tree", "one"),
    ("other_entity", "log_id, family, entity_id"),
    ("door", "log_id, entity_id"),
    ("door_round", "log_id, entity_id, round_id"),
    ("point_round", "log_id, entity_id, round_id"),
    ("tally", "log_id, round_id, area_id, metric, day"),
    ("scope", "log_id"),
];

/// More than any test writes.
pub(crate) const EVERYTHING: Window = Window { events: 1_000_000, bytes: usize::MAX };

/// A database with the stream's logs.
pub(crate) struct Home {
    pub(crate) store: Database,
    kind: Kind,
    folder: TempDir,
    pub(crate) server: Option<TestDatabase>,
}

/// A value of a column, whichever it is.
struct Shown(String);

impl FromValue for Shown {
    fn from_value(value: Value<'_>) -> Result<Self, StoreError> {
        Ok(Self(match value {
            Value::Blob(bytes) => format!("x{}", hex::encode(bytes)),
            other => format!("{other:?}"),
        }))
    }
}

impl Home {
    pub(crate) fn of(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = matches!(kind, Kind::Postgres { .. }).then(|| TestDatabase::create().unwrap());
        let store = open(kind, &folder, server.as_ref());
        let home = Self { store, kind, folder, server };
        for (number, class) in LOGS {
            home.store.open_log(area(number), class).unwrap();
        }
        home
    }

    /// The same database, opened once more: another process.
    pub(crate) fn again(&self) -> Database {
        open(self.kind, &self.folder, self.server.as_ref())
    }

    pub(crate) fn take(&self, batch: &[Candidate], now: u64) -> Ingested {
        self.store.ingest(batch, now).unwrap()
    }

    /// Every event of a log.
    pub(crate) fn log(&self, log: LogId) -> Vec<StoredEvent> {
        Store::read(&self.store, log, 0, EVERYTHING).unwrap()
    }

    /// Checks that a log is whole: dense, its prints right, its head its last.
    pub(crate) fn check_log(&self, log: LogId) -> usize {
        let events = self.log(log);
        let mut print = 0_u64;
        for (seq, event) in (1..).zip(&events) {
            assert_eq!(event.seq, seq);
            assert_eq!(event.hash, event.event.hash());
            print = print.wrapping_add(print_share(&event.hash, seq, event.receipt.effective));
            assert_eq!(event.print.0, print);
            let meta = self.store.meta();
            assert!(meta.secret.verify(log, event.event.header.event_id, &event.hash, &event.receipt));
        }
        let head = self.store.heads(&[log]).unwrap()[&log];
        assert_eq!((head.0, head.1.0), (events.len() as u64, print));
        assert_eq!(self.store.print_at(log, head.0).unwrap().unwrap().0, print);
        assert_eq!(self.store.print_at(log, head.0 + 1).unwrap(), None);
        events.len()
    }

    /// The projection, row by row.
    pub(crate) fn projection(&self) -> BTreeMap<&'static str, Vec<String>> {
        PROJECTION.into_iter().map(|(table, order)| (table, self.rows(table, order))).collect()
    }

    fn rows(&self, table: &str, order: &str) -> Vec<String> {
        let mut columns = self.columns(table);
        columns.sort();
        let sql = format!("SELECT {} FROM {table} ORDER BY {order}", columns.join(", "));
        self.store
            .read(|tx| {
                tx.query(&sql, &[], |row| {
                    let values: Result<Vec<String>, StoreError> =
                        (0..columns.len()).map(|at| row.get::<Shown>(at).map(|Shown(text)| text)).collect();
                    Ok(columns
                        .iter()
                        .zip(values?)
                        .map(|(name, value)| format!("{name}={value}"))
                        .collect::<Vec<_>>()
                        .join(" "))
                })
            })
            .unwrap()
    }

    /// The names of a table's columns.
    pub(crate) fn columns(&self, table: &str) -> Vec<String> {
        self.ask(match self.kind {
            Kind::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
            Kind::Postgres { .. } => format!(
                "SELECT column_name::text FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name = '{table}'"
            ),
        })
    }

    /// The names of all tables.
    pub(crate) fn tables(&self) -> Vec<String> {
        self.ask(
            match self.kind {
                Kind::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
                Kind::Postgres { .. } => {
                    "SELECT relname::text FROM pg_class
                     WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = current_schema()::regnamespace
                     ORDER BY relname"
                }
            }
            .to_owned(),
        )
    }

    fn ask(&self, sql: String) -> Vec<String> {
        self.store.read(|tx| tx.query(&sql, &[], |row| row.get(0))).unwrap()
    }
}

fn open(kind: Kind, folder: &TempDir, server: Option<&TestDatabase>) -> Database {
    let birth = Birth { epoch: 7, secret: [1; 32] };
    match (kind, server) {
        (Kind::Postgres { partitions }, Some(server)) => {
            PostgresStore::open(&server.address(partitions).unwrap(), &birth).unwrap().into()
        }
        _ => SqliteStore::open(&path(folder), &birth).unwrap().into(),
    }
}

fn path(folder: &TempDir) -> PathBuf {
    folder.path().join("server.db")
}

/// Somebody who writes.
pub(crate) struct Author {
    pub(crate) pen: Pen,
    random: Seeded,
}

impl Author {
    pub(crate) fn new(seed: u64) -> Self {
        let random = Seeded::new(seed);
        let pen = Pen::of(AccountId(Uuid::from_u128(u128::from(seed))), &random);
        Self { pen, random }
    }

    pub(crate) fn event(&mut self, log: LogId, entity: EntityId, fact: &Fact) -> Event {
        self.event_at(log, entity, fact, NOON)
    }

    pub(crate) fn event_at(&mut self, log: LogId, entity: EntityId, fact: &Fact, at: u64) -> Event {
        self.pen.write(log, entity, fact, at, &self.random).unwrap()
    }

    pub(crate) fn write(&mut self, log: LogId, entity: EntityId, fact: &Fact) -> Candidate {
        candidate(self.event(log, entity, fact))
    }

    pub(crate) fn entity(&self) -> EntityId {
        EntityId::from_random(sync_server::ports::random_bytes(&self.random))
    }

    /// Registered doors, each with a visit.
    pub(crate) fn doors(&mut self, log: LogId, count: usize) -> Vec<Candidate> {
        (0..count)
            .flat_map(|number| {
                let door = self.entity();
                let grid = (number % 2 == 0).then_some(4);
                [
                    self.write(log, door, &stream::registration(number, grid)),
                    self.write(log, door, &stream::visit(nfv::domain::facts::Outcome::Met)),
                ]
            })
            .collect()
    }

    /// The county, its villages and grids, the rule set and a round.
    pub(crate) fn office(&mut self) -> Vec<Candidate> {
        let county = field_log(1);
        let rules = Fact::RuleSetAdopted(RuleSetAdopted { version: "2026-1".into(), toml: RULES.into() });
        let mut all = vec![
            self.write(county, area(1).into(), &definition(1, "county")),
            self.write(county, area(90).into(), &rules),
            self.write(county, round(), &opening(-30, 30)),
        ];
        for number in [2, 3] {
            all.push(self.write(county, area(number).into(), &definition(number, "village")));
            all.push(self.write(field_log(number), area(number).into(), &definition(number, "village")));
        }
        for number in [4, 5] {
            all.push(self.write(field_log(2), area(number).into(), &definition(number, "grid")));
        }
        all
    }
}

/// The sequence of a verdict.
pub(crate) fn seq_of(fate: &Fate) -> Option<Seq> {
    match fate {
        Fate::Stored { seq, .. } | Fate::Duplicate { seq, .. } => Some(*seq),
        _ => None,
    }
}

/// The hash of an event.
pub(crate) fn hash_of(candidate: &Candidate) -> Hash {
    candidate.hash
}
