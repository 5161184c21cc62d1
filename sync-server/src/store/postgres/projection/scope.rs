//! Under which village, rounds and rule sets the doors of a log are folded; see `nfv::store::projection::Scope`.

use std::collections::BTreeMap;

use nfv::{
    domain::{
        area::Class,
        day::Zone,
        event::Hash,
        ids::{AreaId, EntityId, LogId},
        stored::StoredFact,
    },
    store::projection::{Family, Scope, Sources, read_fact},
};
use uuid::Uuid;

use super::load::{area_id, entity_id};
use crate::store::{
    StoreError,
    postgres::{
        pages::{bytes, log_id},
        session::Session,
    },
};

/// What one log says about rounds and rule sets.
#[derive(Default)]
struct Said {
    openings: Vec<(EntityId, StoredFact)>,
    adoptions: Vec<StoredFact>,
}

/// All areas, rounds and rule sets: what scopes are made of. Some thousand rows, read only when a scope changes or is not
/// known to this process yet.
struct Frame {
    zone: Zone,
    /// By field log.
    areas: BTreeMap<LogId, AreaId>,
    parents: BTreeMap<AreaId, AreaId>,
    said: BTreeMap<LogId, Said>,
}

impl Frame {
    fn load(session: &Session<'_>) -> Result<Self, StoreError> {
        let (mut areas, mut parents) = (BTreeMap::new(), BTreeMap::new());
        for row in session.query(include_str!("sql/tree.sql"), &[])? {
            let area = AreaId(Uuid::from_bytes(bytes(&row, 0)?));
            parents.extend(area_id(&row, 1)?.map(|parent| (area, parent)));
            areas.insert(log_id(&row, 2)?, area);
        }
        let mut said: BTreeMap<LogId, Said> = BTreeMap::new();
        for row in session.query(include_str!("sql/rounds_and_rules.sql"), &[])? {
            let here = said.entry(log_id(&row, 0)?).or_default();
            let fact = read_fact(row.try_get(3)?, row.try_get(4)?, row.try_get(5)?)?;
            match Family::parse(row.try_get(1)?) {
                Some(Family::Round) => here.openings.push((entity_id(&row, 2)?, fact)),
                _ => here.adoptions.push(fact),
            }
        }
        Ok(Self { zone: zone(session)?, areas, parents, said })
    }

    fn sources(&self, log: LogId) -> Sources {
        let area = self.areas.get(&log).copied();
        let (mut openings, mut adoptions) = (Vec::new(), Vec::new());
        let mut chain = Vec::new();
        let mut next = area;
        while let Some(id) = next.filter(|id| !chain.contains(id)) {
            chain.push(id);
            if let Some(said) = self.said.get(&LogId::of(id, Class::Field)) {
                openings.extend(said.openings.iter().cloned());
                adoptions.extend(said.adoptions.iter().cloned());
            }
            next = self.parents.get(&id).copied();
        }
        Sources::of(area, &openings, &adoptions)
    }
}

/// The scope that holds for a log, and whether it is the one that is remembered.
pub(in super::super) fn load(session: &Session<'_>, log: LogId) -> Result<(Scope, bool), StoreError> {
    let row = session.query_opt(include_str!("sql/remembered.sql"), &[&log.as_bytes().as_slice()])?;
    let row = row.ok_or(StoreError::Corrupt("projection is empty"))?;
    let zone = zone_of(row.try_get(0)?)?;
    let remembered: Option<&[u8]> = row.try_get(1)?;
    let remembered: Option<Hash> = remembered.and_then(|bytes| bytes.try_into().ok());
    // What is remembered holds: whoever changes a scope folds the doors under it again in the same transaction.
    let scope = match remembered.and_then(|fingerprint| Scope::known(log, zone, fingerprint)) {
        Some(known) => known,
        None => Frame::load(session)?.sources(log).scope(log, zone)?,
    };
    let same = remembered.as_ref() == Some(scope.fingerprint());
    Ok((scope, same))
}

/// The scopes that hold now of logs whose doors stand under another one.
pub(super) fn outdated(session: &Session<'_>) -> Result<Vec<Scope>, StoreError> {
    let frame = Frame::load(session)?;
    let mut scopes = Vec::new();
    for row in session.query("SELECT log_id, fingerprint FROM scope ORDER BY log_id", &[])? {
        let (log, remembered): (LogId, Hash) = (log_id(&row, 0)?, bytes(&row, 1)?);
        let sources = frame.sources(log);
        if sources.fingerprint()? != remembered {
            scopes.push(sources.scope(log, frame.zone)?);
        }
    }
    Ok(scopes)
}

/// Notes that the doors of the log stand under this scope.
pub(super) fn remember(session: &Session<'_>, scope: &Scope) -> Result<(), StoreError> {
    let sql = "INSERT INTO scope (log_id, fingerprint, rounds) VALUES ($1, $2, $3)
        ON CONFLICT (log_id) DO UPDATE SET fingerprint = excluded.fingerprint, rounds = excluded.rounds";
    let (log, fingerprint) = (scope.log.as_bytes().as_slice(), scope.fingerprint().as_slice());
    session.execute(sql, &[&log, &fingerprint, &scope.rounds_json()?]).map(drop)
}

/// The installation's zone, in which facts have their days.
pub(super) fn zone(session: &Session<'_>) -> Result<Zone, StoreError> {
    let row = session.query_opt("SELECT zone_minutes FROM projection WHERE one = 1", &[])?;
    zone_of(row.map(|row| row.try_get(0)).transpose()?.flatten())
}

fn zone_of(minutes: Option<i64>) -> Result<Zone, StoreError> {
    let minutes = minutes.map(|minutes| i32::try_from(minutes).map_err(|_| StoreError::Corrupt("zone"))).transpose()?;
    Ok(minutes.map_or_else(Zone::default, Zone))
}
