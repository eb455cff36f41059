-- How many messages of a mailbox the ledger has, kept with the rows: counting them anew takes longer than asking the
-- server. Those that come are counted by the batch, for a trigger on each would slow a first load.
ALTER TABLE mailboxes ADD COLUMN known INTEGER NOT NULL DEFAULT 0;

UPDATE mailboxes SET known = (SELECT COUNT(*) FROM places p WHERE p.mailbox = mailboxes.mailbox);

CREATE TRIGGER places_that_go_are_counted AFTER DELETE ON places
BEGIN
    UPDATE mailboxes SET known = known - 1 WHERE mailbox = OLD.mailbox;
END;

-- UIDNEXT and HIGHESTMODSEQ (RFC 7162) when it was last read to its end: where both still hold there is nothing to read.
ALTER TABLE mailboxes ADD COLUMN uid_next INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mailboxes ADD COLUMN modseq INTEGER;

-- What baton closes or takes back by itself, the longest due first.
CREATE INDEX threads_awaiting_customer ON threads (stands_since)
    WHERE stand = 'waiting' AND waiting_on = 'customer' AND next_task IS NULL;
CREATE INDEX threads_offered ON threads (offer_lapses_at) WHERE offer IS NOT NULL;
