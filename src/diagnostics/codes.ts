import type { Severity } from '../model/diagnostic.js';

/** What is known about a diagnostic before it is found in a file. Its page in `docs/diagnostics/` is generated from this. */
export interface CodeEntry {
  readonly severity: Severity;
  /** What the code stands for, in a few words, without a full stop. */
  readonly title: string;
  /** What to write or do instead, when nothing better is known at the place. */
  readonly help?: string;
  /** Why this is reported, in Markdown. */
  readonly explanation?: string;
  /** Postgres SQL (or a directory listing) that brings it about. */
  readonly example?: string;
}

/** Every diagnostic once, in alphabetical order. */
export const CODES = {
  'ambiguous-column': { severity: 'error', title: 'A column name fits several tables', help: 'Qualify it with the name or alias of its table.' },
  'ambiguous-function': { severity: 'error', title: 'A call fits several functions', help: 'Add explicit casts to its arguments.' },
  'ambiguous-operator': { severity: 'error', title: 'An operator fits several pairs of types', help: 'Add explicit casts to its operands.' },
  'checksum-changed': { severity: 'error', title: 'An applied migration was changed', help: 'Undo the change and write a new migration; a database that has run the old text will never run the new one.' },
  'constraint-validated-early': { severity: 'warning', title: 'NOT VALID is not kept' },
  'database-not-named': { severity: 'error', title: 'No database is named', help: 'Set DATABASE_URL=postgres://user:password@host:5432/name, or pass --database.' },
  'dependent-objects': { severity: 'error', title: 'Other objects depend on what is dropped', help: 'Drop them first, or write CASCADE.' },
  'do-block-unsupported': { severity: 'error', title: 'A DO block that cannot be carried over' },
  'down-without-up': { severity: 'error', title: 'A way back without a migration', help: 'Name it exactly as its migration, with .down before .sql.' },
  'duplicate-column': { severity: 'error', title: 'A column exists already' },
  'duplicate-constraint': { severity: 'error', title: 'A constraint exists already' },
  'duplicate-extension': { severity: 'error', title: 'An extension exists already' },
  'duplicate-function': { severity: 'error', title: 'A function exists already' },
  'duplicate-index': { severity: 'error', title: 'A relation with the name of an index exists already' },
  'duplicate-migration': { severity: 'error', title: 'Two files are the same migration' },
  'duplicate-schema': { severity: 'error', title: 'A schema exists already' },
  'duplicate-table': { severity: 'error', title: 'A relation exists already' },
  'duplicate-trigger': { severity: 'error', title: 'A trigger exists already' },
  'duplicate-type': { severity: 'error', title: 'A type exists already' },
  'empty-migration': { severity: 'warning', title: 'A migration without a statement' },
  'environment-in-migration': { severity: 'error', title: 'Environment variables in a migration', help: 'Write the values: a migration must do the same everywhere.' },
  'exclusion-unsupported': { severity: 'error', title: 'EXCLUDE constraints have no equivalent' },
  'expression-too-deep': { severity: 'error', title: 'An expression is nested too deeply for the target' },
  'foreign-file-skipped': { severity: 'info', title: 'A file for another database is skipped' },
  'foreign-key-set-columns': { severity: 'error', title: 'ON DELETE SET with a list of columns' },
  'foreign-layout': { severity: 'error', title: 'Files that another tool must write', help: 'Create the migration with that tool; transmigrate runs it.' },
  'function-unsupported': { severity: 'error', title: 'A function that cannot be carried over' },
  'index-include-ignored': { severity: 'info', title: 'INCLUDE columns of an index are left out' },
  'inheritance-unsupported': { severity: 'error', title: 'Table inheritance is not supported' },
  'invalid-configuration': { severity: 'error', title: 'The configuration cannot be read', help: 'The keys are dir, database, mapping, guards, strict, accept, types and out.' },
  'invalid-enum-label': { severity: 'error', title: 'An enum has no such label' },
  'invalid-expression': { severity: 'error', title: 'Postgres would reject this expression' },
  'invalid-foreign-key': { severity: 'error', title: 'Postgres would reject this foreign key' },
  'invalid-index': { severity: 'error', title: 'Postgres would reject this index' },
  'invalid-literal': { severity: 'error', title: 'A literal that its type cannot read' },
  'invalid-sequence': { severity: 'error', title: 'Options of a sequence that contradict each other' },
  'invalid-table-definition': { severity: 'error', title: 'Postgres would reject this table' },
  'invalid-type-modifier': { severity: 'error', title: 'A length or precision that the type does not take' },
  'ledger-adopted': { severity: 'info', title: 'Another ledger was taken over' },
  'ledger-unreadable': { severity: 'error', title: 'The table schema_migrations belongs to something else' },
  'like-pattern-too-long': { severity: 'error', title: 'A LIKE pattern is too long for the target' },
  'line-break-in-default': { severity: 'error', title: 'A line break that a D1 file cannot carry', help: 'Write the default in CREATE TABLE, or set it with UPDATE; or apply with `transmigrate up`, which needs no file.' },
  'line-break-in-name': { severity: 'error', title: 'A name with a line break', help: 'Rename it: D1 files hold one statement a line.' },
  'lossy-case-folding': { severity: 'warning', title: 'Letters outside ASCII are compared with their case' },
  'lossy-char-padding': { severity: 'warning', title: 'char(n) is not padded' },
  'lossy-deferrable-unique': { severity: 'warning', title: 'A unique constraint cannot be deferred' },
  'lossy-index-method': { severity: 'warning', title: 'An index becomes an ordinary one' },
  'lossy-match-full': { severity: 'warning', title: 'MATCH FULL is checked as MATCH SIMPLE' },
  'lossy-numeric': { severity: 'warning', title: 'Decimal numbers are stored as floating point' },
  'lossy-row-security': { severity: 'warning', title: 'Row-level security is not enforced' },
  'lossy-type': { severity: 'warning', title: 'A type is stored less exactly' },
  'malformed-directive': { severity: 'error', title: 'A transmigrate comment that cannot be read' },
  'migration-failed': { severity: 'error', title: 'The database rejects a migration' },
  'migration-interrupted': { severity: 'error', title: 'A migration was interrupted and cannot be resumed' },
  'migration-late': { severity: 'info', title: 'A migration is applied after later ones' },
  'migration-missing': { severity: 'error', title: 'An applied migration has no file', help: 'Restore the file; deploy the release that has it; or delete its row in schema_migrations if it never mattered.' },
  'migration-running': { severity: 'error', title: 'Another runner is at work' },
  'migrations-directory-missing': { severity: 'error', title: 'The migrations directory does not exist' },
  'migrations-directory-unreadable': { severity: 'error', title: 'The migrations directory cannot be read' },
  'mixed-layouts': { severity: 'error', title: 'Files of two migration layouts in one directory' },
  'no-down-script': { severity: 'error', title: 'A migration cannot be taken back', help: 'Write a .down.sql file beside it, or a new migration that undoes it.' },
  'no-migrations': { severity: 'warning', title: 'The migrations directory has no migration' },
  'not-utf8': { severity: 'error', title: 'A file is not UTF-8' },
  'override-without-migration': { severity: 'warning', title: 'A native file without its migration', help: 'Name it exactly as the migration that it replaces, with .sqlite or .d1 before .sql.' },
  'partitioning-ignored': { severity: 'warning', title: 'A partitioned table is stored as one table' },
  'repeatable-migration': { severity: 'error', title: 'Repeatable and baseline migrations of Flyway', help: 'Make it a versioned migration that replaces the object, and add another one for each later change.' },
  'serial-outside-primary-key': { severity: 'warning', title: 'A serial column that is not the primary key' },
  'statement-too-long': { severity: 'error', title: 'A statement is too long for the target' },
  'syntax-error': { severity: 'error', title: 'Postgres cannot read the statement' },
  'system-catalog-query': { severity: 'error', title: 'A query of the system catalogs', help: 'Migrations run on databases that have no pg_catalog: write the statement that the query guards, with IF EXISTS or IF NOT EXISTS.' },
  'system-column': { severity: 'error', title: 'A system column of Postgres' },
  'system-schema': { severity: 'error', title: 'A system schema of Postgres' },
  'text-outside-sections': { severity: 'error', title: 'SQL that belongs to no section', help: 'Write `-- migrate:up` or `-- +goose Up` above it.' },
  'too-many-columns': { severity: 'error', title: 'A table has too many columns for the target' },
  'too-many-compound-terms': { severity: 'error', title: 'Too many parts in a UNION for the target' },
  'trigger-unsupported': { severity: 'error', title: 'A trigger that cannot be carried over' },
  'type-mismatch': { severity: 'error', title: 'Postgres finds no way from one type to the other' },
  'unexpected-file': { severity: 'warning', title: 'An SQL file that is not read', help: 'Move it out of the migrations directory, or name it as the others are named.' },
  'unknown-column': { severity: 'error', title: 'There is no such column' },
  'unknown-constraint': { severity: 'error', title: 'There is no such constraint' },
  'unknown-database-type': { severity: 'error', title: 'A database type that is not known', help: 'DB_TYPE is postgres, pglite, sqlite or d1; URLs begin with postgres://, pglite:, sqlite: or d1:.' },
  'unknown-extension': { severity: 'error', title: 'There is no such extension' },
  'unknown-function': { severity: 'error', title: 'There is no such function' },
  'unknown-index': { severity: 'error', title: 'There is no such index' },
  'unknown-migration': { severity: 'error', title: 'There is no such migration', help: 'Give the name of a file without its extension, or its version.' },
  'unknown-operator': { severity: 'error', title: 'There is no such operator' },
  'unknown-parameter': { severity: 'error', title: 'There is no such parameter' },
  'unknown-schema': { severity: 'error', title: 'There is no such schema' },
  'unknown-sequence': { severity: 'error', title: 'There is no such sequence' },
  'unknown-table': { severity: 'error', title: 'There is no such table' },
  'unknown-target': { severity: 'error', title: 'A transmigrate comment names an unknown target', help: 'Targets are sqlite, d1 and postgres.' },
  'unknown-trigger': { severity: 'error', title: 'There is no such trigger' },
  'unknown-type': { severity: 'error', title: 'There is no such type' },
  'unknown-window': { severity: 'error', title: 'There is no such window' },
  'unreadable-file': { severity: 'error', title: 'A file cannot be read' },
  'unsupported-expression': { severity: 'error', title: 'An expression that cannot be transpiled' },
  'unsupported-function': { severity: 'error', title: 'A function that cannot be transpiled' },
  'unsupported-operator': { severity: 'error', title: 'An operator that cannot be transpiled' },
  'unsupported-statement': { severity: 'error', title: 'A statement that cannot be transpiled' },
  'unsupported-type': { severity: 'error', title: 'A type that cannot be transpiled' },
  'unusable-name': { severity: 'error', title: 'A name that no file can have', help: 'Say what the migration does: transmigrate new "add invoices".' },
  'wrangler-name': { severity: 'error', title: 'A name that wrangler cannot record', help: 'Rename the file, or apply with `transmigrate up --database d1:`.' },
  'wrangler-order': { severity: 'error', title: 'wrangler would use another order', help: 'Number the files with digits and an underscore (001_name.sql), or apply with `transmigrate up --database d1:`.' },
  'wrong-object-type': { severity: 'error', title: 'The name belongs to another kind of object' },
} as const satisfies Readonly<Record<string, CodeEntry>>;

export type Code = keyof typeof CODES;

/** The entry of any code, or undefined for one that is not registered. */
export function codeEntry(code: string): CodeEntry | undefined {
  return Object.hasOwn(CODES, code) ? CODES[code as Code] : undefined;
}
