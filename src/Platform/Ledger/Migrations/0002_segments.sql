-- Blocks and transfers in tables of a range each, so that what is archived is dropped as a whole table; docs/adr/0013 says why transfers have no B-tree.

-- Which tables there are: each holds sequences (block) or numbers (transfer) of one partition from first up to, and without, beyond.
create table ledger.segment (
    kind      text not null check (kind in ('block', 'transfer')),
    partition int not null,
    first     bigint not null,
    beyond    bigint not null check (beyond > first),
    name      text not null unique,
    primary key (kind, partition, first)
);

-- What has left the tables for signed files, one row a file.
create table ledger.archive (
    partition     int not null,
    first         bigint not null,
    last          bigint not null check (last >= first),
    last_hash     bytea not null,
    last_transfer bigint not null,
    file          text not null,
    sha256        bytea not null,
    primary key (partition, first)
);

alter table ledger.block rename to block_before;
alter table ledger.block_before rename constraint block_pkey to block_before_pkey;
alter table ledger.transfer rename to transfer_before;

create table ledger.block (
    partition int not null,
    sequence  bigint not null,
    header    bytea not null,
    hash      bytea not null,
    entries   bytea not null,
    primary key (partition, sequence)
) partition by range (partition, sequence);

alter table ledger.block alter column entries set storage external;

create table ledger.transfer (
    number         bigint not null,
    block          bigint not null,
    amount         bigint not null,
    debit_account  int not null,
    credit_account int not null,
    partition      smallint not null,
    entry          smallint not null,
    reason         smallint not null
) partition by range (partition, number);

create index transfer_place on ledger.transfer using brin (number, block) with (pages_per_range = 64);

-- Made beside and attached, which locks out nobody: "create table … partition of" would wait for every reader and hold up every commit behind it.
create function ledger.open_segment(kind text, of_partition int, first bigint, beyond bigint) returns void language plpgsql as $$
declare
    name text := format('%s_%s_%s', kind, of_partition, first);
begin
    execute format('create table ledger.%I (like ledger.%I including storage)', name, kind);
    execute format('alter table ledger.%I attach partition ledger.%I for values from (%s, %s) to (%s, %s)', kind, name, of_partition, first, of_partition, beyond);
    insert into ledger.segment values (kind, of_partition, first, beyond, name);
end $$;

do $$
declare
    size constant bigint := 262144;
    rows constant bigint := 16777216;
    old record;
begin
    for old in select partition, max(sequence) as last from ledger.block_before group by partition loop
        perform ledger.open_segment('block', old.partition, first, first + size) from generate_series(1, old.last, size) first;
    end loop;
    for old in select partition, max(number) as last from ledger.transfer_before group by partition loop
        perform ledger.open_segment('transfer', old.partition, first, first + rows) from generate_series(1, old.last, rows) first;
    end loop;
end $$;

insert into ledger.block (partition, sequence, header, hash, entries)
select partition, sequence, header, hash, entries from ledger.block_before order by partition, sequence;

insert into ledger.transfer (number, block, amount, debit_account, credit_account, partition, entry, reason)
select number, block, amount, debit_account, credit_account, partition, entry, reason from ledger.transfer_before order by partition, number;

drop table ledger.block_before, ledger.transfer_before;
