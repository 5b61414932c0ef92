package org.prunescope.trainer.storage;

import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.dataset.DataSetUnavailableException;
import org.prunescope.dataset.DataSets;
import org.prunescope.dataset.ImageDataSet;

/** Data sets by their fingerprint, each opened once as long as the heap has room for it. */
public final class OpenedDataSets {
  private final Path root;
  private final Map<String, SoftReference<ImageDataSet>> opened = new HashMap<>();

  /**
   * @param root folder that holds the data sets' folders
   */
  public OpenedDataSets(Path root) {
    this.root = root;
  }

  /**
   * The data set that was planned with.
   *
   * @throws DataSetUnavailableException where it is missing or damaged, or is another one by now
   */
  public synchronized ImageDataSet get(DataSetSpec spec, DataSetFingerprint planned)
      throws DataSetUnavailableException {
    ImageDataSet kept = kept(planned);
    if (kept != null) {
      return kept;
    }
    ImageDataSet dataSet = DataSets.open(spec, root);
    if (!dataSet.fingerprint().equals(planned)) {
      throw new DataSetUnavailableException(
          "the data set has fingerprint %s here, but was planned with %s"
              .formatted(dataSet.fingerprint().sha256(), planned.sha256()));
    }
    opened.values().removeIf(reference -> reference.get() == null);
    opened.put(planned.sha256(), new SoftReference<>(dataSet));
    return dataSet;
  }

  private @Nullable ImageDataSet kept(DataSetFingerprint planned) {
    SoftReference<ImageDataSet> reference = opened.get(planned.sha256());
    return reference == null ? null : reference.get();
  }
}
