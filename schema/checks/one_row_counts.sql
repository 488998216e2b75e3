-- Of a contribution and its corrections at most one row counts.
select original_id, count(*) as live_rows from contribution where live group by original_id having count(*) > 1
