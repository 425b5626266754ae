-- DropIndex
DROP INDEX "audit_events_target_type_target_id_created_at_idx";

-- DropIndex
DROP INDEX "audit_events_user_id_created_at_idx";

-- CreateIndex
CREATE INDEX "audit_events_user_id_created_at_id_idx" ON "audit_events"("user_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "audit_events_target_id_created_at_id_idx" ON "audit_events"("target_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "audit_events_action_created_at_id_idx" ON "audit_events"("action", "created_at", "id");
