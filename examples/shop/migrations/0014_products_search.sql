ALTER TABLE products
    ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('simple', name)) STORED;

CREATE INDEX CONCURRENTLY IF NOT EXISTS products_search_idx ON products USING gin (search);
