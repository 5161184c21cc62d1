-- A commit is one append and one flush. OPFS handles give no shared memory: with one connection in exclusive mode (set when
-- the file is opened) none is needed.
PRAGMA journal_mode = WAL;
-- 16 MiB: what is read for the first time changes the same pages again and again, and each checkpoint writes them once more.
PRAGMA wal_autocheckpoint = 2000;
-- "Saved" means flushed to the OPFS file at every commit.
PRAGMA synchronous = FULL;
-- Off by default in SQLite, and in the browser's build too.
PRAGMA foreign_keys = ON;
-- There is no file system for temporary files.
PRAGMA temp_store = MEMORY;
-- Up to 64 MiB of pages: what Today, the list and its filters read of 100,000 doors stays in memory, and so it is decrypted once.
-- A village takes a twentieth of that.
PRAGMA cache_size = -65536;
