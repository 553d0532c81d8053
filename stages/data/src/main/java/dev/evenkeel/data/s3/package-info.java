/// Signatures of requests to S3, Signature Version 4.
@NullMarked
package dev.evenkeel.data.s3;

import org.jspecify.annotations.NullMarked;
