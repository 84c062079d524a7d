package httpd;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.Line;
import httpd.line.Poll;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.Charset;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/** A request's body gathered into one string, byte for byte and up to a limit. */
final class RequestText {

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);

  private final Request request;
  private final int limit;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  RequestText(Request request, int limit) {
    this.request = request;
    this.limit = limit;
  }

  String read() throws IOException {
    var charset = charset();
    var woken = new Semaphore(0);
    while (true) {
      switch (request.body().poll(woken::release)) {
        case Line line -> append(line);
        case Poll.Pending() -> await(woken);
        case Poll.End() -> {
          return bytes.toString(charset);
        }
        case Poll.Failed(var cause) -> throw new SourceFailedException(cause);
      }
    }
  }

  private void append(Line line) {
    if (bytes.size() + line.length() > limit) {
      throw new HttpException(413, "the request body is longer than " + limit + " bytes");
    }
    byte[] all = new byte[line.length()];
    line.copyTo(all, 0);
    bytes.writeBytes(all);
  }

  private Charset charset() {
    var type = request.header("Content-Type");
    var matcher = CHARSET.matcher(type == null ? "" : type);
    if (!matcher.find()) {
      return UTF_8;
    }
    try {
      return Charset.forName(matcher.group(1));
    } catch (IllegalArgumentException e) {
      throw new HttpException(415, "the charset " + matcher.group(1) + " is not known");
    }
  }

  private static void await(Semaphore woken) throws InterruptedIOException {
    try {
      woken.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the request body");
    }
  }
}
