//! Photos on the wire, and what a device does next with those that wait. Pure, but for [`send`], which drives it.
//!
//! `POST /v1/blobs/missing` asks about photos by the events that name them; `PUT /v1/blobs/{hash}` takes a chunk at an
//! offset and says how far it is; "have" is said only when the whole hash was verified and the bytes are durable. A
//! server knows of a photo only what the caller's own events, or those it may read, were uploaded with.

use serde::{Deserialize, Serialize};

use super::{
    driver::{self, Stopped},
    messages::ErrorReply,
    ports::{HttpMethod, HttpReply, HttpRequest, Identity, Transport},
};
use crate::domain::{
    ids::{EventId, LogId},
    photo::BlobHash,
};

/// Most photos in one question.
pub const MAX_ASKED: usize = 100;

/// Most bytes of one chunk.
pub const MAX_CHUNK: usize = 1024 * 1024;

/// A device sends chunks of so many bytes: little is lost when a line breaks.
const CHUNK: usize = 256 * 1024;

/// A photo and the event that names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedPhoto {
    /// The photo.
    pub hash: BlobHash,
    /// The log of the event.
    pub log: LogId,
    /// The event.
    pub event: EventId,
}

/// `POST /v1/blobs/missing`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MissingRequest {
    /// At most [`MAX_ASKED`].
    pub photos: Vec<NamedPhoto>,
}

/// What the server says about photos.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MissingReply {
    /// One per photo asked about, in the same order.
    pub photos: Vec<Standing>,
}

/// How the server stands to a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Standing {
    /// It is there for this log: verified and durable.
    Have,
    /// It is to be uploaded.
    Missing {
        /// So many bytes of it are there from this device.
        offset: u64,
    },
    /// The event is not in the log, or does not name it, or is none that the caller may ask about. It waits.
    Unnamed,
    /// The caller's own event was erased, and its photos with it.
    Erased,
}

/// What a photo's upload came to so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Uploaded {
    /// It is there: verified and durable.
    pub have: bool,
    /// So many bytes of it are there: the next chunk begins here.
    pub offset: u64,
}

/// A photo that waits on a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingPhoto {
    /// Which, and which event names it.
    pub named: NamedPhoto,
    /// Bytes.
    pub size: u64,
}

/// What became of a photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhotoFate {
    /// The server had it when it was asked.
    Had,
    /// The server has taken it.
    Received,
    /// Its event was erased: it goes, here too.
    Erased,
    /// The server cannot take it, with its stable code: it stays here, shown.
    Refused(String),
}

/// The photos of a device as the queue sees them. Every call is one transaction.
pub trait PhotoStore {
    /// What can go wrong: a full or broken database.
    type Error: std::error::Error;

    /// Photos whose events are acknowledged and that the server does not have, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn waiting_photos(&self, at_most: usize) -> Result<Vec<WaitingPhoto>, Self::Error>;

    /// Bytes of a photo from an offset on; empty beyond its end.
    ///
    /// # Errors
    /// When the database fails.
    fn photo_chunk(&self, hash: &BlobHash, offset: u64, at_most: usize) -> Result<Vec<u8>, Self::Error>;

    /// Notes what became of a photo.
    ///
    /// # Errors
    /// When the database fails.
    fn photo_done(&mut self, named: &NamedPhoto, fate: &PhotoFate) -> Result<(), Self::Error>;
}

/// What sending photos came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The server has them now.
    pub received: u64,
    /// The server cannot take them, or does not want them any more.
    pub refused: u64,
    /// Their events are not where the server could find them: they wait.
    pub unnamed: u64,
}

/// What to do after a reply to a chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Next {
    /// Send from this offset on.
    From(u64),
    /// It is over.
    Done(PhotoFate),
    /// The server does not know the event (any more).
    Wait,
}

