-- The id index again, by id first. An id is a UUIDv7 and begins with its time, so new rows come to the right edge of the key: pages fill up, and a checkpoint is not
-- followed by an image of every page. By player first each row went to a page of its own. The request's hash is not kept, because a look-up reads the entry itself.
-- The follower builds it anew from the chain; until it has, nobody leads.
drop table ledger.command_id;

create table ledger.command_id (
    block      bigint not null,
    player     uuid not null,
    id         uuid not null,
    partition  int not null,
    entry      int not null,
    entry_at   int not null,
    entry_size smallint not null,
    primary key (partition, id, player)
);

update ledger.follower set sequence = 0, latest_id_ms = 0 where name = 'command-id';
