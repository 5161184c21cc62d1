//! What travels: an idle sync, a morning's visits.

use nfv::domain::facts::Outcome;

use super::{Figure, RUNS, Stopped, median, town::Town};
use crate::phone::{Phone, door, visit};

/// Visits of a morning.
const MORNING: usize = 40;

/// A sync with nothing new: bytes, round trips, what the server writes beside `last_heard`.
pub(super) fn idle() -> Result<Vec<Figure>, Stopped> {
    let mut town = Town::new()?;
    let (worker, county) = (town.worker()?, town.phone("county", "990001")?);
    let mut figures = Vec::new();
    for (mut phone, names) in [
        (worker, ["idle", "idle.round_trips", "idle.writes"]),
        (county, ["idle.county", "idle.county.round_trips", "idle.county.writes"]),
    ] {
        phone.sync()?;
        phone.sync()?;
        let server = rusqlite::Connection::open(town.served.database())?;
        let version = || server.pragma_query_value(None, "data_version", |row| row.get::<_, i64>(0));
        let before = version()?;
        phone.http.take_counts();
        phone.sync()?;
        let (round_trips, sent, received) = phone.http.take_counts();
        figures.push(Figure::of(names[0], (sent + received) as f64, "bytes of bodies, both ways").goal("< 1024"));
        figures.push(Figure::of(names[1], round_trips as f64, "round trips").goal("1"));
        let writes = f64::from(u8::from(version()? != before));
        figures.push(Figure::of(names[2], writes, "server transactions").goal("0"));
    }
    Ok(figures)
}

/// Compressed bytes of a visit in a batch of forty.
fn visit_bytes(phone: &mut Phone) -> Result<f64, Stopped> {
    let village = phone.village().ok_or("no village to write")?;
    let doors: Vec<_> = (0..).take(MORNING).map(|number| door(village, number)).collect();
    phone.record(&doors)?;
    phone.sync()?;
    for door in &doors {
        phone.record(&[visit(village, door.entity, Outcome::Met)])?;
    }
    phone.http.take_counts();
    phone.sync()?;
    let (_, sent, _) = phone.http.take_counts();
    Ok(sent as f64 / MORNING as f64)
}

/// `wire.visit`.
pub(super) fn visit_in_a_batch() -> Result<Vec<Figure>, Stopped> {
    let mut town = Town::new()?;
    let mut bytes = Vec::new();
    for _ in 0..RUNS {
        bytes.push(visit_bytes(&mut town.worker()?)?);
    }
    Ok(vec![Figure::of("wire.visit", median(bytes), "compressed bytes a visit, batch of 40").goal("< 150")])
}
