import type { Catalog, CatalogObject, ObjectId } from '../../model/catalog.js';
import type { Note, PlanContext } from '../context.js';
import { WatchedCatalog } from './watched-catalog.js';

/** Something printed, with all that it was made from. What a catalog holds is immutable, so equal identities mean an equal result. */
interface Entry<T> {
  readonly dialect: PlanContext['dialect'];
  readonly options: PlanContext['options'];
  readonly parts: readonly unknown[];
  /** The catalog's objects that were read, if any. */
  readonly read: ReadonlyMap<ObjectId, CatalogObject | undefined> | undefined;
  /** Set when more than single objects were read. */
  readonly whole: Catalog['objects'] | undefined;
  readonly notes: readonly Note[];
  readonly made: T;
}

type Make<K, I, T> = (key: K, input: I, catalog: Catalog, context: PlanContext) => T;

/**
 * `make`, remembered for each key with its remarks: what one run leaves is what the next run finds.
 * @param partsOf what the result depends on besides the key and the catalog, to be compared one by one
 */
export function remembered<K extends object, I, T>(make: Make<K, I, T>, partsOf: (key: K, input: I) => readonly unknown[]): Make<K, I, T> {
  const entries = new WeakMap<K, Entry<T>>();
  return (key, input, catalog, context) => {
    const parts = partsOf(key, input);
    let entry = entries.get(key);
    if (!entry || !isCurrent(entry, parts, catalog, context)) {
      const notes: Note[] = [];
      const { dialect, options } = context;
      const watched = new WatchedCatalog(catalog);
      const made = make(key, input, watched, { dialect, options, report: (note) => void notes.push(note) });
      entry = { dialect, options, parts, read: watched.objects.read, whole: watched.allRead ? catalog.objects : undefined, notes, made };
      entries.set(key, entry);
    }
    for (const note of entry.notes) context.report(note);
    return entry.made;
  };
}

function isCurrent(entry: Entry<unknown>, parts: readonly unknown[], catalog: Catalog, { dialect, options }: PlanContext): boolean {
  if (entry.dialect !== dialect || !sameOptions(entry.options, options)) return false;
  if (entry.parts.length !== parts.length) return false;
  for (let i = 0; i < parts.length; i++) if (entry.parts[i] !== parts[i]) return false;
  if (entry.read) for (const [id, object] of entry.read) if (catalog.objects.get(id) !== object) return false;
  return !entry.whole || entry.whole === catalog.objects;
}

function sameOptions(a: PlanContext['options'], b: PlanContext['options']): boolean {
  return a === b || (a.mapping === b.mapping && a.guards === b.guards && a.types === b.types);
}
