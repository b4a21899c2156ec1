-- What players see of their money, folded from committed blocks. All of this can be dropped and built again; nothing but the projector writes it.

CREATE TABLE wallet.cursor (
    partition      integer PRIMARY KEY,
    sequence       bigint NOT NULL,
    hash           bytea NOT NULL CHECK (length(hash) = 32),
    clock_unix_ms  bigint NOT NULL);

-- Every block touches rows again: space in each page keeps those updates out of the index.
CREATE TABLE wallet.balance (
    player             uuid NOT NULL,
    asset              integer NOT NULL,
    cash               bigint NOT NULL,
    bonus              bigint NOT NULL,
    withdrawal_pending bigint NOT NULL CHECK (withdrawal_pending >= 0),
    PRIMARY KEY (player, asset)) WITH (fillfactor = 70);

CREATE TABLE wallet.round (
    player        uuid NOT NULL,
    block         bigint NOT NULL,
    entry         integer NOT NULL,
    unix_ms       bigint NOT NULL,
    round         uuid NOT NULL,
    game          text NOT NULL,
    rules_hash    bytea NOT NULL,
    chain         uuid NOT NULL,
    nonce         bigint NOT NULL,
    choice        bytea NOT NULL,
    outcome       bytea NOT NULL,
    asset         integer NOT NULL,
    stake_cash    bigint NOT NULL,
    stake_bonus   bigint NOT NULL,
    payout_cash   bigint NOT NULL,
    payout_bonus  bigint NOT NULL,
    cash_after    bigint NOT NULL,
    PRIMARY KEY (player, block, entry));

-- Between which blocks a chain's rounds stand: so they are found by the primary key of round, and rounds need no second index.
CREATE TABLE wallet.chain (
    player        uuid NOT NULL,
    chain         uuid NOT NULL,
    opened_block  bigint NOT NULL,
    closed_block  bigint,
    PRIMARY KEY (player, chain));

-- Movements that are no round; those of rounds are read from round.
CREATE TABLE wallet.movement (
    player        uuid NOT NULL,
    block         bigint NOT NULL,
    entry         integer NOT NULL,
    line          smallint NOT NULL,
    unix_ms       bigint NOT NULL,
    command       uuid NOT NULL,
    reason        smallint NOT NULL,
    asset         integer NOT NULL,
    amount        bigint NOT NULL,
    cash_after    bigint NOT NULL,
    PRIMARY KEY (player, block, entry, line));

-- state: 1 open, 2 credited, 3 cancelled. That an open one has lapsed is seen from the partition's clock.
CREATE TABLE wallet.deposit (
    player           uuid NOT NULL,
    intent           uuid NOT NULL,
    asset            integer NOT NULL,
    amount           bigint NOT NULL,
    provider         bigint NOT NULL,
    lapses_unix_ms   bigint NOT NULL,
    state            smallint NOT NULL CHECK (state IN (1, 2, 3)),
    PRIMARY KEY (player, intent));

-- state: 1 requested, 2 paid, 3 returned.
CREATE TABLE wallet.withdrawal (
    player           uuid NOT NULL,
    withdrawal       uuid NOT NULL,
    asset            integer NOT NULL,
    amount           bigint NOT NULL,
    provider         bigint NOT NULL,
    state            smallint NOT NULL CHECK (state IN (1, 2, 3)),
    requested_block  bigint NOT NULL,
    requested_entry  integer NOT NULL,
    PRIMARY KEY (player, withdrawal));

CREATE INDEX withdrawal_requested ON wallet.withdrawal (requested_block, requested_entry) WHERE state = 1;
