-- Returns are handled in the shop now, and a shipment has an end.
ALTER TYPE order_status ADD VALUE 'delivered' AFTER 'shipped';
ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'refunded';
ALTER TYPE execution_state ADD VALUE 'skipped' BEFORE 'done';
