//! What a backup holds: every table that is not folded from others, in an order in which references exist already.
//!
//! A test compares this list with the schema: whoever adds a table or a column adds it here, or to what is left out.

/// A table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// All its columns.
    pub columns: &'static [&'static str],
    /// Those by which it is read page by page: its primary key.
    pub key: &'static [&'static str],
    /// Columns that the database numbers itself; rows keep their order.
    pub numbered: &'static [&'static str],
}

const fn table(name: &'static str, key: &'static [&'static str], columns: &'static [&'static str]) -> Table {
    Table { name, columns, key, numbered: &[] }
}

/// Every table, referenced ones first.
pub const TABLES: &[Table] = &[
    table("meta", &["one"], &["one", "epoch", "secret"]),
    table("log", &["id"], &["id", "area_id", "class", "head_seq", "print", "last_received"]),
    table(
        "event",
        &["log_id", "seq"],
        &[
            "log_id",
            "seq",
            "event_id",
            "hash",
            "print",
            "kind",
            "entity_id",
            "effective",
            "received_at",
            "device_id",
            "header",
            "body",
            "proof",
            "receipt",
        ],
    ),
    table(
        "held",
        &["log_id", "event_id"],
        &["log_id", "event_id", "hash", "reason", "received_at", "header", "body", "proof"],
    ),
    table("life", &["device_id", "incarnation"], &["device_id", "incarnation", "seen"]),
    table("account", &["id"], &["id", "name", "role", "area_id", "password", "created_at"]),
    table(
        "device",
        &["id"],
        &["id", "account_id", "key", "label", "token_hash", "token_at", "enrolled_at", "last_heard", "revoked_at"],
    ),
    table("audit_taken", &["device_id"], &["device_id", "up_to"]),
    table("subscription", &["device_id", "area_id"], &["device_id", "area_id", "opened_at"]),
    table(
        "invitation",
        &["code_hash"],
        &["code_hash", "account_id", "created_by", "created_at", "expires_at", "spent_at", "spent_device"],
    ),
    table("server_device", &["one"], &["one", "id", "secret", "incarnation", "n", "stamp"]),
    Table { numbered: &["id"], ..table("audit", &["id"], &["id", "at", "actor", "action", "subject", "detail"]) },
    table(
        "held_decision",
        &["log_id", "event_id"],
        &["log_id", "event_id", "device_id", "decision", "reason", "decided_by", "decided_at"],
    ),
    table("erasure", &["log_id", "event_id"], &["log_id", "event_id", "erased_by", "erased_at"]),
    table("restored", &["log_id", "epoch"], &["log_id", "epoch", "head_seq", "print"]),
    table(
        "moved",
        &["log_id", "entity_id", "to_log", "to_entity"],
        &["log_id", "entity_id", "to_log", "to_entity", "moved_on", "active"],
    ),
    table("forwarded", &["log_id"], &["log_id", "up_to", "to_log", "closed_on"]),
    table("server_key", &["id"], &["id", "seed", "made_at"]),
    table("blob", &["hash"], &["hash", "object", "size", "kind", "stored_at"]),
    table("blob_use", &["log_id", "event_id", "hash"], &["log_id", "event_id", "hash"]),
    table("evidence_key", &["id"], &["id", "seed", "made_at"]),
    table("pledge_waiting", &["log_id", "seq"], &["log_id", "seq"]),
    table("pledge_leaf", &["place"], &["place", "log_id", "event_id", "hash", "effective", "received_at", "code"]),
    table("pledge_node", &["number"], &["number", "hash"]),
];

/// Folded from the logs.
pub const PROJECTIONS: &[Table] = &[
    table(
        "area",
        &["log_id", "area_id"],
        &["log_id", "area_id", "parent", "level", "name", "body", "field_log", "effective", "stamp", "event_id"],
    ),
    table("other_entity", &["log_id", "family", "entity_id"], &["log_id", "entity_id", "family"]),
    table(
        "door",
        &["log_id", "entity_id"],
        &[
            "log_id",
            "entity_id",
            "area_id",
            "grid",
            "kind",
            "lane",
            "number",
            "name",
            "tags",
            "adults",
            "longitude",
            "latitude",
            "registered_at",
            "last_visit",
            "closed",
            "conflict",
        ],
    ),
    table(
        "door_round",
        &["log_id", "entity_id", "round_id"],
        &[
            "log_id",
            "entity_id",
            "round_id",
            "state",
            "pledge",
            "counts_from",
            "attempts",
            "away_until",
            "revisit",
            "last_visit",
            "seen",
        ],
    ),
    table(
        "point_round",
        &["log_id", "entity_id", "round_id"],
        &["log_id", "entity_id", "round_id", "area_id", "tally"],
    ),
    table(
        "tally",
        &["log_id", "round_id", "area_id", "metric", "day"],
        &["log_id", "round_id", "area_id", "metric", "day", "count"],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Birth, sqlite::SqliteStore};
    use std::collections::{BTreeMap, BTreeSet};

    /// Neither backed up nor compared: the projections' own version, what they were folded under, and what is made anew.
    const LEFT_OUT: &[&str] = &["projection", "scope", "area_tree", "snapshot", "upload", "key_release"];

    #[test]
    fn every_table_and_column_is_here() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.db");
        SqliteStore::open(&path, &Birth { epoch: 1, secret: [1; 32] }).unwrap();
        let database = rusqlite::Connection::open(&path).unwrap();
        let sql = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
                   WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
        let mut statement = database.prepare(sql).unwrap();
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
        for (table, column) in rows.map(Result::unwrap) {
            found.entry(table).or_default().insert(column);
        }
        for left_out in LEFT_OUT {
            found.remove(*left_out);
        }
        let known: BTreeMap<String, BTreeSet<String>> = TABLES
            .iter()
            .chain(PROJECTIONS)
            .map(|table| (table.name.to_owned(), table.columns.iter().map(|&c| c.to_owned()).collect()))
            .collect();
        assert_eq!(known, found, "backup/tables.rs and the schema differ");
    }
}
