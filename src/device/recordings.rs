//! Recordings for reading aloud: fetched after a sync while nobody works, piece by piece; told to the kiosk once whole.

use super::{
    messages::{Answer, Failure, Notice, RecordingLine, Reply},
    service::Device,
};
use crate::{
    domain::photo::BlobHash,
    store::PieceFate,
    sync::{
        ports::{Clock, HttpMethod, Rng, Transport},
        recordings::RecordingList,
    },
};

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// Those of a text that are here as a whole.
    pub(super) fn recordings(&self, text: &str) -> Answer {
        let found = self.store.get().recordings(text)?.into_iter();
        Ok(Reply::Recordings(found.map(|one| RecordingLine { hash: one.hash, label: one.label }).collect()))
    }

    /// The sound of one.
    pub(super) fn recording(&self, hash: &BlobHash) -> Answer {
        let (recording, content) = self.store.get().recording(hash)?.ok_or(Failure::NotFound)?;
        Ok(Reply::Sound { kind: recording.kind, content })
    }

    /// After a sync: the list now and then, and what lacks of it, as long as nobody works and nothing waits to be sent.
    /// Used by [`Device::run`] and by tests.
    ///
    /// # Errors
    /// Why it stopped; the next sync goes on from there.
    pub async fn fetch_recordings(&self) -> Result<(), Failure> {
        let fetched = self.fetch_what_lacks().await;
        if fetched == Err(Failure::StorageFull) {
            // Records come first; tomorrow's list tries again.
            self.store.get().forget_recordings(self.clock.wall_ms())?;
        }
        fetched
    }

    async fn fetch_what_lacks(&self) -> Result<(), Failure> {
        let now = self.clock.wall_ms();
        let is_due = self.store.get().is_recording_list_due(now)?;
        if is_due {
            let list: RecordingList = self.get("/v1/recordings".into()).await?;
            let is_other = self.store.get().keep_recording_list(&list.recordings, now)?;
            self.tell_of_recordings(is_other);
        }
        while !self.is_working() && !self.wake.is_raised() {
            let Some(next) = self.store.get().next_recording_piece()? else { break };
            let path = format!("/v1/recordings/{}/{}", next.hash, next.piece);
            let request = self.request(HttpMethod::Get, path, Vec::new(), "application/json")?;
            let content = match self.send(request).await {
                Ok(reply) => reply.body,
                Err(Failure::Refused { code }) if code == "unknown_recording" => {
                    self.store.get().forget_recording(&next.hash)?;
                    continue;
                }
                Err(failure) => return Err(failure),
            };
            let fate = self.store.get().keep_recording_piece(&next, &content)?;
            self.tell_of_recordings(fate == PieceFate::Whole);
        }
        Ok(())
    }

    fn tell_of_recordings(&self, is_other: bool) {
        if is_other {
            self.notify(Notice::Changed);
        }
    }
}
