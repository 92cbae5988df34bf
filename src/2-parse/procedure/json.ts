/** Access to the JSON that the PL/pgSQL parser returns: objects with one key that names their kind. */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `{ PLpgSQL_kind: fields }` as a pair. */
export function tagged(value: unknown): readonly [kind: string, fields: Json] {
  const [entry] = isJson(value) ? Object.entries(value) : [];
  return entry && isJson(entry[1]) ? [entry[0], entry[1]] : ['', {}];
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
