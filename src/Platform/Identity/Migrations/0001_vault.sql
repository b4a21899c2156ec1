-- Personal data and sign-in, apart from money. The e-mail address stands here sealed, and nowhere else.

CREATE TABLE vault.player (
    player           uuid PRIMARY KEY,
    email_index      bytea NOT NULL UNIQUE CHECK (length(email_index) = 32),
    email_sealed     bytea NOT NULL,
    password_hash    text NOT NULL,
    -- 1 opening: the ledger may or may not know the player yet; 2 open.
    state            smallint NOT NULL CHECK (state IN (1, 2)),
    open_command     uuid NOT NULL,
    activate_command uuid NOT NULL,
    created_unix_ms  bigint NOT NULL);

-- What the sweep reads: hardly ever more than a few rows.
CREATE INDEX player_opening ON vault.player (created_unix_ms) WHERE state = 1;

-- Wrong passwords by name, whether or not the name has an account: nothing here tells the two apart.
CREATE TABLE vault.attempts (
    email_index      bytea PRIMARY KEY CHECK (length(email_index) = 32),
    failures_unix_ms bigint[] NOT NULL,
    locked_until_unix_ms bigint NOT NULL DEFAULT 0);

CREATE TABLE vault.session (
    session          uuid PRIMARY KEY,
    player           uuid NOT NULL REFERENCES vault.player,
    opened_unix_ms   bigint NOT NULL,
    expires_unix_ms  bigint NOT NULL,
    revoked_unix_ms  bigint);

CREATE INDEX session_revoked ON vault.session (revoked_unix_ms) WHERE revoked_unix_ms IS NOT NULL;
CREATE INDEX session_expires ON vault.session (expires_unix_ms);

-- Used tokens stay until their session has expired, so that a second use is recognised.
CREATE TABLE vault.refresh_token (
    token_hash       bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    session          uuid NOT NULL REFERENCES vault.session ON DELETE CASCADE,
    expires_unix_ms  bigint NOT NULL,
    used_unix_ms     bigint);

CREATE INDEX refresh_token_session ON vault.refresh_token (session);
