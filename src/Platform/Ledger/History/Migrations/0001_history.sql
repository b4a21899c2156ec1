-- The ledger's history. docs/history.md says what each table is for; docs/adr/0015 says why it is kept in pages.
-- All of it follows from the chain: the schema can be dropped, and is built anew at the next start.

-- How far history has come: the last block in it, with what the next one must follow, and the highest account number in history.account.
create table history.progress (
    partition     int primary key,
    sequence      bigint not null,
    last_transfer bigint not null,
    clock_ms      bigint not null,
    accounts      bigint not null,
    hash          bytea not null
) with (fillfactor = 10);

-- The ledger's accounts by what they are. Their number in the ledger is also their number here.
create table history.account (
    owner     uuid not null,
    sub       bigint not null,
    number    bigint not null,
    partition int not null,
    kind      int not null,
    asset     int not null,
    primary key (partition, owner, kind, asset, sub)
);

-- What moved an account in some blocks that lie side by side. first is the place of the first line: block * 2^24 + entry. opening is the posted balance before it.
create table history.page (
    account   bigint not null,
    first     bigint not null,
    opening   bigint not null,
    partition int not null,
    lines     bytea not null,
    primary key (partition, account, first)
);

-- Packed already.
alter table history.page alter column lines set storage external;

-- The clocks of 256 blocks a row: page p holds those of blocks p * 256 + 1 to p * 256 + 256.
create table history.clock (
    page      bigint not null,
    first_ms  bigint not null,
    partition int not null,
    clocks    bytea not null,
    primary key (partition, page)
) with (fillfactor = 50);

create index clock_time on history.clock (partition, first_ms);

-- Where a payment provider's reference stands: block, entry, and where the entry's bytes begin in the block.
create table history.reference (
    block     bigint not null,
    partition int not null,
    entry     int not null,
    entry_at  int not null,
    reference text not null,
    primary key (partition, reference, block, entry)
);

-- A line for people: every line of a page as a row. Kind 0 moved posted money, 1 placed a hold, 2 ended one; amount is positive when the account receives.
create function history.unpack(first bigint, opening bigint, lines bytea)
returns table (block bigint, entry int, kind int, transfer bigint, reason int, counter bigint, amount bigint, posted_after bigint, debits_pending_after bigint, credits_pending_after bigint)
language plpgsql immutable as $$
declare
    at int := 0;
    left_over bigint;
    flags int;
    number bigint := 0;
    value bigint;
    shift int;
    byte int;
    wanted int;
    fields bigint[];
begin
    block := first >> 24;
    entry := 0;
    posted_after := opening;
    fields := array[]::bigint[];
    -- Three numbers open a page: debits pending, credits pending, count.
    wanted := 3;
    while coalesce(array_length(fields, 1), 0) < wanted loop
        value := 0; shift := 0;
        loop
            byte := get_byte(lines, at); at := at + 1;
            value := value | ((byte & 127)::bigint << shift); shift := shift + 7;
            exit when byte < 128;
        end loop;
        fields := fields || value;
    end loop;
    debits_pending_after := fields[1];
    credits_pending_after := fields[2];
    left_over := fields[3];
    while left_over > 0 loop
        flags := get_byte(lines, at); at := at + 1;
        kind := flags & 3;
        -- Same entry: none of the place; same block: entry and offset; otherwise block, entry and offset. Then what moved.
        wanted := (case when flags & 16 <> 0 then 0 when flags & 8 <> 0 then 2 else 3 end) + (case when kind = 0 then 4 else 2 end);
        fields := array[]::bigint[];
        while coalesce(array_length(fields, 1), 0) < wanted loop
            value := 0; shift := 0;
            loop
                byte := get_byte(lines, at); at := at + 1;
                value := value | ((byte & 127)::bigint << shift); shift := shift + 7;
                exit when byte < 128;
            end loop;
            fields := fields || value;
        end loop;
        if flags & 16 = 0 then
            if flags & 8 <> 0 then
                entry := entry + fields[1];
            else
                block := block + fields[1];
                entry := fields[2];
            end if;
        end if;
        counter := fields[wanted - 1];
        amount := case when flags & 4 <> 0 then -fields[wanted] else fields[wanted] end;
        if kind = 0 then
            value := fields[wanted - 3];
            number := number + case when value & 1 = 0 then value >> 1 else -(value >> 1) - 1 end;
            transfer := number;
            reason := fields[wanted - 2];
            posted_after := posted_after + amount;
        else
            transfer := null;
            reason := 14;
            value := case when kind = 1 then abs(amount) else -abs(amount) end;
            if amount < 0 then
                debits_pending_after := debits_pending_after + value;
            else
                credits_pending_after := credits_pending_after + value;
            end if;
        end if;
        return next;
        left_over := left_over - 1;
    end loop;
end
$$;

-- For people and their SQL. The functions that read one account ask for its pages first; a condition on partition and account does the same here.
create view history.line as
select p.partition, p.account, l.*
from history.page p cross join lateral history.unpack(p.first, p.opening, p.lines) l;
