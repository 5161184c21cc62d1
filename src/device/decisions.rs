//! What reviewers decide at the desk, online: held events, erasures, moves. What this device keeps apart, offline.

use super::{
    doors::{detail, fact},
    messages::{Answer, AsideLine, HeldLine, Reply},
    service::Device,
};
use crate::{
    domain::ids::EntityId,
    store::{Aside, Fate, lines, projection},
    sync::{
        held::{DecideHeld, Erase, HeldEvent},
        moves::NewMove,
        ports::{Clock, Rng, Transport},
    },
};

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) async fn held(&self) -> Answer {
        let held: Vec<HeldEvent> = self.get("/v1/held".into()).await?;
        let mut found = Vec::with_capacity(held.len());
        for held in held {
            let area = projection::area(self.store.get().conn(), held.area)?;
            let (door, label) = self.door_label(held.event.header.entity_id)?;
            let (detail, note) = detail(&held.event);
            let area_name = area.map(|area| area.name).unwrap_or_default();
            found.push(HeldLine { held, area_name, detail, note, door, label });
        }
        Ok(Reply::Held(found))
    }

    pub(super) async fn decide_held(&self, decision: &DecideHeld) -> Answer {
        self.post_for_status("/v1/held".into(), decision).await?;
        self.wake.raise();
        Ok(Reply::Done)
    }

    pub(super) async fn erase(&self, wanted: &Erase) -> Answer {
        let erased = self.post("/v1/erasures".into(), wanted).await?;
        self.wake.raise();
        Ok(Reply::Erased(erased))
    }

    pub(super) async fn make_move(&self, wanted: &NewMove) -> Answer {
        let moved = self.post("/v1/moves".into(), wanted).await?;
        self.wake.raise();
        Ok(Reply::Moved(moved))
    }

    pub(super) fn kept_apart(&self) -> Answer {
        let kept = self.store.get().aside()?;
        let mut found = Vec::with_capacity(kept.len());
        for Aside { stored, fate, reason, other_hash, retry } in kept {
            let header = &stored.event.header;
            let (door, label) = self.door_label(header.entity_id)?;
            let code = if let Fate::Quarantined(code) = fate { code } else { "held".into() };
            found.push(AsideLine {
                log: header.log_id,
                event: header.event_id,
                kind: header.kind.clone(),
                detail: detail(&stored.event).0,
                actor: header.actor_id,
                at: fact(&stored).stamp.unix_ms(),
                door,
                label,
                code,
                reason,
                hash: hex::encode(stored.hash),
                other_hash: other_hash.map(hex::encode),
                retry_after_upgrade: retry,
            });
        }
        Ok(Reply::KeptApart(found))
    }

    fn door_label(&self, entity: EntityId) -> Result<(Option<EntityId>, String), super::messages::Failure> {
        let (_, today) = self.zone_and_today()?;
        let door = lines::one(self.store.get().conn(), entity, today)?;
        Ok((door.as_ref().map(|door| door.id), door.map(|door| door.label()).unwrap_or_default()))
    }
}
