import type { Catalog, CatalogObject, Table, Trigger, View } from './catalog.js';

/**
 * The catalog in a session of another session_replication_role: as a replica, only those triggers fire that are on for one or always; otherwise those fire again that have waited.
 * @see https://www.postgresql.org/docs/18/runtime-config-client.html#GUC-SESSION-REPLICATION-ROLE
 */
export function asReplica(catalog: Catalog, replica: boolean): Catalog {
  let { objects } = catalog;
  for (const holder of catalog.objects.where(hasTriggers)) {
    const triggers = holder.triggers.map((trigger) => switched(trigger, replica));
    if (triggers.some((trigger, i) => trigger !== holder.triggers[i])) objects = objects.set(holder.id, { ...holder, triggers });
  }
  const { replica: _before, ...rest } = catalog;
  return { ...rest, objects, ...(replica && { replica: true as const }) };
}

/** What SET has changed is over: a migration is a session. */
export function afterSession(catalog: Catalog): Catalog {
  return catalog.replica ? asReplica(catalog, false) : catalog;
}

function hasTriggers(object: CatalogObject): object is Table | View {
  return (object.kind === 'table' || object.kind === 'view') && object.triggers.length > 0;
}

function switched(trigger: Trigger, replica: boolean): Trigger {
  const fires = trigger.fires === 'always' || (trigger.fires === 'replica') === replica;
  const { waits, ...rest } = trigger;
  if (fires) return waits ? { ...rest, enabled: true } : trigger;
  return trigger.enabled ? { ...rest, enabled: false, waits: true } : trigger;
}

/**
 * A trigger as ALTER TABLE sets it, in a session of the catalog's role.
 *
 * @param setting `on` is ENABLE TRIGGER
 */
export function withSetting(trigger: Trigger, setting: 'on' | 'off' | 'always' | 'replica', catalog: Catalog): Trigger {
  const { waits: _waits, fires: _fires, ...rest } = trigger;
  if (setting === 'off') return { ...rest, enabled: false };
  return switched({ ...rest, enabled: true, ...(setting !== 'on' && { fires: setting }) }, catalog.replica === true);
}
