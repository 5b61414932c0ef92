package org.prunescope.contract.artifact;

/** The artifact is missing or damaged: trying again does not help. */
public final class ArtifactUnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  public ArtifactUnreadableException(ArtifactRef ref, String problem) {
    super("artifact " + ref.key() + " " + problem);
  }
}
