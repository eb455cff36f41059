-- What the team says of days: annotations and experiments are read without what was said of members.
CREATE INDEX entries_of_days ON entries (seq)
    WHERE kind IN ('annotated', 'experiment-started', 'experiment-stopped');
