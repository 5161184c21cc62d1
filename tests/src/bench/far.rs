//! Far from the server: a long queue pushed, a village read for the first time, and a save while that goes on.
//!
//! The device is the native one: its HTTP goes on while it waits, and the proxy holds each direction up by half the
//! round-trip time.

use std::{net::ToSocketAddrs, time::Duration};

use nfv::{
    device::messages::{Reply, Request, SyncPhase},
    domain::facts::{Fact, Outcome},
    platform::native::{DeviceThread, HttpTransport},
    store::Store,
    sync::{
        driver::{self, Observer, Progress},
        ports::HttpRequest,
    },
};
use tokio::{runtime::Builder, time::Instant};

use super::{
    Figure, RUNS, Stopped,
    crowd::push as push_all,
    median, ms, p95, timed,
    town::{Town, Writer},
};
use crate::{
    http::{SystemClock, SystemRng},
    phone::{Phone, door, visit},
    proxy::{Proxy, Weather},
    served::get,
};

/// What a village has after a year.
const VILLAGE: usize = 25_000;

/// What somebody recorded in weeks without a signal.
const QUEUE: usize = 20_000;

/// Far away.
const FAR: Duration = Duration::from_millis(100);

#[expect(clippy::disallowed_methods, reason = "what a benchmark is for")]
fn now() -> Instant {
    Instant::now()
}

/// Notes when everything was acknowledged.
struct Watch {
    of: u64,
    done: Option<Instant>,
}

impl Observer for Watch {
    fn progress(&mut self, progress: Progress) {
        if let Progress::Sending { acknowledged } = progress
            && acknowledged >= self.of
        {
            self.done.get_or_insert_with(now);
        }
    }
}

/// Syncs once as the native device does; how long it took, and until everything was acknowledged.
fn sync(store: &mut Store, origin: &str, of: u64) -> Result<(Duration, Option<Duration>, u64), Stopped> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let transport = HttpTransport::new(origin)?;
        let mut watch = Watch { of, done: None };
        let began = now();
        let done = driver::sync_once(store, &transport, &SystemClock, &mut SystemRng, &mut watch).await?;
        Ok((began.elapsed(), watch.done.map(|done| done - began), done.read))
    })
}

fn before(town: &Town, rtt: Duration) -> Result<Proxy, Stopped> {
    let origin = town.served.origin();
    let address = origin.trim_start_matches("http://").to_socket_addrs()?.next().ok_or("no address")?;
    Ok(Proxy::before(address, Weather::clear(rtt), 1)?)
}

/// `push.far`: until 20,000 events are acknowledged; and until the sync has read everything again as well.
pub(super) fn push() -> Result<Vec<Figure>, Stopped> {
    let (mut acknowledged, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let mut town = Town::new()?;
        let proxy = before(&town, FAR)?;
        let mut phone = town.worker()?;
        phone.sync()?;
        let village = phone.village().ok_or("no village to write")?;
        for number in 0..QUEUE / 500 {
            let at = door(village, u32::try_from(number)?);
            let visits = (1..500).map(|_| visit(village, at.entity, Outcome::Met)).collect::<Vec<_>>();
            let facts: Vec<_> = std::iter::once(at).chain(visits).collect();
            phone.record(&facts)?;
        }
        let (all, pushed, _) = sync(&mut phone.store, &proxy.origin(), QUEUE as u64)?;
        acknowledged.push(ms(pushed.ok_or("not everything was acknowledged")?));
        whole.push(ms(all));
    }
    Ok(vec![
        Figure::of("push.far", median(acknowledged), "ms until 20,000 events are stored, 100 ms round trip")
            .goal("< 2000"),
        Figure::of("push.far.sync", median(whole), "ms until that sync has ended"),
    ])
}

