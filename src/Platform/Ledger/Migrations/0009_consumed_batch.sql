-- The head's sequence (8 bytes) and the tag of the log's batch that its position is in, by which a leader knows that batch again. Null, or of another sequence: not known,
-- because a leader of an older version moved the head, or it is a copy's.
alter table ledger.partition add column consumed_batch bytea;
