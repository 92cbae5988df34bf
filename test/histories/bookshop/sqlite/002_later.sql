ALTER TABLE books ADD COLUMN shelf TEXT;
CREATE UNIQUE INDEX books_one_hard ON books (author_id);
CREATE TABLE readers (
    id        INTEGER PRIMARY KEY,
    name      TEXT,
    mentor    INTEGER REFERENCES readers (id) ON DELETE SET NULL,
    favourite INTEGER REFERENCES books (id) ON UPDATE CASCADE
);
CREATE TABLE notes (at TEXT);
INSERT INTO notes SELECT shop_time(name) FROM readers;
