import * as z from 'zod';
import { codeEntry } from '../diagnostics/codes.js';
import { diagnose } from '../diagnostics/diagnose.js';
import { Refusal } from '../diagnostics/refusal.js';

const schema = z.strictObject({
  /** The migrations directory. */
  dir: z.string().min(1).optional(),
  /** URL or path, as for `--database`. */
  database: z.string().min(1).optional(),
  mapping: z.enum(['classic', 'exact']).optional(),
  /** CHECKs that keep rejecting what the Postgres types would reject. */
  guards: z.boolean().optional(),
  /** Warnings are errors. */
  strict: z.boolean().optional(),
  /** Codes of warnings that are known and accepted. */
  accept: z.array(z.string().refine((code) => codeEntry(code) !== undefined, { error: ({ input }) => `there is no code "${String(input)}"` })).optional(),
  /** Postgres type name -> SQLite storage type. */
  types: z.record(z.string(), z.enum(['INTEGER', 'REAL', 'NUMERIC', 'TEXT', 'BLOB'])).optional(),
  /** Where `transpile` writes, by target. */
  out: z.partialRecord(z.enum(['sqlite', 'd1', 'postgres']), z.string().min(1)).optional(),
});

/** `transmigrate.config.json`, or the key "transmigrate" of package.json. Everything is optional. */
export type Configuration = Readonly<z.infer<typeof schema>>;

/**
 * Checks the content of a configuration file.
 *
 * @param content the parsed JSON
 * @param file its path, for the message
 * @throws Refusal `invalid-configuration`, naming every key that is wrong
 */
export function readConfiguration(content: unknown, file: string): Configuration {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const message = result.error.issues.map(({ path, message: what }) => (path.length > 0 ? `"${path.join('.')}": ${what}` : what)).join('; ');
  throw new Refusal(diagnose('invalid-configuration', { message, file }));
}
