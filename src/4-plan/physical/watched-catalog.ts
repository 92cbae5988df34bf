import type { Catalog, CatalogObject, ObjectId } from '../../model/catalog.js';
import { IdMap } from '../../model/id-map.js';

/** A catalog that remembers which of its objects somebody has read. */
export interface WatchedCatalog {
  readonly catalog: Catalog;
  readonly read: ReadonlyMap<ObjectId, CatalogObject | undefined>;
  /** Something was looked for among all objects or names. */
  readAll(): boolean;
}

export function watchedCatalog(original: Catalog): WatchedCatalog {
  const objects = new WatchedObjects(original.objects);
  let names = false;
  const catalog: Catalog = {
    ...original,
    objects,
    get names() {
      names = true;
      return original.names;
    },
  };
  return { catalog, read: objects.read, readAll: () => names || objects.all };
}

class WatchedObjects extends IdMap<CatalogObject> {
  readonly read = new Map<ObjectId, CatalogObject | undefined>();
  all = false;
  readonly #original: IdMap<CatalogObject>;

  constructor(original: IdMap<CatalogObject>) {
    super();
    this.#original = original;
  }

  override get(id: ObjectId): CatalogObject | undefined {
    const object = this.#original.get(id);
    this.read.set(id, object);
    return object;
  }

  override values(): readonly CatalogObject[] {
    this.all = true;
    return this.#original.values();
  }
}
