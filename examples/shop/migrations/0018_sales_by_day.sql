CREATE MATERIALIZED VIEW sales_by_day AS
SELECT date_trunc('day', o.created_at) AS day, sum(o.total) AS revenue, count(*) AS orders
FROM orders AS o
GROUP BY 1;

CREATE UNIQUE INDEX sales_by_day_day_idx ON sales_by_day (day);
