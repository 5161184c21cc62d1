//! Whether the database is as its logs say: hashes, prints, receipts, numbers without gaps, projections, tallies.
//!
//! One moment of the database is read, copied into a file of its own, folded there anew and compared row by row. Nothing
//! is changed, and the server may be running. Works on both databases.

use nfv::{
    domain::{
        event::{Hash, hash, print_share},
        ids::{EventId, LogId},
        stamp::Stamp,
    },
    sync::messages::Receipt,
};
use std::{
    collections::{BTreeMap, HashSet},
    fmt, io,
    path::Path,
};
use uuid::Uuid;

use crate::{
    backup::{Amount, BackupError, Cell, Loader, PROJECTIONS, Sink, Table, copy, each_row},
    pledges,
    ports::{Random, random_bytes},
    store::{Birth, Database, Store, StoreError, Tx, receipt::Secret, sqlite::SqliteStore},
};

/// Of one kind, so many are named; the rest is counted.
const NAMED: usize = 20;

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// An event's bytes have another hash than the one stored.
    Hash(LogId, u64),
    /// The print at a sequence is not the sum up to it.
    Print(LogId, u64),
    /// A receipt that this server did not issue.
    Receipt(LogId, u64),
    /// Sequences with a gap.
    Gap(LogId, u64),
    /// A log's head is not its last event.
    Head(LogId),
    /// A row of a projection differs from what the log says.
    Projection(&'static str, LogId),
    /// A place in the log of pledges is not what its event says, or a node above it is another hash.
    PledgePlace(u64),
    /// So many pledges have no place there and do not wait for one.
    PledgesForgotten(u64),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hash(log, seq) => write!(f, "log {log}, event {seq}: its bytes have another hash"),
            Self::Print(log, seq) => write!(f, "log {log}, event {seq}: the print is not the sum up to it"),
            Self::Receipt(log, seq) => write!(f, "log {log}, event {seq}: the receipt is not this server's"),
            Self::Gap(log, seq) => write!(f, "log {log}: {seq} is missing"),
            Self::Head(log) => write!(f, "log {log}: its head is not its last event"),
            Self::PledgePlace(place) => write!(f, "log of pledges, place {place}: not what its event says"),
            Self::PledgesForgotten(count) => write!(f, "log of pledges: {count} have no place and wait for none"),
            Self::Projection(table, log) => write!(f, "log {log}: {table} differs from what its events say"),
        }
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What was looked at.
    pub amount: Amount,
    /// What does not fit, the first of each kind and log.
    pub findings: Vec<Finding>,
    /// How many there are in all.
    pub total: usize,
}

impl Report {
    fn add(&mut self, finding: Finding) {
        self.total += 1;
        let kind = std::mem::discriminant(&finding);
        let alike = self.findings.iter().filter(|other| std::mem::discriminant(*other) == kind).count();
        if alike < NAMED && !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }
}

