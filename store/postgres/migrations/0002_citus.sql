-- With the Citus extension the tables are spread by partition, rows of one partition
-- together, so that every transaction is of a single shard.
DO $$
DECLARE
    t text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_proc WHERE proname = 'create_distributed_table' AND pg_function_is_visible(oid)) THEN
        RETURN;
    END IF;
    PERFORM create_distributed_table('partitions'::regclass, 'partition', colocate_with => 'none');
    FOREACH t IN ARRAY ARRAY['changes', 'branches', 'verdicts', 'records', 'departures', 'locals'] LOOP
        PERFORM create_distributed_table(t::regclass, 'partition', colocate_with => 'partitions');
    END LOOP;
END
$$;
