-- CreateEnum
CREATE TYPE "ack_status" AS ENUM ('processed', 'failed');

-- DropIndex
DROP INDEX "audit_events_created_at_idx";

-- AlterTable
ALTER TABLE "audit_events" ADD COLUMN     "api_key_id" UUID;

-- CreateTable
CREATE TABLE "api_keys" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pairings" (
    "id" UUID NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "verifier_hash" BYTEA NOT NULL,
    "installation_id" TEXT NOT NULL,
    "platform" "platform" NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "model" TEXT,
    "user_agent" TEXT,
    "ip_address" TEXT,
    "user_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_at" TIMESTAMPTZ(3),
    "rejected_at" TIMESTAMPTZ(3),
    "exchanged_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "pairings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "preferences" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "device_id" UUID,
    "categories" JSONB,
    "quiet_hours" JSONB,
    "sound" BOOLEAN,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "preferences_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agent_credentials" (
    "id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "signing_key" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "agent_credentials_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signature_nonces" (
    "device_id" UUID NOT NULL,
    "nonce" VARCHAR(64) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signature_nonces_pkey" PRIMARY KEY ("device_id","nonce")
);

-- CreateTable
CREATE TABLE "agent_activity" (
    "device_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "polls" INTEGER NOT NULL DEFAULT 0,
    "messages" INTEGER NOT NULL DEFAULT 0,
    "processed" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "agent_activity_pkey" PRIMARY KEY ("device_id","hour")
);

-- CreateTable
CREATE TABLE "agent_acks" (
    "notification_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "status" "ack_status" NOT NULL,
    "reference" VARCHAR(128),
    "error" VARCHAR(1024),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "agent_acks_pkey" PRIMARY KEY ("notification_id","device_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");

-- CreateIndex
CREATE INDEX "api_keys_user_id_idx" ON "api_keys"("user_id");

-- CreateIndex
CREATE INDEX "pairings_user_id_idx" ON "pairings"("user_id");

-- CreateIndex
CREATE INDEX "pairings_expires_at_idx" ON "pairings"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "pairings_open_code_key" ON "pairings"("code_hash") WHERE (approved_at IS NULL AND rejected_at IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "preferences_device_id_key" ON "preferences"("device_id");

-- CreateIndex
CREATE INDEX "preferences_user_id_idx" ON "preferences"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "preferences_user_key" ON "preferences"("user_id") WHERE (device_id IS NULL);

-- CreateIndex
CREATE INDEX "agent_credentials_device_id_idx" ON "agent_credentials"("device_id");

-- CreateIndex
CREATE UNIQUE INDEX "agent_credentials_present_key" ON "agent_credentials"("device_id") WHERE (expires_at IS NULL);

-- CreateIndex
CREATE INDEX "signature_nonces_expires_at_idx" ON "signature_nonces"("expires_at");

-- CreateIndex
CREATE INDEX "agent_activity_hour_idx" ON "agent_activity"("hour");

-- CreateIndex
CREATE INDEX "audit_events_created_at_id_idx" ON "audit_events"("created_at", "id");

-- CreateIndex
CREATE INDEX "audit_events_target_type_target_id_created_at_idx" ON "audit_events"("target_type", "target_id", "created_at");

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pairings" ADD CONSTRAINT "pairings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "preferences" ADD CONSTRAINT "preferences_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "preferences" ADD CONSTRAINT "preferences_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_credentials" ADD CONSTRAINT "agent_credentials_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signature_nonces" ADD CONSTRAINT "signature_nonces_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_activity" ADD CONSTRAINT "agent_activity_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_acks" ADD CONSTRAINT "agent_acks_notification_id_device_id_fkey" FOREIGN KEY ("notification_id", "device_id") REFERENCES "deliveries"("notification_id", "device_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A failure says why (SEC-9).
ALTER TABLE "agent_acks" ADD CONSTRAINT "agent_acks_error_check" CHECK (status <> 'failed' OR error <> '');

-- Decided one way at most, by somebody, and exchanged only once it was approved (AUTH-4).
ALTER TABLE "pairings" ADD CONSTRAINT "pairings_decision_check" CHECK (
  (approved_at IS NULL OR rejected_at IS NULL)
  AND (user_id IS NOT NULL OR (approved_at IS NULL AND rejected_at IS NULL))
  AND (exchanged_at IS NULL OR approved_at IS NOT NULL)
);
