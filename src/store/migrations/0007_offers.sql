-- Whom a thread is offered to beside the first: numbers of members with blanks between.
ALTER TABLE threads ADD COLUMN offer_others TEXT NOT NULL DEFAULT '';
