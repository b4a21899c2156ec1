-- What was asked of providers and what they said. Not a projection: no block holds it, and it is never rebuilt.
-- Ids are their player's, so each key has both.

-- state: 1 opening (the reservation or the provider's page may be missing), 2 ready, 3 refused or given up.
CREATE TABLE wallet.intent (
    player             uuid NOT NULL,
    intent             uuid NOT NULL,
    asset              integer NOT NULL,
    amount             bigint NOT NULL,
    lapses_unix_ms     bigint NOT NULL,
    state              smallint NOT NULL CHECK (state IN (1, 2, 3)),
    payment_reference  text,
    payment_url        text,
    next_try_unix_ms   bigint NOT NULL,
    PRIMARY KEY (player, intent),
    CHECK (state <> 2 OR payment_url IS NOT NULL));

CREATE INDEX intent_opening ON wallet.intent (next_try_unix_ms) WHERE state = 1;

-- A payment that a provider has confirmed. state: 1 received, 2 credited, 3 unmatched, 4 refund asked, 5 refund confirmed, 6 refunded, 7 for a person to look at.
CREATE TABLE wallet.payment (
    provider           bigint NOT NULL,
    reference          text NOT NULL,
    command            uuid NOT NULL,
    player             uuid NOT NULL,
    intent             uuid NOT NULL,
    asset              integer NOT NULL,
    amount             bigint NOT NULL,
    paid_unix_ms       bigint NOT NULL,
    state              smallint NOT NULL CHECK (state BETWEEN 1 AND 7),
    tries              integer NOT NULL DEFAULT 0,
    next_try_unix_ms   bigint NOT NULL,
    PRIMARY KEY (provider, reference));

CREATE INDEX payment_unfinished ON wallet.payment (next_try_unix_ms) WHERE state IN (1, 3, 4, 5);
CREATE INDEX payment_intent ON wallet.payment (player, intent);

-- state: 1 asked (perhaps without an answer), 2 paid, 3 refused, 4 settled in the ledger, 5 for a person to look at.
CREATE TABLE wallet.payout (
    player             uuid NOT NULL,
    withdrawal         uuid NOT NULL,
    asset              integer NOT NULL,
    amount             bigint NOT NULL,
    state              smallint NOT NULL CHECK (state BETWEEN 1 AND 5),
    tries              integer NOT NULL DEFAULT 0,
    next_try_unix_ms   bigint NOT NULL,
    PRIMARY KEY (player, withdrawal));

CREATE INDEX payout_unfinished ON wallet.payout (next_try_unix_ms) WHERE state IN (1, 2, 3);
