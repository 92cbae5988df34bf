CREATE TABLE connectors (
    id             UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id      UUID NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    system         VARCHAR(50) NOT NULL,
    name           VARCHAR(200) NOT NULL,
    config         JSONB NOT NULL DEFAULT '{"retries": 3}',
    is_active      BOOLEAN NOT NULL DEFAULT true,
    last_synced_at TIMESTAMPTZ,
    created_at     TIMESTAMPTZ NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, system, name)
);

-- Sales calls them integrations, and so do we from here on.
ALTER TABLE connectors RENAME TO integrations;
ALTER TABLE integrations RENAME CONSTRAINT connectors_tenant_id_system_name_key TO integrations_tenant_id_system_name_key;

CREATE TABLE integration_syncs (
    id             UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    integration_id UUID NOT NULL,
    direction      VARCHAR(10) NOT NULL DEFAULT 'in' CHECK (direction IN ('in', 'out')),
    records        INTEGER NOT NULL DEFAULT 0,
    cursor         TEXT,
    error          JSONB,
    started_at     TIMESTAMPTZ NOT NULL DEFAULT now(),
    finished_at    TIMESTAMPTZ,
    FOREIGN KEY (integration_id) REFERENCES integrations (id) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX integration_syncs_latest_idx ON integration_syncs (integration_id, started_at DESC);
CREATE UNIQUE INDEX integration_syncs_running_key ON integration_syncs (integration_id, direction) WHERE finished_at IS NULL;
