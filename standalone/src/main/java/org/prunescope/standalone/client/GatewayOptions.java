package org.prunescope.standalone.client;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.prunescope.standalone.gateway.Gateway;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which gateway is asked, and as whom. */
public final class GatewayOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      defaultValue = "${env:PRUNESCOPE_GATEWAY:-http://127.0.0.1:8080}",
      description = "The gateway; also $PRUNESCOPE_GATEWAY. Default: ${DEFAULT-VALUE}",
      showDefaultValue = Visibility.NEVER)
  private URI address = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--key",
      paramLabel = "KEY",
      defaultValue = "${env:PRUNESCOPE_KEY}",
      description = "For a gateway that asks for one; better in $PRUNESCOPE_KEY.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String key;

  @SuppressWarnings("NullAway.Init") // for picocli, which fills the fields
  GatewayOptions() {}

  /** Where it is. */
  public URI address() {
    if (address.getHost() == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--gateway must be an address such as http://127.0.0.1:8080, not %s.".formatted(address));
    }
    return address;
  }

  /** The gateway. */
  public Gateway gateway() {
    return new Gateway(address(), key == null || key.isBlank() ? null : key);
  }
}
