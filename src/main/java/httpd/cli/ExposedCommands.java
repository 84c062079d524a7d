package httpd.cli;

import httpd.http.AddressText;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds commands that clients of other machines can run. */
final class ExposedCommands {

  private ExposedCommands() {}

  /**
   * The warning of C-37.
   *
   * @param needsUser whether a path is only for users
   */
  static Optional<String> warning(
      List<RouteArgument> arguments, InetAddress address, Predicate<String> needsUser) {
    var commands =
        arguments.stream()
            .filter(argument -> argument.what().runsCommands())
            .filter(argument -> !needsUser.test(argument.path()))
            .toList();
    if (commands.isEmpty() || address.isLoopbackAddress()) {
      return Optional.empty();
    }
    return Optional.of(
        "every client that reaches %s can run the %s of %s; --bind 127.0.0.1 serves this machine only"
            .formatted(
                AddressText.of(address),
                commands.size() == 1 ? "command" : "commands",
                commands.stream().map(RouteArgument::path).collect(Collectors.joining(", "))));
  }
}
