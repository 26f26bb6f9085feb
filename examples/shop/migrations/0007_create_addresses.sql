CREATE TABLE addresses (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    customer_id bigint NOT NULL,
    street text NOT NULL,
    city text NOT NULL,
    country char(2) NOT NULL
);

CREATE INDEX addresses_customer_id_idx ON addresses (customer_id);
