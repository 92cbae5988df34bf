import type { Catalog, CatalogObject, ObjectId } from '../../model/catalog.js';
import { IdMap } from '../../model/id-map.js';

/** What was asked of one object, and what it answered. */
interface Asked {
  object: CatalogObject | undefined;
  readonly answers: Answer[];
}

interface Answer {
  readonly read: (object: CatalogObject | undefined, arg: never) => unknown;
  readonly arg: unknown;
  readonly answer: unknown;
}

/** All that somebody has read of a catalog. */
export interface Reads {
  /** Whole objects. */
  readonly whole: ReadonlyMap<ObjectId, CatalogObject | undefined>;
  /** Of other objects only some things. */
  readonly parts: ReadonlyMap<ObjectId, Asked>;
  /** Set when something was looked for among all objects or names. */
  readonly all: Catalog['objects'] | undefined;
}

/** Whether another catalog says the same to all that was read. */
export function saysTheSame({ whole, parts, all }: Reads, catalog: Catalog): boolean {
  for (const [id, object] of whole) if (catalog.objects.get(id) !== object) return false;
  for (const [id, asked] of parts) if (!answersTheSame(id, asked, catalog.objects)) return false;
  return !all || all === catalog.objects;
}

/** An object that is still the same need not be asked, unless somebody watches who asks. */
function answersTheSame(id: ObjectId, asked: Asked, objects: Catalog['objects']): boolean {
  const object = objects instanceof WatchedObjects ? undefined : objects.get(id);
  if (object && object === asked.object) return true;
  if (!asked.answers.every(({ read, arg, answer }) => objects.pick(id, read, arg as never) === answer)) return false;
  if (object) asked.object = object;
  return true;
}

/** The same catalog, remembering what somebody reads of it. */
export class WatchedCatalog implements Catalog {
  readonly nextId: Catalog['nextId'];
  readonly nextPartId: Catalog['nextPartId'];
  readonly searchPath: Catalog['searchPath'];
  readonly schemas: Catalog['schemas'];
  readonly extensions: Catalog['extensions'];
  readonly written: Catalog['written'];
  readonly numbersGiven: Catalog['numbersGiven'];
  readonly objects: WatchedObjects;
  readonly #original: Catalog;
  #namesRead = false;

  constructor(original: Catalog) {
    this.nextId = original.nextId;
    this.nextPartId = original.nextPartId;
    this.searchPath = original.searchPath;
    this.schemas = original.schemas;
    this.extensions = original.extensions;
    this.written = original.written;
    this.numbersGiven = original.numbersGiven;
    this.objects = new WatchedObjects(original.objects);
    this.#original = original;
  }

  get names(): Catalog['names'] {
    this.#namesRead = true;
    return this.#original.names;
  }

  /** Undefined while nothing was read: most columns need nothing but themselves. */
  get reads(): Reads | undefined {
    const { whole, parts, allRead } = this.objects;
    const all = this.#namesRead || allRead ? this.#original.objects : undefined;
    return whole || parts || all ? { whole: whole ?? NOTHING, parts: parts ?? NOTHING, all } : undefined;
  }
}

const NOTHING: ReadonlyMap<ObjectId, never> = new Map<ObjectId, never>();

class WatchedObjects extends IdMap<CatalogObject> {
  whole: Map<ObjectId, CatalogObject | undefined> | undefined;
  parts: Map<ObjectId, Asked> | undefined;
  allRead = false;
  readonly #original: IdMap<CatalogObject>;

  constructor(original: IdMap<CatalogObject>) {
    super();
    this.#original = original;
  }

  override get(id: ObjectId): CatalogObject | undefined {
    const object = this.#original.get(id);
    this.whole ??= new Map();
    this.whole.set(id, object);
    return object;
  }

  override pick<T, A = undefined>(id: ObjectId, read: (object: CatalogObject | undefined, arg: A) => T, arg: A): T {
    this.parts ??= new Map();
    let asked = this.parts.get(id);
    if (!asked) this.parts.set(id, (asked = { object: undefined, answers: [] }));
    for (const known of asked.answers) if (known.read === read && known.arg === arg) return known.answer as T;
    const answer = this.#original.pick(id, read, arg);
    asked.answers.push({ read, arg, answer });
    return answer;
  }

  override values(): readonly CatalogObject[] {
    this.allRead = true;
    return this.#original.values();
  }

  override withKey<K>(keysOf: (value: CatalogObject) => ReadonlySet<K>, key: K): readonly CatalogObject[] {
    this.allRead = true;
    return this.#original.withKey(keysOf, key);
  }

  override where<T extends CatalogObject>(test: (value: CatalogObject) => value is T): readonly T[] {
    this.allRead = true;
    return this.#original.where(test);
  }
}
