-- A database as it was at 20261121000000_init: what its tables have. The schema is what the migrations up to there make.
SET session_replication_role = replica;
INSERT INTO tombstones ("certificate_id", "deleted_at", "reason") OVERRIDING SYSTEM VALUE VALUES
  ('01a21a37-bf42-702a-ab75-74bfe5165768', '2026-11-26 23:36:30.823+00', 'deleted by its holder');
INSERT INTO sites ("id", "name", "created_at") OVERRIDING SYSTEM VALUE VALUES
  ('1', 'First site', '2026-11-26 23:36:19.55+00');
INSERT INTO roles ("site_id", "alias", "name") OVERRIDING SYSTEM VALUE VALUES
  ('1', 'learner', 'Learner'),
  ('1', 'instructor', 'Instructor'),
  ('1', 'admin', 'Administrator');
INSERT INTO courses ("id", "site_id", "catalogue_id", "name", "annotation", "description", "is_draft", "created_at", "updated_at", "published_at", "certificate_count") OVERRIDING SYSTEM VALUE VALUES
  ('2', '1', NULL, 'Empty', '', '', 'false', '2026-11-26 23:36:21.178+00', '2026-11-26 23:36:21.178+00', '2026-11-26 23:36:21.178+00', '0'),
  ('1', '1', NULL, 'Ünïcode & Co.', '', '', 'false', '2026-11-26 23:36:21.034+00', '2026-11-26 23:36:21.034+00', '2026-11-26 23:36:21.034+00', '3');
INSERT INTO users ("site_id", "id", "name", "email", "language", "occupation", "location", "bio", "timezone", "is_banned", "role_alias", "from_api", "attributes", "created_at", "updated_at") OVERRIDING SYSTEM VALUE VALUES
  ('1', 'ada', 'Ada', 'ada@example.com', 'en', NULL, NULL, NULL, 'UTC', 'false', 'learner', 'true', '{}', '2026-11-26 23:36:21.28+00', '2026-11-26 23:36:21.28+00'),
  ('1', 'bob', 'Bob', 'bob@example.com', 'en', NULL, NULL, NULL, 'UTC', 'false', 'learner', 'true', '{}', '2026-11-26 23:36:21.415+00', '2026-11-26 23:36:21.415+00');
INSERT INTO certificate_skills ("certificate_id", "skill_id") OVERRIDING SYSTEM VALUE VALUES
  ('01a21a37-bdfd-7d22-8830-bc13b40fd026', '1'),
  ('01a21a37-bf0d-7ed8-a44e-b1d8d1c6f9f0', '1');
INSERT INTO skills ("id", "name", "standardized") OVERRIDING SYSTEM VALUE VALUES
  ('1', 'Python', 'false');
INSERT INTO api_keys ("id", "site_id", "hash", "prefix", "label", "created_at", "expires_at", "revoked_at") OVERRIDING SYSTEM VALUE VALUES
  ('1', '1', E'\\x998f587e8a83ef8518e4b17586f45c8066b052d73d30ab5e5036e638fb5792a1', 'key-of-t', 'first key', '2026-11-26 23:36:19.627+00', NULL, NULL);
INSERT INTO course_certificates ("id", "site_id", "course_id", "number", "user_id", "name", "description", "course_name", "user_name", "image_url", "achieved_at", "expires_at", "issued_at") OVERRIDING SYSTEM VALUE VALUES
  ('2', '1', '1', '2', 'ada', 'Course Completion Certificate', 'Certificate of completion', 'Ünïcode & Co.', 'Ada', '', '1970-01-01 00:00:02+00', NULL, '2026-11-26 23:36:21.711+00'),
  ('1', '1', '1', '1', 'ada', 'Course Completion Certificate', 'Certificate of completion', 'Ünïcode & Co.', 'Ada', '', '1970-01-01 00:00:01+00', NULL, '2026-11-26 23:36:21.543+00'),
  ('3', '1', '1', '3', 'bob', 'Course Completion Certificate', 'Certificate of completion', 'Ünïcode & Co.', 'Bob', '', '2009-02-13 23:31:30+00', NULL, '2026-11-26 23:36:21.838+00');
INSERT INTO wallets ("id", "address", "name", "created_at") OVERRIDING SYSTEM VALUE VALUES
  ('01a21a37-ba8a-721f-9dca-4c03f51348e2', '0x64d1ed1a64fa7537bfe2b035d743aa763b79e041', '', '2026-11-26 23:36:29.579+00'),
  ('01a21a37-baea-766d-9b39-0579099b6c28', '0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a', '', '2026-11-26 23:36:29.674+00'),
  ('01a21a37-be73-766f-a395-e0491e65a503', '0x9a140f0385978bfaba1b1c4c68af28a27d10adab', '', '2026-11-26 23:36:30.579+00');
INSERT INTO certificates ("id", "holder_id", "issuer_id", "granted_to", "institution_title", "institution_link", "program_title", "certificate_title", "course_link", "score", "duration", "expiration_date", "ipfs_hash", "checksum_hash", "document_status", "created_at") OVERRIDING SYSTEM VALUE VALUES
  ('01a21a37-bafb-753d-8bae-f2b83c449300', '01a21a37-ba8a-721f-9dca-4c03f51348e2', '01a21a37-baea-766d-9b39-0579099b6c28', 'learner', 'First site', 'http://127.0.0.1:3977', 'Ünïcode & Co.', 'Course Completion Certificate', NULL, NULL, NULL, NULL, 'bafkreia24jorq4m66hmht3tohjx6ccarvijbegcord4lfdqy7deuk3qidm', '1ae25d18719ef1d879ee6e3a6fe10811aa1212184e88f8b28e18f8c9456e081b', 'available', '2026-11-26 23:36:22.012+00'),
  ('01a21a37-bdfd-7d22-8830-bc13b40fd026', '01a21a37-be73-766f-a395-e0491e65a503', '01a21a37-ba8a-721f-9dca-4c03f51348e2', 'learner', 'test', 'http://example.com', NULL, 'test', NULL, NULL, NULL, NULL, 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL', NULL, 'unavailable', '2026-11-26 23:36:30.603+00'),
  ('01a21a37-bf0d-7ed8-a44e-b1d8d1c6f9f0', '01a21a37-be73-766f-a395-e0491e65a503', '01a21a37-ba8a-721f-9dca-4c03f51348e2', 'learner', 'test', 'http://example.com', NULL, 'test', NULL, NULL, NULL, NULL, 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL', NULL, 'unavailable', '2026-11-26 23:36:30.734+00');
SELECT setval('sites_id_seq', 1, true);
SELECT setval('api_keys_id_seq', 1, true);
SELECT setval('courses_id_seq', 2, true);
SELECT setval('course_certificates_id_seq', 3, true);
SELECT setval('skills_id_seq', 1, true);
SELECT setval('industries_id_seq', 1, false);
SET session_replication_role = DEFAULT;
