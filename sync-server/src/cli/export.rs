//! `export`: events as JSON lines, doors and visits as CSV. Personal data leaves the server here, so it is audited.

use clap::{Args, ValueEnum};
use nfv::domain::{
    day::{Day, Zone},
    facts::Fact,
    ids::{EntityId, LogId},
};
use serde_json::{Value as Json, json, value::RawValue};
use std::{
    io::{self, Write},
    path::PathBuf,
    sync::Arc,
};

use super::{CliError, private_file, say};
use crate::{
    accounts::audit::{self, Action},
    areas::{Tree, import::by_code},
    http::App,
    store::{Store, StoreError, StoredEvent, Window},
};

/// How much of a log is read at once.
const WINDOW: Window = Window { events: 500, bytes: 1 << 20 };
/// Doors that are read at once.
const PAGE: i64 = 1000;

/// Doors as they are exported: heading, and column of the table.
const DOOR: [(&str, &str); 12] = [
    ("id", "entity_id"),
    ("village", "area_id"),
    ("kind", "kind"),
    ("lane", "lane"),
    ("number", "number"),
    ("name", "name"),
    ("tags", "tags"),
    ("adults", "adults"),
    ("longitude", "longitude"),
    ("latitude", "latitude"),
    ("last_visit", "last_visit"),
    ("closed", "closed"),
];

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Every event with its place, header, body and receipt, one JSON object a line.
    Events,
    /// Households and units, CSV.
    Doors,
    /// Visits, CSV.
    Visits,
}

/// Arguments of `export`.
#[derive(Args, Debug)]
pub(super) struct Export {
    /// What
    #[arg(value_enum)]
    what: What,
    /// Statistical code of an area: only that one and those below
    #[arg(long)]
    area: Option<String>,
    /// File to write [default: standard output]
    #[arg(long)]
    out: Option<PathBuf>,
}

/// `export`.
pub(super) fn export(app: &Arc<App>, arguments: &Export) -> Result<(), CliError> {
    let logs = logs(app, arguments.area.as_deref())?;
    let mut out: Box<dyn Write> = match &arguments.out {
        None => Box::new(io::stdout().lock()),
        Some(path) => Box::new(io::BufWriter::new(private_file(path)?)),
    };
    let rows = match arguments.what {
        What::Events => events(app, &logs, &mut out)?,
        What::Doors => doors(app, &logs, &mut out)?,
        What::Visits => visits(app, &logs, &mut out)?,
    };
    out.flush()?;
    drop(out);
    let (now, what) = (app.now_ms(), arguments.what);
    let name = what.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    app.store.write(|tx| audit::record(tx, now, None, Action::Export, None, &format!("{name}, {rows} rows")))?;
    if arguments.out.is_some() { say(format_args!("{rows} rows")) } else { Ok(()) }
}

