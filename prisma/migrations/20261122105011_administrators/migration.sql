-- Whoever registers asks whether there is an administrator, and whoever takes one away, which others there are.
-- CreateIndex
CREATE INDEX "users_administrators_idx" ON "users"("id") WHERE (role = 'admin');
