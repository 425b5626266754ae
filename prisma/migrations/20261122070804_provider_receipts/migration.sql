-- AlterEnum
ALTER TYPE "delivery_event_kind" ADD VALUE 'receipt';
