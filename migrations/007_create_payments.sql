CREATE TABLE payment_gateways (
    id          UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id   UUID NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    provider    VARCHAR(50) NOT NULL,
    credentials JSONB NOT NULL DEFAULT '{}',
    is_default  BOOLEAN NOT NULL DEFAULT false,
    is_active   BOOLEAN NOT NULL DEFAULT true,
    created_at  TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- A shop has one default gateway at most.
CREATE UNIQUE INDEX payment_gateways_default_key ON payment_gateways (tenant_id) WHERE is_default;

CREATE TABLE payment_transactions (
    id          UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    order_id    UUID NOT NULL REFERENCES orders (id) ON DELETE RESTRICT,
    gateway_id  UUID NOT NULL REFERENCES payment_gateways (id) ON DELETE RESTRICT,
    reference   VARCHAR(200),
    kind        VARCHAR(20) NOT NULL DEFAULT 'charge',
    amount      DECIMAL(19,4) NOT NULL,
    currency    VARCHAR(3) NOT NULL DEFAULT 'EUR',
    succeeded   BOOLEAN,
    response    JSONB DEFAULT '{}',
    created_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    CHECK (kind IN ('charge', 'refund')),
    CHECK (amount > 0)
);

CREATE INDEX payment_transactions_order_idx ON payment_transactions (order_id, created_at);
CREATE UNIQUE INDEX payment_transactions_reference_key ON payment_transactions (gateway_id, reference) WHERE reference IS NOT NULL;
