-- Orders of one customer, newest first.
SELECT o.id, o.status, o.total, o.created_at
FROM orders AS o
WHERE o.customer_id = 42
ORDER BY o.created_at DESC
LIMIT 20;

-- Page 500 of the order list: every row before it is read and thrown away.
SELECT o.id, o.status, o.total
FROM orders AS o
ORDER BY o.created_at
LIMIT 20 OFFSET 10000;

-- Search box.
SELECT * FROM products WHERE name LIKE '%42%';

-- Customers who never wrote a review.
SELECT c.id, c.email
FROM customers AS c
WHERE c.id NOT IN (SELECT r.customer_id FROM reviews AS r);

-- Orders that were never paid: one NULL in payments and this finds nothing.
SELECT o.id
FROM orders AS o
WHERE o.id NOT IN (SELECT p.order_id FROM payments AS p WHERE p.paid_at = NULL);
