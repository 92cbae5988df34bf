import { UNMET } from '../../model/unmet.js';
import { KEPT_COLUMNS } from './kept-values.js';

/** Until when a condition may be broken; each is a foreign key of the table. */
export type Until = 'commit' | 'statement';

/** The column that names no row: row numbers begin at 1, and no row has number 0. */
export const WAITS_FOR: Readonly<Record<Until, string>> = { commit: 'at_commit', statement: 'at_end' };

/** SQLite asks keys that are not deferred when the statement ends, all its triggers included. */
export const UNMET_COLUMNS = `id INTEGER PRIMARY KEY, condition TEXT NOT NULL, message TEXT, ${KEPT_COLUMNS}, ${WAITS_FOR.commit} INTEGER REFERENCES ${UNMET} (id) DEFERRABLE INITIALLY DEFERRED, ${WAITS_FOR.statement} INTEGER REFERENCES ${UNMET} (id)`;
