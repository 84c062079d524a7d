package httpd.cli;

import httpd.cli.output.Console;
import httpd.cli.output.ServerUrl;
import httpd.server.Server;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a start, and a check, tell about the routes and who may reach them. */
record StartNotes(
    Routes routes, @Nullable AccessRules rules, @Nullable TokenRules tokens, Console console) {

  /**
   * Tells what concerns routes that are not served yet.
   *
   * @param open the first address that other machines may reach
   */
  void ofCheck(Optional<InetAddress> open) {
    open.ifPresent(this::warn);
    routes.warnings().forEach(console::warning);
    routes.unusedOptions().forEach(console::note);
  }

  /** Tells that a server listens, and where; the ready line comes first. */
  void ofStart(Server server, ServerUrl url, Object router) {
    console.ready(url, router.toString());
    TlsNotes.of(server).forEach(console::note);
    ofCheck(Places.openToOthers(server.addresses()));
    if (rules != null) {
      rules.notes().forEach(console::note);
    }
    if (tokens != null) {
      tokens.notes(rules).forEach(console::note);
    }
    routes.notes().forEach(console::note);
  }

  private void warn(InetAddress open) {
    ExposedCommands.warning(routes.arguments(), open, path -> rules != null && rules.cover(path))
        .ifPresent(console::warning);
    if (rules != null) {
      rules.warning(open).ifPresent(console::warning);
    }
    if (tokens != null) {
      tokens.warning(open).ifPresent(console::warning);
    }
  }
}
