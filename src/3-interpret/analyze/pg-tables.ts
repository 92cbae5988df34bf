import { CASTS } from '../pg-catalog/casts.js';
import { EXTENSIONS } from '../pg-catalog/extensions.js';
import { FUNCTIONS } from '../pg-catalog/functions.js';
import { OPERATORS } from '../pg-catalog/operators.js';
import { STABLE } from '../pg-catalog/stable.js';
import { TYPES } from '../pg-catalog/types.js';
import { POSTGIS } from '../pg-catalog/postgis.js';
import { SERVER_WORK } from '../pg-catalog/server-work.js';
import { VECTOR } from '../pg-catalog/vector.js';

/** A row of pg_type, as far as parse analysis asks. */
export interface PgType {
  readonly name: string;
  /** `pg_type.typcategory`. */
  readonly category: string;
  readonly preferred: boolean;
  /** The subtype of a range type. */
  readonly subtype?: string;
  /** The range type of a multirange type. */
  readonly range?: string;
  /** What subscripting a fixed-length array such as `point` gives. */
  readonly element?: string;
  readonly extension?: string;
}

/** A row of pg_proc, as far as parse analysis asks. Types are keys (see type-key.ts). */
export interface PgFunction {
  readonly name: string;
  readonly kind: 'f' | 'a' | 'w' | 'p';
  readonly volatility: 'i' | 's' | 'v';
  readonly returnsSet: boolean;
  readonly strict: boolean;
  readonly variadic: boolean;
  readonly defaults: number;
  /** Direct arguments of an ordered-set (WITHIN GROUP) aggregate. */
  readonly directArguments?: number;
  readonly hypothetical?: boolean;
  readonly args: readonly string[];
  readonly argNames: readonly (string | undefined)[];
  /** The text of each argument's default, where it has one. */
  readonly argDefaults: readonly (string | undefined)[];
  readonly result: string;
  /** OUT and TABLE columns. */
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly extension?: string;
  /** Where an extension always puts it. */
  readonly schema?: string;
  /** Id of a user-defined function of the catalog. */
  readonly object?: number;
}

export interface PgOperator {
  readonly name: string;
  /** Absent for a prefix operator. */
  readonly left?: string;
  readonly right: string;
  /** The operands that there are, as overload resolution takes them. */
  readonly args: readonly string[];
  readonly result: string;
  readonly extension?: string;
}

export interface PgCast {
  readonly context: 'i' | 'a' | 'e';
  readonly method: 'f' | 'i' | 'b';
}

/** What brings a row with it. */
interface Owner {
  readonly extension?: string;
  readonly schema?: string;
}

interface Tables {
  readonly types: Map<string, PgType>;
  /** Undecoded rows by name; decoded ones replace them in `functions`. */
  readonly functionRows: Map<string, ({ readonly row: string } & Owner)[]>;
  readonly functions: Map<string, readonly PgFunction[]>;
  readonly operators: Map<string, PgOperator[]>;
  /** Postgres' own operators by `name left right`, without `left` for prefix operators. */
  readonly exactOperators: Map<string, PgOperator>;
  readonly casts: Map<string, PgCast>;
  /** What is not IMMUTABLE, by its row. */
  readonly stable: ReadonlySet<string>;
}

/** Decoded on first use: most runs need a few dozen of the 3,000 rows. */
const cache: { tables?: Tables } = {};

function tables(): Tables {
  return (cache.tables ??= decode());
}

function decode(): Tables {
  const result: Tables = { types: new Map(), functionRows: new Map(), functions: new Map(), operators: new Map(), exactOperators: new Map(), casts: new Map(), stable: new Set(lines(STABLE)) };
  addRows(result, { types: TYPES, functions: FUNCTIONS, operators: OPERATORS, casts: CASTS });
  for (const [name, rows] of Object.entries(EXTENSIONS)) addRows(result, rows, name);
  addRows(result, VECTOR, 'vector');
  addRows(result, POSTGIS, 'postgis');
  for (const [extension, { schema, functions }] of Object.entries(SERVER_WORK)) addFunctions(result, functions, { extension, schema });
  return result;
}

