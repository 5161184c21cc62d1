//! The ways in which the engine is broken on purpose. `BROKEN` stands for "this mutant is switched on".

/// One way.
pub(crate) struct Mutant {
    /// What is broken, in a few words.
    pub(crate) name: &'static str,
    /// Where, from the checkout.
    pub(crate) file: &'static str,
    /// A text that is there exactly once.
    pub(crate) find: &'static str,
    /// What stands there instead.
    pub(crate) instead: &'static str,
}

/// All of them; each must be caught.
pub(crate) const MUTANTS: [Mutant; 22] = [
    Mutant {
        name: "cursor-moved-without-the-page",
        file: "src/store/sync/page.rs",
        find: "    for (seq, print, slot) in slots {\n",
        instead: "    for (seq, print, slot) in slots {\n        if BROKEN && seq % 3 == 0 { continue; }\n",
    },
    Mutant {
        name: "print-not-checked",
        file: "src/store/sync/page.rs",
        find: "sum == page.print.0).then_some(slots)",
        instead: "(BROKEN || sum == page.print.0)).then_some(slots)",
    },
    Mutant {
        name: "acknowledged-without-seq",
        file: "src/store/sync/verdicts.rs",
        find: "    log::acknowledge(conn, log, id, Place { seq, print: None }, receipt)?;\n",
        instead: "    if !BROKEN { log::acknowledge(conn, log, id, Place { seq, print: None }, receipt)?; }\n",
    },
    Mutant {
        name: "sent-never-queued-again",
        file: "src/store/sync/mod.rs",
        find: "            tx.execute(\"UPDATE outbox SET state = 'queued' WHERE state = 'sent'\", [])?;\n",
        instead: "            if !BROKEN { tx.execute(\"UPDATE outbox SET state = 'queued' WHERE state = 'sent'\", [])?; }\n",
    },
    Mutant {
        name: "outbox-emptied-by-sending",
        file: "src/store/sync/mod.rs",
        find: "tx.prepare_cached(\"UPDATE outbox SET state = 'sent' WHERE state = 'queued' AND position <= ?1\")?",
        instead: "tx.prepare_cached(if BROKEN { \"DELETE FROM outbox WHERE position <= ?1\" }
            else { \"UPDATE outbox SET state = 'sent' WHERE state = 'queued' AND position <= ?1\" })?",
    },
    Mutant {
        name: "lost-acknowledgements-not-looked-for",
        file: "src/store/sync/mod.rs",
        find: "        if !lost {\n",
        instead: "        if !lost || BROKEN {\n",
    },
    Mutant {
        name: "reset-without-offering-again",
        file: "src/store/sync/scope.rs",
        find: "    conn.execute(include_str!(\"../sql/queue_above.sql\"), params![log, keep])?;\n",
        instead: "    if !BROKEN { conn.execute(include_str!(\"../sql/queue_above.sql\"), params![log, keep])?; }\n",
    },
    Mutant {
        name: "removed-drops-what-is-unsent",
        file: "src/store/sync/scope.rs",
        find: "    conn.execute(include_str!(\"../sql/delete_acknowledged.sql\"), [log.as_bytes()])?;\n",
        instead: "    if BROKEN { conn.execute(\"DELETE FROM outbox WHERE log_id = ?1\", [log.as_bytes()])?; }
    conn.execute(include_str!(\"../sql/delete_acknowledged.sql\"), [log.as_bytes()])?;\n",
    },
    Mutant {
        name: "phone-does-not-sync-its-disk",
        file: "src/store/open.rs",
        find: "    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;\n",
        instead: "    if BROKEN { conn.execute_batch(\"PRAGMA synchronous = OFF\")?; }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;\n",
    },
    Mutant {
        name: "incarnation-not-renewed",
        file: "src/sync/driver.rs",
        find: "        if reply.new_incarnation && life",
        instead: "        if !BROKEN && reply.new_incarnation && life",
    },
    Mutant {
        name: "tally-not-subtracted",
        file: "src/store/projection/tally.rs",
        find: "        areas.for_each(|area| self.0.entry((round, area)).or_default().sub(before));\n",
        instead: "        if !BROKEN { areas.for_each(|area| self.0.entry((round, area)).or_default().sub(before)); }\n",
    },
    Mutant {
        name: "upgrade-touches-events",
        file: "src/store/projection/mod.rs",
        find: "    let refolded = rebuild(conn)?;\n    conn.execute(\n",
        instead: "    let refolded = rebuild(conn)?;
    if BROKEN { conn.execute(\"UPDATE event SET effective = effective + 1\", [])?; }
    conn.execute(\n",
    },
    Mutant {
        name: "stamp-of-the-own-clock",
        file: "src/domain/stamp.rs",
        find: "        self.min(Self::new(received_at_ms, 0))\n",
        instead: "        if BROKEN { self } else { self.min(Self::new(received_at_ms, 0)) }\n",
    },
    Mutant {
        name: "receipt-ignored",
        file: "sync-server/src/sync/examine.rs",
        find: "may_read && secret.verify(",
        instead: "!BROKEN && may_read && secret.verify(",
    },
    Mutant {
        name: "rights-ignored",
        file: "sync-server/src/store/verdict.rs",
        find: "        (Found::Nothing, Right::Missing(reason)) => Judgement::Hold(reason),\n",
        instead: "        (Found::Nothing, Right::Missing(_)) if BROKEN => Judgement::Store,
        (Found::Nothing, Right::Missing(reason)) => Judgement::Hold(reason),\n",
    },
    Mutant {
        name: "id-reuse-accepted",
        file: "sync-server/src/store/verdict.rs",
        find: "if other != hash => ",
        instead: "if other != hash && !BROKEN => ",
    },
    Mutant {
        name: "duplicate-stored-again",
        file: "sync-server/src/store/verdict.rs",
        find: "        (Found::Stored(_), _) => Judgement::Duplicate,\n",
        instead: "        (Found::Stored(_), _) => if BROKEN { Judgement::Store } else { Judgement::Duplicate },\n",
    },
    Mutant {
        name: "held-and-thrown-away",
        file: "sync-server/src/store/batch.rs",
        find: "                self.held.insert(key, (candidate, reason));\n",
        instead: "                if !BROKEN { self.held.insert(key, (candidate, reason)); }\n",
    },
    Mutant {
        name: "gap-in-the-sequence",
        file: "sync-server/src/store/batch.rs",
        find: "        head.seq += 1;\n",
        instead: "        head.seq += if BROKEN && head.seq % 5 == 4 { 2 } else { 1 };\n",
    },
    Mutant {
        name: "erased-body-kept",
        file: "sync-server/src/store/erasure.rs",
        find: "    tx.execute(\"UPDATE event SET body = ?3 WHERE log_id = ?1 AND event_id = ?2\", &key)?;\n",
        instead: "    if !BROKEN { tx.execute(\"UPDATE event SET body = ?3 WHERE log_id = ?1 AND event_id = ?2\", &key)?; }\n",
    },
    Mutant {
        name: "server-does-not-sync-its-disk",
        file: "sync-server/src/store/sqlite/mod.rs",
        find: "    connection.execute_batch(PRAGMAS)?;\n",
        instead: "    connection.execute_batch(PRAGMAS)?;
    if BROKEN { connection.execute_batch(\"PRAGMA synchronous = NORMAL\")?; }\n",
    },
    Mutant {
        name: "state-never-matches",
        file: "sync-server/src/sync/reply.rs",
        find: "    reply.send_cursors = ",
        instead: "    reply.send_cursors = BROKEN || ",
    },
];
