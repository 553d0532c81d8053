package dev.evenkeel.s3tests;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import org.jclouds.blobstore.domain.MultipartPart;
import org.jclouds.blobstore.domain.MultipartUpload;
import org.jclouds.blobstore.util.ForwardingBlobStore;
import org.jclouds.io.Payload;

/// An S3 server with one bucket, `blobs`. The SDK finds the credentials as it would anywhere: here
/// in the system's properties.
public final class S3Server {
  public static final String BUCKET = "blobs";

  private static final String ID = "the-id-of-a-test";
  private static final String SECRET = "a-secret-that-no-message-holds";
  private static final String ID_PROPERTY = "aws.accessKeyId";
  private static final String SECRET_PROPERTY = "aws.secretAccessKey";

  private final BlobStoreContext context;
  private final S3Proxy proxy;

  /// How many parts of an upload are taken before it is refused.
  final AtomicInteger partsLeft = new AtomicInteger(Integer.MAX_VALUE);

  /// How many parts came.
  final AtomicInteger parts = new AtomicInteger();

  /// Starts one.
  public S3Server() throws Exception {
    context = ContextBuilder.newBuilder(new TransientApiMetadata()).build(BlobStoreContext.class);
    context.getBlobStore().createContainerInLocation(null, BUCKET);
    proxy =
        S3Proxy.builder()
            .blobStore(new Breaking(context.getBlobStore()))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ID, SECRET)
            .build();
    proxy.start();
    System.setProperty(ID_PROPERTY, ID);
    System.setProperty(SECRET_PROPERTY, SECRET);
  }

  private final class Breaking extends ForwardingBlobStore {
    Breaking(BlobStore whole) {
      super(whole);
    }

    @Override
    public MultipartPart uploadMultipartPart(MultipartUpload upload, int part, Payload payload) {
      if (partsLeft.getAndDecrement() <= 0) {
        throw new IllegalArgumentException("this part is refused");
      }
      parts.incrementAndGet();
      return super.uploadMultipartPart(upload, part, payload);
    }
  }

  /// Where it answers.
  public String endpoint() {
    return "http://127.0.0.1:" + proxy.getPort();
  }

  /// What is kept, behind the server's back.
  public BlobStore objects() {
    return context.getBlobStore();
  }

  /// What somebody without the right to it would do.
  public void change(String key, String content) {
    objects().putBlob(BUCKET, objects().blobBuilder(key).payload(content).build());
  }

  /// Ends it.
  public void stop() throws Exception {
    System.clearProperty(ID_PROPERTY);
    System.clearProperty(SECRET_PROPERTY);
    proxy.stop();
    context.close();
  }
}
