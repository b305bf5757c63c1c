-- A debtor's row holds its first relationships. In a clustered table the part of a row above some 1,000 bytes lies on a
-- page of its own, and inner pages hold rows as well; in an ordinary one a row fills a page of 4 KB.
CREATE TABLE profile_row (key $BYTES NOT NULL PRIMARY KEY, version BIGINT NOT NULL, value $BYTES NOT NULL);
INSERT INTO profile_row (key, version, value) SELECT key, version, value FROM profile ORDER BY key;
DROP TABLE profile;
ALTER TABLE profile_row RENAME TO profile;
