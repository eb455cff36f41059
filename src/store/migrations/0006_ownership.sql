-- The first entry of the command that wrote an entry: what was done together is taken back together.
ALTER TABLE entries ADD COLUMN command INTEGER;

CREATE INDEX entries_of_the_team ON entries (seq) WHERE number IS NULL;
CREATE INDEX entries_taking_back ON entries (seq) WHERE kind = 'undone';
CREATE INDEX entries_by_actor ON entries (actor, seq);

-- Who is away, who may do more than their role allows, and whose a customer is. Follow from entries of the team.
CREATE TABLE absences (
    entry INTEGER PRIMARY KEY NOT NULL REFERENCES entries,
    member INTEGER NOT NULL REFERENCES members,
    begins INTEGER NOT NULL,
    ends INTEGER,
    cover INTEGER REFERENCES members
) STRICT;

CREATE TABLE grants (
    entry INTEGER PRIMARY KEY NOT NULL REFERENCES entries,
    member INTEGER NOT NULL REFERENCES members,
    power TEXT NOT NULL,
    ends INTEGER NOT NULL
) STRICT;

ALTER TABLE members ADD COLUMN left_at INTEGER;
ALTER TABLE customers ADD COLUMN owner INTEGER;
ALTER TABLE customers ADD COLUMN backup INTEGER;

CREATE INDEX customers_owned ON customers (customer) WHERE owner IS NOT NULL;

-- The owner's last sign of care, the replies of others since then and who wrote the last; how far up it was sent.
ALTER TABLE threads ADD COLUMN cared_at INTEGER;
ALTER TABLE threads ADD COLUMN other_replies INTEGER NOT NULL DEFAULT 0;
ALTER TABLE threads ADD COLUMN other_author INTEGER;
ALTER TABLE threads ADD COLUMN level INTEGER;
ALTER TABLE threads ADD COLUMN level_since INTEGER;
ALTER TABLE threads ADD COLUMN level_until INTEGER;
