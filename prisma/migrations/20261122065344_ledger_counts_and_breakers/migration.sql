-- DropForeignKey
ALTER TABLE "delivery_events" DROP CONSTRAINT "delivery_events_notification_id_device_id_fkey";

-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "refusals" SMALLINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "outcome_windows" ADD COLUMN     "mismatched" DOUBLE PRECISION NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "scope_gates" ADD COLUMN     "closings" SMALLINT NOT NULL DEFAULT 0,
ADD COLUMN     "failed" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "passed" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "permits" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "stage" SMALLINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "notification_counts" (
    "notification_id" UUID NOT NULL,
    "channel" "channel" NOT NULL,
    "state" "delivery_state" NOT NULL,
    "shard" SMALLINT NOT NULL,
    "devices" INTEGER NOT NULL,

    CONSTRAINT "notification_counts_pkey" PRIMARY KEY ("notification_id","channel","state","shard")
);

-- CreateIndex
CREATE INDEX "deliveries_inbox_idx" ON "deliveries"("device_id", "notification_id") WHERE (channel = 'inbox' AND state = 'accepted');

-- AddForeignKey
ALTER TABLE "notification_counts" ADD CONSTRAINT "notification_counts_notification_id_fkey" FOREIGN KEY ("notification_id") REFERENCES "notifications"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What schema.prisma cannot state.

-- Counts of deliveries, kept by statement and not by row: one statement moves hundreds of rows, and a handful of counts.
-- A session of the database adds to a shard of its own (of 64), so that two that write at once do not wait for each other.
CREATE FUNCTION "count_deliveries_added"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO notification_counts AS held (notification_id, channel, state, shard, devices)
  SELECT notification_id, channel, state, 1 + pg_backend_pid() % 64, count(*)
  FROM added GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (notification_id, channel, state, shard) DO UPDATE SET devices = held.devices + EXCLUDED.devices;
  RETURN NULL;
END $$;

CREATE FUNCTION "count_deliveries_moved"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO notification_counts AS held (notification_id, channel, state, shard, devices)
  SELECT notification_id, channel, state, 1 + pg_backend_pid() % 64, sum(devices)
  FROM (
    SELECT notification_id, channel, state, 1 AS devices FROM after
    UNION ALL
    SELECT notification_id, channel, state, -1 FROM before
  ) AS moved
  GROUP BY 1, 2, 3 HAVING sum(devices) <> 0 ORDER BY 1, 2, 3
  ON CONFLICT (notification_id, channel, state, shard) DO UPDATE SET devices = held.devices + EXCLUDED.devices;
  RETURN NULL;
END $$;

-- The trace goes with its delivery. A notification that is itself being deleted takes its counts along.
CREATE FUNCTION "forget_deliveries_removed"() RETURNS trigger LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  DELETE FROM delivery_events event USING removed
  WHERE event.notification_id = removed.notification_id AND event.device_id = removed.device_id;
  INSERT INTO notification_counts AS held (notification_id, channel, state, shard, devices)
  SELECT notification_id, channel, state, 1 + pg_backend_pid() % 64, -count(*)
  FROM removed
  WHERE EXISTS (SELECT 1 FROM notifications WHERE notifications.id = removed.notification_id)
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (notification_id, channel, state, shard) DO UPDATE SET devices = held.devices + EXCLUDED.devices;
  RETURN NULL;
END $$;

CREATE TRIGGER "deliveries_added" AFTER INSERT ON "deliveries"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "count_deliveries_added"();
CREATE TRIGGER "deliveries_moved" AFTER UPDATE ON "deliveries"
  REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION "count_deliveries_moved"();
CREATE TRIGGER "deliveries_removed" AFTER DELETE ON "deliveries"
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION "forget_deliveries_removed"();

INSERT INTO "notification_counts" (notification_id, channel, state, shard, devices)
SELECT notification_id, channel, state, 0, count(*) FROM "deliveries" GROUP BY 1, 2, 3;

-- A broadcast rewrites each of its rows twice within seconds: vacuum and statistics must not wait for a fifth of the table.
ALTER TABLE "deliveries" SET (
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE "delivery_events" SET (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
-- Few rows, rewritten all the time: room on their pages keeps them there, and their indexes untouched.
ALTER TABLE "notification_counts" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE "scope_gates" SET (fillfactor = 50);
ALTER TABLE "outcome_windows" SET (fillfactor = 50);
ALTER TABLE "metric_counters" SET (fillfactor = 50);

ALTER TABLE "deliveries"
  ADD CONSTRAINT "deliveries_refusals_check" CHECK (refusals BETWEEN 0 AND attempts),
  ADD CONSTRAINT "deliveries_inbox_check" CHECK (inbox_leased_until IS NULL OR channel = 'inbox');
ALTER TABLE "scope_gates" ADD CONSTRAINT "scope_gates_stage_check" CHECK (stage >= 0 AND permits >= 0);
