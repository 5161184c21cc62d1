//! The accepted rows as events, written as the server's own device: for `import-roster`. (The desk writes its own.)

use nfv::{
    domain::{
        area::Class,
        event::Event,
        facts::{DoorEdited, DoorRegistered, Fact},
        ids::{AreaId, EntityId, LogId},
    },
    sync::imports::PlannedDoor,
};

use crate::{
    pen::{Pen, Unwritable},
    ports::{Random, random_bytes},
    store::{StoreError, Tx},
};

/// Why rows could not be written. Nothing was.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// An event could not be written.
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes the events of a plan; the caller stores them.
///
/// # Errors
/// When an event cannot be written or the database fails.
pub fn events(
    tx: &Tx<'_>,
    village: AreaId,
    plan: Vec<PlannedDoor>,
    now: u64,
    random: &dyn Random,
) -> Result<Vec<Event>, WriteError> {
    let (mut pen, log) = (Pen::of_server(tx, random)?, LogId::of(village, Class::Field));
    let mut events = Vec::with_capacity(plan.len());
    for planned in plan {
        let (door, fact) = match planned {
            PlannedDoor::Register { kind, fields, .. } => {
                let door = EntityId::from_random(random_bytes(random));
                (door, Fact::DoorRegistered(DoorRegistered { door: kind, fields }))
            }
            PlannedDoor::Edit { door, fields, .. } => (door, Fact::DoorEdited(DoorEdited { fields, reason: None })),
            PlannedDoor::Same { .. } => continue,
        };
        events.push(pen.write(log, door, &fact, now, random)?);
    }
    pen.keep(tx)?;
    Ok(events)
}
