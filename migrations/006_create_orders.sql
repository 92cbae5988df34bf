CREATE TYPE order_status AS ENUM ('draft', 'placed', 'paid', 'shipped', 'cancelled');

CREATE TABLE orders (
    id             UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id      UUID NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    customer_id    UUID REFERENCES users (id) ON DELETE SET NULL,
    number         BIGINT NOT NULL,
    status         order_status NOT NULL DEFAULT 'draft',
    customer_email VARCHAR(255),
    subtotal       DECIMAL(19,4) NOT NULL DEFAULT 0,
    tax            DECIMAL(19,4) NOT NULL DEFAULT 0,
    total          DECIMAL(19,4) NOT NULL DEFAULT 0,
    address        JSONB,
    placed_at      TIMESTAMP WITH TIME ZONE,
    created_at     TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
    updated_at     TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, number),
    CONSTRAINT orders_amounts CHECK (subtotal >= 0 AND tax >= 0 AND total >= 0),
    CONSTRAINT orders_placed CHECK (status = 'draft' OR placed_at IS NOT NULL)
);

CREATE INDEX orders_open_idx ON orders (tenant_id, placed_at) WHERE status IN ('placed', 'paid');

CREATE TABLE order_items (
    id         UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    order_id   UUID NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    variant_id UUID REFERENCES product_variants (id) ON DELETE SET NULL,
    sku        VARCHAR(64) NOT NULL,
    quantity   INTEGER NOT NULL CHECK (quantity > 0),
    unit_price DECIMAL(12,2) NOT NULL,
    discount   DECIMAL(12,2) NOT NULL DEFAULT 0,
    CHECK (discount >= 0 AND discount <= unit_price * quantity)
);

CREATE INDEX order_items_order_idx ON order_items (order_id);
CREATE INDEX order_items_variant_idx ON order_items (variant_id);
