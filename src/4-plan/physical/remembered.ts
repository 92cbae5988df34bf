import type { Catalog, Table } from '../../model/catalog.js';
import type { Note, PlanContext } from '../context.js';
import { saysTheSame, WatchedCatalog, type Reads } from './watched-catalog.js';

/** Something printed, with all that it was made from. What a catalog holds is immutable, so equal identities mean an equal result. */
interface Entry<I, T> {
  readonly dialect: PlanContext['dialect'];
  readonly options: PlanContext['options'];
  readonly input: I;
  readonly reads: Reads | undefined;
  readonly notes: readonly Note[];
  readonly made: T;
}

type Make<K, I, T> = (key: K, input: I, catalog: Catalog, context: PlanContext) => T;

/**
 * `make`, remembered for each key with its remarks: what one run leaves is what the next run finds.
 * @param same whether two inputs give the same, as far as it does not depend on the key and the catalog
 */
export function remembered<K extends object, I, T>(make: Make<K, I, T>, same: (key: K, a: I, b: I) => boolean): Make<K, I, T> {
  const entries = new WeakMap<K, Entry<I, T>>();
  return (key, input, catalog, context) => {
    let entry = entries.get(key);
    if (!entry || !isCurrent(entry, catalog, context) || (entry.input !== input && !same(key, entry.input, input))) {
      entry = makeEntry(make, key, input, catalog, context);
      entries.set(key, entry);
    }
    if (entry.notes.length > 0) for (const note of entry.notes) context.report(note);
    return entry.made;
  };
}

function makeEntry<K, I, T>(make: Make<K, I, T>, key: K, input: I, catalog: Catalog, { dialect, options }: PlanContext): Entry<I, T> {
  const notes: Note[] = [];
  const watched = new WatchedCatalog(catalog);
  const made = make(key, input, watched, { dialect, options, report: (note) => void notes.push(note) });
  return { dialect, options, input, reads: watched.reads, notes, made };
}

function isCurrent(entry: Entry<unknown, unknown>, catalog: Catalog, { dialect, options }: PlanContext): boolean {
  if (entry.dialect !== dialect || (entry.options !== options && !sameOptions(entry.options, options))) return false;
  return !entry.reads || saysTheSame(entry.reads, catalog);
}

function sameOptions(a: PlanContext['options'], b: PlanContext['options']): boolean {
  return a.mapping === b.mapping && a.guards === b.guards && a.types === b.types;
}

/** Versions of a table that are known by the same name. */
export function sameName(a: Table, b: Table): boolean {
  return a.name === b.name && a.schema === b.schema;
}
