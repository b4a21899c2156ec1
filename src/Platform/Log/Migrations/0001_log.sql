-- The command log: batches as they were appended, opaque to this database (docs/roles/log.md).

-- One row a partition. An append updates it first and holds its lock until commit: offsets become visible in their order and without gaps,
-- which a sequence can't promise. Half of the page stays free, so that the row is rewritten within it and no index changes.
CREATE TABLE log.partition (
    partition    integer PRIMARY KEY CHECK (partition BETWEEN 0 AND 4095),
    incarnation  bigint  NOT NULL DEFAULT 1 CHECK (incarnation BETWEEN 1 AND 4294967295),
    next_offset  bigint  NOT NULL DEFAULT 0 CHECK (next_offset >= 0)
) WITH (fillfactor = 50);

-- The key is monotonic within a partition: appends fill the rightmost page of its index.
CREATE TABLE log.batch (
    partition     integer     NOT NULL,
    incarnation   bigint      NOT NULL,
    batch_offset  bigint      NOT NULL CHECK (batch_offset >= 0),
    appended_at   timestamptz NOT NULL,
    bytes         bytea       NOT NULL,
    PRIMARY KEY (partition, incarnation, batch_offset)
) WITH (autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);

-- Batches are ids, seeds' hashes and tags: the server would spend processor time on making them hardly smaller.
ALTER TABLE log.batch ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- What operators did: each new incarnation, and where the one before it ended.
CREATE TABLE log.opening (
    partition     integer     NOT NULL,
    incarnation   bigint      NOT NULL,
    previous_end  bigint      NOT NULL,
    opened_at     timestamptz NOT NULL,
    PRIMARY KEY (partition, incarnation)
);
