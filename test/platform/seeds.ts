/** Rows as the reference platform had them before migration 008, in SQL that all databases read; each spot that a later backfill must find is there. */
const ID = (suffix: string): string => `'00000000-0000-4000-8000-${suffix.padStart(12, '0')}'`;

export const SEEDED_AFTER = '007_create_payments';

export const SEEDS: readonly string[] = [
  `INSERT INTO users (id, email, password_hash, full_name, role, api_key) VALUES
     (${ID('1')}, 'Ada@Example.com', 'x', 'Ada', 'super_admin', 'k1'),
     (${ID('2')}, ' ben@example.com', 'x', '', 'member', NULL),
     (${ID('3')}, 'eve@example.com', 'x', NULL, 'admin', NULL)`,
  `INSERT INTO tenants (id, slug, name, owner_id) VALUES (${ID('a1')}, 'tea', 'Tea & Co', ${ID('1')})`,
  `INSERT INTO tenant_users (tenant_id, user_id, role) VALUES (${ID('a1')}, ${ID('1')}, 'owner'), (${ID('a1')}, ${ID('2')}, 'manager'), (${ID('a1')}, ${ID('3')}, 'staff')`,
  `INSERT INTO product_types (id, tenant_id, code, label) VALUES (${ID('b1')}, ${ID('a1')}, 'tea', 'Tea')`,
  `INSERT INTO products (id, tenant_id, product_type_id, title, slug, price_cents, sale_price_cents) VALUES
     (${ID('c1')}, ${ID('a1')}, ${ID('b1')}, 'Assam', 'assam', 1250, 999),
     (${ID('c2')}, ${ID('a1')}, ${ID('b1')}, 'Ceylon', 'ceylon', 333, NULL)`,
  `INSERT INTO product_attributes (product_id, name, value_type, number_value) VALUES (${ID('c1')}, 'grams', 'number', 100.5)`,
  `INSERT INTO product_variants (id, product_id, sku, price) VALUES (${ID('d1')}, ${ID('c1')}, 'A-100', 12.5)`,
  `INSERT INTO orders (id, tenant_id, customer_id, number, status, placed_at) VALUES
     (${ID('e1')}, ${ID('a1')}, ${ID('2')}, 1, 'shipped', '2026-01-02T03:04:05Z'),
     (${ID('e2')}, ${ID('a1')}, NULL, 2, 'draft', NULL)`,
  `INSERT INTO order_items (order_id, variant_id, sku, quantity, unit_price, discount) VALUES (${ID('e1')}, ${ID('d1')}, 'A-100', 3, 12.5, 1)`,
  `INSERT INTO payment_gateways (id, tenant_id, provider, is_default) VALUES (${ID('f1')}, ${ID('a1')}, 'stripe', true)`,
  `INSERT INTO payment_transactions (order_id, gateway_id, amount, currency) VALUES (${ID('e1')}, ${ID('f1')}, 37.5, 'USD')`,
];

/** Rows that only the finished schema takes, and that the way back must bring home. */
export const LATER_SEEDS: readonly string[] = [
  `INSERT INTO workflows (id, tenant_id, name, trigger_on) VALUES (${ID('91')}, ${ID('a1')}, 'w', 'order.paid')`,
  `INSERT INTO workflow_executions (workflow_id, state) VALUES (${ID('91')}, 'skipped'), (${ID('91')}, 'queued')`,
  `INSERT INTO workflow_executions (workflow_id, state, error) VALUES (${ID('91')}, 'failed', 'no answer')`,
  `UPDATE orders SET status = 'refunded' WHERE number = 1`,
];

/** Each question with the answer that any database must give at the end of the history. */
export const FINISHED: readonly (readonly [query: string, answer: readonly string[]])[] = [
  [`SELECT email || ' ' || display_name || ' ' || locale AS line FROM users ORDER BY email`, ['ada@example.com Ada en', 'ben@example.com ben en', 'eve@example.com eve en']],
  [`SELECT name || ' ' || CAST(CAST(price * 100 AS INTEGER) AS TEXT) AS line FROM products ORDER BY name`, ['Assam 1250', 'Ceylon 333']],
  [`SELECT CAST(number AS TEXT) || ' ' || currency AS line FROM orders ORDER BY number`, ['1 USD', '2 EUR']],
  [`SELECT sku || ' ' || CAST(CAST(total * 100 AS INTEGER) AS TEXT) AS line FROM order_items`, ['A-100 3650']],
  [`SELECT m.code AS line FROM deliveries d JOIN delivery_methods m ON m.id = d.method_id`, ['standard']],
  [`SELECT name || ' ' || kind || ' ' || CAST(CAST(value * 100 AS INTEGER) AS TEXT) AS line FROM pricing_rules`, ['Sale: Assam fixed 999']],
  [
    `SELECT u.display_name || ' ' || r.role || ' ' || coalesce(t.slug, '-') AS line FROM user_roles r JOIN users u ON u.id = r.user_id LEFT JOIN tenants t ON t.id = r.tenant_id ORDER BY 1`,
    ['Ada owner tea', 'Ada super_admin -', 'ben manager tea', 'eve staff tea'],
  ],
  [`SELECT handler || ' ' || CAST(priority AS TEXT) AS line FROM plugin_hooks ORDER BY handler`, ['plugins/catalog/on-order-created 100', 'plugins/checkout/on-order-created 100']],
];

/** The same after going back to where the first seeds were put in. */
export const BACK: readonly (readonly [query: string, answer: readonly string[]])[] = [
  [`SELECT email || ' ' || full_name AS line FROM users ORDER BY email`, ['ada@example.com Ada', 'ben@example.com ben', 'eve@example.com eve']],
  [`SELECT title || ' ' || CAST(price_cents AS TEXT) || ' ' || coalesce(CAST(sale_price_cents AS TEXT), '-') AS line FROM products ORDER BY title`, ['Assam 1250 999', 'Ceylon 333 -']],
  [`SELECT CAST(number AS TEXT) || ' ' || CAST(status AS TEXT) AS line FROM orders ORDER BY number`, ['1 cancelled', '2 draft']],
  [`SELECT CAST(role AS TEXT) AS line FROM tenant_users ORDER BY 1`, ['manager', 'owner', 'staff']],
  [`SELECT CAST(CAST(unit_price * 100 AS INTEGER) AS TEXT) AS line FROM order_items`, ['1250']],
];
