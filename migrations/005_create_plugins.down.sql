DROP TABLE plugin_hooks;
DROP TABLE tenant_plugins;
DROP TABLE plugins;
