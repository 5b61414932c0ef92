package org.prunescope.contract.checkpoint;

/** The element types that a safetensors file of ours may hold. */
public enum DataType {
  F32(4),
  F64(8),
  I64(8),
  U8(1);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
