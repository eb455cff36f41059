-- What can be found by words, without the words: subjects of messages and words of entries by their sequence numbers,
-- what a customer's record says by minus its number. A subject that repeats an earlier one of the same number is left
-- out.
CREATE VIRTUAL TABLE texts USING fts5 (
    words,
    content = '',
    contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 2"
);
