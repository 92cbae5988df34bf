import { describe, expect, test } from 'vitest';
import { statusDocument } from '../../src/status-document.js';

const known = ['001_a', '002_b', '003_c'].map((name) => ({ name, checksum: `sum of ${name}` }));
const recorded = (name: string, state = 'applied', checksum = `sum of ${name}`) => ({ name, checksum, state, executedAt: '2026-01-02T03:04:05.000Z' });

describe('the status', () => {
  test('compares what is known with what is recorded, in the order of the files', () => {
    const status = statusDocument('sqlite', known, [recorded('003_c'), recorded('001_a')]);
    expect(status).toMatchObject({ database: 'sqlite', total: 3, executed: 2, pending: 1, current: false });
    expect(status.migrations.map(({ state }) => state)).toEqual(['executed', 'pending', 'executed']);
  });

  test('is current when everything is executed as it stands', () => {
    expect(statusDocument('d1', known, known.map(({ name }) => recorded(name))).current).toBe(true);
    expect(statusDocument('d1', [], []).current).toBe(true);
  });

  test('tells changed, missing, failed and running ones apart', () => {
    const rows = [recorded('001_a', 'applied', 'another'), recorded('002_b', 'failed'), recorded('003_c', 'running'), recorded('000_gone')];
    const status = statusDocument('postgres', known, rows);
    expect(status.migrations.map(({ name, state }) => `${name} ${state}`)).toEqual(['001_a changed', '002_b failed', '003_c running', '000_gone missing']);
    expect(status).toMatchObject({ total: 3, executed: 1, pending: 2, current: false });
  });
});
