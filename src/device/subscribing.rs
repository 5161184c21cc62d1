//! Villages of a county: their sums are always here, their doors when somebody opens the village on this device.
//!
//! The server decides what is sent. When it has agreed, this device acts at once: a village that was let go takes its
//! acknowledged records along, as any log that is removed; what is not sent yet stays and is still delivered.

use rusqlite::Connection;

use super::{
    messages::{Answer, DoorList, Failure, Notice, Reply},
    service::Device,
};
use crate::{
    domain::{
        area::{Class, Level},
        ids::{AreaId, LogId},
    },
    store::{Account, Holding, Result, holding, projection},
    sync::{
        enrolment::Role,
        ports::{Clock, Rng, SyncStore, Transport},
        subscription::{Subscribe, Want},
    },
};

/// Whether villages are opened one by one on devices of this account; the same rule as the server's.
pub(super) fn on_demand(conn: &Connection, account: &Account) -> Result<bool> {
    let runs = matches!(account.role, Role::County | Role::Reviewer);
    Ok(runs && projection::area(conn, account.area)?.is_some_and(|area| area.level == Level::County))
}

/// Where the doors of a village are.
pub(super) fn doors_of(conn: &Connection, village: AreaId, on_demand: bool) -> Result<DoorList> {
    if !on_demand {
        return Ok(DoorList::Here);
    }
    Ok(match holding(conn, LogId::of(village, Class::Field))? {
        Holding::Elsewhere => DoorList::OnServer,
        Holding::Partly => DoorList::Arriving,
        Holding::Whole => DoorList::Opened,
    })
}

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) async fn subscribe(&self, wanted: Subscribe) -> Answer {
        self.post_for_status("/v1/subscriptions".into(), &wanted).await?;
        match wanted.want {
            Want::Keep => self.store.clone().apply_scope(&[LogId::of(wanted.area, Class::Field)], &[], &[])?,
            Want::LetGo => {
                let logs = Class::ALL.map(|class| LogId::of(wanted.area, class));
                self.store.clone().apply_scope(&[], &logs, &[])?;
            }
        }
        self.notify(Notice::Changed);
        self.wake_sync()?;
        Ok(Reply::Done)
    }

    /// What is written in a village whose doors are elsewhere would be gone from here as soon as it is sent: open it first.
    pub(super) fn must_be_here(&self, village: AreaId) -> std::result::Result<(), Failure> {
        let store = self.store.get();
        let account = store.account()?.ok_or(Failure::NotEnrolled)?;
        let doors = doors_of(store.conn(), village, on_demand(store.conn(), &account)?)?;
        if doors == DoorList::OnServer { Err(Failure::Invalid { code: "village_not_here".into() }) } else { Ok(()) }
    }
}
