import type { Catalog, CatalogObject, ObjectId } from '../../model/catalog.js';
import { IdMap } from '../../model/id-map.js';

/** The same catalog, remembering which of its objects somebody has read. */
export class WatchedCatalog implements Catalog {
  readonly nextId: Catalog['nextId'];
  readonly nextPartId: Catalog['nextPartId'];
  readonly searchPath: Catalog['searchPath'];
  readonly schemas: Catalog['schemas'];
  readonly extensions: Catalog['extensions'];
  readonly objects: WatchedObjects;
  readonly #original: Catalog;
  #namesRead = false;

  constructor(original: Catalog) {
    this.nextId = original.nextId;
    this.nextPartId = original.nextPartId;
    this.searchPath = original.searchPath;
    this.schemas = original.schemas;
    this.extensions = original.extensions;
    this.objects = new WatchedObjects(original.objects);
    this.#original = original;
  }

  get names(): Catalog['names'] {
    this.#namesRead = true;
    return this.#original.names;
  }

  /** Something was looked for among all objects or names. */
  get allRead(): boolean {
    return this.#namesRead || this.objects.allRead;
  }
}

class WatchedObjects extends IdMap<CatalogObject> {
  /** Absent until something is read: most columns need nothing but themselves. */
  read: Map<ObjectId, CatalogObject | undefined> | undefined;
  allRead = false;
  readonly #original: IdMap<CatalogObject>;

  constructor(original: IdMap<CatalogObject>) {
    super();
    this.#original = original;
  }

  override get(id: ObjectId): CatalogObject | undefined {
    const object = this.#original.get(id);
    this.read ??= new Map();
    this.read.set(id, object);
    return object;
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
