-- CreateEnum
CREATE TYPE "role" AS ENUM ('admin', 'member');

-- CreateEnum
CREATE TYPE "session_kind" AS ENUM ('dashboard', 'app');

-- CreateEnum
CREATE TYPE "device_kind" AS ENUM ('push', 'agent');

-- CreateEnum
CREATE TYPE "platform" AS ENUM ('ios', 'android', 'web', 'agent');

-- CreateEnum
CREATE TYPE "push_provider" AS ENUM ('apns', 'fcm', 'expo', 'webpush');

-- CreateEnum
CREATE TYPE "channel" AS ENUM ('apns', 'fcm', 'expo', 'webpush', 'inbox');

-- CreateEnum
CREATE TYPE "push_environment" AS ENUM ('development', 'production');

-- CreateEnum
CREATE TYPE "notification_kind" AS ENUM ('test', 'message');

-- CreateEnum
CREATE TYPE "notification_status" AS ENUM ('expanding', 'sending', 'done', 'cancelled');

-- CreateEnum
CREATE TYPE "priority" AS ENUM ('normal', 'high');

-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('pending', 'sending', 'accepted', 'failed', 'expired', 'suppressed', 'cancelled', 'received', 'displayed', 'clicked');

-- CreateEnum
CREATE TYPE "delivery_event_kind" AS ENUM ('queued', 'attempt', 'accepted', 'retry', 'failed', 'expired', 'suppressed', 'cancelled', 'received', 'displayed', 'clicked', 'token_retired');

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT,
    "password_hash" TEXT,
    "role" "role" NOT NULL DEFAULT 'member',
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_account_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" "session_kind" NOT NULL,
    "device_id" UUID,
    "user_agent" TEXT,
    "ip_address" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "revoke_reason" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refresh_tokens" (
    "id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "devices" (
    "id" UUID NOT NULL,
    "user_id" UUID,
    "installation_id" TEXT,
    "kind" "device_kind" NOT NULL,
    "platform" "platform" NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "model" TEXT,
    "os_version" TEXT,
    "app_version" TEXT,
    "user_agent" TEXT,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "generation" BIGINT NOT NULL DEFAULT 0,
    "muted_until" TIMESTAMPTZ(3),
    "last_seen_at" TIMESTAMPTZ(3),
    "last_poll_at" TIMESTAMPTZ(3),
    "last_ack_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "devices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "push_tokens" (
    "id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "provider" "push_provider" NOT NULL,
    "environment" "push_environment",
    "ciphertext" TEXT,
    "key_id" TEXT,
    "fingerprint" BYTEA NOT NULL,
    "vapid_key_id" TEXT,
    "endpoint_hint" TEXT,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "quarantine_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "registered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),
    "revoke_reason" TEXT,
    "last_used_at" TIMESTAMPTZ(3),
    "failure_count" INTEGER NOT NULL DEFAULT 0,
    "first_failure_at" TIMESTAMPTZ(3),
    "last_failure_at" TIMESTAMPTZ(3),
    "last_failure_reason" TEXT,

    CONSTRAINT "push_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notifications" (
    "id" UUID NOT NULL,
    "kind" "notification_kind" NOT NULL,
    "status" "notification_status" NOT NULL,
    "created_by_id" UUID,
    "idempotency_key" TEXT,
    "request_hash" BYTEA,
    "audience" JSONB NOT NULL,
    "message" JSONB NOT NULL,
    "priority" "priority" NOT NULL,
    "ttl_seconds" INTEGER NOT NULL,
    "collapse_key" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "expanded_to" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "notification_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "channel" "channel" NOT NULL,
    "state" "delivery_state" NOT NULL DEFAULT 'pending',
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "lease_epoch" INTEGER NOT NULL DEFAULT 0,
    "token_id" UUID,
    "provider_message_id" TEXT,
    "error_code" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_attempt_at" TIMESTAMPTZ(3),
    "duration_ms" INTEGER,
    "accepted_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3),
    "displayed_at" TIMESTAMPTZ(3),
    "clicked_at" TIMESTAMPTZ(3),

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("notification_id","device_id")
);

-- CreateTable
CREATE TABLE "delivery_events" (
    "notification_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" "delivery_event_kind" NOT NULL,
    "attempt" INTEGER,
    "reason" TEXT,
    "provider_code" TEXT,
    "duration_ms" INTEGER,

    CONSTRAINT "delivery_events_pkey" PRIMARY KEY ("notification_id","device_id","id")
);

-- CreateTable
CREATE TABLE "scope_gates" (
    "scope" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scope_gates_pkey" PRIMARY KEY ("scope")
);

