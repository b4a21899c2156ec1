-- A block often changes most items of a page. Where there is room for all new versions the updates are heap-only and touch no index (pages filled from now on).
alter table ledger.item set (fillfactor = 45);
