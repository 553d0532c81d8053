package dev.evenkeel.models;

/// Element types of the Open Inference Protocol.
public enum Datatype {
  BOOL(1),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  FP16(2),
  BF16(2),
  FP32(4),
  FP64(8),
  /// Of any length each.
  BYTES(0);

  private final int width;

  Datatype(int width) {
    this.width = width;
  }

  /// Bytes of an element; 0 for [#BYTES].
  public int width() {
    return width;
  }
}