-- CreateTable
CREATE TABLE "settings" (
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" UUID NOT NULL,
    "user_id" UUID,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target_type" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "ip_address" TEXT,
    "request_id" TEXT,
    "details" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "metric_counters" (
    "name" TEXT NOT NULL,
    "labels" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "metric_counters_pkey" PRIMARY KEY ("name","labels")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "accounts_user_id_idx" ON "accounts"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_provider_provider_account_id_key" ON "accounts"("provider", "provider_account_id");

-- CreateIndex
CREATE INDEX "sessions_user_id_created_at_idx" ON "sessions"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "sessions_device_id_idx" ON "sessions"("device_id");

-- CreateIndex
CREATE UNIQUE INDEX "refresh_tokens_hash_key" ON "refresh_tokens"("hash");

-- CreateIndex
CREATE INDEX "refresh_tokens_session_id_idx" ON "refresh_tokens"("session_id");

-- CreateIndex
CREATE INDEX "devices_user_id_created_at_id_idx" ON "devices"("user_id", "created_at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "devices_user_id_installation_id_key" ON "devices"("user_id", "installation_id");

-- CreateIndex
CREATE UNIQUE INDEX "devices_agent_name_key" ON "devices"("user_id", "name") WHERE (kind = 'agent' AND revoked_at IS NULL);

-- CreateIndex
CREATE INDEX "push_tokens_device_id_created_at_idx" ON "push_tokens"("device_id", "created_at");

-- CreateIndex
CREATE INDEX "push_tokens_active_provider_idx" ON "push_tokens"("provider", "id") WHERE (active);

-- CreateIndex
CREATE INDEX "push_tokens_active_key_idx" ON "push_tokens"("key_id") WHERE (active);

-- CreateIndex
CREATE UNIQUE INDEX "push_tokens_active_device_key" ON "push_tokens"("device_id") WHERE (active);

-- CreateIndex
CREATE UNIQUE INDEX "push_tokens_active_fingerprint_key" ON "push_tokens"("fingerprint") WHERE (active);

-- CreateIndex
CREATE INDEX "notifications_created_by_id_id_idx" ON "notifications"("created_by_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "notifications_created_by_id_idempotency_key_key" ON "notifications"("created_by_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "deliveries_device_id_notification_id_idx" ON "deliveries"("device_id", "notification_id");

-- CreateIndex
CREATE INDEX "deliveries_due_idx" ON "deliveries"("next_attempt_at") WHERE (next_attempt_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "audit_events_created_at_idx" ON "audit_events"("created_at");

-- CreateIndex
CREATE INDEX "audit_events_user_id_created_at_idx" ON "audit_events"("user_id", "created_at");

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "push_tokens" ADD CONSTRAINT "push_tokens_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_notification_id_fkey" FOREIGN KEY ("notification_id") REFERENCES "notifications"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery_events" ADD CONSTRAINT "delivery_events_notification_id_device_id_fkey" FOREIGN KEY ("notification_id", "device_id") REFERENCES "deliveries"("notification_id", "device_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What schema.prisma cannot state.

-- TOK-1: an APNs token is only good in the environment that made it. A row holds ciphertext exactly while it is active.
ALTER TABLE "push_tokens"
  ADD CONSTRAINT "push_tokens_apns_environment_check" CHECK (provider <> 'apns' OR environment IS NOT NULL),
  ADD CONSTRAINT "push_tokens_ciphertext_check" CHECK (active = (ciphertext IS NOT NULL AND key_id IS NOT NULL)),
  ADD CONSTRAINT "push_tokens_revoked_check" CHECK (active = (revoked_at IS NULL) AND active = (revoke_reason IS NULL)),
  ADD CONSTRAINT "push_tokens_failure_count_check" CHECK (failure_count >= 0);

-- REG-1: lengths and shapes of the two kinds of device.
ALTER TABLE "devices"
  ADD CONSTRAINT "devices_kind_check" CHECK ((kind = 'agent') = (platform = 'agent')),
  ADD CONSTRAINT "devices_agent_check" CHECK (
    kind <> 'agent' OR (user_id IS NOT NULL AND installation_id IS NULL AND length(name) >= 1)
  ),
  ADD CONSTRAINT "devices_installation_check" CHECK (
    kind <> 'push' OR user_id IS NULL OR length(installation_id) BETWEEN 1 AND 255
  ),
  ADD CONSTRAINT "devices_name_check" CHECK (length(name) <= 100),
  ADD CONSTRAINT "devices_tags_check" CHECK (cardinality(tags) <= 20);

-- A delivery is due at some time exactly while its state is not final.
ALTER TABLE "deliveries"
  ADD CONSTRAINT "deliveries_due_check" CHECK ((state IN ('pending', 'sending')) = (next_attempt_at IS NOT NULL)),
  ADD CONSTRAINT "deliveries_attempts_check" CHECK (attempts >= 0);

ALTER TABLE "notifications"
  ADD CONSTRAINT "notifications_ttl_check" CHECK (ttl_seconds BETWEEN 0 AND 2419200);
