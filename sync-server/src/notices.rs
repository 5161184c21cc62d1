//! Notices: what only the server knows, for the reply of a sync.
//!
//! When the devices of an area were last heard, the standing of villages by logs that the device may not read, the figures
//! of areas that it does not subscribe to, decisions on held events of its own, the newest app. All but the decisions is the
//! same for everybody of a role and area, and is looked up once a minute at most; a village is scored again only when one
//! of its logs has moved. Nothing is written.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use nfv::{
    domain::{
        area::{Class, Level},
        day::{Day, Zone},
        ids::{AreaId, EntityId, LogId, RoundId},
        score::{Silence, VillageBook, score},
        stored::StoredFact,
        tally::{Metric, Tally},
        village::VillageFacts,
    },
    store::projection::{Family, RoundScope},
    sync::{
        enrolment::Role,
        messages::Cursor,
        notices::{AreaNotice, Figures, Notices, VillageStanding},
    },
};
use sha2::{Digest, Sha256};

use crate::{
    accounts::{Account, AccountError, grants},
    areas::Tree,
    held,
    store::{Database, Store as _, StoreError, Tx},
};

/// What was looked up holds for so long.
const HOLDS_MS: u64 = 60_000;

/// Most villages that are scored for one answer; the others keep what they had, or come with the next one.
const MOST_SCORED: usize = 40;

/// Families of entities that a score looks at besides doors.
const SCORED: [Family; 6] =
    [Family::Point, Family::Activity, Family::Message, Family::Sample, Family::Inspection, Family::Case];

/// What everybody of a role and area is told, and since when.
type Told = (u64, Arc<Vec<AreaNotice>>);

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
    told: Mutex<BTreeMap<(AreaId, Role), Told>>,
    scored: Mutex<BTreeMap<AreaId, Scored>>,
}

/// Who asks, and when.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The account.
    pub account: &'a Account,
    /// Its device.
    pub device: nfv::domain::ids::DeviceId,
    /// Unix milliseconds.
    pub now: u64,
    /// The installation's zone.
    pub zone: Zone,
}

impl Board {
    /// The notices of a device; none when it has them already.
    ///
    /// # Errors
    /// When the database fails.
    pub fn notices(&self, database: &Database, asker: Asker<'_>, tag: &str) -> Result<Option<Notices>, AccountError> {
        let decided = database.read(|tx| held::told_to(tx, asker.device, asker.now))?;
        let areas = self.areas(database, asker)?;
        let mut notices = Notices {
            tag: String::new(),
            newest: env!("CARGO_PKG_VERSION").to_owned(),
            decided,
            areas: areas.as_ref().clone(),
        };
        let content = serde_json::to_vec(&notices).map_err(|error| StoreError::Database(error.to_string()))?;
        notices.tag = hex::encode(&Sha256::digest(content)[..8]);
        Ok((notices.tag != tag).then_some(notices))
    }

    fn areas(&self, database: &Database, asker: Asker<'_>) -> Result<Arc<Vec<AreaNotice>>, AccountError> {
        let key = (asker.account.area, asker.account.role);
        if let Some((at, areas)) = lock(&self.told).get(&key)
            && asker.now < at.saturating_add(HOLDS_MS)
        {
            return Ok(Arc::clone(areas));
        }
        let areas = Arc::new(self.look_up(database, asker)?);
        lock(&self.told).insert(key, (asker.now, Arc::clone(&areas)));
        Ok(areas)
    }

    fn look_up(&self, database: &Database, asker: Asker<'_>) -> Result<Vec<AreaNotice>, AccountError> {
        let (tree, mut heard) = database.read::<_, AccountError>(|tx| Ok((Tree::load(tx)?, heard(tx, asker.zone)?)))?;
        let grants = grants::of(&tree, asker.account.role, asker.account.area);
        let readable: BTreeSet<LogId> = grants.iter().map(|grant| grant.log).collect();
        let home = tree.village_or_above(asker.account.area).unwrap_or(asker.account.area);
        let mut notices = Vec::new();
        let mut left = MOST_SCORED;
        for node in tree.within(home) {
            let mut notice = AreaNotice {
                area: node.id,
                heard: heard.remove(&node.id).unwrap_or_default(),
                standing: None,
                figures: None,
            };
            let may = |class| readable.contains(&LogId::of(node.id, class));
            if node.level == Level::Village && !Class::ALL.into_iter().all(may) {
                let scored = self.score(database, &tree, node.id, asker, &mut left)?;
                notice.standing = scored.as_ref().and_then(|scored| scored.standing.clone());
                notice.figures = scored.and_then(|scored| scored.figures).filter(|_| !may(Class::Field));
            }
            if !notice.heard.is_empty() || notice.standing.is_some() || notice.figures.is_some() {
                notices.push(notice);
            }
        }
        Ok(notices)
    }

