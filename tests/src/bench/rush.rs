//! Many devices at once: a morning's rush, a trickle of single events, and what memory the server takes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use nfv::sync::ports::Rng;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

use super::{
    Figure, RUNS, Stopped,
    crowd::{Member, client, deliver, gather, runtime},
    median, ms, p95,
    town::Town,
};
use crate::http::SystemRng;

/// Devices in the rush.
const RUSHING: usize = 1000;

/// Doors that each of them visited and registered before: twice as many events.
const DOORS: u32 = 25;

/// Over so long their starts are spread.
const SPREAD: Duration = Duration::from_secs(10);

/// Devices in the trickle.
const TRICKLING: usize = 200;

/// So long it trickles in one run.
const TRICKLE: Duration = Duration::from_secs(3);

/// Doors to which each of them goes in turn.
const ROUND: u32 = 200;

#[expect(clippy::disallowed_methods, reason = "what a benchmark is for")]
fn now() -> Instant {
    Instant::now()
}

/// `rush`: p95 of a sync, errors; and the server's memory before and after it.
pub(super) fn rush() -> Result<Vec<Figure>, Stopped> {
    let (mut slowest, mut errors, mut memory) = (Vec::new(), 0, Vec::new());
    for _ in 0..RUNS {
        let mut town = Town::new()?;
        let crowd = gather(&mut town, RUSHING)?;
        let (times, failed) = one_rush(&town, &crowd)?;
        slowest.push(p95(times));
        errors += failed;
        memory.push(town.served.memory("VmHWM")?);
    }
    Ok(vec![
        Figure::of("rush", median(slowest), "ms, p95 of a sync, 1,000 devices x 50 events in 10 s").goal("< 2000"),
        Figure::of("rush.errors", errors as f64, "errors").goal("0"),
        Figure::of("server.rush", median(memory), "MB resident at most, under the rush").goal("< 512"),
    ])
}

fn one_rush(town: &Town, crowd: &[Member]) -> Result<(Vec<f64>, usize), Stopped> {
    let requests = crowd.iter().map(|member| member.writer().morning(DOORS)).collect::<Result<Vec<_>, _>>()?;
    let (client, origin) = (client()?, town.served.origin());
    runtime()?.block_on(async move {
        let mut devices = JoinSet::new();
        for request in requests {
            let start = SPREAD.mul_f64(f64::from(u16::from_be_bytes(SystemRng.bytes())) / f64::from(u16::MAX));
            let (client, origin) = (client.clone(), origin.clone());
            devices.spawn(async move {
                sleep(start).await;
                let began = now();
                let stored = deliver(&client, &origin, &request).await;
                (began.elapsed(), stored == Ok(2 * DOORS as usize))
            });
        }
        let (mut times, mut failed) = (Vec::new(), 0);
        while let Some(done) = devices.join_next().await {
            let (time, whole) = done?;
            times.push(ms(time));
            failed += usize::from(!whole);
        }
        Ok((times, failed))
    })
}

/// `trickle`: events a second when many devices push one event each, again and again.
pub(super) fn trickle() -> Result<Vec<Figure>, Stopped> {
    let mut town = Town::new()?;
    let crowd = gather(&mut town, TRICKLING)?;
    let mut rates = Vec::new();
    for _ in 0..RUNS {
        rates.push(one_trickle(&town, &crowd)?);
    }
    Ok(vec![Figure::of("trickle", median(rates), "events/s, 200 devices with one event each").goal(">= 4000")])
}

fn one_trickle(town: &Town, crowd: &[Member]) -> Result<f64, Stopped> {
    let (client, origin) = (client()?, town.served.origin());
    let mut prepared = Vec::new();
    for member in crowd {
        // A life of its own each run: its numbers begin anew.
        let mut writer = member.again().writer();
        let (doors, request) = writer.doors(ROUND)?;
        let visits = doors.into_iter().map(|at| writer.visit(at)).collect::<Result<Vec<_>, _>>()?;
        prepared.push((request, visits));
    }
    runtime()?.block_on(async move {
        let mut devices = JoinSet::new();
        let stored = Arc::new(AtomicUsize::new(0));
        for (doors, _) in &prepared {
            deliver(&client, &origin, doors).await?;
        }
        let began = now();
        for (_, visits) in prepared {
            let (client, origin, stored) = (client.clone(), origin.clone(), Arc::clone(&stored));
            devices.spawn(async move {
                for visit in visits {
                    if began.elapsed() >= TRICKLE {
                        break;
                    }
                    stored.fetch_add(deliver(&client, &origin, &visit).await?, Ordering::Relaxed);
                }
                Ok::<_, String>(())
            });
        }
        while let Some(done) = devices.join_next().await {
            done??;
        }
        Ok(stored.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64())
    })
}

/// `server`: memory of a server that has nothing to do.
pub(super) fn idle_server() -> Result<Vec<Figure>, Stopped> {
    let mut sizes = Vec::new();
    for _ in 0..RUNS {
        let mut town = Town::new()?;
        town.worker()?.sync()?;
        std::thread::sleep(Duration::from_secs(1));
        sizes.push(town.served.memory("VmRSS")?);
    }
    Ok(vec![Figure::of("server", median(sizes), "MB resident, idle").goal("< 50")])
}
