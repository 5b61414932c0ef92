package org.prunescope.standalone.gateway;

import org.prunescope.standalone.RefusedException;

/** No gateway answers, or none can now; the message says where one was looked for, or why. */
public final class UnreachableException extends RefusedException {
  private static final long serialVersionUID = 1;

  UnreachableException(String sentence) {
    super(sentence);
  }

  UnreachableException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
