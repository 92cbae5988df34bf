-- Cents here, DECIMAL(12,2) there, DECIMAL(19,4) elsewhere: all amounts are DECIMAL(19,4) with a currency.
ALTER TABLE products DROP CONSTRAINT products_price_cents_check;
ALTER TABLE products ALTER COLUMN price_cents DROP DEFAULT;
ALTER TABLE products ALTER COLUMN price_cents TYPE DECIMAL(19,4) USING price_cents / 100.0;
ALTER TABLE products ALTER COLUMN price_cents SET DEFAULT 0;
ALTER TABLE products RENAME COLUMN price_cents TO price;
ALTER TABLE products ADD CONSTRAINT products_price_check CHECK (price >= 0);

ALTER TABLE order_items
    ALTER COLUMN unit_price TYPE DECIMAL(19,4),
    ALTER COLUMN discount TYPE DECIMAL(19,4);

ALTER TABLE orders ADD COLUMN currency VARCHAR(3);
UPDATE orders
SET currency = coalesce((
    SELECT t.currency FROM payment_transactions t WHERE t.order_id = orders.id ORDER BY t.created_at LIMIT 1
), 'EUR');
ALTER TABLE orders
    ALTER COLUMN currency SET DEFAULT 'EUR',
    ALTER COLUMN currency SET NOT NULL,
    ADD CONSTRAINT orders_currency_upper CHECK (currency = upper(currency));

-- A total that nobody maintains is wrong sooner or later.
ALTER TABLE order_items ADD COLUMN total DECIMAL(19,4) GENERATED ALWAYS AS (unit_price * quantity - discount) STORED;
