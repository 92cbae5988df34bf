CREATE FUNCTION note_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.stock < 0 THEN
        RAISE EXCEPTION 'no more than % of % are there', OLD.stock, OLD.title;
    END IF;
    INSERT INTO ledger (book_id, what, before, after) VALUES (NEW.id, 'stock', OLD.stock, NEW.stock);
    RETURN NULL;
END
$$;
CREATE TRIGGER stock_noted AFTER UPDATE OF stock ON books FOR EACH ROW EXECUTE FUNCTION note_stock();

CREATE FUNCTION tidy_title() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.title := trim(NEW.title);
    RETURN NEW;
END
$$;
CREATE TRIGGER titles_tidied BEFORE INSERT OR UPDATE OF title ON books FOR EACH ROW EXECUTE FUNCTION tidy_title();

ALTER TABLE books ADD COLUMN shelf UUID;
ALTER TABLE books ALTER COLUMN author_id DROP NOT NULL;
CREATE UNIQUE INDEX books_one_hard ON books (author_id) WHERE binding = 'hard';
