//! What one village came to, by all its logs: its standing and its sums. Read from tallies and facts; nothing is written.

use nfv::{
    domain::{
        area::Class,
        day::Day,
        ids::{AreaId, EntityId, LogId, RoundId},
        score::{Silence, VillageBook, score},
        stored::StoredFact,
        tally::{Metric, Tally},
        village::VillageFacts,
    },
    store::projection::{Family, RoundScope},
    sync::notices::{Figures, VillageStanding},
};

use crate::store::{StoreError, Tx};

/// Families of entities that a score looks at besides doors.
const SCORED: [Family; 6] =
    [Family::Point, Family::Activity, Family::Message, Family::Sample, Family::Inspection, Family::Case];

/// Tally and standing of a village in its present round, by all its logs; none before its first round.
pub(super) fn stand(
    tx: &Tx<'_>,
    village: AreaId,
    today: Day,
) -> Result<Option<(VillageStanding, Figures)>, StoreError> {
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
    let tally = tally.condensed(round.first, round.as_of(today));
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