/// Sends every photo that waits, one after the other; goes on where an earlier try broke off. `moved` hears of every
/// chunk that arrived: bytes of this photo so far, and all of it.
///
/// # Errors
/// [`Stopped`]; what is not received waits on.
pub async fn send<S: PhotoStore>(
    store: &mut S,
    transport: &impl Transport,
    identity: &Identity,
    mut moved: impl FnMut(u64, u64),
) -> Result<Sent, Stopped<S::Error>> {
    let mut sent = Sent::default();
    loop {
        let waiting = store.waiting_photos(MAX_ASKED).map_err(Stopped::Store)?;
        if waiting.is_empty() {
            return Ok(sent);
        }
        let standings = ask(transport, identity, &waiting).await?;
        let before = sent;
        sent.unnamed = 0;
        for (photo, standing) in waiting.iter().zip(standings) {
            let next = match standing {
                Standing::Have => Next::Done(PhotoFate::Had),
                Standing::Unnamed => Next::Wait,
                Standing::Erased => Next::Done(PhotoFate::Erased),
                Standing::Missing { offset } => upload(store, transport, identity, photo, offset, &mut moved).await?,
            };
            match next {
                Next::Done(fate) => {
                    store.photo_done(&photo.named, &fate).map_err(Stopped::Store)?;
                    let count = match fate {
                        PhotoFate::Had | PhotoFate::Received => &mut sent.received,
                        PhotoFate::Refused(_) | PhotoFate::Erased => &mut sent.refused,
                    };
                    *count += 1;
                }
                Next::Wait | Next::From(_) => sent.unnamed += 1,
            }
        }
        // Those that wait for their events would be asked about again and again.
        if (sent.received, sent.refused) == (before.received, before.refused) {
            return Ok(sent);
        }
    }
}

async fn ask<E: std::error::Error>(
    transport: &impl Transport,
    identity: &Identity,
    waiting: &[WaitingPhoto],
) -> Result<Vec<Standing>, Stopped<E>> {
    let garbled = |error: serde_json::Error| Stopped::Garbled(error.to_string());
    let request = MissingRequest { photos: waiting.iter().map(|photo| photo.named).collect() };
    let body = serde_json::to_vec(&request).map_err(garbled)?;
    let path = "/v1/blobs/missing".to_owned();
    let reply = transport.send(request_of(identity, HttpMethod::Post, path, body, "application/json")).await?;
    if reply.status != 200 {
        return Err(driver::refusal(&reply));
    }
    let told: MissingReply = serde_json::from_slice(&reply.body).map_err(garbled)?;
    if told.photos.len() != waiting.len() {
        return Err(Stopped::Garbled("answers do not fit the photos".into()));
    }
    Ok(told.photos)
}

/// Chunk after chunk from an offset on, wherever the server says that the next one begins.
async fn upload<S: PhotoStore>(
    store: &S,
    transport: &impl Transport,
    identity: &Identity,
    photo: &WaitingPhoto,
    offset: u64,
    moved: &mut impl FnMut(u64, u64),
) -> Result<Next, Stopped<S::Error>> {
    let NamedPhoto { hash, log, event } = photo.named;
    let (mut offset, mut steps) = (offset, 0);
    // A server that sends the offset back and forth must not keep a sync going for ever.
    let most = 4 + 2 * photo.size / CHUNK as u64;
    while steps < most {
        steps += 1;
        let chunk = store.photo_chunk(&hash, offset, CHUNK).map_err(Stopped::Store)?;
        let size = photo.size;
        let path = format!("/v1/blobs/{hash}?log={log}&event={event}&size={size}&offset={offset}");
        let request = request_of(identity, HttpMethod::Put, path, chunk, "application/octet-stream");
        match after(&transport.send(request).await?)? {
            Next::From(next) => {
                offset = next.min(size);
                moved(offset, size);
            }
            next => return Ok(next),
        }
    }
    Err(Stopped::Garbled("an upload does not come to its end".into()))
}

