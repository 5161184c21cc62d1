//! Photos: kept when taken, named by the record that is saved next, sent after the events, looked at.

use super::{
    messages::{Answer, Failure, Reply},
    service::Device,
};
use crate::{
    domain::{
        ids::EntityId,
        photo::{BlobHash, kind_of},
    },
    store::StoreError,
    sync::{
        blobs,
        driver::Stopped,
        ports::{Clock, HttpMethod, Rng, SyncStore, Transport},
    },
};

/// Largest photo that is kept; pages make them smaller first.
const LARGEST: usize = 8 * 1024 * 1024;

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) fn keep_photo(&self, content: &[u8]) -> Answer {
        let invalid = |code: &str| Failure::Invalid { code: code.into() };
        if content.len() > LARGEST {
            return Err(invalid("photo_too_large"));
        }
        let kind = kind_of(content).ok_or_else(|| invalid("not_a_picture"))?;
        Ok(Reply::PhotoKept(self.store.get().keep_photo(kind, content, self.clock.wall_ms())?))
    }

    /// From here if it is kept here, else from the server.
    pub(super) async fn photo(&self, door: EntityId, hash: BlobHash, whole: bool) -> Answer {
        if let Some((kind, content)) = self.store.get().photo(&hash)? {
            return Ok(Reply::Photo { kind, content });
        }
        let log = self.log_of(door)?;
        let part = if whole { "" } else { "/thumbnail" };
        let path = format!("/v1/blobs/{hash}{part}?log={log}");
        let request = self.request(HttpMethod::Get, path, Vec::new(), "application/json")?;
        let content = self.send(request).await?.body;
        if whole && BlobHash::of(&content) != hash {
            return Err(Failure::Refused { code: "damaged".into() });
        }
        let kind = kind_of(&content).unwrap_or("application/octet-stream").to_owned();
        Ok(Reply::Photo { kind, content })
    }

    /// Sends what waits, after the events; forgets originals that the server has had for some days.
    pub(super) async fn send_photos(&self) -> Result<blobs::Sent, Stopped<StoreError>> {
        self.store.get().forget_old_photos(self.clock.wall_ms()).map_err(Stopped::Store)?;
        let Some(identity) = self.store.identity().map_err(Stopped::Store)? else { return Ok(blobs::Sent::default()) };
        let mut store = self.store.clone();
        let moved = |at, of| self.photo_moved(Some((at, of)));
        let sent = blobs::send(&mut store, &self.transport, &identity, moved).await;
        self.photo_moved(None);
        sent
    }
}
