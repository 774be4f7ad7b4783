-- AlterTable
ALTER TABLE "sites" ADD COLUMN     "country" TEXT,
ADD COLUMN     "description" TEXT,
ADD COLUMN     "domain" TEXT,
ADD COLUMN     "email" TEXT,
ADD COLUMN     "language" TEXT NOT NULL DEFAULT 'en',
ADD COLUMN     "legal_name" TEXT,
ADD COLUMN     "logo" TEXT,
ADD COLUMN     "proposed_name" TEXT,
ADD COLUMN     "social_ids" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "timezone" TEXT NOT NULL DEFAULT 'UTC';
