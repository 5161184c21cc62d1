//! Half-made forms and settings of this device.

use super::{
    messages::{Answer, DraftLine, Failure, Reply},
    service::Device,
};
use crate::{
    domain::ids::EntityId,
    store::{Draft, lines},
    sync::ports::{Clock, Rng, Transport},
};

/// Longest draft, in bytes: a form with a long note and a signature.
const LONGEST: usize = 1024 * 1024;

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) fn keep_draft(&self, door: EntityId, form: String, content: String) -> Answer {
        if content.len() > LONGEST {
            return Err(Failure::Invalid { code: "draft_too_long".into() });
        }
        let kept_at = self.clock.wall_ms();
        self.store.get().keep_draft(&Draft { entity: door, form, content, kept_at })?;
        Ok(Reply::Done)
    }

    pub(super) fn draft(&self, door: EntityId, form: &str) -> Answer {
        Ok(Reply::Draft(self.store.get().draft(door, form)?.map(|draft| draft.content)))
    }

    pub(super) fn drafts(&self) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let store = self.store.get();
        let mut found = Vec::new();
        for draft in store.drafts()? {
            let door = lines::one(store.conn(), draft.entity, today)?;
            found.push(DraftLine {
                door: draft.entity,
                label: door.map(|door| door.label()).unwrap_or_default(),
                form: draft.form,
                kept_at: draft.kept_at,
            });
        }
        Ok(Reply::Drafts(found))
    }

    pub(super) fn drop_draft(&self, door: EntityId, form: &str) -> Answer {
        self.store.get().drop_draft(door, form)?;
        Ok(Reply::Done)
    }

    pub(super) fn setting(&self, name: &str) -> Answer {
        Ok(Reply::Setting(self.store.get().setting(name)?))
    }

    pub(super) fn keep_setting(&self, name: &str, value: &str) -> Answer {
        self.store.get().keep_setting(name, value)?;
        Ok(Reply::Done)
    }
}
