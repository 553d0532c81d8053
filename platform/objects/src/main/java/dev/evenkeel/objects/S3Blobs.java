package dev.evenkeel.objects;

import dev.evenkeel.base.YamlMap;
import dev.evenkeel.store.BlobPlaces;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.RemoteFiles;
import java.nio.file.Path;

/// Buckets of S3 and of stores that speak it.
public final class S3Blobs implements BlobPlaces {
  @Override
  public String name() {
    return "s3";
  }

  @Override
  public BlobPlace read(YamlMap settings) {
    return new Bucket(S3Settings.read(settings));
  }

  private record Bucket(S3Settings settings) implements BlobPlace {
    @Override
    public BlobStore open(Path scratch) {
      return S3BlobStore.open(settings, scratch);
    }

    @Override
    public RemoteFiles files() {
      return S3Files.open(settings);
    }
  }
}
