-- OPFS handles give no shared memory, so no WAL; truncating a journal is cheaper there than deleting it.
PRAGMA journal_mode = TRUNCATE;
-- "Saved" means flushed to the OPFS file at every commit.
PRAGMA synchronous = FULL;
-- Off by default in SQLite, and in the browser's build too.
PRAGMA foreign_keys = ON;
-- There is no file system for temporary files.
PRAGMA temp_store = MEMORY;
-- 16 MiB of pages: the lists of a village fit.
PRAGMA cache_size = -16384;
