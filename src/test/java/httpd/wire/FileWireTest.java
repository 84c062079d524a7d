package httpd.wire;

import httpd.file.DirectoryHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Serves the files of a test from a directory; one of them has the letters from a to z. */
abstract class FileWireTest extends WireTest {

  static final Instant CHANGED = Instant.parse("2026-11-20T08:25:32.250Z");
  static final String DATE = "Fri, 20 Nov 2026 08:25:32 GMT";
  static final String TAG = "\"18e9b35b8ba38a80-1a\"";

  @TempDir Path directory;

  @BeforeEach
  void fill() throws IOException {
    file("letters.txt", "abcdefghijklmnopqrstuvwxyz");
  }

  Path file(String name, String content) throws IOException {
    var path = directory.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    return Files.setLastModifiedTime(path, FileTime.from(CHANGED));
  }

  Answer ask(String method, String target, String... headers) throws IOException {
    if (!started) {
      serve(new DirectoryHandler(directory));
      started = true;
    }
    var more = String.join("\n", headers) + (headers.length == 0 ? "" : "\n");
    var request = method + " " + target + " HTTP/1.1\nHost: test\nConnection: close\n" + more;
    return new Answer(connect().send(request + "\n").readAll());
  }

  boolean started;

  Answer get(String target, String... headers) throws IOException {
    return ask("GET", target, headers);
  }

  static String header(String template) {
    return template
        .replace("T-gzip", "\"18e9b35b8ba38a80-1a-gzip\"")
        .replaceAll("\\bT$", TAG)
        .replace("BEFORE", "Fri, 20 Nov 2026 08:25:31 GMT")
        .replace("AFTER", "Fri, 20 Nov 2026 08:25:33 GMT")
        .replaceAll(" D$", " " + DATE);
  }
}
