CREATE TABLE products (
    id serial PRIMARY KEY,
    sku varchar(32) NOT NULL,
    name text NOT NULL,
    price numeric(8, 2) NOT NULL,
    attributes json,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX products_sku_key ON products (sku);
