DROP TABLE integration_syncs;
DROP TABLE integrations;
