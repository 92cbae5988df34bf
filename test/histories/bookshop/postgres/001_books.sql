CREATE TYPE binding AS ENUM ('paper', 'hard', 'audio');
CREATE DOMAIN isbn AS VARCHAR(13) CHECK (length(VALUE) IN (10, 13));

CREATE TABLE authors (
    id         BIGINT PRIMARY KEY,
    name       TEXT NOT NULL,
    books      INTEGER NOT NULL DEFAULT 0,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE books (
    id        BIGINT PRIMARY KEY,
    author_id BIGINT NOT NULL REFERENCES authors (id) ON DELETE CASCADE,
    isbn      isbn UNIQUE,
    title     VARCHAR(120) NOT NULL,
    binding   binding NOT NULL DEFAULT 'paper',
    price     NUMERIC(8, 2) CHECK (price >= 0),
    stock     INTEGER NOT NULL DEFAULT 0,
    tags      TEXT[] NOT NULL DEFAULT '{}'
);
CREATE INDEX books_by_author ON books (author_id, title);

CREATE TABLE ledger (
    id      BIGSERIAL PRIMARY KEY,
    book_id BIGINT NOT NULL,
    what    TEXT NOT NULL,
    before  INTEGER,
    after   INTEGER
);
