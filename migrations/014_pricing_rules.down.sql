ALTER TABLE products ADD COLUMN sale_price_cents INTEGER;

UPDATE products
SET sale_price_cents = round(r.value * 100)::integer
FROM pricing_rules r
WHERE r.product_id = products.id AND r.kind = 'fixed' AND r.coupon IS NULL;

DROP TABLE pricing_rules;
