package org.prunescope.gateway.rest;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.gateway.request.RefusedRequestException;

/** The parameters of a query, read strictly: what is misspelt is refused, not passed over. */
final class QueryParameters {
  private final MultivaluedMap<String, String> given;

  private QueryParameters(MultivaluedMap<String, String> given) {
    this.given = given;
  }

  /**
   * Those of a request.
   *
   * @param known names that it may have, each once
   */
  static QueryParameters of(UriInfo uri, String... known) {
    MultivaluedMap<String, String> given = uri.getQueryParameters();
    for (Map.Entry<String, List<String>> one : new TreeMap<>(given).entrySet()) {
      String name = one.getKey();
      if (!List.of(known).contains(name)) {
        String there = known.length == 0 ? "none" : String.join(", ", known);
        throw new RefusedRequestException(name, "is no parameter of this; there are " + there);
      }
      if (one.getValue().size() > 1) {
        throw new RefusedRequestException(name, "must be given once");
      }
    }
    return new QueryParameters(given);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(given.getFirst(name));
  }

  boolean flag(String name, boolean otherwise) {
    return oneOf(name, List.of("true", "false")).map(Boolean::valueOf).orElse(otherwise);
  }

  /** One of these; the first where it is not given. */
  String choice(String name, List<String> allowed) {
    String value = text(name).orElse(allowed.getFirst());
    if (!allowed.contains(value)) {
      throw new RefusedRequestException(
          name, "must be %s, not %s".formatted(String.join(" or ", allowed), value));
    }
    return value;
  }

  /** One of these; empty where it is not given. */
  Optional<String> oneOf(String name, List<String> allowed) {
    return text(name).map(value -> choice(name, allowed));
  }

  /** One of these variants; empty where none is given. */
  Optional<VariantId> variant(List<VariantId> allowed) {
    return text("variant")
        .map(
            name ->
                allowed.stream()
                    .filter(variant -> variant.value().equals(name))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new RefusedRequestException(
                                "variant", "must be one of %s, not %s".formatted(allowed, name))));
  }

  /** The parameter {@code seed}. */
  Optional<Long> seed() {
    return text("seed").map(value -> number("seed", value, 0, Long.MAX_VALUE));
  }

  Optional<Integer> number(String name, int least, int greatest) {
    return text(name).map(value -> (int) number(name, value, least, greatest));
  }

  private static long number(String name, String value, long least, long greatest) {
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= greatest) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused like one that is out of the range.
    }
    throw new RefusedRequestException(
        name, "must be a whole number from %d to %d, not %s".formatted(least, greatest, value));
  }
}
