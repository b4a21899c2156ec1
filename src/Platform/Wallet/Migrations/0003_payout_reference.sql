-- What the provider calls a payout, written down with its answer: the settling carries it to the ledger.
ALTER TABLE wallet.payout ADD COLUMN reference text NOT NULL DEFAULT '';
