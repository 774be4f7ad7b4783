-- The rows of a database of version 0.1.0.
SET session_replication_role = replica;
DELETE FROM catalogue;
INSERT INTO sites (id, name, created_at, link, user_revision) VALUES
  (1, 'First site', '2026-11-26 23:36:19.55+00', NULL, 0);
INSERT INTO courses (id, site_id, catalogue_id, name, annotation, description, is_draft, created_at, updated_at, published_at, certificate_count, retired_at, template_name, link, publishing, list_revision) VALUES
  (2, 1, NULL, 'Empty', '', '', false, '2026-11-26 23:36:21.178+00', '2026-11-26 23:36:21.178+00', '2026-11-26 23:36:21.178+00', 0, NULL, NULL, NULL, 'none', 0),
  (1, 1, NULL, 'Ünïcode & Co.', '', '', false, '2026-11-26 23:36:21.034+00', '2026-11-26 23:36:21.034+00', '2026-11-26 23:36:21.034+00', 3, NULL, NULL, NULL, 'none', 1);
INSERT INTO roles (site_id, alias, name) VALUES
  (1, 'learner', 'Learner'),
  (1, 'instructor', 'Instructor'),
  (1, 'admin', 'Administrator');
INSERT INTO users (site_id, id, name, email, language, occupation, location, bio, timezone, is_banned, role_alias, from_api, attributes, created_at, updated_at, eth_address, retired_at) VALUES
  (1, 'ada', 'Ada', 'ada@example.com', 'en', NULL, NULL, NULL, 'UTC', false, 'learner', true, '{}', '2026-11-26 23:36:21.28+00', '2026-11-26 23:36:21.28+00', '0x64d1ed1a64fa7537bfe2b035d743aa763b79e041', NULL),
  (1, 'bob', 'Bob', 'bob@example.com', 'en', NULL, NULL, NULL, 'UTC', false, 'learner', true, '{}', '2026-11-26 23:36:21.415+00', '2026-11-26 23:36:21.415+00', NULL, NULL);
INSERT INTO course_certificates (id, site_id, course_id, number, user_id, name, description, course_name, user_name, image_url, achieved_at, expires_at, issued_at, replaces_id, revocation_reason, revoked_at, expiry_told, public_id, revision, language, template_hash, digest, published_at, institution_name) VALUES
  (2, 1, 1, 2, 'ada', 'Course Completion Certificate', 'Certificate of completion', 'Ünïcode & Co.', 'Ada', '', '1970-01-01 00:00:02+00', NULL, '2026-11-26 23:36:21.711+00', NULL, NULL, NULL, false, '01a21a37-9bec-74dd-aac9-c330bc26b4a8', 0, 'en', NULL, '5b0e0d35d7273241610b600fe2b97d81b86023b0b098eafb213123ebb508a99e', NULL, 'First site'),
  (1, 1, 1, 1, 'ada', 'Course Completion Certificate', 'Certificate of completion', 'Ünïcode & Co.', 'Ada', '', '1970-01-01 00:00:01+00', NULL, '2026-11-26 23:36:21.543+00', NULL, NULL, NULL, false, '01a21a37-9b42-7b51-9ce4-e533e625cfe3', 0, 'en', NULL, 'c0b54a8b4a062aa58b236a008a891ac2071836716f58cf7bc3cfd892085f0164', '2026-11-26 23:36:22.012+00', 'First site'),
  (3, 1, 1, 3, 'bob', 'Course Completion Certificate', 'Certificate of completion', 'Ünïcode & Co.', 'Bob', '', '2009-02-13 23:31:30+00', NULL, '2026-11-26 23:36:21.838+00', NULL, 'A mistake', '2026-11-26 23:36:30.087+00', false, '01a21a37-9cbd-7a89-8e11-6021ffe1b1dd', 0, 'en', NULL, '307d4f4d1e1ed1390c9e3ff8134901540f9c001811b5e5bafd7e2e40337734f7', NULL, 'First site');
INSERT INTO wallets (id, address, name, created_at) VALUES
  ('01a21a37-ba8a-721f-9dca-4c03f51348e2', '0x64d1ed1a64fa7537bfe2b035d743aa763b79e041', '', '2026-11-26 23:36:29.579+00'),
  ('01a21a37-baea-766d-9b39-0579099b6c28', '0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a', '', '2026-11-26 23:36:29.674+00'),
  ('01a21a37-be73-766f-a395-e0491e65a503', '0x9a140f0385978bfaba1b1c4c68af28a27d10adab', '', '2026-11-26 23:36:30.579+00');
