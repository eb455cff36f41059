-- What numbers are made from, beside messages and entries.

-- A claim that was refused because somebody else owns or holds the thread; a check or a guard that said stop because of
-- somebody else. No entries: nobody did anything.
CREATE TABLE stops (
    stop INTEGER PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    -- The last number of the sequence then.
    seq INTEGER NOT NULL,
    -- The number of the thread then; thread_numbers says which thread that is now.
    number INTEGER NOT NULL,
    -- Who was stopped.
    member INTEGER NOT NULL,
    what TEXT NOT NULL
) STRICT;

CREATE INDEX stops_by_number ON stops (number);

CREATE TRIGGER stops_are_never_updated BEFORE UPDATE ON stops
BEGIN
    SELECT RAISE (ABORT, 'stops are never updated');
END;

CREATE TRIGGER stops_are_never_deleted BEFORE DELETE ON stops
BEGIN
    SELECT RAISE (ABORT, 'stops are never deleted');
END;

-- Whether our own mail lies there; none as long as it was not read since.
ALTER TABLE mailboxes ADD COLUMN sent INTEGER;

CREATE TRIGGER former_sent AFTER UPDATE OF sent ON mailboxes WHEN OLD.sent IS NOT NEW.sent
BEGIN
    INSERT INTO former (at, seq, what, row, was)
    SELECT m.value, s.value, 'sent', OLD.mailbox, OLD.sent
    FROM counters m JOIN counters s ON m.name = 'moment' AND s.name = 'sequence';
END;

CREATE INDEX messages_unreadable ON messages (seq) WHERE unreadable IS NOT NULL;

-- What the team says of days: annotations and experiments are read without what was said of members.
CREATE INDEX entries_of_days ON entries (seq)
    WHERE kind IN ('annotated', 'experiment-started', 'experiment-stopped');

-- What is said about a thread beside the work on it does not show in its row.
CREATE INDEX entries_aside ON entries (number, at) WHERE kind IN ('rated', 'earned', 'scored');
