-- Postgres cannot take a value away from an enum: swap in types without the new values.
UPDATE orders SET status = 'cancelled' WHERE status = 'refunded';
UPDATE orders SET status = 'shipped' WHERE status = 'delivered';
UPDATE workflow_executions SET state = 'done' WHERE state = 'skipped';

-- What compares these columns with values of the old types goes first.
DROP INDEX orders_open_idx;
DROP INDEX workflow_executions_waiting_idx;
ALTER TABLE orders DROP CONSTRAINT orders_placed;
ALTER TABLE workflow_executions DROP CONSTRAINT workflow_executions_error;

ALTER TYPE order_status RENAME TO order_status_old;
CREATE TYPE order_status AS ENUM ('draft', 'placed', 'paid', 'shipped', 'cancelled');
ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;
ALTER TABLE orders ALTER COLUMN status TYPE order_status USING status::text::order_status;
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'draft';
DROP TYPE order_status_old;

ALTER TYPE execution_state RENAME TO execution_state_old;
CREATE TYPE execution_state AS ENUM ('queued', 'running', 'done', 'failed');
ALTER TABLE workflow_executions ALTER COLUMN state DROP DEFAULT;
ALTER TABLE workflow_executions ALTER COLUMN state TYPE execution_state USING state::text::execution_state;
ALTER TABLE workflow_executions ALTER COLUMN state SET DEFAULT 'queued';
DROP TYPE execution_state_old;

ALTER TABLE orders ADD CONSTRAINT orders_placed CHECK (status = 'draft' OR placed_at IS NOT NULL);
ALTER TABLE workflow_executions ADD CONSTRAINT workflow_executions_error CHECK ((state = 'failed') = (error IS NOT NULL));
CREATE INDEX orders_open_idx ON orders (tenant_id, placed_at) WHERE status IN ('placed', 'paid');
CREATE INDEX workflow_executions_waiting_idx ON workflow_executions (created_at) WHERE state = 'queued';
