ALTER TABLE order_items DROP COLUMN total;
ALTER TABLE orders DROP CONSTRAINT orders_currency_upper;
ALTER TABLE orders DROP COLUMN currency;

ALTER TABLE order_items
    ALTER COLUMN unit_price TYPE DECIMAL(12,2) USING round(unit_price, 2),
    ALTER COLUMN discount TYPE DECIMAL(12,2) USING round(discount, 2);

ALTER TABLE products DROP CONSTRAINT products_price_check;
ALTER TABLE products RENAME COLUMN price TO price_cents;
ALTER TABLE products ALTER COLUMN price_cents DROP DEFAULT;
ALTER TABLE products ALTER COLUMN price_cents TYPE INTEGER USING round(price_cents * 100)::integer;
ALTER TABLE products ALTER COLUMN price_cents SET DEFAULT 0;
ALTER TABLE products ADD CONSTRAINT products_price_cents_check CHECK (price_cents >= 0);
