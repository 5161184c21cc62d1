//! The audit as the desk reads it: the server's codes and ids, with the names that are known here.
//!
//! Names of accounts and devices come from the server, those of areas and households from this device's own copy. What is
//! not known keeps an empty name; the line is shown all the same.

use std::collections::HashMap;
use uuid::Uuid;

use super::{
    messages::{Answer, AuditEntry, AuditQuery, AuditView, Failure, Reply},
    service::Device,
};
use crate::{
    domain::ids::{AreaId, EntityId},
    store::projection,
    sync::{
        audit::{AuditLine, AuditPage},
        enrolment::{AccountInfo, DeviceInfo},
        ports::{Clock, Rng, Transport},
    },
};

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) async fn audit(&self, query: &AuditQuery) -> Answer {
        let page: AuditPage = self.get(path(query)).await?;
        let names = self.names().await?;
        let lines: Result<Vec<AuditEntry>, Failure> =
            page.lines.into_iter().map(|line| self.audit_entry(line, &names)).collect();
        Ok(Reply::Audit(AuditView { lines: lines?, before: page.before }))
    }

    /// Of accounts and devices.
    async fn names(&self) -> Result<HashMap<Uuid, String>, Failure> {
        let accounts: Vec<AccountInfo> = self.get("/v1/accounts".into()).await?;
        let devices: Vec<DeviceInfo> = self.get("/v1/devices".into()).await?;
        let mut names: HashMap<Uuid, String> =
            accounts.into_iter().map(|account| (account.id.0, account.name)).collect();
        names.extend(devices.into_iter().map(|device| (device.id.0, format!("{} · {}", device.name, device.label))));
        names.extend(self.store.get().account()?.map(|own| (own.account.0, own.name)));
        Ok(names)
    }

    fn audit_entry(&self, line: AuditLine, names: &HashMap<Uuid, String>) -> Result<AuditEntry, Failure> {
        let named = |id: Uuid| names.get(&id).cloned().unwrap_or_default();
        let who = line.actor.map(|actor| named(actor.0)).unwrap_or_default();
        let mut about = line.subject.map(named).unwrap_or_default();
        let mut door = None;
        if let (Some(subject), true) = (line.subject, about.is_empty()) {
            // Bound, so that the store is free again for the door.
            let area = projection::area(self.store.get().conn(), AreaId(subject))?;
            match area {
                Some(area) => about = area.name,
                None => (door, about) = self.door_label(EntityId(subject))?,
            }
        }
        Ok(AuditEntry { line, who, about, door })
    }
}

fn path(query: &AuditQuery) -> String {
    let actor = query.actor.map(|actor| format!("actor={actor}"));
    let action = query.action.as_ref().map(|action| format!("action={action}"));
    let before = query.before.map(|before| format!("before={before}"));
    let wanted: Vec<String> = [actor, action, before].into_iter().flatten().collect();
    format!("/v1/audit?{}", wanted.join("&"))
}
