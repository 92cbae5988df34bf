CREATE FUNCTION jobs_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        UPDATE job_totals SET jobs = jobs - 1, minutes = minutes - OLD.minutes WHERE customer_id = OLD.customer_id AND state = OLD.state;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO job_totals (customer_id, state, jobs, minutes) VALUES (NEW.customer_id, NEW.state, 1, NEW.minutes)
        ON CONFLICT (customer_id, state) DO UPDATE SET jobs = job_totals.jobs + 1, minutes = job_totals.minutes + EXCLUDED.minutes;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER jobs_totals AFTER INSERT OR DELETE OR UPDATE OF state, minutes, customer_id ON jobs FOR EACH ROW EXECUTE FUNCTION jobs_totals();

CREATE FUNCTION jobs_work_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.total := CASE WHEN NEW.rate IS NULL THEN NULL ELSE round(NEW.rate * NEW.minutes / 60, 2) END;
    IF NEW.state = 'running' AND NEW.started_at IS NULL THEN
        NEW.started_at := '2020-01-01 00:00:00';
    ELSIF NEW.state IN ('done', 'failed') THEN
        NEW.finished_at := COALESCE(NEW.finished_at, NEW.started_at, '2020-02-02 00:00:00');
    ELSE
        NEW.finished_at := NULL;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER jobs_10_work_out BEFORE INSERT OR UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION jobs_work_out();

CREATE FUNCTION jobs_forbid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'done' AND NEW.state <> 'done' THEN
        RAISE EXCEPTION 'job % is done', OLD.id;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER jobs_20_forbid BEFORE UPDATE ON jobs FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION jobs_forbid();

CREATE FUNCTION jobs_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    latest INTEGER;
BEGIN
    SELECT COALESCE(max(version), 0) INTO latest FROM job_history WHERE job_id = OLD.id;
    INSERT INTO job_history (job_id, version, state, title) VALUES (OLD.id, latest + 1, OLD.state, OLD.title);
    RETURN NEW;
END
$$;
CREATE TRIGGER jobs_keep AFTER UPDATE ON jobs FOR EACH ROW WHEN (OLD.title <> NEW.title OR OLD.state <> NEW.state) EXECUTE FUNCTION jobs_keep();

CREATE FUNCTION jobs_tags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM tags WHERE job_id = NEW.id;
    INSERT INTO tags (job_id, name) SELECT DISTINCT NEW.id, label FROM unnest(NEW.labels) AS label WHERE label IS NOT NULL ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER jobs_tags AFTER INSERT OR UPDATE OF labels ON jobs FOR EACH ROW EXECUTE FUNCTION jobs_tags();
