//! What reviewers decide at the desk, online: held events, erasures, moves. What this device keeps apart, offline.

use super::{
    doors::{detail, fact},
    messages::{Answer, AsideLine, Failure, HeldLine, Reply},
    service::Device,
};
use crate::{
    domain::ids::EntityId,
    store::{Aside, Fate, lines, projection},
    sync::{
        audit::NotedAction,
        held::{DecideHeld, Erase, Erased, HeldEvent},
        moves::NewMove,
        ports::{Clock, Rng, Transport},
    },
};

/// Most events that the server erases in one request.
const MAX_ERASED: usize = 200;

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
        let mut bodies = 0;
        for portion in wanted.events.chunks(MAX_ERASED) {
            let Erase { log, ref reason, .. } = *wanted;
            let portion = Erase { log, events: portion.to_vec(), reason: reason.clone() };
            let erased: Erased = self.post("/v1/erasures".into(), &portion).await?;
            bodies += erased.bodies;
        }
        self.wake.raise();
        Ok(Reply::Erased(Erased { bodies }))
    }

    pub(super) async fn export_held(&self) -> Answer {
        let events: Vec<HeldEvent> = self.get("/v1/held".into()).await?;
        self.note_export(NotedAction::Exported)?;
        let (_, today) = self.zone_and_today()?;
        let export = serde_json::json!({ "format": "nfv-held-1", "events": events });
        let content = serde_json::to_string_pretty(&export);
        let content = content.map_err(|error| Failure::Defect { detail: error.to_string() })?;
        Ok(Reply::Export(format!("held-{today}.json"), content))
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

    pub(super) fn door_label(&self, entity: EntityId) -> Result<(Option<EntityId>, String), Failure> {
        let (_, today) = self.zone_and_today()?;
        let door = lines::one(self.store.get().conn(), entity, today)?;
        Ok((door.as_ref().map(|door| door.id), door.map(|door| door.label()).unwrap_or_default()))
    }
}
