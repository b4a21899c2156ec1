-- Producers append through this function and have no right on a table: what they appended they cannot read, and offsets they cannot move. It runs as its owner, so it
-- looks up nothing where its caller could have put something. The update takes the partition's row lock and keeps it until the caller's commit: appends of all
-- processes take turns, and a reader who sees an offset sees all before it.
CREATE FUNCTION log.append(to_partition integer, batches bytea[], at timestamptz, OUT in_incarnation bigint, OUT first_offset bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    added  constant bigint := cardinality(batches);
    behind bigint;
BEGIN
    -- A ledger reads what stands here into its memory, so no producer may put there what is larger than any batch is.
    IF added IS NULL OR added = 0 OR EXISTS (SELECT FROM unnest(batches) AS one WHERE one IS NULL OR octet_length(one) NOT BETWEEN 1 AND 16777216) THEN
        RAISE EXCEPTION 'a batch has 1 to 16777216 bytes' USING ERRCODE = 'invalid_parameter_value';
    END IF;

    LOOP
        UPDATE log.partition p SET next_offset = p.next_offset + added WHERE p.partition = to_partition
        RETURNING p.incarnation, p.next_offset INTO in_incarnation, behind;
        EXIT WHEN FOUND;
        INSERT INTO log.partition (partition) VALUES (to_partition) ON CONFLICT DO NOTHING;
    END LOOP;

    first_offset := behind - added;
    INSERT INTO log.batch (partition, incarnation, batch_offset, appended_at, bytes)
    SELECT to_partition, in_incarnation, first_offset + b.number - 1, at, b.bytes FROM unnest(batches) WITH ORDINALITY AS b (bytes, number);
    PERFORM pg_notify('croupier_log', to_partition || ' ' || in_incarnation || ' ' || behind);
END
$$;

REVOKE ALL ON FUNCTION log.append(integer, bytea[], timestamptz) FROM PUBLIC;
