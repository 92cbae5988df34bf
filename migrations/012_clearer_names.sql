-- Say what things are: a product has a name, a hook a priority.
ALTER TABLE products RENAME COLUMN title TO name;
ALTER TABLE plugin_hooks RENAME COLUMN prio TO priority;
ALTER INDEX plugin_hooks_event_prio_idx RENAME TO plugin_hooks_event_idx;
ALTER TABLE tenant_plugins RENAME CONSTRAINT tenant_plugins_once TO tenant_plugins_tenant_id_plugin_id_key;

-- One product name in a shop, whatever its case, as long as it is on sale.
CREATE UNIQUE INDEX products_name_key ON products (tenant_id, lower(name)) WHERE is_published;
