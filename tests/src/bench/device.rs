//! On the device: how long a save takes until it is durable, and a keystroke in the search of 100,000 households.

use nfv::{
    device::{
        Device,
        messages::{DoorQuery, Reply, Request},
    },
    domain::facts::Outcome,
};
use rusqlite::{Connection, types::Value};

use super::{
    Figure, RUNS, Stopped,
    crowd::push,
    median, ms, p95, timed,
    town::{Town, Writer},
};
use crate::{
    http::{SystemClock, SystemRng},
    phone::{Phone, door, visit},
};

/// Saves in one run.
const SAVES: usize = 200;

/// Households in the search.
const HOUSEHOLDS: usize = 100_000;

/// What somebody types, letter by letter.
const TYPED: [&str; 8] = ["l", "la", "lan", "lane", "lane 4", "lane 42", "7", "77"];

/// `save`: one visit, against a commit of the same bytes with the same pragmas.
pub(super) fn save() -> Result<Vec<Figure>, Stopped> {
    let mut town = Town::new()?;
    let (mut saves, mut floors) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let mut phone = town.worker()?;
        phone.sync()?;
        saves.push(p95(time_saves(&mut phone)?));
        floors.push(p95(time_commits(&phone, &town.folder.path().join(format!("bare-{run}.db")))?));
    }
    let figure = Figure::of("save.native", median(saves), "ms, p95 until durable");
    Ok(vec![figure.against(median(floors)).goal("ratio <= 1.5")])
}

fn time_saves(phone: &mut Phone) -> Result<Vec<f64>, Stopped> {
    let village = phone.village().ok_or("no village to write")?;
    let at = door(village, 1);
    let entity = at.entity;
    phone.record(&[at])?;
    (0..SAVES)
        .map(|_| {
            let visit = visit(village, entity, Outcome::Met);
            let ((), time) = timed(|| Ok(phone.record(&[visit]).map(drop)?))?;
            Ok(ms(time))
        })
        .collect()
}

/// One row of the same bytes in a transaction of its own.
fn time_commits(phone: &Phone, path: &std::path::Path) -> Result<Vec<f64>, Stopped> {
    let row: Vec<Value> = phone
        .store
        .conn()
        .query_row("SELECT * FROM event LIMIT 1", [], |row| (0..14).map(|column| row.get(column)).collect())?;
    let bare = Connection::open(path)?;
    bare.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
    let columns: Vec<String> = (0..14).map(|column| format!("c{column}")).collect();
    bare.execute_batch(&format!("CREATE TABLE event ({})", columns.join(", ")))?;
    let insert = format!("INSERT INTO event VALUES ({})", vec!["?"; 14].join(", "));
    (0..SAVES)
        .map(|_| {
            let ((), time) = timed(|| {
                bare.prepare_cached(&insert)?.execute(rusqlite::params_from_iter(&row))?;
                Ok(())
            })?;
            Ok(ms(time))
        })
        .collect()
}

/// `search`: from a keystroke to the rows of the list.
pub(super) fn search() -> Result<Vec<Figure>, Stopped> {
    let mut town = Town::new()?;
    let writer = town.worker()?;
    push(&town.served.origin(), Writer::of(&writer)?.requests(HOUSEHOLDS, 0)?, HOUSEHOLDS)?;
    let mut phone = town.worker()?;
    phone.sync()?;
    let Phone { store, http, .. } = phone;
    let device = Device::new(store, http, SystemClock, SystemRng, |_| ());
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let mut times = Vec::new();
        for text in TYPED {
            let query = DoorQuery { text: text.into(), limit: 50, ..DoorQuery::default() };
            let (answer, time) = timed(|| Ok(pollster::block_on(device.handle(Request::SearchDoors(query)))?))?;
            if !matches!(&answer, Reply::Doors(page) if !page.rows.is_empty()) {
                return Err(format!("nothing was found for {text}").into());
            }
            times.push(ms(time));
        }
        runs.push(p95(times));
    }
    Ok(vec![Figure::of("search", median(runs), "ms, p95 of a keystroke, 100,000 households").goal("< 50")])
}
