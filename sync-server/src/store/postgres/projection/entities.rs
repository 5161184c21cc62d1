//! Areas, and the families of entities that are no doors.

use std::collections::BTreeMap;

use nfv::{
    domain::{
        ids::{AreaId, EntityId, LogId},
        stamp::Stamp,
    },
    store::projection::{
        Family,
        rows::{AreaRow, TreePrint},
    },
};

use super::{Facts, load::entity_id};
use crate::store::{StoreError, postgres::session::Session};

/// Enters entities under their families and takes them out of others; writes areas. Every family that one has or had.
pub(super) fn refold(
    session: &Session<'_>,
    log: LogId,
    facts: &Facts,
    mut had: Families,
) -> Result<Vec<Family>, StoreError> {
    let (mut new, mut gone, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for (entity, facts) in facts {
        let (now, before) = (Family::all_of(facts), had.remove(entity).unwrap_or_default());
        new.extend(now.iter().filter(|family| !before.contains(family)).map(|family| (*entity, *family)));
        gone.extend(before.iter().filter(|family| !now.contains(family)).map(|family| (*entity, *family)));
        if now.contains(&Family::Area) || before.contains(&Family::Area) {
            write_area(session, log, *entity, AreaRow::of(*entity, facts)?.as_ref())?;
        }
        all.extend(now.into_iter().chain(before));
    }
    for (sql, rows) in [(include_str!("sql/insert_families.sql"), new), (include_str!("sql/delete_families.sql"), gone)]
    {
        if !rows.is_empty() {
            let ids: Vec<&[u8]> = rows.iter().map(|(entity, _)| entity.as_bytes().as_slice()).collect();
            let names: Vec<&str> = rows.iter().map(|(_, family)| family.as_str()).collect();
            session.execute(sql, &[&log.as_bytes().as_slice(), &ids, &names])?;
        }
    }
    Ok(all)
}

/// Notes the print of all definitions. The lock of the scopes is held alone: nobody else changes one.
pub(super) fn note_tree(session: &Session<'_>) -> Result<(), StoreError> {
    let mut print = TreePrint::default();
    for row in session.query("SELECT log_id, area_id, effective, event_id FROM area ORDER BY log_id, area_id", &[])? {
        let id = |column| row.try_get::<_, &[u8]>(column)?.try_into().map_err(|_| StoreError::Corrupt("area"));
        let effective: i64 = row.try_get(2)?;
        print.add(id(0)?, id(1)?, Stamp(effective.cast_unsigned()), id(3)?);
    }
    let sql =
        "INSERT INTO area_tree (one, print) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET print = EXCLUDED.print";
    session.execute(sql, &[&print.finish().as_slice()]).map(drop)
}

/// The families under which entities stand.
pub(super) type Families = BTreeMap<EntityId, Vec<Family>>;

/// Under which families these entities stand.
pub(super) async fn had(session: &Session<'_>, log: LogId, ids: &[&[u8]]) -> Result<Families, StoreError> {
    let sql = "SELECT entity_id, family FROM other_entity WHERE log_id = $1 AND entity_id = ANY($2)";
    let mut had = Families::new();
    for row in session.ask(sql, &[&log.as_bytes().as_slice(), &ids]).await? {
        had.entry(entity_id(&row, 0)?).or_default().extend(Family::parse(row.try_get(1)?));
    }
    Ok(had)
}

fn write_area(session: &Session<'_>, log: LogId, entity: EntityId, row: Option<&AreaRow>) -> Result<(), StoreError> {
    let log = log.as_bytes().as_slice();
    let Some(row) = row else {
        let sql = "DELETE FROM area WHERE log_id = $1 AND area_id = $2";
        return session.execute(sql, &[&log, &entity.as_bytes().as_slice()]).map(drop);
    };
    let parent = row.parent.as_ref().map(|parent| AreaId::as_bytes(parent).as_slice());
    session
        .execute(
            include_str!("sql/upsert_area.sql"),
            &[
                &log,
                &row.id.as_bytes().as_slice(),
                &parent,
                &row.level,
                &row.name,
                &row.body,
                &row.field_log.as_bytes().as_slice(),
                &row.effective.0.cast_signed(),
                &row.stamp.0.cast_signed(),
                &row.event_id.as_bytes().as_slice(),
            ],
        )
        .map(drop)
}
