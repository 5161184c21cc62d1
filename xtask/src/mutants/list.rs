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
pub(crate) const MUTANTS: [Mutant; 33] = [
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
    Mutant {
        name: "photo-not-verified",
        file: "sync-server/src/blobs/upload.rs",
        find: "(BlobHash::of(&bytes) == hash).then_some(bytes)",
        instead: "(BROKEN || BlobHash::of(&bytes) == hash).then_some(bytes)",
    },
    Mutant {
        name: "have-without-bytes",
        file: "sync-server/src/blobs/upload.rs",
        find: "    app.storage.put(&object, bytes.into()).await?;\n",
        instead: "    if !BROKEN { app.storage.put(&object, bytes.into()).await?; }\n",
    },
    Mutant {
        name: "erased-photo-given-out",
        file: "sync-server/src/store/erasure.rs",
        find: "    crate::blobs::rows::forget(tx, *log, *event)?;\n",
        instead: "    if !BROKEN { crate::blobs::rows::forget(tx, *log, *event)?; }\n",
    },
    Mutant {
        name: "original-dropped-at-once",
        file: "src/store/photos.rs",
        find: "now.saturating_sub(KEPT_MS)",
        instead: "now.saturating_sub(if BROKEN { 0 } else { KEPT_MS })",
    },
    Mutant {
        name: "original-dropped-unasked",
        file: "src/store/photos.rs",
        find: "            tx.execute(include_str!(\"sql/ask_about_old_photos.sql\"), [before])?;\n",
        instead: "            let unasked = \"UPDATE photo SET state = 'checked' WHERE state = 'received' AND changed_at < ?1\";
            tx.execute(if BROKEN { unasked } else { include_str!(\"sql/ask_about_old_photos.sql\") }, [before])?;\n",
    },
    Mutant {
        name: "photo-left-behind-by-a-move",
        file: "sync-server/src/forward.rs",
        find: "                rows::carry_uses(tx, (log, id), (to, copy))?;\n",
        instead: "                if !BROKEN { rows::carry_uses(tx, (log, id), (to, copy))?; }\n",
    },
    Mutant {
        name: "late-fact-not-forwarded",
        file: "sync-server/src/store/database.rs",
        find: "        forward::catch_up(self, logs, now)\n",
        instead: "        if BROKEN { return Ok(()); }
        forward::catch_up(self, logs, now)\n",
    },
    Mutant {
        name: "forwarded-once-more",
        file: "sync-server/src/forward.rs",
        find: "        events.push(copy);\n",
        instead: "        if BROKEN {
                let mut again = copy.clone();
                again.header.event_id = copy_id(event, &seed(way, copy.header.event_id));
                events.push(again);
            }
            events.push(copy);\n",
    },
    Mutant {
        name: "moved-without-leaving",
        file: "sync-server/src/moves/door.rs",
        find: "        self.write(&[(log, entity, left), (there, entity, came)])?;\n",
        instead: "        self.write(&[(log, entity, left), (there, entity, came)][usize::from(BROKEN)..])?;\n",
    },
    Mutant {
        name: "refused-and-thrown-away",
        file: "sync-server/src/held.rs",
        find: "        Decision::Refuse => \"refused\",\n",
        instead: "        Decision::Refuse if BROKEN => {
            let key: [&dyn crate::store::ToValue; 2] = [&wanted.log, &wanted.id];
            tx.execute(\"DELETE FROM held WHERE log_id = ?1 AND event_id = ?2\", &key)?;
            return Ok(());
        }
        Decision::Refuse => \"refused\",\n",
    },
    Mutant {
        name: "refusal-not-told",
        file: "sync-server/src/notices.rs",
        find: "        let decided = database.read(|tx| held::told_to(tx, asker.device, asker.now))?;\n",
        instead: "        let mut decided = database.read(|tx| held::told_to(tx, asker.device, asker.now))?;
        if BROKEN { decided.clear(); }\n",
    },
];
