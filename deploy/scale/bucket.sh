#!/bin/sh
# Creates the bucket if it does not exist, and waits for the S3 server.
set -eu
# The hash of an empty body, which older versions of curl do not send.
empty=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
send() {
  curl --silent --show-error --fail --output /dev/null --retry 20 --retry-delay 1 --retry-connrefused \
    --header "x-amz-content-sha256: $empty" \
    --aws-sigv4 aws:amz:us-east-1:s3 --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$@" "$OBJECT_STORE/$BUCKET"
}
send --head 2>/dev/null || send --request PUT
