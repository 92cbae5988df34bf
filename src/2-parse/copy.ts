import type { CopyStmt, Node } from '@pgsql/types';
import type { Statement } from '../model/statement.js';
import { fieldsOfCsv, fieldsOfText, type CopyField, type CopyFormat } from './copy-fields.js';
import { placeOffsets } from './offsets.js';
import { loadedParser } from './parser.js';
import type { CopyData } from './psql.js';

/** Every database takes statements of this size, with room for what the target makes of them. */
const ROWS = 100;
const CHARACTERS = 20_000;

/** `COPY .. FROM stdin` and its data become INSERTs of the same rows: no connection but psql's sends data behind a statement. */
export function withCopiedRows(statements: readonly Statement[], data: readonly CopyData[]): readonly Statement[] {
  if (data.length === 0) return statements;
  const byStatement = new Map(data.map((each) => [statements.findLast(({ span }) => span.end < each.start), each]));
  return statements.flatMap((statement) => {
    const own = byStatement.get(statement);
    return own ? insertsOf(statement, own.lines) : [statement];
  });
}

/** COPY that asks for something else than rows in text or CSV stays as it is, and is refused later. */
function insertsOf(statement: Statement, lines: readonly string[]): readonly Statement[] {
  const { CopyStmt: copy } = statement.node as { readonly CopyStmt?: CopyStmt };
  const format = copy && formatOf(copy);
  if (!copy?.relation || !format) return [statement];
  const rows = format.csv ? fieldsOfCsv(lines.join('\n'), format) : lines.map((line) => fieldsOfText(line, format));
  const columns = (copy.attlist ?? []).map((column) => quoted(nameOf(column)));
  const table = [copy.relation.schemaname, copy.relation.relname].filter((part) => part !== undefined).map(quoted).join('.');
  const head = `INSERT INTO ${table} ${columns.length > 0 ? `(${columns.join(', ')}) ` : ''}OVERRIDING SYSTEM VALUE VALUES `;
  return chunks(rows.slice(format.header ? 1 : 0)).map((chunk, index) => insert(statement, head + chunk, index));
}

function insert(statement: Statement, text: string, index: number): Statement {
  const node = (loadedParser().parseSync(text).stmts?.[0]?.stmt ?? {}) as Node;
  placeOffsets(node, statement.span.start);
  const { directives, ...plain } = statement;
  const own = index === 0 ? directives : directives?.map(({ targets }) => ({ kind: 'skip' as const, targets }));
  return { ...plain, text, tag: 'InsertStmt', node, ...(own && { directives: own }) };
}

function chunks(rows: readonly (readonly CopyField[])[]): readonly string[] {
  const result: string[] = [];
  let chunk: string[] = [];
  let size = 0;
  for (const row of rows) {
    const text = `(${row.map((field) => (field === null ? 'NULL' : `'${field.replaceAll("'", "''")}'`)).join(', ')})`;
    if (chunk.length === ROWS || size + text.length > CHARACTERS) {
      if (chunk.length > 0) result.push(chunk.join(', '));
      chunk = [];
      size = 0;
    }
    chunk.push(text);
    size += text.length;
  }
  return chunk.length > 0 ? [...result, chunk.join(', ')] : result;
}

/** `WITH (FORMAT csv, HEADER)`, and the older `WITH CSV HEADER`, which Postgres reads as the same options. */
function formatOf({ options = [], whereClause }: CopyStmt): CopyFormat | undefined {
  if (whereClause) return undefined;
  const values = new Map(options.map((option) => ('DefElem' in option ? [option.DefElem.defname ?? '', valueOf(option.DefElem.arg)] : ['', ''])));
  const known = ['format', 'header', 'delimiter', 'null', 'quote', 'escape', 'freeze', 'encoding'];
  const format = values.get('format') ?? 'text';
  if ([...values.keys()].some((name) => !known.includes(name)) || !['text', 'csv'].includes(format)) return undefined;
  const csv = format === 'csv';
  const quote = values.get('quote') ?? '"';
  const header = values.has('header') && !['false', 'off', '0'].includes(values.get('header') ?? '');
  return { csv, header, delimiter: values.get('delimiter') ?? (csv ? ',' : '\t'), none: values.get('null') ?? (csv ? '' : '\\N'), quote, escape: values.get('escape') ?? quote };
}

function valueOf(node: Node | undefined): string {
  if (node === undefined) return '';
  if ('String' in node) return node.String.sval ?? '';
  if ('Boolean' in node) return String(node.Boolean.boolval ?? false);
  return 'Integer' in node ? String(node.Integer.ival ?? 0) : '';
}

function nameOf(node: Node): string {
  return 'String' in node ? (node.String.sval ?? '') : '';
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
