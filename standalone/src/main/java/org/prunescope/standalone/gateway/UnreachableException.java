package org.prunescope.standalone.gateway;

import org.prunescope.standalone.RefusedException;

/** No gateway answers; the message says where one was looked for. */
public final class UnreachableException extends RefusedException {
  private static final long serialVersionUID = 1;

  UnreachableException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
