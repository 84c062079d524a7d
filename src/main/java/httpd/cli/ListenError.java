package httpd.cli;

import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.net.ListenException;
import httpd.net.ListenException.Reason;
import httpd.server.tls.TlsException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Words for a server that cannot listen, with a remedy. */
final class ListenError {

  private static final Pattern WITH_PORT =
      Pattern.compile("(?:https?://)?([^/:]*|\\[[^]]*]):([0-9]{1,5})/?");

  private ListenError() {}

  static CommandException of(IOException cause, Options options) {
    if (cause instanceof TlsException tls) {
      return TlsOptions.of(tls);
    }
    int port = port(cause, options);
    var bind = options.said("--bind", options.bind());
    if (cause instanceof UnknownHostException) {
      return CommandException.wrong(bind + ": no such address", unknownHint(options.bind()));
    }
    var reason = cause instanceof ListenException refused ? refused.reason() : Reason.OTHER;
    boolean isFirst = port == options.port();
    return switch (reason) {
      case NOT_LOCAL ->
          CommandException.failed(
              bind + ": this machine does not have that address",
              "--bind 127.0.0.1 is for this machine alone, --bind 0.0.0.0 for all who reach it",
              cause);
      case NO_IPV6 ->
          CommandException.failed(
              bind + ": this machine has no IPv6",
              "--bind 0.0.0.0 opens every IPv4 address",
              cause);
      case INVALID ->
          CommandException.failed(
              bind + ": this address is incomplete or not for listening",
              "an address that begins with fe80: needs its interface, as fe80::1%eth0",
              cause);
      case NOT_PERMITTED ->
          CommandException.failed(
              "port " + port + " needs privileges",
              "ports from 1024 on need none; `sysctl net.ipv4.ip_unprivileged_port_start` is the"
                  + " limit",
              cause);
      case IN_USE ->
          CommandException.failed(
              "port " + port + " is in use",
              (isFirst ? "--port 0" : "--http-port 0")
                  + " takes a free one; `ss -ltnp sport = :"
                  + port
                  + "` names the holder",
              cause);
      case OTHER ->
          CommandException.failed(
              "cannot listen on %s port %s: %s".formatted(options.bind(), port, cause.getMessage()),
              "try --port 0 and --bind 127.0.0.1",
              cause);
    };
  }

  private static int port(IOException cause, Options options) {
    return cause instanceof ListenException other && other.port() >= 0
        ? other.port()
        : options.port();
  }

  private static String unknownHint(String bind) {
    var withPort = WITH_PORT.matcher(bind);
    if (withPort.matches()) {
      var address = withPort.group(1).isEmpty() ? "0.0.0.0" : withPort.group(1);
      return "the port is an option of its own: --bind " + address + " --port " + withPort.group(2);
    }
    return bind.equals("*") || bind.equals("+")
        ? "--bind 0.0.0.0 opens every IPv4 address, --bind :: those of IPv6 too"
        : "write an address, as 127.0.0.1, 0.0.0.0 or ::1";
  }
}
