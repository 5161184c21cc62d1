//! What rows cannot lock: the schema, the reference tables, and areas, rounds and rule sets against everything folded under them.
//!
//! Advisory locks of the transaction. Always taken in this order: schema, references, scopes, then the rows of logs, then those
//! of lives; so nobody waits for somebody who waits for them.

use super::session::Session;
use crate::store::StoreError;

/// First half of every key: "nfv1".
const SPACE: i32 = 0x6e66_7631;

/// What is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lock {
    /// Creating or upgrading the schema.
    Schema = 1,
    /// Areas, rounds and rule sets: whoever folds doors under them shares it, whoever changes them has it alone.
    Scopes = 2,
    /// Tables beside the logs: written by one at a time, as in a file, so what was read still holds when it is written.
    References = 3,
}

/// With whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    /// With all who share it.
    Shared,
    /// With nobody.
    Alone,
}

impl Session<'_> {
    /// Waits for a lock and keeps it until the transaction ends.
    pub(super) fn lock(&self, lock: Lock, hold: Hold) -> Result<(), StoreError> {
        let sql = match hold {
            Hold::Shared => "SELECT pg_advisory_xact_lock_shared($1, $2)",
            Hold::Alone => "SELECT pg_advisory_xact_lock($1, $2)",
        };
        self.query(sql, &[&SPACE, &(lock as i32)]).map(drop)
    }
}
