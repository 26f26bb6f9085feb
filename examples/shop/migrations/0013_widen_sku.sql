-- Longer article numbers: wider varchar is free ...
ALTER TABLE products ALTER COLUMN sku TYPE varchar(64);

-- ... a wider integer is not.
ALTER TABLE order_items ALTER COLUMN quantity TYPE bigint;
