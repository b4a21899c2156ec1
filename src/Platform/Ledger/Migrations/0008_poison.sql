-- What stood on the log and was not let to the writer: whole batches that could not be read (index -1), and single commands, which are in the chain too. A row is a place
-- on the log, so the same batch read once more, after a restart or a take-over, is the same row. Written before anything behind it on the log can commit.
create table ledger.poison (
    partition    int not null,
    incarnation  bigint not null,
    batch_offset bigint not null,
    batch_index  int not null,
    reason       text not null,
    role         smallint not null,
    instance     bigint not null,
    key_version  int not null,
    -- Whether the producer that the message names made it; false: that is the message's own word.
    proven       bool not null,
    size         int not null,
    hash         bytea not null,
    -- The message; its beginning where it was too much to keep, and once it has been dealt with.
    bytes        bytea not null,
    attestation  bytea,
    found        timestamptz not null default now(),
    -- 0 waits, 1 replayed, 2 discarded.
    state        smallint not null default 0,
    ended        timestamptz,
    ended_by     text,
    ended_why    text,
    primary key (partition, incarnation, batch_offset, batch_index)
);

create index poison_waiting on ledger.poison (partition) where state = 0;
