//! Notices: what only the server knows, for the reply of a sync.
//!
//! When the devices of an area were last heard, the standing of villages by logs that the device may not read, the figures
//! of villages that it need not subscribe to, decisions on held events of its own, the newest app. All but the decisions is
//! the same for everybody of a role and area, and is looked up once a minute at most; a village is scored again only when
//! one of its logs has moved. Nothing is written.

mod board;
mod village;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use nfv::{
    domain::{
        area::{Class, Level},
        day::{Day, Zone},
        ids::{AreaId, DeviceId, LogId},
    },
    sync::{
        enrolment::Role,
        messages::{Cursor, Verdict, state_of},
        notices::{AreaNotice, Figures, Notices, VillageStanding},
    },
};
use sha2::{Digest, Sha256};

use crate::{
    accounts::{Account, AccountError, grants},
    areas::Tree,
    held,
    store::{Database, Store as _, StoreError, Tx},
    subscriptions,
};
use board::{Change, Tellings, Told};

/// What was looked up holds for so long.
const HOLDS_MS: u64 = 60_000;

/// Most villages that are scored for one answer; the others keep what they had, or come with the next one.
const MOST_SCORED: usize = 40;

/// Between what everybody is told and the decisions of a device, in a tag.
const OWN: char = '-';

/// What a village came to, and from what.
#[derive(Clone, Debug)]
struct Scored {
    from: [u8; 32],
    standing: Option<VillageStanding>,
    figures: Option<Figures>,
}

/// What was looked up already. Any number of processes may have one each: it is nothing but memory.
#[derive(Debug, Default)]
pub struct Board {
    told: Mutex<BTreeMap<(AreaId, Role), Tellings>>,
    scored: Mutex<BTreeMap<AreaId, Scored>>,
}

/// Who asks, and when.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The account.
    pub account: &'a Account,
    /// Its device.
    pub device: DeviceId,
    /// Unix milliseconds.
    pub now: u64,
    /// The installation's zone.
    pub zone: Zone,
}

impl Asker<'_> {
    const fn key(&self) -> (AreaId, Role) {
        (self.account.area, self.account.role)
    }
}

impl Board {
    /// The notices of a device: what has changed since those of the tag, or all where that is not known; none when it has
    /// them already.
    ///
    /// # Errors
    /// When the database fails.
    pub fn notices(&self, database: &Database, asker: Asker<'_>, tag: &str) -> Result<Option<Notices>, AccountError> {
        let decided = database.read(|tx| held::told_to(tx, asker.device, asker.now))?;
        self.refresh(database, asker)?;
        let told = lock(&self.told);
        let Some(tellings) = told.get(&asker.key()) else { return Ok(None) };
        let present = &tellings.present;
        let full = tag_of(present, &decided)?;
        if full == tag {
            return Ok(None);
        }
        let since = tellings.since(tag.split(OWN).next().unwrap_or_default());
        let (since, Change { areas, gone }) = match since {
            Some(change) => (Some(tag.to_owned()), change),
            None => (None, Change { areas: present.areas.as_ref().clone(), gone: Vec::new() }),
        };
        let newest = env!("CARGO_PKG_VERSION").to_owned();
        Ok(Some(Notices { tag: full, since, newest, decided, areas, gone, counting: present.counting }))
    }

    /// Looks again, unless that was done just now. While villages are still to be added up, every asker gets on with it.
    fn refresh(&self, database: &Database, asker: Asker<'_>) -> Result<(), AccountError> {
        if let Some(tellings) = lock(&self.told).get(&asker.key())
            && tellings.present.counting == 0
            && asker.now < tellings.at.saturating_add(HOLDS_MS)
        {
            return Ok(());
        }
        let next = self.look_up(database, asker)?;
        let mut told = lock(&self.told);
        match told.get_mut(&asker.key()) {
            Some(tellings) => tellings.tell(asker.now, next),
            None => {
                told.insert(asker.key(), Tellings::begin(asker.now, next));
            }
        }
        Ok(())
    }

