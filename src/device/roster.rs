//! Keeping the register: rosters from files, grids, assignments.

use super::{
    messages::{Answer, AssignmentLine, Failure, Reply},
    service::Device,
    visit::check_field,
};
use crate::{
    domain::{
        area::{Area, Class, Level},
        day::Day,
        facts::{AssignmentMade, DoorEdited, DoorRegistered, Fact},
        ids::{AccountId, AreaId, EntityId, LogId},
        stored::standing,
    },
    store::{
        NewFact,
        projection::{self, Family},
    },
    sync::{
        imports::{PlannedDoor, RosterPreview},
        ports::{Clock, HttpMethod, HttpRequest, Rng, Transport},
    },
};

/// Longest name of a grid, in characters.
const LONGEST_NAME: usize = 60;

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    pub(super) async fn preview_roster(&self, village: AreaId, file_name: &str, content: Vec<u8>) -> Answer {
        self.must_be_here(village)?;
        let path = format!("/v1/imports?village={village}");
        let request = self.request(HttpMethod::Post, path, content, "application/octet-stream")?;
        let request = HttpRequest { file_name: Some(percent_encoded(file_name)), ..request };
        let reply = self.send(request).await?;
        let preview: RosterPreview = serde_json::from_slice(&reply.body)
            .map_err(|error| Failure::Defect { detail: format!("garbled answer: {error}") })?;
        Ok(Reply::Roster(preview))
    }

    /// All of the plan or nothing.
    pub(super) fn confirm_roster(&self, village: AreaId, plan: Vec<PlannedDoor>) -> Answer {
        self.must_be_here(village)?;
        let log = LogId::of(village, Class::Field);
        let mut facts = Vec::with_capacity(plan.len());
        for planned in plan {
            facts.extend(self.planned(log, planned)?);
        }
        let ids = self.append(&facts, None)?;
        Ok(Reply::Imported(u32::try_from(ids.len()).unwrap_or(u32::MAX)))
    }

    fn planned(&self, log: LogId, planned: PlannedDoor) -> Result<Option<NewFact>, Failure> {
        Ok(match planned {
            PlannedDoor::Register { kind, fields, .. } => {
                fields.iter().try_for_each(|(name, value)| check_field(name, value))?;
                let fact = Fact::DoorRegistered(DoorRegistered { door: kind, fields });
                Some(NewFact { log, entity: EntityId::from_random(self.rng.clone().bytes()), fact })
            }
            PlannedDoor::Edit { door, fields, .. } => {
                fields.iter().try_for_each(|(name, edit)| check_field(name, &edit.value))?;
                Some(NewFact { log, entity: door, fact: Fact::DoorEdited(DoorEdited { fields, reason: None }) })
            }
            PlannedDoor::Same { .. } => None,
        })
    }

    pub(super) fn define_grid(&self, village: AreaId, name: String) -> Answer {
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(Failure::Invalid { code: "name".into() });
        }
        self.must_be_here(village)?;
        let id = AreaId::from_random(self.rng.clone().bytes());
        let area = Area { id, parent: Some(village), level: Level::Grid, name, codes: Vec::new(), outline: Vec::new() };
        let log = LogId::of(village, Class::Field);
        self.save(NewFact { log, entity: id.into(), fact: Fact::AreaDefined(area) }, None)
    }

    pub(super) fn assign(&self, account: AccountId, area: AreaId, from: Option<Day>, until: Option<Day>) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let from = from.unwrap_or(today);
        if until.is_some_and(|until| until < from) {
            return Err(Failure::Invalid { code: "until_before_from".into() });
        }
        let definition = projection::area(self.store.get().conn(), area)?.ok_or(Failure::NotFound)?;
        self.must_be_here(super::coverage::village_of(&definition))?;
        let log = super::coverage::tally_log(&definition);
        let entity = EntityId::from_random(self.rng.clone().bytes());
        let made = AssignmentMade { account, area, from, until };
        self.save(NewFact { log, entity, fact: Fact::AssignmentMade(made) }, None)
    }

    pub(super) fn assignments(&self) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let made = self.standing_assignments()?;
        let store = self.store.get();
        let mut found = Vec::new();
        for AssignmentMade { account, area, from, until } in made {
            if until.is_none_or(|last| today <= last) {
                let area_name = projection::area(store.conn(), area)?.map(|area| area.name).unwrap_or_default();
                found.push(AssignmentLine { account, area, area_name, from, until });
            }
        }
        found.sort_by(|a, b| (&a.area_name, a.account, a.from).cmp(&(&b.area_name, b.account, b.from)));
        Ok(Reply::Assignments(found))
    }

    /// Every assignment known here, as its last standing event states it.
    pub(super) fn standing_assignments(&self) -> Result<Vec<AssignmentMade>, Failure> {
        let store = self.store.get();
        let mut made = Vec::new();
        for log in store.subscribed()? {
            let facts = projection::facts_of_family(store.conn(), log, Family::Assignment)?;
            for of_one in facts.chunk_by(|a, b| a.0 == b.0) {
                let standing = standing(of_one.iter().map(|(_, fact)| fact));
                made.extend(standing.into_iter().rev().find_map(|fact| match &fact.fact {
                    Fact::AssignmentMade(made) => Some(made.clone()),
                    _ => None,
                }));
            }
        }
        Ok(made)
    }
}

fn percent_encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
