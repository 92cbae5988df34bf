-- Plugins are known to the platform, switched on by a tenant, and called through hooks.
CREATE TABLE plugins (
    id           UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    code         VARCHAR(100) NOT NULL UNIQUE,
    name         VARCHAR(200) NOT NULL,
    version      VARCHAR(20) NOT NULL DEFAULT '1.0.0',
    is_core      BOOLEAN NOT NULL DEFAULT false,
    config       JSONB NOT NULL DEFAULT '{}',
    published_at TIMESTAMP
);

CREATE TABLE tenant_plugins (
    id         UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id  UUID NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    plugin_id  UUID NOT NULL REFERENCES plugins (id) ON DELETE CASCADE,
    enabled    BOOLEAN NOT NULL DEFAULT false,
    settings   JSONB NOT NULL DEFAULT '{}',
    enabled_at TIMESTAMP,
    CONSTRAINT tenant_plugins_once UNIQUE (tenant_id, plugin_id)
);

CREATE TABLE plugin_hooks (
    id        BIGSERIAL PRIMARY KEY,
    plugin_id UUID NOT NULL REFERENCES plugins (id) ON DELETE CASCADE,
    event     VARCHAR(100) NOT NULL,
    handler   TEXT NOT NULL,
    prio      INTEGER NOT NULL DEFAULT 100
);

CREATE INDEX ON plugin_hooks (event, prio);

INSERT INTO plugins (code, name, is_core, config) VALUES
    ('catalog', 'Catalogue', true, '{"max_variants": 100}'),
    ('checkout', 'Checkout', true, '{"guest": true}'),
    ('reports', 'Reports', false, '{}');

INSERT INTO plugin_hooks (plugin_id, event, handler)
SELECT id, 'order.created', 'plugins/' || code || '/on-order-created'
FROM plugins
WHERE is_core;
