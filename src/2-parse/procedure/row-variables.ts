import type { PlPgSqlFunction } from '../parse-plpgsql.js';

/** What the parser of PL/pgSQL says, and the types of the variables that it had to be told are records. */
export interface BodyParse {
  readonly read: { readonly functions: readonly PlPgSqlFunction[] } | { readonly error: string };
  readonly rowTypes: ReadonlyMap<string, string>;
}

const UNKNOWN_FIELD = /^"([^".]+)\.[^"]+" is not a known variable$/u;
const MOST = 50;

/**
 * The parser knows no tables and no types, so that it takes `v users%ROWTYPE` and `v users` for plain values and `v.id := 1` for a mistake.
 * Such a variable is declared as a record to it; its type is remembered.
 */
export function parseWithRows(text: string, parse: (text: string) => BodyParse['read']): BodyParse {
  const rowTypes = new Map<string, string>();
  let source = text;
  let read = parse(source);
  while ('error' in read && rowTypes.size < MOST) {
    const [, name] = UNKNOWN_FIELD.exec(read.error) ?? [];
    const found = name === undefined || rowTypes.has(name) ? null : declarationOf(name, source);
    if (name === undefined || !found) break;
    const [declaration, before = '', type = ''] = found;
    rowTypes.set(name, type);
    source = source.slice(0, found.index) + before + 'record' + type.replaceAll(/[^\n]/gu, '') + source.slice(found.index + declaration.length);
    read = parse(source);
  }
  return { read, rowTypes };
}

/** `name [CONSTANT] type`, up to what can follow a type that is a name. */
function declarationOf(name: string, source: string): RegExpExecArray | null {
  const written = name.replaceAll(/[^\p{L}\p{N}_]/gu, String.raw`\$&`);
  return new RegExp(String.raw`((?<![\w.$"])"?${written}"?\s+(?:constant\s+)?)((?:[\w"]+\s*\.\s*)?[\w"]+(?:\s*%\s*rowtype)?)(?=\s*(?:;|:=|=|default\b|not\s+null\b))`, 'iu').exec(source);
}
