-- What the team says of days: annotations and experiments are read without what was said of members.
CREATE INDEX entries_of_days ON entries (seq)
    WHERE kind IN ('annotated', 'experiment-started', 'experiment-stopped');

-- What is said about a thread beside the work on it does not show in its row.
CREATE INDEX entries_aside ON entries (number, at) WHERE kind IN ('rated', 'earned', 'scored');
