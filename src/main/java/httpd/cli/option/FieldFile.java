package httpd.cli.option;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpd.Headers;
import httpd.cli.error.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The value of a field whose last word is the first line of a file, which may be read again. */
public final class FieldFile implements Supplier<String> {

  /** More than a secret has, so that another file was meant. */
  private static final int MOST_BYTES = 16 * 1024;

  private final String field;
  private final String before;
  private final String file;
  private volatile String value;

  /**
   * Reads the file.
   *
   * @param field the name of the field
   * @param before what stands before the first line
   */
  FieldFile(String field, String before, String file) {
    this.field = field;
    this.before = before;
    this.file = file;
    this.value = read();
  }

  @Override
  public String get() {
    return value;
  }

  /**
   * Reads the file again.
   *
   * @throws CommandException if the value stays as it was
   */
  public void reload() throws CommandException {
    try {
      value = read();
    } catch (InvalidValueException e) {
      throw CommandException.failed(
          "--upstream-header %s: %s; the previous value is still sent"
              .formatted(field, e.getMessage()),
          e.hint(),
          e);
    }
  }

  private String read() {
    var secret = new String(bytes(), ISO_8859_1).lines().findFirst().orElse("").strip();
    if (secret.isEmpty()) {
      throw new InvalidValueException(
          file + " has nothing in its first line", "write the value of " + field + " there");
    }
    try {
      return new Headers.Field(field, before + secret).value();
    } catch (IllegalArgumentException e) { // Its message may have the secret.
      throw new InvalidValueException(
          file + " has a first line that no field can have", "write plain text there");
    }
  }

  private byte[] bytes() {
    try {
      var path = Path.of(file);
      if (Files.isRegularFile(path) && Files.size(path) > MOST_BYTES) {
        throw new InvalidValueException(
            file + " is too long for a field", "name the file that has the value alone");
      }
      try (var in = Files.newInputStream(path)) {
        return in.readNBytes(MOST_BYTES);
      }
    } catch (IOException | InvalidPathException e) {
      throw UpstreamFiles.unread(file, e);
    }
  }
}
