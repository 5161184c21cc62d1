//! Who is there: devices with their accounts, and an app of a later version.

use std::{cell::Cell, collections::BTreeSet, rc::Rc};

use nfv::{
    domain::{
        area::Class,
        event::Hash,
        ids::{AccountId, AreaId, DeviceId, EntityId, EventId, Incarnation, LogId},
    },
    sync::{
        enrolment::{Enrolled, Grant, Role},
        ports::Rng as _,
    },
};
use sync_server::{
    forward,
    store::{Database, StoreError},
    sync::Caller,
};

use super::{
    Edition, Ungraceful,
    device::DeviceStore,
    dice::Dice,
    facts::{self, COUNTY, VILLAGES, field_log},
    server::SimServer,
    world::{Running, World},
};

/// Token of the app of a later version.
pub(super) const NEWER: &str = "newer";

/// A device, its account and what runs on it.
pub(super) struct SimDevice {
    pub(super) name: String,
    pub(super) token: String,
    pub(super) store: DeviceStore,
    pub(super) grants: Vec<Grant>,
    /// Where its account belongs when nothing was taken away.
    pub(super) home: AreaId,
    pub(super) off_ms: Rc<Cell<i64>>,
    pub(super) running: Option<Running>,
    /// What its screen called saved: there after every crash.
    pub(super) saved: BTreeSet<(LogId, EventId)>,
    /// Logs that it let go at some time, as a county's device does: it may write there, and may have to read them again.
    pub(super) let_go: BTreeSet<LogId>,
}

impl SimDevice {
    /// Whether its account may write to a log when nothing was taken away.
    pub(super) fn may_write(&self, log: LogId) -> bool {
        self.grants.iter().any(|grant| grant.log == log && grant.write)
    }
}

/// A record that a screen called saved.
#[derive(Clone, Debug)]
pub(super) struct Saved {
    pub(super) log: LogId,
    pub(super) id: EventId,
    pub(super) entity: EntityId,
    pub(super) hash: Hash,
}

/// An app of a later version, which knows kinds and fields that this one does not.
pub(super) struct NewerApp {
    pub(super) author: facts::Author,
    pub(super) n: u64,
    /// What it wrote: log, id, body.
    pub(super) bodies: Vec<(LogId, EventId, String)>,
}

impl NewerApp {
    pub(super) fn new(mut dice: Dice) -> Self {
        let author = facts::Author {
            account: AccountId::from_random(dice.bytes()),
            device: DeviceId::from_random(dice.bytes()),
            incarnation: Incarnation::from_random(dice.bytes()),
        };
        Self { author, n: 0, bodies: Vec::new() }
    }

    pub(super) fn caller(&self) -> Caller {
        let facts::Author { account, device, .. } = self.author;
        Caller {
            device,
            key: [0; 32],
            account,
            grants: grants(&VILLAGES),
            left_out: BTreeSet::new(),
            closed: std::collections::BTreeMap::new(),
        }
    }
}

/// The county to read, these villages to write.
fn grants(villages: &[u128]) -> Vec<Grant> {
    let grant = |number: u128, write: bool| Grant {
        log: field_log(number),
        area: facts::area(number),
        class: Class::Field,
        write,
    };
    std::iter::once(grant(COUNTY, false)).chain(villages.iter().map(|village| grant(*village, true))).collect()
}

impl World {
    /// A new device of a worker of these villages.
    pub(super) fn enrol(&mut self, villages: &[u128]) -> Result<(), Ungraceful> {
        let number = self.devices.len();
        let store = DeviceStore::open(self.machine(), self.edition, self.sabotage).map_err(Ungraceful::from_error)?;
        let mut dice = self.dice.clone();
        let account = AccountId::from_random(dice.bytes());
        let grants = grants(villages);
        let token = format!("token-{number}");
        let enrolled = Enrolled {
            token: token.clone(),
            account,
            name: format!("worker {number}"),
            role: Role::Worker,
            area: facts::area(VILLAGES[0]),
            grants: grants.clone(),
            epoch: 1,
            server_time: self.now.get(),
            zone_minutes: 480,
            server_key: None,
            pledges: None,
        };
        let key = store.with(|store| {
            let key = store.device_key(&mut dice)?;
            store.enrol(&enrolled)?;
            Ok(key)
        });
        let key = key.map_err(Ungraceful::from_error)?;
        let caller = Caller {
            device: key.device,
            key: key.public(),
            account,
            grants: grants.clone(),
            left_out: BTreeSet::new(),
            closed: std::collections::BTreeMap::new(),
        };
        let home = facts::area(if villages.len() == 1 { villages[0] } else { COUNTY });
        self.known_to_the_server(&token, caller, Role::Worker, home);
        let off_ms = if self.dice.percent(25) { self.any_offset() } else { 0 };
        self.devices.push(SimDevice {
            name: format!("device {number}"),
            token,
            store,
            grants,
            home,
            off_ms: Rc::new(Cell::new(off_ms)),
            running: None,
            saved: BTreeSet::new(),
            let_go: BTreeSet::new(),
        });
        Ok(())
    }

    /// The server knows a device of an account by its token.
    pub(super) fn known_to_the_server(&self, token: &str, caller: Caller, role: Role, home: AreaId) {
        let mut server = self.server.borrow_mut();
        if self.edition == Edition::First {
            server.enrol(token, caller);
        } else {
            server.register(token, caller, role, home, self.now.get());
        }
    }

    /// Whether a log went up in another one.
    pub(super) fn is_closed(&self, log: LogId) -> bool {
        is_closed(&self.server.borrow(), log)
    }

    /// A right ends, or all of them come back.
    pub(super) fn change_rights(&self, which: usize, without: Option<LogId>) {
        let SimDevice { token, grants, home, .. } = &self.devices[which];
        let mut server = self.server.borrow_mut();
        if self.edition == Edition::First {
            server.change_grant(token, grants, without);
            return;
        }
        let elsewhere = if *home == facts::area(COUNTY) { VILLAGES[1] } else { facts::ELSEWHERE };
        // A village that went up in the other one is nobody's home any more.
        let merged = *home == facts::area(VILLAGES[0]) && is_closed(&server, field_log(VILLAGES[0]));
        let home = if merged { facts::area(VILLAGES[1]) } else { *home };
        server.transfer(token, without.map_or(home, |_| facts::area(elsewhere)));
    }
}

fn is_closed(server: &SimServer, log: LogId) -> bool {
    let closed = |database: &Database| database.read::<_, StoreError>(|tx| forward::closed_to(tx, log));
    server.database().is_ok_and(|database| closed(database).is_ok_and(|to| to.is_some()))
}
