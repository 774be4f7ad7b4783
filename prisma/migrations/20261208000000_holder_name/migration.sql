-- Name of the holder, as the issuer of a wallet certificate states it.
ALTER TABLE "certificates" ADD COLUMN     "holder_name" TEXT;
