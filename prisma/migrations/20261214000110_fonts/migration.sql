-- Fonts of sites. Templates name them, and keep the file that they were uploaded with.
CREATE TABLE "fonts" (
    "site_id" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "file" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fonts_pkey" PRIMARY KEY ("site_id","hash"),
    CONSTRAINT "fonts_hash_is_sha256" CHECK ("hash" ~ '^[0-9a-f]{64}$'),
    CONSTRAINT "fonts_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

CREATE TABLE "font_names" (
    "site_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "font_names_pkey" PRIMARY KEY ("site_id","name"),
    CONSTRAINT "font_names_site_id_hash_fkey" FOREIGN KEY ("site_id", "hash") REFERENCES "fonts"("site_id", "hash") ON DELETE RESTRICT ON UPDATE RESTRICT
);

CREATE TABLE "template_fonts" (
    "site_id" INTEGER NOT NULL,
    "template_hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "font_hash" TEXT NOT NULL,

    CONSTRAINT "template_fonts_pkey" PRIMARY KEY ("site_id","template_hash","name"),
    CONSTRAINT "template_fonts_site_id_template_hash_fkey" FOREIGN KEY ("site_id", "template_hash") REFERENCES "templates"("site_id", "hash") ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT "template_fonts_site_id_font_hash_fkey" FOREIGN KEY ("site_id", "font_hash") REFERENCES "fonts"("site_id", "hash") ON DELETE RESTRICT ON UPDATE RESTRICT
);

CREATE INDEX "template_fonts_site_id_font_hash_idx" ON "template_fonts"("site_id", "font_hash");
