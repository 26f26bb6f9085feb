DROP INDEX orders_status_idx;

ALTER TABLE products DROP COLUMN attributes;
