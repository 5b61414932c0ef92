package org.prunescope.standalone.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rows as aligned text, a line each: words to the left, numbers to the right. */
public final class TextTable {
  /** Stands where there is nothing. */
  public static final String ABSENT = "-";

  private final boolean[] toTheRight;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A table with these headings.
   *
   * @param headings one that begins with {@code >} is over numbers
   */
  public TextTable(String... headings) {
    toTheRight = new boolean[headings.length];
    List<String> names = new ArrayList<>();
    for (int column = 0; column < headings.length; column++) {
      toTheRight[column] = headings[column].startsWith(">");
      names.add(toTheRight[column] ? headings[column].substring(1) : headings[column]);
    }
    rows.add(names);
  }

  /** Adds a row of as many cells as there are headings. */
  public void add(String... cells) {
    if (cells.length != toTheRight.length) {
      throw new IllegalArgumentException(
          "cells do not match the headings: " + Arrays.toString(cells));
    }
    rows.add(List.of(cells));
  }

  /** A number as a cell. */
  public static String number(String format, @Nullable Number value) {
    return value == null ? ABSENT : String.format(Locale.ROOT, format, value);
  }

  /** The headings and the rows, without spaces at their ends. */
  public List<String> lines() {
    int[] widths = new int[toTheRight.length];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String padding = " ".repeat(widths[column] - row.get(column).length());
      line.append(column == 0 ? "" : "  ");
      line.append(toTheRight[column] ? padding + row.get(column) : row.get(column) + padding);
    }
    return line.toString().stripTrailing();
  }
}
