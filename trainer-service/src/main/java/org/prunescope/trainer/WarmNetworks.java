package org.prunescope.trainer;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import org.prunescope.contract.experiment.Optimiser;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.plan.Learning;
import org.prunescope.network.TrainingNetwork;

/**
 * A bounded number of networks that stay in memory after a segment, under the exact state that they
 * hold. The segment that begins with that very state takes its network over instead of reading a
 * checkpoint; the result is the same bytes. Any thread may ask.
 */
public final class WarmNetworks implements AutoCloseable {
  /**
   * What a kept network can be used for.
   *
   * @param sha256 of the checkpoint that the network equals
   */
  public record Key(
      String sha256,
      Architecture architecture,
      int classes,
      Learning learning,
      Optimiser optimiser,
      Precision precision,
      int threads) {}

  private final int limit;
  private final SequencedMap<Key, TrainingNetwork> networks = new LinkedHashMap<>();

  /**
   * @param limit greatest number of networks kept, at least 0; beyond it the oldest goes
   */
  public WarmNetworks(int limit) {
    this.limit = limit;
  }

  /** Hands out the network of this state, which is then the caller's to close or give back. */
  public synchronized Optional<TrainingNetwork> take(Key key) {
    return Optional.ofNullable(networks.remove(key));
  }

  /** Keeps a network, which must hold exactly this state. */
  public synchronized void keep(Key key, TrainingNetwork network) {
    TrainingNetwork duplicate = networks.put(key, network);
    if (duplicate != null) {
      duplicate.close();
    }
    if (networks.size() > limit) {
      networks.pollFirstEntry().getValue().close();
    }
  }

  /** Number of networks kept now. */
  public synchronized int size() {
    return networks.size();
  }

  @Override
  public synchronized void close() {
    networks.values().forEach(TrainingNetwork::close);
    networks.clear();
  }
}
