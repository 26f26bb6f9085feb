BEGIN;

SET LOCAL lock_timeout = '5s';

ALTER TABLE reviews
    ADD CONSTRAINT reviews_product_id_fkey FOREIGN KEY (product_id) REFERENCES products (id) NOT VALID;
ALTER TABLE reviews VALIDATE CONSTRAINT reviews_product_id_fkey;

COMMIT;
