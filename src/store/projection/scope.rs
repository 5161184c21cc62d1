//! Under which village, rounds and rule sets the doors of a log are folded.
//!
//! A round or rule set holds for the area in whose field log it stands and for everything below it. A round whose rule
//! set is not known here yet counts nothing until it arrives. The fingerprint tells when doors must be folded again.

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::{Arc, Mutex, PoisonError},
};

use super::{Family, Result, area, area_of_log, events, facts_of_family, zone};
use crate::domain::{
    area::Class,
    day::{Day, Zone},
    event::Hash,
    facts::{Fact, RuleSetAdopted},
    ids::{AreaId, EntityId, LogId},
    round::Round,
    rule_set::RuleSet,
    stored::{StoredFact, standing},
};

/// More scopes or rule sets than this are not kept in memory.
const MOST_KNOWN: usize = 4096;

/// A round with the rule set that holds in it.
#[derive(Clone, Debug)]
pub struct RoundScope {
    /// The round.
    pub round: Round,
    /// Its rule set.
    pub rules: Arc<RuleSet>,
}

/// What the doors of one log are folded under.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The log.
    pub log: LogId,
    /// The area whose field log it is; none until its definition is known.
    pub area: Option<AreaId>,
    /// The installation's zone.
    pub zone: Zone,
    /// Rounds that hold there, in order of their days.
    pub rounds: Arc<[RoundScope]>,
    fingerprint: Hash,
}

/// The round that runs on this day; else the last one that has ended; none before the first.
fn present<'a>(rounds: impl DoubleEndedIterator<Item = &'a Round> + Clone, day: Day) -> Option<&'a Round> {
    let running = rounds.clone().rev().find(|round| round.contains(day));
    running.or_else(|| rounds.rev().find(|round| round.last < day))
}

/// The present round of every log that has doors, without reading rule sets.
///
/// # Errors
/// When the database fails.
pub fn present_rounds(conn: &Connection, day: Day) -> Result<Vec<(LogId, Round)>> {
    let mut statement = conn.prepare_cached("SELECT log_id, rounds FROM scope ORDER BY log_id")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let rounds: Vec<Round> = serde_json::from_str(&row.get::<_, String>(1)?)?;
        if let Some(round) = present(rounds.iter(), day) {
            found.push((events::log_id(row, 0)?, round.clone()));
        }
    }
    Ok(found)
}

/// The texts that a scope is made of.
#[derive(Clone, Debug)]
pub struct Sources {
    area: Option<AreaId>,
    rounds: Vec<(Round, RuleSetAdopted)>,
}

impl Scope {
    /// Reads it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn load(conn: &Connection, log: LogId) -> Result<Self> {
        let zone = zone(conn)?;
        // What is remembered holds: whoever changes a scope folds the doors under it again in the same transaction.
        let known = remembered(conn, log)?.and_then(|fingerprint| Self::known(log, zone, fingerprint));
        known.map_or_else(|| Sources::load(conn, log)?.scope(log, zone), Ok)
    }

    /// The scope of this fingerprint, if this process has read it before: it follows from the texts that the fingerprint
    /// is of, so it is never out of date.
    #[must_use]
    pub fn known(log: LogId, zone: Zone, fingerprint: Hash) -> Option<Self> {
        let (area, rounds) = SCOPES.get(&fingerprint)?;
        Some(Self { log, area, zone, rounds, fingerprint })
    }

    /// Tells whether doors stand under it: another one means folding them again.
    #[must_use]
    pub const fn fingerprint(&self) -> &Hash {
        &self.fingerprint
    }

    /// Its rounds as they are remembered beside the fingerprint.
    ///
    /// # Errors
    /// When they cannot be written as JSON.
    pub fn rounds_json(&self) -> Result<String> {
        let rounds: Vec<&Round> = self.rounds.iter().map(|scope| &scope.round).collect();
        Ok(serde_json::to_string(&rounds)?)
    }

    /// See `present`.
    #[must_use]
    pub fn round_on(&self, day: Day) -> Option<&RoundScope> {
        let round = present(self.rounds.iter().map(|scope| &scope.round), day)?.id;
        self.rounds.iter().find(|scope| scope.round.id == round)
    }

    /// Notes that the doors of the log stand under this scope.
    pub(super) fn remember(&self, conn: &Connection) -> Result<()> {
        if remembered(conn, self.log)?.as_ref() == Some(&self.fingerprint) {
            return Ok(());
        }
        conn.prepare_cached("INSERT OR REPLACE INTO scope (log_id, fingerprint, rounds) VALUES (?1, ?2, ?3)")?
            .execute((self.log.as_bytes(), &self.fingerprint, self.rounds_json()?))?;
        Ok(())
    }
}

impl Sources {
    fn load(conn: &Connection, log: LogId) -> Result<Self> {
        Above::default().sources(conn, log)
    }

    /// From all facts about rounds and rule sets in the field logs of the area and of those above it.
    #[must_use]
    pub fn of(area: Option<AreaId>, openings: &[(EntityId, StoredFact)], adoptions: &[StoredFact]) -> Self {
        let rounds = Round::all(openings.iter().map(|(entity, fact)| (*entity, fact)));
        let adopted = |round: Round| adoption(adoptions, &round.rule_set).map(|adopted| (round, adopted));
        Self { area, rounds: rounds.into_iter().filter_map(adopted).collect() }
    }

