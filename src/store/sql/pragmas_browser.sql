-- OPFS handles give no shared memory, so no WAL; truncating a journal is cheaper there than deleting it.
PRAGMA journal_mode = TRUNCATE;
-- "Saved" means flushed to the OPFS file at every commit.
PRAGMA synchronous = FULL;
-- Off by default in SQLite, and in the browser's build too.
PRAGMA foreign_keys = ON;
-- There is no file system for temporary files.
PRAGMA temp_store = MEMORY;
-- Up to 32 MiB of pages: the list of 100,000 doors, which each keystroke runs through, stays in memory.
PRAGMA cache_size = -32768;
