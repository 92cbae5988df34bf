import type { Migration } from '../../src/model/migration.js';

/** A migration of one statement. */
export const asMigration = (sql: string): Migration => ({ name: 'statement', version: '1', up: { file: 'statement.sql', text: `${sql};`, checksum: '' }, overrides: {} });
