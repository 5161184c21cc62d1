//! Photos over the router: up in chunks, verified, down again; who may know of them; crashes at every step.

use std::{
    fmt,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use axum::{
    body::{Body, Bytes},
    http::{Method, StatusCode, header},
};
use futures_util::stream::BoxStream;
use image::ImageFormat;
use nfv::{
    domain::{
        area::Class,
        facts::{Fact, Method as VisitMethod, Outcome, VisitRecorded},
        ids::{EntityId, EventId, LogId},
        photo::{BlobHash, Photo},
    },
    sync::{
        blobs::{MAX_CHUNK, MissingReply, MissingRequest, NamedPhoto, Standing, Uploaded},
        enrolment::Role,
    },
};
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, memory::InMemory, path::Path,
};
use uuid::Uuid;

use super::{
    Reply, Town,
    town::{FOREIGN, NOW, Person, SIBLING, VILLAGE, request},
};
use crate::{
    blobs::{self, Finding, Storage, picture::tests::picture, rows},
    ports::OsRandom,
    sync,
};

/// A photo that an event in a log names.
#[derive(Clone, Debug)]
pub(super) struct Shot {
    pub(super) named: NamedPhoto,
    pub(super) bytes: Vec<u8>,
}

/// Records a visit that names these bytes as its photo.
pub(super) fn shot_of(town: &Town, person: &mut Person, code: &str, bytes: Vec<u8>) -> Shot {
    let log = town.log(code, Class::Field);
    let photo = Photo { hash: BlobHash::of(&bytes), size: bytes.len() as u32, kind: "image/jpeg".into() };
    let fact = Fact::VisitRecorded(VisitRecorded {
        outcome: Outcome::Met,
        method: VisitMethod::Door,
        adults_met: 1,
        adults: 1,
        topics: Vec::new(),
        notice: false,
        revisit: None,
        note: String::new(),
        at: None,
        photos: vec![photo],
    });
    let event = person.pen.write(log, EntityId(Uuid::from_u128(5)), &fact, NOW, &OsRandom).unwrap();
    let named = NamedPhoto { hash: BlobHash::of(&bytes), log, event: event.header.event_id };
    sync::append(&town.app.store, vec![event], town.app.now_ms()).unwrap();
    Shot { named, bytes }
}

/// Records a visit with a photo of its own.
pub(super) fn shot(town: &Town, person: &mut Person, code: &str, seed: u8) -> Shot {
    shot_of(town, person, code, picture(160, 120, seed, ImageFormat::Jpeg))
}

pub(super) async fn put(town: &Town, token: &str, shot: &Shot, range: Range<usize>) -> Reply {
    let NamedPhoto { hash, log, event } = shot.named;
    let (size, offset) = (shot.bytes.len(), range.start);
    let path = format!("/v1/blobs/{hash}?log={log}&event={event}&size={size}&offset={offset}");
    let body = Body::from(shot.bytes[range].to_vec());
    town.ask(request(Method::PUT, &path, Some(token)).body(body).unwrap()).await
}

/// Uploads all of it at once.
pub(super) async fn upload(town: &Town, token: &str, shot: &Shot) -> Reply {
    put(town, token, shot, 0..shot.bytes.len()).await
}

fn told(reply: &Reply) -> (bool, u64) {
    assert_eq!(reply.status, 200, "{:?}", reply.says());
    let Uploaded { have, offset } = serde_json::from_slice(&reply.body).unwrap();
    (have, offset)
}

async fn standing(town: &Town, person: &Person, named: NamedPhoto) -> Standing {
    let body = serde_json::to_vec(&MissingRequest { photos: vec![named] }).unwrap();
    let reply = town.post("/v1/blobs/missing", Some(&person.token), body).await;
    serde_json::from_slice::<MissingReply>(&reply.body).unwrap().photos[0]
}

async fn get(town: &Town, person: &Person, hash: BlobHash, log: LogId) -> Reply {
    town.get(&format!("/v1/blobs/{hash}?log={log}"), Some(&person.token)).await
}