    /// The village as it stands, scored again when one of its logs has moved, as far as `left` allows.
    fn score(
        &self,
        database: &Database,
        tree: &Tree,
        village: AreaId,
        asker: Asker<'_>,
        left: &mut usize,
    ) -> Result<Option<Scored>, AccountError> {
        let today = Day::of_unix_ms(asker.now, asker.zone);
        let above = tree.above(village).map(|area| LogId::of(area, Class::Field));
        let logs: Vec<LogId> = Class::ALL.into_iter().map(|class| LogId::of(village, class)).chain(above).collect();
        let from = fingerprint(&database.heads(&logs)?, today);
        let known = lock(&self.scored).get(&village).cloned();
        if *left == 0 || known.as_ref().is_some_and(|known| known.from == from) {
            return Ok(known);
        }
        *left -= 1;
        let (standing, figures) = database.read::<_, StoreError>(|tx| stand(tx, village, today))?.unzip();
        let scored = Scored { from, standing, figures };
        lock(&self.scored).insert(village, scored.clone());
        Ok(Some(scored))
    }
}

/// A panic in another request leaves nothing half-written here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn fingerprint(heads: &BTreeMap<LogId, Cursor>, today: Day) -> [u8; 32] {
    let state = nfv::sync::messages::state_of(heads);
    Sha256::new().chain_update(state).chain_update(today.0.to_be_bytes()).finalize().into()
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

/// Tally and standing of a village in its present round, by all its logs; none before its first round.
fn stand(tx: &Tx<'_>, village: AreaId, today: Day) -> Result<Option<(VillageStanding, Figures)>, StoreError> {
    let log = LogId::of(village, Class::Field);
    let scope = tx.scope(log)?;
    let Some(RoundScope { round, rules }) = scope.round_on(today) else { return Ok(None) };
    let tally = tally(tx, log, round.id, village)?;
    let mut facts: Vec<(EntityId, StoredFact)> = Vec::new();
    for class in Class::ALL {
        for family in SCORED {
            facts.extend(facts_of_family(tx, LogId::of(village, class), family)?);
        }
    }
    let book = VillageBook {
        village,
        // Evidence is for those who may read the logs; points come from the tally.
        doors: Vec::new(),
        tally: tally.clone(),
        facts: VillageFacts::fold(facts.iter().map(|(entity, fact)| (*entity, fact)), scope.zone),
        unread: Vec::new(),
        silence: Silence::default(),
        year_before: None,
    };
    let scored = score(rules, round, today, &book);
    let standing = VillageStanding {
        as_of: scored.as_of,
        points: scored.points,
        tier: scored.tier,
        blocked_by: scored.blocked_by,
        next_tier_blocked_by: scored.next_tier_blocked_by,
    };
    Ok(Some((standing, Figures { round: round.clone(), tally })))
}

fn tally(tx: &Tx<'_>, log: LogId, round: RoundId, area: AreaId) -> Result<Tally, StoreError> {
    let sql = "SELECT metric, day, count FROM tally WHERE log_id = ?1 AND round_id = ?2 AND area_id = ?3";
    let rows =
        tx.query(sql, &[&log, &round, &area], |row| Ok((row.get::<String>(0)?, Day(row.get(1)?), row.get::<i64>(2)?)))?;
    Ok(rows.into_iter().filter_map(|(metric, day, count)| Some((Metric::parse(&metric)?, day, count))).collect())
}

fn facts_of_family(tx: &Tx<'_>, log: LogId, family: Family) -> Result<Vec<(EntityId, StoredFact)>, StoreError> {
    let sql = "SELECT entity_id FROM other_entity WHERE log_id = ?1 AND family = ?2 ORDER BY entity_id";
    let mut facts = Vec::new();
    for entity in tx.query(sql, &[&log, &family.as_str()], |row| row.get::<EntityId>(0))? {
        facts.extend(tx.facts_of(log, entity)?.into_iter().map(|fact| (entity, fact)));
    }
    Ok(facts)
}
