"""The ledger keeps the stock: on hand changes by movements and by nothing else."""

from django.db import migrations

LEDGER = """
CREATE FUNCTION move_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() = 1 THEN
        UPDATE partner_stockrecord SET num_in_stock = num_in_stock + moved.change, date_updated = now()
        FROM (SELECT stock_id, sum(change) AS change FROM new_movements GROUP BY stock_id) AS moved
        WHERE partner_stockrecord.id = moved.stock_id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER movements_move_stock AFTER INSERT ON partner_stockmovement
REFERENCING NEW TABLE AS new_movements FOR EACH STATEMENT EXECUTE FUNCTION move_stock();

CREATE FUNCTION record_opening_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO partner_stockmovement (stock_id, change, cause, reference, note, moved_at)
    SELECT id, num_in_stock, 'received', '', 'opening stock', now() FROM new_stocks WHERE num_in_stock <> 0;
    RETURN NULL;
END $$;

CREATE TRIGGER opening_stock_is_a_movement AFTER INSERT ON partner_stockrecord
REFERENCING NEW TABLE AS new_stocks FOR EACH STATEMENT EXECUTE FUNCTION record_opening_stock();

CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% %', TG_ARGV[0], OLD.id USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER stock_changes_by_movements BEFORE UPDATE OF num_in_stock ON partner_stockrecord FOR EACH ROW
WHEN (OLD.num_in_stock IS DISTINCT FROM NEW.num_in_stock AND pg_trigger_depth() = 0)
EXECUTE FUNCTION refuse_rewriting('on hand changes by movements only: stock');

CREATE TRIGGER movements_are_never_rewritten BEFORE UPDATE OF stock_id, change, cause ON partner_stockmovement
FOR EACH ROW EXECUTE FUNCTION refuse_rewriting('what has moved is never rewritten: movement');
"""

NO_LEDGER = """
DROP TRIGGER movements_are_never_rewritten ON partner_stockmovement;
DROP TRIGGER stock_changes_by_movements ON partner_stockrecord;
DROP TRIGGER opening_stock_is_a_movement ON partner_stockrecord;
DROP TRIGGER movements_move_stock ON partner_stockmovement;
DROP FUNCTION refuse_rewriting();
DROP FUNCTION record_opening_stock();
DROP FUNCTION move_stock();
"""


class Migration(migrations.Migration):
    dependencies = [("partner", "0001_initial")]
    operations = [migrations.RunSQL(LEDGER, NO_LEDGER)]
