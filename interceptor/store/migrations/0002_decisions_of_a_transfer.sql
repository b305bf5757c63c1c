-- The history of one transfer. Register numbers rise, so new entries go to the end of the index.
CREATE INDEX decision_register ON decision (register);
