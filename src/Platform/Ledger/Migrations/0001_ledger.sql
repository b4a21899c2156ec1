-- The ledger's tables. docs/roles/ledger.md says what each is for; docs/adr/0003 says why they look like this.
-- Nothing here has a secondary index: every key on the commit path is monotonic, because random B-tree keys there cost 2.2 times.

-- One row a partition: who leads it, and its head. The last statement of every block commit updates this row conditionally.
create table ledger.partition (
    partition       int primary key,
    holder          text not null,
    run             uuid not null,
    session_pid     int not null,
    session_started timestamptz not null,
    epoch           bigint not null,
    lease_until     timestamptz not null,
    sequence        bigint not null,
    head_hash       bytea not null
) with (fillfactor = 10);

-- The chain. Header and entries hold the very bytes that the hashes cover; everything else in this schema follows from them.
create table ledger.block (
    partition int not null,
    sequence  bigint not null,
    header    bytea not null,
    hash      bytea not null,
    entries   bytea not null,
    primary key (partition, sequence)
);

-- Uncompressed and out of line, so that one entry can be read by its place without reading the block.
alter table ledger.block alter column entries set storage external;

create table ledger.transfer (
    number         bigint not null,
    block          bigint not null,
    debit_account  bigint not null,
    credit_account bigint not null,
    amount         bigint not null,
    partition      int not null,
    entry          int not null,
    reason         smallint not null,
    primary key (partition, number)
);

-- Half of each page stays free, so that updates of balances are heap-only and touch no index.
create table ledger.account (
    number          bigint not null,
    debits_posted   bigint not null,
    credits_posted  bigint not null,
    debits_pending  bigint not null,
    credits_pending bigint not null,
    owner           uuid not null,
    sub             bigint not null,
    partition       int not null,
    kind            int not null,
    asset           int not null,
    primary key (partition, number)
) with (fillfactor = 50);

create table ledger.item (
    number    bigint not null,
    partition int not null,
    kind      smallint not null,
    value     bytea not null,
    primary key (partition, number)
) with (fillfactor = 70);

-- Built by a follower, never on the commit path: every id that has taken effect, and the place of its entry in the chain.
create table ledger.command_id (
    partition    int not null,
    player       uuid not null,
    id           uuid not null,
    block        bigint not null,
    entry        int not null,
    entry_at     int not null,
    entry_size   int not null,
    request_hash bytea not null,
    primary key (partition, player, id)
);

-- How far a follower has come. For the id index also the latest time that any indexed id carries.
create table ledger.follower (
    name         text not null,
    partition    int not null,
    sequence     bigint not null,
    latest_id_ms bigint not null,
    primary key (name, partition)
) with (fillfactor = 10);