/// Looks at everything; `folder` holds the copy while it is looked at.
///
/// # Errors
/// When the database or the folder fails.
pub fn check(store: &Database, zone_minutes: i32, folder: &Path, random: &dyn Random) -> Result<Report, BackupError> {
    let name = format!("check-{}.sqlite", Uuid::from_bytes(random_bytes(random)));
    let path = folder.join(name);
    let done = compare(store, zone_minutes, &path);
    for end in ["", "-wal", "-shm"] {
        let mut file = path.clone().into_os_string();
        file.push(end);
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    done
}

fn compare(store: &Database, zone_minutes: i32, path: &Path) -> Result<Report, BackupError> {
    let copied = Database::from(SqliteStore::open(path, &Birth { epoch: 0, secret: [0; 32] })?);
    copied.set_zone(zone_minutes)?;
    store.read(|tx| {
        let erased = tx.query("SELECT log_id, event_id FROM erasure", &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut report = copied.write(|into| {
            let mut examiner = Examiner::new(Loader::new(into), &store.meta().secret, erased.into_iter().collect());
            let amount = copy(tx, &mut examiner)?;
            examiner.end();
            Ok::<_, BackupError>(Report { amount, ..examiner.report })
        })?;
        copied.rebuild()?;
        copied.read(|fresh| projections(tx, fresh, &mut report))?;
        let misfits = pledges::check::check(tx)?;
        misfits.places.into_iter().for_each(|place| report.add(Finding::PledgePlace(place)));
        if misfits.forgotten > 0 {
            report.add(Finding::PledgesForgotten(misfits.forgotten));
        }
        Ok(report)
    })
}

fn projections(tx: &Tx<'_>, fresh: &Tx<'_>, report: &mut Report) -> Result<(), BackupError> {
    for table in PROJECTIONS {
        let (mut expected, mut found) = (BTreeMap::new(), BTreeMap::new());
        gather(fresh, table, &mut expected)?;
        gather(tx, table, &mut found)?;
        for (log, rows) in &expected {
            if found.remove(log).as_ref() != Some(rows) {
                report.add(Finding::Projection(table.name, *log));
            }
        }
        // Rows of logs that no event speaks of.
        for log in found.keys() {
            report.add(Finding::Projection(table.name, *log));
        }
    }
    Ok(())
}

/// A print over the rows of a projection, per log: order does not matter, and memory stays small. Zeros in tallies are
/// left-overs of what was taken away again.
fn gather(tx: &Tx<'_>, table: &Table, sums: &mut BTreeMap<LogId, (u64, u64)>) -> Result<(), BackupError> {
    let count = table.columns.iter().position(|column| table.name == "tally" && *column == "count");
    each_row(tx, table, |cells| {
        if count.is_some_and(|place| cells[place] == Cell::Integer(0)) {
            return Ok(());
        }
        let line = serde_json::to_vec(cells).map_err(io::Error::from)?;
        let digest = hash(b"row", &line);
        let share = digest.first_chunk().copied().map_or(0, u64::from_be_bytes);
        let sum = sums.entry(LogId(id(&cells[0])?)).or_default();
        *sum = (sum.0.wrapping_add(share), sum.1 + 1);
        Ok(())
    })?;
    Ok(())
}

/// Looks at every row on its way into the copy.
struct Examiner<'a> {
    into: Loader<'a>,
    secret: &'a Secret,
    erased: HashSet<(LogId, EventId)>,
    heads: BTreeMap<LogId, (u64, u64)>,
    current: Option<(LogId, u64, u64)>,
    report: Report,
}

impl<'a> Examiner<'a> {
    fn new(into: Loader<'a>, secret: &'a Secret, erased: HashSet<(LogId, EventId)>) -> Self {
        Self { into, secret, erased, heads: BTreeMap::new(), current: None, report: Report::default() }
    }

    fn event(&mut self, table: &Table, cells: &[Cell]) -> Result<(), BackupError> {
        let cell =
            |name: &str| table.columns.iter().position(|column| *column == name).map_or(&Cell::Null, |at| &cells[at]);
        let (log, event) = (LogId(id(cell("log_id"))?), EventId(id(cell("event_id"))?));
        let (seq, print) = (number(cell("seq"))?, number(cell("print"))?);
        let stored: Hash = bytes(cell("hash"))?.try_into().map_err(|_| corrupt("event.hash"))?;
        let (effective, received_at) = (Stamp(number(cell("effective"))?), number(cell("received_at"))?);
        if !self.erased.contains(&(log, event)) && hash(bytes(cell("header"))?, bytes(cell("body"))?) != stored {
            self.report.add(Finding::Hash(log, seq));
        }
        let mac = bytes(cell("receipt"))?.try_into().map_err(|_| corrupt("event.receipt"))?;
        if !self.secret.verify(log, event, &stored, &Receipt { effective, received_at, mac }) {
            self.report.add(Finding::Receipt(log, seq));
        }
        let (_, last, sum) = match self.current.take() {
            Some(current) if current.0 == log => current,
            before => {
                self.finish(before);
                (log, 0, 0)
            }
        };
        if seq != last + 1 {
            self.report.add(Finding::Gap(log, last + 1));
        }
        let sum = sum.wrapping_add(print_share(&stored, seq, effective));
        if sum != print {
            self.report.add(Finding::Print(log, seq));
        }
        // From here on by what is stored: one wrong print is one finding.
        self.current = Some((log, seq, print));
        Ok(())
    }

    fn finish(&mut self, log: Option<(LogId, u64, u64)>) {
        if let Some((log, seq, print)) = log
            && self.heads.remove(&log) != Some((seq, print))
        {
            self.report.add(Finding::Head(log));
        }
    }

    fn end(&mut self) {
        let last = self.current.take();
        self.finish(last);
        for (log, head) in std::mem::take(&mut self.heads) {
            if head != (0, 0) {
                self.report.add(Finding::Head(log));
            }
        }
    }
}

impl Sink for Examiner<'_> {
    fn begin(&mut self, table: &Table) -> Result<(), BackupError> {
        self.into.begin(table)
    }

    fn row(&mut self, table: &Table, cells: &[Cell]) -> Result<(), BackupError> {
        match table.name {
            "log" => {
                let place = |name: &str| table.columns.iter().position(|column| *column == name).unwrap_or_default();
                let head = (number(&cells[place("head_seq")])?, number(&cells[place("print")])?);
                self.heads.insert(LogId(id(&cells[place("id")])?), head);
            }
            "event" => self.event(table, cells)?,
            _ => {}
        }
        self.into.row(table, cells)
    }
}

fn corrupt(what: &'static str) -> BackupError {
    StoreError::Corrupt(what).into()
}

fn bytes(cell: &Cell) -> Result<&[u8], BackupError> {
    match cell {
        Cell::Blob(bytes) => Ok(bytes),
        _ => Err(corrupt("column of another type")),
    }
}

fn number(cell: &Cell) -> Result<u64, BackupError> {
    match cell {
        Cell::Integer(number) => Ok(number.cast_unsigned()),
        _ => Err(corrupt("column of another type")),
    }
}

fn id(cell: &Cell) -> Result<Uuid, BackupError> {
    Uuid::from_slice(bytes(cell)?).map_err(|_| corrupt("id"))
}
