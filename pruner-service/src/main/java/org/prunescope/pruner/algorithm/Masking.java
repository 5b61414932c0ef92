package org.prunescope.pruner.algorithm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What came of making masks. */
public sealed interface Masking permits Masking.Made, NonFiniteWeight {
  /**
   * The masks after the event.
   *
   * @param byTensor one byte per element, 1 keeps; in the order in which the tensors were given
   */
  record Made(Map<String, byte[]> byTensor) implements Masking {
    public Made {
      byTensor = Collections.unmodifiableMap(new LinkedHashMap<>(byTensor));
    }
  }
}
