-- What holds changed on accounts, a row a block that placed or ended any, until history has taken it over. Replay finds the same; this spares it after a restart.
create table ledger.pending (
    block     bigint not null,
    partition int not null,
    rows      bytea not null,
    primary key (partition, block)
);
