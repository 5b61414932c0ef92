package org.prunescope.contract.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A dense tensor: type, shape and elements, row-major, little-endian.
 *
 * @param shape sizes per dimension; empty for a scalar
 * @param data the elements; its size is the product of the shape times the type's size
 */
public record Tensor(DataType type, int[] shape, ByteBuffer data) {
  public Tensor {
    shape = shape.clone();
    long elements = 1;
    for (int size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("negative size in shape " + Arrays.toString(shape));
      }
      elements = Math.multiplyExact(elements, size);
    }
    if (Math.multiplyExact(elements, type.bytes()) != data.remaining()) {
      throw new IllegalArgumentException(
          "%d bytes do not fill shape %s of %s"
              .formatted(data.remaining(), Arrays.toString(shape), type));
    }
    data = data.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A tensor of single-precision numbers. */
  public static Tensor ofFloats(float[] values, int... shape) {
    ByteBuffer data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new Tensor(DataType.F32, shape, data);
  }

  /** A tensor of unsigned bytes: masks, images. */
  public static Tensor ofBytes(byte[] values, int... shape) {
    return new Tensor(DataType.U8, shape, ByteBuffer.wrap(values.clone()));
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  /** The elements' bytes, read-only, from the first. */
  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Number of elements. */
  public int size() {
    return data.remaining() / type.bytes();
  }

  /** The elements of an F32 tensor, copied. */
  public float[] floats() {
    require(DataType.F32);
    float[] values = new float[size()];
    data().asFloatBuffer().get(values);
    return values;
  }

  /** The elements of an F64 tensor, copied. */
  public double[] doubles() {
    require(DataType.F64);
    double[] values = new double[size()];
    data().asDoubleBuffer().get(values);
    return values;
  }

  /** The elements of an I64 tensor, copied. */
  public long[] longs() {
    require(DataType.I64);
    long[] values = new long[size()];
    data().asLongBuffer().get(values);
    return values;
  }

  /** The elements of a U8 tensor, copied. */
  public byte[] bytes() {
    require(DataType.U8);
    byte[] values = new byte[size()];
    data().get(values);
    return values;
  }

  private void require(DataType expected) {
    if (type != expected) {
      throw new IllegalStateException("tensor is " + type + ", not " + expected);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor tensor
        && type == tensor.type
        && Arrays.equals(shape, tensor.shape)
        && data.equals(tensor.data);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * type.hashCode() + Arrays.hashCode(shape)) + data.hashCode();
  }

  @Override
  public String toString() {
    return "Tensor[" + type + " " + Arrays.toString(shape) + "]";
  }
}
