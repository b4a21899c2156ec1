-- Up to which block of each partition every settled round has been derived again.
CREATE TABLE audit.followed (
    partition integer PRIMARY KEY,
    block     bigint  NOT NULL
);

-- Each partition's registry, as its blocks say: what a game is disabled with.
CREATE TABLE audit.game (
    partition           integer  NOT NULL,
    game                text     NOT NULL,
    rules_hash          bytea    NOT NULL CHECK (octet_length(rules_hash) = 32),
    asset               integer  NOT NULL,
    enabled             boolean  NOT NULL,
    min_stake           bigint   NOT NULL,
    max_stake           bigint   NOT NULL,
    max_payout_multiple bigint   NOT NULL,
    PRIMARY KEY (partition, game, rules_hash, asset)
);

-- A round that does not derive as it was settled. No seed stands here, nor what the outcome should have been: an open chain's later outcomes stay unknown.
CREATE TABLE audit.alert (
    partition  integer  NOT NULL,
    block      bigint   NOT NULL,
    entry      integer  NOT NULL,
    -- 1 outcome, 2 payout, 3 unknown rules, 4 not playable, 5 no seed.
    finding    smallint NOT NULL CHECK (finding BETWEEN 1 AND 5),
    player     uuid     NOT NULL,
    chain      uuid     NOT NULL,
    nonce      bigint   NOT NULL,
    game       text     NOT NULL,
    rules_hash bytea    NOT NULL,
    raised_unix_ms bigint NOT NULL,
    PRIMARY KEY (partition, block, entry)
);