/// What a reply to a chunk means.
fn after<E: std::error::Error>(reply: &HttpReply) -> Result<Next, Stopped<E>> {
    if reply.status == 200 {
        let told: Uploaded =
            serde_json::from_slice(&reply.body).map_err(|error| Stopped::Garbled(error.to_string()))?;
        return Ok(if told.have { Next::Done(PhotoFate::Received) } else { Next::From(told.offset) });
    }
    let code = serde_json::from_slice(&reply.body).map_or_else(|_| String::new(), |error: ErrorReply| error.code);
    match (reply.status, code.as_str()) {
        (404, "unnamed") => Ok(Next::Wait),
        // What came was not what was sent: from the beginning, in this sync or the next one.
        (422, "wrong_hash") => Ok(Next::From(0)),
        (413 | 422, "too_large" | "not_a_picture") => Ok(Next::Done(PhotoFate::Refused(code))),
        _ => Err(driver::refusal(reply)),
    }
}

fn request_of(
    identity: &Identity,
    method: HttpMethod,
    path: String,
    body: Vec<u8>,
    content_type: &'static str,
) -> HttpRequest {
    HttpRequest { method, path, token: Some(identity.token.clone()), body, content_type, gzip: false, file_name: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::ports::NoAnswer;
    use std::{
        cell::{Cell, RefCell},
        collections::BTreeMap,
        convert::Infallible,
    };
    use uuid::Uuid;

    fn named(bytes: &[u8]) -> NamedPhoto {
        NamedPhoto {
            hash: BlobHash::of(bytes),
            log: LogId(Uuid::from_u128(1)),
            event: EventId(Uuid::from_u128(bytes.len() as u128)),
        }
    }

    #[derive(Default)]
    struct Bag {
        photos: Vec<(NamedPhoto, Vec<u8>, Option<PhotoFate>)>,
    }

    impl PhotoStore for Bag {
        type Error = Infallible;

        fn waiting_photos(&self, at_most: usize) -> Result<Vec<WaitingPhoto>, Infallible> {
            let waiting = self.photos.iter().filter(|(_, _, fate)| fate.is_none()).take(at_most);
            Ok(waiting.map(|(named, bytes, _)| WaitingPhoto { named: *named, size: bytes.len() as u64 }).collect())
        }

        fn photo_chunk(&self, hash: &BlobHash, offset: u64, at_most: usize) -> Result<Vec<u8>, Infallible> {
            let (_, bytes, _) = self.photos.iter().find(|(named, ..)| named.hash == *hash).unwrap();
            Ok(bytes.iter().skip(offset as usize).take(at_most).copied().collect())
        }

        fn photo_done(&mut self, named: &NamedPhoto, fate: &PhotoFate) -> Result<(), Infallible> {
            let found = self.photos.iter_mut().find(|(other, ..)| other == named).unwrap();
            found.2 = Some(fate.clone());
            Ok(())
        }
    }

    /// A server that keeps what arrives; every third exchange comes to nothing.
    #[derive(Default)]
    struct Server {
        there: RefCell<BTreeMap<String, Vec<u8>>>,
        exchanges: Cell<u32>,
        cuts: bool,
    }

    impl Transport for Server {
        async fn send(&self, request: HttpRequest) -> Result<HttpReply, NoAnswer> {
            self.exchanges.set(self.exchanges.get() + 1);
            let reply = self.answer(&request);
            if self.cuts && self.exchanges.get().is_multiple_of(3) { Err(NoAnswer("cut".into())) } else { Ok(reply) }
        }
    }

    impl Server {
        fn answer(&self, request: &HttpRequest) -> HttpReply {
            let mut there = self.there.borrow_mut();
            let reply = |status, body: Vec<u8>| HttpReply { status, retry_after: None, body };
            let error = |status, code: &str| {
                reply(status, serde_json::to_vec(&ErrorReply { code: code.into(), message: String::new() }).unwrap())
            };
            if request.path == "/v1/blobs/missing" {
                let asked: MissingRequest = serde_json::from_slice(&request.body).unwrap();
                let photos = asked.photos.iter().map(|photo| match photo.event.0.as_u128() {
                    13 => Standing::Unnamed,
                    _ => {
                        let bytes = there.get(&photo.hash.to_string()).map_or(&[][..], |bytes| bytes);
                        let whole = BlobHash::of(bytes) == photo.hash;
                        if whole { Standing::Have } else { Standing::Missing { offset: bytes.len() as u64 } }
                    }
                });
                return reply(200, serde_json::to_vec(&MissingReply { photos: photos.collect() }).unwrap());
            }
            let (hash, query) = request.path.strip_prefix("/v1/blobs/").unwrap().split_once('?').unwrap();
            let offset: usize = query.rsplit_once('=').unwrap().1.parse().unwrap();
            if query.contains("size=14") {
                return error(422, "not_a_picture");
            }
            let bytes = there.entry(hash.to_owned()).or_default();
            if offset == bytes.len() {
                bytes.extend(&request.body);
            }
            let have = BlobHash::of(bytes).to_string() == hash;
            reply(200, serde_json::to_vec(&Uploaded { have, offset: bytes.len() as u64 }).unwrap())
        }
    }

    fn identity() -> Identity {
        use crate::domain::ids::{AccountId, DeviceId, Incarnation};
        Identity {
            device: DeviceId(Uuid::nil()),
            incarnation: Incarnation(Uuid::nil()),
            account: AccountId(Uuid::nil()),
            token: "token".into(),
            epoch: 1,
        }
    }

    fn bag(sizes: &[usize]) -> Bag {
        let photo = |size: &usize| {
            let bytes: Vec<u8> = (0..*size).map(|at| (at * 31 + size) as u8).collect();
            (named(&bytes), bytes, None)
        };
        Bag { photos: sizes.iter().map(photo).collect() }
    }

    #[test]
    fn each_photo_comes_to_its_fate() {
        let mut bag = bag(&[CHUNK * 3 + 7, 13, 14, CHUNK]);
        let (server, mut steps) = (Server::default(), Vec::new());
        let sent = pollster::block_on(send(&mut bag, &server, &identity(), |at, of| steps.push((at, of)))).unwrap();
        assert_eq!((sent.received, sent.refused, sent.unnamed), (2, 1, 1));
        let fates: Vec<_> = bag.photos.iter().map(|(_, _, fate)| fate.clone()).collect();
        let refused = PhotoFate::Refused("not_a_picture".into());
        assert_eq!(fates, [Some(PhotoFate::Received), None, Some(refused), Some(PhotoFate::Received)]);
        assert!(steps.is_sorted() && steps.len() >= 3, "{steps:?}");
        assert!(server.there.borrow().iter().all(|(hash, bytes)| BlobHash::of(bytes).to_string() == *hash));
    }

    #[test]
    fn a_broken_line_costs_chunks_never_photos() {
        let mut bag = bag(&[CHUNK * 5 + 7, CHUNK * 4, 100]);
        let server = Server { cuts: true, ..Server::default() };
        let mut tries = 0;
        while let Err(stopped) = pollster::block_on(send(&mut bag, &server, &identity(), |_, _| {})) {
            assert!(matches!(stopped, Stopped::NoAnswer(_)), "{stopped}");
            tries += 1;
            assert!(tries < 30, "it does not end");
        }
        assert!(bag.photos.iter().all(|(_, _, fate)| matches!(fate, Some(PhotoFate::Had | PhotoFate::Received))));
        let chunks = 6 + 4 + 1;
        assert!(server.exchanges.get() < chunks * 3, "{} exchanges: it begins anew each time", server.exchanges.get());
    }

    #[test]
    fn nothing_waiting_costs_nothing() {
        let server = Server::default();
        pollster::block_on(send(&mut Bag::default(), &server, &identity(), |_, _| {})).unwrap();
        assert_eq!(server.exchanges.get(), 0);
    }
}
