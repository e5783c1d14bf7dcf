-- What an import came to, row for row: those that met an earlier row of the same file, and the signatures that are new.
ALTER TABLE people_import ADD COLUMN rows_repeated BIGINT NOT NULL DEFAULT 0;
ALTER TABLE people_import ADD COLUMN rows_signed BIGINT NOT NULL DEFAULT 0;
