package httpd.cli;

import httpd.cli.error.CommandException;
import httpd.cli.option.Options;
import httpd.cli.option.TlsFiles;
import httpd.server.ListenAddress;
import httpd.server.ServerConfig;
import httpd.server.tls.ServerTls;
import httpd.server.tls.TlsException;
import httpd.server.tls.TlsSettings;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The options of TLS together, where one needs another. */
final class TlsOptions {

  private static final String NEEDS_TLS =
      "it is for a server with certificates: add --tls CERT.pem,KEY.pem";

  private TlsOptions() {}

  /** Returns what they say; null if the server speaks plain HTTP. */
  static @Nullable TlsSettings settings(Options options) throws CommandException {
    var files = options.tls();
    var authorities = options.tlsClientAuthorities();
    if (files.isEmpty()) {
      checkAlone("--tls-client-ca", authorities, options);
      checkAlone("--http-port", options.httpPort(), options);
      return null;
    }
    checkPorts(options);
    var pairs = files.stream().map(TlsFiles::pair).flatMap(Stream::ofNullable).toList();
    if (pairs.isEmpty()) {
      return TlsSettings.ownCertificate(names(options)).withClientAuthorities(authorities);
    }
    if (pairs.size() < files.size()) {
      throw CommandException.wrong(
          "--tls self is given with another --tls",
          "a throw-away certificate is for a server without one; leave one of the two out");
    }
    return TlsSettings.of(pairs).withClientAuthorities(authorities);
  }

  private static void checkAlone(String option, @Nullable Object value, Options options)
      throws CommandException {
    if (value != null) {
      throw CommandException.wrong(
          options.said(option, value) + " is given without --tls", NEEDS_TLS);
    }
  }

  private static void checkPorts(Options options) throws CommandException {
    var plain = options.httpPort();
    if (plain != null && plain != 0 && ports(options).contains(plain)) {
      throw CommandException.wrong(
          options.said("--http-port", plain) + " is the port of TLS",
          "a redirect needs a port of its own, as --port 443 --http-port 80");
    }
  }

  /** Those that are given for TLS. */
  private static Set<Integer> ports(Options options) {
    var places = options.binds();
    return (places.isEmpty() ? Stream.of(Places.STANDARD) : places.stream())
        .flatMap(place -> place instanceof ListenAddress.Tcp tcp ? Stream.of(tcp) : Stream.empty())
        .map(tcp -> tcp.port() == ListenAddress.SHARED_PORT ? options.port() : tcp.port())
        .collect(Collectors.toSet());
  }

  private static Set<String> names(Options options) {
    return Stream.concat(Stream.of("localhost"), options.sites().hosts().stream())
        .filter(host -> !host.equals("*"))
        .map(host -> host.replaceAll("[\\[\\]]", ""))
        .collect(Collectors.toSet());
  }

  /** Adds them to a configuration. */
  static ServerConfig added(Options options, ServerConfig config) throws CommandException {
    var plain = options.httpPort();
    return config.withTls(settings(options)).withHttpPort(plain == null ? -1 : plain);
  }

  /** Reads the certificates, and uses none. */
  static void check(Options options) throws CommandException {
    var settings = settings(options);
    if (settings != null) {
      try (var tls = ServerTls.load(settings, List.of())) {
        tls.warnings();
      } catch (TlsException e) {
        throw of(e);
      }
    }
  }

  static CommandException of(TlsException cause) {
    return CommandException.wrong(String.valueOf(cause.getMessage()), cause.hint());
  }
}
