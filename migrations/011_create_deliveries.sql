CREATE TABLE delivery_methods (
    id         UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id  UUID NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    code       VARCHAR(50) NOT NULL,
    name       VARCHAR(200) NOT NULL,
    base_cost  DECIMAL(19,4) NOT NULL DEFAULT 0,
    zones      JSONB NOT NULL DEFAULT '[]',
    is_active  BOOLEAN NOT NULL DEFAULT true,
    UNIQUE (tenant_id, code),
    CHECK (base_cost >= 0)
);

CREATE TABLE deliveries (
    id           UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    order_id     UUID NOT NULL REFERENCES orders ON DELETE CASCADE,
    method_id    UUID REFERENCES delivery_methods ON DELETE SET NULL,
    tracking     VARCHAR(120),
    cost         DECIMAL(19,4) NOT NULL DEFAULT 0.0000,
    shipped_at   TIMESTAMPTZ,
    delivered_at TIMESTAMPTZ,
    created_at   TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT deliveries_in_order CHECK (delivered_at IS NULL OR delivered_at >= shipped_at)
);

CREATE INDEX deliveries_on_the_way_idx ON deliveries (shipped_at) WHERE shipped_at IS NOT NULL AND delivered_at IS NULL;

-- Every shop starts with a way to send things; orders that were sent before get their delivery.
INSERT INTO delivery_methods (tenant_id, code, name)
SELECT id, 'standard', 'Standard delivery' FROM tenants;

INSERT INTO deliveries (order_id, method_id, shipped_at, created_at)
SELECT o.id, m.id, o.updated_at, o.created_at
FROM orders o
JOIN delivery_methods m ON m.tenant_id = o.tenant_id AND m.code = 'standard'
WHERE o.status IN ('shipped', 'delivered');
