package httpd.script;

import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.Body;
import httpd.Handler;
import httpd.Request;
import httpd.testing.Take;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A directory for the handler files of a test. */
record HandlerDirectory(Path directory) {

  /** Writes a file, handler or sibling, verbatim. */
  Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  Handler load(String name, String text) throws Exception {
    return HandlerFile.load(write(name, text));
  }

  /** The body that a file's handler gives to a GET of /x. */
  Body body(String name, String text) throws Exception {
    return load(name, text).handle(Request.get("/x")).body();
  }

  String text(String name, String text) throws Exception {
    return ((Body.Text) body(name, text)).text();
  }

  List<String> lines(String name, String text) throws Exception {
    try (var source = ((Body.Lines) body(name, text)).source()) {
      return Take.all(source);
    }
  }

  /** The message that a file is refused with, less the name of the directory. */
  String refusal(String name, String text) throws IOException {
    return refusal(write(name, text));
  }

  String refusal(Path file) {
    return assertThrows(HandlerFileException.class, () -> HandlerFile.load(file))
        .getMessage()
        .replace(directory + "/", "");
  }
}
