from django.db import migrations

# A published grid is what sealed scorecards point at: after publication only published -> retired passes.
FORWARD = """
CREATE FUNCTION competencies_grid_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a grid is born as a draft' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'grid % is published', OLD.id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state = 'draft' AND NEW.state IN ('draft', 'published') THEN
        RETURN NEW;
    END IF;
    IF OLD.state = 'published' AND NEW.state = 'retired'
       AND to_jsonb(NEW) - 'state' - 'retired_at' = to_jsonb(OLD) - 'state' - 'retired_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'grid % is %', OLD.id, OLD.state USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER grid_sealed BEFORE INSERT OR UPDATE OR DELETE ON competencies_grid
FOR EACH ROW EXECUTE FUNCTION competencies_grid_sealed();

CREATE FUNCTION competencies_grid_is_draft(wanted bigint) RETURNS boolean LANGUAGE sql AS $$
    -- FOR SHARE: a publication under way waits for this change, and this change sees its result
    SELECT coalesce((SELECT state = 'draft' FROM competencies_grid WHERE id = wanted FOR SHARE), true)
$$;

CREATE FUNCTION competencies_griditem_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND NOT competencies_grid_is_draft(OLD.grid_id)
       OR TG_OP <> 'DELETE' AND NOT competencies_grid_is_draft(NEW.grid_id) THEN
        RAISE EXCEPTION 'the grid of this row is published' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER griditem_sealed BEFORE INSERT OR UPDATE OR DELETE ON competencies_griditem
FOR EACH ROW EXECUTE FUNCTION competencies_griditem_sealed();

CREATE FUNCTION competencies_gridpart_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT'
       AND NOT competencies_grid_is_draft((SELECT grid_id FROM competencies_griditem WHERE id = OLD.item_id))
       OR TG_OP <> 'DELETE'
       AND NOT competencies_grid_is_draft((SELECT grid_id FROM competencies_griditem WHERE id = NEW.item_id)) THEN
        RAISE EXCEPTION 'the grid of this row is published' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER gridanchor_sealed BEFORE INSERT OR UPDATE OR DELETE ON competencies_gridanchor
FOR EACH ROW EXECUTE FUNCTION competencies_gridpart_sealed();
CREATE TRIGGER gridquestion_sealed BEFORE INSERT OR UPDATE OR DELETE ON competencies_gridquestion
FOR EACH ROW EXECUTE FUNCTION competencies_gridpart_sealed();

CREATE TRIGGER grid_no_truncate BEFORE TRUNCATE ON competencies_grid EXECUTE FUNCTION rubrika_refuse_change();
CREATE TRIGGER griditem_no_truncate BEFORE TRUNCATE ON competencies_griditem EXECUTE FUNCTION rubrika_refuse_change();
CREATE TRIGGER gridanchor_no_truncate BEFORE TRUNCATE ON competencies_gridanchor
EXECUTE FUNCTION rubrika_refuse_change();
CREATE TRIGGER gridquestion_no_truncate BEFORE TRUNCATE ON competencies_gridquestion
EXECUTE FUNCTION rubrika_refuse_change();
"""

BACKWARD = """
DROP TRIGGER gridquestion_no_truncate ON competencies_gridquestion;
DROP TRIGGER gridanchor_no_truncate ON competencies_gridanchor;
DROP TRIGGER griditem_no_truncate ON competencies_griditem;
DROP TRIGGER grid_no_truncate ON competencies_grid;
DROP TRIGGER gridquestion_sealed ON competencies_gridquestion;
DROP TRIGGER gridanchor_sealed ON competencies_gridanchor;
DROP TRIGGER griditem_sealed ON competencies_griditem;
DROP TRIGGER grid_sealed ON competencies_grid;
DROP FUNCTION competencies_gridpart_sealed();
DROP FUNCTION competencies_griditem_sealed();
DROP FUNCTION competencies_grid_is_draft(bigint);
DROP FUNCTION competencies_grid_sealed();
"""


class Migration(migrations.Migration):
    dependencies = [("competencies", "0001_initial"), ("accounts", "0002_refuse_change_function")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
