//! Drafts of half-made forms and settings of this device: kept durable, never synced.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, error::Result, projection};
use crate::domain::ids::EntityId;

/// A half-made form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The door.
    pub entity: EntityId,
    /// Which form.
    pub form: String,
    /// The page's own JSON.
    pub content: String,
    /// Unix milliseconds.
    pub kept_at: u64,
}

impl Store {
    /// Keeps a draft in place of the last one of the same form and door.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub fn keep_draft(&mut self, draft: &Draft) -> Result<()> {
        self.write(|tx| {
            tx.prepare_cached(
                "INSERT OR REPLACE INTO draft (entity_id, form, content, kept_at) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                draft.entity.as_bytes(),
                draft.form,
                draft.content,
                draft.kept_at.cast_signed()
            ])?;
            Ok(())
        })
    }

    /// The draft of a form at a door.
    ///
    /// # Errors
    /// When the database fails.
    pub fn draft(&self, entity: EntityId, form: &str) -> Result<Option<Draft>> {
        Ok(self.drafts()?.into_iter().find(|draft| draft.entity == entity && draft.form == form))
    }

    /// All drafts, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        let mut statement =
            self.conn.prepare_cached("SELECT entity_id, form, content, kept_at FROM draft ORDER BY kept_at, form")?;
        let mut rows = statement.query([])?;
        let mut drafts = Vec::new();
        while let Some(row) = rows.next()? {
            drafts.push(Draft {
                entity: projection::entity_id(row, 0)?,
                form: row.get(1)?,
                content: row.get(2)?,
                kept_at: row.get::<_, i64>(3)?.cast_unsigned(),
            });
        }
        Ok(drafts)
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// When the database fails.
    pub fn drop_draft(&mut self, entity: EntityId, form: &str) -> Result<()> {
        self.write(|tx| drop_draft(tx, entity, form))
    }

    /// A setting of this device.
    ///
    /// # Errors
    /// When the database fails.
    pub fn setting(&self, name: &str) -> Result<Option<String>> {
        let mut statement = self.conn.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Keeps a setting of this device.
    ///
    /// # Errors
    /// When the database fails or is full.
    pub fn keep_setting(&mut self, name: &str, value: &str) -> Result<()> {
        self.write(|tx| {
            tx.prepare_cached("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)")?
                .execute((name, value))?;
            Ok(())
        })
    }
}

pub(super) fn drop_draft(conn: &Connection, entity: EntityId, form: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM draft WHERE entity_id = ?1 AND form = ?2")?.execute((entity.as_bytes(), form))?;
    Ok(())
}
