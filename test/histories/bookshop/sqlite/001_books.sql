-- A twin as people keep them: it has drifted in the places that test/twins.test.ts names.
CREATE TABLE authors (
    id         INTEGER PRIMARY KEY,
    name       STRING NOT NULL,
    books      INTEGER NOT NULL DEFAULT 0,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE books (
    id        INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES authors (id),
    isbn      TEXT UNIQUE,
    title     TEXT NOT NULL,
    binding   TEXT NOT NULL DEFAULT 'paper',
    price     NUMERIC,
    stock     TEXT NOT NULL DEFAULT 0,
    tags      BLOB NOT NULL DEFAULT '[]'
);
CREATE INDEX by_author ON books (author_id, title);

CREATE TABLE ledger (
    id      INTEGER PRIMARY KEY,
    book_id INTEGER NOT NULL,
    what    TEXT NOT NULL,
    after   INTEGER,
    before  INTEGER
);
