//! The end of a history: nothing that may never happen has happened.
//!
//! The server's log is checked by itself (gapless, prints, unique), then every device against it byte for byte, then all
//! projections against a rebuild from the log and against the same log taken in by another server in another order.
//!
//! Where each rule is checked:
//!
//! 1. acknowledged is there: `server::nothing_saved_is_missing`, and after every crash of the server; late facts where
//!    their door stands now: `moves`;
//! 2. order changes nothing: `replay`, `server::rebuild_changes_nothing`;
//! 3. same bytes: `device::has_what_the_server_has`;
//! 4. saved is there: `device::holds_what_it_saved`, `photos::originals_are_there`, after every crash of a device;
//! 5. tally is its recount: `rows::same_projections`; after moves at the desk `moves`: a door counts in one village;
//! 6. a blob is its hash: `photos`, and after weeks; the blob store's own tests crash it at every step;
//! 7. unknown passes: `server::newer_bodies_are_untouched`, `server::log_is_in_order` (hashes from bytes);
//! 8. idle is idle: `World::idle`;
//! 9. queues empty: `World::settle`, `device::has_nothing_to_send`, `device::decisions_are_heard`;
//! 10. clones are told: `device::clones_are_told`;
//! 11. upgrades are silent: `upgrade`, at restarts of devices and server;
//! 12. only what is granted: `SimServer::answer` looks at every reply, `World::intruder_tries`,
//!     `device::has_nothing_foreign`.

pub(super) mod device;
mod moves;
pub(super) mod photos;
mod replay;
mod rows;
mod server;
pub(super) mod upgrade;

use super::{Edition, Ungraceful, disaster::Disasters, world::World};

/// Checks everything; how many events the server has.
pub(super) fn everything(world: &World) -> Result<usize, Ungraceful> {
    let sim = world.server.borrow();
    let store = sim.store()?;
    let logs = server::all_logs(store)?;
    let mut events = 0;
    for log in &logs {
        events += server::log_is_in_order(store, *log)?;
        server::erased_is_gone(store, *log)?;
    }
    server::nothing_saved_is_missing(store, world)?;
    server::newer_bodies_are_untouched(store, world)?;
    server::ids_are_unique(store)?;
    server::rebuild_changes_nothing(store, &logs)?;
    replay::order_changes_nothing(world, store, &logs)?;
    for device in &world.devices {
        let granted = world.granted(device);
        device::has_nothing_to_send(world, device)
            .and_then(|()| device::has_nothing_foreign(device, &granted))
            .and_then(|()| device::has_what_the_server_has(device, store, &granted))
            .and_then(|()| device::projections_agree(device, store, &granted))
            .map_err(|broken| broken.of(&device.name))?;
    }
    device::clones_are_told(world, store)?;
    drop(sim);
    if world.edition == Edition::Second {
        moves::everything_follows(world)?;
        device::decisions_are_heard(world)?;
        // Files that were copied back without a word are noticed before originals go: see `World::weeks_later`.
        if world.disasters != Disasters::Restores {
            photos::all_are_there(world)?;
        }
    }
    Ok(events)
}