function addRows(into: Tables, rows: { types: string; functions: string; operators: string; casts: string }, extension?: string): void {
  const owner = extension === undefined ? {} : { extension };
  for (const line of lines(rows.types)) {
    const type = decodeType(line, owner);
    if (!into.types.has(type.name)) into.types.set(type.name, type);
  }
  addFunctions(into, rows.functions, owner);
  for (const line of lines(rows.operators)) {
    const [name = '', left = '', right = '', result = ''] = line.split(' ');
    const args = left === '-' ? [right] : [left, right];
    const operator = { name, right, args, result, ...(left !== '-' && { left }), ...owner };
    push(into.operators, name, operator);
    if (extension === undefined) into.exactOperators.set([name, ...args].join(' '), operator);
  }
  for (const line of lines(rows.casts)) {
    const [source, target, context, method] = line.split(' ');
    into.casts.set(`${source} ${target}`, { context, method } as PgCast);
  }
}

function addFunctions(into: Tables, rows: string, owner: Owner): void {
  for (const row of lines(rows)) push(into.functionRows, row.slice(0, row.indexOf('|')), { row, ...owner });
}

function lines(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n');
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function decodeType(line: string, owner: { readonly extension?: string }): PgType {
  const [name = '', category = '', ...facts] = line.split(' ');
  const fact = (letter: string): string | undefined => facts.find((entry) => entry.startsWith(`${letter}=`))?.slice(2);
  const subtype = fact('r');
  const range = fact('m');
  const element = fact('e');
  return {
    name,
    category: category.charAt(0),
    preferred: category.endsWith('!'),
    ...(subtype !== undefined && { subtype }),
    ...(range !== undefined && { range }),
    ...(element !== undefined && { element }),
    ...owner,
  };
}

function decodeFunction({ row, ...owner }: { readonly row: string } & Owner): PgFunction {
  const [name = '', flags = '', args = '', result = '', columns] = row.split('|');
  const list = args === '' ? [] : args.split(',').map((arg) => /^([^ =]+)(?: ([^=]*))?(?:=(.*))?$/.exec(arg)?.slice(1) ?? []);
  const ordered = /[oh](\d+)/.exec(flags);
  return {
    name,
    kind: flags.charAt(0) as PgFunction['kind'],
    volatility: flags.charAt(1) as PgFunction['volatility'],
    returnsSet: flags.includes('r', 2),
    strict: flags.includes('S', 2),
    variadic: flags.includes('V', 2),
    defaults: Number(/d(\d+)/.exec(flags)?.[1] ?? 0),
    ...(ordered && { directArguments: Number(ordered[1]), hypothetical: ordered[0].startsWith('h') }),
    args: list.map((arg) => arg[0] ?? ''),
    argNames: list.map((arg) => arg[1] || undefined),
    argDefaults: list.map((arg) => arg[2]),
    result,
    ...(columns !== undefined && { columns: columns.split(',').map(decodeColumn) }),
    ...owner,
  };
}

function decodeColumn(text: string): { name: string; type: string } {
  const [type = '', name = ''] = text.split(' ');
  return { name, type };
}

/** The type with this `typname`, of Postgres itself or of an extension. */
export function pgType(name: string): PgType | undefined {
  return tables().types.get(name);
}

/** All built-in and extension functions with this name. */
export function pgFunctions(name: string): readonly PgFunction[] {
  const known = tables().functions.get(name);
  if (known) return known;
  const rows = tables().functionRows.get(name) ?? [];
  const decoded = rows.map(decodeFunction);
  tables().functions.set(name, decoded);
  return decoded;
}

/** All names of built-in functions, for "did you mean". */
export function pgFunctionNames(): Iterable<string> {
  return tables().functionRows.keys();
}

export function pgTypeNames(): Iterable<string> {
  return tables().types.keys();
}

export function pgOperators(name: string): readonly PgOperator[] {
  return tables().operators.get(name) ?? [];
}

/** The operator of Postgres itself that is declared for exactly these operands. */
export function pgOperator(name: string, args: readonly string[]): PgOperator | undefined {
  return tables().exactOperators.get(args.length === 1 ? `${name} ${args[0]}` : `${name} ${args[0]} ${args[1]}`);
}

/** The row of pg_cast between two type keys. */
export function pgCast(source: string, target: string): PgCast | undefined {
  return tables().casts.get(`${source} ${target}`);
}

/** Whether an operator, a conversion by a function, or the text form of a type is not marked IMMUTABLE: a row of `pg-catalog/stable.ts`. */
export function isStable(...row: readonly string[]): boolean {
  return tables().stable.has(row.join(' '));
}
