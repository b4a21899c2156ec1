-- What a verifier needs to derive a round's postings again. Null in rounds that were folded before; a rebuild of the projection fills them.
ALTER TABLE wallet.round
    ADD COLUMN sources       smallint,
    ADD COLUMN bonus_after   bigint,
    -- Each: kind (2), sub (4), amount (8), big-endian.
    ADD COLUMN contributions bytea NOT NULL DEFAULT '';
