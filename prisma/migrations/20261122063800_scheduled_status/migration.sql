-- AlterEnum
-- On its own: a new value cannot be used in the transaction that adds it.
ALTER TYPE "notification_status" ADD VALUE 'scheduled' BEFORE 'expanding';