INSERT INTO certificates (id, holder_id, issuer_id, granted_to, institution_title, institution_link, program_title, certificate_title, course_link, score, duration, expiration_date, ipfs_hash, checksum_hash, document_status, created_at, digest, encrypted, course_certificate_id, issued_at, salt, proof_version, issuer_signature, signed_by_contract, revoked_at, revocation_reason, revocation_signature, topics, topics_revision, anchored, signature_chain_id, revocation_chain_id) VALUES
  ('01a21a37-bf0d-7ed8-a44e-b1d8d1c6f9f0', '01a21a37-be73-766f-a395-e0491e65a503', '01a21a37-ba8a-721f-9dca-4c03f51348e2', 'learner', 'test', 'http://example.com', NULL, 'test', NULL, NULL, NULL, NULL, 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL', NULL, 'unavailable', '2026-11-26 23:36:30.734+00', 'f40cd852c1439e80c29d87519a4bc6257ac284b4633f4729ac3c7d214834bb0c', false, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL, '"industries":[],"skills":[{"id":1,"name":"Python","standardized":false}]', 0, false, NULL, NULL),
  ('01a21a37-bafb-753d-8bae-f2b83c449300', '01a21a37-ba8a-721f-9dca-4c03f51348e2', '01a21a37-baea-766d-9b39-0579099b6c28', 'learner', 'First site', 'http://127.0.0.1:3977', 'Ünïcode & Co.', 'Course Completion Certificate', NULL, NULL, NULL, NULL, 'bafkreia24jorq4m66hmht3tohjx6ccarvijbegcord4lfdqy7deuk3qidm', '1ae25d18719ef1d879ee6e3a6fe10811aa1212184e88f8b28e18f8c9456e081b', 'available', '2026-11-26 23:36:22.012+00', '019a8c2acacf0b358c406a706d509ad881d6a64d733f1bfb31f9f57f7a6fe58e', false, 1, '2026-11-26 23:36:22+00', '\x7c63ef061405449f3491b8a270ef26e158562721b044ab084510217146fded6b', '1', '\xb5149b20aae03e7312a2139d1fb294a3bb9b5afee0b7d975416bc4574f95629d3afc5059e678e7c26e6d9dc84f298b07d69ac48bf0af0c2a2f0c2762049092eb1b', false, NULL, NULL, NULL, NULL, NULL, false, 1, NULL),
  ('01a21a37-bdfd-7d22-8830-bc13b40fd026', '01a21a37-be73-766f-a395-e0491e65a503', '01a21a37-ba8a-721f-9dca-4c03f51348e2', 'learner', 'test', 'http://example.com', NULL, 'test', NULL, NULL, NULL, NULL, 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL', NULL, 'unavailable', '2026-11-26 23:36:30.603+00', '1b48f9777ee7db323c10d75c4770e9bda593e1f5e406e0e078c17fb99e298ee0', false, NULL, '2026-11-26 23:36:30+00', '\x6afe1a4937c4ace4a06db92d251c5eb2ac5cfc6e98c10687bff820d6b43b1921', '1', '\x2e296477ba8df3545fadef34f450f2a055bf36d8b1a15e300d4862bcb635ba6f5d9bdf88ec6c29791826c91b73f742ae029b613913450a5bedcfd186c05f7ede1b', false, NULL, NULL, NULL, '"industries":[],"skills":[{"id":1,"name":"Python","standardized":false}]', 0, false, 1, NULL);
INSERT INTO api_keys (id, site_id, hash, prefix, label, created_at, expires_at, revoked_at, last_used_at, scopes, life_ms) VALUES
  (1, 1, '\x998f587e8a83ef8518e4b17586f45c8066b052d73d30ab5e5036e638fb5792a1', 'key-of-t', 'first key', '2026-11-26 23:36:19.627+00', NULL, NULL, '2026-11-26 23:36:20.841+00', '{read,issue,admin}', NULL);
INSERT INTO audit_entries (id, site_id, at, key_id, request_id, command, action, subject, before, after) VALUES
  (1, 1, '2026-11-26 23:36:19.55+00', NULL, NULL, 'start', 'site.create', 'site/1', NULL, '{"id":1,"name":"First site"}'),
  (2, 1, '2026-11-26 23:36:19.612+00', NULL, NULL, 'start', 'key.create', 'key/1', NULL, '{"id":1,"prefix":"key-of-t","label":"first key","scopes":["read","issue","admin"],"createdAt":1795736179}'),
  (3, 1, '2026-11-26 23:36:20.892+00', 1, 'd9711376-526b-486f-bf87-0c7fcf8ba0c0', NULL, 'webhook.create', 'webhook/1', NULL, '{"id":1,"url":"https://lms.example/hooks","events":["Certificate/Issued"],"createdAt":1795736180}'),
  (4, 1, '2026-11-26 23:36:21.034+00', 1, '722a45fe-2fe1-45ca-bd88-a04e7aa73444', NULL, 'course.create', 'course/1', NULL, '{"id":1,"name":"Ünïcode & Co.","annotation":"","isDraft":false,"createdAt":1795736181,"updatedAt":1795736181,"publishedAt":1795736181,"description":"","template":null,"link":null,"publishing":"none","attachedFiles":[]}'),
  (5, 1, '2026-11-26 23:36:21.178+00', 1, 'c862a495-274f-497a-9338-bd607878970b', NULL, 'course.create', 'course/2', NULL, '{"id":2,"name":"Empty","annotation":"","isDraft":false,"createdAt":1795736181,"updatedAt":1795736181,"publishedAt":1795736181,"description":"","template":null,"link":null,"publishing":"none","attachedFiles":[]}'),
  (6, 1, '2026-11-26 23:36:21.28+00', 1, '15042abf-5c94-42cd-a45d-19375d11d36f', NULL, 'user.create', 'user/ada', NULL, '{"id":"ada","name":"Ada","language":"en","timezone":"UTC","email":"ada@example.com","isBanned":false,"role":{"alias":"learner"},"fromApi":true,"attributes":{},"eth_address":"0x64d1ed1a64fa7537bfe2b035d743aa763b79e041"}'),
  (7, 1, '2026-11-26 23:36:21.415+00', 1, '6f2b9207-9cf1-4e04-9967-16cbed1fa42f', NULL, 'user.create', 'user/bob', NULL, '{"id":"bob","name":"Bob","language":"en","timezone":"UTC","email":"bob@example.com","isBanned":false,"role":{"alias":"learner"},"fromApi":true,"attributes":{}}'),
  (8, 1, '2026-11-26 23:36:21.543+00', 1, '7466c2b4-49fe-484d-a580-ffbef53e6426', NULL, 'certificate.issue', 'certificate/1', NULL, '{"id":1,"name":"Course Completion Certificate","description":"Certificate of completion","courseId":1,"courseName":"Ünïcode & Co.","imageUrl":"http://127.0.0.1:3977/images/01a21a37-9b42-7b51-9ce4-e533e625cfe3-0.png","achievedAt":1,"user":{"id":"ada","name":"Ada","email":"ada@example.com","role":{"alias":"learner"}}}'),
  (9, 1, '2026-11-26 23:36:21.711+00', 1, '674e3d56-7a54-46c9-804a-e2c0c9d46b25', NULL, 'certificate.issue', 'certificate/2', NULL, '{"id":2,"name":"Course Completion Certificate","description":"Certificate of completion","courseId":1,"courseName":"Ünïcode & Co.","imageUrl":"http://127.0.0.1:3977/images/01a21a37-9bec-74dd-aac9-c330bc26b4a8-0.png","achievedAt":2,"user":{"id":"ada","name":"Ada","email":"ada@example.com","role":{"alias":"learner"}}}'),
  (10, 1, '2026-11-26 23:36:21.838+00', 1, 'dc5e00ee-54d0-4025-881a-f65ae511144c', NULL, 'certificate.issue', 'certificate/3', NULL, '{"id":3,"name":"Course Completion Certificate","description":"Certificate of completion","courseId":1,"courseName":"Ünïcode & Co.","imageUrl":"http://127.0.0.1:3977/images/01a21a37-9cbd-7a89-8e11-6021ffe1b1dd-0.png","achievedAt":1234567890,"user":{"id":"bob","name":"Bob","email":"bob@example.com","role":{"alias":"learner"}}}'),
  (11, 1, '2026-11-26 23:36:22.012+00', 1, '93a3731f-d796-4834-b09e-f5c41051b5e0', NULL, 'certificate.publish', 'certificate/1', NULL, '{"id":"01a21a37-bafb-753d-8bae-f2b83c449300","ipfsHash":"bafkreia24jorq4m66hmht3tohjx6ccarvijbegcord4lfdqy7deuk3qidm"}'),
  (12, 1, '2026-11-26 23:36:30.087+00', 1, 'd97c9b45-f07a-4c1a-8713-4326de4a10f5', NULL, 'certificate.revoke', 'certificate/3', '{"id":3,"name":"Course Completion Certificate","description":"Certificate of completion","courseId":1,"courseName":"Ünïcode & Co.","imageUrl":"http://127.0.0.1:3977/images/01a21a37-9cbd-7a89-8e11-6021ffe1b1dd-0.png","achievedAt":1234567890,"user":{"id":"bob","name":"Bob","email":"bob@example.com","role":{"alias":"learner"}}}', '{"id":3,"name":"Course Completion Certificate","description":"Certificate of completion","courseId":1,"courseName":"Ünïcode & Co.","imageUrl":"http://127.0.0.1:3977/images/01a21a37-9cbd-7a89-8e11-6021ffe1b1dd-0.png","achievedAt":1234567890,"revokedAt":1795736190,"revocationReason":"A mistake","user":{"id":"bob","name":"Bob","email":"bob@example.com","role":{"alias":"learner"}}}');
INSERT INTO catalogue (id, revision) VALUES
  (1, 0);
INSERT INTO skills (id, name, standardized) VALUES
  (1, 'Python', false);
INSERT INTO certificate_skills (certificate_id, skill_id) VALUES
  ('01a21a37-bdfd-7d22-8830-bc13b40fd026', 1),
  ('01a21a37-bf0d-7ed8-a44e-b1d8d1c6f9f0', 1);
INSERT INTO events (id, site_id, type, subject, occurred_at, body) VALUES
  (1, 1, 'Course/Published', 'course/1', '2026-11-26 23:36:21.034+00', '{"course":{"id":1,"name":"Ünïcode & Co.","annotation":"","isDraft":false,"createdAt":1795736181,"updatedAt":1795736181,"publishedAt":1795736181,"description":"","template":null,"link":null,"publishing":"none","attachedFiles":[]}}'),
  (2, 1, 'Course/Published', 'course/2', '2026-11-26 23:36:21.178+00', '{"course":{"id":2,"name":"Empty","annotation":"","isDraft":false,"createdAt":1795736181,"updatedAt":1795736181,"publishedAt":1795736181,"description":"","template":null,"link":null,"publishing":"none","attachedFiles":[]}}'),
  (3, 1, 'User/Created', 'user/ada', '2026-11-26 23:36:21.28+00', '{"user":{"id":"ada","name":"Ada","language":"en","timezone":"UTC","email":"ada@example.com","isBanned":false,"role":{"alias":"learner"},"fromApi":true,"attributes":{},"eth_address":"0x64d1ed1a64fa7537bfe2b035d743aa763b79e041"}}'),
  (4, 1, 'User/Created', 'user/bob', '2026-11-26 23:36:21.415+00', '{"user":{"id":"bob","name":"Bob","language":"en","timezone":"UTC","email":"bob@example.com","isBanned":false,"role":{"alias":"learner"},"fromApi":true,"attributes":{}}}'),
  (5, 1, 'Certificate/Issued', 'certificate/1', '2026-11-26 23:36:21.543+00', '{"certificate":{"id":1,"name":"Course Completion Certificate","description":"Certificate of completion","courseId":1,"courseName":"Ünïcode & Co.","imageUrl":"http://127.0.0.1:3977/images/01a21a37-9b42-7b51-9ce4-e533e625cfe3-0.png","achievedAt":1,"user":{"id":"ada","name":"Ada","language":"en","timezone":"UTC","email":"ada@example.com","isBanned":false,"role":{"alias":"learner"},"fromApi":true,"attributes":{},"eth_address":"0x64d1ed1a64fa7537bfe2b035d743aa763b79e041"}}}'),
  (6, 1, 'Certificate/Issued', 'certificate/2', '2026-11-26 23:36:21.711+00', '{"certificate":{"id":2,"name":"Course Completion Certificate","description":"Certificate of completion","courseId":1,"courseName":"Ünïcode & Co.","imageUrl":"http://127.0.0.1:3977/images/01a21a37-9bec-74dd-aac9-c330bc26b4a8-0.png","achievedAt":2,"user":{"id":"ada","name":"Ada","language":"en","timezone":"UTC","email":"ada@example.com","isBanned":false,"role":{"alias":"learner"},"fromApi":true,"attributes":{},"eth_address":"0x64d1ed1a64fa7537bfe2b035d743aa763b79e041"}}}'),
  (7, 1, 'Certificate/Issued', 'certificate/3', '2026-11-26 23:36:21.838+00', '{"certificate":{"id":3,"name":"Course Completion Certificate","description":"Certificate of completion","courseId":1,"courseName":"Ünïcode & Co.","imageUrl":"http://127.0.0.1:3977/images/01a21a37-9cbd-7a89-8e11-6021ffe1b1dd-0.png","achievedAt":1234567890,"user":{"id":"bob","name":"Bob","language":"en","timezone":"UTC","email":"bob@example.com","isBanned":false,"role":{"alias":"learner"},"fromApi":true,"attributes":{}}}}'),
  (8, 1, 'Certificate/Revoked', 'certificate/3', '2026-11-26 23:36:30.087+00', '{"certificate":{"id":3,"name":"Course Completion Certificate","description":"Certificate of completion","courseId":1,"courseName":"Ünïcode & Co.","imageUrl":"http://127.0.0.1:3977/images/01a21a37-9cbd-7a89-8e11-6021ffe1b1dd-0.png","achievedAt":1234567890,"revokedAt":1795736190,"revocationReason":"A mistake","user":{"id":"bob","name":"Bob","language":"en","timezone":"UTC","email":"bob@example.com","isBanned":false,"role":{"alias":"learner"},"fromApi":true,"attributes":{}}}}');
INSERT INTO webhooks (id, site_id, url, events, secret, created_at, silences, silent_till) VALUES
  (1, 1, 'https://lms.example/hooks', '{Certificate/Issued}', 'whsec_8T6fs3X7BeS/HwhmC3eUxtKIEUGNLwfY3wLLdCk6QTM=', '2026-11-26 23:36:20.892+00', 2, '2026-11-26 23:36:29.585+00');
INSERT INTO deliveries (webhook_id, event_id, subject, state, attempts, last_error, queued_at, claimed_until, finished_at) VALUES
  (1, 7, 'certificate/3', 'pending', 1, 'Nobody answered there a moment ago.', '2026-11-26 23:36:21.838+00', NULL, NULL),
  (1, 5, 'certificate/1', 'pending', 2, 'Nobody answered there a moment ago.', '2026-11-26 23:36:21.543+00', NULL, NULL),
  (1, 6, 'certificate/2', 'pending', 2, 'Nobody answered there a moment ago.', '2026-11-26 23:36:21.711+00', NULL, NULL);
INSERT INTO tallies (id, site_id, what, change) VALUES
  (1, 1, 'users', 2),
  (2, 1, 'courses', 2),
  (3, 1, 'audit_entries', 12);
INSERT INTO tombstones (certificate_id, deleted_at, reason) VALUES
  ('01a21a37-bf42-702a-ab75-74bfe5165768', '2026-11-26 23:36:30.823+00', 'deleted by its holder');
INSERT INTO verifications (id, state, certificate_id, granted_to_id, granted_to_type, verifier_id, verifier_type, event_id, verified_from, created_at, modified_at) VALUES
  ('01a21a37-bfa6-72ba-9b83-56d05ec773eb', 'requested', '01a21a37-bf0d-7ed8-a44e-b1d8d1c6f9f0', '01a21a37-be73-766f-a395-e0491e65a503', 'learner', '01a21a37-ba8a-721f-9dca-4c03f51348e2', 'academy', NULL, NULL, '2026-11-26 23:36:30.877+00', '2026-11-26 23:36:30.877+00');
SELECT setval('anchors_id_seq', 1, false);
SELECT setval('api_keys_id_seq', 1, true);
SELECT setval('audit_entries_id_seq', 12, true);
SELECT setval('course_certificates_id_seq', 3, true);
SELECT setval('courses_id_seq', 2, true);
SELECT setval('events_id_seq', 8, true);
SELECT setval('industries_id_seq', 1, false);
SELECT setval('sites_id_seq', 1, true);
SELECT setval('skills_id_seq', 1, true);
SELECT setval('tallies_id_seq', 3, true);
SELECT setval('verification_events_id_seq', 1, false);
SELECT setval('webhooks_id_seq', 1, true);
SET session_replication_role = DEFAULT;
