import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CODES } from '../../src/diagnostics/codes.js';
import { diagnosticPages } from '../../tools/generate-docs.js';

const folder = fileURLToPath(new URL('../../docs/diagnostics/', import.meta.url));

/** `npm run docs` runs this file with `-u`, which writes the pages. */
test.each([...diagnosticPages()])('docs/diagnostics/%s is what the register says', async (file, text) => {
  await expect(text).toMatchFileSnapshot(`${folder}${file}`);
});

test('there is no page of a code that is gone', () => {
  expect(readdirSync(folder).filter((file) => !diagnosticPages().has(file))).toEqual([]);
});

test('the register is in alphabetical order, in kebab-case', () => {
  const codes = Object.keys(CODES);
  expect(codes).toEqual(codes.toSorted());
  expect(codes.filter((code) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(code))).toEqual([]);
});
