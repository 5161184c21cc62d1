//! Photos: the phone has them until the server surely has, and what the server gives out is what was taken.

use nfv::{
    domain::ids::{EventId, LogId},
    sync::ports::HttpMethod,
};
use rusqlite::types::Value;
use sync_server::blobs::{self, Finding};

use super::rows;
use crate::sim::{Rule, Ungraceful, photos::Kept, world::World};

/// After a crash, and as long as the days are not over: every photo that a saved record names is on the phone that took
/// it, unless the record was erased.
pub(in crate::sim) fn originals_are_there(world: &World, which: usize) -> Result<(), Ungraceful> {
    let device = &world.devices[which];
    for photo in world.photos.iter().filter(|photo| photo.by == device.name) {
        let sql = body_of(photo.event);
        // A server whose files were copied back may have forgotten an erasure that a phone has followed.
        if world.once_erased.contains(&photo.event)
            || rows::of_device(&device.store, &sql, Some(photo.log))? == [[Value::Blob(Vec::new())]]
        {
            continue;
        }
        let found = device.store.with(|store| store.photo(&photo.hash)).map_err(Ungraceful::from_error)?;
        let same = found.is_some_and(|(_, content)| content == *photo.bytes);
        let what = format!("{}: photo {} of a saved record is gone or changed", device.name, photo.hash);
        Rule::SavedIsThere.ensure(same, &what)?;
    }
    Ok(())
}

/// After the days: the phone keeps no photo that the server has.
pub(in crate::sim) fn originals_are_gone(world: &World) -> Result<(), Ungraceful> {
    for device in &world.devices {
        for photo in world.photos.iter().filter(|photo| photo.by == device.name && photo.is_picture) {
            if body(world, photo.log, photo.event)?.is_none_or(|body| body.is_empty()) {
                continue;
            }
            let found = device.store.with(|store| store.photo(&photo.hash)).map_err(Ungraceful::from_error)?;
            Rule::QueuesEmpty.ensure(found.is_none(), "a phone fills up with photos that the server has")?;
        }
    }
    Ok(())
}

/// Every photo of a record on the server is there, with its own bytes, for whoever reads the log; none of an erased one.
pub(in crate::sim) fn all_are_there(world: &World) -> Result<(), Ungraceful> {
    let findings = world.server.borrow().do_beside(world.now.get(), async |app| blobs::check(app).await)?;
    let findings = findings.map_err(|error| Ungraceful::from_error(error.code))?;
    if let Some(finding) = findings.iter().find(|finding| !matches!(finding, Finding::Orphan(_))) {
        return Err(Rule::BlobIsItsHash.broken(finding));
    }
    for photo in &world.photos {
        let Some(body) = body(world, photo.log, photo.event)? else { continue };
        if !body.is_empty() && world.once_erased.contains(&photo.event) {
            // Files copied back by hand forget an erasure; the phone has followed it.
            continue;
        }
        is_as_it_should(world, photo, photo.log, !body.is_empty() && photo.is_picture)?;
    }
    Ok(())
}

/// What somebody who reads this log is given.
pub(super) fn is_as_it_should(world: &World, photo: &Kept, log: LogId, wanted: bool) -> Result<(), Ungraceful> {
    let path = format!("/v1/blobs/{}?log={log}", photo.hash);
    let reply = world.ask_at_the_desk(HttpMethod::Get, &path, &());
    let Some(reply) = reply else { return Err(Ungraceful::from_error("the server is down")) };
    let given = (reply.status == 200).then_some(reply.body);
    let what = format!("photo {} of {} in {log}, wanted: {wanted}, answered {}", photo.hash, photo.by, reply.status);
    Rule::BlobIsItsHash.ensure(given.as_deref() == Some(&*photo.bytes).filter(|_| wanted), &what)
}

/// The body of an event on the server, empty when it was erased.
fn body(world: &World, log: LogId, event: EventId) -> Result<Option<Vec<u8>>, Ungraceful> {
    let sim = world.server.borrow();
    let found = rows::of_server(sim.store()?, &body_of(event), Some(log))?;
    Ok(found.into_iter().flatten().find_map(|value| if let Value::Blob(body) = value { Some(body) } else { None }))
}

fn body_of(event: EventId) -> String {
    format!("SELECT body FROM event WHERE log_id = ?1 AND event_id = X'{:X}'", event.0.simple())
}
