CREATE FUNCTION jobs_children() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM jobs WHERE parent_id = OLD.id) THEN
        RETURN OLD;
    END IF;
    UPDATE jobs SET details = details || jsonb_build_object('orphan', true) WHERE parent_id = OLD.id;
    RETURN OLD;
END
$$;
CREATE TRIGGER jobs_children BEFORE DELETE ON jobs FOR EACH ROW EXECUTE FUNCTION jobs_children();

CREATE FUNCTION no_second_title() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM jobs WHERE customer_id = NEW.customer_id AND title = NEW.title AND id <> NEW.id;
    IF FOUND THEN
        RAISE EXCEPTION 'there is a job % already', NEW.title USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE CONSTRAINT TRIGGER no_second_title AFTER INSERT OR UPDATE OF title ON jobs DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION no_second_title();

CREATE FUNCTION ignore_system() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.place LIKE 'system%' THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ignore_system BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION ignore_system();
ALTER TABLE jobs ADD COLUMN note TEXT;
