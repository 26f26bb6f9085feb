ALTER TABLE orders ADD COLUMN total numeric(10, 2);

UPDATE orders SET total = 0;

ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
