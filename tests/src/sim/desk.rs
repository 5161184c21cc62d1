//! What happens besides: photos, snapshots, and the desk, where a reviewer moves, merges, decides and erases.

use std::collections::{BTreeMap, BTreeSet};

use nfv::{
    domain::{
        area::Class,
        ids::{AccountId, AreaId, DeviceId, EntityId, EventId, LogId},
    },
    sync::{
        enrolment::Role,
        held::{DecideHeld, Decision, Erase, HeldEvent},
        moves::{Move, NewMove},
        ports::{HttpMethod, HttpReply, HttpRequest},
    },
};
use serde::Serialize;
use sync_server::{forward, store::StoreError, sync::Caller};

use super::{
    Edition, Ungraceful,
    disaster::Disasters,
    facts::{self, COUNTY, GRIDS, VILLAGES, field_log},
    people::Saved,
    world::World,
};

/// Token of the reviewer at the desk.
pub(super) const REVIEWER: &str = "reviewer";

impl World {
    /// Somebody of the county sits at the desk.
    pub(super) fn hire_a_reviewer(&self) {
        if self.edition == Edition::First {
            return;
        }
        let id = facts::area(98).0;
        let (device, account) = (DeviceId(id), AccountId(id));
        let caller = Caller {
            device,
            key: [0; 32],
            account,
            grants: Vec::new(),
            left_out: BTreeSet::new(),
            closed: BTreeMap::new(),
        };
        self.known_to_the_server(REVIEWER, caller, Role::County, facts::area(COUNTY));
    }

    /// What only the second edition knows.
    pub(super) fn happen_besides(&mut self) -> Result<(), Ungraceful> {
        let which = self.dice.below(self.devices.len());
        match self.dice.below(100) {
            0..45 => self.photograph(which),
            45..60 => {
                let log = field_log(self.dice.pick(&VILLAGES).copied().unwrap_or(COUNTY));
                let built = self.server.borrow_mut().build_snapshot(log, self.now.get());
                self.note(format!("a snapshot of {log} is built: {built}"));
                Ok(())
            }
            // Which doors were merged is known to nobody but the server, so a restore may lose one half.
            60..80 if self.disasters != Disasters::Restores => {
                self.move_something();
                Ok(())
            }
            80..95 => {
                self.decide();
                Ok(())
            }
            _ if self.disasters == Disasters::Restores => self.lose_phone(which),
            _ => Ok(()),
        }
    }

    /// A request from the desk.
    pub(super) fn ask_at_the_desk(&self, method: HttpMethod, path: &str, body: &impl Serialize) -> Option<HttpReply> {
        self.ask_as(REVIEWER, method, path, body)
    }

    /// A request with somebody's token.
    pub(super) fn ask_as(
        &self,
        token: &str,
        method: HttpMethod,
        path: &str,
        body: &impl Serialize,
    ) -> Option<HttpReply> {
        let request = HttpRequest {
            method,
            path: path.into(),
            token: Some(token.into()),
            body: if method == HttpMethod::Get { Vec::new() } else { serde_json::to_vec(body).ok()? },
            content_type: "application/json",
            gzip: false,
            file_name: None,
        };
        self.server.borrow_mut().ask(&request, self.now.get())
    }

    fn move_something(&mut self) {
        let Some(change) = self.any_move() else { return };
        let wanted = NewMove { change, reason: "as decided".into() };
        let reply = self.ask_at_the_desk(HttpMethod::Post, "/v1/moves", &wanted);
        let told = reply.map(|reply| (reply.status, String::from_utf8_lossy(&reply.body).into_owned()));
        self.note(format!("{:?}: {told:?}", wanted.change));
        for (log, door) in self.doors.clone() {
            let now_at = {
                let server = self.server.borrow();
                let Ok(database) = server.database() else { return };
                database.read::<_, StoreError>(|tx| forward::moved(tx, log, door)).ok().flatten()
            };
            // From now on people record there too, and late ones still where it was.
            if let Some(way) = now_at.filter(|way| !self.doors.contains(&(way.to, way.entity))) {
                self.doors.push((way.to, way.entity));
            }
        }
    }

    /// Doors that the server has heard of; of others it says so.
    fn doors_on_the_server(&self) -> Vec<(LogId, EntityId)> {
        let server = self.server.borrow();
        let known = |saved: &&Saved| server.has_acknowledged(&(saved.log, saved.id));
        let here: BTreeSet<EntityId> = self.saved.iter().filter(known).map(|saved| saved.entity).collect();
        self.doors.iter().filter(|(_, door)| here.contains(door)).copied().collect()
    }

    fn any_move(&self) -> Option<Move> {
        let there = self.doors_on_the_server();
        let (log, door) = self.dice.pick(&there).copied()?;
        let from = village_of(log)?;
        let at = usize::from(from == facts::area(VILLAGES[0]));
        let to = facts::area(*self.dice.pick(&[VILLAGES[at], VILLAGES[at], GRIDS[0], GRIDS[1]])?);
        let (village, other) = (facts::area(VILLAGES[0]), facts::area(VILLAGES[1]));
        let (grid, neighbour) = (facts::area(GRIDS[0]), facts::area(GRIDS[1]));
        Some(match self.dice.below(40) {
            0..20 => Move::Household { door, from, to },
            20..30 => {
                let (there, into): (LogId, EntityId) = self.dice.pick(&there).copied()?;
                Move::MergeHouseholds { door, from, into, to: village_of(there)? }
            }
            30..34 => {
                Move::Grid { grid: *self.dice.pick(&[grid, neighbour])?, to: *self.dice.pick(&[village, other])? }
            }
            34..37 => Move::MergeGrids { grid, into: neighbour },
            _ => Move::MergeVillages { village, into: other },
        })
    }

    /// A reviewer admits or refuses something that is held, or thinks better of a refusal.
    fn decide(&mut self) {
        let Some(reply) = self.ask_at_the_desk(HttpMethod::Get, "/v1/held", &()) else { return };
        let Ok(held) = serde_json::from_slice::<Vec<HeldEvent>>(&reply.body) else { return };
        let Some(one) = self.dice.pick(&held) else { return };
        let decision = if self.dice.percent(50) { Decision::Admit } else { Decision::Refuse };
        let (log, id) = (LogId::of(one.area, one.class), one.event.header.event_id);
        let wanted = DecideHeld { log, id, decision, reason: "looked at".into() };
        let status = self.ask_at_the_desk(HttpMethod::Post, "/v1/held", &wanted).map(|reply| reply.status);
        self.note(format!("{id} is held, {decision:?}: {status:?}"));
        match status {
            Some(204) => drop(self.decided.insert((log, id), decision)),
            // Done or not.
            None => {
                self.decided.remove(&(log, id));
                self.perhaps_refused.insert((log, id));
            }
            Some(_) => {}
        }
    }

    /// Everything that holds the body goes with it.
    pub(super) fn erase_at_the_desk(&mut self, log: LogId, id: EventId) {
        let wanted = Erase { log, events: vec![id], reason: "demanded".into() };
        let status = self.ask_at_the_desk(HttpMethod::Post, "/v1/erasures", &wanted).map(|reply| reply.status);
        self.once_erased.insert(id);
        // Done or not: what was erased is on the list.
        let listed = self.server.borrow_mut().note_erasures();
        self.note(format!("{id} is erased: {status:?}, {listed}"));
    }
}

/// The village whose field log this is.
fn village_of(log: LogId) -> Option<AreaId> {
    VILLAGES.into_iter().map(facts::area).find(|area| LogId::of(*area, Class::Field) == log)
}
