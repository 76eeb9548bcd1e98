import type { Migration } from '../migration.ts';

/**
 * The transfer queue: jobs, their files, and the parts of large files. Counters of a job are kept by triggers in the same
 * transaction as the file they count, so that they are never recounted and never wrong.
 */
export const migration: Migration = {
  id: 10,
  name: 'transfers',
  up(sql) {
    sql.exec(`
      CREATE TABLE transfer_jobs (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        waiting_for TEXT,
        error TEXT, -- JSON AppErrorShape
        title TEXT NOT NULL,
        source_text TEXT NOT NULL,
        target_text TEXT NOT NULL,
        place TEXT, -- JSON Place: what the job changes or reads, for the interface to refresh
        spec TEXT NOT NULL, -- JSON: what the user asked for
        conflict TEXT NOT NULL,
        planned INTEGER NOT NULL DEFAULT 0,
        files_total INTEGER NOT NULL DEFAULT 0,
        files_done INTEGER NOT NULL DEFAULT 0,
        files_failed INTEGER NOT NULL DEFAULT 0,
        files_changed INTEGER NOT NULL DEFAULT 0,
        files_skipped INTEGER NOT NULL DEFAULT 0,
        files_cancelled INTEGER NOT NULL DEFAULT 0,
        files_missing INTEGER NOT NULL DEFAULT 0, -- state waiting-bytes
        bytes_total INTEGER NOT NULL DEFAULT 0,
        bytes_done INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        finished_at INTEGER
      ) STRICT;
      CREATE INDEX transfer_jobs_by_state ON transfer_jobs (state, seq);

      CREATE TABLE transfer_files (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        job INTEGER NOT NULL REFERENCES transfer_jobs (seq) ON DELETE CASCADE,
        path TEXT NOT NULL, -- relative to the job's source
        source TEXT, -- upload: absolute path on this machine (absent: received bytes); otherwise the source key
        key TEXT NOT NULL, -- in the store; the target key of an upload or a copy
        local TEXT, -- download: path below the chosen folder, after the name mapping
        slot TEXT, -- download: what the file system takes two names for the same by
        size INTEGER NOT NULL,
        modified INTEGER NOT NULL, -- milliseconds since the epoch
        inode TEXT, -- identity of the local file that the parts belong to
        etag TEXT, -- of the source object, or of what was written
        content_type TEXT,
        state TEXT NOT NULL,
        error TEXT,
        bytes_done INTEGER NOT NULL DEFAULT 0,
        attempts INTEGER NOT NULL DEFAULT 0,
        upload_id TEXT,
        part_size INTEGER,
        UNIQUE (job, path),
        UNIQUE (job, slot)
      ) STRICT;
      CREATE INDEX transfer_files_by_state ON transfer_files (job, state, id);
      CREATE INDEX transfer_files_uploading ON transfer_files (upload_id) WHERE upload_id IS NOT NULL;

      CREATE TABLE transfer_parts (
        file INTEGER NOT NULL REFERENCES transfer_files (id) ON DELETE CASCADE,
        number INTEGER NOT NULL, -- from 1
        size INTEGER NOT NULL,
        etag TEXT NOT NULL, -- empty for a range of a download
        checksum TEXT, -- algorithm:base64
        PRIMARY KEY (file, number)
      ) STRICT, WITHOUT ROWID;

      CREATE TRIGGER transfer_files_added AFTER INSERT ON transfer_files BEGIN
        UPDATE transfer_jobs SET
          files_total = files_total + 1,
          bytes_total = bytes_total + NEW.size,
          bytes_done = bytes_done + NEW.bytes_done,
          files_done = files_done + (NEW.state = 'done'),
          files_failed = files_failed + (NEW.state = 'failed'),
          files_changed = files_changed + (NEW.state = 'changed'),
          files_skipped = files_skipped + (NEW.state = 'skipped'),
          files_cancelled = files_cancelled + (NEW.state = 'cancelled'),
          files_missing = files_missing + (NEW.state = 'waiting-bytes')
        WHERE seq = NEW.job;
      END;

      CREATE TRIGGER transfer_files_changed AFTER UPDATE OF state, size, bytes_done ON transfer_files
      WHEN OLD.state <> NEW.state OR OLD.size <> NEW.size OR OLD.bytes_done <> NEW.bytes_done BEGIN
        UPDATE transfer_jobs SET
          bytes_total = bytes_total + NEW.size - OLD.size,
          bytes_done = bytes_done + NEW.bytes_done - OLD.bytes_done,
          files_done = files_done + (NEW.state = 'done') - (OLD.state = 'done'),
          files_failed = files_failed + (NEW.state = 'failed') - (OLD.state = 'failed'),
          files_changed = files_changed + (NEW.state = 'changed') - (OLD.state = 'changed'),
          files_skipped = files_skipped + (NEW.state = 'skipped') - (OLD.state = 'skipped'),
          files_cancelled = files_cancelled + (NEW.state = 'cancelled') - (OLD.state = 'cancelled'),
          files_missing = files_missing + (NEW.state = 'waiting-bytes') - (OLD.state = 'waiting-bytes')
        WHERE seq = NEW.job;
      END;
    `);
  },
};
