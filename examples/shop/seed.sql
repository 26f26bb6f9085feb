-- A small shop to explain queries on: 2,000 customers, 200 products, 20,000 orders.
INSERT INTO customers (email, display_name)
SELECT 'customer' || n || '@example.com', 'Customer ' || n FROM generate_series(1, 2000) AS n;

INSERT INTO products (sku, name, price)
SELECT 'SKU-' || lpad(n::text, 5, '0'), 'Product ' || n, (n % 90) + 9.99 FROM generate_series(1, 200) AS n;

INSERT INTO orders (customer_id, status, created_at, total)
SELECT (n % 2000) + 1,
       (ARRAY['pending', 'paid', 'shipped', 'shipped', 'shipped', 'cancelled'])[n % 6 + 1],
       timestamptz '2026-01-01 00:00+00' + n * interval '20 minutes',
       (n % 500) + 1
FROM generate_series(1, 20000) AS n;

INSERT INTO order_items (order_id, line_number, product_id, quantity, unit_price)
SELECT o, line, ((o * 7 + line) % 200) + 1, (o % 3) + 1, ((o + line) % 90) + 9.99
FROM generate_series(1, 20000) AS o, generate_series(1, 2) AS line;

INSERT INTO payments (order_id, method, amount, paid_at)
SELECT id, 'card', total, created_at FROM orders WHERE status IN ('paid', 'shipped');

ANALYZE;
