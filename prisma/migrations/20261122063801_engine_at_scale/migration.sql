-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "inbox_leased_until" TIMESTAMPTZ(3),
ADD COLUMN     "receipt_checks" SMALLINT NOT NULL DEFAULT 0,
ADD COLUMN     "receipt_due_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "notifications" ADD COLUMN     "cancelled_at" TIMESTAMPTZ(3),
ADD COLUMN     "send_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "external_id" TEXT;

-- CreateTable
CREATE TABLE "topics" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "topics_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "topic_members" (
    "topic_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "topic_members_pkey" PRIMARY KEY ("topic_id","user_id")
);

-- CreateTable
CREATE TABLE "send_paces" (
    "scope" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "send_paces_pkey" PRIMARY KEY ("scope")
);

-- CreateTable
CREATE TABLE "outcome_history" (
    "at" TIMESTAMPTZ(3) NOT NULL,
    "channel" "channel" NOT NULL,
    "status" TEXT NOT NULL,
    "count" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "outcome_history_pkey" PRIMARY KEY ("at","channel","status")
);

-- CreateIndex
CREATE UNIQUE INDEX "topics_name_key" ON "topics"("name");

-- CreateIndex
CREATE INDEX "topic_members_user_id_idx" ON "topic_members"("user_id");

-- CreateIndex
CREATE INDEX "deliveries_receipts_idx" ON "deliveries"("receipt_due_at") WHERE (receipt_due_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "devices_tags_idx" ON "devices" USING GIN ("tags");

-- CreateIndex
CREATE INDEX "notifications_scheduled_idx" ON "notifications"("send_at") WHERE (status = 'scheduled');

-- CreateIndex
CREATE INDEX "notifications_expires_at_idx" ON "notifications"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "users_external_id_key" ON "users"("external_id");

-- AddForeignKey
ALTER TABLE "topic_members" ADD CONSTRAINT "topic_members_topic_id_fkey" FOREIGN KEY ("topic_id") REFERENCES "topics"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "topic_members" ADD CONSTRAINT "topic_members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What schema.prisma cannot state.

-- A notification waits for its time exactly while it has one to wait for.
ALTER TABLE "notifications"
  ADD CONSTRAINT "notifications_send_at_check" CHECK (status <> 'scheduled' OR send_at IS NOT NULL),
  ADD CONSTRAINT "notifications_cancelled_check" CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL));

ALTER TABLE "topics"
  ADD CONSTRAINT "topics_name_check" CHECK (length(name) BETWEEN 1 AND 64);

ALTER TABLE "deliveries"
  ADD CONSTRAINT "deliveries_receipt_check" CHECK (receipt_due_at IS NULL OR channel = 'expo');