#[tokio::test]
async fn a_photo_goes_up_in_chunks_and_comes_down_word_for_word() {
    let town = Town::found();
    let (mut author, reader) = (town.person(Role::Worker, VILLAGE), town.person(Role::Worker, VILLAGE));
    let shot = shot(&town, &mut author, VILLAGE, 1);
    let (size, named) = (shot.bytes.len(), shot.named);
    assert_eq!(standing(&town, &author, named).await, Standing::Missing { offset: 0 });
    assert_eq!(told(&put(&town, &author.token, &shot, 0..1000).await), (false, 1000));
    assert_eq!(get(&town, &reader, named.hash, named.log).await.says(), (404, "unknown_blob".into()), "not yet");
    // The answer was lost: the same chunk again, another one, one from beyond.
    assert_eq!(told(&put(&town, &author.token, &shot, 0..1000).await), (false, 1000));
    assert_eq!(told(&put(&town, &author.token, &shot, 500..1500).await), (false, 1000));
    assert_eq!(told(&put(&town, &author.token, &shot, 2000..2500).await), (false, 1000));
    assert_eq!(standing(&town, &author, named).await, Standing::Missing { offset: 1000 });
    assert_eq!(standing(&town, &reader, named).await, Standing::Missing { offset: 0 }, "each device for itself");
    assert_eq!(told(&put(&town, &author.token, &shot, 1000..size).await), (true, size as u64));
    assert_eq!(standing(&town, &reader, named).await, Standing::Have);
    assert_eq!(told(&upload(&town, &reader.token, &shot).await), (true, size as u64), "nothing to do");

    let whole = get(&town, &reader, named.hash, named.log).await;
    assert_eq!((whole.status, &whole.body), (StatusCode::OK, &shot.bytes));
    assert_eq!(whole.headers[header::CONTENT_TYPE], "image/jpeg");
    let path = format!("/v1/blobs/{}/thumbnail?log={}", named.hash, named.log);
    let small = town.get(&path, Some(&reader.token)).await;
    assert_eq!(small.status, StatusCode::OK, "{}", small.code());
    assert!(small.body.len() <= whole.body.len(), "{} of {}", small.body.len(), whole.body.len());
    assert!(image::load_from_memory(&small.body).is_ok());
    assert_eq!(town.app.storage.list("uploads").await.unwrap(), [], "no chunks stay behind");
    assert_eq!(blobs::check(&town.app).await.unwrap(), []);
}

