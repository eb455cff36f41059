-- What a review is drawn up from, and what it was drawn up from before.

-- The last entry of a member.
ALTER TABLE threads ADD COLUMN last_entry INTEGER;
-- Words for each thread, with blanks between.
ALTER TABLE threads ADD COLUMN tags TEXT NOT NULL DEFAULT '';
-- While it was open no more, as from-to with blanks between: the clock of what was promised stood still.
ALTER TABLE threads ADD COLUMN waits TEXT NOT NULL DEFAULT '';
-- The last message of the customer that two of ours answered: the second reply, when it was written and by whom; when
-- the first was, and by whom; and the message.
ALTER TABLE threads ADD COLUMN doubled INTEGER;
ALTER TABLE threads ADD COLUMN doubled_at INTEGER;
ALTER TABLE threads ADD COLUMN doubled_by INTEGER;
ALTER TABLE threads ADD COLUMN doubled_first_at INTEGER;
ALTER TABLE threads ADD COLUMN doubled_first_by INTEGER;
ALTER TABLE threads ADD COLUMN doubled_asked_at INTEGER;

-- What was in the review that was mailed: up to which entry or message, and up to which change below, and the counts.
ALTER TABLE outbox ADD COLUMN upto INTEGER;
ALTER TABLE outbox ADD COLUMN change INTEGER;
ALTER TABLE outbox ADD COLUMN counts TEXT;

CREATE INDEX outbox_by_kind ON outbox (kind, day);

-- Threads that were not closed when a day was last counted; days as in the team's time zone.
CREATE TABLE days (
    day TEXT PRIMARY KEY NOT NULL,
    open INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a column held before it was changed, where that follows from neither messages nor entries: undone from the newest
-- to the oldest it gives the ledger as it was. A row that was removed has its columns with blanks between; one that
-- was added has none.
CREATE TABLE former (
    change INTEGER PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    -- The last number of the sequence then.
    seq INTEGER NOT NULL,
    what TEXT NOT NULL,
    row INTEGER NOT NULL,
    was TEXT
) STRICT;

-- The time that changes are filed under: whoever changes such columns writes it first.
INSERT INTO counters (name, value) VALUES ('moment', 0);

-- Before that number nothing was kept.
INSERT INTO settings (name, value) SELECT 'kept-from', CAST(value AS TEXT) FROM counters WHERE name = 'sequence';

CREATE TRIGGER former_thread AFTER UPDATE OF thread ON thread_numbers WHEN OLD.thread <> NEW.thread
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'thread', OLD.number, OLD.thread
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_number AFTER UPDATE OF number ON messages WHEN OLD.number <> NEW.number
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'number', OLD.seq, OLD.number
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_inboxes AFTER UPDATE OF inboxes ON messages WHEN OLD.inboxes <> NEW.inboxes
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'inboxes', OLD.seq, OLD.inboxes
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_direction AFTER UPDATE OF direction ON messages WHEN OLD.direction <> NEW.direction
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'direction', OLD.seq, OLD.direction
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_automated AFTER UPDATE OF automated ON messages WHEN OLD.automated IS NOT NEW.automated
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'automated', OLD.seq, OLD.automated
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_author AFTER UPDATE OF author ON messages WHEN OLD.author IS NOT NEW.author
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'author', OLD.seq, OLD.author
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_customer AFTER UPDATE OF customer ON messages WHEN OLD.customer IS NOT NEW.customer
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'customer', OLD.seq, OLD.customer
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_name AFTER UPDATE OF name ON customers WHEN OLD.name <> NEW.name
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'name', OLD.customer, OLD.name
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_address AFTER UPDATE OF address ON customers WHEN OLD.address <> NEW.address
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'address', OLD.customer, OLD.address
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_conflict AFTER DELETE ON conflicts
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'conflict', OLD.message, OLD.number || ' ' || OLD.other
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_no_conflict AFTER INSERT ON conflicts
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'no-conflict', NEW.message, NEW.number || ' ' || NEW.other
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_vanished AFTER DELETE ON vanished
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'vanished', OLD.message, OLD.mailbox || ' ' || OLD.since || ' ' || OLD.settled
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_not_vanished AFTER INSERT ON vanished
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'not-vanished', NEW.message, NULL
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_settled AFTER UPDATE OF settled ON vanished WHEN OLD.settled <> NEW.settled
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'settled', OLD.message, OLD.settled
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_synced AFTER UPDATE OF synced_at ON mailboxes WHEN OLD.synced_at IS NOT NEW.synced_at
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'synced', OLD.mailbox, OLD.synced_at
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_server AFTER UPDATE OF server_count ON mailboxes WHEN OLD.server_count IS NOT NEW.server_count
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'server', OLD.mailbox, OLD.server_count
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

-- A thousand mails that go at once are one change of the count.
CREATE INDEX former_by_time ON former (at, what, row);

CREATE TRIGGER former_known AFTER UPDATE OF known ON mailboxes WHEN OLD.known <> NEW.known
    AND NOT EXISTS (SELECT 1 FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence'
        JOIN former f ON f.at = m.value AND f.what = 'known' AND f.row = OLD.mailbox AND f.seq = s.value)
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'known', OLD.mailbox, OLD.known
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_mailbox AFTER UPDATE OF retired ON mailboxes WHEN OLD.retired <> NEW.retired
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'mailbox', OLD.mailbox, OLD.retired
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_no_mailbox AFTER INSERT ON mailboxes
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'no-mailbox', NEW.mailbox, NULL
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_no_inbox AFTER INSERT ON inboxes
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'no-inbox', NEW.inbox, NULL
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_failed AFTER UPDATE OF failed ON inboxes WHEN OLD.failed IS NOT NEW.failed
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'failed', OLD.inbox, OLD.failed
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE TRIGGER former_inbox AFTER UPDATE OF retired ON inboxes WHEN OLD.retired <> NEW.retired
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'inbox', OLD.inbox, OLD.retired
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

-- Thresholds and hours as the config had them when mail was last read or a review mailed.
CREATE TABLE policies (
    policy INTEGER PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;

-- The IANA zone of a member's clocks, where it is not simply the team's.
ALTER TABLE members ADD COLUMN time_zone TEXT;
