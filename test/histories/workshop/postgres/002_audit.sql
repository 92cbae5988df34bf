CREATE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO audit (place, what, old_row) VALUES (TG_TABLE_NAME, TG_OP, to_jsonb(OLD));
        RETURN OLD;
    ELSIF TG_OP = 'UPDATE' THEN
        IF OLD.* IS DISTINCT FROM NEW.* THEN
            INSERT INTO audit (place, what, old_row, new_row) VALUES (TG_TABLE_NAME, TG_OP, jsonb_build_object('name', OLD.name), jsonb_build_object('name', NEW.name));
        END IF;
        RETURN NEW;
    END IF;
    INSERT INTO audit (place, what, new_row) VALUES (TG_TABLE_NAME, lower(TG_OP), to_jsonb(NEW));
    RETURN NEW;
END
$$;
CREATE TRIGGER tags_audited AFTER INSERT OR UPDATE OR DELETE ON tags FOR EACH ROW EXECUTE FUNCTION audit_row();