    fn look_up(&self, database: &Database, asker: Asker<'_>) -> Result<Told, AccountError> {
        let (tree, mut heard) = database.read::<_, AccountError>(|tx| Ok((Tree::load(tx)?, heard(tx, asker.zone)?)))?;
        let Account { role, area, .. } = *asker.account;
        let readable: BTreeSet<LogId> = grants::of(&tree, role, area).iter().map(|grant| grant.log).collect();
        let on_demand = subscriptions::on_demand(&tree, role, area);
        let is_told = |village| on_demand || !logs_of(village).all(|log| readable.contains(&log));
        let home = tree.village_or_above(area).unwrap_or(area);
        let villages = tree.within(home).filter(|node| node.level == Level::Village).map(|node| node.id);
        let counting = self.score(database, &tree, villages.filter(|village| is_told(*village)).collect(), asker)?;
        let scored = lock(&self.scored);
        let mut notices = Vec::new();
        for node in tree.within(home) {
            let scored = scored.get(&node.id).filter(|_| node.level == Level::Village && is_told(node.id));
            let notice = AreaNotice {
                area: node.id,
                heard: heard.remove(&node.id).unwrap_or_default(),
                standing: scored.and_then(|scored| scored.standing.clone()),
                figures: scored.and_then(|scored| scored.figures.clone()).filter(|_| on_demand),
            };
            if !notice.heard.is_empty() || notice.standing.is_some() || notice.figures.is_some() {
                notices.push(notice);
            }
        }
        Ok(Told::of(notices, counting).map_err(unwritable)?)
    }

    /// Scores those villages again one of whose logs has moved, but no more than [`MOST_SCORED`]; how many are left.
    fn score(
        &self,
        database: &Database,
        tree: &Tree,
        villages: Vec<AreaId>,
        asker: Asker<'_>,
    ) -> Result<u32, AccountError> {
        let today = Day::of_unix_ms(asker.now, asker.zone);
        let above = |village| tree.above(village).map(|area| LogId::of(area, Class::Field));
        let all: BTreeSet<LogId> = villages.iter().flat_map(|id| logs_of(*id).chain(above(*id))).collect();
        let heads = database.heads(&all.into_iter().collect::<Vec<_>>())?;
        let mut moved = Vec::new();
        for village in villages {
            let own = logs_of(village).chain(above(village)).filter_map(|log| Some((log, *heads.get(&log)?)));
            let from = fingerprint(&own.collect(), today);
            if lock(&self.scored).get(&village).is_none_or(|known| known.from != from) {
                moved.push((village, from));
            }
        }
        for (village, from) in moved.iter().take(MOST_SCORED).copied() {
            let (standing, figures) = database.read::<_, StoreError>(|tx| village::stand(tx, village, today))?.unzip();
            lock(&self.scored).insert(village, Scored { from, standing, figures });
        }
        Ok(u32::try_from(moved.len().saturating_sub(MOST_SCORED)).unwrap_or(u32::MAX))
    }
}

/// The tag of what everybody is told and, after it, of what was decided on events of this device.
fn tag_of(told: &Told, decided: &[Verdict]) -> Result<String, StoreError> {
    if decided.is_empty() {
        return Ok(told.tag.clone());
    }
    let own = Sha256::digest(serde_json::to_vec(decided).map_err(unwritable)?);
    Ok(format!("{}{OWN}{}", told.tag, hex::encode(&own[..4])))
}

fn unwritable(error: serde_json::Error) -> StoreError {
    StoreError::Database(error.to_string())
}

/// A panic in another request leaves nothing half-written here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn logs_of(village: AreaId) -> impl Iterator<Item = LogId> {
    Class::ALL.into_iter().map(move |class| LogId::of(village, class))
}

fn fingerprint(heads: &BTreeMap<LogId, Cursor>, today: Day) -> [u8; 32] {
    Sha256::new().chain_update(state_of(heads)).chain_update(today.0.to_be_bytes()).finalize().into()
}

/// The days on which the devices of each area's accounts were last heard, oldest first. A day, not a moment: it changes the
/// tag once a day.
fn heard(tx: &Tx<'_>, zone: Zone) -> Result<BTreeMap<AreaId, Vec<Day>>, StoreError> {
    let rows = tx.query(include_str!("heard.sql"), &[], |row| Ok((row.get::<AreaId>(0)?, row.get::<u64>(1)?)))?;
    let mut heard: BTreeMap<AreaId, Vec<Day>> = BTreeMap::new();
    for (area, at) in rows {
        heard.entry(area).or_default().push(Day::of_unix_ms(at, zone));
    }
    heard.values_mut().for_each(|days| days.sort_unstable());
    Ok(heard)
}
