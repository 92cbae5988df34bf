-- Sale prices become rules, so that a sale can have a beginning, an end and a coupon.
CREATE TABLE pricing_rules (
    id           UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id    UUID NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    product_id   UUID REFERENCES products (id) ON DELETE CASCADE,
    name         VARCHAR(200) NOT NULL,
    kind         VARCHAR(20) NOT NULL CHECK (kind IN ('percent', 'amount', 'fixed')),
    value        DECIMAL(19,4) NOT NULL,
    coupon       VARCHAR(50),
    min_quantity INTEGER NOT NULL DEFAULT 1,
    priority     INTEGER NOT NULL DEFAULT 0,
    starts_at    TIMESTAMPTZ,
    ends_at      TIMESTAMPTZ,
    conditions   JSONB NOT NULL DEFAULT '{}',
    created_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
    CHECK (value >= 0),
    CHECK (kind <> 'percent' OR value <= 100),
    CHECK (starts_at IS NULL OR ends_at IS NULL OR starts_at < ends_at)
);

CREATE UNIQUE INDEX pricing_rules_coupon_key ON pricing_rules (tenant_id, upper(coupon)) WHERE coupon IS NOT NULL;

INSERT INTO pricing_rules (tenant_id, product_id, name, kind, value)
SELECT tenant_id, id, 'Sale: ' || name, 'fixed', sale_price_cents / 100.0
FROM products
WHERE sale_price_cents IS NOT NULL AND sale_price_cents < price_cents;

ALTER TABLE products DROP COLUMN sale_price_cents;
