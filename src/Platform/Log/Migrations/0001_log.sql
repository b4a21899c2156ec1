-- The command log: batches as they were appended, opaque to this database (docs/roles/log.md).

-- One row a partition. An append updates it first and holds its lock until commit, so offsets become visible in their order and without gaps.
CREATE TABLE log.partition (
    partition    integer PRIMARY KEY CHECK (partition >= 0),
    incarnation  bigint  NOT NULL CHECK (incarnation BETWEEN 1 AND 4294967295),
    first_offset bigint  NOT NULL CHECK (first_offset >= 0),
    next_offset  bigint  NOT NULL CHECK (next_offset >= first_offset)
) WITH (fillfactor = 50);

-- The key is monotonic within a partition: appends fill the rightmost page of the index.
CREATE TABLE log.batch (
    partition     integer     NOT NULL,
    incarnation   bigint      NOT NULL,
    batch_offset  bigint      NOT NULL,
    appended_at   timestamptz NOT NULL,
    bytes         bytea       NOT NULL,
    PRIMARY KEY (partition, incarnation, batch_offset)
);

-- Batches are hashes, ids and random bits: the server would spend processor time to compress them by next to nothing.
ALTER TABLE log.batch ALTER COLUMN bytes SET STORAGE EXTERNAL;
