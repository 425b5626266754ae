-- CreateIndex
CREATE INDEX "notifications_open_idx" ON "notifications"("status", "updated_at") WHERE (status < 'done');
