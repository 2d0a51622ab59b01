-- Stored names follow the code: "hasten" is "force completion", a "look" is a reading, and "room" is memory.
UPDATE "move" SET "watch" = ("watch" - 'hastened' - 'lookedAt') || jsonb_build_object(
    'completionForcedBy', "watch" -> 'hastened',
    'readAtMs', "watch" -> 'lookedAt',
    'waitsFor', CASE "watch" ->> 'waitsFor' WHEN 'room' THEN 'memory' WHEN 'look' THEN 'observation' END)
  WHERE jsonb_typeof("watch") = 'object';

UPDATE "simulator_command" SET "body" = jsonb_set("body", '{type}', '"force-completion"')
  WHERE "body" ->> 'type' = 'hasten-migration';
