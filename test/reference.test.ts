import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { loadParser, parse } from '../src/2-parse/parse.js';
import { referencePage } from '../tools/generate-reference.js';
import { ALTER_EXAMPLES } from '../tools/reference/alter-examples.js';
import { STATEMENT_EXAMPLES } from '../tools/reference/statement-examples.js';

beforeAll(loadParser);

/** `npm run docs` runs this file with `-u`, which writes the page. */
test('docs/reference.md is what the tables in the code say', async () => {
  await expect(referencePage()).toMatchFileSnapshot(fileURLToPath(new URL('../docs/reference.md', import.meta.url)));
});

test('each example is of the statement that it stands for', () => {
  const wrong = Object.entries(STATEMENT_EXAMPLES).filter(([tag, sql]) => sql !== null && parse({ file: '', text: sql }).statements[0]?.tag !== tag);
  expect(wrong).toEqual([]);
});

test('each example is of the ALTER form that it stands for', () => {
  const wrong = Object.entries(ALTER_EXAMPLES).filter(([form, sql]) => sql !== null && !JSON.stringify(parse({ file: '', text: sql }).statements[0]?.node).includes(`"${form}"`));
  expect(wrong).toEqual([]);
});
