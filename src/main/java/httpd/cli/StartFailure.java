package httpd.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.util.Locale;

/** Why a server does not listen, in words and with a remedy. */
final class StartFailure {

  private StartFailure() {}

  static CommandException of(IOException cause, Options options) {
    int port = options.port();
    var bind = options.said("--bind", options.bind());
    var reason = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (reason.contains("assign")) {
      return CommandException.failed(
          bind + ": this machine does not have that address",
          "--bind 127.0.0.1 is for this machine alone, --bind 0.0.0.0 for all who reach it",
          cause);
    }
    if (reason.contains("permission")) {
      return CommandException.failed(
          "port " + port + " is not for everyone", "ports from 1024 on need no privilege", cause);
    }
    if (cause instanceof BindException || reason.contains("in use")) {
      return CommandException.failed(
          "port " + port + " is in use",
          "--port 0 takes a free one; `ss -ltnp sport = :" + port + "` names the holder",
          cause);
    }
    if (cause instanceof UnknownHostException) {
      return CommandException.wrong(
          bind + ": no such address", "write an address, as 127.0.0.1, 0.0.0.0 or ::1");
    }
    return CommandException.failed(
        "cannot listen on " + options.bind() + " port " + port + ": " + cause.getMessage(),
        "try --port 0 and --bind 127.0.0.1",
        cause);
  }
}
