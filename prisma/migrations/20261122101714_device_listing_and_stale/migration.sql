-- CreateIndex
CREATE INDEX "devices_created_at_id_idx" ON "devices"("created_at", "id");

-- CreateIndex
CREATE INDEX "devices_agents_idx" ON "devices"("created_at", "id") WHERE (kind = 'agent');

-- CreateIndex
CREATE INDEX "devices_revoked_idx" ON "devices"("revoked_at") WHERE (revoked_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "push_tokens_history_idx" ON "push_tokens"("revoked_at", "id") WHERE (NOT active);
