CREATE FUNCTION count_books() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE authors SET books = books + 1 WHERE id = NEW.author_id;
        RETURN NEW;
    END IF;
    UPDATE authors SET books = books - 1 WHERE id = OLD.author_id;
    RETURN OLD;
END
$$;
CREATE TRIGGER books_counted AFTER INSERT OR DELETE ON books FOR EACH ROW EXECUTE FUNCTION count_books();

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;
CREATE TRIGGER authors_touched BEFORE UPDATE ON authors FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION touch();
