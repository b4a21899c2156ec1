-- The tag of the log's batch that the head's position is in, by which a leader knows it again; null: not known (an older leader's head, or a copy's).
alter table ledger.partition add column consumed_batch bytea;
