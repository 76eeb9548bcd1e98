import type { Migration } from '../migration.ts';

/**
 * The queue as people arrange it: the order of jobs, and files whose name is taken and about which the user is asked. What
 * is there is kept with such a file, so that the question can show both sides without asking the store again.
 */
export const migration: Migration = {
  id: 12,
  name: 'queue',
  up(sql) {
    sql.exec(`
      ALTER TABLE transfer_jobs ADD COLUMN position REAL NOT NULL DEFAULT 0; -- lower goes first
      ALTER TABLE transfer_jobs ADD COLUMN files_asking INTEGER NOT NULL DEFAULT 0; -- state asking
      UPDATE transfer_jobs SET position = seq;
      ALTER TABLE transfer_files ADD COLUMN there_size INTEGER; -- of what has the name, while the user is asked
      ALTER TABLE transfer_files ADD COLUMN there_modified INTEGER; -- milliseconds since the epoch
      ALTER TABLE transfer_files ADD COLUMN choice TEXT; -- the rule that the user chose for this file

      DROP TRIGGER transfer_files_added;
      DROP TRIGGER transfer_files_changed;
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
          files_missing = files_missing + (NEW.state = 'waiting-bytes'),
          files_asking = files_asking + (NEW.state = 'asking')
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
          files_missing = files_missing + (NEW.state = 'waiting-bytes') - (OLD.state = 'waiting-bytes'),
          files_asking = files_asking + (NEW.state = 'asking') - (OLD.state = 'asking')
        WHERE seq = NEW.job;
      END;
    `);
  },
};
