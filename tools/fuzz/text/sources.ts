import { join } from 'node:path';
import { readMigrations } from '../../../src/1-source/read-migrations.js';
import { asMigrations, readGoldenCases } from '../../../test/support/golden/golden-case.js';
import { readHistories, type History } from '../../corpus/history.js';

/** The histories whose texts are changed: those of a directory, or all that this repository has. */
export function readSources(root: string, directory: string | undefined): readonly History[] {
  if (directory !== undefined) return readHistories(directory);
  const cases = readGoldenCases(join(root, 'fixtures')).filter(({ options }) => options.refused === undefined);
  return [
    { name: 'migrations', migrations: readMigrations(join(root, 'migrations')).migrations },
    ...readHistories(join(root, 'test/histories')),
    ...cases.map(({ name, before, input, after }) => ({ name: `fixture_${name.replace('/', '_')}`, migrations: asMigrations([...before, input, ...(after ? [after] : [])]) })),
  ];
}
