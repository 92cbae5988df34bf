import type { IDatabase } from 'pg-promise';

/** Partitions are folded into their parents, temporary tables have a schema of their own. */
const SCHEMAS = `
  SELECT 'schema ' || nspname AS fact FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`;

const NAMESPACE = `CASE WHEN n.nspname LIKE 'pg_temp%' THEN 'pg_temp' ELSE n.nspname::text END`;
const USER = `n.nspname NOT LIKE 'pg_toast%' AND n.nspname <> 'pg_catalog' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = c.oid AND e.deptype = 'e')`;

const TABLES = `
  SELECT format('table %s.%s %s rowsecurity=%s', ${NAMESPACE}, c.relname, c.relpersistence, c.relrowsecurity::text) AS fact
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${USER} AND c.relkind IN ('r', 'p') AND NOT c.relispartition`;

const COLUMNS = `
  SELECT format('column %s.%s %s %s %s notnull=%s default=%s identity=%s generated=%s', ${NAMESPACE}, c.relname,
    row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), a.attname,
    format_type(a.atttypid, a.atttypmod), a.attnotnull::text, a.atthasdef::text, a.attidentity, a.attgenerated) AS fact
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${USER} AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped`;

const NAMES = (numbers: string, relation: string) =>
  `(SELECT string_agg(a.attname, ',' ORDER BY p.ord) FROM unnest(${numbers}) WITH ORDINALITY p(num, ord) JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = p.num)`;

const SORTED = (numbers: string, relation: string) =>
  `(SELECT string_agg(a.attname, ',' ORDER BY p.num) FROM unnest(${numbers}) p(num) JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = p.num)`;

const ACTION = (column: string) =>
  `CASE ${column} WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' ELSE 'set default' END`;

const CONSTRAINTS = `
  SELECT format('constraint %s.%s %s %s', ${NAMESPACE}, c.relname, k.conname, CASE k.contype
    WHEN 'x' THEN format('x deferrable=%s deferred=%s', k.condeferrable::text, k.condeferred::text)
    ELSE format('%s (%s) deferrable=%s deferred=%s validated=%s', k.contype,
      CASE k.contype WHEN 'c' THEN ${SORTED('k.conkey', 'k.conrelid')} ELSE
        CASE WHEN k.contype IN ('p', 'u') THEN ${NAMES('(SELECT array_agg(x ORDER BY o) FROM unnest(i.indkey::int2[]) WITH ORDINALITY q(x, o) WHERE o <= i.indnkeyatts)', 'k.conrelid')}
        ELSE ${NAMES('k.conkey', 'k.conrelid')} END END,
      k.condeferrable::text, k.condeferred::text, k.convalidated::text) ||
      CASE k.contype
        WHEN 'f' THEN format(' -> %s.%s(%s) %s/%s(%s) %s', (SELECT tn.nspname FROM pg_namespace tn WHERE tn.oid = t.relnamespace), t.relname, ${NAMES('k.confkey', 'k.confrelid')},
          ${ACTION('k.confupdtype')}, ${ACTION('k.confdeltype')}, ${NAMES('k.confdelsetcols', 'k.conrelid')}, CASE k.confmatchtype WHEN 'f' THEN 'full' ELSE 'simple' END)
        WHEN 'c' THEN '' WHEN 'n' THEN ''
        ELSE format(' include=(%s) nullsnotdistinct=%s', ${NAMES('(SELECT array_agg(x ORDER BY o) FROM unnest(i.indkey::int2[]) WITH ORDINALITY q(x, o) WHERE o > i.indnkeyatts)', 'k.conrelid')}, i.indnullsnotdistinct::text)
      END END) AS fact
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_class t ON t.oid = k.confrelid LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u')
  WHERE ${USER} AND NOT c.relispartition AND k.contype <> 't' AND (t.oid IS NULL OR NOT t.relispartition)`;

const KEY = `CASE WHEN q.num = 0 THEN '(expr)' ELSE (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = q.num) END`;

const INDEXES = `
  SELECT format('index %s.%s %s %s unique=%s (%s) include=(%s) where=%s nullsnotdistinct=%s', ${NAMESPACE}, c.relname, x.relname, m.amname, i.indisunique::text,
    (SELECT string_agg(${KEY} || CASE WHEN (i.indoption::int2[])[q.ord - 1] & 1 = 1 THEN ' desc' ELSE '' END || CASE WHEN (i.indoption::int2[])[q.ord - 1] & 2 = 2 THEN ' first' ELSE ' last' END, ',' ORDER BY q.ord)
       FROM unnest(i.indkey::int2[]) WITH ORDINALITY q(num, ord) WHERE q.ord <= i.indnkeyatts),
    (SELECT string_agg(${KEY}, ',' ORDER BY q.ord) FROM unnest(i.indkey::int2[]) WITH ORDINALITY q(num, ord) WHERE q.ord > i.indnkeyatts),
    (i.indpred IS NOT NULL)::text, i.indnullsnotdistinct::text) AS fact
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am m ON m.oid = x.relam
  WHERE ${USER} AND NOT c.relispartition AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))`;

const SEQUENCES = `
  SELECT format('sequence %s.%s %s start=%s by=%s cycle=%s owner=%s', ${NAMESPACE}, c.relname, (SELECT typname FROM pg_type WHERE oid = s.seqtypid), s.seqstart, s.seqincrement, s.seqcycle::text,
    coalesce((SELECT format('%s.%s.%s', ${NAMESPACE}, t.relname, a.attname) FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace n ON n.oid = t.relnamespace
      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass), '-')) AS fact
  FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${USER}`;

const TYPES = `
  SELECT CASE c.typtype
    WHEN 'e' THEN format('enum %s.%s %s', ${NAMESPACE}, c.typname, (SELECT string_agg(e.enumlabel, '|' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = c.oid))
    ELSE format('domain %s.%s %s notnull=%s default=%s', ${NAMESPACE}, c.typname, format_type(c.typbasetype, c.typtypmod), c.typnotnull::text, (c.typdefault IS NOT NULL)::text) END AS fact
  FROM pg_type c JOIN pg_namespace n ON n.oid = c.typnamespace WHERE ${USER} AND c.typtype IN ('e', 'd')`;

const DOMAIN_CHECKS = `
  SELECT format('domain %s.%s check %s', ${NAMESPACE}, c.typname, k.conname) AS fact
  FROM pg_constraint k JOIN pg_type c ON c.oid = k.contypid JOIN pg_namespace n ON n.oid = c.typnamespace WHERE ${USER} AND k.contype = 'c'`;

const VIEWS = `
  SELECT format('view %s.%s materialized=%s %s', ${NAMESPACE}, c.relname, (c.relkind = 'm')::text,
    (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0)) AS fact
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${USER} AND c.relkind IN ('v', 'm')`;

/** What a database's own catalogs say, as sorted lines in the form of catalog-facts.ts. */
export async function postgresFacts(database: IDatabase<unknown>): Promise<readonly string[]> {
  const parts = [SCHEMAS, TABLES, COLUMNS, CONSTRAINTS, INDEXES, SEQUENCES, TYPES, DOMAIN_CHECKS, VIEWS];
  return database.task(async (task) => {
    const path = await task.one<{ search_path: string }>('SHOW search_path');
    await task.any("SELECT set_config('search_path', 'pg_catalog', false)");
    const rows: { fact: string }[] = [];
    for (const part of parts) rows.push(...(await task.any<{ fact: string }>(part)));
    await task.any("SELECT set_config('search_path', $1, false)", [path.search_path]);
    return rows.map((row) => row.fact).toSorted();
  });
}
