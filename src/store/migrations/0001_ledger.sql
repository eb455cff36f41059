-- Times are whole seconds UTC. Numbers of messages and entries come from one sequence.

CREATE TABLE settings (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
    name TEXT PRIMARY KEY NOT NULL,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO counters (name, value) VALUES ('sequence', 0), ('thread', 0);

CREATE TABLE members (
    member INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE,
    login TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL
) STRICT;

CREATE TABLE member_addresses (
    address TEXT PRIMARY KEY NOT NULL,
    member INTEGER NOT NULL REFERENCES members
) STRICT, WITHOUT ROWID;

CREATE TABLE inboxes (
    inbox INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL UNIQUE,
    -- Mail older than this came before baton: it opens nothing.
    history_before INTEGER NOT NULL,
    -- The config does not name it any more.
    retired INTEGER NOT NULL,
    -- What the last sync of it ran into.
    failed TEXT
) STRICT;

CREATE TABLE mailboxes (
    mailbox INTEGER PRIMARY KEY NOT NULL,
    inbox INTEGER NOT NULL REFERENCES inboxes,
    name TEXT NOT NULL,
    -- The cursor: UIDVALIDITY and the highest UID that is in the ledger.
    validity INTEGER NOT NULL,
    last_uid INTEGER NOT NULL,
    -- Messages on the server when it was last read.
    server_count INTEGER,
    synced_at INTEGER,
    -- It is not read any more.
    retired INTEGER NOT NULL,
    UNIQUE (inbox, name)
) STRICT;

CREATE TABLE customers (
    customer INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    -- The address that it is shown with: the first it wrote from.
    address TEXT NOT NULL
) STRICT;

CREATE TABLE customer_addresses (
    address TEXT PRIMARY KEY NOT NULL,
    customer INTEGER NOT NULL REFERENCES customers
) STRICT, WITHOUT ROWID;

-- Every number a thread was ever known by, and the thread that it is now.
CREATE TABLE thread_numbers (
    number INTEGER PRIMARY KEY NOT NULL,
    thread INTEGER NOT NULL
) STRICT;

CREATE INDEX thread_numbers_by_thread ON thread_numbers (thread);

CREATE TABLE messages (
    seq INTEGER PRIMARY KEY NOT NULL,
    -- The number of the thread it was put into; thread_numbers says which thread that is now.
    number INTEGER NOT NULL,
    -- Message-ID, or sha256: and the digest of the header block.
    key TEXT NOT NULL,
    message_id TEXT,
    id_reused INTEGER NOT NULL,
    at INTEGER NOT NULL,
    dated INTEGER,
    direction TEXT NOT NULL,
    automated TEXT,
    author INTEGER,
    customer INTEGER,
    historic INTEGER NOT NULL,
    -- Inboxes where it was ever seen, as numbers with blanks between.
    inboxes TEXT NOT NULL,
    from_name TEXT,
    from_address TEXT,
    subject TEXT NOT NULL,
    -- Ids of its ancestors, oldest first, with blanks between.
    ancestors TEXT NOT NULL,
    -- The other kept header fields, as JSON.
    fields TEXT NOT NULL,
    size INTEGER NOT NULL,
    truncated INTEGER NOT NULL,
    unreadable TEXT
) STRICT;

CREATE INDEX messages_by_key ON messages (key);
CREATE INDEX messages_by_number ON messages (number);

-- Ids of messages, seen or only referred to, and the number of the thread that they belong to.
CREATE TABLE message_ids (
    id TEXT PRIMARY KEY NOT NULL,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where a message lies now.
CREATE TABLE places (
    mailbox INTEGER NOT NULL REFERENCES mailboxes,
    item TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES messages,
    PRIMARY KEY (mailbox, item)
) STRICT, WITHOUT ROWID;

CREATE INDEX places_by_message ON places (message);

-- A message that pointed to several threads which were not joined.
CREATE TABLE conflicts (
    message INTEGER NOT NULL REFERENCES messages,
    number INTEGER NOT NULL,
    other INTEGER NOT NULL,
    PRIMARY KEY (message, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
    seq INTEGER PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    -- The member who did it; none is baton itself.
    actor INTEGER,
    -- The admin who acted in the member's name.
    behind INTEGER,
    number INTEGER,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    -- SHA-256 of salt and words; empty where there are no words.
    words_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE INDEX entries_by_number ON entries (number, seq);

CREATE TRIGGER entries_are_never_updated BEFORE UPDATE ON entries
BEGIN
    SELECT RAISE (ABORT, 'entries are never updated');
END;

CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
BEGIN
    SELECT RAISE (ABORT, 'entries are never deleted');
END;

-- Free text of an entry, beside it, so that it can be erased.
CREATE TABLE entry_words (
    seq INTEGER PRIMARY KEY NOT NULL REFERENCES entries,
    salt TEXT NOT NULL,
    words TEXT NOT NULL
) STRICT;

-- The state of each thread, written in the transaction of the message or entry that it follows from.
CREATE TABLE threads (
    thread INTEGER PRIMARY KEY NOT NULL,
    opener INTEGER,
    customer INTEGER,
    stand TEXT NOT NULL,
    waiting_on TEXT,
    waiting_member INTEGER,
    waiting_until INTEGER,
    waiting_entry INTEGER,
    stands_since INTEGER,
    owner INTEGER,
    owned_since INTEGER,
    backup INTEGER,
    held_by INTEGER,
    held_until INTEGER,
    priority TEXT NOT NULL,
    next_task INTEGER,
    next_due INTEGER,
    next_owner INTEGER,
    next_priority TEXT,
    open_tasks INTEGER NOT NULL,
    offer INTEGER,
    offer_from INTEGER,
    offer_to INTEGER,
    offer_at INTEGER,
    offer_due INTEGER,
    offer_lapses_at INTEGER,
    automated INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    unanswered_since INTEGER,
    first_at INTEGER,
    last_inbound_at INTEGER,
    last_outbound_at INTEGER,
    last_message_at INTEGER,
    last_entry_at INTEGER,
    inboxes TEXT NOT NULL
) STRICT;

CREATE INDEX threads_not_closed ON threads (thread) WHERE stand <> 'closed';
CREATE INDEX threads_by_customer ON threads (customer);

-- Reviews that were mailed, or are being mailed: at most one a recipient, kind and day.
CREATE TABLE outbox (
    recipient TEXT NOT NULL,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    at INTEGER NOT NULL,
    error TEXT,
    PRIMARY KEY (recipient, kind, day, message_id)
) STRICT, WITHOUT ROWID;
