// Generated from openapi/lms.json by `npm run client`.

export interface paths {
    "/openapi/v1/site": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the site
         * @description Returns the profile of the institution that the API key belongs to.
         */
        get: operations["getSite"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the site
         * @description Changes the profile of the institution. A new `name` is a proposal: certificates show the old name until the operator approves it with `chancery sites approve`. Changes apply to certificates issued afterwards.
         */
        patch: operations["updateSite"];
        trace?: never;
    };
    "/openapi/v1/site/domain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the DNS record of the domain
         * @description Returns the TXT record with which the domain of the institution confirms this site as its issuer. Publish it in the DNS of the domain. `found` has the results of the last lookups.
         */
        get: operations["getDomain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/site/domain/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check the domain
         * @description Checks whether the domain confirms this site: by the TXT record, or by the key of the site in `https://{domain}/.well-known/did.json`. Also searches the registries that the server trusts. Stores the result, which the pages of certificates show. The server repeats the check daily. At most 6 checks a minute.
         */
        post: operations["checkDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/courses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List courses
         * @description Lists the courses of the site, including drafts, in the order of creation, or finds a course by its external ID.
         */
        get: operations["listCourses"];
        put?: never;
        /**
         * Create a course
         * @description Creates a course. Publishes it unless it is a draft.
         */
        post: operations["createCourse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/courses/{courseId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a course
         * @description Returns a course.
         */
        get: operations["getCourse"];
        put?: never;
        post?: never;
        /**
         * Delete a course
         * @description Deletes a course. A course with certificates disappears from the list of courses and gets no new certificates. Its certificates stay, and so does their list.
         */
        delete: operations["deleteCourse"];
        options?: never;
        head?: never;
        /**
         * Change a course
         * @description Changes the given fields. `isDraft` publishes or unpublishes the course. Issued certificates do not change.
         */
        patch: operations["updateCourse"];
        trace?: never;
    };
    "/openapi/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List users
         * @description Lists the users of the site, sorted by name, or finds a user by email address.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Create a user
         * @description Creates a user. If a deleted user with this ID and email address has certificates, restores that user. If the email address differs, `restore` is required, because the new user gets these certificates. The password is accepted for compatibility and never stored.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/users/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a user
         * @description Returns a user.
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /**
         * Delete a user
         * @description Deletes a user. A user with certificates disappears from the list of users and gets no new certificates. The certificates stay, and so does their list. With `erase`, also deletes all personal data, all certificates and what was published of them, permanently. The ID can never be used again. Erasing a user again changes nothing. Administrators can be neither deleted nor erased.
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /**
         * Change a user
         * @description Changes the given fields. Issued certificates keep the former name.
         */
        patch: operations["updateUser"];
        trace?: never;
    };
    "/openapi/v1/users/blocked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Block a user
         * @description Blocks a user and sets `isBanned`. Administrators cannot be blocked.
         */
        post: operations["blockUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/users/blocked/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Unblock a user
         * @description Unblocks a user and clears `isBanned`.
         */
        delete: operations["unblockUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List roles
         * @description Lists the roles that users of the site can have.
         */
        get: operations["listRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/courses/{courseId}/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List course certificates
         * @description Lists the certificates of a course in the order of issue. New certificates do not change the position of older ones. To check a page for changes, send its `ETag` in `If-None-Match`: 304 means that it has not changed.
         */
        get: operations["listCourseCertificates"];
        put?: never;
        /**
         * Issue a certificate
         * @description Issues a course certificate to a user. Later changes to the course or the user do not affect it.
         */
        post: operations["issueCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List certificates
         * @description Lists the certificates of the site that match all filters, sorted by ID.
         */
        get: operations["listCertificates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/users/{userId}/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a user’s certificates
         * @description Lists a user’s certificates, sorted by ID. Includes deleted users.
         */
        get: operations["listUserCertificates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/certificates/{certificateId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a certificate
         * @description Returns a certificate with all fields of its user.
         */
        get: operations["getCertificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a certificate
         * @description Changes the expiry or the image. To correct other fields, reissue the certificate.
         */
        patch: operations["updateCertificate"];
        trace?: never;
    };
    "/openapi/v1/certificates/{certificateId}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a certificate
         * @description Revokes a certificate permanently. It stays in all lists. Revoking it again has no effect.
         */
        post: operations["revokeCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/certificates/{certificateId}/reissue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reissue a certificate
         * @description Replaces a certificate with a new one that has the current names of course and user, and the given corrections. Revokes the old one. A certificate can be reissued only once, and not if its course or user was deleted.
         */
        post: operations["reissueCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/certificates/{certificateId}/mails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the mails about a certificate
         * @description Lists the mails to the holder of a certificate, with the state of their delivery. The list is empty if the holder gets no mails.
         */
        get: operations["listCertificateMails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/certificates/{certificateId}/credential": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a certificate as an Open Badge
         * @description Returns the certificate as a signed Open Badge 3.0, the same as at `credentialUrl`. The first request signs it. A revoked certificate has one too: its status list says that it is revoked.
         */
        get: operations["getCredential"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/certificates/{certificateId}/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Offer an Open Badge to the holder
         * @description Makes an offer for a learner wallet. Send its `url` to the holder only: the wallet that opens it first gets an Open Badge that is issued to it, with a hash of the holder’s email. An offer lasts 14 days. It ends when the certificate is revoked or expires.
         */
        post: operations["offerCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/certificates/{certificateId}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish a certificate
         * @description Stores the document on IPFS and creates a certificate in the user’s wallet, issued by the site’s wallet. Publishing it again returns the same certificate.
         */
        post: operations["publishCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/courses/{courseId}/certificates/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Issue many certificates
         * @description Issues certificates of a course to up to 10,000 users. Send JSON, NDJSON, or CSV with a header (separated by comma, semicolon or tab). Returns one outcome for each entry. A batch can be sent again: no user gets the same certificate twice. If the body cannot be parsed, issues nothing; the error names the line. docs/inputs.md describes encodings, and the columns of exports.
         */
        post: operations["issueCertificates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/fonts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List fonts
         * @description Lists the fonts of the site, sorted by name.
         */
        get: operations["listFonts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/fonts/{fontName}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Create or replace a font
         * @description Stores a TTF, OTF or WOFF2 under a name, which templates use in `font-family`. Its licence bits must allow PDFs to embed a part of it. Templates that were uploaded before keep the previous file.
         */
        put: operations["putFont"];
        post?: never;
        /**
         * Delete a font
         * @description Deletes a font that no template uses. Issued certificates keep it.
         */
        delete: operations["deleteFont"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List templates
         * @description Lists the templates of the site, sorted by name. A built-in design is listed from its first use in a course.
         */
        get: operations["listTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/templates/{templateName}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a template
         * @description Returns the cleaned SVG of a template, or of the built-in design of this name.
         */
        get: operations["getTemplate"];
        /**
         * Create or replace a template
         * @description Stores an SVG with placeholders under a name, after cleaning it. Courses with this template use it for future certificates. Issued certificates keep their design. docs/templates.md describes the format.
         */
        put: operations["putTemplate"];
        post?: never;
        /**
         * Delete a template
         * @description Deletes a template that no course uses. Issued certificates keep their design.
         */
        delete: operations["deleteTemplate"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/templates/{templateName}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Try a template with names of the site
         * @description Tries the widest names of the site’s users and courses, of each script that they use, in the template, or in the built-in design of this name. Warns of names that it would shrink, break into many lines, or cut.
         */
        get: operations["tryTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/templates/{templateName}/preview.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Preview a template
         * @description Renders a sample certificate with the template, or with the built-in design of this name.
         */
        get: operations["previewTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description Lists the keys of the site, including revoked ones. Shows only the first characters of each key.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Create an API key
         * @description Creates a key for the site. Only this response contains the key itself. A key gives at most its own scopes.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description Revokes a key permanently, within a second. Revoking it again has no effect.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/keys/{keyId}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate an API key
         * @description Creates a key with the same label, scopes and lifetime. The old key stays valid until the end of the overlap, or until it expires. A key without all of these scopes cannot rotate it.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks
         * @description Lists the webhooks of the site in the order of creation, without their secrets.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Create a webhook
         * @description Creates a webhook, which sends events to a URL. Events are signed (Standard Webhooks). Only this response contains the secret.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/webhooks/{webhookId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a webhook
         * @description Returns a webhook without its secret.
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook
         * @description Deletes a webhook and its deliveries, including pending ones.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description Changes the given fields. A new URL also applies to pending deliveries.
         */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/openapi/v1/webhooks/{webhookId}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries
         * @description Lists the deliveries of a webhook, newest first, with their states and errors.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/webhooks/{webhookId}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redeliver events
         * @description Sends parked events and events that wait for a retry, at most 10,000. With `eventId`, sends that event again, whatever its state.
         */
        post: operations["redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/webhook/{event}/last": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the last event of a type
         * @description Returns the last event of a type within 30 days, even if no webhook subscribes to it.
         */
        get: operations["getLastEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List audit entries
         * @description Lists all changes in the site, newest first, with time and author. `before` and `after` need the scope `read` beside `admin`.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "Course/Published": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A course was published
         * @description Sent to webhooks with `Course/Published` in `events`, at least once. Events of one object are sent in order. Verify the signature with the raw body.
         */
        post: operations["onCoursePublished"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "Course/Unpublished": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A course became a draft
         * @description Sent to webhooks with `Course/Unpublished` in `events`, at least once. Events of one object are sent in order. Verify the signature with the raw body.
         */
        post: operations["onCourseUnpublished"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "User/Created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A user was created
         * @description Sent to webhooks with `User/Created` in `events`, at least once. Events of one object are sent in order. Verify the signature with the raw body.
         */
        post: operations["onUserCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "User/Edited": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A user was changed
         * @description Sent to webhooks with `User/Edited` in `events`, at least once. Events of one object are sent in order. Verify the signature with the raw body.
         */
        post: operations["onUserEdited"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "Certificate/Issued": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A certificate was issued
         * @description Sent to webhooks with `Certificate/Issued` in `events`, at least once. Events of one object are sent in order. Verify the signature with the raw body.
         */
        post: operations["onCertificateIssued"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "Certificate/Revoked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A certificate was revoked
         * @description Sent to webhooks with `Certificate/Revoked` in `events`, at least once. Events of one object are sent in order. Verify the signature with the raw body.
         */
        post: operations["onCertificateRevoked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "Certificate/Expired": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A certificate expired
         * @description Sent to webhooks with `Certificate/Expired` in `events`, at least once. Events of one object are sent in order. Verify the signature with the raw body.
         */
        post: operations["onCertificateExpired"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "Issuer/Confirmed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A domain or a registry confirms the issuer
         * @description Sent to webhooks with `Issuer/Confirmed` in `events`, at least once. Events of one object are sent in order. Verify the signature with the raw body.
         */
        post: operations["onIssuerConfirmed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "Issuer/Failing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A lookup did not find a confirmation; the next one decides
         * @description Sent to webhooks with `Issuer/Failing` in `events`, at least once. Events of one object are sent in order. Verify the signature with the raw body.
         */
        post: operations["onIssuerFailing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "Issuer/Lapsed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A domain or a registry no longer confirms the issuer
         * @description Sent to webhooks with `Issuer/Lapsed` in `events`, at least once. Events of one object are sent in order. Verify the signature with the raw body.
         */
        post: operations["onIssuerLapsed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description Fields of a new user */
        NewUserInput: {
            /**
             * @description Full name
             * @example Jane Roe
             */
            name: string;
            /**
             * Format: email
             * @description Email address, unique in the site
             * @example jane@example.com
             */
            email: string;
            /**
             * @description Accepted for compatibility and never stored
             * @example correct horse
             */
            password: string;
            /**
             * @description Alias of one of the site’s roles
             * @example learner
             */
            roleAlias: string;
            /**
             * @description User ID. Default: a generated one.
             * @example 2345678901
             */
            id?: string;
            /**
             * @description About the user
             * @example Sells since 2004.
             */
            bio?: string;
            /**
             * @description Occupation
             * @example Sales manager
             */
            occupation?: string;
            /**
             * @description Location
             * @example Lisbon
             */
            location?: string;
            /**
             * @description Language of the user and of future certificates. Default: the site’s. `pt-BR` becomes `pt`.
             * @example en
             * @enum {string}
             */
            language?: "en" | "de" | "es" | "fr" | "pl" | "pt" | "ru" | "ar" | "he";
            /**
             * @description Name of the time zone. Default: UTC.
             * @example Europe/Lisbon
             */
            timezone?: string;
            /**
             * @description Whether the user was created through the API. Default: true.
             * @example true
             */
            fromApi?: boolean;
            /**
             * @description Custom attributes
             * @example {
             *       "department": "Sales"
             *     }
             */
            attributes?: {
                [key: string]: string | number | boolean | null | string[];
            };
            /**
             * @description Address of the user’s Ethereum wallet, unique in the site
             * @example 0x0000000000000000000000000000000000000001
             */
            eth_address?: string | null;
            /**
             * @description Whether to restore a deleted user with this ID who had another email address. Default: false.
             * @example false
             */
            restore?: boolean;
        };
        /**
         * @description Fields to change. `attributes` replaces all attributes.
         * @example {
         *       "occupation": "Sales manager",
         *       "location": "Lisbon",
         *       "attributes": {
         *         "department": "Sales"
         *       }
         *     }
         */
        UserChangeInput: {
            /**
             * @description Full name
             * @example Jane Roe
             */
            name?: string;
            /**
             * Format: email
             * @description Email address, unique in the site
             * @example jane@example.com
             */
            email?: string;
            /**
             * @description Accepted for compatibility and never stored
             * @example correct horse
             */
            password?: string;
            /**
             * @description Alias of one of the site’s roles
             * @example learner
             */
            roleAlias?: string;
            /**
             * @description About the user
             * @example Sells since 2004.
             */
            bio?: string;
            /**
             * @description Occupation
             * @example Sales manager
             */
            occupation?: string;
            /**
             * @description Location
             * @example Lisbon
             */
            location?: string;
            /**
             * @description Language of the user and of future certificates. Default: the site’s. `pt-BR` becomes `pt`.
             * @example en
             * @enum {string}
             */
            language?: "en" | "de" | "es" | "fr" | "pl" | "pt" | "ru" | "ar" | "he";
            /**
             * @description Name of the time zone. Default: UTC.
             * @example Europe/Lisbon
             */
            timezone?: string;
            /**
             * @description Whether the user was created through the API. Default: true.
             * @example true
             */
            fromApi?: boolean;
            /**
             * @description Custom attributes
             * @example {
             *       "department": "Sales"
             *     }
             */
            attributes?: {
                [key: string]: string | number | boolean | null | string[];
            };
            /**
             * @description Address of the user’s Ethereum wallet, unique in the site
             * @example 0x0000000000000000000000000000000000000001
             */
            eth_address?: string | null;
        };
        /** @description User to block */
        BlockedUserInput: {
            /**
             * @description User to block
             * @example 1234567890
             */
            userId: string;
        };
        /** @description Fields of a new course */
        NewCourseInput: {
            /**
             * @description ID of the course in another system, unique in the site
             * @example 301
             */
            externalId?: string | null;
            /**
             * @description Course name
             * @example Advanced Sales Techniques
             */
            name: string;
            /**
             * @description Short text about the course
             * @example Close more deals.
             */
            annotation?: string;
            /**
             * @description Long text about the course
             * @example Twelve lessons with …
             */
            description?: string;
            /**
             * @description Template of future certificates: one of the site, or a built-in design (`badge`, `classic`, `minimal`, `modern`, `portrait`). null (default): the current `classic`.
             * @example diploma
             */
            template?: string | null;
            /**
             * @description Web page of the course, shown on published certificates
             * @example https://lms.example/courses/2
             */
            link?: string | null;
            /**
             * @description Automatic publishing of certificates to users’ wallets: `none`, `open` (anyone can read the documents) or `encrypted` (reading needs the checksum). Default: none.
             * @example none
             * @enum {string}
             */
            publishing?: "none" | "open" | "encrypted";
            /**
             * @description What holders did to earn a certificate, in Markdown, for the Open Badges of future certificates. null (default): a general sentence.
             * @example Finished all lessons and passed the exam.
             */
            criteria?: string | null;
            /**
             * @description `achievementType` of the Open Badges of future certificates. Default: CertificateOfCompletion.
             * @example CertificateOfCompletion
             * @enum {string}
             */
            achievementType?: "Achievement" | "ApprenticeshipCertificate" | "Assessment" | "Assignment" | "AssociateDegree" | "Award" | "Badge" | "BachelorDegree" | "Certificate" | "CertificateOfCompletion" | "Certification" | "CommunityService" | "Competency" | "Course" | "CoCurricular" | "Degree" | "Diploma" | "DoctoralDegree" | "Fieldwork" | "GeneralEducationDevelopment" | "JourneymanCertificate" | "LearningProgram" | "License" | "Membership" | "ProfessionalDoctorate" | "QualityAssuranceCredential" | "MasterCertificate" | "MasterDegree" | "MicroCredential" | "ResearchDoctorate" | "SecondarySchoolDiploma";
            /**
             * @description Whether users get mails about certificates of the course. null (default): as the site chooses.
             * @example null
             */
            notify?: boolean | null;
            /**
             * @description Whether the course is not published. Default: false.
             * @example false
             */
            isDraft?: boolean;
        };
        /**
         * @description Fields to change
         * @example {
         *       "annotation": "Close more deals.",
         *       "template": "diploma",
         *       "publishing": "none"
         *     }
         */
        CourseChangeInput: {
            /**
             * @description ID of the course in another system, unique in the site
             * @example 301
             */
            externalId?: string | null;
            /**
             * @description Course name
             * @example Advanced Sales Techniques
             */
            name?: string;
            /**
             * @description Short text about the course
             * @example Close more deals.
             */
            annotation?: string;
            /**
             * @description Long text about the course
             * @example Twelve lessons with …
             */
            description?: string;
            /**
             * @description Template of future certificates: one of the site, or a built-in design (`badge`, `classic`, `minimal`, `modern`, `portrait`). null (default): the current `classic`.
             * @example diploma
             */
            template?: string | null;
            /**
             * @description Web page of the course, shown on published certificates
             * @example https://lms.example/courses/2
             */
            link?: string | null;
            /**
             * @description Automatic publishing of certificates to users’ wallets: `none`, `open` (anyone can read the documents) or `encrypted` (reading needs the checksum). Default: none.
             * @example none
             * @enum {string}
             */
            publishing?: "none" | "open" | "encrypted";
            /**
             * @description What holders did to earn a certificate, in Markdown, for the Open Badges of future certificates. null (default): a general sentence.
             * @example Finished all lessons and passed the exam.
             */
            criteria?: string | null;
            /**
             * @description `achievementType` of the Open Badges of future certificates. Default: CertificateOfCompletion.
             * @example CertificateOfCompletion
             * @enum {string}
             */
            achievementType?: "Achievement" | "ApprenticeshipCertificate" | "Assessment" | "Assignment" | "AssociateDegree" | "Award" | "Badge" | "BachelorDegree" | "Certificate" | "CertificateOfCompletion" | "Certification" | "CommunityService" | "Competency" | "Course" | "CoCurricular" | "Degree" | "Diploma" | "DoctoralDegree" | "Fieldwork" | "GeneralEducationDevelopment" | "JourneymanCertificate" | "LearningProgram" | "License" | "Membership" | "ProfessionalDoctorate" | "QualityAssuranceCredential" | "MasterCertificate" | "MasterDegree" | "MicroCredential" | "ResearchDoctorate" | "SecondarySchoolDiploma";
            /**
             * @description Whether users get mails about certificates of the course. null (default): as the site chooses.
             * @example null
             */
            notify?: boolean | null;
            /**
             * @description true unpublishes the course; false publishes it
             * @example false
             */
            isDraft?: boolean;
        };
        /** @description Fields of a new certificate */
        NewCertificateInput: {
            /**
             * @description User who receives the certificate
             * @example 1234567890
             */
            userId: string;
            /**
             * @description Certificate name
             * @example Course Completion Certificate
             */
            name?: string;
            /**
             * @description Certificate description
             * @example Certificate of completion
             */
            description?: string;
            /**
             * @description Time of achievement. A day means its beginning. Default: now.
             * @example 1234567890
             */
            achievedAt?: number | string;
            /**
             * @description Time of expiry. A day means its end. Default: never.
             * @example 1334567890
             */
            expiresAt?: (number | string) | null;
            /**
             * Format: uri
             * @description URL of the certificate image
             * @example http://s3.amazonaws.com/certificates/cert123.png
             */
            imageUrl?: string;
            /**
             * @description Whether the user gets mails about this certificate. Default: as the course and the site choose.
             * @example false
             */
            notify?: boolean;
        };
        /** @description Fields to correct in the new certificate. Send {} for none. */
        CorrectionsInput: {
            /**
             * @description Certificate name
             * @example Course Completion Certificate
             */
            name?: string;
            /**
             * @description Certificate description
             * @example Certificate of completion
             */
            description?: string;
            /**
             * @description Time of achievement
             * @example 1234567890
             */
            achievedAt?: number | string;
            /**
             * @description Time of expiry. null: never.
             * @example 1334567890
             */
            expiresAt?: (number | string) | null;
            /**
             * @description URL of the certificate image. null: an image rendered by this server.
             * @example http://s3.amazonaws.com/certificates/cert123.png
             */
            imageUrl?: string | null;
            /**
             * @description Whether the user gets mails about this certificate. Default: as the course and the site choose.
             * @example false
             */
            notify?: boolean;
        };
        /**
         * @description Fields to change
         * @example {
         *       "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png"
         *     }
         */
        CertificateChangeInput: {
            /**
             * @description Time of expiry. null: never.
             * @example 1334567890
             */
            expiresAt?: (number | string) | null;
            /**
             * @description URL of the certificate image. null: an image rendered by this server.
             * @example http://s3.amazonaws.com/certificates/cert123.png
             */
            imageUrl?: string | null;
        };
        /** @description Reason for a revocation */
        RevocationInput: {
            /**
             * @description Public reason
             * @example Issued to the wrong person.
             */
            reason: string;
        };
        /** @description Fields of a new key */
        NewKeyInput: {
            /**
             * @description Purpose of the key
             * @example LMS integration
             */
            label: string;
            /**
             * @description Permissions: `read`, `issue` (also courses and users), `admin` (keys, webhooks, audit)
             * @default [
             *       "read",
             *       "issue"
             *     ]
             * @example [
             *       "read",
             *       "issue"
             *     ]
             */
            scopes?: ("read" | "issue" | "admin")[];
            /**
             * @description Time of expiry. A day means its end. Default: never.
             * @example 1334567890
             */
            expiresAt?: number | string;
        };
        /**
         * @description Options of a rotation
         * @default {}
         */
        RotationInput: {
            /**
             * @description Seconds that the old key stays valid. Default: one day.
             * @default 86400
             * @example 3600
             */
            overlapSeconds?: number;
        };
        /** @description Fields to change. `null` deletes a field. `socialIds` replaces all accounts. */
        SiteChangeInput: {
            /**
             * @description Name of the institution, as certificates show it
             * @example University of Example
             */
            name?: string;
            /**
             * @description Registered name, if it differs
             * @example University of Example Foundation
             */
            legalName?: string | null;
            /**
             * @description Web page of the institution
             * @example https://uni.example
             */
            link?: string | null;
            /**
             * @description URL of the logo
             * @example https://uni.example/logo.svg
             */
            logo?: string | null;
            /**
             * @description About the institution
             * @example A university in Example City.
             */
            description?: string | null;
            /**
             * @description Country (ISO 3166-1, two letters)
             * @example PT
             */
            country?: string | null;
            /**
             * @description Default language
             * @example en
             * @enum {string}
             */
            language?: "en" | "de" | "es" | "fr" | "pl" | "pt" | "ru" | "ar" | "he";
            /**
             * @description Time zone of the days of future certificates (IANA name)
             * @example Europe/Lisbon
             */
            timezone?: string;
            /**
             * @description Another spelling of `timezone`
             * @example Europe/Lisbon
             */
            timeZone?: string;
            /**
             * @description Public email address
             * @example registry@example.com
             */
            email?: string | null;
            /**
             * @description Domain of the institution
             * @example uni.example
             */
            domain?: string | null;
            /**
             * @description Public accounts
             * @example {
             *       "linkedin": "1035"
             *     }
             */
            socialIds?: {
                /**
                 * @description Number of the LinkedIn page
                 * @example 1035
                 */
                linkedin?: string;
                /**
                 * @description Account on Facebook
                 * @example uni.example
                 */
                facebook?: string;
                /**
                 * @description Account on Instagram
                 * @example uni.example
                 */
                instagram?: string;
                /**
                 * @description Account on Mastodon
                 * @example https://social.example/@uni
                 */
                mastodon?: string;
                /**
                 * @description Account on X
                 * @example uni_example
                 */
                x?: string;
                /**
                 * @description Account on YouTube
                 * @example @uni.example
                 */
                youtube?: string;
            };
            /**
             * @description Whether users get mails about certificates, unless their course or request chooses otherwise. Without effect if the server sends no mails.
             * @example false
             */
            notify?: boolean;
        };
        /** @description Fields of a new webhook */
        NewWebhookInput: {
            /**
             * Format: uri
             * @description URL that receives the events. Must not be in a private network.
             * @example https://lms.example/hooks
             */
            url: string;
            /**
             * @description Event types to send
             * @example [
             *       "Certificate/Issued",
             *       "Certificate/Revoked"
             *     ]
             */
            events: ("Course/Published" | "Course/Unpublished" | "User/Created" | "User/Edited" | "Certificate/Issued" | "Certificate/Revoked" | "Certificate/Expired" | "Issuer/Confirmed" | "Issuer/Failing" | "Issuer/Lapsed")[];
        };
        /** @description Fields to change. `events` applies to future events. */
        WebhookChangeInput: {
            /**
             * Format: uri
             * @description URL that receives the events. Must not be in a private network.
             * @example https://lms.example/hooks
             */
            url?: string;
            /**
             * @description Event types to send
             * @example [
             *       "Certificate/Issued",
             *       "Certificate/Revoked"
             *     ]
             */
            events?: ("Course/Published" | "Course/Unpublished" | "User/Created" | "User/Edited" | "Certificate/Issued" | "Certificate/Revoked" | "Certificate/Expired" | "Issuer/Confirmed" | "Issuer/Failing" | "Issuer/Lapsed")[];
        };
        /**
         * @description Events to send again. {} or no body: all undelivered events.
         * @default {}
         * @example {}
         */
        RedeliveryInput: {
            /**
             * @description Only this event, even if it was delivered
             * @example 17
             */
            eventId?: number;
        };
        /** @description A certificate to issue */
        BatchEntryInput: {
            /**
             * @description User who receives the certificate
             * @example 1234567890
             */
            userId?: string;
            /**
             * Format: email
             * @description Email address of the user. Send userId, email, or both.
             * @example john@example.com
             */
            email?: string;
            /**
             * @description Full name. Used only to create the user.
             * @example John Doe
             */
            name?: string;
            /**
             * @description First name. Send it with lastName instead of name.
             * @example John
             */
            firstName?: string;
            /**
             * @description Last name. Send it with firstName instead of name.
             * @example Doe
             */
            lastName?: string;
            /**
             * @description Language of the user. Used only to create the user. Default: the site’s.
             * @example en
             * @enum {string}
             */
            language?: "en" | "de" | "es" | "fr" | "pl" | "pt" | "ru" | "ar" | "he";
            /**
             * @description Certificate name
             * @example Course Completion Certificate
             */
            certificateName?: string;
            /**
             * @description Certificate description
             * @example Certificate of completion
             */
            description?: string;
            /**
             * Format: uri
             * @description URL of the certificate image
             * @example http://s3.amazonaws.com/certificates/cert123.png
             */
            imageUrl?: string;
            /**
             * @description Time of achievement. A day means its beginning. Default: now.
             * @example 1234567890
             * @example 2009-02-13
             */
            achievedAt?: number | string;
            /**
             * @description Time of expiry. A day means its end. Default: never.
             * @example 1334567890
             * @example 2012-04-16T09:18:10Z
             */
            expiresAt?: (number | string) | null;
        };
        /** @description Certificates to issue. A bare array of entries is accepted too. */
        BatchInput: {
            /**
             * @description At most 10,000 entries
             * @example [
             *       {
             *         "email": "john@example.com"
             *       }
             *     ]
             */
            entries: components["schemas"]["BatchEntryInput"][];
        };
        /** @description A certificate as an Open Badge 3.0 */
        Credential: {
            /**
             * @description Contexts, which define the fields
             * @example [
             *       "https://www.w3.org/ns/credentials/v2",
             *       "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
             *     ]
             */
            "@context": string[];
            /**
             * @description Address of the credential
             * @example https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json
             */
            id: string;
            /**
             * @description Types
             * @example [
             *       "VerifiableCredential",
             *       "OpenBadgeCredential"
             *     ]
             */
            type: string[];
            /**
             * @description Name of the certificate
             * @example Course Completion Certificate
             */
            name: string;
            /**
             * @description The institution
             * @example {
             *       "id": "did:web:certificates.example.com",
             *       "type": [
             *         "Profile"
             *       ],
             *       "name": "University of Example"
             *     }
             */
            issuer: {
                /**
                 * @description DID of the site
                 * @example did:web:certificates.example.com
                 */
                id: string;
            } & {
                [key: string]: unknown;
            };
            /**
             * @description Time of issue
             * @example 2026-05-04T09:00:00Z
             */
            validFrom: string;
            /**
             * @description Time of expiry
             * @example 2028-05-04T22:59:59Z
             */
            validUntil?: string;
            /**
             * @description The holder and the achievement
             * @example {
             *       "type": [
             *         "AchievementSubject"
             *       ],
             *       "achievement": {
             *         "type": [
             *           "Achievement"
             *         ],
             *         "name": "Advanced Sales"
             *       }
             *     }
             */
            credentialSubject: {
                /**
                 * @description Types
                 * @example [
                 *       "AchievementSubject"
                 *     ]
                 */
                type: string[];
            } & {
                [key: string]: unknown;
            };
            /**
             * @description Place in a status list
             * @example {
             *       "statusListCredential": "https://certificates.example.com/status/1/1",
             *       "statusListIndex": "94567"
             *     }
             */
            credentialStatus: {
                /**
                 * @description Address of the status list
                 * @example https://certificates.example.com/status/1/1
                 */
                statusListCredential: string;
            } & {
                [key: string]: unknown;
            };
            /**
             * @description Signature
             * @example [
             *       {
             *         "type": "DataIntegrityProof",
             *         "cryptosuite": "eddsa-rdfc-2022"
             *       }
             *     ]
             */
            proof: ({
                /**
                 * @description Kind of the signature
                 * @example eddsa-rdfc-2022
                 */
                cryptosuite: string;
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Empty response
         * @example {}
         */
        Nothing: Record<string, never>;
        /** @description An error */
        Problem: {
            /**
             * @description HTTP status code
             * @example 400
             */
            status: number;
            /**
             * @description Error message
             * @example Validation failed
             */
            message: string;
            /**
             * @description Error messages by field
             * @example {
             *       "email": [
             *         "Invalid email format"
             *       ]
             *     }
             */
            errors?: {
                [key: string]: string[];
            };
        };
        /** @description A user of the site */
        User: {
            /**
             * @description User ID
             * @example 1234567890
             */
            id: string;
            /**
             * @description Full name
             * @example John Doe
             */
            name: string;
            /**
             * @description Language of the user interface
             * @example en
             */
            language: string;
            /**
             * @description Occupation
             * @example Sales manager
             */
            occupation?: string;
            /**
             * @description Location
             * @example Lisbon
             */
            location?: string;
            /**
             * @description Name of the time zone
             * @example Europe/Lisbon
             */
            timezone: string;
            /**
             * @description Email address, unique in the site
             * @example john@example.com
             */
            email: string;
            /**
             * @description Whether the user is blocked
             * @example false
             */
            isBanned: boolean;
            /** @description User role information */
            role: {
                /**
                 * @description Role alias
                 * @example learner
                 */
                alias: string;
            };
            /**
             * @description Whether the user was created through the API
             * @example true
             */
            fromApi: boolean;
            /**
             * @description Custom attributes
             * @example {
             *       "department": "Sales"
             *     }
             */
            attributes: {
                [key: string]: string | number | boolean | null | string[];
            };
            /**
             * @description Address of the user’s Ethereum wallet
             * @example 0xd2be64317eb1832309df8c8c18b09871809f3735
             */
            eth_address?: string;
        };
        /** @description A page of users */
        UserPage: {
            /** @description Array of user objects */
            users: components["schemas"]["User"][];
            /**
             * @description Total number of users
             * @example 1
             */
            totalCount: number;
            /**
             * @description Cursor of the next page. Absent on the last page.
             * @example MjA
             */
            nextCursor?: string;
        };
        /** @description A page of roles */
        Roles: {
            /** @description Array of role objects */
            roles: {
                /**
                 * @description Role alias
                 * @example learner
                 */
                alias: string;
                /**
                 * @description Role name
                 * @example Learner
                 */
                name: string;
            }[];
            /**
             * @description Total number of roles
             * @example 1
             */
            totalCount: number;
            /**
             * @description Cursor of the next page. Absent on the last page.
             * @example MjA
             */
            nextCursor?: string;
        };
        /** @description User who received the certificate */
        ShortUser: {
            /**
             * @description User ID
             * @example 1234567890
             */
            id: string;
            /**
             * @description Full name
             * @example John Doe
             */
            name: string;
            /**
             * @description Email address, unique in the site
             * @example john@example.com
             */
            email: string;
            /** @description User role information */
            role: {
                /**
                 * @description Role alias
                 * @example learner
                 */
                alias: string;
            };
        };
        /** @description A certificate in a list */
        ListedCertificate: {
            /**
             * @description Certificate ID
             * @example 123
             */
            id: number;
            /**
             * @description Certificate name
             * @example Course Completion Certificate
             */
            name: string;
            /**
             * @description Certificate description
             * @example Certificate of completion
             */
            description: string;
            /**
             * @description Course ID
             * @example 2
             */
            courseId: number;
            /**
             * @description Course name
             * @example Advanced Sales Techniques
             */
            courseName: string;
            /**
             * @description URL of the certificate image. By default, an image rendered by this server.
             * @example http://s3.amazonaws.com/certificates/cert123.png
             */
            imageUrl: string;
            /**
             * @description Timestamp of certificate issue
             * @example 1234567890
             */
            achievedAt: number;
            /**
             * @description Timestamp when certificate expires
             * @example 1334567890
             */
            expiresAt?: number;
            /**
             * @description Timestamp of the revocation
             * @example 1234567990
             */
            revokedAt?: number;
            /**
             * @description Reason for the revocation
             * @example Issued to the wrong person.
             */
            revocationReason?: string;
            /**
             * @description Time zone of the days of this certificate (IANA name). Absent: UTC
             * @example Europe/Lisbon
             */
            timeZone?: string;
            /**
             * @description URL of the public page, which verifies the certificate
             * @example https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08
             */
            verificationUrl: string;
            /**
             * Format: uuid
             * @description Public ID, as in the URLs
             * @example 01a20007-b865-77c5-87d6-e73d12494d08
             */
            publicId: string;
            /**
             * @description Certificate number: the public ID in a form for people
             * @example 01M80-0FE35-EZ2RF-NQ77M-94JK88
             */
            number: string;
            /**
             * @description URL of the picture that this server renders, even if `imageUrl` is another
             * @example https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png
             */
            pictureUrl: string;
            /**
             * @description URL of the PDF that this server renders
             * @example https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf
             */
            pdfUrl: string;
            /**
             * @description URL of the certificate as an Open Badge 3.0
             * @example https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json
             */
            credentialUrl: string;
            user: components["schemas"]["ShortUser"];
        };
        /** @description A change and its author */
        AuditEntry: {
            /**
             * @description Entry ID
             * @example 42
             */
            id: number;
            /**
             * @description Timestamp of the change
             * @example 1234567890
             */
            at: number;
            /**
             * @description API key that made the change
             * @example 7
             */
            keyId?: number;
            /**
             * @description ID of the request (`reqId` in the log)
             * @example 0b5cbb25-5a67-4f0f-a0e0-c3f6aa3a1f6c
             */
            requestId?: string;
            /**
             * @description Command or issuer wallet that made the change
             * @example keys revoke
             */
            command?: string;
            /**
             * @description Action
             * @example course.update
             */
            action: string;
            /**
             * @description Changed object
             * @example course/2
             */
            subject: string;
            /**
             * @description Object before the change. Absent if it was created, or if the key lacks the scope `read`.
             * @example {
             *       "isDraft": true
             *     }
             */
            before?: {
                [key: string]: unknown;
            };
            /**
             * @description Object after the change. Absent if it was deleted, or if the key lacks the scope `read`.
             * @example {
             *       "isDraft": false
             *     }
             */
            after?: {
                [key: string]: unknown;
            };
        };
        /** @description A page of audit entries */
        AuditPage: {
            /** @description Array of entries */
            entries: components["schemas"]["AuditEntry"][];
            /**
             * @description Total number of entries
             * @example 1
             */
            totalCount: number;
            /**
             * @description false: `totalCount` is a lower bound. Absent if it is exact. Use `nextCursor` to read all pages.
             * @example false
             * @constant
             */
            totalCountIsExact?: false;
            /**
             * @description Cursor of the next page. Absent on the last page.
             * @example MjA
             */
            nextCursor?: string;
        };
        /** @description A certificate design */
        Template: {
            /**
             * @description Template name
             * @example diploma
             */
            name: string;
            /**
             * @description SHA-256 of the cleaned SVG
             * @example 9f86d081884c7d65…
             */
            hash: string;
            /**
             * @description Timestamp of the last upload
             * @example 1234567890
             */
            updatedAt: number;
        };
        /** @description A page of templates */
        TemplateList: {
            /** @description Array of templates, by name */
            templates: components["schemas"]["Template"][];
            /**
             * @description Total number of templates
             * @example 1
             */
            totalCount: number;
            /**
             * @description Cursor of the next page. Absent on the last page.
             * @example MjA
             */
            nextCursor?: string;
        };
        /** @description How a template draws the widest names of the site */
        TemplatePreview: {
            /** @description For each place, the widest name of each script, or mix of scripts, of the site */
            names: {
                /**
                 * @description Place of the name
                 * @example holder
                 * @enum {string}
                 */
                place: "holder" | "course";
                /**
                 * @description Name of a user or course of the site
                 * @example Amélie Laurent
                 */
                text: string;
                /**
                 * @description Drawn size, as a share of the font size
                 * @example 0.82
                 */
                size: number;
                /**
                 * @description Number of lines
                 * @example 2
                 */
                lines: number;
                /**
                 * @description Whether the end of the name is missing
                 * @example false
                 */
                isCut: boolean;
            }[];
            /** @description What the template does to names that its design does not expect */
            warnings: {
                /**
                 * @description Place of the name
                 * @example holder
                 * @enum {string}
                 */
                place: "holder" | "course";
                /**
                 * @description Name of a user or course of the site
                 * @example Amélie Laurent
                 */
                text: string;
                /**
                 * @description `shrunk`: below 60 % of its size; `many_lines`: three lines or more; `cut`: its end is missing
                 * @example shrunk
                 * @enum {string}
                 */
                code: "shrunk" | "many_lines" | "cut";
                /**
                 * @description What happens to the name, and what to change in the template
                 * @example The place holder draws this name at 48 % of its font size. Make its rectangle wider …
                 */
                message: string;
            }[];
        };
        /** @description A course in a list */
        ListedCourse: {
            /**
             * @description Course ID
             * @example 2
             */
            id: number;
            /**
             * @description ID of the course in another system, unique in the site
             * @example 301
             */
            externalId?: string;
            /**
             * @description Course name
             * @example Advanced Sales Techniques
             */
            name: string;
            /**
             * @description Short text about the course
             * @example Close more deals.
             */
            annotation: string;
            /**
             * @description Whether the course is not published
             * @example false
             */
            isDraft: boolean;
            /**
             * @description Timestamp of creation
             * @example 1234567890
             */
            createdAt: number;
            /**
             * @description Timestamp of the last change
             * @example 1234567890
             */
            updatedAt: number;
            /**
             * @description Timestamp of publication. 0: not published.
             * @example 1234567890
             */
            publishedAt: number;
            /**
             * @description What holders did to earn a certificate, in Markdown, for the Open Badges of future certificates. null: a general sentence.
             * @example Finished all lessons and passed the exam.
             */
            criteria: string | null;
            /**
             * @description `achievementType` of the Open Badges of future certificates
             * @example CertificateOfCompletion
             */
            achievementType: string;
        };
        /** @description A page of courses */
        CoursePage: {
            /** @description Array of course objects */
            courses: components["schemas"]["ListedCourse"][];
            /**
             * @description Total number of courses
             * @example 1
             */
            totalCount: number;
            /**
             * @description Cursor of the next page. Absent on the last page.
             * @example MjA
             */
            nextCursor?: string;
        };
        /** @description A course of the site */
        Course: {
            /**
             * @description Course ID
             * @example 2
             */
            id: number;
            /**
             * @description ID of the course in another system, unique in the site
             * @example 301
             */
            externalId?: string;
            /**
             * @description Course name
             * @example Advanced Sales Techniques
             */
            name: string;
            /**
             * @description Short text about the course
             * @example Close more deals.
             */
            annotation: string;
            /**
             * @description Whether the course is not published
             * @example false
             */
            isDraft: boolean;
            /**
             * @description Timestamp of creation
             * @example 1234567890
             */
            createdAt: number;
            /**
             * @description Timestamp of the last change
             * @example 1234567890
             */
            updatedAt: number;
            /**
             * @description Timestamp of publication. 0: not published.
             * @example 1234567890
             */
            publishedAt: number;
            /**
             * @description What holders did to earn a certificate, in Markdown, for the Open Badges of future certificates. null: a general sentence.
             * @example Finished all lessons and passed the exam.
             */
            criteria: string | null;
            /**
             * @description `achievementType` of the Open Badges of future certificates
             * @example CertificateOfCompletion
             */
            achievementType: string;
            /**
             * @description Long text about the course
             * @example Twelve lessons with …
             */
            description: string;
            /**
             * @description Template of future certificates. null: the built-in design `classic`.
             * @example diploma
             */
            template: string | null;
            /**
             * @description Web page of the course
             * @example https://lms.example/courses/2
             */
            link: string | null;
            /**
             * @description Automatic publishing of certificates to users’ wallets: `none`, `open` (anyone can read the documents) or `encrypted` (reading needs the checksum)
             * @example none
             * @enum {string}
             */
            publishing: "none" | "open" | "encrypted";
            /**
             * @description Whether users get mails about certificates of the course. null: as the site chooses.
             * @example null
             */
            notify: boolean | null;
            /**
             * @description Always empty: this server stores no course files
             * @example []
             */
            attachedFiles: {
                /**
                 * @description File name
                 * @example syllabus.pdf
                 */
                name: string;
                /**
                 * @description Size in bytes
                 * @example 52311
                 */
                size: number;
                /**
                 * @description Download URL
                 * @example https://lms.example/files/9
                 */
                url: string;
                /**
                 * @description Media type
                 * @example application/pdf
                 */
                mime: string;
            }[];
        };
        /** @description A certificate with all fields of its user */
        Certificate: {
            /**
             * @description Certificate ID
             * @example 123
             */
            id: number;
            /**
             * @description Certificate name
             * @example Course Completion Certificate
             */
            name: string;
            /**
             * @description Certificate description
             * @example Certificate of completion
             */
            description: string;
            /**
             * @description Course ID
             * @example 2
             */
            courseId: number;
            /**
             * @description Course name
             * @example Advanced Sales Techniques
             */
            courseName: string;
            /**
             * @description URL of the certificate image. By default, an image rendered by this server.
             * @example http://s3.amazonaws.com/certificates/cert123.png
             */
            imageUrl: string;
            /**
             * @description Timestamp of certificate issue
             * @example 1234567890
             */
            achievedAt: number;
            /**
             * @description Timestamp when certificate expires
             * @example 1334567890
             */
            expiresAt?: number;
            /**
             * @description Timestamp of the revocation
             * @example 1234567990
             */
            revokedAt?: number;
            /**
             * @description Reason for the revocation
             * @example Issued to the wrong person.
             */
            revocationReason?: string;
            /**
             * @description Time zone of the days of this certificate (IANA name). Absent: UTC
             * @example Europe/Lisbon
             */
            timeZone?: string;
            /**
             * @description URL of the public page, which verifies the certificate
             * @example https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08
             */
            verificationUrl: string;
            /**
             * Format: uuid
             * @description Public ID, as in the URLs
             * @example 01a20007-b865-77c5-87d6-e73d12494d08
             */
            publicId: string;
            /**
             * @description Certificate number: the public ID in a form for people
             * @example 01M80-0FE35-EZ2RF-NQ77M-94JK88
             */
            number: string;
            /**
             * @description URL of the picture that this server renders, even if `imageUrl` is another
             * @example https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png
             */
            pictureUrl: string;
            /**
             * @description URL of the PDF that this server renders
             * @example https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf
             */
            pdfUrl: string;
            /**
             * @description URL of the certificate as an Open Badge 3.0
             * @example https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json
             */
            credentialUrl: string;
            /**
             * @description ID of the certificate that this one replaces
             * @example 122
             */
            replaces?: number;
            user: components["schemas"]["User"];
        };
        /** @description A page of certificates */
        CertificatePage: {
            /** @description Array of certificate objects */
            certificates: components["schemas"]["ListedCertificate"][];
            /**
             * @description Total number of certificates
             * @example 1
             */
            totalCount: number;
            /**
             * @description false: `totalCount` is a lower bound. Absent if it is exact. Use `nextCursor` to read all pages.
             * @example false
             * @constant
             */
            totalCountIsExact?: false;
            /**
             * @description Cursor of the next page. Absent on the last page.
             * @example MjA
             */
            nextCursor?: string;
        };
        /** @description A mail to the holder of a certificate */
        Mail: {
            /**
             * @description What it says. `replaced`: this certificate replaces an earlier one.
             * @example issued
             * @enum {string}
             */
            kind: "issued" | "replaced" | "revoked" | "expiring";
            /**
             * @description `sent`: the mail server accepted it. `bounced`: the mail server refused the address. `failed`: the mail server refused the mail, or could not take it for two days. `skipped`: it was no longer wanted.
             * @example sent
             * @enum {string}
             */
            state: "pending" | "sent" | "bounced" | "failed" | "skipped";
            /**
             * @description Number of attempts
             * @example 1
             */
            attempts: number;
            /**
             * @description Time when it was queued
             * @example 1234567890
             */
            createdAt: number;
            /**
             * @description Time of the next attempt at the earliest, while pending
             * @example 1234567890
             */
            nextAttemptAt?: number;
            /**
             * @description Time when it was sent or given up
             * @example 1234567890
             */
            finishedAt?: number;
            /**
             * @description Why it was not sent, or why the last attempt failed
             * @example 550 5.1.1 User unknown
             */
            error?: string;
        };
        /** @description Mails about a certificate */
        Mails: {
            /** @description Array of mail objects, oldest first */
            mails: components["schemas"]["Mail"][];
        };
        /** @description Offer of an Open Badge to a wallet */
        CredentialOffer: {
            /**
             * @description Address for the holder’s wallet or browser
             * @example https://certificates.example.com/offers/cho_Zm9yLXRoZS1ob2xkZXItMQ?iuv=1
             */
            url: string;
            /**
             * @description Time of expiry
             * @example 1334567890
             */
            expiresAt: number;
        };
        /** @description A font of the site */
        Font: {
            /**
             * @description Font name, as templates use it in `font-family`
             * @example acme-sans
             */
            name: string;
            /**
             * @description SHA-256 of the stored file
             * @example 9f86d081884c7d65…
             */
            hash: string;
            /**
             * @description Size of the stored file, in bytes
             * @example 152316
             */
            size: number;
            /**
             * @description Timestamp of the last upload
             * @example 1234567890
             */
            updatedAt: number;
        };
        /** @description A page of fonts */
        FontList: {
            /** @description Array of fonts, by name */
            fonts: components["schemas"]["Font"][];
            /**
             * @description Total number of fonts
             * @example 1
             */
            totalCount: number;
            /**
             * @description Cursor of the next page. Absent on the last page.
             * @example MjA
             */
            nextCursor?: string;
        };
        /** @description An API key without the key itself */
        Key: {
            /**
             * @description Key ID
             * @example 7
             */
            id: number;
            /**
             * @description First characters of the key
             * @example chk_1a2b
             */
            prefix: string;
            /**
             * @description Purpose of the key
             * @example LMS integration
             */
            label: string;
            /**
             * @description Permissions of the key
             * @example [
             *       "read",
             *       "issue"
             *     ]
             */
            scopes: ("read" | "issue" | "admin")[];
            /**
             * @description Timestamp of creation
             * @example 1234567890
             */
            createdAt: number;
            /**
             * @description Timestamp of expiry
             * @example 1334567890
             */
            expiresAt?: number;
            /**
             * @description Timestamp of revocation
             * @example 1234567990
             */
            revokedAt?: number;
            /**
             * @description Timestamp of the last use, accurate to the minute
             * @example 1234567950
             */
            lastUsedAt?: number;
        };
        /** @description A page of keys */
        Keys: {
            /** @description Array of key objects */
            keys: components["schemas"]["Key"][];
            /**
             * @description Total number of keys
             * @example 1
             */
            totalCount: number;
            /**
             * @description Cursor of the next page. Absent on the last page.
             * @example MjA
             */
            nextCursor?: string;
        };
        /** @description A new API key */
        CreatedKey: {
            /**
             * @description Key ID
             * @example 7
             */
            id: number;
            /**
             * @description First characters of the key
             * @example chk_1a2b
             */
            prefix: string;
            /**
             * @description Purpose of the key
             * @example LMS integration
             */
            label: string;
            /**
             * @description Permissions of the key
             * @example [
             *       "read",
             *       "issue"
             *     ]
             */
            scopes: ("read" | "issue" | "admin")[];
            /**
             * @description Timestamp of creation
             * @example 1234567890
             */
            createdAt: number;
            /**
             * @description Timestamp of expiry
             * @example 1334567890
             */
            expiresAt?: number;
            /**
             * @description Timestamp of revocation
             * @example 1234567990
             */
            revokedAt?: number;
            /**
             * @description Timestamp of the last use, accurate to the minute
             * @example 1234567950
             */
            lastUsedAt?: number;
            /**
             * @description The key itself. Only this response contains it.
             * @example chk_1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f
             */
            key: string;
        };
        /** @description The institution that issues certificates */
        Site: {
            /**
             * @description Site ID
             * @example 1
             */
            id: number;
            /**
             * @description Name of the institution, as certificates show it
             * @example University of Example
             */
            name: string;
            /**
             * @description Name that waits for approval by the operator
             * @example Example University
             */
            proposedName?: string;
            /**
             * @description Registered name, if it differs
             * @example University of Example Foundation
             */
            legalName?: string;
            /**
             * @description Web page of the institution
             * @example https://uni.example
             */
            link?: string;
            /**
             * @description URL of the logo
             * @example https://uni.example/logo.svg
             */
            logo?: string;
            /**
             * @description About the institution
             * @example A university in Example City.
             */
            description?: string;
            /**
             * @description Country (ISO 3166-1, two letters)
             * @example PT
             */
            country?: string;
            /**
             * @description Default language
             * @example en
             */
            language: string;
            /**
             * @description Time zone of the days of future certificates (IANA name)
             * @example Europe/Lisbon
             */
            timezone: string;
            /**
             * @description Public email address
             * @example registry@example.com
             */
            email?: string;
            /**
             * @description Domain of the institution
             * @example uni.example
             */
            domain?: string;
            /**
             * @description Public accounts
             * @example {
             *       "linkedin": "1035"
             *     }
             */
            socialIds: {
                /**
                 * @description Number of the LinkedIn page
                 * @example 1035
                 */
                linkedin?: string;
                /**
                 * @description Account on Facebook
                 * @example uni.example
                 */
                facebook?: string;
                /**
                 * @description Account on Instagram
                 * @example uni.example
                 */
                instagram?: string;
                /**
                 * @description Account on Mastodon
                 * @example https://social.example/@uni
                 */
                mastodon?: string;
                /**
                 * @description Account on X
                 * @example uni_example
                 */
                x?: string;
                /**
                 * @description Account on YouTube
                 * @example @uni.example
                 */
                youtube?: string;
            };
            /**
             * @description Whether users get mails about certificates, unless their course or request chooses otherwise. Without effect if the server sends no mails.
             * @example false
             */
            notify: boolean;
        };
        /** @description The DNS record by which a domain confirms the site */
        DomainRecord: {
            /**
             * @description Domain of the institution
             * @example uni.example
             */
            domain: string;
            /**
             * @description DID of the site
             * @example did:web:certs.example
             */
            did: string;
            /**
             * @description TXT record to publish
             * @example openatts a=dns-did; p=did:web:certs.example; v=1.0;
             */
            record: string;
            /** @description Results of the last lookups */
            found: {
                /**
                 * @description Kind of evidence
                 * @example dns
                 * @enum {string}
                 */
                confirmedBy: "dns" | "did_web" | "registry";
                /**
                 * @description Domain, or URL of the registry
                 * @example uni.example
                 */
                source: string;
                /**
                 * @description Start of the confirmation, in Unix seconds. Missing: not confirmed
                 * @example 1777766400
                 */
                confirmedSince?: number;
                /**
                 * @description Last lookup that found it, in Unix seconds
                 * @example 1796083200
                 */
                lastSeen?: number;
                /**
                 * @description First of the lookups since then that did not find it, in Unix seconds
                 * @example 1796169600
                 */
                failingSince?: number;
            }[];
        };
        /** @description Result of a check of the domain */
        DomainCheck: {
            /**
             * @description Domain of the institution
             * @example uni.example
             */
            domain: string;
            /**
             * @description DID of the site
             * @example did:web:certs.example
             */
            did: string;
            /**
             * @description TXT record to publish
             * @example openatts a=dns-did; p=did:web:certs.example; v=1.0;
             */
            record: string;
            /**
             * @description Start of the confirmation by the domain, in Unix seconds. Missing: not confirmed
             * @example 1777766400
             */
            confirmedSince?: number;
            /** @description TXT records of the domain */
            dns: {
                /**
                 * @description `found`: confirms the site. `absent`: does not confirm it. `unavailable`: the lookup failed.
                 * @example absent
                 * @enum {string}
                 */
                outcome: "found" | "absent" | "unavailable";
                /**
                 * @description Explanation
                 * @example The domain has no TXT record that names this issuer.
                 */
                message: string;
            };
            /** @description The file did.json of the domain */
            didWeb: {
                /**
                 * @description `found`: confirms the site. `absent`: does not confirm it. `unavailable`: the lookup failed.
                 * @example absent
                 * @enum {string}
                 */
                outcome: "found" | "absent" | "unavailable";
                /**
                 * @description Explanation
                 * @example The domain has no TXT record that names this issuer.
                 */
                message: string;
            };
            /** @description Registries that the server trusts */
            registries: {
                /**
                 * @description URL of the registry
                 * @example https://registry.example/issuers.json
                 */
                url: string;
                /**
                 * @description `found`: confirms the site. `absent`: does not confirm it. `unavailable`: the lookup failed.
                 * @example absent
                 * @enum {string}
                 */
                outcome: "found" | "absent" | "unavailable";
                /**
                 * @description Explanation
                 * @example The domain has no TXT record that names this issuer.
                 */
                message: string;
                /**
                 * @description Name of the site in the registry
                 * @example University of Example
                 */
                name?: string;
            }[];
        };
        /** @description Confirmation of the site’s issuer by a domain or a registry */
        ConfirmationChange: {
            /**
             * @description How the issuer is confirmed
             * @example dns
             * @enum {string}
             */
            confirmedBy: "dns" | "did_web" | "registry";
            /**
             * @description Domain that confirms the issuer. Absent for a registry.
             * @example uni.example
             */
            domain?: string;
            /**
             * @description Registry that lists the issuer. Absent for a domain.
             * @example did:web:registry.example
             */
            registry?: string;
            /**
             * @description Timestamp of the first confirmation
             * @example 1234567890
             */
            confirmedSince?: number;
        };
        /** @description Body of the webhooks Course/Published, Course/Unpublished */
        CourseEvent: {
            /**
             * @description Timestamp of the event. The name is Konstantly’s.
             * @example 1234567890
             */
            occuredAt: number;
            /**
             * @description Type of the event
             * @example Course/Published
             * @enum {string}
             */
            type: "Course/Published" | "Course/Unpublished";
            /** @description Object of the event, as it was then */
            body: {
                course: components["schemas"]["Course"];
            };
        };
        /** @description Body of the webhooks User/Created, User/Edited */
        UserEvent: {
            /**
             * @description Timestamp of the event. The name is Konstantly’s.
             * @example 1234567890
             */
            occuredAt: number;
            /**
             * @description Type of the event
             * @example User/Created
             * @enum {string}
             */
            type: "User/Created" | "User/Edited";
            /** @description Object of the event, as it was then */
            body: {
                user: components["schemas"]["User"];
            };
        };
        /** @description Body of the webhooks Certificate/Issued, Certificate/Revoked, Certificate/Expired */
        CertificateEvent: {
            /**
             * @description Timestamp of the event. The name is Konstantly’s.
             * @example 1234567890
             */
            occuredAt: number;
            /**
             * @description Type of the event
             * @example Certificate/Issued
             * @enum {string}
             */
            type: "Certificate/Issued" | "Certificate/Revoked" | "Certificate/Expired";
            /** @description Object of the event, as it was then */
            body: {
                certificate: components["schemas"]["Certificate"];
            };
        };
        /** @description Body of the webhooks Issuer/Confirmed, Issuer/Failing, Issuer/Lapsed */
        IssuerEvent: {
            /**
             * @description Timestamp of the event. The name is Konstantly’s.
             * @example 1234567890
             */
            occuredAt: number;
            /**
             * @description Type of the event
             * @example Issuer/Confirmed
             * @enum {string}
             */
            type: "Issuer/Confirmed" | "Issuer/Failing" | "Issuer/Lapsed";
            /** @description Object of the event, as it was then */
            body: {
                issuer: components["schemas"]["ConfirmationChange"];
            };
        };
        /** @description A webhook without its secret */
        Webhook: {
            /**
             * @description Webhook ID
             * @example 5
             */
            id: number;
            /**
             * @description URL that receives the events
             * @example https://lms.example/hooks
             */
            url: string;
            /**
             * @description Event types to send
             * @example [
             *       "Certificate/Issued"
             *     ]
             */
            events: string[];
            /**
             * @description Timestamp of creation
             * @example 1234567890
             */
            createdAt: number;
        };
        /** @description A new webhook */
        CreatedWebhook: {
            /**
             * @description Webhook ID
             * @example 5
             */
            id: number;
            /**
             * @description URL that receives the events
             * @example https://lms.example/hooks
             */
            url: string;
            /**
             * @description Event types to send
             * @example [
             *       "Certificate/Issued"
             *     ]
             */
            events: string[];
            /**
             * @description Timestamp of creation
             * @example 1234567890
             */
            createdAt: number;
            /**
             * @description Secret that verifies signatures (Standard Webhooks). Only this response contains it.
             * @example whsec_1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b
             */
            secret: string;
        };
        /** @description A page of webhooks */
        WebhookPage: {
            /** @description Array of webhook objects */
            webhooks: components["schemas"]["Webhook"][];
            /**
             * @description Total number of webhooks
             * @example 1
             */
            totalCount: number;
            /**
             * @description Cursor of the next page. Absent on the last page.
             * @example MjA
             */
            nextCursor?: string;
        };
        /** @description The delivery of an event to a webhook */
        Delivery: {
            /**
             * @description Event ID
             * @example 17
             */
            eventId: number;
            /**
             * @description Type of the event
             * @example Certificate/Issued
             */
            type: string;
            /**
             * @description Object of the event
             * @example certificate/123
             */
            subject: string;
            /**
             * @description pending, delivered, or parked (dead-lettered after three days)
             * @example delivered
             * @enum {string}
             */
            state: "pending" | "delivered" | "parked";
            /**
             * @description Number of attempts
             * @example 1
             */
            attempts: number;
            /**
             * @description Error of the last failed attempt
             * @example The receiver responded with status 500.
             */
            lastError?: string;
            /**
             * @description Timestamp when the delivery was queued
             * @example 1234567890
             */
            queuedAt: number;
            /**
             * @description Timestamp when the event was delivered or parked
             * @example 1234567891
             */
            finishedAt?: number;
        };
        /** @description A page of deliveries */
        DeliveryPage: {
            /** @description Array of delivery objects */
            deliveries: components["schemas"]["Delivery"][];
            /**
             * @description Total number of deliveries
             * @example 1
             */
            totalCount: number;
            /**
             * @description Cursor of the next page. Absent on the last page.
             * @example MjA
             */
            nextCursor?: string;
        };
        /** @description Result of a redelivery */
        Redelivered: {
            /**
             * @description Number of queued events
             * @example 1
             */
            redelivered: number;
        };
        /** @description An event in the format of webhooks */
        Event: {
            /**
             * @description Timestamp of the event
             * @example 1234567890
             */
            occuredAt: number;
            /**
             * @description Type of the event
             * @example User/Created
             */
            type: string;
            /**
             * @description User, course or certificate of the event
             * @example {
             *       "user": {
             *         "id": "1234567890",
             *         "name": "John Doe",
             *         "email": "john@example.com"
             *       }
             *     }
             */
            body: {
                [key: string]: unknown;
            };
        };
        /** @description The published certificate in the wallet API */
        Publication: {
            /**
             * Format: uuid
             * @description ID of the certificate in the wallet API
             * @example 01a20007-b865-77c5-87d6-e73d12494d08
             */
            certificateId: string;
            /**
             * @description Wallet of the holder
             * @example 0xd2be64317eb1832309df8c8c18b09871809f3735
             */
            holder: string | null;
            /**
             * @description Wallet of the site, which is the issuer
             * @example 0xd2be64317eb1832309df8c8c18b09871809f3735
             */
            issuer: string;
            /**
             * @description Whether the document on IPFS is encrypted
             * @example true
             */
            encrypted: boolean;
            /**
             * @description CID of the document on IPFS
             * @example bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy
             */
            ipfsHash: string;
            /**
             * @description Signature of the issuer. null for certificates published before signatures existed.
             * @example 0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c
             */
            issuerSignature: string | null;
            /**
             * @description Public verification page
             * @example https://certificates.example/verify/01a20007-b865-77c5-87d6-e73d12494d08
             */
            verificationUrl: string;
        };
        /** @description Outcome of an entry */
        Outcome: {
            /**
             * @description Number of the entry in the batch, from 1
             * @example 1
             */
            entry: number;
            /**
             * @description First line of the entry, from 1
             * @example 2
             */
            line: number;
            /**
             * @description exists: the user already has this certificate. In a dry run: what would happen.
             * @example issued
             * @enum {string}
             */
            status: "issued" | "exists" | "invalid";
            /**
             * @description Certificate ID
             * @example 123
             */
            certificateId?: number;
            /**
             * @description User ID
             * @example 1234567890
             */
            userId?: string;
            /**
             * @description URL of the public page, which verifies the certificate
             * @example https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08
             */
            verificationUrl?: string;
            /**
             * Format: uuid
             * @description Public ID, as in the URLs
             * @example 01a20007-b865-77c5-87d6-e73d12494d08
             */
            publicId?: string;
            /**
             * @description Certificate number: the public ID in a form for people
             * @example 01M80-0FE35-EZ2RF-NQ77M-94JK88
             */
            number?: string;
            /**
             * @description URL of the picture that this server renders, even if `imageUrl` is another
             * @example https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png
             */
            pictureUrl?: string;
            /**
             * @description URL of the PDF that this server renders
             * @example https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf
             */
            pdfUrl?: string;
            /**
             * @description URL of the certificate as an Open Badge 3.0
             * @example https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json
             */
            credentialUrl?: string;
            /**
             * @description Dry run: the entry would create its user
             * @example true
             * @constant
             */
            createsUser?: true;
            /**
             * @description Dates that were read from days of Excel, by column
             * @example {
             *       "achievedAt": "2026-05-01"
             *     }
             */
            excelDays?: {
                [key: string]: string;
            };
            /**
             * @description Error messages by field, for an invalid entry
             * @example {}
             */
            errors?: {
                [key: string]: string[];
            };
        };
        /** @description Outcome of a batch */
        Outcomes: {
            /** @description One outcome for each entry, in order */
            outcomes: components["schemas"]["Outcome"][];
            /**
             * @description Number of issued certificates
             * @example 1
             */
            issued: number;
            /**
             * @description Number of certificates that already existed
             * @example 0
             */
            exists: number;
            /**
             * @description Number of invalid entries
             * @example 0
             */
            invalid: number;
            /**
             * @description Set if nothing was changed
             * @example true
             * @constant
             */
            dryRun?: true;
            /**
             * @description Headers of the CSV columns that were ignored
             * @example [
             *       "Department"
             *     ]
             */
            ignoredColumns?: string[];
        };
    };
    responses: never;
    parameters: {
        /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
        IdempotencyKey: string;
        /**
         * @description The unique identifier of the certificate
         * @example 1
         */
        CertificateId: number;
        /**
         * @description The unique identifier of the course, or `ext:` and its external ID, such as `ext:301`
         * @example 1
         */
        CourseId: number | string;
        /** @description `nextCursor` of the previous page. `offset` counts from there. */
        Cursor: string;
        /**
         * @description Font name, as templates use it in `font-family`
         * @example acme-sans
         */
        FontName: string;
        /**
         * @description The unique identifier of the key
         * @example 2
         */
        KeyId: number;
        /**
         * @description The number of entries to be listed
         * @example 20
         */
        Limit: number;
        /**
         * @description Entry number to start listing from
         * @example 0
         */
        Offset: number;
        /**
         * @description Template name
         * @example diploma
         */
        TemplateName: string;
        /**
         * @description The unique identifier of the user
         * @example 1234567890
         */
        UserId: string;
        /**
         * @description ID of the delivery. It is the same in every attempt: ignore one that you have.
         * @example event_17
         */
        WebhookId: string;
        /**
         * @description HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the secret of the webhook, as `v1,` and base64 (Standard Webhooks). May contain several signatures, separated by spaces.
         * @example v1,1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b
         */
        WebhookSignature: string;
        /**
         * @description Time of the attempt, in Unix seconds. Reject old ones.
         * @example 1234567890
         */
        WebhookTimestamp: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description Maximum number of requests per minute
         * @example 100
         */
        "X-RateLimit-Limit": number;
        /**
         * @description Requests left in the current minute
         * @example 99
         */
        "X-RateLimit-Remaining": number;
        /**
         * @description End of the current minute, in Unix seconds
         * @example 1234567890
         */
        "X-RateLimit-Reset": number;
        /**
         * @description Stable error code
         * @example input.invalid
         */
        "X-Error-Code": string;
        /**
         * @description Seconds to wait before the next attempt
         * @example 42
         */
        "Retry-After": number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getSite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The site */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "name": "University of Example",
                     *       "proposedName": "Example University",
                     *       "legalName": "University of Example Foundation",
                     *       "link": "https://uni.example",
                     *       "logo": "https://uni.example/logo.svg",
                     *       "description": "A university in Example City.",
                     *       "country": "PT",
                     *       "language": "en",
                     *       "timezone": "Europe/Lisbon",
                     *       "email": "registry@example.com",
                     *       "domain": "uni.example",
                     *       "socialIds": {
                     *         "linkedin": "1035"
                     *       },
                     *       "notify": false
                     *     }
                     */
                    "application/json": components["schemas"]["Site"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateSite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "University of Example",
                 *       "legalName": "University of Example Foundation",
                 *       "link": "https://uni.example",
                 *       "logo": "https://uni.example/logo.svg",
                 *       "description": "A university in Example City.",
                 *       "country": "PT",
                 *       "language": "en",
                 *       "timezone": "Europe/Lisbon",
                 *       "timeZone": "Europe/Lisbon",
                 *       "email": "registry@example.com",
                 *       "domain": "uni.example",
                 *       "socialIds": {
                 *         "linkedin": "1035"
                 *       },
                 *       "notify": false
                 *     }
                 */
                "application/json": components["schemas"]["SiteChangeInput"];
            };
        };
        responses: {
            /** @description The site */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "name": "University of Example",
                     *       "proposedName": "Example University",
                     *       "legalName": "University of Example Foundation",
                     *       "link": "https://uni.example",
                     *       "logo": "https://uni.example/logo.svg",
                     *       "description": "A university in Example City.",
                     *       "country": "PT",
                     *       "language": "en",
                     *       "timezone": "Europe/Lisbon",
                     *       "email": "registry@example.com",
                     *       "domain": "uni.example",
                     *       "socialIds": {
                     *         "linkedin": "1035"
                     *       },
                     *       "notify": false
                     *     }
                     */
                    "application/json": components["schemas"]["Site"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDomain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "domain": "uni.example",
                     *       "did": "did:web:certs.example",
                     *       "record": "openatts a=dns-did; p=did:web:certs.example; v=1.0;",
                     *       "found": [
                     *         {
                     *           "confirmedBy": "dns",
                     *           "source": "uni.example",
                     *           "confirmedSince": 1777766400,
                     *           "lastSeen": 1796083200,
                     *           "failingSince": 1796169600
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DomainRecord"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkDomain: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result of the check */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "domain": "uni.example",
                     *       "did": "did:web:certs.example",
                     *       "record": "openatts a=dns-did; p=did:web:certs.example; v=1.0;",
                     *       "confirmedSince": 1777766400,
                     *       "dns": {
                     *         "outcome": "absent",
                     *         "message": "The domain has no TXT record that names this issuer."
                     *       },
                     *       "didWeb": {
                     *         "outcome": "absent",
                     *         "message": "The domain has no TXT record that names this issuer."
                     *       },
                     *       "registries": [
                     *         {
                     *           "url": "https://registry.example/issuers.json",
                     *           "outcome": "absent",
                     *           "message": "The domain has no TXT record that names this issuer.",
                     *           "name": "University of Example"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DomainCheck"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCourses: {
        parameters: {
            query?: {
                /**
                 * @description Entry number to start listing from
                 * @example 0
                 */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description The number of entries to be listed
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description `nextCursor` of the previous page. `offset` counts from there. */
                cursor?: components["parameters"]["Cursor"];
                /** @description Only the course with this external ID */
                externalId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of courses */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "courses": [
                     *         {
                     *           "id": 2,
                     *           "externalId": "301",
                     *           "name": "Advanced Sales Techniques",
                     *           "annotation": "Close more deals.",
                     *           "isDraft": false,
                     *           "createdAt": 1234567890,
                     *           "updatedAt": 1234567890,
                     *           "publishedAt": 1234567890,
                     *           "criteria": "Finished all lessons and passed the exam.",
                     *           "achievementType": "CertificateOfCompletion"
                     *         }
                     *       ],
                     *       "totalCount": 1,
                     *       "nextCursor": "MjA"
                     *     }
                     */
                    "application/json": components["schemas"]["CoursePage"];
                };
            };
            /** @description The page has not changed */
            304: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createCourse: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "externalId": "301",
                 *       "name": "Advanced Sales Techniques",
                 *       "annotation": "Close more deals.",
                 *       "description": "Twelve lessons with …",
                 *       "template": "diploma",
                 *       "link": "https://lms.example/courses/2",
                 *       "publishing": "none",
                 *       "criteria": "Finished all lessons and passed the exam.",
                 *       "achievementType": "CertificateOfCompletion",
                 *       "notify": null,
                 *       "isDraft": false
                 *     }
                 */
                "application/json": components["schemas"]["NewCourseInput"];
            };
        };
        responses: {
            /** @description The course */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "externalId": "301",
                     *       "name": "Advanced Sales Techniques",
                     *       "annotation": "Close more deals.",
                     *       "isDraft": false,
                     *       "createdAt": 1234567890,
                     *       "updatedAt": 1234567890,
                     *       "publishedAt": 1234567890,
                     *       "criteria": "Finished all lessons and passed the exam.",
                     *       "achievementType": "CertificateOfCompletion",
                     *       "description": "Twelve lessons with …",
                     *       "template": "diploma",
                     *       "link": "https://lms.example/courses/2",
                     *       "publishing": "none",
                     *       "notify": null,
                     *       "attachedFiles": []
                     *     }
                     */
                    "application/json": components["schemas"]["Course"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCourse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the course, or `ext:` and its external ID, such as `ext:301`
                 * @example 1
                 */
                courseId: components["parameters"]["CourseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The course */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "externalId": "301",
                     *       "name": "Advanced Sales Techniques",
                     *       "annotation": "Close more deals.",
                     *       "isDraft": false,
                     *       "createdAt": 1234567890,
                     *       "updatedAt": 1234567890,
                     *       "publishedAt": 1234567890,
                     *       "criteria": "Finished all lessons and passed the exam.",
                     *       "achievementType": "CertificateOfCompletion",
                     *       "description": "Twelve lessons with …",
                     *       "template": "diploma",
                     *       "link": "https://lms.example/courses/2",
                     *       "publishing": "none",
                     *       "notify": null,
                     *       "attachedFiles": []
                     *     }
                     */
                    "application/json": components["schemas"]["Course"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCourse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the course, or `ext:` and its external ID, such as `ext:301`
                 * @example 1
                 */
                courseId: components["parameters"]["CourseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The course is deleted */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateCourse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the course, or `ext:` and its external ID, such as `ext:301`
                 * @example 1
                 */
                courseId: components["parameters"]["CourseId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "annotation": "Close more deals.",
                 *       "template": "diploma",
                 *       "publishing": "none"
                 *     }
                 */
                "application/json": components["schemas"]["CourseChangeInput"];
            };
        };
        responses: {
            /** @description The course */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "externalId": "301",
                     *       "name": "Advanced Sales Techniques",
                     *       "annotation": "Close more deals.",
                     *       "isDraft": false,
                     *       "createdAt": 1234567890,
                     *       "updatedAt": 1234567890,
                     *       "publishedAt": 1234567890,
                     *       "criteria": "Finished all lessons and passed the exam.",
                     *       "achievementType": "CertificateOfCompletion",
                     *       "description": "Twelve lessons with …",
                     *       "template": "diploma",
                     *       "link": "https://lms.example/courses/2",
                     *       "publishing": "none",
                     *       "notify": null,
                     *       "attachedFiles": []
                     *     }
                     */
                    "application/json": components["schemas"]["Course"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /**
                 * @description Entry number to start listing from
                 * @example 0
                 */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description The number of entries to be listed
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description `nextCursor` of the previous page. `offset` counts from there. */
                cursor?: components["parameters"]["Cursor"];
                /** @description Email address to find (case-insensitive) */
                query?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of users */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "users": [
                     *         {
                     *           "id": "1234567890",
                     *           "name": "John Doe",
                     *           "language": "en",
                     *           "occupation": "Sales manager",
                     *           "location": "Lisbon",
                     *           "timezone": "Europe/Lisbon",
                     *           "email": "john@example.com",
                     *           "isBanned": false,
                     *           "role": {
                     *             "alias": "learner"
                     *           },
                     *           "fromApi": true,
                     *           "attributes": {
                     *             "department": "Sales"
                     *           },
                     *           "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                     *         }
                     *       ],
                     *       "totalCount": 1,
                     *       "nextCursor": "MjA"
                     *     }
                     */
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            /** @description The page has not changed */
            304: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Jane Roe",
                 *       "email": "jane@example.com",
                 *       "password": "correct horse",
                 *       "roleAlias": "learner",
                 *       "id": "2345678901",
                 *       "bio": "Sells since 2004.",
                 *       "occupation": "Sales manager",
                 *       "location": "Lisbon",
                 *       "language": "en",
                 *       "timezone": "Europe/Lisbon",
                 *       "fromApi": true,
                 *       "attributes": {
                 *         "department": "Sales"
                 *       },
                 *       "eth_address": "0x0000000000000000000000000000000000000001",
                 *       "restore": false
                 *     }
                 */
                "application/json": components["schemas"]["NewUserInput"];
            };
        };
        responses: {
            /** @description The user */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1234567890",
                     *       "name": "John Doe",
                     *       "language": "en",
                     *       "occupation": "Sales manager",
                     *       "location": "Lisbon",
                     *       "timezone": "Europe/Lisbon",
                     *       "email": "john@example.com",
                     *       "isBanned": false,
                     *       "role": {
                     *         "alias": "learner"
                     *       },
                     *       "fromApi": true,
                     *       "attributes": {
                     *         "department": "Sales"
                     *       },
                     *       "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the user
                 * @example 1234567890
                 */
                userId: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1234567890",
                     *       "name": "John Doe",
                     *       "language": "en",
                     *       "occupation": "Sales manager",
                     *       "location": "Lisbon",
                     *       "timezone": "Europe/Lisbon",
                     *       "email": "john@example.com",
                     *       "isBanned": false,
                     *       "role": {
                     *         "alias": "learner"
                     *       },
                     *       "fromApi": true,
                     *       "attributes": {
                     *         "department": "Sales"
                     *       },
                     *       "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteUser: {
        parameters: {
            query?: {
                /** @description Whether to erase the user’s personal data and certificates permanently. Needs the scope `admin`. */
                erase?: boolean;
            };
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the user
                 * @example 1234567890
                 */
                userId: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user is deleted */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the user
                 * @example 1234567890
                 */
                userId: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "occupation": "Sales manager",
                 *       "location": "Lisbon",
                 *       "attributes": {
                 *         "department": "Sales"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UserChangeInput"];
            };
        };
        responses: {
            /** @description The user */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1234567890",
                     *       "name": "John Doe",
                     *       "language": "en",
                     *       "occupation": "Sales manager",
                     *       "location": "Lisbon",
                     *       "timezone": "Europe/Lisbon",
                     *       "email": "john@example.com",
                     *       "isBanned": false,
                     *       "role": {
                     *         "alias": "learner"
                     *       },
                     *       "fromApi": true,
                     *       "attributes": {
                     *         "department": "Sales"
                     *       },
                     *       "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    blockUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "1234567890"
                 *     }
                 */
                "application/json": components["schemas"]["BlockedUserInput"];
            };
        };
        responses: {
            /** @description The user */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1234567890",
                     *       "name": "John Doe",
                     *       "language": "en",
                     *       "occupation": "Sales manager",
                     *       "location": "Lisbon",
                     *       "timezone": "Europe/Lisbon",
                     *       "email": "john@example.com",
                     *       "isBanned": false,
                     *       "role": {
                     *         "alias": "learner"
                     *       },
                     *       "fromApi": true,
                     *       "attributes": {
                     *         "department": "Sales"
                     *       },
                     *       "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unblockUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the user
                 * @example 1234567890
                 */
                userId: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1234567890",
                     *       "name": "John Doe",
                     *       "language": "en",
                     *       "occupation": "Sales manager",
                     *       "location": "Lisbon",
                     *       "timezone": "Europe/Lisbon",
                     *       "email": "john@example.com",
                     *       "isBanned": false,
                     *       "role": {
                     *         "alias": "learner"
                     *       },
                     *       "fromApi": true,
                     *       "attributes": {
                     *         "department": "Sales"
                     *       },
                     *       "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRoles: {
        parameters: {
            query?: {
                /**
                 * @description Entry number to start listing from
                 * @example 0
                 */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description The number of entries to be listed
                 * @example 1000
                 */
                limit?: number;
                /** @description `nextCursor` of the previous page. `offset` counts from there. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of roles */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "roles": [
                     *         {
                     *           "alias": "learner",
                     *           "name": "Learner"
                     *         }
                     *       ],
                     *       "totalCount": 1,
                     *       "nextCursor": "MjA"
                     *     }
                     */
                    "application/json": components["schemas"]["Roles"];
                };
            };
            /** @description The page has not changed */
            304: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCourseCertificates: {
        parameters: {
            query?: {
                /**
                 * @description Entry number to start listing from
                 * @example 0
                 */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description The number of entries to be listed
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description `nextCursor` of the previous page. `offset` counts from there. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the course, or `ext:` and its external ID, such as `ext:301`
                 * @example 1
                 */
                courseId: components["parameters"]["CourseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of certificates */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "certificates": [
                     *         {
                     *           "id": 123,
                     *           "name": "Course Completion Certificate",
                     *           "description": "Certificate of completion",
                     *           "courseId": 2,
                     *           "courseName": "Advanced Sales Techniques",
                     *           "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png",
                     *           "achievedAt": 1234567890,
                     *           "expiresAt": 1334567890,
                     *           "revokedAt": 1234567990,
                     *           "revocationReason": "Issued to the wrong person.",
                     *           "timeZone": "Europe/Lisbon",
                     *           "verificationUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08",
                     *           "publicId": "01a20007-b865-77c5-87d6-e73d12494d08",
                     *           "number": "01M80-0FE35-EZ2RF-NQ77M-94JK88",
                     *           "pictureUrl": "https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png",
                     *           "pdfUrl": "https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf",
                     *           "credentialUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json",
                     *           "user": {
                     *             "id": "1234567890",
                     *             "name": "John Doe",
                     *             "email": "john@example.com",
                     *             "role": {
                     *               "alias": "learner"
                     *             }
                     *           }
                     *         }
                     *       ],
                     *       "totalCount": 1,
                     *       "totalCountIsExact": false,
                     *       "nextCursor": "MjA"
                     *     }
                     */
                    "application/json": components["schemas"]["CertificatePage"];
                };
            };
            /** @description The page has not changed */
            304: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issueCertificate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The unique identifier of the course, or `ext:` and its external ID, such as `ext:301`
                 * @example 1
                 */
                courseId: components["parameters"]["CourseId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "1234567890",
                 *       "name": "Course Completion Certificate",
                 *       "description": "Certificate of completion",
                 *       "achievedAt": 1234567890,
                 *       "expiresAt": 1334567890,
                 *       "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png",
                 *       "notify": false
                 *     }
                 */
                "application/json": components["schemas"]["NewCertificateInput"];
            };
        };
        responses: {
            /** @description The certificate */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 123,
                     *       "name": "Course Completion Certificate",
                     *       "description": "Certificate of completion",
                     *       "courseId": 2,
                     *       "courseName": "Advanced Sales Techniques",
                     *       "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png",
                     *       "achievedAt": 1234567890,
                     *       "expiresAt": 1334567890,
                     *       "revokedAt": 1234567990,
                     *       "revocationReason": "Issued to the wrong person.",
                     *       "timeZone": "Europe/Lisbon",
                     *       "verificationUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08",
                     *       "publicId": "01a20007-b865-77c5-87d6-e73d12494d08",
                     *       "number": "01M80-0FE35-EZ2RF-NQ77M-94JK88",
                     *       "pictureUrl": "https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png",
                     *       "pdfUrl": "https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf",
                     *       "credentialUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json",
                     *       "replaces": 122,
                     *       "user": {
                     *         "id": "1234567890",
                     *         "name": "John Doe",
                     *         "language": "en",
                     *         "occupation": "Sales manager",
                     *         "location": "Lisbon",
                     *         "timezone": "Europe/Lisbon",
                     *         "email": "john@example.com",
                     *         "isBanned": false,
                     *         "role": {
                     *           "alias": "learner"
                     *         },
                     *         "fromApi": true,
                     *         "attributes": {
                     *           "department": "Sales"
                     *         },
                     *         "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Certificate"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCertificates: {
        parameters: {
            query?: {
                /**
                 * @description Entry number to start listing from
                 * @example 0
                 */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description The number of entries to be listed
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description `nextCursor` of the previous page. `offset` counts from there. */
                cursor?: components["parameters"]["Cursor"];
                /** @description Only certificates of this course. Also `ext:` and its external ID. */
                courseId?: number | string;
                /** @description Only certificates of this user */
                userId?: string;
                /** @description Only certificates of users with this email address, including deleted users */
                email?: string;
                /** @description Only certificates with this status */
                status?: "active" | "expired" | "revoked";
                /** @description Only certificates achieved at or after this time */
                achievedFrom?: number | string;
                /** @description Only certificates achieved at or before this time. A day means its end. */
                achievedTo?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of certificates */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "certificates": [
                     *         {
                     *           "id": 123,
                     *           "name": "Course Completion Certificate",
                     *           "description": "Certificate of completion",
                     *           "courseId": 2,
                     *           "courseName": "Advanced Sales Techniques",
                     *           "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png",
                     *           "achievedAt": 1234567890,
                     *           "expiresAt": 1334567890,
                     *           "revokedAt": 1234567990,
                     *           "revocationReason": "Issued to the wrong person.",
                     *           "timeZone": "Europe/Lisbon",
                     *           "verificationUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08",
                     *           "publicId": "01a20007-b865-77c5-87d6-e73d12494d08",
                     *           "number": "01M80-0FE35-EZ2RF-NQ77M-94JK88",
                     *           "pictureUrl": "https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png",
                     *           "pdfUrl": "https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf",
                     *           "credentialUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json",
                     *           "user": {
                     *             "id": "1234567890",
                     *             "name": "John Doe",
                     *             "email": "john@example.com",
                     *             "role": {
                     *               "alias": "learner"
                     *             }
                     *           }
                     *         }
                     *       ],
                     *       "totalCount": 1,
                     *       "totalCountIsExact": false,
                     *       "nextCursor": "MjA"
                     *     }
                     */
                    "application/json": components["schemas"]["CertificatePage"];
                };
            };
            /** @description The page has not changed */
            304: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUserCertificates: {
        parameters: {
            query?: {
                /**
                 * @description Entry number to start listing from
                 * @example 0
                 */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description The number of entries to be listed
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description `nextCursor` of the previous page. `offset` counts from there. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the user
                 * @example 1234567890
                 */
                userId: components["parameters"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of certificates */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "certificates": [
                     *         {
                     *           "id": 123,
                     *           "name": "Course Completion Certificate",
                     *           "description": "Certificate of completion",
                     *           "courseId": 2,
                     *           "courseName": "Advanced Sales Techniques",
                     *           "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png",
                     *           "achievedAt": 1234567890,
                     *           "expiresAt": 1334567890,
                     *           "revokedAt": 1234567990,
                     *           "revocationReason": "Issued to the wrong person.",
                     *           "timeZone": "Europe/Lisbon",
                     *           "verificationUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08",
                     *           "publicId": "01a20007-b865-77c5-87d6-e73d12494d08",
                     *           "number": "01M80-0FE35-EZ2RF-NQ77M-94JK88",
                     *           "pictureUrl": "https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png",
                     *           "pdfUrl": "https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf",
                     *           "credentialUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json",
                     *           "user": {
                     *             "id": "1234567890",
                     *             "name": "John Doe",
                     *             "email": "john@example.com",
                     *             "role": {
                     *               "alias": "learner"
                     *             }
                     *           }
                     *         }
                     *       ],
                     *       "totalCount": 1,
                     *       "totalCountIsExact": false,
                     *       "nextCursor": "MjA"
                     *     }
                     */
                    "application/json": components["schemas"]["CertificatePage"];
                };
            };
            /** @description The page has not changed */
            304: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the certificate
                 * @example 1
                 */
                certificateId: components["parameters"]["CertificateId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The certificate */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 123,
                     *       "name": "Course Completion Certificate",
                     *       "description": "Certificate of completion",
                     *       "courseId": 2,
                     *       "courseName": "Advanced Sales Techniques",
                     *       "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png",
                     *       "achievedAt": 1234567890,
                     *       "expiresAt": 1334567890,
                     *       "revokedAt": 1234567990,
                     *       "revocationReason": "Issued to the wrong person.",
                     *       "timeZone": "Europe/Lisbon",
                     *       "verificationUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08",
                     *       "publicId": "01a20007-b865-77c5-87d6-e73d12494d08",
                     *       "number": "01M80-0FE35-EZ2RF-NQ77M-94JK88",
                     *       "pictureUrl": "https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png",
                     *       "pdfUrl": "https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf",
                     *       "credentialUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json",
                     *       "replaces": 122,
                     *       "user": {
                     *         "id": "1234567890",
                     *         "name": "John Doe",
                     *         "language": "en",
                     *         "occupation": "Sales manager",
                     *         "location": "Lisbon",
                     *         "timezone": "Europe/Lisbon",
                     *         "email": "john@example.com",
                     *         "isBanned": false,
                     *         "role": {
                     *           "alias": "learner"
                     *         },
                     *         "fromApi": true,
                     *         "attributes": {
                     *           "department": "Sales"
                     *         },
                     *         "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Certificate"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the certificate
                 * @example 1
                 */
                certificateId: components["parameters"]["CertificateId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png"
                 *     }
                 */
                "application/json": components["schemas"]["CertificateChangeInput"];
            };
        };
        responses: {
            /** @description The certificate */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 123,
                     *       "name": "Course Completion Certificate",
                     *       "description": "Certificate of completion",
                     *       "courseId": 2,
                     *       "courseName": "Advanced Sales Techniques",
                     *       "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png",
                     *       "achievedAt": 1234567890,
                     *       "expiresAt": 1334567890,
                     *       "revokedAt": 1234567990,
                     *       "revocationReason": "Issued to the wrong person.",
                     *       "timeZone": "Europe/Lisbon",
                     *       "verificationUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08",
                     *       "publicId": "01a20007-b865-77c5-87d6-e73d12494d08",
                     *       "number": "01M80-0FE35-EZ2RF-NQ77M-94JK88",
                     *       "pictureUrl": "https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png",
                     *       "pdfUrl": "https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf",
                     *       "credentialUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json",
                     *       "replaces": 122,
                     *       "user": {
                     *         "id": "1234567890",
                     *         "name": "John Doe",
                     *         "language": "en",
                     *         "occupation": "Sales manager",
                     *         "location": "Lisbon",
                     *         "timezone": "Europe/Lisbon",
                     *         "email": "john@example.com",
                     *         "isBanned": false,
                     *         "role": {
                     *           "alias": "learner"
                     *         },
                     *         "fromApi": true,
                     *         "attributes": {
                     *           "department": "Sales"
                     *         },
                     *         "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Certificate"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeCertificate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The unique identifier of the certificate
                 * @example 1
                 */
                certificateId: components["parameters"]["CertificateId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Issued to the wrong person."
                 *     }
                 */
                "application/json": components["schemas"]["RevocationInput"];
            };
        };
        responses: {
            /** @description The certificate */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 123,
                     *       "name": "Course Completion Certificate",
                     *       "description": "Certificate of completion",
                     *       "courseId": 2,
                     *       "courseName": "Advanced Sales Techniques",
                     *       "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png",
                     *       "achievedAt": 1234567890,
                     *       "expiresAt": 1334567890,
                     *       "revokedAt": 1234567990,
                     *       "revocationReason": "Issued to the wrong person.",
                     *       "timeZone": "Europe/Lisbon",
                     *       "verificationUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08",
                     *       "publicId": "01a20007-b865-77c5-87d6-e73d12494d08",
                     *       "number": "01M80-0FE35-EZ2RF-NQ77M-94JK88",
                     *       "pictureUrl": "https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png",
                     *       "pdfUrl": "https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf",
                     *       "credentialUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json",
                     *       "replaces": 122,
                     *       "user": {
                     *         "id": "1234567890",
                     *         "name": "John Doe",
                     *         "language": "en",
                     *         "occupation": "Sales manager",
                     *         "location": "Lisbon",
                     *         "timezone": "Europe/Lisbon",
                     *         "email": "john@example.com",
                     *         "isBanned": false,
                     *         "role": {
                     *           "alias": "learner"
                     *         },
                     *         "fromApi": true,
                     *         "attributes": {
                     *           "department": "Sales"
                     *         },
                     *         "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Certificate"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reissueCertificate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The unique identifier of the certificate
                 * @example 1
                 */
                certificateId: components["parameters"]["CertificateId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Course Completion Certificate",
                 *       "description": "Certificate of completion",
                 *       "achievedAt": 1234567890,
                 *       "expiresAt": 1334567890,
                 *       "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png",
                 *       "notify": false
                 *     }
                 */
                "application/json": components["schemas"]["CorrectionsInput"];
            };
        };
        responses: {
            /** @description The new certificate */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 123,
                     *       "name": "Course Completion Certificate",
                     *       "description": "Certificate of completion",
                     *       "courseId": 2,
                     *       "courseName": "Advanced Sales Techniques",
                     *       "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png",
                     *       "achievedAt": 1234567890,
                     *       "expiresAt": 1334567890,
                     *       "revokedAt": 1234567990,
                     *       "revocationReason": "Issued to the wrong person.",
                     *       "timeZone": "Europe/Lisbon",
                     *       "verificationUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08",
                     *       "publicId": "01a20007-b865-77c5-87d6-e73d12494d08",
                     *       "number": "01M80-0FE35-EZ2RF-NQ77M-94JK88",
                     *       "pictureUrl": "https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png",
                     *       "pdfUrl": "https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf",
                     *       "credentialUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json",
                     *       "replaces": 122,
                     *       "user": {
                     *         "id": "1234567890",
                     *         "name": "John Doe",
                     *         "language": "en",
                     *         "occupation": "Sales manager",
                     *         "location": "Lisbon",
                     *         "timezone": "Europe/Lisbon",
                     *         "email": "john@example.com",
                     *         "isBanned": false,
                     *         "role": {
                     *           "alias": "learner"
                     *         },
                     *         "fromApi": true,
                     *         "attributes": {
                     *           "department": "Sales"
                     *         },
                     *         "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Certificate"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCertificateMails: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the certificate
                 * @example 1
                 */
                certificateId: components["parameters"]["CertificateId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The mails */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "mails": [
                     *         {
                     *           "kind": "issued",
                     *           "state": "sent",
                     *           "attempts": 1,
                     *           "createdAt": 1234567890,
                     *           "nextAttemptAt": 1234567890,
                     *           "finishedAt": 1234567890,
                     *           "error": "550 5.1.1 User unknown"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Mails"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the certificate
                 * @example 1
                 */
                certificateId: components["parameters"]["CertificateId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credential */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "@context": [
                     *         "https://www.w3.org/ns/credentials/v2",
                     *         "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
                     *       ],
                     *       "id": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json",
                     *       "type": [
                     *         "VerifiableCredential",
                     *         "OpenBadgeCredential"
                     *       ],
                     *       "name": "Course Completion Certificate",
                     *       "issuer": {
                     *         "id": "did:web:certificates.example.com",
                     *         "type": [
                     *           "Profile"
                     *         ],
                     *         "name": "University of Example"
                     *       },
                     *       "validFrom": "2026-05-04T09:00:00Z",
                     *       "validUntil": "2028-05-04T22:59:59Z",
                     *       "credentialSubject": {
                     *         "type": [
                     *           "AchievementSubject"
                     *         ],
                     *         "achievement": {
                     *           "type": [
                     *             "Achievement"
                     *           ],
                     *           "name": "Advanced Sales"
                     *         }
                     *       },
                     *       "credentialStatus": {
                     *         "statusListCredential": "https://certificates.example.com/status/1/1",
                     *         "statusListIndex": "94567"
                     *       },
                     *       "proof": [
                     *         {
                     *           "type": "DataIntegrityProof",
                     *           "cryptosuite": "eddsa-rdfc-2022"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/vc": components["schemas"]["Credential"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    offerCredential: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The unique identifier of the certificate
                 * @example 1
                 */
                certificateId: components["parameters"]["CertificateId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The offer */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://certificates.example.com/offers/cho_Zm9yLXRoZS1ob2xkZXItMQ?iuv=1",
                     *       "expiresAt": 1334567890
                     *     }
                     */
                    "application/json": components["schemas"]["CredentialOffer"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publishCertificate: {
        parameters: {
            query?: {
                /** @description Whether to encrypt the document with its checksum. Default: the setting of the course. */
                encrypt?: boolean;
            };
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The unique identifier of the certificate
                 * @example 1
                 */
                certificateId: components["parameters"]["CertificateId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The published certificate */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "certificateId": "01a20007-b865-77c5-87d6-e73d12494d08",
                     *       "holder": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *       "issuer": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *       "encrypted": true,
                     *       "ipfsHash": "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy",
                     *       "issuerSignature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c",
                     *       "verificationUrl": "https://certificates.example/verify/01a20007-b865-77c5-87d6-e73d12494d08"
                     *     }
                     */
                    "application/json": components["schemas"]["Publication"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issueCertificates: {
        parameters: {
            query?: {
                /**
                 * @description Whether to create users for unknown email addresses. Their entries need a `name`.
                 * @example false
                 */
                createUsers?: boolean;
                /**
                 * @description Whether to report what would happen to each entry, and to change nothing. Ignores an `Idempotency-Key`.
                 * @example false
                 */
                dryRun?: boolean;
                /** @description Whether the users get mails about these certificates. Default: as the course and the site choose. */
                notify?: boolean;
                /**
                 * @description CSV: whether to ignore columns with an unknown header. `ignoredColumns` lists them.
                 * @example false
                 */
                ignoreUnknownColumns?: boolean;
                /** @description Charset of the body, if Content-Type does not declare it. Default: UTF-8, or by byte order mark. */
                charset?: string;
                /** @description `excel`: numbers of five digits in the date columns of CSV are days of Excel. Default: only in a column that has only numbers from 20,000 to 80,000 in its filled cells. */
                dates?: "excel";
            };
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The unique identifier of the course, or `ext:` and its external ID, such as `ext:301`
                 * @example 1
                 */
                courseId: components["parameters"]["CourseId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "entries": [
                 *         {
                 *           "email": "john@example.com"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["BatchInput"];
                /** @example {"email":"john@example.com","achievedAt":1234567890} */
                "application/x-ndjson": string;
                /**
                 * @example email,name,achievedAt
                 *     john@example.com,John Doe,2009-02-13
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description Outcome of each entry */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "outcomes": [
                     *         {
                     *           "entry": 1,
                     *           "line": 2,
                     *           "status": "issued",
                     *           "certificateId": 123,
                     *           "userId": "1234567890",
                     *           "verificationUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08",
                     *           "publicId": "01a20007-b865-77c5-87d6-e73d12494d08",
                     *           "number": "01M80-0FE35-EZ2RF-NQ77M-94JK88",
                     *           "pictureUrl": "https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png",
                     *           "pdfUrl": "https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf",
                     *           "credentialUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json",
                     *           "createsUser": true,
                     *           "excelDays": {
                     *             "achievedAt": "2026-05-01"
                     *           },
                     *           "errors": {}
                     *         }
                     *       ],
                     *       "issued": 1,
                     *       "exists": 0,
                     *       "invalid": 0,
                     *       "dryRun": true,
                     *       "ignoredColumns": [
                     *         "Department"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Outcomes"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFonts: {
        parameters: {
            query?: {
                /**
                 * @description Entry number to start listing from
                 * @example 0
                 */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description The number of entries to be listed
                 * @example 1000
                 */
                limit?: number;
                /** @description `nextCursor` of the previous page. `offset` counts from there. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of fonts */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "fonts": [
                     *         {
                     *           "name": "acme-sans",
                     *           "hash": "9f86d081884c7d65…",
                     *           "size": 152316,
                     *           "updatedAt": 1234567890
                     *         }
                     *       ],
                     *       "totalCount": 1,
                     *       "nextCursor": "MjA"
                     *     }
                     */
                    "application/json": components["schemas"]["FontList"];
                };
            };
            /** @description The page has not changed */
            304: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putFont: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Font name, as templates use it in `font-family`
                 * @example acme-sans
                 */
                fontName: components["parameters"]["FontName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example wOF2… */
                "font/ttf": string;
                /** @example wOF2… */
                "font/otf": string;
                /** @example wOF2… */
                "font/woff2": string;
            };
        };
        responses: {
            /** @description The font */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "acme-sans",
                     *       "hash": "9f86d081884c7d65…",
                     *       "size": 152316,
                     *       "updatedAt": 1234567890
                     *     }
                     */
                    "application/json": components["schemas"]["Font"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteFont: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Font name, as templates use it in `font-family`
                 * @example acme-sans
                 */
                fontName: components["parameters"]["FontName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The font is deleted */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTemplates: {
        parameters: {
            query?: {
                /**
                 * @description Entry number to start listing from
                 * @example 0
                 */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description The number of entries to be listed
                 * @example 1000
                 */
                limit?: number;
                /** @description `nextCursor` of the previous page. `offset` counts from there. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of templates */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "templates": [
                     *         {
                     *           "name": "diploma",
                     *           "hash": "9f86d081884c7d65…",
                     *           "updatedAt": 1234567890
                     *         }
                     *       ],
                     *       "totalCount": 1,
                     *       "nextCursor": "MjA"
                     *     }
                     */
                    "application/json": components["schemas"]["TemplateList"];
                };
            };
            /** @description The page has not changed */
            304: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Template name
                 * @example diploma
                 */
                templateName: components["parameters"]["TemplateName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cleaned SVG */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 297 210"><rect id="place-holder" x="48" y="70" width="200" height="24"/><rect id="place-course" x="48" y="110" width="200" height="16"/><rect id="place-qr" x="134" y="160" width="28" height="28"/></svg> */
                    "image/svg+xml": string;
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Template name
                 * @example diploma
                 */
                templateName: components["parameters"]["TemplateName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 297 210"><rect id="place-holder" x="48" y="70" width="200" height="24"/><rect id="place-course" x="48" y="110" width="200" height="16"/><rect id="place-qr" x="134" y="160" width="28" height="28"/></svg> */
                "image/svg+xml": string;
            };
        };
        responses: {
            /** @description The template */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "diploma",
                     *       "hash": "9f86d081884c7d65…",
                     *       "updatedAt": 1234567890
                     *     }
                     */
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Template name
                 * @example diploma
                 */
                templateName: components["parameters"]["TemplateName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The template is deleted */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tryTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Template name
                 * @example diploma
                 */
                templateName: components["parameters"]["TemplateName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The names, and warnings */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "names": [
                     *         {
                     *           "place": "holder",
                     *           "text": "Amélie Laurent",
                     *           "size": 0.82,
                     *           "lines": 2,
                     *           "isCut": false
                     *         }
                     *       ],
                     *       "warnings": [
                     *         {
                     *           "place": "holder",
                     *           "text": "Amélie Laurent",
                     *           "code": "shrunk",
                     *           "message": "The place holder draws this name at 48 % of its font size. Make its rectangle wider …"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TemplatePreview"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewTemplate: {
        parameters: {
            query?: {
                /**
                 * @description Names in the picture: `sample`, or `widest` for the widest names of a user and a course of the site
                 * @example sample
                 */
                names?: "sample" | "widest";
            };
            header?: never;
            path: {
                /**
                 * @description Template name
                 * @example diploma
                 */
                templateName: components["parameters"]["TemplateName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rendered certificate */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 297 210"><rect id="place-holder" x="48" y="70" width="200" height="24"/><rect id="place-course" x="48" y="110" width="200" height="16"/><rect id="place-qr" x="134" y="160" width="28" height="28"/></svg> */
                    "image/png": string;
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /**
                 * @description Entry number to start listing from
                 * @example 0
                 */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description The number of entries to be listed
                 * @example 1000
                 */
                limit?: number;
                /** @description `nextCursor` of the previous page. `offset` counts from there. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "id": 7,
                     *           "prefix": "chk_1a2b",
                     *           "label": "LMS integration",
                     *           "scopes": [
                     *             "read",
                     *             "issue"
                     *           ],
                     *           "createdAt": 1234567890,
                     *           "expiresAt": 1334567890,
                     *           "revokedAt": 1234567990,
                     *           "lastUsedAt": 1234567950
                     *         }
                     *       ],
                     *       "totalCount": 1,
                     *       "nextCursor": "MjA"
                     *     }
                     */
                    "application/json": components["schemas"]["Keys"];
                };
            };
            /** @description The page has not changed */
            304: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "label": "LMS integration",
                 *       "scopes": [
                 *         "read",
                 *         "issue"
                 *       ],
                 *       "expiresAt": 1334567890
                 *     }
                 */
                "application/json": components["schemas"]["NewKeyInput"];
            };
        };
        responses: {
            /** @description The key */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 7,
                     *       "prefix": "chk_1a2b",
                     *       "label": "LMS integration",
                     *       "scopes": [
                     *         "read",
                     *         "issue"
                     *       ],
                     *       "createdAt": 1234567890,
                     *       "expiresAt": 1334567890,
                     *       "revokedAt": 1234567990,
                     *       "lastUsedAt": 1234567950,
                     *       "key": "chk_1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f"
                     *     }
                     */
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the key
                 * @example 2
                 */
                keyId: components["parameters"]["KeyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key is revoked */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The unique identifier of the key
                 * @example 2
                 */
                keyId: components["parameters"]["KeyId"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 3600
                 *     }
                 */
                "application/json": components["schemas"]["RotationInput"];
            };
        };
        responses: {
            /** @description The new key */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 7,
                     *       "prefix": "chk_1a2b",
                     *       "label": "LMS integration",
                     *       "scopes": [
                     *         "read",
                     *         "issue"
                     *       ],
                     *       "createdAt": 1234567890,
                     *       "expiresAt": 1334567890,
                     *       "revokedAt": 1234567990,
                     *       "lastUsedAt": 1234567950,
                     *       "key": "chk_1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f"
                     *     }
                     */
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /**
                 * @description Entry number to start listing from
                 * @example 0
                 */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description The number of entries to be listed
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description `nextCursor` of the previous page. `offset` counts from there. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of webhooks */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhooks": [
                     *         {
                     *           "id": 5,
                     *           "url": "https://lms.example/hooks",
                     *           "events": [
                     *             "Certificate/Issued"
                     *           ],
                     *           "createdAt": 1234567890
                     *         }
                     *       ],
                     *       "totalCount": 1,
                     *       "nextCursor": "MjA"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookPage"];
                };
            };
            /** @description The page has not changed */
            304: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://lms.example/hooks",
                 *       "events": [
                 *         "Certificate/Issued",
                 *         "Certificate/Revoked"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewWebhookInput"];
            };
        };
        responses: {
            /** @description The webhook */
            201: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 5,
                     *       "url": "https://lms.example/hooks",
                     *       "events": [
                     *         "Certificate/Issued"
                     *       ],
                     *       "createdAt": 1234567890,
                     *       "secret": "whsec_1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b"
                     *     }
                     */
                    "application/json": components["schemas"]["CreatedWebhook"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the webhook
                 * @example 1
                 */
                webhookId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 5,
                     *       "url": "https://lms.example/hooks",
                     *       "events": [
                     *         "Certificate/Issued"
                     *       ],
                     *       "createdAt": 1234567890
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the webhook
                 * @example 1
                 */
                webhookId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook is deleted */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example {} */
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the webhook
                 * @example 1
                 */
                webhookId: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://lms.example/hooks",
                 *       "events": [
                 *         "Certificate/Issued",
                 *         "Certificate/Revoked"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["WebhookChangeInput"];
            };
        };
        responses: {
            /** @description The webhook */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 5,
                     *       "url": "https://lms.example/hooks",
                     *       "events": [
                     *         "Certificate/Issued"
                     *       ],
                     *       "createdAt": 1234567890
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /**
                 * @description Entry number to start listing from
                 * @example 0
                 */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description The number of entries to be listed
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description `nextCursor` of the previous page. `offset` counts from there. */
                cursor?: components["parameters"]["Cursor"];
                /** @description Only deliveries in this state. parked: dead-lettered after three days. */
                state?: "pending" | "delivered" | "parked";
            };
            header?: never;
            path: {
                /**
                 * @description The unique identifier of the webhook
                 * @example 1
                 */
                webhookId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deliveries": [
                     *         {
                     *           "eventId": 17,
                     *           "type": "Certificate/Issued",
                     *           "subject": "certificate/123",
                     *           "state": "delivered",
                     *           "attempts": 1,
                     *           "lastError": "The receiver responded with status 500.",
                     *           "queuedAt": 1234567890,
                     *           "finishedAt": 1234567891
                     *         }
                     *       ],
                     *       "totalCount": 1,
                     *       "nextCursor": "MjA"
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            /** @description The page has not changed */
            304: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeliver: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The unique identifier of the webhook
                 * @example 1
                 */
                webhookId: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["RedeliveryInput"];
            };
        };
        responses: {
            /** @description Number of queued events */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "redelivered": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Redelivered"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLastEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Type of the event in dot form: course.published, course.unpublished, user.created, user.edited, certificate.issued, certificate.revoked, certificate.expired, issuer.confirmed, issuer.failing, issuer.lapsed
                 * @example user.created
                 */
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "occuredAt": 1234567890,
                     *       "type": "User/Created",
                     *       "body": {
                     *         "user": {
                     *           "id": "1234567890",
                     *           "name": "John Doe",
                     *           "email": "john@example.com"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /**
                 * @description Entry number to start listing from
                 * @example 0
                 */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description The number of entries to be listed
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description `nextCursor` of the previous page. `offset` counts from there. */
                cursor?: components["parameters"]["Cursor"];
                /** @description Only changes by this key */
                keyId?: number;
                /** @description Only changes to this object */
                subject?: string;
                /** @description Only changes at or after this time */
                from?: number | string;
                /** @description Only changes at or before this time. A day means its end. */
                to?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of audit entries */
            200: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "entries": [
                     *         {
                     *           "id": 42,
                     *           "at": 1234567890,
                     *           "keyId": 7,
                     *           "requestId": "0b5cbb25-5a67-4f0f-a0e0-c3f6aa3a1f6c",
                     *           "command": "keys revoke",
                     *           "action": "course.update",
                     *           "subject": "course/2",
                     *           "before": {
                     *             "isDraft": true
                     *           },
                     *           "after": {
                     *             "isDraft": false
                     *           }
                     *         }
                     *       ],
                     *       "totalCount": 1,
                     *       "totalCountIsExact": false,
                     *       "nextCursor": "MjA"
                     *     }
                     */
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description The page has not changed */
            304: {
                headers: {
                    "X-RateLimit-Limit": components["headers"]["X-RateLimit-Limit"];
                    "X-RateLimit-Remaining": components["headers"]["X-RateLimit-Remaining"];
                    "X-RateLimit-Reset": components["headers"]["X-RateLimit-Reset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    onCoursePublished: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description ID of the delivery. It is the same in every attempt: ignore one that you have.
                 * @example event_17
                 */
                "webhook-id": components["parameters"]["WebhookId"];
                /**
                 * @description Time of the attempt, in Unix seconds. Reject old ones.
                 * @example 1234567890
                 */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /**
                 * @description HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the secret of the webhook, as `v1,` and base64 (Standard Webhooks). May contain several signatures, separated by spaces.
                 * @example v1,1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b
                 */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "occuredAt": 1234567890,
                 *       "type": "Course/Published",
                 *       "body": {
                 *         "course": {
                 *           "id": 2,
                 *           "externalId": "301",
                 *           "name": "Advanced Sales Techniques",
                 *           "annotation": "Close more deals.",
                 *           "isDraft": false,
                 *           "createdAt": 1234567890,
                 *           "updatedAt": 1234567890,
                 *           "publishedAt": 1234567890,
                 *           "criteria": "Finished all lessons and passed the exam.",
                 *           "achievementType": "CertificateOfCompletion",
                 *           "description": "Twelve lessons with …",
                 *           "template": "diploma",
                 *           "link": "https://lms.example/courses/2",
                 *           "publishing": "none",
                 *           "notify": null,
                 *           "attachedFiles": []
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CourseEvent"];
            };
        };
        responses: {
            /** @description The event was received. After any other response, the server tries again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onCourseUnpublished: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description ID of the delivery. It is the same in every attempt: ignore one that you have.
                 * @example event_17
                 */
                "webhook-id": components["parameters"]["WebhookId"];
                /**
                 * @description Time of the attempt, in Unix seconds. Reject old ones.
                 * @example 1234567890
                 */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /**
                 * @description HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the secret of the webhook, as `v1,` and base64 (Standard Webhooks). May contain several signatures, separated by spaces.
                 * @example v1,1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b
                 */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "occuredAt": 1234567890,
                 *       "type": "Course/Unpublished",
                 *       "body": {
                 *         "course": {
                 *           "id": 2,
                 *           "externalId": "301",
                 *           "name": "Advanced Sales Techniques",
                 *           "annotation": "Close more deals.",
                 *           "isDraft": false,
                 *           "createdAt": 1234567890,
                 *           "updatedAt": 1234567890,
                 *           "publishedAt": 1234567890,
                 *           "criteria": "Finished all lessons and passed the exam.",
                 *           "achievementType": "CertificateOfCompletion",
                 *           "description": "Twelve lessons with …",
                 *           "template": "diploma",
                 *           "link": "https://lms.example/courses/2",
                 *           "publishing": "none",
                 *           "notify": null,
                 *           "attachedFiles": []
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CourseEvent"];
            };
        };
        responses: {
            /** @description The event was received. After any other response, the server tries again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onUserCreated: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description ID of the delivery. It is the same in every attempt: ignore one that you have.
                 * @example event_17
                 */
                "webhook-id": components["parameters"]["WebhookId"];
                /**
                 * @description Time of the attempt, in Unix seconds. Reject old ones.
                 * @example 1234567890
                 */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /**
                 * @description HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the secret of the webhook, as `v1,` and base64 (Standard Webhooks). May contain several signatures, separated by spaces.
                 * @example v1,1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b
                 */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "occuredAt": 1234567890,
                 *       "type": "User/Created",
                 *       "body": {
                 *         "user": {
                 *           "id": "1234567890",
                 *           "name": "John Doe",
                 *           "language": "en",
                 *           "occupation": "Sales manager",
                 *           "location": "Lisbon",
                 *           "timezone": "Europe/Lisbon",
                 *           "email": "john@example.com",
                 *           "isBanned": false,
                 *           "role": {
                 *             "alias": "learner"
                 *           },
                 *           "fromApi": true,
                 *           "attributes": {
                 *             "department": "Sales"
                 *           },
                 *           "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UserEvent"];
            };
        };
        responses: {
            /** @description The event was received. After any other response, the server tries again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onUserEdited: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description ID of the delivery. It is the same in every attempt: ignore one that you have.
                 * @example event_17
                 */
                "webhook-id": components["parameters"]["WebhookId"];
                /**
                 * @description Time of the attempt, in Unix seconds. Reject old ones.
                 * @example 1234567890
                 */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /**
                 * @description HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the secret of the webhook, as `v1,` and base64 (Standard Webhooks). May contain several signatures, separated by spaces.
                 * @example v1,1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b
                 */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "occuredAt": 1234567890,
                 *       "type": "User/Edited",
                 *       "body": {
                 *         "user": {
                 *           "id": "1234567890",
                 *           "name": "John Doe",
                 *           "language": "en",
                 *           "occupation": "Sales manager",
                 *           "location": "Lisbon",
                 *           "timezone": "Europe/Lisbon",
                 *           "email": "john@example.com",
                 *           "isBanned": false,
                 *           "role": {
                 *             "alias": "learner"
                 *           },
                 *           "fromApi": true,
                 *           "attributes": {
                 *             "department": "Sales"
                 *           },
                 *           "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UserEvent"];
            };
        };
        responses: {
            /** @description The event was received. After any other response, the server tries again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onCertificateIssued: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description ID of the delivery. It is the same in every attempt: ignore one that you have.
                 * @example event_17
                 */
                "webhook-id": components["parameters"]["WebhookId"];
                /**
                 * @description Time of the attempt, in Unix seconds. Reject old ones.
                 * @example 1234567890
                 */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /**
                 * @description HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the secret of the webhook, as `v1,` and base64 (Standard Webhooks). May contain several signatures, separated by spaces.
                 * @example v1,1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b
                 */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "occuredAt": 1234567890,
                 *       "type": "Certificate/Issued",
                 *       "body": {
                 *         "certificate": {
                 *           "id": 123,
                 *           "name": "Course Completion Certificate",
                 *           "description": "Certificate of completion",
                 *           "courseId": 2,
                 *           "courseName": "Advanced Sales Techniques",
                 *           "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png",
                 *           "achievedAt": 1234567890,
                 *           "expiresAt": 1334567890,
                 *           "revokedAt": 1234567990,
                 *           "revocationReason": "Issued to the wrong person.",
                 *           "timeZone": "Europe/Lisbon",
                 *           "verificationUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08",
                 *           "publicId": "01a20007-b865-77c5-87d6-e73d12494d08",
                 *           "number": "01M80-0FE35-EZ2RF-NQ77M-94JK88",
                 *           "pictureUrl": "https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png",
                 *           "pdfUrl": "https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf",
                 *           "credentialUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json",
                 *           "replaces": 122,
                 *           "user": {
                 *             "id": "1234567890",
                 *             "name": "John Doe",
                 *             "language": "en",
                 *             "occupation": "Sales manager",
                 *             "location": "Lisbon",
                 *             "timezone": "Europe/Lisbon",
                 *             "email": "john@example.com",
                 *             "isBanned": false,
                 *             "role": {
                 *               "alias": "learner"
                 *             },
                 *             "fromApi": true,
                 *             "attributes": {
                 *               "department": "Sales"
                 *             },
                 *             "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                 *           }
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CertificateEvent"];
            };
        };
        responses: {
            /** @description The event was received. After any other response, the server tries again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onCertificateRevoked: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description ID of the delivery. It is the same in every attempt: ignore one that you have.
                 * @example event_17
                 */
                "webhook-id": components["parameters"]["WebhookId"];
                /**
                 * @description Time of the attempt, in Unix seconds. Reject old ones.
                 * @example 1234567890
                 */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /**
                 * @description HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the secret of the webhook, as `v1,` and base64 (Standard Webhooks). May contain several signatures, separated by spaces.
                 * @example v1,1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b
                 */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "occuredAt": 1234567890,
                 *       "type": "Certificate/Revoked",
                 *       "body": {
                 *         "certificate": {
                 *           "id": 123,
                 *           "name": "Course Completion Certificate",
                 *           "description": "Certificate of completion",
                 *           "courseId": 2,
                 *           "courseName": "Advanced Sales Techniques",
                 *           "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png",
                 *           "achievedAt": 1234567890,
                 *           "expiresAt": 1334567890,
                 *           "revokedAt": 1234567990,
                 *           "revocationReason": "Issued to the wrong person.",
                 *           "timeZone": "Europe/Lisbon",
                 *           "verificationUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08",
                 *           "publicId": "01a20007-b865-77c5-87d6-e73d12494d08",
                 *           "number": "01M80-0FE35-EZ2RF-NQ77M-94JK88",
                 *           "pictureUrl": "https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png",
                 *           "pdfUrl": "https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf",
                 *           "credentialUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json",
                 *           "replaces": 122,
                 *           "user": {
                 *             "id": "1234567890",
                 *             "name": "John Doe",
                 *             "language": "en",
                 *             "occupation": "Sales manager",
                 *             "location": "Lisbon",
                 *             "timezone": "Europe/Lisbon",
                 *             "email": "john@example.com",
                 *             "isBanned": false,
                 *             "role": {
                 *               "alias": "learner"
                 *             },
                 *             "fromApi": true,
                 *             "attributes": {
                 *               "department": "Sales"
                 *             },
                 *             "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                 *           }
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CertificateEvent"];
            };
        };
        responses: {
            /** @description The event was received. After any other response, the server tries again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onCertificateExpired: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description ID of the delivery. It is the same in every attempt: ignore one that you have.
                 * @example event_17
                 */
                "webhook-id": components["parameters"]["WebhookId"];
                /**
                 * @description Time of the attempt, in Unix seconds. Reject old ones.
                 * @example 1234567890
                 */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /**
                 * @description HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the secret of the webhook, as `v1,` and base64 (Standard Webhooks). May contain several signatures, separated by spaces.
                 * @example v1,1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b
                 */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "occuredAt": 1234567890,
                 *       "type": "Certificate/Expired",
                 *       "body": {
                 *         "certificate": {
                 *           "id": 123,
                 *           "name": "Course Completion Certificate",
                 *           "description": "Certificate of completion",
                 *           "courseId": 2,
                 *           "courseName": "Advanced Sales Techniques",
                 *           "imageUrl": "http://s3.amazonaws.com/certificates/cert123.png",
                 *           "achievedAt": 1234567890,
                 *           "expiresAt": 1334567890,
                 *           "revokedAt": 1234567990,
                 *           "revocationReason": "Issued to the wrong person.",
                 *           "timeZone": "Europe/Lisbon",
                 *           "verificationUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08",
                 *           "publicId": "01a20007-b865-77c5-87d6-e73d12494d08",
                 *           "number": "01M80-0FE35-EZ2RF-NQ77M-94JK88",
                 *           "pictureUrl": "https://certificates.example.com/images/01a20007-b865-77c5-87d6-e73d12494d08-0.png",
                 *           "pdfUrl": "https://certificates.example.com/documents/01a20007-b865-77c5-87d6-e73d12494d08-0.pdf",
                 *           "credentialUrl": "https://certificates.example.com/verify/01a20007-b865-77c5-87d6-e73d12494d08/credential.json",
                 *           "replaces": 122,
                 *           "user": {
                 *             "id": "1234567890",
                 *             "name": "John Doe",
                 *             "language": "en",
                 *             "occupation": "Sales manager",
                 *             "location": "Lisbon",
                 *             "timezone": "Europe/Lisbon",
                 *             "email": "john@example.com",
                 *             "isBanned": false,
                 *             "role": {
                 *               "alias": "learner"
                 *             },
                 *             "fromApi": true,
                 *             "attributes": {
                 *               "department": "Sales"
                 *             },
                 *             "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                 *           }
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CertificateEvent"];
            };
        };
        responses: {
            /** @description The event was received. After any other response, the server tries again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onIssuerConfirmed: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description ID of the delivery. It is the same in every attempt: ignore one that you have.
                 * @example event_17
                 */
                "webhook-id": components["parameters"]["WebhookId"];
                /**
                 * @description Time of the attempt, in Unix seconds. Reject old ones.
                 * @example 1234567890
                 */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /**
                 * @description HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the secret of the webhook, as `v1,` and base64 (Standard Webhooks). May contain several signatures, separated by spaces.
                 * @example v1,1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b
                 */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "occuredAt": 1234567890,
                 *       "type": "Issuer/Confirmed",
                 *       "body": {
                 *         "issuer": {
                 *           "confirmedBy": "dns",
                 *           "domain": "uni.example",
                 *           "registry": "did:web:registry.example",
                 *           "confirmedSince": 1234567890
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["IssuerEvent"];
            };
        };
        responses: {
            /** @description The event was received. After any other response, the server tries again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onIssuerFailing: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description ID of the delivery. It is the same in every attempt: ignore one that you have.
                 * @example event_17
                 */
                "webhook-id": components["parameters"]["WebhookId"];
                /**
                 * @description Time of the attempt, in Unix seconds. Reject old ones.
                 * @example 1234567890
                 */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /**
                 * @description HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the secret of the webhook, as `v1,` and base64 (Standard Webhooks). May contain several signatures, separated by spaces.
                 * @example v1,1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b
                 */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "occuredAt": 1234567890,
                 *       "type": "Issuer/Failing",
                 *       "body": {
                 *         "issuer": {
                 *           "confirmedBy": "dns",
                 *           "domain": "uni.example",
                 *           "registry": "did:web:registry.example",
                 *           "confirmedSince": 1234567890
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["IssuerEvent"];
            };
        };
        responses: {
            /** @description The event was received. After any other response, the server tries again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onIssuerLapsed: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description ID of the delivery. It is the same in every attempt: ignore one that you have.
                 * @example event_17
                 */
                "webhook-id": components["parameters"]["WebhookId"];
                /**
                 * @description Time of the attempt, in Unix seconds. Reject old ones.
                 * @example 1234567890
                 */
                "webhook-timestamp": components["parameters"]["WebhookTimestamp"];
                /**
                 * @description HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` with the secret of the webhook, as `v1,` and base64 (Standard Webhooks). May contain several signatures, separated by spaces.
                 * @example v1,1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b1a2b
                 */
                "webhook-signature": components["parameters"]["WebhookSignature"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "occuredAt": 1234567890,
                 *       "type": "Issuer/Lapsed",
                 *       "body": {
                 *         "issuer": {
                 *           "confirmedBy": "dns",
                 *           "domain": "uni.example",
                 *           "registry": "did:web:registry.example",
                 *           "confirmedSince": 1234567890
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["IssuerEvent"];
            };
        };
        responses: {
            /** @description The event was received. After any other response, the server tries again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
