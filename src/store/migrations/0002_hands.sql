-- What members decided about threads by hand, as far as it holds: it outranks what headers say. Follows from entries.
CREATE TABLE hands (
    entry INTEGER NOT NULL REFERENCES entries,
    -- together, apart, or begins: what this message answers does not count.
    kind TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES messages,
    other INTEGER REFERENCES messages,
    PRIMARY KEY (entry, kind)
) STRICT, WITHOUT ROWID;

-- Messages that named more ancestors than a mail may join, while some of these were not known yet.
CREATE TABLE suspects (
    message INTEGER PRIMARY KEY NOT NULL REFERENCES messages
) STRICT;

CREATE INDEX conflicts_by_number ON conflicts (number);
CREATE INDEX conflicts_by_other ON conflicts (other);
