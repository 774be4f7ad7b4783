-- CreateEnum
CREATE TYPE "granted_to" AS ENUM ('learner', 'academy', 'business');

-- CreateEnum
CREATE TYPE "document_status" AS ENUM ('available', 'unavailable', 'unchecked');

-- CreateTable
CREATE TABLE "sites" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sites_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" SERIAL NOT NULL,
    "site_id" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,
    "prefix" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "roles" (
    "site_id" INTEGER NOT NULL,
    "alias" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "roles_pkey" PRIMARY KEY ("site_id","alias")
);

-- CreateTable
CREATE TABLE "courses" (
    "id" SERIAL NOT NULL,
    "site_id" INTEGER NOT NULL,
    "catalogue_id" TEXT,
    "name" TEXT NOT NULL,
    "annotation" TEXT NOT NULL DEFAULT '',
    "description" TEXT NOT NULL DEFAULT '',
    "is_draft" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),
    "certificate_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "courses_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "site_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "language" TEXT NOT NULL DEFAULT 'en',
    "occupation" TEXT,
    "location" TEXT,
    "bio" TEXT,
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "is_banned" BOOLEAN NOT NULL DEFAULT false,
    "role_alias" TEXT NOT NULL,
    "from_api" BOOLEAN NOT NULL DEFAULT true,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("site_id","id")
);

-- CreateTable
CREATE TABLE "course_certificates" (
    "id" SERIAL NOT NULL,
    "site_id" INTEGER NOT NULL,
    "course_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "course_name" TEXT NOT NULL,
    "user_name" TEXT NOT NULL,
    "image_url" TEXT NOT NULL DEFAULT '',
    "achieved_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "issued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "course_certificates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wallets" (
    "id" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "wallets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certificates" (
    "id" UUID NOT NULL,
    "holder_id" UUID,
    "issuer_id" UUID NOT NULL,
    "granted_to" "granted_to" NOT NULL DEFAULT 'learner',
    "institution_title" TEXT NOT NULL,
    "institution_link" TEXT NOT NULL,
    "program_title" TEXT,
    "certificate_title" TEXT NOT NULL,
    "course_link" TEXT,
    "score" DOUBLE PRECISION,
    "duration" SMALLINT,
    "expiration_date" TIMESTAMPTZ(3),
    "ipfs_hash" TEXT NOT NULL,
    "checksum_hash" TEXT,
    "document_status" "document_status" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "certificates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tombstones" (
    "certificate_id" UUID NOT NULL,
    "deleted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reason" TEXT NOT NULL,

    CONSTRAINT "tombstones_pkey" PRIMARY KEY ("certificate_id")
);

-- CreateTable
CREATE TABLE "skills" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "standardized" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "skills_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "industries" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "industries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certificate_skills" (
    "certificate_id" UUID NOT NULL,
    "skill_id" INTEGER NOT NULL,

    CONSTRAINT "certificate_skills_pkey" PRIMARY KEY ("certificate_id","skill_id")
);

-- CreateTable
CREATE TABLE "certificate_industries" (
    "certificate_id" UUID NOT NULL,
    "industry_id" INTEGER NOT NULL,

    CONSTRAINT "certificate_industries_pkey" PRIMARY KEY ("certificate_id","industry_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");

-- CreateIndex
CREATE INDEX "api_keys_site_id_idx" ON "api_keys"("site_id");

-- CreateIndex
CREATE UNIQUE INDEX "courses_site_id_id_key" ON "courses"("site_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "courses_site_id_catalogue_id_key" ON "courses"("site_id", "catalogue_id");

-- CreateIndex
CREATE INDEX "course_certificates_site_id_user_id_idx" ON "course_certificates"("site_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "course_certificates_course_id_number_key" ON "course_certificates"("course_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "wallets_address_key" ON "wallets"("address");

-- CreateIndex
CREATE INDEX "certificates_issuer_id_id_idx" ON "certificates"("issuer_id", "id");

-- CreateIndex
CREATE INDEX "certificates_holder_id_certificate_title_id_idx" ON "certificates"("holder_id", "certificate_title", "id");

-- CreateIndex
CREATE UNIQUE INDEX "skills_name_key" ON "skills"("name");

-- CreateIndex
CREATE UNIQUE INDEX "industries_name_key" ON "industries"("name");

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "roles" ADD CONSTRAINT "roles_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "courses" ADD CONSTRAINT "courses_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users" ADD CONSTRAINT "users_site_id_role_alias_fkey" FOREIGN KEY ("site_id", "role_alias") REFERENCES "roles"("site_id", "alias") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "course_certificates" ADD CONSTRAINT "course_certificates_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "course_certificates" ADD CONSTRAINT "course_certificates_site_id_course_id_fkey" FOREIGN KEY ("site_id", "course_id") REFERENCES "courses"("site_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "course_certificates" ADD CONSTRAINT "course_certificates_site_id_user_id_fkey" FOREIGN KEY ("site_id", "user_id") REFERENCES "users"("site_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_holder_id_fkey" FOREIGN KEY ("holder_id") REFERENCES "wallets"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_issuer_id_fkey" FOREIGN KEY ("issuer_id") REFERENCES "wallets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "certificate_skills" ADD CONSTRAINT "certificate_skills_certificate_id_fkey" FOREIGN KEY ("certificate_id") REFERENCES "certificates"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "certificate_skills" ADD CONSTRAINT "certificate_skills_skill_id_fkey" FOREIGN KEY ("skill_id") REFERENCES "skills"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "certificate_industries" ADD CONSTRAINT "certificate_industries_certificate_id_fkey" FOREIGN KEY ("certificate_id") REFERENCES "certificates"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "certificate_industries" ADD CONSTRAINT "certificate_industries_industry_id_fkey" FOREIGN KEY ("industry_id") REFERENCES "industries"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What Prisma's schema cannot say.

-- One email address is one user of a site, whatever its letter case.
CREATE UNIQUE INDEX "users_site_id_email_key" ON "users"("site_id", lower("email"));

ALTER TABLE "api_keys"
    ADD CONSTRAINT "api_keys_hash_is_sha256" CHECK (octet_length("hash") = 32);

ALTER TABLE "course_certificates"
    ADD CONSTRAINT "course_certificates_number_is_positive" CHECK ("number" > 0),
    ADD CONSTRAINT "course_certificates_expiry_is_later" CHECK ("expires_at" > "achieved_at");

ALTER TABLE "wallets"
    ADD CONSTRAINT "wallets_address_is_normal" CHECK ("address" ~ '^0x[0-9a-f]{40}$');

ALTER TABLE "certificates"
    ADD CONSTRAINT "certificates_score_is_finite" CHECK ("score" > '-Infinity' AND "score" < 'Infinity'),
    ADD CONSTRAINT "certificates_duration_is_not_negative" CHECK ("duration" >= 0),
    ADD CONSTRAINT "certificates_checksum_is_sha256" CHECK ("checksum_hash" ~ '^[0-9a-f]{64}$');
