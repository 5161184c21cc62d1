//! Photos: taken and named by a visit, sent after the records, and kept by the phone until the days are over.

use std::rc::Rc;

use nfv::{
    domain::{
        facts::Fact,
        ids::{EventId, LogId},
        photo::BlobHash,
    },
    store::NewFact,
    sync::{
        blobs,
        ports::{Clock as _, Rng as _, SyncStore as _},
    },
};

use super::{
    Ungraceful,
    device::DeviceStore,
    dice::Dice,
    facts,
    network::{SimClock, SimNetwork},
    world::World,
};
use crate::picture;

/// A photo that a record names.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// Whose phone took it.
    pub(super) by: String,
    pub(super) log: LogId,
    pub(super) event: EventId,
    pub(super) hash: BlobHash,
    pub(super) bytes: Rc<[u8]>,
    /// Whether a server can take it.
    pub(super) is_picture: bool,
}

impl World {
    /// A person takes a photo at a known door, and names it in a visit.
    pub(super) fn photograph(&mut self, which: usize) -> Result<(), Ungraceful> {
        let device = &self.devices[which];
        let known: Vec<_> = self.doors.iter().filter(|(log, _)| device.may_write(*log)).copied().collect();
        let Some((log, entity)) = self.dice.pick(&known).copied() else { return Ok(()) };
        let wall = self.now.get().saturating_add_signed(device.off_ms.get());
        let mut dice = self.dice.clone();
        let is_picture = dice.percent(85);
        let bytes = if is_picture { any_picture(&mut dice) } else { letter(&mut dice) };
        let done = device.store.with(|store| {
            let photo = store.keep_photo("image/png", &bytes, wall)?;
            let fact = Fact::VisitRecorded(facts::visit_with(&dice, vec![photo]));
            let id = store.append(&[NewFact { log, entity, fact }], None, wall, &mut dice)?.pop();
            super::happening::saved(store, log, entity, id)
        });
        let by = device.name.clone();
        if let Some(event) = self.note_saved(which, done)? {
            let hash = BlobHash::of(&bytes);
            self.note(format!("device {which} keeps photo {hash} of {} bytes", bytes.len()));
            self.photos.push(Kept { by, log, event, hash, bytes: bytes.into(), is_picture });
        }
        Ok(())
    }
}

/// What the device does after a sync. How many photos found their fate.
pub(super) async fn send(store: &mut DeviceStore, network: &SimNetwork, clock: &SimClock) -> Result<u64, String> {
    store.with(|store| store.forget_old_photos(clock.wall_ms())).map_err(|error| error.to_string())?;
    let Some(identity) = store.identity().map_err(|error| error.to_string())? else { return Ok(0) };
    let sent = blobs::send(store, network, &identity, |_, _| ()).await.map_err(|stopped| stopped.to_string())?;
    Ok(sent.received + sent.refused)
}

/// A small picture; now and then with so much beside it that it goes in several chunks.
fn any_picture(dice: &mut Dice) -> Vec<u8> {
    let beside = dice.pick(&[40, 400, 4_000, 4_000, 4_000, 300_000]).copied().unwrap_or_default();
    let mut ballast = vec![dice.bytes::<1>()[0]; beside];
    ballast[..8].copy_from_slice(&dice.bytes::<8>());
    picture::small(&dice.bytes(), &ballast)
}

/// Something that begins like a picture.
fn letter(dice: &mut Dice) -> Vec<u8> {
    [&b"\x89PNG\r\n\x1A\n"[..], &dice.bytes::<32>()].concat()
}
