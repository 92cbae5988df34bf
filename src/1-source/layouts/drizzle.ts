import { diagnose } from '../../diagnostics/diagnose.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { Script } from '../../model/migration.js';
import { readFileName } from '../file-name.js';
import type { Part, Reading } from './layout.js';
import { foreignFile, partOf } from './plain.js';

const JOURNAL_FILE = 'meta/_journal.json';

/** `0000_name.sql` in the order of `meta/_journal.json`. `--> statement-breakpoint` is a comment to Postgres. */
export function readDrizzle(scripts: readonly Script[], journal: string): Reading {
  const entries = entriesOf(journal);
  if ('code' in entries) return { parts: [], diagnostics: [entries] };
  const tags = entries.map(({ tag }) => tag);
  const parts: Part[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const script of scripts) {
    const file = readFileName(script.file);
    diagnostics.push(...foreignFile(script, file));
    if (file.database === 'foreign') continue;
    const position = tags.indexOf(file.name);
    const when = entries[position]?.when;
    if (position >= 0) parts.push({ ...partOf(script, file), version: String(position), ...(when !== undefined && { journalTime: when }) });
    else diagnostics.push(diagnose('unexpected-file', { message: `${script.file} is not in ${JOURNAL_FILE}`, file: script.file, help: 'Let drizzle-kit generate it, add it to the journal, or move it out of the directory.' }));
  }
  const found = new Set(parts.filter(({ direction, target }) => direction === 'up' && target === undefined).map(({ name }) => name));
  const missing = tags.filter((tag) => !found.has(tag)).map((tag) => diagnose('unreadable-file', { message: `${tag}.sql is in ${JOURNAL_FILE}, but the file is missing`, help: 'Restore the file.' }));
  return { parts, diagnostics: [...diagnostics, ...missing] };
}

interface JournalEntry {
  readonly tag: string;
  readonly when?: number;
}

function entriesOf(journal: string): readonly JournalEntry[] | Diagnostic {
  try {
    const { entries } = JSON.parse(journal) as { readonly entries?: unknown };
    if (Array.isArray(entries) && entries.every(isEntry)) return entries;
  } catch {
    // Text that is no JSON is answered as JSON that is no journal.
  }
  return diagnose('unreadable-file', { message: `${JOURNAL_FILE} is not a journal of Drizzle`, file: JOURNAL_FILE, help: 'Restore it from version control, or let drizzle-kit write it again.' });
}

function isEntry(entry: unknown): entry is JournalEntry {
  if (typeof entry !== 'object' || entry === null || !('tag' in entry) || typeof entry.tag !== 'string') return false;
  return !('when' in entry) || typeof entry.when === 'number';
}
