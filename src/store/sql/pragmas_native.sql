-- Writers do not stop readers, and a commit is one append.
PRAGMA journal_mode = WAL;
-- "Saved" means on the disk: the WAL is synced at every commit, not only at checkpoints.
PRAGMA synchronous = FULL;
-- Off by default in SQLite.
PRAGMA foreign_keys = ON;
-- Another process (a backup, the command line) may hold the lock for a moment.
PRAGMA busy_timeout = 5000;
-- Sorting and materialised subqueries stay in memory; a phone's flash is slow.
PRAGMA temp_store = MEMORY;
-- Up to 32 MiB of pages: the list of 100,000 doors, which a filter runs through, stays in memory.
PRAGMA cache_size = -32768;
-- 16 MiB: reading a village writes the same pages of indexes again and again, and each checkpoint writes them once more.
PRAGMA wal_autocheckpoint = 4000;
