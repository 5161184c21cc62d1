//! What a village has already: its open doors by lane and number with the heads of their fields, its grids, its county.

use nfv::domain::{
    area::{Area, Class, Level},
    door::Door,
    facts::DoorKind,
    ids::{AreaId, EntityId, EventId, LogId},
};
use std::collections::{BTreeMap, HashMap};

use super::place::Bounds;
use crate::store::{StoreError, Tx};

/// Lane and number, as compared.
pub type Key = (String, String);

/// A door with the values that show and the heads an edit has to name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDoor {
    /// The door.
    pub id: EntityId,
    /// Household or unit.
    pub kind: DoorKind,
    /// Value and heads by field.
    pub fields: BTreeMap<String, (String, Vec<EventId>)>,
}

/// What rows are judged against.
#[derive(Clone, Debug)]
pub struct Village {
    /// Open doors.
    pub doors: HashMap<Key, KnownDoor>,
    /// Grids by name and code.
    pub grids: HashMap<String, AreaId>,
    /// Around the county.
    pub bounds: Bounds,
}

/// A lane and number as compared: without blanks, full-width digits as plain ones, any case.
#[must_use]
pub fn key(lane: &str, number: &str) -> Key {
    (folded(lane), folded(number))
}

/// Full-width forms as plain ones, no blanks, lower case.
#[must_use]
pub fn folded(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    };
    text.chars().map(plain).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

impl Village {
    /// Loads what is known of a village; none if it is no village.
    ///
    /// # Errors
    /// When the database fails.
    pub fn load(tx: &Tx<'_>, id: AreaId) -> Result<Option<Self>, StoreError> {
        let areas = tx.areas()?;
        if !areas.iter().any(|area| area.id == id && area.level == Level::Village) {
            return Ok(None);
        }
        let grids = areas.iter().filter(|area| area.parent == Some(id));
        let names = |grid: &Area| {
            let codes = grid.codes.iter().map(|code| code.code.clone());
            codes.chain([folded(&grid.name)]).map(|name| (name, grid.id)).collect::<Vec<_>>()
        };
        Ok(Some(Self {
            doors: doors(tx, LogId::of(id, Class::Field))?,
            grids: grids.flat_map(names).collect(),
            bounds: Bounds::around(areas.iter().flat_map(|area| area.outline.iter().copied())),
        }))
    }
}

fn doors(tx: &Tx<'_>, log: LogId) -> Result<HashMap<Key, KnownDoor>, StoreError> {
    let ids: Vec<EntityId> = tx.query(include_str!("doors.sql"), &[&log], |row| row.get(0))?;
    let mut doors = HashMap::with_capacity(ids.len());
    for id in ids {
        let facts = tx.facts_of(log, id)?;
        let Some(door) = Door::fold(facts.iter()) else { continue };
        let place = key(door.value(nfv::domain::facts::field::LANE), door.value(nfv::domain::facts::field::NUMBER));
        let fields = door.fields.iter().map(|(name, field)| (name.clone(), (field.value().to_owned(), field.base())));
        doors.entry(place).or_insert(KnownDoor { id, kind: door.kind, fields: fields.collect() });
    }
    Ok(doors)
}
