package org.prunescope.standalone.client;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.prunescope.contract.artifact.Sha256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a key for a gateway, which is told its digest alone. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = "Makes a key for OWNER and says what to tell the gateway and its user.",
    footerHeading = "%nExample:%n",
    footer = "  ./prunescope key alice")
public final class KeyCommand implements Callable<Integer> {
  private static final int BYTES = 32;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "OWNER", description = "Whose experiments it opens.")
  private String owner = "";

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  KeyCommand() {}

  @Override
  public Integer call() {
    if (!owner.matches("[A-Za-z0-9._@-]{1,100}")) {
      throw new ParameterException(
          spec.commandLine(), "OWNER must be letters, digits, dots, hyphens, underscores or @.");
    }
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String key = "psk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Console console = Console.of(spec);
    console.say("For %s, who keeps it: PRUNESCOPE_KEY=%s".formatted(owner, key));
    console.say(
        "For the gateway, beside its other keys: PRUNESCOPE_GATEWAY_KEYS=%s:%s"
            .formatted(owner, Sha256.of(key.getBytes(StandardCharsets.UTF_8))));
    return 0;
  }
}
