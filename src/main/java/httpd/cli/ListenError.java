package httpd.cli;

import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.net.ListenException;
import httpd.server.tls.TlsException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Words for a server that cannot listen, with a remedy. */
final class ListenError {

  private ListenError() {}

  static CommandException of(IOException cause, Options options) {
    if (cause instanceof TlsException tls) {
      return TlsOptions.of(tls);
    }
    if (cause instanceof UnknownHostException) {
      var host = String.valueOf(cause.getMessage());
      return CommandException.wrong(bind(host, options) + ": no such address", unknownHint(host));
    }
    if (!(cause instanceof ListenException refused)) {
      return other(cause, "");
    }
    var bind = bind(refused.place(), options);
    int port = refused.port();
    var socket = ofSocket(refused, bind);
    if (socket != null) {
      return socket;
    }
    return switch (refused.reason()) {
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
              (Objects.equals(port, options.httpPort()) ? "--http-port 0" : "--port 0")
                  + " takes a free one; `ss -ltnp sport = :"
                  + port
                  + "` names the holder",
              cause);
      default -> other(cause, " on " + refused.place());
    };
  }

  /** An error that only a unix-domain socket or a passed one can have; null for others. */
  private static @Nullable CommandException ofSocket(ListenException refused, String bind) {
    var why = bind + ": " + refused.getMessage();
    return switch (refused.reason()) {
      case NOT_A_SOCKET ->
          CommandException.wrong(why, "name a path that is free; httpd removes only sockets");
      case NO_DIRECTORY ->
          CommandException.wrong(
              why, "make it first; systemd makes one in /run with RuntimeDirectory=");
      case TOO_LONG ->
          CommandException.wrong(why, "choose a shorter path, as unix:/run/httpd.sock");
      case NO_OWNER ->
          CommandException.failed(
              bind + ": the owner or group cannot be set: " + refused.getMessage(),
              "only root gives a socket to others, and its owner to a group of its own",
              refused);
      case NOT_LISTENING ->
          CommandException.wrong(
              "LISTEN_FDS: " + refused.place() + ": " + refused.getMessage(),
              "it takes stream sockets that listen: ListenStream= and Accept=no in the .socket"
                  + " unit");
      case IN_USE -> refused.isOfUnix() ? inUse(why, refused) : null;
      case NOT_PERMITTED -> refused.isOfUnix() ? notPermitted(bind, refused) : null;
      default -> null;
    };
  }

  private static CommandException inUse(String why, ListenException refused) {
    var path = refused.place().substring(ListenException.UNIX.length());
    return CommandException.failed(
        why, "choose another path; `ss -lxp src " + path + "` names the holder", refused);
  }

  private static CommandException notPermitted(String bind, ListenException refused) {
    return CommandException.failed(
        bind + ": permission is denied",
        "name a directory that this user may write; systemd makes one with RuntimeDirectory=",
        refused);
  }

  private static CommandException other(IOException cause, String where) {
    return CommandException.failed(
        "cannot listen" + where + ": " + cause.getMessage(),
        "try --port 0 and --bind 127.0.0.1",
        cause);
  }

  private static String bind(String place, Options options) {
    return options.said("--bind", place);
  }

  private static String unknownHint(String bind) {
    return bind.equals("*") || bind.equals("+")
        ? "--bind 0.0.0.0 opens every IPv4 address, --bind :: those of IPv6 too"
        : "write an address, as 127.0.0.1, 0.0.0.0 or ::1";
  }
}