    /// The scope of a log that these texts come to.
    ///
    /// # Errors
    /// When they cannot be written as JSON.
    pub fn scope(self, log: LogId, zone: Zone) -> Result<Scope> {
        let fingerprint = self.fingerprint()?;
        let rounds = self.rounds.into_iter().filter_map(|(round, adopted)| {
            // A rule set that this version cannot read counts nothing here, rather than something else.
            let rules = rule_set(&adopted.toml)?;
            Some(RoundScope { round, rules })
        });
        let rounds: Arc<[RoundScope]> = rounds.collect();
        SCOPES.keep(fingerprint, (self.area, Arc::clone(&rounds)));
        Ok(Scope { log, area: self.area, zone, rounds, fingerprint })
    }

    /// Equal for equal texts.
    ///
    /// # Errors
    /// When they cannot be written as JSON.
    pub fn fingerprint(&self) -> Result<Hash> {
        let mut hasher = Sha256::new();
        hasher.update(self.area.as_ref().map_or(&[0; 16], AreaId::as_bytes));
        for source in &self.rounds {
            let text = serde_json::to_vec(source)?;
            hasher.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(text);
        }
        Ok(hasher.finalize().into())
    }
}

/// What follows from bytes by their hash: computed once a process, equal in all of them, so it never goes out of date.
struct Known<T>(Mutex<BTreeMap<Hash, T>>);

static SCOPES: Known<(Option<AreaId>, Arc<[RoundScope]>)> = Known::new();
static RULE_SETS: Known<Option<Arc<RuleSet>>> = Known::new();

impl<T: Clone> Known<T> {
    const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    fn get(&self, hash: &Hash) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }

    fn keep(&self, hash: Hash, value: T) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(hash, value);
    }
}

/// A rule set from its text; none when this version cannot read it.
fn rule_set(toml: &str) -> Option<Arc<RuleSet>> {
    let hash: Hash = Sha256::digest(toml).into();
    RULE_SETS.get(&hash).unwrap_or_else(|| {
        let rules = RuleSet::from_toml(toml).ok().map(Arc::new);
        RULE_SETS.keep(hash, rules.clone());
        rules
    })
}

/// What one area says about rounds and rule sets, and which area is above it.
struct Said {
    parent: Option<AreaId>,
    openings: Vec<(EntityId, StoredFact)>,
    adoptions: Vec<StoredFact>,
}

impl Said {
    fn load(conn: &Connection, id: AreaId) -> Result<Self> {
        let field = LogId::of(id, Class::Field);
        let adoptions = facts_of_family(conn, field, Family::RuleSet)?.into_iter().map(|(_, fact)| fact).collect();
        // Nothing but the parent is needed, so a parent whose own definition is missing is still part of the chain.
        let parent = area::area(conn, id)?.and_then(|area| area.parent);
        Ok(Self { parent, openings: facts_of_family(conn, field, Family::Round)?, adoptions })
    }
}

/// Areas that were read already, for looking at many logs that stand below the same ones.
#[derive(Default)]
struct Above(BTreeMap<AreaId, Said>);

impl Above {
    fn sources(&mut self, conn: &Connection, log: LogId) -> Result<Sources> {
        let area = area_of_log(conn, log)?;
        let (mut openings, mut adoptions) = (Vec::new(), Vec::new());
        let mut chain = Vec::new();
        let mut next = area;
        while let Some(id) = next.filter(|id| !chain.contains(id)) {
            chain.push(id);
            let said = match self.0.entry(id) {
                Entry::Occupied(read) => read.into_mut(),
                Entry::Vacant(unread) => unread.insert(Said::load(conn, id)?),
            };
            openings.extend(said.openings.iter().cloned());
            adoptions.extend(said.adoptions.iter().cloned());
            next = said.parent;
        }
        Ok(Sources::of(area, &openings, &adoptions))
    }
}

/// The last standing adoption of this version.
fn adoption(facts: &[StoredFact], version: &str) -> Option<RuleSetAdopted> {
    standing(facts.iter()).into_iter().rev().find_map(|fact| match &fact.fact {
        Fact::RuleSetAdopted(adopted) if adopted.version == version => Some(adopted.clone()),
        _ => None,
    })
}

/// The scopes that hold now of logs whose doors stand under another one.
pub(super) fn outdated(conn: &Connection) -> Result<Vec<Scope>> {
    let zone = zone(conn)?;
    let mut scopes = Vec::new();
    let mut above = Above::default();
    let mut statement = conn.prepare_cached("SELECT log_id, fingerprint FROM scope ORDER BY log_id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (log, remembered): (LogId, Hash) = (events::log_id(row, 0)?, row.get(1)?);
        let sources = above.sources(conn, log)?;
        if remembered != sources.fingerprint()? {
            scopes.push(sources.scope(log, zone)?);
        }
    }
    Ok(scopes)
}

fn remembered(conn: &Connection, log: LogId) -> Result<Option<Hash>> {
    let mut statement = conn.prepare_cached("SELECT fingerprint FROM scope WHERE log_id = ?1")?;
    Ok(statement.query_row([log.as_bytes()], |row| row.get(0)).optional()?)
}
