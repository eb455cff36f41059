-- What can be found by words, without the words: subjects of messages and words of entries by their sequence numbers,
-- what a customer's record says by minus its number. A subject that repeats an earlier one of the same number is left
-- out.
CREATE VIRTUAL TABLE texts USING fts5 (
    words,
    content = '',
    contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 2"
);

-- How many threads of a customer are open, and when the last mail came, are read from it alone.
DROP INDEX threads_by_customer;
CREATE INDEX threads_by_customer ON threads (customer, last_message_at, stand);
