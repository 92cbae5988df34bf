import type { Code } from '../diagnostics/codes.js';
import type { DialectName } from '../model/dialect.js';
import type { Span } from '../model/span.js';
import type { Directive, NativeStatement } from '../model/statement.js';
import { splitSqlite } from './split-sqlite.js';

const TARGETS: readonly DialectName[] = ['sqlite', 'd1', 'postgres'];
const FORMS = 'Write `-- transmigrate: skip sqlite,d1` or `/* transmigrate sqlite,d1: <SQL of SQLite> */`; a comment that only mentions the tool must not begin with its name.';

/** `-- ` or `/* `, our name, and the rest. */
const OPENING = /^(?:--|\/\*)\s*transmigrate\b(?![-./])/i;
/** `: skip sqlite,d1`, the colon being optional. */
const SKIP = /^\s*:?\s*skip\s+([^\n]*?)\s*$/i;
/** ` sqlite,d1: ` before the native SQL. */
const NATIVE = /^\s+([a-z0-9_]+(?:\s*,\s*[a-z0-9_]+)*)\s*:/i;

export interface DirectiveFault {
  readonly code: Code;
  readonly fault: string;
  readonly span: Span | undefined;
  readonly help: string | undefined;
}

/** What a comment asks for; undefined when it does not begin with our name. */
export function readDirective(text: string, span: Span): { readonly directive: Directive } | DirectiveFault | undefined {
  const comment = text.slice(span.start, span.end);
  const opening = OPENING.exec(comment);
  if (!opening) return undefined;
  const start = span.start + opening[0].length;
  const end = comment.startsWith('/*') && comment.endsWith('*/') ? span.end - 2 : span.end;
  const rest = text.slice(start, end);
  const skip = SKIP.exec(rest);
  if (skip) return targetsOf(skip[1] ?? '', start + rest.indexOf(skip[1] ?? '', skip[0].toLowerCase().indexOf('skip') + 4), (targets) => ({ kind: 'skip', targets }));
  const native = NATIVE.exec(rest);
  if (!native) return malformed('this transmigrate comment cannot be read', span);
  const sql = trimmed(text, { start: start + native[0].length, end });
  if (sql.start === sql.end) return malformed('the native block is empty', span);
  return targetsOf(native[1] ?? '', start + rest.indexOf(native[1] ?? ''), (targets) =>
    targets.includes('postgres')
      ? malformed('a native block cannot replace the statement on Postgres', span, 'Postgres runs the statement itself: name sqlite and d1 only.')
      : { kind: 'native', targets, statements: nativeStatements(text, sql), span: sql },
  );
}

/** The block may hold several statements, separated by semicolons as SQLite reads them. */
function nativeStatements(text: string, within: Span): readonly NativeStatement[] {
  return splitSqlite(text.slice(within.start, within.end)).map((span) => {
    const place = { start: within.start + span.start, end: within.start + span.end };
    return { sql: text.slice(place.start, place.end), span: place };
  });
}

function malformed(fault: string, span: Span, help = FORMS): DirectiveFault {
  return { code: 'malformed-directive', fault, span, help };
}

/** `sqlite, d1`, written at an offset of the file. */
function targetsOf(list: string, at: number, make: (targets: readonly DialectName[]) => Directive | DirectiveFault): { readonly directive: Directive } | DirectiveFault {
  const targets: DialectName[] = [];
  let offset = at;
  for (const part of list.split(',')) {
    const name = part.trim();
    const start = offset + part.indexOf(name);
    offset += part.length + 1;
    const target = TARGETS.find((known) => known === name.toLowerCase());
    if (target === undefined) {
      const fault = name === '' ? 'a target is missing' : `there is no target ${name}`;
      return { code: 'unknown-target', fault, span: { start, end: Math.max(start + name.length, start + 1) }, help: undefined };
    }
    targets.push(target);
  }
  const made = make([...new Set(targets)]);
  return 'fault' in made ? made : { directive: made };
}

/** Without blanks around it and without semicolons at the end: a step has none. */
function trimmed(text: string, span: Span): Span {
  const inner = text.slice(span.start, span.end);
  const start = span.start + inner.length - inner.trimStart().length;
  let end = span.end;
  while (end > start && /[\s;]/.test(text[end - 1] as string)) end--;
  return { start, end };
}
