-- The customer that an entry is about, where it is about one: what its body says, to be found by.
ALTER TABLE entries ADD COLUMN customer INTEGER;

DROP INDEX entries_of_the_team;
CREATE INDEX entries_of_the_team ON entries (seq) WHERE number IS NULL AND customer IS NULL;
CREATE INDEX entries_by_customer ON entries (customer, seq) WHERE customer IS NOT NULL;
CREATE INDEX entries_merging ON entries (seq) WHERE kind = 'customers-merged';

-- name and address are what mail first showed; what members said follows from entries and goes before it. A record
-- that was merged into another has the other's.
ALTER TABLE customers ADD COLUMN said_name TEXT;
ALTER TABLE customers ADD COLUMN said_address TEXT;
ALTER TABLE customers ADD COLUMN company TEXT;
ALTER TABLE customers ADD COLUMN role TEXT;
ALTER TABLE customers ADD COLUMN phone TEXT;
ALTER TABLE customers ADD COLUMN status TEXT;
-- As JSON.
ALTER TABLE customers ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE customers ADD COLUMN merged_into INTEGER;
-- A member made it and took that back, and no mail came.
ALTER TABLE customers ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0;

CREATE INDEX customers_merged ON customers (merged_into) WHERE merged_into IS NOT NULL;

-- The entry by which a member gave it; what has none came with mail.
ALTER TABLE customer_addresses ADD COLUMN entry INTEGER;
-- Mail was filed by it since a member gave it: it stays when that is taken back.
ALTER TABLE customer_addresses ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
-- The registered part of its domain, where that says where they work.
ALTER TABLE customer_addresses ADD COLUMN domain TEXT;

CREATE INDEX customer_addresses_by_domain ON customer_addresses (domain) WHERE domain IS NOT NULL;

CREATE INDEX customer_addresses_by_customer ON customer_addresses (customer);
CREATE INDEX messages_by_customer ON messages (customer) WHERE customer IS NOT NULL;

-- The entry whose words are the next task's title.
ALTER TABLE threads ADD COLUMN next_titled INTEGER;
UPDATE threads SET next_titled = next_task;

-- All tasks, links, and the notes that somebody should still read or look at again. Follow from entries; titles and
-- texts are the words of these.
CREATE TABLE tasks (
    task INTEGER PRIMARY KEY NOT NULL REFERENCES entries,
    thread INTEGER,
    -- Whom it was added for.
    customer INTEGER,
    titled INTEGER NOT NULL REFERENCES entries,
    owner INTEGER NOT NULL,
    due INTEGER,
    priority TEXT NOT NULL,
    status TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    added_by INTEGER,
    done_at INTEGER
) STRICT;

CREATE INDEX tasks_by_thread ON tasks (thread) WHERE thread IS NOT NULL;
CREATE INDEX tasks_by_customer ON tasks (customer) WHERE customer IS NOT NULL;
CREATE INDEX tasks_open ON tasks (due) WHERE done_at IS NULL;

CREATE TABLE links (
    entry INTEGER PRIMARY KEY NOT NULL REFERENCES entries,
    thread INTEGER,
    customer INTEGER,
    kind TEXT NOT NULL,
    -- In the currency's smallest unit.
    amount INTEGER,
    currency TEXT
) STRICT;

CREATE INDEX links_by_thread ON links (thread) WHERE thread IS NOT NULL;
CREATE INDEX links_by_customer ON links (customer) WHERE customer IS NOT NULL;

CREATE TABLE open_notes (
    entry INTEGER PRIMARY KEY NOT NULL REFERENCES entries,
    thread INTEGER,
    customer INTEGER,
    -- Who has not read it yet.
    reader INTEGER,
    -- When whoever wrote it should look at it again.
    review_after INTEGER
) STRICT;

CREATE INDEX open_notes_by_thread ON open_notes (thread) WHERE thread IS NOT NULL;
CREATE INDEX open_notes_by_customer ON open_notes (customer) WHERE customer IS NOT NULL;
