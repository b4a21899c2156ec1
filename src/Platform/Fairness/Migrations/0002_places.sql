-- Where a chain's commands stand: block, index in it, the block's hash and the partition's clock; the signed receipt of the commitment; why the chain was closed
-- (1 its player, 2 its rounds, 3 its time).
ALTER TABLE fairness.chain
    ADD COLUMN opened_block   bigint,
    ADD COLUMN opened_entry   integer,
    ADD COLUMN opened_hash    bytea CHECK (octet_length(opened_hash) = 32),
    ADD COLUMN opened_clock   bigint,
    ADD COLUMN receipt_key    text,
    ADD COLUMN receipt        bytea CHECK (octet_length(receipt) = 64),
    ADD COLUMN seeded_block   bigint,
    ADD COLUMN seeded_entry   integer,
    ADD COLUMN seeded_hash    bytea CHECK (octet_length(seeded_hash) = 32),
    ADD COLUMN seeded_clock   bigint,
    ADD COLUMN closed_block   bigint,
    ADD COLUMN closed_entry   integer,
    ADD COLUMN closed_hash    bytea CHECK (octet_length(closed_hash) = 32),
    ADD COLUMN closed_clock   bigint,
    ADD COLUMN closed_why     smallint CHECK (closed_why BETWEEN 1 AND 3),
    ADD COLUMN filled         boolean NOT NULL DEFAULT false;

-- Chains that are open, oldest first: those that are due are closed.
CREATE INDEX chain_open ON fairness.chain (opened_unix_ms) WHERE state = 1;
CREATE INDEX chain_filled ON fairness.chain (chain) WHERE state = 1 AND filled;

-- Every key that has signed receipts: what it signed stays good when another takes its place.
CREATE TABLE fairness.receipt_key (
    key_id     text  PRIMARY KEY,
    public_key bytea NOT NULL
);

-- Places and receipts of earlier chains are found by following from the first block again; all else that it finds is there already.
DELETE FROM fairness.followed;
