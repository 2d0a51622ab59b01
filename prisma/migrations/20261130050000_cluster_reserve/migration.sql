-- The cluster reserve as the last evaluation found it; none has yet.
ALTER TABLE "cluster" ADD COLUMN "reserve" JSONB;

-- An evaluation changes it, as it does its outcome: nobody has set a policy.
DROP TRIGGER announce_policy ON "cluster";
CREATE TRIGGER announce_policy AFTER UPDATE ON "cluster" FOR EACH ROW
  WHEN (to_jsonb(OLD) - '{last_planned_at,last_plan_outcome,reserve,uneven_since,lived_until,live_until,learned}'::text[]
    <> to_jsonb(NEW) - '{last_planned_at,last_plan_outcome,reserve,uneven_since,lived_until,live_until,learned}'::text[])
  EXECUTE FUNCTION announce_cluster('policy');

DROP TRIGGER announce_planning ON "cluster";
CREATE TRIGGER announce_planning AFTER UPDATE ON "cluster" FOR EACH ROW
  WHEN ((OLD.last_planned_at, OLD.last_plan_outcome, OLD.reserve) IS DISTINCT FROM (NEW.last_planned_at, NEW.last_plan_outcome, NEW.reserve))
  EXECUTE FUNCTION announce_cluster('planning');
