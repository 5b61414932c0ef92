package org.prunescope.network;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import org.prunescope.contract.checkpoint.Tensor;

/**
 * Copies numbers from the heap into arrays that libtorch owns.
 *
 * <p>All pass through one direct buffer of the thread. On a processor libtorch would compute on
 * that buffer itself; the copy is taken because the buffer is used again, and because libtorch's
 * own memory is always aligned alike, on which the order of sums in matrix products may depend.
 *
 * <p>Four-dimensional arrays have the shape (N, C, H, W) in both layouts.
 */
final class ArrayLoader {
  private static final long[] NHWC_TO_NCHW = {0, 3, 1, 2};

  /** As large as what was largest; not of each loader, since networks are kept while they rest. */
  private static final ThreadLocal<ByteBuffer> BUFFER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0));

  private final PtNDManager manager;
  private final MemoryLayout layout;

  ArrayLoader(PtNDManager manager, MemoryLayout layout) {
    this.manager = manager;
    this.layout = layout;
  }

  /** The images, (count, 3, height, width). */
  PtNDArray images(ImageBatch images) {
    int count = images.count();
    int area = images.height() * images.width();
    float[] pixels = images.pixels();
    ByteBuffer staging = staging(pixels.length, Float.BYTES);
    return switch (layout) {
      case CHANNELS_LAST -> {
        staging.asFloatBuffer().put(pixels);
        yield permuted(new Shape(count, images.height(), images.width(), ImageBatch.CHANNELS));
      }
      case CONTIGUOUS -> {
        putTransposed(staging, pixels, count, area, ImageBatch.CHANNELS);
        yield copy(
            new Shape(count, ImageBatch.CHANNELS, images.height(), images.width()),
            DataType.FLOAT32);
      }
    };
  }

  /** Class indices, (count, 1), I64. */
  PtNDArray labels(int[] labels) {
    ByteBuffer staging = staging(labels.length, Long.BYTES);
    for (int label : labels) {
      staging.putLong(label);
    }
    return copy(new Shape(labels.length, 1), DataType.INT64);
  }

  /** A number without dimensions, F32. */
  PtNDArray scalar(double value) {
    staging(1, Float.BYTES).putFloat((float) value);
    return copy(new Shape(), DataType.FLOAT32);
  }

  /** A parameter, buffer or momentum, from PyTorch's order. */
  PtNDArray floats(Tensor tensor) {
    return fromPyTorchOrder(tensor.floats(), tensor.shape());
  }

  /** A mask as factors 0 and 1. */
  PtNDArray mask(Tensor tensor) {
    byte[] mask = tensor.bytes();
    float[] factors = new float[mask.length];
    for (int i = 0; i < mask.length; i++) {
      factors[i] = mask[i] == 0 ? 0 : 1;
    }
    return fromPyTorchOrder(factors, tensor.shape());
  }

  private PtNDArray fromPyTorchOrder(float[] values, int[] shape) {
    ByteBuffer staging = staging(values.length, Float.BYTES);
    if (shape.length == 4 && layout == MemoryLayout.CHANNELS_LAST) {
      putTransposed(staging, values, shape[0], shape[1], shape[2] * shape[3]);
      return permuted(new Shape(shape[0], shape[2], shape[3], shape[1]));
    }
    staging.asFloatBuffer().put(values);
    return copy(new Shape(IntStream.of(shape).asLongStream().toArray()), DataType.FLOAT32);
  }

  /** Writes each of {@code count} matrices, (rows, columns), as its transpose. */
  private static void putTransposed(
      ByteBuffer staging, float[] values, int count, int rows, int columns) {
    for (int matrix = 0; matrix < count; matrix++) {
      for (int column = 0; column < columns; column++) {
        for (int row = 0; row < rows; row++) {
          staging.putFloat(values[(matrix * rows + row) * columns + column]);
        }
      }
    }
  }

  private PtNDArray permuted(Shape nhwc) {
    try (PtNDArray view = view(nhwc, DataType.FLOAT32);
        PtNDArray nchw = JniUtils.permute(view, NHWC_TO_NCHW)) {
      return JniUtils.clone(nchw);
    }
  }

  private PtNDArray copy(Shape shape, DataType type) {
    try (PtNDArray view = view(shape, type)) {
      return JniUtils.clone(view);
    }
  }

  private PtNDArray view(Shape shape, DataType type) {
    return JniUtils.createNdFromByteBuffer(
        manager, BUFFER.get(), shape, type, SparseFormat.DENSE, Libtorch.device());
  }

  private ByteBuffer staging(int elements, int bytesEach) {
    int bytes = Math.multiplyExact(elements, bytesEach);
    if (BUFFER.get().capacity() < bytes) {
      BUFFER.set(ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()));
    }
    return BUFFER.get().clear();
  }
}