/// `cold.village`: a new device gets 25,000 events, near and far, from a snapshot as a village of that size has one, and by
/// pages as before the first is made; and how long saves take meanwhile.
pub(super) fn cold_village() -> Result<Vec<Figure>, Stopped> {
    let mut town = Town::new()?;
    let writer = town.worker()?;
    push_all(&town.served.origin(), Writer::of(&writer)?.requests(VILLAGE, 4)?, VILLAGE)?;
    let mut figures = Vec::new();
    restart(&mut town, "SNAPSHOT_TAIL", "0")?;
    for (name, rtt) in [("cold.village.pages", 0), ("cold.village.pages.far", 100)] {
        figures.push(Figure::of(name, cold(&mut town, rtt)?, "ms for 25,000 events, by pages"));
    }
    restart(&mut town, "SNAPSHOT_TAIL", "5000")?;
    restart(&mut town, "SNAPSHOT_SECONDS", "1")?;
    wait_for_a_snapshot(&writer)?;
    for (name, rtt, goal) in [("cold.village", 0, "< 1000"), ("cold.village.far", 100, "< 1500")] {
        let unit =
            if rtt == 0 { "ms for 25,000 events, 0 ms round trip" } else { "ms for 25,000 events, 100 ms round trip" };
        figures.push(Figure::of(name, cold(&mut town, rtt)?, unit).goal(goal));
    }
    let mut saves = Vec::new();
    for _ in 0..RUNS {
        saves.push(saves_meanwhile(&mut town)?);
    }
    figures.push(Figure::of("save.cold", median(saves), "ms, p95 until durable during a cold start").goal("<= 100"));
    Ok(figures)
}

/// The same server with another setting.
fn restart(town: &mut Town, name: &str, value: &str) -> Result<(), Stopped> {
    town.served.kill()?;
    town.served.set(name, value);
    Ok(town.served.resume()?)
}

fn wait_for_a_snapshot(phone: &Phone) -> Result<(), Stopped> {
    let path = format!("/v1/snapshots/{}", phone.village().ok_or("no village")?);
    for _ in 0..60 {
        let token = Some(phone.enrolled.token.clone());
        if phone.http.exchange(HttpRequest { token, ..get(&path) })?.status == 200 {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    Err("no snapshot was made".into())
}

/// Milliseconds until a new device has read the village.
fn cold(town: &mut Town, rtt: u64) -> Result<f64, Stopped> {
    let proxy = before(town, Duration::from_millis(rtt))?;
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let mut phone = town.worker()?;
        let (time, _, read) = sync(&mut phone.store, &proxy.origin(), u64::MAX)?;
        if read < VILLAGE as u64 {
            return Err(format!("{read} of {VILLAGE} events were read").into());
        }
        times.push(ms(time));
    }
    Ok(median(times))
}

/// Visits recorded through the device's own thread while it reads the village.
fn saves_meanwhile(town: &mut Town) -> Result<f64, Stopped> {
    let mut phone = town.worker()?;
    let at = door(phone.village().ok_or("no village to write")?, 1);
    let entity = at.entity;
    phone.record(&[at])?;
    let database = town.last_database();
    drop(phone);
    let device = DeviceThread::spawn(&database, &town.served.origin(), |_| {})?;
    let mut times = Vec::new();
    let mut read = false;
    while !read && times.len() < 2000 {
        let Fact::VisitRecorded(visit) = visit(nfv::domain::ids::LogId(uuid::Uuid::nil()), entity, Outcome::Met).fact
        else {
            return Err("not a visit".into());
        };
        let (saved, time) = timed(|| Ok(device.call(Request::RecordVisit { door: entity, visit })?))?;
        if !matches!(saved, Reply::Saved(_)) {
            return Err("not saved".into());
        }
        times.push(ms(time));
        std::thread::sleep(Duration::from_millis(5));
        let Reply::Status(status) = device.call(Request::Status)? else { return Err("no status".into()) };
        read = times.len() > 20 && status.sync.phase == SyncPhase::Idle && status.sync.waiting == 0;
    }
    Ok(p95(times))
}
