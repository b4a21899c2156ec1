-- What an account does not do (frozen, closed, a side that must not exceed the other), as the numbers of AccountFlags. Part of the state digest.
alter table ledger.account add column flags smallint not null default 0;
