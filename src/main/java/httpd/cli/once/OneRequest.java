package httpd.cli.once;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Client;
import httpd.Headers;
import httpd.Request;
import httpd.RequestContent;
import httpd.cli.error.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the request of {@code --get [METHOD:]/PATH} and {@code --data}: GET, or POST with a body.
 */
public final class OneRequest {

  private static final Pattern TARGET = Pattern.compile("(?:([A-Z]++):)?(/.*+)", Pattern.DOTALL);
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String MEANS = "--data TEXT is the body itself, --data @FILE a file, @- ";

  private OneRequest() {}

  /**
   * Makes the request.
   *
   * @param data null for a request without a body
   * @param input standard input, for {@code @-}
   */
  public static Request of(String target, @Nullable String data, InputStream input)
      throws CommandException {
    var read = TARGET.matcher(target);
    if (!read.matches()) {
      throw CommandException.wrong("--get " + target + ": a path begins with /", remedy(target));
    }
    var method = read.group(1) == null ? data == null ? "GET" : "POST" : read.group(1);
    var headers = Headers.EMPTY.with("Host", "localhost").with("Accept", "*/*");
    var path = encoded(read.group(2));
    if (data == null) {
      return received(method, path, headers, RequestContent.of(new byte[0]));
    }
    headers = headers.with("Content-Type", FORM);
    if (!data.startsWith("@")) {
      var bytes = data.getBytes(UTF_8);
      return received(method, path, withLength(headers, bytes.length), RequestContent.of(bytes));
    }
    if (data.equals("@-")) {
      return received(method, path, headers, InputLines.of(input));
    }
    return ofFile(method, path, headers, data);
  }

  private static String remedy(String target) {
    if (target.contains("://")) {
      return "write the path alone, as --get /; nothing is sent over a network";
    }
    return target.contains(":")
        ? "another method stands before it, in capitals: --get DELETE:/x"
        : "write --get /" + target;
  }

  private static Request ofFile(String method, String path, Headers headers, String data)
      throws CommandException {
    try {
      var file = Path.of(data.substring(1));
      if (Files.isDirectory(file)) {
        throw new IOException("it is a directory");
      }
      var input = Files.newInputStream(file);
      long length = Files.isRegularFile(file) ? Files.size(file) : 0;
      // A pipe, and a file of /proc, have 0 as well, and more bytes than that.
      var sent = length > 0 ? withLength(headers, length) : headers;
      return received(method, path, sent, InputLines.of(input));
    } catch (IOException | InvalidPathException e) {
      throw CommandException.wrong(
          "--data " + data + ": the file cannot be read: " + e.getMessage(),
          MEANS + "standard input");
    }
  }

  private static Headers withLength(Headers headers, long length) {
    return headers.with("Content-Length", Long.toString(length));
  }

  private static Request received(
      String method, String path, Headers headers, RequestContent content) {
    return Request.received(method, path, headers, Client.NONE, content);
  }

  /** As a client sends it: UTF-8, and blanks, quotes and the like percent-encoded. */
  private static String encoded(String path) {
    var sent = new StringBuilder();
    for (char c : new String(path.getBytes(UTF_8), ISO_8859_1).toCharArray()) {
      if (c <= ' ' || c >= 0x7f || "\"#<>\\^`{|}".indexOf(c) >= 0) {
        sent.append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      } else {
        sent.append(c);
      }
    }
    return sent.toString();
  }
}
