-- A partition can go on in another PostgreSQL instance. Where this names one, the partition lives there, and nobody leads it here: the last statement of a block's
-- commit asks for null, so the commit of the last block here refuses every further one. Null: the partition lives here.
alter table ledger.partition add column moved_to text;
