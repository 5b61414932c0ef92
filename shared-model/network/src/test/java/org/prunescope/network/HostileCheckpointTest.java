package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.artifact.FolderArtifactStore;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.InvalidTensorFileException;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;
import org.prunescope.network.MutatedFile.Kind;

/**
 * A checkpoint of a network that has trained and was pruned, changed in ten thousand ways: it is
 * read as exactly the bytes that it has where only elements were changed, and not at all otherwise.
 */
class HostileCheckpointTest {
  private static final long SEED = Long.getLong("seed", 20261129);
  private static final int MUTATIONS = 10_000;
  private static final List<Kind> KINDS = List.of(Kind.values());

  /** Loading into libtorch and the store take longer than reading: every so many rounds. */
  private static final int ROUNDS = 20;

  /** What reading may allocate, as a multiple of the unchanged file's size. */
  private static final double MOST_ALLOCATED = 2;

  private final byte[] whole = Samples.bytes(trainedAndPruned());
  private final MutatedFile mutated = new MutatedFile(whole);
  private final SortedMap<String, Tensor> tensors = CheckpointFormat.read(whole).tensors();

  @Test
  void isReadAsItsBytesOrNotAtAll(@TempDir Path folder) throws IOException {
    FolderArtifactStore store = new FolderArtifactStore(folder);
    ArtifactRef ref = new ArtifactRef("checkpoint", Sha256.of(whole), whole.length);
    Map<Kind, Integer> used = new EnumMap<>(Kind.class);
    Map<Kind, Integer> refused = new EnumMap<>(Kind.class);
    double mostAllocated = 0;

    for (int i = 0; i < MUTATIONS; i++) {
      Kind kind = KINDS.get(i % KINDS.size());
      byte[] file = mutated.by(kind, new RandomStream(SEED, 0, 0, i, Purpose.RESAMPLING));
      String which = "seed=%d mutation=%d kind=%s".formatted(SEED, i, kind);

      long before = allocated();
      Optional<NetworkState> state = read(file);
      double share = (double) (allocated() - before) / whole.length;

      mostAllocated = Math.max(mostAllocated, share);
      assertThat(state.isPresent()).as(which).isEqualTo(isAnotherStateOfTheNetwork(file));
      state.ifPresent(read -> requireEqual(which, Samples.bytes(read), file));
      if (i / KINDS.size() % ROUNDS == 0) {
        state.ifPresent(read -> requireEqual(which, throughLibtorch(read), file));
        Files.write(folder.resolve(ref.key()), file);
        requireRefused(which, store, ref, file);
      }
      (state.isPresent() ? used : refused).merge(kind, 1, Integer::sum);
    }

    System.out.printf(
        "seed=%d mutations=%d bytes=%d mostAllocated=%.2f times that%n",
        SEED, MUTATIONS, whole.length, mostAllocated);
    for (Kind kind : KINDS) {
      System.out.printf(
          "%s refused=%d read=%d%n",
          kind, refused.getOrDefault(kind, 0), used.getOrDefault(kind, 0));
    }
    assertThat(mostAllocated).isLessThan(MOST_ALLOCATED);
    for (Kind kind : KINDS) {
      Map<Kind, Integer> most = kind == Kind.PAYLOAD || kind == Kind.BIT ? used : refused;
      assertThat(most.getOrDefault(kind, 0))
          .as(kind.name())
          .isGreaterThan(MUTATIONS / 2 / KINDS.size());
    }
  }

  private static NetworkState trainedAndPruned() {
    NetworkState trained;
    try (TrainingNetwork network =
        TrainingNetwork.load(Samples.unevenNetwork(1), Samples.SUPERVISED, Samples.PAPER, 1)) {
      network.step(Samples.images(1, 4, 8), Samples.labels(1, 4), 0.1);
      trained = network.state();
    }
    SortedMap<String, Tensor> masks = new TreeMap<>();
    for (String name : new String[] {"encoder.conv1.weight", "fc.weight"}) {
      Tensor weights = trained.content().tensor(name);
      byte[] mask = new byte[weights.size()];
      Arrays.fill(mask, 0, mask.length / 2, (byte) 1);
      masks.put(name, Tensor.ofBytes(mask, weights.shape()));
    }
    return new NetworkState(
        trained.architecture(), trained.head(), trained.parameters(), trained.momentum(), masks);
  }

  private static Optional<NetworkState> read(byte[] file) {
    try {
      return Optional.of(NetworkState.of(CheckpointFormat.read(file), Samples.SMALL, Samples.HEAD));
    } catch (InvalidTensorFileException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
      return Optional.empty();
    }
  }

  /** Judged by the bytes alone: the header is untouched, the size too, and masks are masks. */
  private boolean isAnotherStateOfTheNetwork(byte[] file) {
    if (file.length != whole.length
        || !Arrays.equals(file, 0, mutated.payload(), whole, 0, mutated.payload())) {
      return false;
    }
    int begin = mutated.payload();
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      int end = begin + tensor.getValue().data().remaining();
      if (tensor.getKey().startsWith(CheckpointFormat.MASK) && !areBits(file, begin, end)) {
        return false;
      }
      begin = end;
    }
    return true;
  }

  private static boolean areBits(byte[] file, int begin, int end) {
    for (int at = begin; at < end; at++) {
      if (file[at] != 0 && file[at] != 1) {
        return false;
      }
    }
    return true;
  }

  private static byte[] throughLibtorch(NetworkState state) {
    try (TrainingNetwork network =
        TrainingNetwork.load(state, Samples.SUPERVISED, Samples.PAPER, 1)) {
      return Samples.bytes(network.state());
    }
  }

  private void requireRefused(
      String which, FolderArtifactStore store, ArtifactRef ref, byte[] file) {
    if (!Arrays.equals(file, whole)) {
      assertThatThrownBy(() -> store.get(ref))
          .as(which)
          .isInstanceOf(ArtifactUnreadableException.class);
    }
  }

  private static void requireEqual(String which, byte[] actual, byte[] expected) {
    assertThat(Arrays.mismatch(actual, expected)).as(which).isEqualTo(-1);
  }

  /** Bytes that this thread has allocated. */
  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
