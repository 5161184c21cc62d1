//! Clues. Whoever visits puts one into the village's cases log and cannot read it there: once the server has it, it leaves
//! this device, and what stays is that a record was received. The police's devices hold the log, and say how far each is.

use super::{
    messages::{Answer, ClueLine, Failure, Reply},
    service::Device,
};
use crate::{
    domain::{
        area::Class,
        day::Day,
        facts::{ClueHandled, ClueReported, Fact},
        ids::{AreaId, EntityId, LogId},
        stored::{StoredFact, standing},
    },
    store::{
        NewFact, lines,
        projection::{self, Family},
    },
    sync::ports::{Clock, Rng, Transport},
};

/// Longest clue, in characters.
const LONGEST: usize = 2000;
/// Longest place, contact or note, in characters.
const LONGEST_LINE: usize = 200;

impl<T: Transport, C: Clock, R: Rng> Device<T, C, R> {
    /// Reports a clue to the police of a village.
    pub(super) fn report_clue(&self, village: AreaId, clue: ClueReported) -> Answer {
        let (_, today) = self.zone_and_today()?;
        check(&clue, today)?;
        let entity = EntityId::from_random(self.rng.clone().bytes());
        self.save(NewFact { log: LogId::of(village, Class::Cases), entity, fact: Fact::ClueReported(clue) }, None)
    }

    /// Says how far a clue is; only where the log is held.
    pub(super) fn handle_clue(&self, village: AreaId, clue: EntityId, handled: ClueHandled) -> Answer {
        let log = LogId::of(village, Class::Cases);
        if handled.note.chars().count() > LONGEST_LINE {
            return Err(Failure::Invalid { code: "clue_text".into() });
        }
        if projection::facts_of(self.store.get().conn(), log, clue)?.is_empty() {
            return Err(Failure::NotFound);
        }
        self.save(NewFact { log, entity: clue, fact: Fact::ClueHandled(handled) }, None)
    }

    /// All clues that can be read here: the police's, and own ones that wait. Those nobody looks into first, then by day.
    pub(super) fn clues(&self) -> Answer {
        let (_, today) = self.zone_and_today()?;
        let villages = self.villages_here()?;
        let store = self.store.get();
        let mut found = Vec::new();
        for (village, name) in villages {
            let log = LogId::of(village, Class::Cases);
            let can_handle = store.subscribed_to_write(log)?;
            for of_one in projection::facts_of_family(store.conn(), log, Family::Clue)?.chunk_by(|a, b| a.0 == b.0) {
                let Some((mut line, door)) = line(of_one, village, &name) else { continue };
                line.can_handle = can_handle;
                if let Some(door) = door {
                    line.door = lines::one(store.conn(), door, today)?.map(|door| door.label()).unwrap_or_default();
                }
                found.push(line);
            }
        }
        found.sort_by_key(|line| (line.step.map(|step| step as u8), std::cmp::Reverse((line.on, line.id))));
        Ok(Reply::Clues(found))
    }
}

fn check(clue: &ClueReported, today: Day) -> Result<(), Failure> {
    let invalid = |code: &str| Err(Failure::Invalid { code: code.into() });
    let is_short = |text: &str| text.chars().count() <= LONGEST_LINE;
    if clue.what.trim().is_empty() || clue.what.chars().count() > LONGEST {
        return invalid("clue_what");
    }
    if !is_short(&clue.place) || !is_short(&clue.contact) {
        return invalid("clue_text");
    }
    if clue.on > today { invalid("note_day") } else { Ok(()) }
}

fn line(of_one: &[(EntityId, StoredFact)], village: AreaId, name: &str) -> Option<(ClueLine, Option<EntityId>)> {
    let id = of_one.first()?.0;
    let standing = standing(of_one.iter().map(|(_, fact)| fact));
    let clue = standing.iter().find_map(|fact| match &fact.fact {
        Fact::ClueReported(clue) => Some(clue.clone()),
        _ => None,
    })?;
    let last = standing.into_iter().rev().find_map(|fact| match &fact.fact {
        Fact::ClueHandled(handled) => Some(handled.clone()),
        _ => None,
    });
    let ClueReported { what, on, place, door, at, contact } = clue;
    let (step, note) = last.map_or((None, String::new()), |handled| (Some(handled.step), handled.note));
    let (village_name, can_handle) = (name.to_owned(), false);
    let line = ClueLine {
        id,
        village,
        village_name,
        what,
        on,
        place,
        at,
        door: String::new(),
        contact,
        step,
        note,
        can_handle,
    };
    Some((line, door))
}
