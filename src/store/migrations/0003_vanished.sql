-- Messages that lie in no mailbox any more.
CREATE TABLE vanished (
    message INTEGER PRIMARY KEY NOT NULL REFERENCES messages,
    -- Where it lay last.
    mailbox INTEGER NOT NULL REFERENCES mailboxes,
    -- When a sync first missed it.
    since INTEGER NOT NULL,
    -- Since then all mailboxes of the inbox were read to their ends, and it was in none of them.
    settled INTEGER NOT NULL
) STRICT;

CREATE INDEX vanished_not_settled ON vanished (mailbox) WHERE settled = 0;