/// Every log, or those of an area and below.
fn logs(app: &Arc<App>, code: Option<&str>) -> Result<Vec<LogId>, CliError> {
    let area = match code {
        None => None,
        Some(code) => Some(by_code(&app.store, code)?.ok_or_else(|| CliError::UnknownCode(code.to_owned()))?.id),
    };
    app.store.read(|tx| {
        let tree = Tree::load(tx)?;
        let rows = tx.query("SELECT id, area_id FROM log ORDER BY id", &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let inside = |of| area.is_none_or(|outer| tree.is_within(of, outer));
        Ok(rows.into_iter().filter(|(_, of)| inside(*of)).map(|(log, _)| log).collect())
    })
}

fn each_event(
    app: &Arc<App>,
    logs: &[LogId],
    mut take: impl FnMut(LogId, &StoredEvent) -> Result<(), CliError>,
) -> Result<(), CliError> {
    for log in logs {
        let mut after = 0;
        loop {
            let page = Store::read(&app.store, *log, after, WINDOW)?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            for event in &page {
                take(*log, event)?;
            }
        }
    }
    Ok(())
}

fn events(app: &Arc<App>, logs: &[LogId], out: &mut dyn Write) -> Result<u64, CliError> {
    let mut rows = 0;
    each_event(app, logs, |_, stored| {
        rows += 1;
        let header = serde_json::to_value(&stored.event.header).map_err(io::Error::from)?;
        // As it was written on the device, unknown fields and all; an erased one is empty.
        let body: Option<&RawValue> = serde_json::from_str(&stored.event.body).ok();
        let line = json!({
            "seq": stored.seq, "header": header, "body": body, "effective": stored.receipt.effective,
            "received_at": stored.receipt.received_at, "hash": hex::encode(stored.hash),
        });
        Ok(writeln!(out, "{line}")?)
    })?;
    Ok(rows)
}

fn doors(app: &Arc<App>, logs: &[LogId], out: &mut dyn Write) -> Result<u64, CliError> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(DOOR.map(|(heading, _)| heading)).map_err(table)?;
    let labels = app.store.read::<_, CliError>(|tx| Ok(Tree::load(tx)?))?;
    let columns = DOOR.map(|(_, column)| column).join(", ");
    let sql = format!("SELECT {columns} FROM door WHERE log_id = ?1 AND entity_id > ?2 ORDER BY entity_id LIMIT ?3");
    let mut rows = 0;
    for log in logs {
        let mut last: Vec<u8> = Vec::new();
        loop {
            let page = app.store.read::<_, StoreError>(|tx| {
                tx.query(&sql, &[log, &last, &PAGE], |row| {
                    let id: EntityId = row.get(0)?;
                    let degrees =
                        |column| Ok::<_, StoreError>(row.get::<Option<i64>>(column)?.map_or_else(String::new, degrees));
                    let village = row.get::<Option<_>>(1)?.map(|area| labels.label(area)).unwrap_or_default();
                    let day = row.get::<Option<i32>>(10)?.map(|day| Day(day).to_string()).unwrap_or_default();
                    Ok((
                        id,
                        [
                            id.to_string(),
                            village,
                            row.get(2)?,
                            row.get(3)?,
                            row.get(4)?,
                            row.get(5)?,
                            row.get(6)?,
                            row.get::<i64>(7)?.to_string(),
                            degrees(8)?,
                            degrees(9)?,
                            day,
                            row.get::<bool>(11)?.to_string(),
                        ],
                    ))
                })
            })?;
            let Some((id, _)) = page.last() else { break };
            last = id.as_bytes().to_vec();
            for (_, cells) in &page {
                rows += 1;
                csv.write_record(cells.iter().map(|cell| safe(cell))).map_err(table)?;
            }
        }
    }
    csv.flush()?;
    Ok(rows)
}

fn visits(app: &Arc<App>, logs: &[LogId], out: &mut dyn Write) -> Result<u64, CliError> {
    let mut csv = csv::Writer::from_writer(out);
    let columns =
        ["id", "door", "day", "actor", "device", "outcome", "adults_met", "adults", "topics", "notice", "note"];
    csv.write_record(columns).map_err(table)?;
    let (mut rows, zone) = (0, Zone(app.config.zone_minutes));
    each_event(app, logs, |_, stored| {
        let header = &stored.event.header;
        let Fact::VisitRecorded(visit) = Fact::parse(&header.kind, &stored.event.body) else { return Ok(()) };
        rows += 1;
        let outcome = serde_json::to_value(visit.outcome).map_err(io::Error::from)?;
        let cells = [
            header.event_id.to_string(),
            header.entity_id.to_string(),
            Day::of(stored.receipt.effective, zone).to_string(),
            header.actor_id.to_string(),
            header.device_id.to_string(),
            outcome.get("outcome").and_then(Json::as_str).unwrap_or_default().to_owned(),
            visit.adults_met.to_string(),
            visit.adults.to_string(),
            visit.topics.join(" "),
            visit.notice.to_string(),
            visit.note,
        ];
        csv.write_record(cells.iter().map(|cell| safe(cell))).map_err(table)
    })?;
    csv.flush()?;
    Ok(rows)
}

fn table(error: csv::Error) -> CliError {
    CliError::Io(error.into())
}

/// 1e-7 degree as degrees.
fn degrees(value: i64) -> String {
    let (sign, value) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
    format!("{sign}{}.{:07}", value / 10_000_000, value % 10_000_000)
}

/// A cell that a spreadsheet takes for a text, whatever it begins with. Numbers of ours stay numbers.
fn safe(cell: &str) -> String {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    if cell.starts_with(begins) && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")")]
    #[case("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    #[case("-1+1", "'-1+1")]
    #[case("@SUM(1)", "'@SUM(1)")]
    #[case("\t=1", "'\t=1")]
    #[case("＝1", "'＝1")]
    #[case("-118.1234567", "-118.1234567")]
    #[case("王家巷 3-1", "王家巷 3-1")]
    fn no_cell_is_a_formula(#[case] cell: &str, #[case] expected: &str) {
        assert_eq!(safe(cell), expected);
    }

    #[test]
    fn degrees_keep_their_sign() {
        assert_eq!(degrees(-5), "-0.0000005");
        assert_eq!(degrees(1_186_700_001), "118.6700001");
    }
}