#[tokio::test]
async fn other_bytes_and_what_is_no_picture_are_refused_with_a_code() {
    let town = Town::found();
    let mut author = town.person(Role::Worker, VILLAGE);
    let good = shot(&town, &mut author, VILLAGE, 1);
    let mut other = good.clone();
    other.bytes[700] ^= 1;
    assert_eq!(told(&put(&town, &author.token, &good, 0..500).await), (false, 500));
    let size = other.bytes.len();
    assert_eq!(put(&town, &author.token, &other, 500..size).await.says(), (422, "wrong_hash".into()));
    assert_eq!(standing(&town, &author, good.named).await, Standing::Missing { offset: 0 }, "from the beginning");
    assert!(told(&upload(&town, &author.token, &good).await).0);

    let letter = shot_of(&town, &mut author, VILLAGE, b"a letter, no picture".to_vec());
    assert_eq!(upload(&town, &author.token, &letter).await.says(), (422, "not_a_picture".into()));
    assert_eq!(standing(&town, &author, letter.named).await, Standing::Missing { offset: 0 });
    assert_eq!(town.app.storage.list("uploads").await.unwrap(), []);
    assert_eq!(town.app.storage.list("photos").await.unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_learns_from_here_what_another_log_has() {
    let town = Town::found();
    let mut stranger = town.person(Role::Worker, SIBLING);
    let mut own = town.person(Role::Worker, VILLAGE);
    let theirs = shot(&town, &mut stranger, SIBLING, 1);
    assert!(told(&upload(&town, &stranger.token, &theirs).await).0);

    // The event is not mine to ask about; one that does not name it; one that is nowhere.
    assert_eq!(standing(&town, &own, theirs.named).await, Standing::Unnamed);
    assert_eq!(upload(&town, &own.token, &theirs).await.says(), (404, "unnamed".into()));
    let another = shot(&town, &mut own, VILLAGE, 2);
    let not_named = NamedPhoto { hash: theirs.named.hash, ..another.named };
    assert_eq!(standing(&town, &own, not_named).await, Standing::Unnamed);
    let nowhere = NamedPhoto { event: EventId(Uuid::from_u128(7)), ..another.named };
    assert_eq!(standing(&town, &own, nowhere).await, Standing::Unnamed);
    for log in [theirs.named.log, another.named.log, town.log(FOREIGN, Class::Field)] {
        assert_eq!(get(&town, &own, theirs.named.hash, log).await.says(), (404, "unknown_blob".into()));
    }

    // Whoever names a hash without having the bytes learns nothing, and gets nothing.
    let guessed = shot_of(&town, &mut own, VILLAGE, theirs.bytes.clone());
    assert_eq!(standing(&town, &own, guessed.named).await, Standing::Missing { offset: 0 });
    assert_eq!(get(&town, &own, guessed.named.hash, guessed.named.log).await.status, 404);
    assert!(told(&upload(&town, &own.token, &guessed).await).0);
    assert_eq!(get(&town, &own, guessed.named.hash, guessed.named.log).await.body, theirs.bytes);
    let kept = town.app.store.read(|tx| rows::after(tx, None, 9)).unwrap();
    assert_eq!(kept.len(), 1, "one photo, named twice");
}

#[tokio::test]
async fn limits_hold_before_anything_is_read() {
    let town = Town::found();
    let mut author = town.person(Role::Worker, VILLAGE);
    let large = shot_of(&town, &mut author, VILLAGE, vec![0xFF; 9 * 1024 * 1024]);
    assert_eq!(put(&town, &author.token, &large, 0..10).await.says(), (413, "too_large".into()));
    let some = shot_of(&town, &mut author, VILLAGE, vec![0xFF; 2 * MAX_CHUNK]);
    assert_eq!(put(&town, &author.token, &some, 0..MAX_CHUNK + 1).await.says(), (413, "too_large".into()));
    let mut refused = Vec::new();
    for seed in 1..=10 {
        let shot = shot(&town, &mut author, VILLAGE, seed);
        refused.push(put(&town, &author.token, &shot, 0..10).await.says());
    }
    assert_eq!(refused.iter().filter(|says| says.0 == 200).count(), 8, "{refused:?}");
    assert_eq!(refused.last().unwrap(), &(429, "too_many_uploads".into()));
    let many = vec![some.named; 101];
    let body = serde_json::to_vec(&MissingRequest { photos: many }).unwrap();
    let reply = town.post("/v1/blobs/missing", Some(&author.token), body).await;
    assert_eq!(reply.says(), (413, "too_large".into()));
}

#[tokio::test]
async fn what_is_damaged_is_found_never_given_out_and_asked_for_again() {
    let town = Town::found();
    let mut author = town.person(Role::Worker, VILLAGE);
    let [one, two, three] = [1, 2, 3].map(|seed| shot(&town, &mut author, VILLAGE, seed));
    for shot in [&one, &two, &three] {
        assert!(told(&upload(&town, &author.token, shot).await).0);
    }
    let object = |shot: &Shot| town.app.store.read(|tx| rows::find(tx, &shot.named.hash)).unwrap().unwrap().object;
    town.app.storage.put(&object(&one), Bytes::from_static(b"other bytes")).await.unwrap();
    town.app.storage.delete(&object(&two)).await.unwrap();
    town.app.storage.put("photos/aa/nobody's", Bytes::from_static(b"x")).await.unwrap();
    let found = blobs::check(&town.app).await.unwrap();
    let expected =
        [Finding::Damaged(one.named.hash), Finding::Gone(two.named.hash), Finding::Orphan("photos/aa/nobody's".into())];
    assert!(expected.iter().all(|finding| found.contains(finding)) && found.len() == 3, "{found:?}");
    for shot in [&one, &two] {
        assert_eq!(get(&town, &author, shot.named.hash, shot.named.log).await.says(), (404, "unknown_blob".into()));
        assert_eq!(standing(&town, &author, shot.named).await, Standing::Missing { offset: 0 });
        assert!(told(&upload(&town, &author.token, shot).await).0);
        assert_eq!(get(&town, &author, shot.named.hash, shot.named.log).await.body, shot.bytes);
    }
}

#[tokio::test]
async fn what_nobody_names_any_more_is_tidied_away() {
    let town = Town::found();
    let mut author = town.person(Role::Worker, VILLAGE);
    let [erased, kept] = [1, 2].map(|seed| shot(&town, &mut author, VILLAGE, seed));
    for shot in [&erased, &kept] {
        assert!(told(&upload(&town, &author.token, shot).await).0);
    }
    town.app.store.write(|tx| rows::forget(tx, erased.named.log, erased.named.event)).unwrap();
    assert_eq!(get(&town, &author, erased.named.hash, erased.named.log).await.status, 404, "at once");
    // The objects are as young as the machine's clock says; the town's clock goes past it.
    town.wait(10 * 365 * 86_400_000);
    town.renew(&author);
    blobs::tidy(&town.app).await.unwrap();
    assert_eq!(town.app.storage.list("photos").await.unwrap().len(), 1);
    assert_eq!(town.app.storage.list("thumbnails").await.unwrap().len(), 1);
    assert_eq!(get(&town, &author, kept.named.hash, kept.named.log).await.body, kept.bytes);
}

/// A place for objects that breaks down at one operation, before or after doing it.
#[derive(Debug)]
struct Breaking {
    inner: InMemory,
    left: AtomicUsize,
    broken: AtomicBool,
    does_it: bool,
}

impl fmt::Display for Breaking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("breaking")
    }
}

