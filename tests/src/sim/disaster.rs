//! Disasters of a history: a server set back to a copy, rights that end and come back, phones cloned and restored.

use std::{cell::Cell, collections::BTreeSet, rc::Rc};

use nfv::{
    domain::ids::Incarnation,
    sync::{
        enrolment::Role,
        ports::{HttpMethod, Rng as _},
        subscription::{Subscribe, Want},
    },
};

use super::{
    Edition, Ungraceful, check,
    dice::Dice,
    facts::{self, COUNTY, VILLAGES, field_log},
    people::SimDevice,
    world::World,
};

/// Which disasters a history may contain; some exclude each other, since together they may lose what nobody holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Disasters {
    /// The server's database is copied back.
    Restores,
    /// Rights end and come back; logs are let go and opened again.
    Removals,
    /// Phones are cloned, and restored from a backup of their own.
    Clones,
}

impl Disasters {
    pub(super) fn any(dice: &Dice) -> Self {
        [Self::Restores, Self::Removals, Self::Clones][dice.below(3)]
    }
}

/// Most devices of a history.
const MOST_DEVICES: usize = 6;

impl World {
    pub(super) fn disaster(&mut self, which: usize) -> Result<(), Ungraceful> {
        match self.disasters {
            Disasters::Restores if self.dice.percent(50) => {
                self.note("the server's files are copied".into());
                self.server.borrow_mut().back_up();
                Ok(())
            }
            Disasters::Restores => {
                let life = Incarnation::from_random(self.dice.clone().bytes());
                let by_command = Some(life).filter(|_| self.dice.percent(50));
                let how = if by_command.is_some() { "by the command" } else { "by hand" };
                let back = self.server.borrow_mut().restore(by_command)?;
                self.note(format!("the server's files are copied back {how}: {back}"));
                Ok(())
            }
            Disasters::Removals if self.dice.percent(50) => {
                let want = if self.dice.percent(60) { Want::LetGo } else { Want::Keep };
                self.choose_logs(which, want);
                Ok(())
            }
            Disasters::Removals => {
                let without = if self.dice.percent(50) { Some(field_log(VILLAGES[0])) } else { None };
                self.change_rights(which, without);
                self.note(format!("device {which} may read everything but {without:?}"));
                Ok(())
            }
            Disasters::Clones if self.devices[which].store.is_down() => Ok(()),
            Disasters::Clones if self.devices.len() < MOST_DEVICES && self.dice.percent(60) => self.clone_phone(which),
            Disasters::Clones => self.restore_phone(which),
        }
    }

    /// A county's device lets the second village go, or opens it again.
    fn choose_logs(&mut self, which: usize, want: Want) {
        let device = &mut self.devices[which];
        let (token, log) = (device.token.clone(), field_log(VILLAGES[1]));
        if self.edition == Edition::First {
            device.let_go.insert(log);
            self.server.borrow_mut().leave_out(&token, Some(log).filter(|_| want == Want::LetGo));
        } else if device.home == facts::area(COUNTY) && self.server.borrow_mut().appoint(&token, Role::County) {
            device.let_go.insert(log);
            for village in VILLAGES {
                let want = if field_log(village) == log { want } else { Want::Keep };
                let asked = Subscribe { area: facts::area(village), want };
                self.ask_as(&token, HttpMethod::Post, "/v1/subscriptions", &asked);
            }
        }
        self.note(format!("device {which}, {want:?} {log}"));
    }

    fn clone_phone(&mut self, which: usize) -> Result<(), Ungraceful> {
        let number = self.devices.len();
        self.note(format!("device {which} is cloned as device {number}"));
        let machine = self.machine();
        let original = &self.devices[which];
        let clone = SimDevice {
            name: format!("device {number}, clone of {which}"),
            token: original.token.clone(),
            store: original.store.clone_to(machine)?,
            grants: original.grants.clone(),
            home: original.home,
            off_ms: Rc::new(Cell::new(original.off_ms.get())),
            running: None,
            saved: original.saved.clone(),
            let_go: original.let_go.clone(),
        };
        self.devices.push(clone);
        Ok(())
    }

    /// A phone is set back to its own backup of a while ago. What only its disk held is lost with that disk; all else is
    /// not.
    fn restore_phone(&mut self, which: usize) -> Result<(), Ungraceful> {
        let Some(backup) = self.backups.remove(&which) else {
            self.note(format!("device {which} is backed up"));
            let device = &self.devices[which];
            self.backups.insert(which, (device.store.machine().copy(), device.saved.clone()));
            return Ok(());
        };
        self.note(format!("device {which} is restored from its backup"));
        let (files, saved) = backup;
        let device = &mut self.devices[which];
        device.running = None;
        device.store.stop();
        device.store.machine().replace(files);
        device.store.restart().map_err(Ungraceful::from_error)?;
        let since: BTreeSet<_> = device.saved.difference(&saved).copied().collect();
        device.saved = saved;
        self.photos.retain(|photo| !since.contains(&(photo.log, photo.event)));
        let device = &self.devices[which];
        check::device::holds_what_it_saved(device)?;
        let elsewhere = |key: &_| self.devices.iter().any(|device| device.saved.contains(key));
        let server = self.server.borrow();
        self.saved.retain(|saved| {
            let key = (saved.log, saved.id);
            !since.contains(&key) || elsewhere(&key) || server.has_acknowledged(&key)
        });
        Ok(())
    }

    /// A phone is lost for good. What others have read of it they offer again; what only it held is gone with it.
    pub(super) fn lose_phone(&mut self, which: usize) -> Result<(), Ungraceful> {
        if self.devices.len() < 3 || self.devices.iter().any(|device| device.store.is_down()) {
            return Ok(());
        }
        self.note(format!("device {which} is lost"));
        let lost = self.devices.remove(which);
        self.photos.retain(|photo| photo.by != lost.name);
        let mut held = BTreeSet::new();
        for device in &self.devices {
            held.extend(check::device::events_of(device)?);
        }
        self.saved.retain(|saved| held.contains(&(saved.log, saved.id)));
        Ok(())
    }
}
