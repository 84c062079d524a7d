package httpd.cli.option;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Options that other servers have, and what to write here instead. */
final class ForeignOption {

  private static final Map<String, String> HINTS = new HashMap<>();

  static {
    hint(
        "--bind ADDRESS says where to listen; --bind 0.0.0.0 is for other machines too",
        List.of("--address", "--addr", "--listen", "--interface", "--ip", "-a", "-l", "-i"));
    hint("--bind ADDRESS says where to listen, --host NAME what to answer to", "--hostname");
    hint("--port PORT is the port to listen on", List.of("-P", "--listen-port"));
    hint(
        "write the directory itself, as httpd public, or /x=dir:public",
        List.of("--dir", "--directory", "--root", "--docroot", "--document-root", "--folder"),
        List.of("--path", "--static", "--public", "--serve", "-d", "-r"));
    hint(
        "--allow-origin ORIGIN lets the pages of an origin act here",
        List.of("--cors", "--allow-cors", "--cors-origin", "--origin", "--enable-cors"));
    hint(
        "--tls CERT.pem,KEY.pem speaks https, --tls self with a throw-away certificate",
        List.of("--ssl", "--https", "--cert", "--certificate", "--key", "--tls-cert", "--tls-key"));
    hint(
        "certbot or lego gets a certificate, --tls CERT.pem,KEY.pem uses it and its renewals",
        List.of("--acme", "--domain", "--letsencrypt"));
    hint(
        "--tls-client-ca CA.pem takes only clients with a certificate by this CA",
        List.of("--client-ca", "--mtls", "--cacert", "--ca"));
    hint(
        "HTTP/2 needs no option: a client with --tls gets it, and one that begins with it",
        List.of("--http2", "--h2", "--h2c"));
    hint(
        "text is compressed for clients that accept it; --compress off turns that off",
        List.of("--gzip", "--deflate", "--brotli", "--zstd", "--compression", "--no-compress"));
    hint(
        "--auth FILE takes users of a file, and httpd --hash NAME prints a line for it",
        List.of("--basic-auth", "--password", "--htpasswd", "--token", "--users"));
    hint(
        "--token-key FILE has tokens (JWT) say who may publish and subscribe; FILE is a key or a"
            + " JWKS",
        List.of("--jwt", "--jwt-key", "--jwt-secret", "--jwks", "--publisher-jwt-key"));
    hint(
        "--auth FILE is for users of requests, --user NAME for that of the process",
        List.of("--username", "-u", "--uid", "--setuid", "--group", "-g"));
    hint(
        "--bind unix:PATH listens on a unix-domain socket",
        List.of("--socket", "--unix", "--unix-socket", "--uds"));
    hint(
        "requests are logged to standard output, as --log text, json, combined or off says",
        List.of("--verbose", "--debug", "--access-log", "--log-level", "--log-format"),
        List.of("--quiet", "--silent", "--no-log", "-v", "-vv", "-q", "-s"));
    hint("--log-file FILE is the file of the request log", List.of("--logfile", "--output", "-o"));
    hint(
        "@FILE reads arguments from FILE, one per line",
        List.of("--config", "--conf", "--config-file", "--configuration", "-f"));
    hint("--watch reloads a handler file", List.of("--reload", "--live-reload", "--dev", "--hot"));
    hint(
        "write tail:FILE, and --last N for the lines to begin with",
        List.of("--tail", "--follow", "--lines", "--file", "-F"));
    hint("write exec:COMMAND, as 'exec:vmstat 1'", List.of("--exec", "--command", "--cmd", "-e"));
    hint("write - for standard input, as in: make | httpd -", List.of("--stdin", "--pipe"));
    hint(
        "write /x/=http://HOST:PORT/ to pass requests on",
        List.of("--proxy", "--upstream", "--backend", "--target", "--to", "--from"));
    hint(
        "it stays in the foreground; a service manager, or & of the shell, keeps it running",
        List.of("--daemon", "--daemonize", "--background", "--detach", "-D"));
    hint(
        "--admin 9090 has /-/health, /-/metrics and a page of what goes on, on that port",
        List.of(
            "--health", "--healthz", "--health-check", "--metrics", "--prometheus", "--status"));
    hint(
        "--http-port 80 sends http there on to https, beside --tls CERT.pem,KEY.pem",
        List.of("--redirect", "--redirect-http", "--https-redirect", "--force-https"));
    hint(
        "a WebSocket needs no option: hub: and exec: take one that asks for it",
        List.of("--websocket", "--websockets", "--ws"));
    hint(
        "write bin:DIRECTORY for a directory of programs, or cgi+exec:COMMAND for one",
        List.of("--cgi", "--cgi-bin", "--cgidir"));
    hint(
        "--upstream-timeout, --upstream-idle and --upstream-total bound an upstream, --drain a"
            + " stop",
        List.of("--timeout", "--read-timeout", "--idle-timeout", "-t"));
  }

  private ForeignOption() {}

  /** What to write instead; empty if the option is not one of these. */
  static Optional<String> hint(String option) {
    return Optional.ofNullable(HINTS.get(option));
  }

  private static void hint(String hint, String option) {
    HINTS.put(option, hint);
  }

  @SafeVarargs
  private static void hint(String hint, List<String>... options) {
    for (var each : options) {
      each.forEach(option -> hint(hint, option));
    }
  }
}