impl Breaking {
    fn at(step: usize, does_it: bool) -> Arc<Self> {
        let (left, broken) = (AtomicUsize::new(step), AtomicBool::new(false));
        Arc::new(Self { inner: InMemory::new(), left, broken, does_it })
    }

    /// Whether to do it, and whether to say so.
    fn step(&self) -> (bool, bool) {
        if self.broken.load(Ordering::SeqCst) {
            return (false, false);
        }
        if self.left.fetch_sub(1, Ordering::SeqCst) == 0 {
            self.broken.store(true, Ordering::SeqCst);
            return (self.does_it, false);
        }
        (true, true)
    }

    fn restart(&self) {
        self.left.store(usize::MAX, Ordering::SeqCst);
        self.broken.store(false, Ordering::SeqCst);
    }
}

fn broken<T>() -> object_store::Result<T> {
    Err(Error::Generic { store: "breaking", source: "crashed".into() })
}

#[async_trait::async_trait]
impl ObjectStore for Breaking {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> object_store::Result<PutResult> {
        let (does, says) = self.step();
        let done = if does { self.inner.put_opts(location, payload, options).await } else { broken() };
        if says { done } else { broken() }
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(location, options).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        if self.step().1 { self.inner.get_opts(location, options).await } else { broken() }
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, object_store::Result<Path>>,
    ) -> BoxStream<'static, object_store::Result<Path>> {
        if self.step().1 {
            self.inner.delete_stream(locations)
        } else {
            Box::pin(futures_util::stream::once(async { broken() }))
        }
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> object_store::Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

#[tokio::test]
async fn only_its_author_hears_that_a_photo_was_erased() {
    let town = Town::found();
    let (mut author, reviewer) = (town.person(Role::Worker, VILLAGE), town.person_as(Role::Reviewer));
    let other = town.person(Role::Worker, VILLAGE);
    let shot = shot(&town, &mut author, VILLAGE, 1);
    let NamedPhoto { log, event, .. } = shot.named;
    let body = serde_json::json!({ "log": log, "events": [event], "reason": "on request" }).to_string();
    assert_eq!(town.post("/v1/erasures", Some(&reviewer.token), body).await.status, 200);
    assert_eq!(standing(&town, &author, shot.named).await, Standing::Erased);
    assert_eq!(standing(&town, &other, shot.named).await, Standing::Unnamed);
    assert_eq!(upload(&town, &author.token, &shot).await.says(), (404, "unnamed".into()));
}

#[tokio::test]
async fn a_crash_at_any_step_never_leaves_a_photo_that_is_said_to_be_here_and_is_not() {
    let mut steps_that_broke = 0;
    for does_it in [false, true] {
        for step in 0..12 {
            let place = Breaking::at(step, does_it);
            let town = Town::found_over(tempfile::tempdir().unwrap(), Storage::over(Arc::clone(&place) as _));
            let mut author = town.person(Role::Worker, VILLAGE);
            let shot = shot(&town, &mut author, VILLAGE, 1);
            let middle = shot.bytes.len() / 2;
            let mut first = put(&town, &author.token, &shot, 0..middle).await.status;
            if first == 200 {
                first = put(&town, &author.token, &shot, middle..shot.bytes.len()).await.status;
            }
            steps_that_broke += usize::from(first != 200);
            place.restart();
            let findings = blobs::check(&town.app).await.unwrap();
            assert!(findings.iter().all(|found| matches!(found, Finding::Orphan(_))), "{step}: {findings:?}");
            // The device asks again and goes on.
            for _ in 0..3 {
                match standing(&town, &author, shot.named).await {
                    Standing::Have => break,
                    Standing::Missing { offset } => {
                        put(&town, &author.token, &shot, usize::try_from(offset).unwrap()..shot.bytes.len()).await;
                    }
                    other => panic!("{other:?}"),
                }
            }
            assert_eq!(standing(&town, &author, shot.named).await, Standing::Have, "step {step}");
            assert_eq!(get(&town, &author, shot.named.hash, shot.named.log).await.body, shot.bytes, "step {step}");
        }
    }
    assert!(steps_that_broke >= 10, "{steps_that_broke}: little was tried");
}
