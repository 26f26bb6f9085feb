SET LOCAL lock_timeout = '5s';

ALTER TABLE customers ADD COLUMN loyalty_number bigserial;
ALTER TABLE customers ADD COLUMN tier text NOT NULL DEFAULT 'standard';
