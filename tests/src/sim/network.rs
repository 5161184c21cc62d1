//! The network between a device and the server: loses, doubles, delays, cuts, and now and then works.

use std::{
    cell::{Cell, RefCell},
    io::Read,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use nfv::{
    domain::stamp::Stamp,
    sync::{
        messages::{ErrorReply, Fate, Receipt, SyncReply, Verdict},
        ports::{Clock, HttpReply, HttpRequest, NoAnswer, Transport},
    },
};

use super::{
    Edition, Sabotage, damage,
    dice::Dice,
    server::{SimServer, read_request},
};

/// Whether things go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// Half of the exchanges fail in some way.
    Stormy,
    /// Everything arrives, half of it damaged where that can be noticed.
    Dusty,
    /// Everything arrives.
    Calm,
}

/// What happens to one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Happening {
    Works,
    RequestLost,
    ReplyLost,
    ReplyCut,
    Doubled,
    Late,
    Busy,
    TooLarge,
    /// Something on the way changes what it carries.
    Damaged,
}

/// Exchanges, and bytes of their bodies both ways.
pub type Traffic = Cell<(usize, usize)>;

/// Virtual time, in Unix milliseconds.
pub type Now = Rc<Cell<u64>>;

/// One device's way to the server.
#[derive(Clone)]
pub struct SimNetwork {
    pub(super) server: Rc<RefCell<SimServer>>,
    pub(super) dice: Dice,
    pub(super) now: Now,
    pub(super) weather: Rc<Cell<Weather>>,
    pub(super) sabotage: Sabotage,
    pub(super) edition: Edition,
    pub(super) traffic: Rc<Traffic>,
}

impl SimNetwork {
    fn happening(&self) -> Happening {
        match self.weather.get() {
            Weather::Calm => return Happening::Works,
            Weather::Dusty if self.dice.percent(50) => return Happening::Damaged,
            Weather::Dusty => return Happening::Works,
            Weather::Stormy => {}
        }
        match self.dice.below(100) {
            0..10 => Happening::RequestLost,
            10..22 => Happening::ReplyLost,
            22..28 => Happening::ReplyCut,
            28..36 => Happening::Doubled,
            36..44 => Happening::Late,
            44..48 => Happening::Busy,
            48..52 => Happening::TooLarge,
            52..60 if self.edition == Edition::Second => Happening::Damaged,
            _ => Happening::Works,
        }
    }

    fn count(&self, exchanges: usize, bytes: usize) {
        let (before, sum) = self.traffic.get();
        self.traffic.set((before + exchanges, sum + bytes));
    }

    /// None when nobody answers: the server is down, or goes down meanwhile.
    fn answer(&self, request: &HttpRequest) -> Option<HttpReply> {
        if self.sabotage == Sabotage::AcknowledgesWithoutStoring
            && let Some(reply) = self.swallow_one(request)
        {
            return Some(reply);
        }
        self.server.borrow_mut().answer(request, self.now.get())
    }

    /// Takes the last event out of a request, and says that it was stored.
    fn swallow_one(&self, request: &HttpRequest) -> Option<HttpReply> {
        let mut inner = read_request(request)?;
        let swallowed = inner.events.pop()?;
        let body = serde_json::to_vec(&inner).ok()?;
        let request = HttpRequest { body, gzip: false, ..request.clone() };
        let reply = self.server.borrow_mut().answer(&request, self.now.get())?;
        let mut told: SyncReply = serde_json::from_slice(&reply.body).ok()?;
        let receipt = Receipt { effective: Stamp::new(self.now.get(), 0), received_at: self.now.get(), mac: [0; 16] };
        let fate = Fate::Stored { seq: 1, receipt };
        told.verdicts.push(Verdict { id: swallowed.event.header.event_id, fate });
        Some(HttpReply { body: serde_json::to_vec(&told).ok()?, ..reply })
    }
}

impl Transport for SimNetwork {
    async fn send(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
        // Others act while this is under way.
        let happening = self.happening();
        breathe().await;
        self.count(1, request.body.len());
        let reply = match happening {
            Happening::RequestLost => Err(lost()),
            Happening::Late => {
                self.server.borrow_mut().delay(request);
                Err(lost())
            }
            Happening::Busy => Ok(refusal(503, "server_error")),
            // Photos go in small parts, which nobody on the way minds.
            Happening::TooLarge if request.path == "/v1/sync" => Ok(refusal(413, "too_large")),
            Happening::Damaged => self
                .answer(&damage::request(&self.dice, request.clone()))
                .ok_or_else(lost)
                .map(|reply| damage::reply(&self.dice, &request, reply)),
            Happening::ReplyLost => {
                self.answer(&request);
                Err(lost())
            }
            Happening::Doubled => {
                self.answer(&request);
                breathe().await;
                self.answer(&request).ok_or_else(lost)
            }
            Happening::ReplyCut => self.answer(&request).ok_or_else(lost).map(|mut reply| {
                reply.body.truncate(self.dice.below(reply.body.len()));
                reply
            }),
            Happening::TooLarge | Happening::Works => self.answer(&request).ok_or_else(lost),
        };
        breathe().await;
        self.count(0, reply.as_ref().map_or(0, |reply| reply.body.len()));
        reply
    }
}

fn lost() -> NoAnswer {
    NoAnswer("lost".into())
}

fn refusal(status: u16, code: &str) -> HttpReply {
    let body = serde_json::to_vec(&ErrorReply { code: code.into(), message: String::new() }).unwrap_or_default();
    HttpReply { status, retry_after: Some(1), body }
}

/// Lets the others go on once.
async fn breathe() {
    struct Once(bool);
    impl Future for Once {
        type Output = ();
        fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
            if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
        }
    }
    Once(false).await;
}

/// Unzipped, or nothing if it is no gzip.
pub(super) fn gunzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).ok().map(|_| out)
}

/// A device's wall clock: the world's time and how far off it is.
#[derive(Clone)]
pub struct SimClock {
    pub(super) now: Now,
    pub(super) off_ms: Rc<Cell<i64>>,
}

impl Clock for SimClock {
    fn wall_ms(&self) -> u64 {
        self.now.get().saturating_add_signed(self.off_ms.get())
    }

    async fn sleep_ms(&self, _: u64) {
        breathe().await;
    }
}
