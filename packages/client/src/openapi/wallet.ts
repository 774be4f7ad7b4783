// Generated from openapi/wallet.json by `npm run client`.

export interface paths {
    "/api/v1/auth/nonce/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a sign-in nonce
         * @description Returns a nonce, and the other values that the sign-in message must have. The nonce opens one session within five minutes.
         */
        get: operations["getNonce"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/session/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description Opens a session for the wallet that signed a Sign-In with Ethereum message (EIP-4361). Its token is valid for an hour by default, and at most until the message expires.
         */
        post: operations["openSession"];
        /**
         * Sign out
         * @description Ends the session of the request’s token immediately, on every server. A signed request ends all sessions of the wallet, for example after a token was lost.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List certificates
         * @description Lists the certificates that the signing wallet issued (oldest first) or holds (those of confirmed issuers first, then by title). Returns at most `limit` certificates. If more follow, the `Link` header has the URL of the next page; follow it also after a page with fewer certificates than `limit`, which ends at about 4 MB.
         */
        get: operations["listCertificates"];
        put?: never;
        /**
         * Create a certificate
         * @description Creates a certificate with the signing wallet as issuer. Upload its document to IPFS first. Optional fields may be empty. Numbers may be text, and lists a single value. With `issuer_signature`, send the signed `id`, `issued_at` and `salt`; repeating such a request creates no second certificate.
         */
        post: operations["createCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/typed_data/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get the typed data of a new certificate
         * @description Returns the typed data (EIP-712) that the signing wallet signs to issue a certificate. Stores nothing. To create the certificate, send the same fields, the signature, and `id`, `issued_at` and `salt` of this response.
         */
        post: operations["prepareCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a certificate
         * @description Returns a certificate to anyone. Only its holder sees the checksum.
         */
        get: operations["retrieveCertificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/{id}/delete_by_id/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete a certificate
         * @description Deletes a certificate. Only its holder may do this. Ignores the request body.
         */
        post: operations["deleteCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/get_certificates_by_learner/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the certificates of a learner
         * @description Lists the certificates that a wallet address holds: those of confirmed issuers first, then by title. The list is empty if the address is missing, malformed or unknown. Returns at most `limit` certificates. If more follow, the `Link` header has the URL of the next page; follow it also after a page with fewer certificates than `limit`, which ends at about 4 MB.
         */
        get: operations["listCertificatesByLearner"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/{id}/hide/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hide a certificate
         * @description Leaves a certificate out of the list of its holder. Only its holder may do this. The certificate, its page and its verdict stay the same. Hiding it again changes nothing. Ignores the request body.
         */
        post: operations["hideCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/{id}/unhide/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unhide a certificate
         * @description Lists a hidden certificate again. Only its holder may do this. Ignores the request body.
         */
        post: operations["unhideCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/{id}/bundle/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the bundle of a certificate
         * @description Returns a bundle (docs/bundle.md), which proves the certificate without this server. Only its holder may do this. By default it discloses all facts, including the checksum; `facts` selects some. Returns 404 if the certificate is neither signed by its issuer nor anchored on a chain.
         */
        get: operations["retrieveBundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/{id}/revoke/": {
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
         * @description Revokes a certificate permanently, also one that its holder deleted. Only its issuer may do this. Revoking it again changes nothing. The issuer signs `Revocation(string certificate,string reason,uint256 revokedAt)` in the domain of signed requests.
         */
        post: operations["revokeCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issuers/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim a domain
         * @description Stores the domain by which others recognize the signing wallet, and queues a lookup of its TXT record. The wallet signs `Issuer(string domain,address issuer,uint256 at)` in the domain of signed requests. Replaces an earlier claim. Sending the same claim again changes nothing.
         */
        post: operations["claimDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issuers/typed_data/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get the typed data of a claim
         * @description Returns the typed data (EIP-712) that the signing wallet signs to claim a domain. Stores nothing. To claim the domain, send the same fields, the signature, and `at` of this response.
         */
        post: operations["prepareClaim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issuers/{address}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an issuer
         * @description Returns the domain that a wallet claims, the TXT record for it, and who confirms the wallet now.
         */
        get: operations["retrieveIssuer"];
        put?: never;
        post?: never;
        /**
         * Withdraw a claim
         * @description Withdraws the claim of the signing wallet and ends its confirmation. Claims that were signed before are rejected afterwards. `compromised_at` also reports the key of the wallet as compromised, permanently: the wallet cannot claim a domain any more. A second report can only name an earlier time. Does not accept BDN’s static signature.
         */
        delete: operations["withdrawClaim"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the attestations of a verifier
         * @description Lists the attestations of the signing wallet as verifier: requested, open, pending, then decided ones. In each state, the least recently changed come first. The `Link` header has the URL of the next page.
         */
        get: operations["listVerifications"];
        put?: never;
        /**
         * Request an attestation
         * @description Requests an attestation from an academy or a company. The signing wallet must hold the certificate. Only one attestation is possible for each combination of `certificate`, `verifier`, `verifier_type` and `granted_to_type`, also after a rejection.
         */
        post: operations["createVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications/{verificationId}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an attestation
         * @description Returns an attestation to its verifier or to the holder of the certificate.
         */
        get: operations["retrieveVerification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications/{verificationId}/set_pending_by_id/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark an attestation as pending
         * @description Marks a requested or open attestation as pending, after its verifier has sent the transaction. Only its verifier may do this. Ignores the request body.
         */
        post: operations["setVerificationPending"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications/{verificationId}/set_open_by_id/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark an attestation as open
         * @description Marks a requested or pending attestation as open. Only its verifier may do this. Ignores the request body.
         */
        post: operations["setVerificationOpen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/verifications/{verificationId}/reject_by_id/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject an attestation
         * @description Rejects a requested or open attestation permanently. Only its verifier may do this. Ignores the request body.
         */
        post: operations["rejectVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/files/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload a document
         * @description Stores a file on IPFS. Use its `ipfs_hash` in a certificate. The same file returns the same hash and takes no more space. Anyone who knows the hash can read the file: encrypt private files first.
         */
        post: operations["uploadFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A request for an attestation */
        NewVerificationInput: {
            /**
             * @description Wallet address of the verifier
             * @example 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed
             */
            verifier: string;
            /**
             * @description Type of the verifier: 2 academy, 3 business
             * @example 2
             */
            verifier_type: number;
            /**
             * @description Certificate ID
             * @example e0e433e9-477e-43a3-8e23-dfe2686202be
             */
            certificate: string;
            /**
             * @description Type of the holder: 1 learner (default), 2 academy, 3 business
             * @example 1
             */
            granted_to_type?: number;
        };
        /** @description A revocation */
        NewWalletRevocationInput: {
            /**
             * @description Public reason
             * @example Issued to the wrong person.
             */
            reason: string;
            /**
             * @description Signed time of revocation, in Unix seconds; at most five minutes from the server’s time
             * @example 1795867200
             */
            revoked_at?: number;
            /**
             * @description The issuer’s signature of `Revocation`; required if the request has only BDN’s static signature
             * @example 0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c
             */
            issuer_signature?: string;
        };
        /** @description Content of a certificate to sign */
        WalletCertificateToSignInput: {
            /**
             * @description Wallet address of the holder
             * @example 0xD2BE64317Eb1832309DF8c8C18B09871809f3735
             */
            holder_eth_address: string;
            /**
             * @description Name of the holder. The public page shows it, and the signature covers it.
             * @example Ada Lovelace
             */
            holder_name?: string;
            /**
             * @description Type of the holder: 1 learner (default), 2 academy, 3 business
             * @example 1
             */
            granted_to_type?: number;
            /**
             * @description Name of the institution
             * @example Open Source University
             */
            institution_title: string;
            /**
             * Format: uri
             * @description Web page of the institution
             * @example http://example.com
             */
            institution_link: string;
            /**
             * @description Name of the program
             * @example Computer science
             */
            program_title?: string;
            /**
             * @description Name of the certificate
             * @example Introduction to Python
             */
            certificate_title: string;
            /**
             * Format: uri
             * @description Web page of the course
             * @example http://example.com/python
             */
            course_link?: string;
            /**
             * @description Names of the industries
             * @example [
             *       "E-Learning"
             *     ]
             */
            industries?: string[];
            /**
             * @description Names of the skills
             * @example [
             *       "Python"
             *     ]
             */
            skills?: string[];
            /**
             * @description Score
             * @example 92.5
             */
            score?: number;
            /**
             * @description Duration of the course in hours
             * @example 40
             */
            duration?: number;
            /**
             * @description Time of expiry: a date (midnight UTC) or an ISO date-time
             * @example 2030-01-01
             */
            expiration_date?: string;
            /**
             * @description Content identifier (CID) of the document on IPFS. Also `ipfs://` and the CID, or its address at a gateway: the certificate has only the CID.
             * @example Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL
             */
            ipfs_hash: string;
            /**
             * @description SHA-256 of the document before encryption, as hex
             * @example a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447
             */
            checksum_hash?: string;
            /**
             * @description Role of the issuer. Academy and Business also open an attestation by the issuer, if another wallet is the holder. Learner (default) opens none. (In BDN this is a setting of the issuer.)
             * @example Academy
             * @enum {string}
             */
            active_profile?: "Academy" | "Business" | "Learner";
        };
        /**
         * @description A new certificate
         * @example {
         *       "holder_eth_address": "0xD2BE64317Eb1832309DF8c8C18B09871809f3735",
         *       "holder_name": "Ada Lovelace",
         *       "institution_title": "Open Source University",
         *       "institution_link": "http://example.com",
         *       "certificate_title": "Introduction to Python",
         *       "skills": [
         *         "Python"
         *       ],
         *       "ipfs_hash": "Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL"
         *     }
         */
        NewWalletCertificateInput: {
            /**
             * @description Wallet address of the holder
             * @example 0xD2BE64317Eb1832309DF8c8C18B09871809f3735
             */
            holder_eth_address: string;
            /**
             * @description Name of the holder. The public page shows it, and the signature covers it.
             * @example Ada Lovelace
             */
            holder_name?: string;
            /**
             * @description Type of the holder: 1 learner (default), 2 academy, 3 business
             * @example 1
             */
            granted_to_type?: number;
            /**
             * @description Name of the institution
             * @example Open Source University
             */
            institution_title: string;
            /**
             * Format: uri
             * @description Web page of the institution
             * @example http://example.com
             */
            institution_link: string;
            /**
             * @description Name of the program
             * @example Computer science
             */
            program_title?: string;
            /**
             * @description Name of the certificate
             * @example Introduction to Python
             */
            certificate_title: string;
            /**
             * Format: uri
             * @description Web page of the course
             * @example http://example.com/python
             */
            course_link?: string;
            /**
             * @description Names of the industries
             * @example [
             *       "E-Learning"
             *     ]
             */
            industries?: string[];
            /**
             * @description Names of the skills
             * @example [
             *       "Python"
             *     ]
             */
            skills?: string[];
            /**
             * @description Score
             * @example 92.5
             */
            score?: number;
            /**
             * @description Duration of the course in hours
             * @example 40
             */
            duration?: number;
            /**
             * @description Time of expiry: a date (midnight UTC) or an ISO date-time
             * @example 2030-01-01
             */
            expiration_date?: string;
            /**
             * @description Content identifier (CID) of the document on IPFS. Also `ipfs://` and the CID, or its address at a gateway: the certificate has only the CID.
             * @example Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL
             */
            ipfs_hash: string;
            /**
             * @description SHA-256 of the document before encryption, as hex
             * @example a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447
             */
            checksum_hash?: string;
            /**
             * @description Role of the issuer. Academy and Business also open an attestation by the issuer, if another wallet is the holder. Learner (default) opens none. (In BDN this is a setting of the issuer.)
             * @example Academy
             * @enum {string}
             */
            active_profile?: "Academy" | "Business" | "Learner";
            /**
             * @description Signed ID, from `typed_data/`. Only with `issuer_signature`.
             * @example 01a20007-b865-77c5-87d6-e73d12494d08
             */
            id?: string;
            /**
             * Format: date-time
             * @description Signed time of issue, within the last 24 hours. Only with `issuer_signature`.
             * @example 2026-11-28T12:00:00.000Z
             */
            issued_at?: string;
            /**
             * @description Seed of the signed facts’ salts. Only with `issuer_signature`.
             * @example 0xc4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4
             */
            salt?: string;
            /**
             * @description The issuer’s signature of the typed data (`typed_data/`), as hex, with or without 0x
             * @example 0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c
             */
            issuer_signature?: string;
        };
        /** @description A form with one file */
        FileFormInput: {
            /**
             * Format: binary
             * @description The document; at most 10 MB by default
             * @example %PDF-1.7 …
             */
            file: string;
        };
        /** @description Claim of a domain to sign */
        ClaimToSignInput: {
            /**
             * @description Domain of the institution
             * @example uni.example
             */
            domain: string;
            /**
             * @description Name of the institution. Not checked.
             * @example University of Example
             */
            name?: string;
            /**
             * Format: uri
             * @description Web page of the institution
             * @example https://uni.example
             */
            link?: string;
        };
        /** @description Signed claim of a domain */
        NewClaimInput: {
            /**
             * @description Domain of the institution
             * @example uni.example
             */
            domain: string;
            /**
             * @description Name of the institution. Not checked.
             * @example University of Example
             */
            name?: string;
            /**
             * Format: uri
             * @description Web page of the institution
             * @example https://uni.example
             */
            link?: string;
            /**
             * @description Signed time in Unix seconds, within the last 24 hours
             * @example 1795867200
             */
            at: number;
            /**
             * @description The wallet’s signature of the typed data (`typed_data/`), as hex, with or without 0x
             * @example 0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c
             */
            issuer_signature: string;
        };
        /** @description A signed sign-in message */
        SignInInput: {
            /**
             * @description EIP-4361 message with the nonce, signed with `personal_sign`
             * @example certificates.example wants you to sign in with your Ethereum account:
             *     0xD2BE64317Eb1832309DF8c8C18B09871809f3735
             *
             *
             *     URI: https://certificates.example/
             *     Version: 1
             *     Chain ID: 1
             *     Nonce: 5f3a1c0e9d8b7a6f5e4d3c2b1a098765
             *     Issued At: 2026-11-25T12:00:00Z
             */
            message: string;
            /**
             * @description Signature as hex, with or without 0x: 65 bytes, or as the contract wallet requires
             * @example 0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c
             */
            signature: string;
        };
        /** @description The request succeeded */
        Done: {
            /**
             * @description Always `ok`
             * @example ok
             * @constant
             */
            status: "ok";
        };
        /** @description A rejected request */
        Refusal: {
            /**
             * @description Error message, or error messages by field
             * @example {
             *       "institution_link": [
             *         "Enter a valid http or https URL."
             *       ]
             *     }
             */
            error: string | {
                [key: string]: string[];
            };
        };
        /** @description An error */
        Detail: {
            /**
             * @description Error message
             * @example Not found.
             */
            detail: string;
        };
        /** @description A certificate */
        WalletCertificate: {
            /**
             * Format: uuid
             * @description Certificate ID
             * @example e0e433e9-477e-43a3-8e23-dfe2686202be
             */
            id: string;
            /**
             * @description User ID of the holder
             * @example 0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11
             */
            holder: string | null;
            /**
             * @description Name of the holder: as the issuer states it, else the name of the wallet; empty if unknown
             * @example Ada Lovelace
             */
            holder_names: string;
            /**
             * @description Wallet address of the holder, lower case with 0x
             * @example 0xd2be64317eb1832309df8c8c18b09871809f3735
             */
            holder_eth_address: string | null;
            /**
             * @description Wallet address of the issuer, lower case with 0x
             * @example 0xd2be64317eb1832309df8c8c18b09871809f3735
             */
            user_eth_address: string;
            /**
             * @description Type of the holder: 1 learner, 2 academy, 3 business
             * @example 1
             */
            granted_to_type: number;
            /**
             * @description Name of the institution
             * @example Open Source University
             */
            institution_title: string;
            /**
             * @description Web page of the institution
             * @example http://example.com
             */
            institution_link: string;
            /**
             * @description Name of the program
             * @example Computer science
             */
            program_title: string | null;
            /**
             * @description Name of the certificate
             * @example Introduction to Python
             */
            certificate_title: string;
            /**
             * @description Web page of the course
             * @example http://example.com/python
             */
            course_link: string | null;
            /**
             * @description Industries
             * @example [
             *       {
             *         "id": 132,
             *         "name": "E-Learning"
             *       }
             *     ]
             */
            industries: {
                /**
                 * @description ID on this server
                 * @example 7
                 */
                id: number;
                /**
                 * @description Name
                 * @example Python
                 */
                name: string;
            }[];
            /**
             * @description Skills
             * @example [
             *       {
             *         "id": 7,
             *         "name": "Python",
             *         "standardized": true
             *       }
             *     ]
             */
            skills: {
                /**
                 * @description ID on this server
                 * @example 7
                 */
                id: number;
                /**
                 * @description Name
                 * @example Python
                 */
                name: string;
                /**
                 * @description Whether it is in the standard catalogue
                 * @example true
                 */
                standardized: boolean;
            }[];
            /**
             * @description Score
             * @example 92.5
             */
            score: number | null;
            /**
             * @description Duration of the course in hours
             * @example 40
             */
            duration: number | null;
            /**
             * @description Time of expiry
             * @example 2030-01-01T00:00:00.000Z
             */
            expiration_date: string | null;
            /** @description Attestations on the chain: one inner list for each verifier */
            verifications: {
                /**
                 * Format: uuid
                 * @description Attestation ID
                 * @example 9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99
                 */
                id: string;
                /**
                 * @description State
                 * @example verified
                 * @enum {string}
                 */
                state: "verified" | "revoked";
                /**
                 * @description Type of the verifier: 2 academy, 3 business
                 * @example 2
                 */
                verifier_type: number;
                /**
                 * @description Name of the verifier; empty if unknown
                 * @example
                 */
                verifier_name: string;
                /**
                 * @description Wallet address of the verifier, lower case with 0x
                 * @example 0xd2be64317eb1832309df8c8c18b09871809f3735
                 */
                verifier_eth_address: string;
                /**
                 * Format: date-time
                 * @description Time of the last state change
                 * @example 2026-12-01T12:00:00.000Z
                 */
                date_last_modified: string;
                /**
                 * @description Hash of the transaction that verified it
                 * @example 0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b
                 */
                tx_hash: string | null;
            }[][];
            /**
             * @description Content identifier (CID) of the document on IPFS
             * @example Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL
             */
            ipfs_hash: string;
            /**
             * @description Whether it has expired; null if it never expires
             * @example false
             */
            is_expired: boolean | null;
            /**
             * @description SHA-256 of the document before encryption; only the holder sees it
             * @example a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447
             */
            checksum?: string | null;
            /**
             * @description Whether the holder hides it from its list; only the holder sees this
             * @example false
             */
            hidden?: boolean;
            /**
             * @description The issuer’s signature of the certificate; null if it has not signed
             * @example 0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c
             */
            issuer_signature: string | null;
            /**
             * @description Time of revocation
             * @example null
             */
            revoked_at: string | null;
            /**
             * @description Reason for the revocation
             * @example null
             */
            revocation_reason: string | null;
            /**
             * @description URL of the public page, which verifies the certificate
             * @example https://certificates.example.com/verify/e0e433e9-477e-43a3-8e23-dfe2686202be
             */
            verification_url: string;
        };
        /** @description An attestation ("verification" in BDN’s terms) */
        Verification: {
            /**
             * Format: uuid
             * @description Attestation ID
             * @example 9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99
             */
            id: string;
            /**
             * @description requested: by the holder; open: by the issuer with the certificate, or by the verifier; pending: the verifier has sent its transaction; verified: on the chain; revoked; rejected: by the verifier
             * @example verified
             * @enum {string}
             */
            state: "requested" | "open" | "pending" | "verified" | "revoked" | "rejected";
            /**
             * @description Hash of the transaction that verified it
             * @example 0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b
             */
            tx_hash: string | null;
            /**
             * @description Hash of the block with that transaction
             * @example 0xb1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1
             */
            block_hash: string | null;
            /**
             * @description Number of that block; 0 if there is none
             * @example 6500000
             */
            block_number: number;
            /**
             * @description Certificate ID; null after the certificate was deleted
             * @example e0e433e9-477e-43a3-8e23-dfe2686202be
             */
            certificate: string | null;
            /**
             * @description User ID of the holder
             * @example 0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11
             */
            granted_to: string | null;
            /**
             * @description Wallet address of the holder, lower case with 0x
             * @example 0xd2be64317eb1832309df8c8c18b09871809f3735
             */
            granted_to_eth_address: string | null;
            /**
             * @description Type of the holder: 1 learner, 2 academy, 3 business
             * @example 1
             */
            granted_to_type: number;
            /**
             * Format: uuid
             * @description User ID of the verifier
             * @example 0198c6f0-4d10-7c11-9f3e-5d1a1b6f2d12
             */
            verifier: string;
            /**
             * @description Wallet address of the verifier, lower case with 0x
             * @example 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed
             */
            verifier_eth_address: string;
            /**
             * @description Type of the verifier: 2 academy, 3 business
             * @example 2
             */
            verifier_type: number;
            /**
             * @description CID of the JSON array that the transaction named
             * @example QmZtmD2qt6fJot32nabSP3CUjicnypEBz7bHVDhPQt9aAy
             */
            meta_ipfs_hash: string | null;
            /**
             * Format: date-time
             * @description Time of creation
             * @example 2026-12-01T11:00:00.000Z
             */
            date_created: string;
            /**
             * Format: date-time
             * @description Time of the last state change
             * @example 2026-12-01T12:00:00.000Z
             */
            date_last_modified: string;
        };
        /** @description A page of attestations */
        VerificationsPage: {
            /**
             * @description Total number of attestations
             * @example 1
             */
            count: number;
            /**
             * @description URL of the next page; null on the last page
             * @example https://certificates.example/api/v1/verifications/?limit=100&offset=100
             */
            next: string | null;
            /**
             * @description URL of the previous page; null on the first page
             * @example https://certificates.example/api/v1/verifications/?limit=100
             */
            previous: string | null;
            /** @description Attestations on this page */
            results: components["schemas"]["Verification"][];
        };
        /** @description Proof of a certificate, which anyone can verify without this server */
        Bundle: {
            /**
             * @description Always `chancery-bundle`
             * @example chancery-bundle
             * @constant
             */
            format: "chancery-bundle";
            /**
             * @description Version of the format
             * @example 2
             * @enum {string}
             */
            version: "1" | "2";
            /**
             * Format: date-time
             * @description Time of creation
             * @example 2026-11-28T12:00:00.000Z
             */
            madeAt: string;
            /**
             * @description Public page, which shows a later revocation
             * @example https://certificates.example/verify/01a20007-b865-77c5-87d6-e73d12494d08
             */
            page: string;
            /** @description The issuer; version 1 has none */
            issuer?: {
                /**
                 * @description DID of the issuer
                 * @example did:pkh:eip155:1:0xd2be64317eb1832309df8c8c18b09871809f3735
                 */
                did: string;
                /** @description Signed claim of a domain; null if the issuer claims none */
                claim: {
                    /**
                     * @description Domain that the issuer claims
                     * @example uni.example
                     */
                    domain: string;
                    /**
                     * @description Time of the claim, in Unix seconds
                     * @example 1795780800
                     */
                    at: number;
                    /**
                     * @description Signer: the wallet’s key, its contract, or the Ed25519 key of a site
                     * @example key
                     * @enum {string}
                     */
                    by: "key" | "contract" | "ed25519";
                    /**
                     * @description did:key of the Ed25519 key; null for wallets
                     * @example null
                     */
                    key: string | null;
                    /**
                     * @description Signature of the claim as hex
                     * @example 0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c
                     */
                    signature: string;
                } | null;
            };
            /**
             * @description Time zone of the days of this certificate, if it is not UTC; not signed
             * @example Europe/Lisbon
             */
            timeZone?: string;
            /** @description EIP-712 domain of the typed data */
            domain: {
                /**
                 * @description Always `Chancery`
                 * @example Chancery
                 */
                name: string;
                /**
                 * @description Version of the typed data
                 * @example 1
                 */
                version: string;
                /**
                 * @description Chain ID of the signature and the anchor
                 * @example 1
                 */
                chainId: number;
            };
            /** @description Content of the certificate */
            certificate: {
                /**
                 * Format: uuid
                 * @description Certificate ID
                 * @example 01a20007-b865-77c5-87d6-e73d12494d08
                 */
                id: string;
                /**
                 * @description Wallet address of the issuer
                 * @example 0xd2be64317eb1832309df8c8c18b09871809f3735
                 */
                issuer: string;
                /**
                 * @description Wallet address of the holder
                 * @example 0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a
                 */
                holder: string;
                /**
                 * @description Time of issue, in Unix seconds
                 * @example 1795867200
                 */
                issuedAt: number;
                /**
                 * @description Time of expiry, in Unix seconds; 0 if it never expires
                 * @example 0
                 */
                expiresAt: number;
                /**
                 * @description CID of the document
                 * @example Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL
                 */
                document: string;
                /** @description Certified facts */
                facts: {
                    /**
                     * @description Name of the fact; absent if the fact is withheld
                     * @example course_link
                     */
                    name?: string;
                    /**
                     * @description Value of the fact
                     * @example https://os.university/courses/python
                     */
                    value?: string;
                    /**
                     * @description Random salt, so that the hash does not reveal the value
                     * @example 0xc4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4
                     */
                    salt?: string;
                    /**
                     * @description Hash of the fact, if its value is withheld
                     * @example 0x1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e
                     */
                    leaf?: string;
                }[];
            };
            /** @description The issuer’s signature; null if it has not signed */
            signature: {
                /**
                 * @description Verification method: the signer’s key, or its contract wallet
                 * @example key
                 * @enum {string}
                 */
                by: "key" | "contract";
                /**
                 * @description Signature as hex
                 * @example 0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c
                 */
                value: string;
            } | null;
            /** @description Revocation; null if it is not revoked */
            revocation: {
                /**
                 * @description Time of revocation, in Unix seconds
                 * @example 1795953600
                 */
                at: number;
                /**
                 * @description Reason
                 * @example Issued to the wrong person.
                 */
                reason: string;
                /**
                 * @description The issuer’s signature of the revocation; null if there is none
                 * @example 0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c
                 */
                signature: string | null;
            } | null;
            /** @description Anchor on the chain; null if there is none */
            anchor: {
                /**
                 * @description Merkle proof: sibling hashes on the path to the root
                 * @example [
                 *       "0x1212121212121212121212121212121212121212121212121212121212121212"
                 *     ]
                 */
                proof: string[];
                /**
                 * @description Merkle root
                 * @example 0xfefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefe
                 */
                root: string;
                /**
                 * @description Contract that stores the root
                 * @example 0x5fbdb2315678afecb367f032d93f642f64180aa3
                 */
                contract: string;
                /**
                 * @description Hash of the transaction that anchored the root
                 * @example 0x7878787878787878787878787878787878787878787878787878787878787878
                 */
                transaction: string;
                /** @description Block of the transaction */
                block: {
                    /**
                     * @description Block number
                     * @example 1234
                     */
                    number: number;
                    /**
                     * @description Block hash
                     * @example 0x3434343434343434343434343434343434343434343434343434343434343434
                     */
                    hash: string;
                    /**
                     * @description Block time, in Unix seconds
                     * @example 1795870000
                     */
                    time: number;
                };
            } | null;
        };
        /** @description Typed data for the issuer to sign, and fields to send with the signature */
        ToSign: {
            /**
             * Format: uuid
             * @description ID of the new certificate
             * @example 01a20007-b865-77c5-87d6-e73d12494d08
             */
            id: string;
            /**
             * Format: date-time
             * @description Time of issue
             * @example 2026-11-28T12:00:00.000Z
             */
            issued_at: string;
            /**
             * @description Seed of the facts’ salts
             * @example 0xc4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4
             */
            salt: string;
            /** @description Typed data for `eth_signTypedData_v4` */
            typed_data: {
                /** @description EIP-712 domain */
                domain: {
                    /**
                     * @description Always `Chancery`
                     * @example Chancery
                     */
                    name: string;
                    /**
                     * @description Version of the typed data
                     * @example 1
                     */
                    version: string;
                    /**
                     * @description Chain ID of the server
                     * @example 1
                     */
                    chainId: number;
                };
                /**
                 * @description Fields of each struct type
                 * @example {
                 *       "Certificate": [
                 *         {
                 *           "name": "issuer",
                 *           "type": "address"
                 *         }
                 *       ]
                 *     }
                 */
                types: {
                    [key: string]: {
                        /**
                         * @description Name
                         * @example issuer
                         */
                        name: string;
                        /**
                         * @description Type
                         * @example address
                         */
                        type: string;
                    }[];
                };
                /**
                 * @description Always `Certificate`
                 * @example Certificate
                 * @constant
                 */
                primaryType: "Certificate";
                /** @description The certificate */
                message: {
                    /**
                     * Format: uuid
                     * @description Certificate ID
                     * @example 01a20007-b865-77c5-87d6-e73d12494d08
                     */
                    id: string;
                    /**
                     * @description Wallet address of the issuer
                     * @example 0xd2be64317eb1832309df8c8c18b09871809f3735
                     */
                    issuer: string;
                    /**
                     * @description Wallet address of the holder
                     * @example 0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a
                     */
                    holder: string;
                    /**
                     * @description Time of issue, in Unix seconds
                     * @example 1795867200
                     */
                    issuedAt: number;
                    /**
                     * @description Time of expiry, in Unix seconds; 0 if it never expires
                     * @example 0
                     */
                    expiresAt: number;
                    /**
                     * @description CID of the document
                     * @example Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL
                     */
                    document: string;
                    /** @description Certified facts */
                    facts: {
                        /**
                         * @description Name of the fact
                         * @example certificate_title
                         */
                        name: string;
                        /**
                         * @description Value of the fact
                         * @example Introduction to Python
                         */
                        value: string;
                        /**
                         * @description Salt, so that the hash does not reveal the value
                         * @example 0xc4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4
                         */
                        salt: string;
                    }[];
                };
            };
        };
        /** @description The certificate was created */
        Created: {
            /**
             * @description Always `ok`
             * @example ok
             * @constant
             */
            status: "ok";
            /**
             * Format: uuid
             * @description Certificate ID
             * @example e0e433e9-477e-43a3-8e23-dfe2686202be
             */
            certificate_pk: string;
            /**
             * @description URL of the public page, which verifies the certificate
             * @example https://certificates.example.com/verify/e0e433e9-477e-43a3-8e23-dfe2686202be
             */
            verification_url: string;
        };
        /** @description A file on IPFS */
        KeptFile: {
            /**
             * @description Content identifier (CID) of the file, as from `ipfs add --cid-version=1`
             * @example bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4
             */
            ipfs_hash: string;
            /**
             * @description SHA-256 of the file, as hex
             * @example a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447
             */
            checksum_hash: string;
            /**
             * @description Size of the file in bytes
             * @example 12
             */
            size: number;
        };
        /** @description Typed data for the wallet to sign */
        SignableClaim: {
            /**
             * @description Time to send with the signature, in Unix seconds
             * @example 1795867200
             */
            at: number;
            /** @description Typed data for `eth_signTypedData_v4` */
            typed_data: {
                /** @description EIP-712 domain */
                domain: {
                    /**
                     * @description Always `Chancery`
                     * @example Chancery
                     */
                    name: string;
                    /**
                     * @description Version of the typed data
                     * @example 1
                     */
                    version: string;
                    /**
                     * @description Chain ID of the server
                     * @example 1
                     */
                    chainId: number;
                };
                /**
                 * @description Fields of each struct type
                 * @example {
                 *       "Issuer": [
                 *         {
                 *           "name": "issuer",
                 *           "type": "address"
                 *         }
                 *       ]
                 *     }
                 */
                types: {
                    [key: string]: {
                        /**
                         * @description Name
                         * @example issuer
                         */
                        name: string;
                        /**
                         * @description Type
                         * @example address
                         */
                        type: string;
                    }[];
                };
                /**
                 * @description Always `Issuer`
                 * @example Issuer
                 * @constant
                 */
                primaryType: "Issuer";
                /** @description The claim */
                message: {
                    /**
                     * @description Domain in lower case and punycode
                     * @example uni.example
                     */
                    domain: string;
                    /**
                     * @description Wallet address, lower case with 0x
                     * @example 0xd2be64317eb1832309df8c8c18b09871809f3735
                     */
                    issuer: string;
                    /**
                     * @description Time in Unix seconds
                     * @example 1795867200
                     */
                    at: number;
                };
            };
        };
        /** @description A wallet as issuer, with the domain that it claims */
        WalletIssuer: {
            /**
             * @description Wallet address, lower case with 0x
             * @example 0xd2be64317eb1832309df8c8c18b09871809f3735
             */
            address: string;
            /**
             * @description Domain that the wallet claims, in punycode. Null: none. Not confirmed by itself.
             * @example uni.example
             */
            domain: string | null;
            /**
             * @description Name that the wallet claims. Not checked.
             * @example University of Example
             */
            name: string | null;
            /**
             * @description Web page that the wallet claims
             * @example https://uni.example
             */
            link: string | null;
            /**
             * @description TXT record to publish in the DNS of the domain
             * @example openatts a=dns-did; p=did:ethr:0x1a642f0e3c3af545e7acbd38b07251b3990914f1#controller; v=1.0;
             */
            record: string;
            /**
             * @description Who confirms the wallet now. `dns`: a TXT record of the domain. `did_web`: the file did.json of the domain. `registry`: a registry, which does not confirm the domain. Null: not confirmed.
             * @example dns
             */
            confirmed_by: ("dns" | "did_web" | "registry") | null;
            /**
             * @description Start of the confirmation
             * @example 2026-11-28T12:05:00.000Z
             */
            confirmed_since: string | null;
            /**
             * @description Last lookup that found the confirmation. If the wallet is not confirmed: the last lookup.
             * @example 2026-11-28T12:05:00.000Z
             */
            last_checked: string | null;
            /**
             * @description Time from which the key counts as compromised
             * @example null
             */
            compromised_at: string | null;
            /**
             * @description Whether the operator of this server has blocked the wallet
             * @example false
             */
            blocked: boolean;
        };
        /** @description Values for a sign-in message */
        SignInNonce: {
            /**
             * @description Nonce for one message
             * @example 5f3a1c0e9d8b7a6f5e4d3c2b1a098765
             */
            nonce: string;
            /**
             * Format: date-time
             * @description Time of expiry
             * @example 2026-11-25T12:05:00.000Z
             */
            expires_at: string;
            /**
             * @description Domain that the message must have
             * @example certificates.example
             */
            domain: string;
            /**
             * @description URI that the message should have
             * @example https://certificates.example
             */
            uri: string;
            /**
             * @description Chain ID that the message must have
             * @example 1
             */
            chain_id: number;
        };
        /** @description A session */
        WalletSession: {
            /**
             * @description Always `ok`
             * @example ok
             * @constant
             */
            status: "ok";
            /**
             * @description Token for `Authorization: Bearer …`; only this response has it
             * @example chs_5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f
             */
            token: string;
            /**
             * Format: date-time
             * @description Time of expiry
             * @example 2026-11-25T13:00:00.000Z
             */
            expires_at: string;
            /**
             * @description Wallet address that signed in, lower case with 0x
             * @example 0xd2be64317eb1832309df8c8c18b09871809f3735
             */
            eth_address: string;
        };
    };
    responses: never;
    parameters: {
        /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
        IdempotencyKey: string;
        /**
         * @description Wallet address in any letter case, with or without 0x
         * @example 0x1a642f0e3c3af545e7acbd38b07251b3990914f1
         */
        Address: string;
        /** @description Lists only certificates of confirmed issuers. Only for lists of a holder. */
        Confirmed: "true" | "false";
        /** @description Continues after a page: its `Link` header has the complete URL. `offset` counts from there. */
        Cursor: string;
        /** @description Also lists the certificates that the holder hides, as the last ones. Only for the holder itself. */
        Hidden: "true" | "false";
        /**
         * @description Certificate ID
         * @example e0e433e9-477e-43a3-8e23-dfe2686202be
         */
        Id: string;
        /** @description Maximum number of entries; 100 by default */
        Limit: number;
        /** @description Number of entries to skip */
        Offset: number;
        /**
         * @description Attestation ID
         * @example 9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99
         */
        VerificationId: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description Stable code of the error
         * @example input.invalid
         */
        "X-Error-Code": string;
        /**
         * @description How to authenticate: sign, or sign in again. Absent if only the wallet is wrong.
         * @example EthereumSignature
         */
        "WWW-Authenticate": string;
        /**
         * @description Date from which signatures of the address alone are deprecated (RFC 9745). Sent if the request uses one.
         * @example @1795305600
         */
        Deprecation: string;
        /**
         * @description URL of the next page of a list (RFC 8288); absent on the last page
         * @example <https://certificates.example.com/api/v1/certificates/?limit=100&cursor=WyJ4Il0>; rel="next"
         */
        Link: string;
        /**
         * @description Seconds to wait before the next attempt
         * @example 5
         */
        "Retry-After": number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getNonce: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The nonce */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "nonce": "5f3a1c0e9d8b7a6f5e4d3c2b1a098765",
                     *       "expires_at": "2026-11-25T12:05:00.000Z",
                     *       "domain": "certificates.example",
                     *       "uri": "https://certificates.example",
                     *       "chain_id": 1
                     *     }
                     */
                    "application/json": components["schemas"]["SignInNonce"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    openSession: {
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
                 *       "message": "certificates.example wants you to sign in with your Ethereum account:\n0xD2BE64317Eb1832309DF8c8C18B09871809f3735\n\n\nURI: https://certificates.example/\nVersion: 1\nChain ID: 1\nNonce: 5f3a1c0e9d8b7a6f5e4d3c2b1a098765\nIssued At: 2026-11-25T12:00:00Z",
                 *       "signature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c"
                 *     }
                 */
                "application/json": components["schemas"]["SignInInput"];
                /**
                 * @example {
                 *       "message": "certificates.example wants you to sign in with your Ethereum account:\n0xD2BE64317Eb1832309DF8c8C18B09871809f3735\n\n\nURI: https://certificates.example/\nVersion: 1\nChain ID: 1\nNonce: 5f3a1c0e9d8b7a6f5e4d3c2b1a098765\nIssued At: 2026-11-25T12:00:00Z",
                 *       "signature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["SignInInput"];
                /**
                 * @example {
                 *       "message": "certificates.example wants you to sign in with your Ethereum account:\n0xD2BE64317Eb1832309DF8c8C18B09871809f3735\n\n\nURI: https://certificates.example/\nVersion: 1\nChain ID: 1\nNonce: 5f3a1c0e9d8b7a6f5e4d3c2b1a098765\nIssued At: 2026-11-25T12:00:00Z",
                 *       "signature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["SignInInput"];
            };
        };
        responses: {
            /** @description The session */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "token": "chs_5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f",
                     *       "expires_at": "2026-11-25T13:00:00.000Z",
                     *       "eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735"
                     *     }
                     */
                    "application/json": components["schemas"]["WalletSession"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    listCertificates: {
        parameters: {
            query?: {
                /** @description issuer (default): certificates that the caller issued; holder: certificates that it holds */
                role?: "issuer" | "holder";
                /** @description Wallet address. Lists the certificates that it holds, as `get_certificates_by_learner` does. */
                eth_address?: string;
                /** @description Lists only certificates of confirmed issuers. Only for lists of a holder. */
                confirmed?: components["parameters"]["Confirmed"];
                /** @description Also lists the certificates that the holder hides, as the last ones. Only for the holder itself. */
                hidden?: components["parameters"]["Hidden"];
                /** @description Maximum number of entries; 100 by default */
                limit?: components["parameters"]["Limit"];
                /** @description Number of entries to skip */
                offset?: components["parameters"]["Offset"];
                /** @description Continues after a page: its `Link` header has the complete URL. `offset` counts from there. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The certificates */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": "e0e433e9-477e-43a3-8e23-dfe2686202be",
                     *         "holder": "0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11",
                     *         "holder_names": "Ada Lovelace",
                     *         "holder_eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *         "user_eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *         "granted_to_type": 1,
                     *         "institution_title": "Open Source University",
                     *         "institution_link": "http://example.com",
                     *         "program_title": "Computer science",
                     *         "certificate_title": "Introduction to Python",
                     *         "course_link": "http://example.com/python",
                     *         "industries": [
                     *           {
                     *             "id": 132,
                     *             "name": "E-Learning"
                     *           }
                     *         ],
                     *         "skills": [
                     *           {
                     *             "id": 7,
                     *             "name": "Python",
                     *             "standardized": true
                     *           }
                     *         ],
                     *         "score": 92.5,
                     *         "duration": 40,
                     *         "expiration_date": "2030-01-01T00:00:00.000Z",
                     *         "verifications": [
                     *           [
                     *             {
                     *               "id": "9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99",
                     *               "state": "verified",
                     *               "verifier_type": 2,
                     *               "verifier_name": "",
                     *               "verifier_eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *               "date_last_modified": "2026-12-01T12:00:00.000Z",
                     *               "tx_hash": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b"
                     *             }
                     *           ]
                     *         ],
                     *         "ipfs_hash": "Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL",
                     *         "is_expired": false,
                     *         "checksum": "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447",
                     *         "hidden": false,
                     *         "issuer_signature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c",
                     *         "revoked_at": null,
                     *         "revocation_reason": null,
                     *         "verification_url": "https://certificates.example.com/verify/e0e433e9-477e-43a3-8e23-dfe2686202be"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["WalletCertificate"][];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    createCertificate: {
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
                 *       "holder_eth_address": "0xD2BE64317Eb1832309DF8c8C18B09871809f3735",
                 *       "holder_name": "Ada Lovelace",
                 *       "institution_title": "Open Source University",
                 *       "institution_link": "http://example.com",
                 *       "certificate_title": "Introduction to Python",
                 *       "skills": [
                 *         "Python"
                 *       ],
                 *       "ipfs_hash": "Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL"
                 *     }
                 */
                "application/json": components["schemas"]["NewWalletCertificateInput"];
                /**
                 * @example {
                 *       "holder_eth_address": "0xD2BE64317Eb1832309DF8c8C18B09871809f3735",
                 *       "holder_name": "Ada Lovelace",
                 *       "institution_title": "Open Source University",
                 *       "institution_link": "http://example.com",
                 *       "certificate_title": "Introduction to Python",
                 *       "skills": [
                 *         "Python"
                 *       ],
                 *       "ipfs_hash": "Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["NewWalletCertificateInput"];
                /**
                 * @example {
                 *       "holder_eth_address": "0xD2BE64317Eb1832309DF8c8C18B09871809f3735",
                 *       "holder_name": "Ada Lovelace",
                 *       "institution_title": "Open Source University",
                 *       "institution_link": "http://example.com",
                 *       "certificate_title": "Introduction to Python",
                 *       "skills": [
                 *         "Python"
                 *       ],
                 *       "ipfs_hash": "Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["NewWalletCertificateInput"];
            };
        };
        responses: {
            /** @description The certificate was created */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "certificate_pk": "e0e433e9-477e-43a3-8e23-dfe2686202be",
                     *       "verification_url": "https://certificates.example.com/verify/e0e433e9-477e-43a3-8e23-dfe2686202be"
                     *     }
                     */
                    "application/json": components["schemas"]["Created"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    prepareCertificate: {
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
                 *       "holder_eth_address": "0xD2BE64317Eb1832309DF8c8C18B09871809f3735",
                 *       "holder_name": "Ada Lovelace",
                 *       "granted_to_type": 1,
                 *       "institution_title": "Open Source University",
                 *       "institution_link": "http://example.com",
                 *       "program_title": "Computer science",
                 *       "certificate_title": "Introduction to Python",
                 *       "course_link": "http://example.com/python",
                 *       "industries": [
                 *         "E-Learning"
                 *       ],
                 *       "skills": [
                 *         "Python"
                 *       ],
                 *       "score": 92.5,
                 *       "duration": 40,
                 *       "expiration_date": "2030-01-01",
                 *       "ipfs_hash": "Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL",
                 *       "checksum_hash": "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447",
                 *       "active_profile": "Academy"
                 *     }
                 */
                "application/json": components["schemas"]["WalletCertificateToSignInput"];
                /**
                 * @example {
                 *       "holder_eth_address": "0xD2BE64317Eb1832309DF8c8C18B09871809f3735",
                 *       "holder_name": "Ada Lovelace",
                 *       "granted_to_type": 1,
                 *       "institution_title": "Open Source University",
                 *       "institution_link": "http://example.com",
                 *       "program_title": "Computer science",
                 *       "certificate_title": "Introduction to Python",
                 *       "course_link": "http://example.com/python",
                 *       "industries": [
                 *         "E-Learning"
                 *       ],
                 *       "skills": [
                 *         "Python"
                 *       ],
                 *       "score": 92.5,
                 *       "duration": 40,
                 *       "expiration_date": "2030-01-01",
                 *       "ipfs_hash": "Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL",
                 *       "checksum_hash": "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447",
                 *       "active_profile": "Academy"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["WalletCertificateToSignInput"];
                /**
                 * @example {
                 *       "holder_eth_address": "0xD2BE64317Eb1832309DF8c8C18B09871809f3735",
                 *       "holder_name": "Ada Lovelace",
                 *       "granted_to_type": 1,
                 *       "institution_title": "Open Source University",
                 *       "institution_link": "http://example.com",
                 *       "program_title": "Computer science",
                 *       "certificate_title": "Introduction to Python",
                 *       "course_link": "http://example.com/python",
                 *       "industries": [
                 *         "E-Learning"
                 *       ],
                 *       "skills": [
                 *         "Python"
                 *       ],
                 *       "score": 92.5,
                 *       "duration": 40,
                 *       "expiration_date": "2030-01-01",
                 *       "ipfs_hash": "Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL",
                 *       "checksum_hash": "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447",
                 *       "active_profile": "Academy"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["WalletCertificateToSignInput"];
            };
        };
        responses: {
            /** @description The typed data to sign */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01a20007-b865-77c5-87d6-e73d12494d08",
                     *       "issued_at": "2026-11-28T12:00:00.000Z",
                     *       "salt": "0xc4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4",
                     *       "typed_data": {
                     *         "domain": {
                     *           "name": "Chancery",
                     *           "version": "1",
                     *           "chainId": 1
                     *         },
                     *         "types": {
                     *           "Certificate": [
                     *             {
                     *               "name": "issuer",
                     *               "type": "address"
                     *             }
                     *           ]
                     *         },
                     *         "primaryType": "Certificate",
                     *         "message": {
                     *           "id": "01a20007-b865-77c5-87d6-e73d12494d08",
                     *           "issuer": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *           "holder": "0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a",
                     *           "issuedAt": 1795867200,
                     *           "expiresAt": 0,
                     *           "document": "Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL",
                     *           "facts": [
                     *             {
                     *               "name": "certificate_title",
                     *               "value": "Introduction to Python",
                     *               "salt": "0xc4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4"
                     *             }
                     *           ]
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ToSign"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    retrieveCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Certificate ID
                 * @example e0e433e9-477e-43a3-8e23-dfe2686202be
                 */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The certificate */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "e0e433e9-477e-43a3-8e23-dfe2686202be",
                     *       "holder": "0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11",
                     *       "holder_names": "Ada Lovelace",
                     *       "holder_eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *       "user_eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *       "granted_to_type": 1,
                     *       "institution_title": "Open Source University",
                     *       "institution_link": "http://example.com",
                     *       "program_title": "Computer science",
                     *       "certificate_title": "Introduction to Python",
                     *       "course_link": "http://example.com/python",
                     *       "industries": [
                     *         {
                     *           "id": 132,
                     *           "name": "E-Learning"
                     *         }
                     *       ],
                     *       "skills": [
                     *         {
                     *           "id": 7,
                     *           "name": "Python",
                     *           "standardized": true
                     *         }
                     *       ],
                     *       "score": 92.5,
                     *       "duration": 40,
                     *       "expiration_date": "2030-01-01T00:00:00.000Z",
                     *       "verifications": [
                     *         [
                     *           {
                     *             "id": "9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99",
                     *             "state": "verified",
                     *             "verifier_type": 2,
                     *             "verifier_name": "",
                     *             "verifier_eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *             "date_last_modified": "2026-12-01T12:00:00.000Z",
                     *             "tx_hash": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b"
                     *           }
                     *         ]
                     *       ],
                     *       "ipfs_hash": "Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL",
                     *       "is_expired": false,
                     *       "checksum": "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447",
                     *       "hidden": false,
                     *       "issuer_signature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c",
                     *       "revoked_at": null,
                     *       "revocation_reason": null,
                     *       "verification_url": "https://certificates.example.com/verify/e0e433e9-477e-43a3-8e23-dfe2686202be"
                     *     }
                     */
                    "application/json": components["schemas"]["WalletCertificate"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    deleteCertificate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Certificate ID
                 * @example e0e433e9-477e-43a3-8e23-dfe2686202be
                 */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The certificate was deleted */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | (components["schemas"]["Detail"] | {
                        /**
                         * @description Always `denied`
                         * @example denied
                         * @enum {string}
                         */
                        status: "denied";
                    }) | components["schemas"]["Detail"];
                };
            };
        };
    };
    listCertificatesByLearner: {
        parameters: {
            query?: {
                /** @description Wallet address of the learner, in any letter case, with or without 0x */
                eth_address?: string;
                /** @description Lists only certificates of confirmed issuers. Only for lists of a holder. */
                confirmed?: components["parameters"]["Confirmed"];
                /** @description Also lists the certificates that the holder hides, as the last ones. Only for the holder itself. */
                hidden?: components["parameters"]["Hidden"];
                /** @description Maximum number of entries; 100 by default */
                limit?: components["parameters"]["Limit"];
                /** @description Number of entries to skip */
                offset?: components["parameters"]["Offset"];
                /** @description Continues after a page: its `Link` header has the complete URL. `offset` counts from there. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The certificates */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "id": "e0e433e9-477e-43a3-8e23-dfe2686202be",
                     *         "holder": "0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11",
                     *         "holder_names": "Ada Lovelace",
                     *         "holder_eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *         "user_eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *         "granted_to_type": 1,
                     *         "institution_title": "Open Source University",
                     *         "institution_link": "http://example.com",
                     *         "program_title": "Computer science",
                     *         "certificate_title": "Introduction to Python",
                     *         "course_link": "http://example.com/python",
                     *         "industries": [
                     *           {
                     *             "id": 132,
                     *             "name": "E-Learning"
                     *           }
                     *         ],
                     *         "skills": [
                     *           {
                     *             "id": 7,
                     *             "name": "Python",
                     *             "standardized": true
                     *           }
                     *         ],
                     *         "score": 92.5,
                     *         "duration": 40,
                     *         "expiration_date": "2030-01-01T00:00:00.000Z",
                     *         "verifications": [
                     *           [
                     *             {
                     *               "id": "9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99",
                     *               "state": "verified",
                     *               "verifier_type": 2,
                     *               "verifier_name": "",
                     *               "verifier_eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *               "date_last_modified": "2026-12-01T12:00:00.000Z",
                     *               "tx_hash": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b"
                     *             }
                     *           ]
                     *         ],
                     *         "ipfs_hash": "Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL",
                     *         "is_expired": false,
                     *         "checksum": "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447",
                     *         "hidden": false,
                     *         "issuer_signature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c",
                     *         "revoked_at": null,
                     *         "revocation_reason": null,
                     *         "verification_url": "https://certificates.example.com/verify/e0e433e9-477e-43a3-8e23-dfe2686202be"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["WalletCertificate"][];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    hideCertificate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Certificate ID
                 * @example e0e433e9-477e-43a3-8e23-dfe2686202be
                 */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list has changed */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | (components["schemas"]["Detail"] | {
                        /**
                         * @description Always `denied`
                         * @example denied
                         * @enum {string}
                         */
                        status: "denied";
                    }) | components["schemas"]["Detail"];
                };
            };
        };
    };
    unhideCertificate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Certificate ID
                 * @example e0e433e9-477e-43a3-8e23-dfe2686202be
                 */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The list has changed */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | (components["schemas"]["Detail"] | {
                        /**
                         * @description Always `denied`
                         * @example denied
                         * @enum {string}
                         */
                        status: "denied";
                    }) | components["schemas"]["Detail"];
                };
            };
        };
    };
    retrieveBundle: {
        parameters: {
            query?: {
                /** @description Facts to disclose, comma-separated: institution_title, institution_link, program_title, certificate_title, description, course_link, granted_to, holder_name, achieved_at, score, duration, industry, skill, checksum, file. With `file`, readers can compare a file without seeing the checksum. */
                facts?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Certificate ID
                 * @example e0e433e9-477e-43a3-8e23-dfe2686202be
                 */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bundle */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "format": "chancery-bundle",
                     *       "version": "2",
                     *       "madeAt": "2026-11-28T12:00:00.000Z",
                     *       "page": "https://certificates.example/verify/01a20007-b865-77c5-87d6-e73d12494d08",
                     *       "issuer": {
                     *         "did": "did:pkh:eip155:1:0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *         "claim": {
                     *           "domain": "uni.example",
                     *           "at": 1795780800,
                     *           "by": "key",
                     *           "key": null,
                     *           "signature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c"
                     *         }
                     *       },
                     *       "timeZone": "Europe/Lisbon",
                     *       "domain": {
                     *         "name": "Chancery",
                     *         "version": "1",
                     *         "chainId": 1
                     *       },
                     *       "certificate": {
                     *         "id": "01a20007-b865-77c5-87d6-e73d12494d08",
                     *         "issuer": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *         "holder": "0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a",
                     *         "issuedAt": 1795867200,
                     *         "expiresAt": 0,
                     *         "document": "Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL",
                     *         "facts": [
                     *           {
                     *             "name": "course_link",
                     *             "value": "https://os.university/courses/python",
                     *             "salt": "0xc4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4c4",
                     *             "leaf": "0x1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e"
                     *           }
                     *         ]
                     *       },
                     *       "signature": {
                     *         "by": "key",
                     *         "value": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c"
                     *       },
                     *       "revocation": {
                     *         "at": 1795953600,
                     *         "reason": "Issued to the wrong person.",
                     *         "signature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c"
                     *       },
                     *       "anchor": {
                     *         "proof": [
                     *           "0x1212121212121212121212121212121212121212121212121212121212121212"
                     *         ],
                     *         "root": "0xfefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefe",
                     *         "contract": "0x5fbdb2315678afecb367f032d93f642f64180aa3",
                     *         "transaction": "0x7878787878787878787878787878787878787878787878787878787878787878",
                     *         "block": {
                     *           "number": 1234,
                     *           "hash": "0x3434343434343434343434343434343434343434343434343434343434343434",
                     *           "time": 1795870000
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Bundle"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | (components["schemas"]["Detail"] | {
                        /**
                         * @description Always `denied`
                         * @example denied
                         * @enum {string}
                         */
                        status: "denied";
                    }) | components["schemas"]["Detail"];
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
                 * @description Certificate ID
                 * @example e0e433e9-477e-43a3-8e23-dfe2686202be
                 */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Issued to the wrong person.",
                 *       "revoked_at": 1795867200,
                 *       "issuer_signature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c"
                 *     }
                 */
                "application/json": components["schemas"]["NewWalletRevocationInput"];
                /**
                 * @example {
                 *       "reason": "Issued to the wrong person.",
                 *       "revoked_at": 1795867200,
                 *       "issuer_signature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["NewWalletRevocationInput"];
                /**
                 * @example {
                 *       "reason": "Issued to the wrong person.",
                 *       "revoked_at": 1795867200,
                 *       "issuer_signature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["NewWalletRevocationInput"];
            };
        };
        responses: {
            /** @description The certificate is revoked */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | (components["schemas"]["Detail"] | {
                        /**
                         * @description Always `denied`
                         * @example denied
                         * @enum {string}
                         */
                        status: "denied";
                    }) | components["schemas"]["Detail"];
                };
            };
        };
    };
    claimDomain: {
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
                 *       "domain": "uni.example",
                 *       "name": "University of Example",
                 *       "link": "https://uni.example",
                 *       "at": 1795867200,
                 *       "issuer_signature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c"
                 *     }
                 */
                "application/json": components["schemas"]["NewClaimInput"];
                /**
                 * @example {
                 *       "domain": "uni.example",
                 *       "name": "University of Example",
                 *       "link": "https://uni.example",
                 *       "at": 1795867200,
                 *       "issuer_signature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["NewClaimInput"];
                /**
                 * @example {
                 *       "domain": "uni.example",
                 *       "name": "University of Example",
                 *       "link": "https://uni.example",
                 *       "at": 1795867200,
                 *       "issuer_signature": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b1c"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["NewClaimInput"];
            };
        };
        responses: {
            /** @description The claim is stored */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *       "domain": "uni.example",
                     *       "name": "University of Example",
                     *       "link": "https://uni.example",
                     *       "record": "openatts a=dns-did; p=did:ethr:0x1a642f0e3c3af545e7acbd38b07251b3990914f1#controller; v=1.0;",
                     *       "confirmed_by": "dns",
                     *       "confirmed_since": "2026-11-28T12:05:00.000Z",
                     *       "last_checked": "2026-11-28T12:05:00.000Z",
                     *       "compromised_at": null,
                     *       "blocked": false
                     *     }
                     */
                    "application/json": components["schemas"]["WalletIssuer"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    prepareClaim: {
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
                 *       "domain": "uni.example",
                 *       "name": "University of Example",
                 *       "link": "https://uni.example"
                 *     }
                 */
                "application/json": components["schemas"]["ClaimToSignInput"];
                /**
                 * @example {
                 *       "domain": "uni.example",
                 *       "name": "University of Example",
                 *       "link": "https://uni.example"
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["ClaimToSignInput"];
                /**
                 * @example {
                 *       "domain": "uni.example",
                 *       "name": "University of Example",
                 *       "link": "https://uni.example"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["ClaimToSignInput"];
            };
        };
        responses: {
            /** @description The typed data to sign */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "at": 1795867200,
                     *       "typed_data": {
                     *         "domain": {
                     *           "name": "Chancery",
                     *           "version": "1",
                     *           "chainId": 1
                     *         },
                     *         "types": {
                     *           "Issuer": [
                     *             {
                     *               "name": "issuer",
                     *               "type": "address"
                     *             }
                     *           ]
                     *         },
                     *         "primaryType": "Issuer",
                     *         "message": {
                     *           "domain": "uni.example",
                     *           "issuer": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *           "at": 1795867200
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SignableClaim"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    retrieveIssuer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Wallet address in any letter case, with or without 0x
                 * @example 0x1a642f0e3c3af545e7acbd38b07251b3990914f1
                 */
                address: components["parameters"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The issuer */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *       "domain": "uni.example",
                     *       "name": "University of Example",
                     *       "link": "https://uni.example",
                     *       "record": "openatts a=dns-did; p=did:ethr:0x1a642f0e3c3af545e7acbd38b07251b3990914f1#controller; v=1.0;",
                     *       "confirmed_by": "dns",
                     *       "confirmed_since": "2026-11-28T12:05:00.000Z",
                     *       "last_checked": "2026-11-28T12:05:00.000Z",
                     *       "compromised_at": null,
                     *       "blocked": false
                     *     }
                     */
                    "application/json": components["schemas"]["WalletIssuer"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    withdrawClaim: {
        parameters: {
            query?: {
                /** @description Time from which the key of the wallet may have been in other hands, in Unix seconds */
                compromised_at?: number;
            };
            header?: never;
            path: {
                /**
                 * @description Wallet address in any letter case, with or without 0x
                 * @example 0x1a642f0e3c3af545e7acbd38b07251b3990914f1
                 */
                address: components["parameters"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The claim is withdrawn */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *       "domain": "uni.example",
                     *       "name": "University of Example",
                     *       "link": "https://uni.example",
                     *       "record": "openatts a=dns-did; p=did:ethr:0x1a642f0e3c3af545e7acbd38b07251b3990914f1#controller; v=1.0;",
                     *       "confirmed_by": "dns",
                     *       "confirmed_since": "2026-11-28T12:05:00.000Z",
                     *       "last_checked": "2026-11-28T12:05:00.000Z",
                     *       "compromised_at": null,
                     *       "blocked": false
                     *     }
                     */
                    "application/json": components["schemas"]["WalletIssuer"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    listVerifications: {
        parameters: {
            query?: {
                /** @description Role of the caller as verifier; any by default. Learner returns an empty list. */
                active_profile?: "Academy" | "Business" | "Learner";
                /** @description Maximum number of entries; 100 by default */
                limit?: components["parameters"]["Limit"];
                /** @description Number of entries to skip */
                offset?: components["parameters"]["Offset"];
                /** @description Continues after a page: its `Link` header has the complete URL. `offset` counts from there. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of attestations */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 1,
                     *       "next": "https://certificates.example/api/v1/verifications/?limit=100&offset=100",
                     *       "previous": "https://certificates.example/api/v1/verifications/?limit=100",
                     *       "results": [
                     *         {
                     *           "id": "9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99",
                     *           "state": "verified",
                     *           "tx_hash": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b",
                     *           "block_hash": "0xb1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1",
                     *           "block_number": 6500000,
                     *           "certificate": "e0e433e9-477e-43a3-8e23-dfe2686202be",
                     *           "granted_to": "0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11",
                     *           "granted_to_eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *           "granted_to_type": 1,
                     *           "verifier": "0198c6f0-4d10-7c11-9f3e-5d1a1b6f2d12",
                     *           "verifier_eth_address": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                     *           "verifier_type": 2,
                     *           "meta_ipfs_hash": "QmZtmD2qt6fJot32nabSP3CUjicnypEBz7bHVDhPQt9aAy",
                     *           "date_created": "2026-12-01T11:00:00.000Z",
                     *           "date_last_modified": "2026-12-01T12:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["VerificationsPage"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    createVerification: {
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
                 *       "verifier": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                 *       "verifier_type": 2,
                 *       "certificate": "e0e433e9-477e-43a3-8e23-dfe2686202be",
                 *       "granted_to_type": 1
                 *     }
                 */
                "application/json": components["schemas"]["NewVerificationInput"];
                /**
                 * @example {
                 *       "verifier": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                 *       "verifier_type": 2,
                 *       "certificate": "e0e433e9-477e-43a3-8e23-dfe2686202be",
                 *       "granted_to_type": 1
                 *     }
                 */
                "application/x-www-form-urlencoded": components["schemas"]["NewVerificationInput"];
                /**
                 * @example {
                 *       "verifier": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                 *       "verifier_type": 2,
                 *       "certificate": "e0e433e9-477e-43a3-8e23-dfe2686202be",
                 *       "granted_to_type": 1
                 *     }
                 */
                "multipart/form-data": components["schemas"]["NewVerificationInput"];
            };
        };
        responses: {
            /** @description The attestation */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99",
                     *       "state": "verified",
                     *       "tx_hash": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b",
                     *       "block_hash": "0xb1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1",
                     *       "block_number": 6500000,
                     *       "certificate": "e0e433e9-477e-43a3-8e23-dfe2686202be",
                     *       "granted_to": "0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11",
                     *       "granted_to_eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *       "granted_to_type": 1,
                     *       "verifier": "0198c6f0-4d10-7c11-9f3e-5d1a1b6f2d12",
                     *       "verifier_eth_address": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                     *       "verifier_type": 2,
                     *       "meta_ipfs_hash": "QmZtmD2qt6fJot32nabSP3CUjicnypEBz7bHVDhPQt9aAy",
                     *       "date_created": "2026-12-01T11:00:00.000Z",
                     *       "date_last_modified": "2026-12-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Verification"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | (components["schemas"]["Detail"] | {
                        /**
                         * @description Always `denied`
                         * @example denied
                         * @enum {string}
                         */
                        status: "denied";
                    }) | components["schemas"]["Detail"];
                };
            };
        };
    };
    retrieveVerification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Attestation ID
                 * @example 9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99
                 */
                verificationId: components["parameters"]["VerificationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The attestation */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99",
                     *       "state": "verified",
                     *       "tx_hash": "0x5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b",
                     *       "block_hash": "0xb1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1",
                     *       "block_number": 6500000,
                     *       "certificate": "e0e433e9-477e-43a3-8e23-dfe2686202be",
                     *       "granted_to": "0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11",
                     *       "granted_to_eth_address": "0xd2be64317eb1832309df8c8c18b09871809f3735",
                     *       "granted_to_type": 1,
                     *       "verifier": "0198c6f0-4d10-7c11-9f3e-5d1a1b6f2d12",
                     *       "verifier_eth_address": "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                     *       "verifier_type": 2,
                     *       "meta_ipfs_hash": "QmZtmD2qt6fJot32nabSP3CUjicnypEBz7bHVDhPQt9aAy",
                     *       "date_created": "2026-12-01T11:00:00.000Z",
                     *       "date_last_modified": "2026-12-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Verification"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | (components["schemas"]["Detail"] | {
                        /**
                         * @description Always `denied`
                         * @example denied
                         * @enum {string}
                         */
                        status: "denied";
                    }) | components["schemas"]["Detail"];
                };
            };
        };
    };
    setVerificationPending: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Attestation ID
                 * @example 9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99
                 */
                verificationId: components["parameters"]["VerificationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state has changed */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    setVerificationOpen: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Attestation ID
                 * @example 9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99
                 */
                verificationId: components["parameters"]["VerificationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state has changed */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    rejectVerification: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first response again, with `Idempotent-Replayed: true`. Use a random UUID. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Attestation ID
                 * @example 9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99
                 */
                verificationId: components["parameters"]["VerificationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state has changed */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
    uploadFile: {
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
                 *       "file": "%PDF-1.7 …"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["FileFormInput"];
            };
        };
        responses: {
            /** @description The file is stored */
            200: {
                headers: {
                    Deprecation: components["headers"]["Deprecation"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ipfs_hash": "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4",
                     *       "checksum_hash": "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447",
                     *       "size": 12
                     *     }
                     */
                    "application/json": components["schemas"]["KeptFile"];
                };
            };
            /** @description Error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"] | components["schemas"]["Detail"];
                };
            };
        };
    };
}
