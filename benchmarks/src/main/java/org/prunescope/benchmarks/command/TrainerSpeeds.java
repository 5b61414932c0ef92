package org.prunescope.benchmarks.command;

import java.util.stream.DoubleStream;
import org.prunescope.contract.plan.Learning;
import picocli.CommandLine.Option;

/** How fast a trainer is, as options of a command that reckons with it. */
public final class TrainerSpeeds {
  @Option(
      names = "--cross-entropy",
      paramLabel = "SPEED",
      description = "images/s of a trainer (WRN-16-2, two cores)")
  private double crossEntropy;

  @Option(names = "--contrastive", paramLabel = "SPEED", description = "views/s, likewise")
  private double contrastive;

  @Option(
      names = "--linear-probe",
      paramLabel = "SPEED",
      description = "images/s; by default as many forward passes as cross-entropy's three")
  private double linearProbe;

  /** Those of a WRN-16-2 on two cores. */
  public TrainerSpeeds() {
    this(300, 290, 900);
  }

  /**
   * @param crossEntropy images per second
   * @param contrastive views per second; an image has two
   * @param linearProbe images per second
   */
  public TrainerSpeeds(double crossEntropy, double contrastive, double linearProbe) {
    this.crossEntropy = crossEntropy;
    this.contrastive = contrastive;
    this.linearProbe = linearProbe;
  }

  /** Views per second; an image has as many as the learning. */
  public double of(Learning learning) {
    return switch (learning) {
      case Learning.CrossEntropy supervised -> crossEntropy;
      case Learning.Contrastive preTraining -> contrastive;
      case Learning.LinearProbe probe -> linearProbe;
      default -> throw new IllegalArgumentException("no speed is given for " + learning.text());
    };
  }

  /** Whether each is above 0 and finite. */
  public boolean areSound() {
    return DoubleStream.of(crossEntropy, contrastive, linearProbe)
        .allMatch(speed -> speed > 0 && !Double.isInfinite(speed));
  }

  @Override
  public String toString() {
    return "%.0f images/s cross-entropy, %.0f views/s contrastive, %.0f images/s linear probe"
        .formatted(crossEntropy, contrastive, linearProbe);
  }
}
