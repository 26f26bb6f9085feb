-- Revenue by product in January.
SELECT p.name, sum(i.quantity * i.unit_price) AS revenue
FROM order_items AS i
JOIN products AS p ON p.id = i.product_id
JOIN orders AS o ON o.id = i.order_id
WHERE o.created_at >= timestamptz '2026-01-01 00:00+00'
  AND o.created_at < timestamptz '2026-02-01 00:00+00'
GROUP BY p.name
ORDER BY revenue DESC
LIMIT 10;

-- Somebody forgot the WHERE.
UPDATE orders SET status = 'shipped';
