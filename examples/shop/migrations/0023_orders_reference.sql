SET lock_timeout = '5s';

-- The safe way, in one piece: build the index without blocking, then let the constraint adopt it.
ALTER TABLE orders ADD COLUMN reference text;
CREATE UNIQUE INDEX CONCURRENTLY orders_reference_idx ON orders (reference);
ALTER TABLE orders ADD CONSTRAINT orders_reference_key UNIQUE USING INDEX orders_reference_idx;
