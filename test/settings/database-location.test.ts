import { describe, expect, test } from 'vitest';
import { describeLocation, locateDatabase } from '../../src/settings/database-location.js';
import type { Refusal } from '../../src/diagnostics/refusal.js';

const refusal = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return (error as Refusal).diagnostic?.code;
  }
};

describe('where the database is', () => {
  test('the embedded SQLite file when nothing is said', () => {
    expect(locateDatabase(undefined, {})).toEqual({ type: 'sqlite', file: './local.db' });
    expect(locateDatabase(undefined, { DB_TYPE: '', DATABASE_URL: '', DB_PATH: '' })).toEqual({ type: 'sqlite', file: './local.db' });
  });

  test.each([
    ['postgres://u:p@h:5432/d', { type: 'postgres', url: 'postgres://u:p@h:5432/d' }],
    ['postgresql://h/d', { type: 'postgres', url: 'postgresql://h/d' }],
    ['sqlite:data/app.db', { type: 'sqlite', file: 'data/app.db' }],
    ['sqlite:///abs/app.db', { type: 'sqlite', file: '/abs/app.db' }],
    ['file:app.db', { type: 'sqlite', file: 'app.db' }],
    ['./app.db', { type: 'sqlite', file: './app.db' }],
    ['pglite:./pg', { type: 'pglite', directory: './pg' }],
    ['pglite:', { type: 'pglite', directory: './local.pglite' }],
    ['d1:STORE', { type: 'd1', binding: 'STORE' }],
    ['d1:', { type: 'd1' }],
  ])('%s', (text, location) => {
    expect(locateDatabase(text, {})).toEqual(location);
    expect(locateDatabase(undefined, { DATABASE_URL: text })).toEqual(location);
  });

  test('the argument wins over the environment, DB_TYPE over a URL that is meant for another program', () => {
    expect(locateDatabase('a.db', { DB_TYPE: 'pglite' })).toEqual({ type: 'sqlite', file: 'a.db' });
    expect(locateDatabase(undefined, { DB_TYPE: 'sqlite', DATABASE_URL: 'postgres://h/d' })).toEqual({ type: 'sqlite', file: './local.db' });
    expect(locateDatabase(undefined, { DB_TYPE: 'pglite', DB_PATH: './pg', DATABASE_URL: 'postgres://h/d' })).toEqual({ type: 'pglite', directory: './pg' });
    expect(locateDatabase(undefined, { DB_TYPE: 'PostgreSQL', DATABASE_URL: 'postgres://h/d', DB_PATH: './x' })).toEqual({ type: 'postgres', url: 'postgres://h/d' });
    expect(locateDatabase(undefined, { DB_TYPE: 'd1' })).toEqual({ type: 'd1' });
  });

  test('what cannot be found is refused', () => {
    expect(refusal(() => locateDatabase(undefined, { DB_TYPE: 'oracle' }))).toBe('unknown-database-type');
    expect(refusal(() => locateDatabase(undefined, { DB_TYPE: 'constructor' }))).toBe('unknown-database-type');
    expect(refusal(() => locateDatabase('mysql://h/d', {}))).toBe('unknown-database-type');
    expect(refusal(() => locateDatabase(undefined, { DB_TYPE: 'postgres' }))).toBe('database-not-named');
    expect(refusal(() => locateDatabase(undefined, { DB_TYPE: 'postgres', DATABASE_URL: './x.db' }))).toBe('database-not-named');
  });

  test('is described without its password', () => {
    expect(describeLocation(locateDatabase('postgres://ada:secret@h:5432/shop', {}))).toBe('postgres://ada:***@h:5432/shop');
    expect(describeLocation(locateDatabase('postgres:ada:secret@h/shop', {}))).toBe('***');
    expect(describeLocation({ type: 'postgres', url: 'postgres://ada:sec ret@@' })).not.toContain('sec ret');
  });
});
