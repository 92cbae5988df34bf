CREATE FUNCTION customers_before() RETURNS trigger AS $$
DECLARE
    base TEXT;
BEGIN
    NEW.email := lower(trim(NEW.email));
    IF NEW.slug IS NULL OR NEW.slug = '' THEN
        base := split_part(NEW.email, '@', 1);
        NEW.slug := replace(base, ' ', '-') || '-' || left(NEW.id::text, 8);
    END IF;
    IF TG_OP = 'UPDATE' THEN
        NEW.version := OLD.version + 1;
        NEW.created_at := OLD.created_at;
        IF NEW.credit < OLD.credit AND NEW.deleted_at IS NOT NULL THEN
            RAISE EXCEPTION 'customer % is gone', OLD.id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    NEW.updated_at := CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER customers_before BEFORE INSERT OR UPDATE ON customers FOR EACH ROW EXECUTE PROCEDURE customers_before();

CREATE FUNCTION customers_gone() RETURNS trigger AS $$
BEGIN
    IF NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS NULL THEN
        UPDATE jobs SET state = 'failed', finished_at = NEW.deleted_at WHERE customer_id = NEW.id AND state IN ('new', 'running');
        DELETE FROM job_totals WHERE customer_id = NEW.id AND jobs = 0;
    END IF;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER customers_gone AFTER UPDATE OF deleted_at ON customers FOR EACH ROW EXECUTE PROCEDURE customers_gone();
