package org.prunescope.benchmarks.command;

import org.prunescope.contract.network.WideResNet;
import picocli.CommandLine.Option;

/** Which Wide ResNet a command trains, as options of it. */
public final class NetworkOptions {
  @Option(names = "--depth", paramLabel = "N", description = "of the Wide ResNet, 6n + 4")
  private int depth;

  @Option(names = "--widen", paramLabel = "N", description = "of the Wide ResNet")
  private int widen;

  /** The network where nothing is said. */
  public NetworkOptions(int depth, int widen) {
    this.depth = depth;
    this.widen = widen;
  }

  /**
   * The network.
   *
   * @throws IllegalArgumentException where there is none of that depth or width
   */
  public WideResNet architecture() {
    return new WideResNet(depth, widen);
  }
}
