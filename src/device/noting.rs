//! What is seen and taken out at a desk, noted here first and delivered to the server's audit after a sync.
//!
//! A desk works on its own copy, so nobody else could know. What cannot be noted is not shown. People who visit look at
//! households because that is their work; that is not noted.

use super::{messages::Failure, service::Device};
use crate::{
    domain::ids::EntityId,
    sync::{
        audit::{AuditNotes, NotedAction},
        enrolment::Role,
        ports::{Clock, Rng, Transport},
    },
};

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// A household's page is shown.
    pub(super) fn note_view(&self, door: EntityId) -> Result<(), Failure> {
        let role = self.store.get().account()?.map(|account| account.role);
        match role {
            Some(Role::County | Role::Reviewer | Role::Committee) => {
                Ok(self.store.get().note(NotedAction::Viewed, Some(door.0), self.clock.wall_ms())?)
            }
            Some(Role::Worker | Role::Police) | None => Ok(()),
        }
    }

    /// Records leave the device.
    pub(super) fn note_export(&self, action: NotedAction) -> Result<(), Failure> {
        Ok(self.store.get().note(action, None, self.clock.wall_ms())?)
    }

    /// Delivers what was noted.
    pub(super) async fn deliver_notes(&self) -> Result<(), Failure> {
        loop {
            let notes = self.store.get().notes()?;
            let Some(last) = notes.last().map(|note| note.n) else { return Ok(()) };
            self.post_for_status("/v1/audit".into(), &AuditNotes { notes }).await?;
            self.store.get().notes_delivered(last)?;
        }
    }
}
