//! The list of open doors in memory, in its order: what a keystroke looks through.
//!
//! It is read when somebody is about to type and stays until the table changes. A pass over the table itself reads every page
//! of it, decrypted anew where other work has taken their place in the cache: at 100,000 doors that alone is more than a
//! finger waits for. In memory they take about 12 MB.

use std::ops::Range;

use memchr::memmem;
use rusqlite::Connection;

use crate::{
    domain::ids::{EntityId, LogId},
    store::{error::Result, projection},
};

/// Doors that share one text: small enough that growing copies little.
const DOORS_A_PART: usize = 1_024;

/// Between the texts of two doors: no word spans it, for words have no white space.
const BETWEEN: char = '\n';

/// What is searched of each open door.
#[derive(Debug, Default)]
pub struct Listing {
    parts: Vec<Part>,
}

#[derive(Debug, Default)]
struct Part {
    /// The doors' texts, one after the other.
    text: String,
    /// Where the text of each door ends.
    ends: Vec<usize>,
    doors: Vec<(LogId, EntityId)>,
}

impl Listing {
    /// As the table stands now: read anew if anything was written to it since the last time.
    pub(crate) fn bring_up_to_date(&mut self, conn: &Connection) -> Result<()> {
        conn.execute_batch(include_str!("watch_list.sql"))?;
        if conn.query_row("SELECT stale FROM temp.listing", [], |row| row.get(0))? {
            self.read(conn)?;
            conn.execute("UPDATE temp.listing SET stale = 0", [])?;
        }
        Ok(())
    }

    fn read(&mut self, conn: &Connection) -> Result<()> {
        self.parts.clear();
        let sql = "SELECT haystack, log_id, entity_id FROM door_list ORDER BY sort_key, log_id, entity_id";
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut part = Part::default();
        while let Some(row) = rows.next()? {
            part.text.push_str(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?);
            part.text.push(BETWEEN);
            part.ends.push(part.text.len());
            part.doors.push((projection::log_id(row, 1)?, projection::entity_id(row, 2)?));
            if part.doors.len() == DOORS_A_PART {
                self.parts.push(std::mem::take(&mut part));
            }
        }
        self.parts.push(part);
        Ok(())
    }

    /// How many doors hold all these words (see [`super::words`]), and those of a window of them.
    pub(crate) fn find(&self, words: &[String], window: &Range<u32>) -> (u32, Vec<(LogId, EntityId)>) {
        let (mut total, mut found) = (0, Vec::new());
        for part in &self.parts {
            part.find(words, |door| {
                if window.contains(&total) {
                    found.push(door);
                }
                total += 1;
            });
        }
        (total, found)
    }
}

impl Part {
    fn find(&self, words: &[String], mut tell: impl FnMut((LogId, EntityId))) {
        // The longest word is in the fewest doors; the others are looked for only there.
        let Some(rarest) = words.iter().max_by_key(|word| word.len()) else {
            return self.doors.iter().copied().for_each(tell);
        };
        let finder = memmem::Finder::new(rarest);
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        let mut next = None;
        for ((begin, end), door) in begins.zip(&self.ends).zip(&self.doors) {
            let hit = *next.get_or_insert_with(|| {
                let rest = self.text.as_bytes().get(begin..).unwrap_or_default();
                finder.find(rest).map_or(usize::MAX, |at| begin + at)
            });
            if hit >= *end {
                continue;
            }
            next = None;
            let text = self.text.get(begin..*end).unwrap_or_default();
            if words.iter().all(|word| word == rarest || text.contains(word.as_str())) {
                tell(*door);
            }
        }
    }
}
