package org.prunescope.contract.checkpoint;

import java.util.regex.Pattern;

/**
 * The bytes are not a file that we would have written; nothing of it was used. Its message may
 * quote the file, so control characters in it are blanks and it is cut after 300 characters.
 */
public final class InvalidTensorFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_MESSAGE = 300;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  public InvalidTensorFileException(String message) {
    super(fitForALine(message));
  }

  private static String fitForALine(String message) {
    String cut = message.substring(0, Math.min(MAX_MESSAGE, message.length()));
    return CONTROL.matcher(cut).replaceAll(" ");
  }
}
