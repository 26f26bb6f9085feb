-- A function that the month-end job calls: its body is checked too.
CREATE FUNCTION close_month(closing date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders SET status = 'cancelled' WHERE status = NULL AND created_at < closing;
    DELETE FROM audit_log;
END;
$$;
