-- What a shop sells. Each product type has its own attributes, kept as entity, attribute, value.
CREATE TABLE product_types (
    id         UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id  UUID NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    parent_id  UUID REFERENCES product_types (id) ON DELETE SET NULL,
    code       VARCHAR(50) NOT NULL,
    label      VARCHAR(200) NOT NULL,
    schema     JSONB NOT NULL DEFAULT '{"attributes": []}',
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE (tenant_id, code)
);

CREATE TABLE products (
    id              UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id       UUID NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    product_type_id UUID NOT NULL REFERENCES product_types (id) ON DELETE RESTRICT,
    title           VARCHAR(255) NOT NULL,
    slug            VARCHAR(255) NOT NULL,
    description     TEXT,
    price_cents     INTEGER NOT NULL DEFAULT 0 CHECK (price_cents >= 0),
    sale_price_cents INTEGER,
    is_published    BOOLEAN NOT NULL DEFAULT false,
    metadata        JSONB DEFAULT '{}'::jsonb,
    created_at      TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at      TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE (tenant_id, slug)
);

CREATE INDEX products_published_idx ON products (tenant_id, created_at DESC) WHERE is_published;

CREATE TABLE product_attributes (
    id            UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    product_id    UUID NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    name          VARCHAR(100) NOT NULL,
    value_type    VARCHAR(20) NOT NULL DEFAULT 'text',
    text_value    TEXT,
    number_value  DECIMAL(19,4),
    boolean_value BOOLEAN,
    json_value    JSONB,
    UNIQUE (product_id, name),
    CONSTRAINT product_attributes_one_value CHECK (
        (value_type = 'text' AND number_value IS NULL AND boolean_value IS NULL AND json_value IS NULL)
        OR (value_type = 'number' AND text_value IS NULL AND boolean_value IS NULL AND json_value IS NULL)
        OR (value_type = 'boolean' AND text_value IS NULL AND number_value IS NULL AND json_value IS NULL)
        OR (value_type = 'json' AND text_value IS NULL AND number_value IS NULL AND boolean_value IS NULL)
    )
);

CREATE INDEX product_attributes_number_idx ON product_attributes (name, number_value) WHERE number_value IS NOT NULL;
