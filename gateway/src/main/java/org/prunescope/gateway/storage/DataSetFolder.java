package org.prunescope.gateway.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.dataset.DataSetUnavailableException;
import org.prunescope.dataset.DataSets;
import org.prunescope.dataset.ImageDataSet;
import org.prunescope.dataset.Split;
import org.prunescope.gateway.GatewayConfig;

/**
 * The data sets here. Each is opened whole, so one at a time, which bounds the memory; of those
 * whose images were asked for last the test images stay (30 MB of CIFAR-10).
 */
@ApplicationScoped
public class DataSetFolder {
  private static final int KEPT = 2;

  /** Drawn data sets whose fingerprints are kept. */
  private static final int KEPT_FINGERPRINTS = 1000;

  /** How long what could not be opened is not opened again. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

  private final GatewayConfig config;
  private final ReentrantLock opening = new ReentrantLock();
  private final Map<String, Known> known =
      new LinkedHashMap<>(KEPT, .75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > KEPT;
        }
      };

  /** Of what is drawn, and so is the same for ever: drawing 60,000 shapes takes ten seconds. */
  private final Cache<DataSetSpec.Shapes, DataSetFingerprint> drawn =
      Caffeine.newBuilder().maximumSize(KEPT_FINGERPRINTS).build();

  DataSetFolder(GatewayConfig config) {
    this.config = config;
  }

  /** What is known of the data set of a fingerprint. */
  private sealed interface Known {
    record Images(Split test) implements Known {}

    record Missing(String why, long sinceNanos) implements Known {}
  }

  /** Exactly what is here now. */
  public DataSetFingerprint fingerprint(DataSetSpec spec) throws DataSetUnavailableException {
    opening.lock();
    try {
      DataSetFingerprint known =
          spec instanceof DataSetSpec.Shapes shapes ? drawn.getIfPresent(shapes) : null;
      if (known != null) {
        return known;
      }
      DataSetFingerprint opened = open(spec).fingerprint();
      if (spec instanceof DataSetSpec.Shapes shapes) {
        drawn.put(shapes, opened);
      }
      return opened;
    } finally {
      opening.unlock();
    }
  }

  /**
   * The test images that an experiment was planned with.
   *
   * @throws DataSetMissingException where they are not here, or others are
   */
  public Split testImages(DataSetSpec spec, DataSetFingerprint planned)
      throws DataSetMissingException {
    opening.lock();
    try {
      Known images = known.get(planned.sha256());
      if (images == null || isOver(images)) {
        images = look(spec, planned);
        known.put(planned.sha256(), images);
      }
      return switch (images) {
        case Known.Images found -> found.test();
        case Known.Missing missing -> throw new DataSetMissingException(missing.why());
      };
    } finally {
      opening.unlock();
    }
  }

  private static boolean isOver(Known images) {
    return switch (images) {
      case Known.Images found -> false;
      case Known.Missing missing ->
          System.nanoTime() - missing.sinceNanos() > PAUSE_AFTER_FAILURE.toNanos();
    };
  }

  private Known look(DataSetSpec spec, DataSetFingerprint planned) {
    try {
      ImageDataSet opened = open(spec);
      if (opened.fingerprint().equals(planned)) {
        return new Known.Images(opened.test());
      }
      return missing(
          "The data set here is not the one that the experiment was planned with: its fingerprint"
              + " is %s, the plan's %s."
                  .formatted(opened.fingerprint().sha256(), planned.sha256()));
    } catch (DataSetUnavailableException e) {
      return missing("The data set cannot be opened here: " + e.getMessage());
    }
  }

  private static Known missing(String why) {
    return new Known.Missing(why, System.nanoTime());
  }

  private ImageDataSet open(DataSetSpec spec) throws DataSetUnavailableException {
    return DataSets.open(spec, config.dataSets().folder());
  }
}
