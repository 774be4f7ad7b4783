-- CreateEnum
CREATE TYPE "key_scope" AS ENUM ('read', 'issue', 'admin');

-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "last_used_at" TIMESTAMPTZ(3),
ADD COLUMN     "scopes" "key_scope"[] DEFAULT ARRAY['read', 'issue', 'admin']::"key_scope"[];
