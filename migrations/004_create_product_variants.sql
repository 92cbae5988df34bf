CREATE TABLE product_variants (
    id          UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    product_id  UUID NOT NULL,
    sku         VARCHAR(64) NOT NULL,
    price       DECIMAL(19,4),
    stock       INT NOT NULL DEFAULT 0,
    weight_gram SMALLINT,
    options     JSONB NOT NULL DEFAULT '{}',
    position    INTEGER NOT NULL DEFAULT 0,
    created_at  TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

ALTER TABLE product_variants
    ADD CONSTRAINT product_variants_product_id_fkey FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE CASCADE,
    ADD CONSTRAINT product_variants_stock_not_negative CHECK (stock >= 0);

CREATE UNIQUE INDEX product_variants_sku_key ON product_variants (product_id, upper(sku));
