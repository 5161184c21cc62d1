//! A bad network: a TCP proxy before a real server, which delays, cuts, truncates, doubles and swallows exchanges.
//!
//! Each direction is held up by half the round-trip time, however much is under way: a delay, not a bottleneck. Faults are
//! drawn per exchange from a seed, by HTTP/1.1 requests with a known length, which is all that devices send; connections
//! are made at once, so setting one up costs no round trip. The proxy runs in a thread of its own and ends when dropped.

mod exchange;

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::{net::TcpListener, runtime::Runtime, sync::watch};

/// How the network is. Faults are so many of 1,000 exchanges each; their sum should not exceed 1,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weather {
    /// Round-trip time.
    pub rtt: Duration,
    /// The connection ends in the middle of the request: the server never sees all of it.
    pub cuts: u32,
    /// The server acts, the connection ends in the middle of its reply.
    pub truncates: u32,
    /// The request arrives twice; the reply to the first copy is lost on the way.
    pub doubles: u32,
    /// The server acts, and then nothing comes until the client gives up.
    pub stalls: u32,
}

impl Weather {
    /// A good line of this round-trip time.
    #[must_use]
    pub fn clear(rtt: Duration) -> Self {
        Self { rtt, ..Self::default() }
    }
}

/// What happens to one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    /// So many thousandths of the request arrive.
    Cut(u32),
    /// So many thousandths of the reply arrive.
    Truncate(u32),
    Double,
    Stall,
}

/// How often what happened.
#[derive(Debug, Default)]
struct Counts {
    exchanges: AtomicU64,
    cuts: AtomicU64,
    truncates: AtomicU64,
    doubles: AtomicU64,
    stalls: AtomicU64,
}

/// How often what happened since the proxy began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Happened {
    /// Requests that came in.
    pub exchanges: u64,
    /// Requests cut.
    pub cuts: u64,
    /// Replies truncated.
    pub truncates: u64,
    /// Requests doubled.
    pub doubles: u64,
    /// Replies swallowed.
    pub stalls: u64,
}

/// What all connections share.
#[derive(Debug)]
struct Shared {
    upstream: Mutex<SocketAddr>,
    weather: Mutex<Weather>,
    dice: Mutex<ChaCha8Rng>,
    counts: Counts,
    /// Counts the times at which everything that was open had to end.
    ended: watch::Sender<u64>,
}

/// A proxy before a server.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    runtime: Option<Runtime>,
}

impl Proxy {
    /// Before the server at this address; `seed` decides which exchanges go wrong.
    ///
    /// # Errors
    /// When the operating system gives no port or thread.
    pub fn before(upstream: SocketAddr, weather: Weather, seed: u64) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            upstream: Mutex::new(upstream),
            weather: Mutex::new(weather),
            dice: Mutex::new(ChaCha8Rng::seed_from_u64(seed)),
            counts: Counts::default(),
            ended: watch::Sender::new(0),
        });
        runtime.spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, runtime: Some(runtime) })
    }

    /// Where clients connect.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Changes the weather for exchanges to come.
    pub fn set(&self, weather: Weather) {
        *lock(&self.shared.weather) = weather;
    }

    /// The server is elsewhere now; open connections stay as they are.
    pub fn lead_to(&self, upstream: SocketAddr) {
        *lock(&self.shared.upstream) = upstream;
    }

    /// Ends every open connection at once.
    pub fn cut_all(&self) {
        self.shared.ended.send_modify(|times| *times += 1);
    }

    /// How often what happened.
    #[must_use]
    pub fn happened(&self) -> Happened {
        let Counts { exchanges, cuts, truncates, doubles, stalls } = &self.shared.counts;
        let [exchanges, cuts, truncates, doubles, stalls] =
            [exchanges, cuts, truncates, doubles, stalls].map(|count| count.load(Ordering::Relaxed));
        Happened { exchanges, cuts, truncates, doubles, stalls }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.cut_all();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Shared {
    fn half_rtt(&self) -> Duration {
        lock(&self.weather).rtt / 2
    }

    /// Draws what happens to the next exchange, and counts it.
    fn draw(&self) -> Fault {
        let Weather { cuts, truncates, doubles, stalls, .. } = *lock(&self.weather);
        let (at, share) = {
            let mut dice = lock(&self.dice);
            (dice.random_range(0..1000_u32), dice.random_range(0..1000_u32))
        };
        let Counts { exchanges, cuts: cut, truncates: truncated, doubles: doubled, stalls: stalled } = &self.counts;
        exchanges.fetch_add(1, Ordering::Relaxed);
        let mut end = 0;
        let faults = [
            (cuts, Fault::Cut(share), cut),
            (truncates, Fault::Truncate(share), truncated),
            (doubles, Fault::Double, doubled),
            (stalls, Fault::Stall, stalled),
        ];
        for (of_1000, fault, count) in faults {
            end += of_1000;
            if at < end {
                count.fetch_add(1, Ordering::Relaxed);
                return fault;
            }
        }
        Fault::None
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // A failed accept is a client that has gone; the next one is waited for.
    loop {
        if let Ok((client, _)) = listener.accept().await {
            let shared = Arc::clone(&shared);
            let mut ended = shared.ended.subscribe();
            tokio::spawn(async move {
                tokio::select! {
                    // However a connection ends, its two ends are closed with it.
                    _ = exchange::serve(client, &shared) => {}
                    _ = ended.changed() => {}
                }
            });
        }
    }
}
