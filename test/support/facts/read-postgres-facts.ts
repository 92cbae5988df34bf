import { pgSelect } from './pg-values.js';
import { foldedName, TOOL_TABLES, type PgColumn, type PgFacts, type PgTable, type PgType } from './schema-facts.js';

/** One Postgres session. Rows come as objects, numbers and JSON parsed. */
export interface PgSession {
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

interface RawColumn {
  readonly name: string;
  readonly typeOid: number;
  readonly typmod: number;
  /** The type's name, to cast to. */
  readonly sqlType: string;
  readonly notNull: boolean;
  readonly default: string | null;
  readonly identity: string;
  readonly generated: '' | 's' | 'v';
  readonly serial: boolean;
}

interface RawTable extends Omit<PgTable, 'columns' | 'name' | 'domainChecks'> {
  readonly columns: readonly RawColumn[];
}

interface RawType {
  readonly oid: number;
  readonly name: string;
  readonly kind: string;
  readonly base: number;
  readonly element: number;
  readonly isArray: boolean;
  readonly typmod: number;
  readonly notNull: boolean;
  readonly default: string | null;
  readonly labels: readonly string[] | null;
  readonly checks: readonly string[] | null;
}

const ACTION = `CASE $ WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' END`;
const action = (column: string): string => ACTION.replace('$', column);
const names = (keys: string, relation: string): string =>
  `(SELECT coalesce(json_agg(a.attname ORDER BY k.i), '[]') FROM unnest(${keys}) WITH ORDINALITY k(n, i) JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = k.n)`;

const USER_RELATION = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

const TABLES = `
SELECT json_build_object('schema', n.nspname, 'relation', c.relname, 'partitioned', c.relkind = 'p',
  'columns', (SELECT coalesce(json_agg(json_build_object('name', a.attname, 'typeOid', a.atttypid::int8, 'typmod', a.atttypmod, 'sqlType', format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
      'default', CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END, 'identity', a.attidentity, 'generated', a.attgenerated,
      'serial', EXISTS (SELECT FROM pg_depend s JOIN pg_class q ON q.oid = s.objid AND q.relkind = 'S' WHERE s.refclassid = 'pg_class'::regclass
        AND s.refobjid = c.oid AND s.refobjsubid = a.attnum AND s.deptype = 'a' AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%')) ORDER BY a.attnum), '[]')
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
  'primaryKey', coalesce((SELECT ${names('k.conkey', 'c.oid')} FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND NOT k.conperiod), '[]'),
  'uniques', (SELECT coalesce(json_agg(json_build_object('name', k.conname, 'columns', ${names('k.conkey', 'c.oid')},
      'nullsNotDistinct', (SELECT indnullsnotdistinct FROM pg_index WHERE indexrelid = k.conindid)) ORDER BY k.conname), '[]')
    FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'u' AND NOT k.conperiod),
  'checks', (SELECT coalesce(json_agg(json_build_object('name', k.conname, 'columns', ${names('k.conkey', 'c.oid')}) ORDER BY k.conname), '[]')
    FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.conenforced),
  'exclusions', (SELECT coalesce(json_agg(k.conname ORDER BY k.conname), '[]') FROM pg_constraint k WHERE k.conrelid = c.oid AND (k.contype = 'x' OR k.contype IN ('p', 'u') AND k.conperiod)),
  'foreignKeys', (SELECT coalesce(json_agg(json_build_object('columns', ${names('k.conkey', 'c.oid')}, 'targetSchema', fn.nspname, 'target', f.relname,
      'targetColumns', ${names('k.confkey', 'f.oid')}, 'onDelete', ${action('k.confdeltype')}, 'onUpdate', ${action('k.confupdtype')}) ORDER BY k.conname), '[]')
    FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
    WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conenforced AND k.conparentid = 0),
  'indexes', (SELECT coalesce(json_agg(json_build_object('name', i.relname, 'unique', x.indisunique, 'partial', x.indpred IS NOT NULL, 'method', m.amname,
      'nullsNotDistinct', x.indnullsnotdistinct,
      'documents', EXISTS (SELECT FROM unnest(x.indclass::oid[]) k(oid) JOIN pg_opclass p ON p.oid = k.oid WHERE p.opcintype = 'tsvector'::regtype),
      'keys', (SELECT json_agg(json_build_object('column', a.attname, 'descending', (o.option & 1) = 1, 'hashed', pg_get_indexdef(x.indexrelid, k.i::int, true) ~ '^[(]*(md5|encode|digest|sha[0-9]+)[(]') ORDER BY k.i)
        FROM unnest(x.indkey::int2[]) WITH ORDINALITY k(n, i) JOIN unnest(x.indoption::int2[]) WITH ORDINALITY o(option, i) ON o.i = k.i
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.n AND k.n > 0 WHERE k.i <= x.indnkeyatts)) ORDER BY i.relname), '[]')
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam
    WHERE x.indrelid = c.oid AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')))
) AS "table"
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' AND ${USER_RELATION}
ORDER BY n.nspname, c.relname`;

const TYPES = `
SELECT t.oid::int8 AS oid, t.typname AS name, t.typtype::text AS kind, t.typbasetype::int8 AS base, t.typelem::int8 AS element,
  t.typcategory = 'A' AND t.typelem <> 0 AS "isArray", t.typtypmod AS typmod, t.typnotnull AS "notNull", pg_get_expr(t.typdefaultbin, 0) AS "default",
  (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) AS labels,
  (SELECT json_agg(k.conname ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c') AS checks
FROM pg_type t`;

const VIEWS = `
SELECT n.nspname AS schema, c.relname AS name,
  (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND ${USER_RELATION} ORDER BY 1, 2`;

const SEQUENCES = `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND ${USER_RELATION} ORDER BY 1, 2`;

/** Reads a whole database. Partitions are folded into their parents; tables of extensions and of this tool are left out. */
export async function readPostgresFacts(session: PgSession): Promise<PgFacts> {
  const types = new Map((await session.query(TYPES)).map((row) => [Number(row['oid']), { ...row, oid: Number(row['oid']), base: Number(row['base']), element: Number(row['element']) } as RawType]));
  const tables: PgTable[] = [];
  for (const row of await session.query(TABLES)) {
    const raw = row['table'] as RawTable;
    if (TOOL_TABLES.has(foldedName(raw.schema, raw.relation))) continue;
    tables.push(await tableFacts(raw, types, session));
  }
  const views = (await session.query(VIEWS)).map((row) => ({ name: foldedName(String(row['schema']), String(row['name'])), columns: row['columns'] as string[] }));
  const sequences = (await session.query(SEQUENCES)).map((row) => foldedName(String(row['schema']), String(row['name'])));
  return { tables, views, sequences };
}

async function tableFacts(raw: RawTable, types: ReadonlyMap<number, RawType>, session: PgSession): Promise<PgTable> {
  const columns = raw.columns.map((column) => columnFacts(column, types));
  const domainChecks = raw.columns.flatMap((column) => [...domainsOf(column.typeOid, types), ...domainsOfElements(column.typeOid, types)].flatMap((domain) => (domain.checks ?? []).map((name) => ({ name, column: column.name }))));
  return {
    ...raw,
    name: foldedName(raw.schema, raw.relation),
    domainChecks,
    columns: await withDefaultValues(columns, raw.columns, session),
    foreignKeys: raw.foreignKeys.map((key) => ({ ...key, target: foldedName((key as unknown as { targetSchema: string }).targetSchema, key.target) })),
    uniques: raw.uniques.map((unique) => ({ ...unique, name: foldedName(raw.schema, unique.name) })),
    exclusions: raw.exclusions.map((name) => foldedName(raw.schema, name)),
    indexes: raw.indexes.map((index) => ({ ...index, name: foldedName(raw.schema, index.name) })),
  };
}

/** The domain that a column has, the domain below that, and so on. */
function domainsOf(oid: number, types: ReadonlyMap<number, RawType>): readonly RawType[] {
  const type = typeOf(oid, types);
  return type.kind === 'd' ? [type, ...domainsOf(type.base, types)] : [];
}

/** Their CHECKs are asked of each element. */
function domainsOfElements(oid: number, types: ReadonlyMap<number, RawType>): readonly RawType[] {
  const type = typeOf(domainsOf(oid, types).at(-1)?.base ?? oid, types);
  return type.isArray ? domainsOf(type.element, types) : [];
}

function columnFacts(raw: RawColumn, types: ReadonlyMap<number, RawType>): PgColumn {
  const domains = domainsOf(raw.typeOid, types);
  const last = domains.at(-1);
  const type = typeOf(last?.base ?? raw.typeOid, types);
  const typmod = last?.typmod ?? raw.typmod;
  const notNull = raw.notNull || domains.some((domain) => domain.notNull);
  const value = raw.default ?? domains.find((domain) => domain.default !== null)?.default ?? null;
  const counted = raw.identity !== '' || raw.serial;
  return {
    name: raw.name,
    type: typeFacts(type, typmod, types),
    notNull,
    counted,
    generated: raw.generated,
    ...(value !== null && !counted && { default: value }),
  };
}

function typeOf(oid: number, types: ReadonlyMap<number, RawType>): RawType {
  const type = types.get(oid);
  if (!type) throw new Error(`unknown type ${oid}`);
  return type;
}

function typeFacts(type: RawType, typmod: number, types: ReadonlyMap<number, RawType>): PgType {
  if (type.isArray) return { ...typeFacts(typeOf(type.element, types), typmod, types), array: true };
  const isChar = type.name === 'varchar' || type.name === 'bpchar';
  return {
    name: type.name,
    array: false,
    ...(isChar && typmod >= 4 && { length: typmod - 4 }),
    ...(type.name === 'numeric' && typmod >= 4 && { scale: (typmod - 4) & 0x7ff }),
    ...(type.labels && { labels: type.labels }),
    ...(type.kind === 'c' && { composite: true as const }),
  };
}

/** A written cast cuts a text to its length, storing it is refused. */
function withoutLength(type: string): string {
  return type.replace(/^character varying\(\d+\)/, 'character varying').replace(/^character\(\d+\)/, 'bpchar');
}

/** Evaluates the defaults as the columns would store them. */
async function withDefaultValues(columns: readonly PgColumn[], raw: readonly RawColumn[], session: PgSession): Promise<readonly PgColumn[]> {
  const done: PgColumn[] = [];
  for (const [i, column] of columns.entries()) {
    if (column.default === undefined) {
      done.push(column);
      continue;
    }
    // One that is out of the range of a type that came later is kept as it was.
    const values = (await evaluated(`CAST(${column.default} AS ${withoutLength(raw[i]?.sqlType ?? '')})`, column, session)) ?? (await evaluated(column.default, column, session));
    done.push({ ...column, ...(values && { defaultValues: values }) });
  }
  return done;
}

async function evaluated(expression: string, column: PgColumn, session: PgSession): Promise<readonly [string | null, string | null] | undefined> {
  const text = pgSelect(expression, column.type);
  try {
    const first = (await session.query(`SELECT ${text} AS value`))[0]?.['value'];
    const second = (await session.query(`SELECT ${text} AS value`))[0]?.['value'];
    return [first as string | null, second as string | null];
  } catch {
    return undefined;
  }
}
