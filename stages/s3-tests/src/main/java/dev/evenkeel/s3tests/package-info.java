/// Models from a real S3 server that runs in this process.
@NullMarked
package dev.evenkeel.s3tests;

import org.jspecify.annotations.NullMarked;
