-- Hours in which low urgency waits for a person: {"start": "22:00", "end": "07:00"} by the clock of their
-- zone, over midnight when the end is not after the start; null: it never waits.

alter table people add column quiet_hours jsonb;
