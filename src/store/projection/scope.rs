//! Under which village, rounds and rule sets the doors of a log are folded.
//!
//! A round or rule set holds for the area in whose field log it stands and for everything below it. A round whose rule
//! set is not known here yet counts nothing until it arrives. The fingerprint tells when doors must be folded again.

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

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

/// A round with the rule set that holds in it.
#[derive(Clone, Debug)]
pub struct RoundScope {
    /// The round.
    pub round: Round,
    /// Its rule set.
    pub rules: RuleSet,
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
    pub rounds: Vec<RoundScope>,
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
        Sources::load(conn, log)?.scope(log, zone(conn)?)
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
        let area = area_of_log(conn, log)?;
        let mut openings = Vec::new();
        let mut adoptions = Vec::new();
        for above in chain(conn, area)? {
            let field = LogId::of(above, Class::Field);
            openings.extend(facts_of_family(conn, field, Family::Round)?);
            adoptions.extend(facts_of_family(conn, field, Family::RuleSet)?.into_iter().map(|(_, fact)| fact));
        }
        Ok(Self::of(area, &openings, &adoptions))
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
            let rules = RuleSet::from_toml(&adopted.toml).ok()?;
            Some(RoundScope { round, rules })
        });
        Ok(Scope { log, area: self.area, zone, rounds: rounds.collect(), fingerprint })
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

/// The area and everything above it, as far as it is known here.
fn chain(conn: &Connection, area: Option<AreaId>) -> Result<Vec<AreaId>> {
    let mut chain = Vec::new();
    let mut next = area;
    while let Some(id) = next.filter(|id| !chain.contains(id)) {
        chain.push(id);
        // Nothing but the parent is needed, so a parent whose own definition is missing is still part of the chain.
        next = area::area(conn, id)?.and_then(|area| area.parent);
    }
    Ok(chain)
}

/// The last standing adoption of this version.
fn adoption(facts: &[StoredFact], version: &str) -> Option<RuleSetAdopted> {
    standing(facts.iter()).into_iter().rev().find_map(|fact| match &fact.fact {
        Fact::RuleSetAdopted(adopted) if adopted.version == version => Some(adopted.clone()),
        _ => None,
    })
}

/// Logs whose doors stand under another scope than the one that holds now.
pub(super) fn outdated(conn: &Connection) -> Result<Vec<LogId>> {
    let mut logs = Vec::new();
    let mut statement = conn.prepare_cached("SELECT log_id FROM scope ORDER BY log_id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let log = events::log_id(row, 0)?;
        if remembered(conn, log)? != Some(Sources::load(conn, log)?.fingerprint()?) {
            logs.push(log);
        }
    }
    Ok(logs)
}

fn remembered(conn: &Connection, log: LogId) -> Result<Option<Hash>> {
    let mut statement = conn.prepare_cached("SELECT fingerprint FROM scope WHERE log_id = ?1")?;
    Ok(statement.query_row([log.as_bytes()], |row| row.get(0)).optional()?)
}
