-- A seed chain: the server's seed, sealed, from before its commitment is asked for. The seed never stands here in the clear, revealed or not.
CREATE TABLE fairness.chain (
    chain          uuid     PRIMARY KEY,
    player         uuid     NOT NULL,
    command        uuid     NOT NULL,
    session        uuid     NOT NULL,
    seed_hash      bytea    NOT NULL CHECK (octet_length(seed_hash) = 32),
    key_version    integer  NOT NULL,
    -- AES-256-GCM: nonce (12), ciphertext (32), tag (16).
    sealed_seed    bytea    NOT NULL CHECK (octet_length(sealed_seed) = 60),
    client_seed    bytea    NULL CHECK (octet_length(client_seed) BETWEEN 16 AND 32),
    -- 0 drawn, 1 open, 2 closed, 3 refused. Only ever moves forward.
    state          smallint NOT NULL CHECK (state BETWEEN 0 AND 3),
    -- Why the partition refused the opening.
    refusal        integer  NULL CHECK ((refusal IS NOT NULL) = (state = 3)),
    opened_unix_ms bigint   NOT NULL,
    -- A retry finds its row and never has a second seed.
    UNIQUE (player, command)
);

-- A player's newest chains first. Version 7 ids ascend with time.
CREATE INDEX chain_of_player ON fairness.chain (player, chain DESC);

-- Up to which block of each partition this schema has followed.
CREATE TABLE fairness.followed (
    partition integer PRIMARY KEY,
    block     bigint  NOT NULL
);

-- Each sealing key that was ever used, by a value that proves it without telling it: a start with a key missing or another under its number is refused.
CREATE TABLE fairness.sealing_key (
    version     integer PRIMARY KEY,
    check_value bytea   NOT NULL CHECK (octet_length(check_value) = 16)
);
