import { ALTER_EXAMPLES } from './reference/alter-examples.js';
import { exampleTable } from './reference/render-examples.js';
import { castTable, functionTable, operatorTable, typeTable } from './reference/render-rows.js';
import { ROWS_EXAMPLES, STATEMENT_EXAMPLES } from './reference/statement-examples.js';

/**
 * `docs/reference.md`: what becomes of every type, function, operator, cast, statement and ALTER form. Types, functions, operators and casts are the rows
 * of the dialects; statements are transpiled. `npm run docs` writes it. The parser must be loaded.
 */
export function referencePage(): string {
  return `# Reference

What becomes of Postgres' statements, types, functions, operators and casts on SQLite and D1. Written by \`npm run docs\` from the tables in the code;
a test fails when it is stale. On Postgres and PGlite everything runs as it is written.

- **exact**: the target does what Postgres does. **emulated**: it does so by other means; where something differs, that is said.
  **ignored**: nothing that the schema or its rows would show. **refused**: an error before anything runs; write it otherwise, or [override it](../README.md#overrides).
- *SQLite* shows the mapping \`classic\`; *same* stands for the same SQL. Long SQL is cut. \`a\`, \`b\`, \`c\` are the arguments; \`...\` means any number of them.
- A function, operator or cast that is not in its table is refused by name. \`number\` is int, float or numeric; \`string\` is text, citext, uuid, an enum or a type kept as
  text; \`moment\` is timestamp, timestamptz or date.

[Types](#types) · [Statements](#statements) · [ALTER TABLE](#alter-table) · [Functions](#functions) · [Operators](#operators) · [Casts](#casts) · [All diagnostics](diagnostics/README.md)

## Types

${typeTable()}

Arrays, enums and domains: an array is JSON text, an enum TEXT with a CHECK of its labels, a domain its base type with its CHECKs. \`types\` in the configuration overrides single types.

## Statements

${exampleTable(STATEMENT_EXAMPLES)}

## ALTER TABLE

Each form on tables that have rows and references, without a word on their views, indexes and triggers, which are made again where they have to be. Several changes of one migration are carried out together, so that a table is rebuilt once.

${exampleTable(ALTER_EXAMPLES)}

## Functions

${functionTable()}

### Functions that give rows

${exampleTable(ROWS_EXAMPLES)}

## Operators

${operatorTable()}

## Casts

${castTable()}
`;
}
