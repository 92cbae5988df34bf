import { diagnose } from '../diagnostics/diagnose.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Migration, Override, Script } from '../model/migration.js';
import type { Part, Reading } from './layouts/layout.js';
import { byCodeUnits, byVersion } from './order.js';

type Slot = 'up' | 'down' | 'sqlite up' | 'sqlite down' | 'd1 up' | 'd1 down';
type Slots = Partial<Record<Slot, Part>>;

/** Puts the parts of each migration together, in order. */
export function assemble({ parts, byName: nameOrder = false }: Pick<Reading, 'parts' | 'byName'>): { readonly migrations: readonly Migration[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const byName = new Map<string, Slots>();
  for (const part of parts) {
    const slots = byName.get(part.name) ?? {};
    byName.set(part.name, slots);
    const slot: Slot = part.target ? `${part.target} ${part.direction}` : part.direction;
    const chosen = choose(slots[slot], part, diagnostics);
    slots[slot] = chosen;
  }
  const migrations = [...byName].flatMap(([name, slots]) => migrationOf(name, slots, diagnostics));
  const last = new Set(parts.filter((part) => part.last).map(({ name }) => name));
  const order = nameOrder ? byCodeUnits : byVersion;
  return { migrations: migrations.toSorted((a, b) => Number(last.has(a.name)) - Number(last.has(b.name)) || order(a, b)), diagnostics };
}

/** `x.postgres.up.sql` wins over `x.up.sql`, which is for all databases; anything else twice is a mistake. */
function choose(known: Part | undefined, part: Part, diagnostics: Diagnostic[]): Part {
  if (!known) return part;
  if (Boolean(known.specific) === Boolean(part.specific)) {
    const { file } = part.script;
    diagnostics.push(diagnose('duplicate-migration', { message: `${known.script.file} and ${file} are both the ${part.direction} script of ${part.name}`, file }));
    return known;
  }
  const [winner, loser] = part.specific ? [part, known] : [known, part];
  diagnostics.push(diagnose('foreign-file-skipped', { message: `${loser.script.file} is skipped: ${winner.script.file} is for Postgres`, file: loser.script.file }));
  return winner;
}

function migrationOf(name: string, slots: Slots, diagnostics: Diagnostic[]): readonly Migration[] {
  const any = Object.values(slots)[0];
  const native = slots['sqlite up'] ?? slots['d1 up'];
  if (slots.up?.script.text.trim() === '') diagnostics.push(diagnose('empty-migration', { message: `${slots.up.script.file} is empty`, file: slots.up.script.file }));
  if (!any || (!slots.up && !native)) {
    const file = any?.script.file ?? name;
    diagnostics.push(diagnose('down-without-up', { message: `${file} leads back from a migration that does not exist`, file }));
    return [];
  }
  if (!slots.up) {
    const file = any.script.file;
    diagnostics.push(diagnose('override-without-migration', { message: `${file} replaces a migration that does not exist; it runs by itself`, file }));
  }
  const up = slots.up?.script ?? nothing(any.script);
  const sqlite = override(slots['sqlite up'], slots['sqlite down']);
  const d1 = override(slots['d1 up'], slots['d1 down']);
  return [{ name, version: any.version, ...(any.journalTime !== undefined && { journalTime: any.journalTime }), up, ...(slots.down && { down: slots.down.script }), overrides: { ...(sqlite && { sqlite }), ...(d1 && { d1 }) } }];
}

function override(up: Part | undefined, down: Part | undefined): Override | undefined {
  return up || down ? { ...(up && { up: up.script }), ...(down && { down: down.script }) } : undefined;
}

/** What a migration that exists on SQLite only does elsewhere. */
function nothing({ file, checksum }: Script): Script {
  return { file, text: '', checksum };
}
