import type { PlPgSqlFunction } from '../parse-plpgsql.js';

/** What the parser of PL/pgSQL says, and the types of the variables that it had to be told are records, or are none. */
export interface BodyParse {
  readonly read: { readonly functions: readonly PlPgSqlFunction[] } | { readonly error: string };
  readonly rowTypes: ReadonlyMap<string, string>;
}

const UNKNOWN_FIELD = /^"([^".]+)\.[^"]+" is not a known variable$/u;
const NOT_SCALAR = /^"([^"]+)" is not a scalar variable$/u;
/** Said of the first of several, which it does not name. */
const RECORD_IN_LIST = /^record variable cannot be part of multiple-item INTO list$|^loop variable of loop over rows must be a record variable or list of scalar variables$/u;
const FIRST_OF_LIST = /\b(?:into|for)\s+(?:strict\s+)?(?:"([^"]+)"|(\w+))\s*,/giu;
const ROW_TYPE = /^record$|%\s*rowtype$/iu;
const MOST = 50;

/**
 * The parser knows no tables and no types, so that it takes `v users%ROWTYPE` and `v users` for plain values and `v.id := 1` for a mistake; and `v mood`, which may
 * be an enum or a domain, for a row that cannot be one of several that INTO fills. Such a variable is declared as a record to it, or as a text; its type is remembered.
 */
export function parseWithRows(text: string, parse: (text: string) => BodyParse['read']): BodyParse {
  const rowTypes = new Map<string, string>();
  let source = text;
  let read = parse(source);
  while ('error' in read && rowTypes.size < MOST) {
    const misread = misreadIn(read.error, source, rowTypes);
    if (!misread) break;
    const { name, as, found } = misread;
    const [declaration, before = '', type = ''] = found;
    rowTypes.set(name, type);
    source = source.slice(0, found.index) + before + as + type.replaceAll(/[^\n]/gu, '') + source.slice(found.index + declaration.length);
    read = parse(source);
  }
  return { read, rowTypes };
}

interface Misread {
  readonly name: string;
  readonly as: 'record' | 'text';
  readonly found: RegExpExecArray;
}

/** The first variable that the error can be about. */
function misreadIn(error: string, source: string, known: ReadonlyMap<string, string>): Misread | undefined {
  const [, row] = UNKNOWN_FIELD.exec(error) ?? [];
  const [, plain] = NOT_SCALAR.exec(error) ?? [];
  const names = RECORD_IN_LIST.test(error) ? [...source.matchAll(FIRST_OF_LIST)].flatMap(([, quoted, word]) => quoted ?? word?.toLowerCase() ?? []) : [row ?? plain ?? []].flat();
  for (const name of names) {
    const found = known.has(name) ? null : declarationOf(name, source);
    if (found && (row !== undefined || !ROW_TYPE.test(found[2] ?? ''))) return { name, as: row === undefined ? 'text' : 'record', found };
  }
  return undefined;
}

/** `name [CONSTANT] type`, up to what can follow a type that is a name. */
function declarationOf(name: string, source: string): RegExpExecArray | null {
  const written = name.replaceAll(/[^\p{L}\p{N}_]/gu, String.raw`\$&`);
  return new RegExp(String.raw`((?<![\w.$"])"?${written}"?\s+(?:constant\s+)?)((?:[\w"]+\s*\.\s*)?[\w"]+(?:\s*%\s*rowtype)?)(?=\s*(?:;|:=|=|default\b|not\s+null\b))`, 'iu').exec(source);
}
