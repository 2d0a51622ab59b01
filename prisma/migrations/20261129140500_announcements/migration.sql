-- Changes are still announced by the database itself, so that no writer can forget it: channel `ballast`, payload a topic
-- (lib/model/topic.ts) and, where it is of one, the id of the cluster. PostgreSQL sends equal ones of a transaction once. Row
-- triggers with conditions: transition tables of thousands of VMs made each observation slower.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['cluster', 'host', 'vm', 'rule', 'plan', 'run', 'move'] LOOP
    EXECUTE format('DROP TRIGGER announce_change ON %I', name);
  END LOOP;
END $$;
DROP FUNCTION announce_change();

-- The topic is the trigger's argument.
CREATE FUNCTION announce_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ballast', TG_ARGV[0] || ' ' || COALESCE(NEW.cluster_id, OLD.cluster_id));
  RETURN NULL;
END $$;

CREATE FUNCTION announce_cluster() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ballast', TG_ARGV[0] || ' ' || COALESCE(NEW.id, OLD.id));
  RETURN NULL;
END $$;

CREATE FUNCTION announce_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ballast', TG_ARGV[0] || ' ' || p.cluster_id) FROM plan p WHERE p.id = NEW.plan_id;
  RETURN NULL;
END $$;

CREATE FUNCTION announce_table() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ballast', TG_ARGV[0]);
  RETURN NULL;
END $$;

DO $$
DECLARE name text; topic text;
BEGIN
  FOR name, topic IN VALUES ('host', 'host'), ('vm', 'vm'), ('plan', 'suggestion') LOOP
    EXECUTE format('CREATE TRIGGER announce_row AFTER INSERT OR DELETE ON %I
      FOR EACH ROW EXECUTE FUNCTION announce_row(%L)', name, topic);
  END LOOP;
  FOR name, topic IN VALUES ('rule', 'policy'), ('run', 'job'), ('refusal', 'refusal') LOOP
    EXECUTE format('CREATE TRIGGER announce_row AFTER INSERT OR UPDATE OR DELETE ON %I
      FOR EACH ROW EXECUTE FUNCTION announce_row(%L)', name, topic);
  END LOOP;
END $$;

-- Each observation writes hosts and VMs. It is one sample; what pages show that follow no samples is told apart.
CREATE TRIGGER announce_sample AFTER UPDATE ON "host" FOR EACH ROW EXECUTE FUNCTION announce_row('sample');
CREATE TRIGGER announce_host AFTER UPDATE ON "host" FOR EACH ROW
  WHEN ((OLD.name, OLD.uri, OLD.peer_uri, OLD.migration_address, OLD.migration_network, OLD.mode, OLD.connection, OLD.last_error, OLD.alarms, OLD.overloaded_since, OLD.version)
    IS DISTINCT FROM (NEW.name, NEW.uri, NEW.peer_uri, NEW.migration_address, NEW.migration_network, NEW.mode, NEW.connection, NEW.last_error, NEW.alarms, NEW.overloaded_since, NEW.version))
  EXECUTE FUNCTION announce_row('host');
CREATE TRIGGER announce_vm AFTER UPDATE ON "vm" FOR EACH ROW
  WHEN ((OLD.name, OLD.host_id, OLD.state, OLD.condition, OLD.automation, OLD.duplicate_host_id, OLD.missing_since, OLD.learned)
    IS DISTINCT FROM (NEW.name, NEW.host_id, NEW.state, NEW.condition, NEW.automation, NEW.duplicate_host_id, NEW.missing_since, NEW.learned))
  EXECUTE FUNCTION announce_row('vm');

-- A cluster's row holds what planning says each minute, what is counted or learned, and, else, what people set.
CREATE TRIGGER announce_cluster AFTER INSERT OR DELETE ON "cluster" FOR EACH ROW EXECUTE FUNCTION announce_cluster('cluster');
CREATE TRIGGER announce_planning AFTER UPDATE ON "cluster" FOR EACH ROW
  WHEN ((OLD.last_planned_at, OLD.last_plan_outcome) IS DISTINCT FROM (NEW.last_planned_at, NEW.last_plan_outcome))
  EXECUTE FUNCTION announce_cluster('planning');
CREATE TRIGGER announce_sample AFTER UPDATE ON "cluster" FOR EACH ROW
  WHEN ((OLD.lived_until, OLD.live_until, OLD.learned) IS DISTINCT FROM (NEW.lived_until, NEW.live_until, NEW.learned))
  EXECUTE FUNCTION announce_cluster('sample');
CREATE TRIGGER announce_policy AFTER UPDATE ON "cluster" FOR EACH ROW
  WHEN (to_jsonb(OLD) - '{last_planned_at,last_plan_outcome,lived_until,live_until,learned}'::text[]
    <> to_jsonb(NEW) - '{last_planned_at,last_plan_outcome,lived_until,live_until,learned}'::text[])
  EXECUTE FUNCTION announce_cluster('policy');

CREATE TRIGGER announce_suggestion AFTER UPDATE ON "plan" FOR EACH ROW
  WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION announce_row('suggestion');
CREATE TRIGGER announce_planning AFTER UPDATE ON "plan" FOR EACH ROW
  WHEN (OLD.state = NEW.state) EXECUTE FUNCTION announce_row('planning');

-- Moves of a suggestion that is found right again change with their plan.
CREATE TRIGGER announce_move AFTER UPDATE ON "move" FOR EACH ROW
  WHEN (NEW.run_id IS NOT NULL AND (OLD.state, OLD.run_id, OLD.to_host_id, OLD.code) IS DISTINCT FROM (NEW.state, NEW.run_id, NEW.to_host_id, NEW.code))
  EXECUTE FUNCTION announce_move('move');
CREATE TRIGGER announce_progress AFTER UPDATE ON "move" FOR EACH ROW
  WHEN (NEW.run_id IS NOT NULL) EXECUTE FUNCTION announce_move('progress');

-- What the pages of users and of the audit show.
CREATE TRIGGER announce_table AFTER INSERT OR UPDATE OR DELETE ON "user"
  FOR EACH STATEMENT EXECUTE FUNCTION announce_table('user');
CREATE TRIGGER announce_table AFTER INSERT ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION announce_table('audit');
CREATE TRIGGER announce_table AFTER INSERT OR UPDATE OR DELETE ON "refused_sign_in"
  FOR EACH STATEMENT EXECUTE FUNCTION announce_table('audit');
