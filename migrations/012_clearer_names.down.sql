DROP INDEX products_name_key;
ALTER TABLE tenant_plugins RENAME CONSTRAINT tenant_plugins_tenant_id_plugin_id_key TO tenant_plugins_once;
ALTER INDEX plugin_hooks_event_idx RENAME TO plugin_hooks_event_prio_idx;
ALTER TABLE plugin_hooks RENAME COLUMN priority TO prio;
ALTER TABLE products RENAME COLUMN name TO title;
