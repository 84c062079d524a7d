package httpd.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Headers;
import httpd.HttpException;
import httpd.PercentEncoding;
import httpd.Request;
import httpd.http.AddressText;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes environment variables of a request (CGI/1.1, RFC 3875, section 4.1). They are added to the
 * server's own environment, from which variables that look like those of a request are removed. A
 * value has the bytes that the client has sent, each as the character of its number.
 */
final class CgiVariables {

  private static final Set<String> NAMES =
      words(
          "AUTH_TYPE CONTENT_LENGTH CONTENT_TYPE DOCUMENT_ROOT GATEWAY_INTERFACE HTTPS PATH_INFO"
              + " PATH_TRANSLATED QUERY_STRING REMOTE_ADDR REMOTE_HOST REMOTE_IDENT REMOTE_PORT"
              + " REMOTE_USER REQUEST_METHOD REQUEST_SCHEME REQUEST_URI SCRIPT_FILENAME SCRIPT_NAME"
              + " SERVER_ADDR SERVER_NAME SERVER_PORT SERVER_PROTOCOL SERVER_SOFTWARE");

  /**
   * Header fields that are secret or about the connection (RFC 3875, section 4.1.18), or have a
   * variable of their own; {@code Proxy} would become HTTP_PROXY, which programs obey.
   */
  private static final Set<String> WITHHELD =
      words(
          "authorization connection content-length content-type proxy proxy-authorization"
              + " transfer-encoding");

  private static final String AUTHORIZATION = "authorization";

  /** The directory that stands for the root of the server's paths. */
  private static final Path ROOT = Path.of("").toAbsolutePath();

  /** A name with {@code _} could look like another with {@code -}. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9-]+");

  private static final Pattern HOST = Pattern.compile("(\\[[^]]*]|[^:]*)(?::(\\d+))?");

  private final Map<String, String> variables = new HashMap<>();
  private final Request request;
  private final CgiScript script;

  private CgiVariables(Request request, CgiScript script) {
    this.request = request;
    this.script = script;
  }

  /**
   * Makes the environment of a command that is the whole route.
   *
   * @throws HttpException as {@link #of(Request, CgiScript)}
   */
  static CommandEnvironment of(Request request) {
    return of(request, CgiScript.ofRoute(request, RunSettings.DEFAULT));
  }

  /**
   * Makes the environment for a request.
   *
   * @throws HttpException 400 if a value has a NUL character, which a variable cannot have, or if
   *     PATH_INFO of a CGI program has a segment {@code ..}, which other servers resolve before
   */
  static CommandEnvironment of(Request request, CgiScript script) {
    var all = new CgiVariables(request, script);
    all.addRequest();
    all.addPath();
    all.addServer();
    all.addHeaders();
    all.addParams();
    return new CommandEnvironment(CgiVariables::isOfRequest, all.variables);
  }

  private static Set<String> words(String list) {
    return Set.of(list.split(" "));
  }

  private static boolean isOfRequest(String name) {
    return NAMES.contains(name) || name.startsWith("HTTP_") || name.startsWith("PARAM_");
  }

  private void addRequest() {
    var query = request.query().raw();
    put("REQUEST_METHOD", request.method());
    put("REQUEST_URI", query.isEmpty() ? request.path() : request.path() + "?" + query);
    put("QUERY_STRING", query);
    var client = request.remoteAddress();
    put("REMOTE_ADDR", AddressText.of(client.getAddress()));
    put("REMOTE_HOST", AddressText.of(client.getAddress()));
    put("REMOTE_PORT", Integer.toString(client.getPort()));
    addUser();
    putIfThere("CONTENT_TYPE", request.header("Content-Type"));
    putIfThere("CONTENT_LENGTH", request.header("Content-Length"));
  }

  private void addUser() {
    var user = request.user();
    if (user != null) {
      put("REMOTE_USER", bytes(user));
      put("AUTH_TYPE", Objects.requireNonNullElse(request.authType(), ""));
    }
  }

  private void addPath() {
    var path = request.path();
    var info = path.substring(script.pathEnd());
    put("SCRIPT_NAME", PercentEncoding.decodeToBytes(path.substring(0, script.pathEnd())));
    var decoded = PercentEncoding.decodeToBytes(info);
    if (script.isCgi() && leaves(decoded)) {
      throw new HttpException(400, "400 Bad Request: the path has a segment ..");
    }
    if (!info.isEmpty() || !script.isCgi()) {
      put("PATH_INFO", decoded);
    }
    put("DOCUMENT_ROOT", bytes(ROOT.toString()));
    putIfThere("PATH_TRANSLATED", translated(decoded));
    var file = script.file();
    putIfThere("SCRIPT_FILENAME", file == null ? null : bytes(file.toString()));
  }

  /**
   * The file that a path would be of a server of files; null where it would lead above the root.
   */
  private static @Nullable String translated(String info) {
    return info.isEmpty() || leaves(info) ? null : bytes(ROOT.toString()) + info;
  }

  private static boolean leaves(String info) {
    return List.of(info.split("/", -1)).contains("..");
  }

  private void addParams() {
    request
        .params()
        .forEach((name, value) -> {
          if (!name.equals(Request.BELOW)) {
            put("PARAM_" + name.replace('-', '_'), bytes(value));
          }
        });
  }

  private void addServer() {
    put("GATEWAY_INTERFACE", "CGI/1.1");
    var version = CgiVariables.class.getPackage().getImplementationVersion();
    put("SERVER_SOFTWARE", version == null ? "httpd" : "httpd/" + version);
    var host = HOST.matcher(Objects.requireNonNullElse(request.header("Host"), ""));
    boolean known = host.matches();
    var name = known ? AddressText.ofHost(host.group(1)) : "";
    var local = request.client().localAddress();
    boolean secure = request.client().isSecure();
    put("REQUEST_SCHEME", secure ? "https" : "http");
    putIfThere("HTTPS", secure ? "on" : null);
    put("SERVER_ADDR", AddressText.of(local.getAddress()));
    var protocol = request.client().protocol();
    put("SERVER_PROTOCOL", protocol.indexOf('.') < 0 ? protocol + ".0" : protocol); // RFC 3875.
    put("SERVER_NAME", name.isEmpty() ? AddressText.inUri(local.getAddress()) : name);
    put("SERVER_PORT", Integer.toString(local.getPort()));
  }

  private void addHeaders() {
    var joined = new HashMap<String, StringBuilder>();
    for (Headers.Field field : request.headers()) {
      var name = field.name().toLowerCase(Locale.ROOT);
      if (PLAIN.matcher(name).matches() && isPassed(name)) {
        var separator = name.equals("cookie") ? "; " : ", ";
        var variable = "HTTP_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
        var before = joined.putIfAbsent(variable, new StringBuilder(field.value()));
        if (before != null) {
          before.append(separator).append(field.value());
        }
      }
    }
    joined.forEach((variable, value) -> put(variable, value.toString()));
  }

  private boolean isPassed(String name) {
    return !WITHHELD.contains(name) || (name.equals(AUTHORIZATION) && script.authorization());
  }

  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  private void putIfThere(String name, @Nullable String value) {
    if (value != null) {
      put(name, value);
    }
  }

  private void put(String name, String value) {
    if (value.indexOf('\0') >= 0) {
      throw new HttpException(400, "400 Bad Request: the path has a NUL character");
    }
    variables.put(name, value);
  }
}
