-- CreateTable
CREATE TABLE "outcome_windows" (
    "scope" TEXT NOT NULL,
    "total" DOUBLE PRECISION NOT NULL,
    "invalid" DOUBLE PRECISION NOT NULL,
    "config" DOUBLE PRECISION NOT NULL,
    "failing" DOUBLE PRECISION NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outcome_windows_pkey" PRIMARY KEY ("scope")
);
