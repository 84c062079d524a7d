package httpd.cli.output;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.LogManager;

/**
 * Configures {@code java.util.logging}, which makes an object of this class when it starts: as the
 * JDK's own file says, but with one handler, {@link StderrLogHandler}.
 */
public final class LogConfiguration {

  private static final Path OF_THE_JDK =
      Path.of(System.getProperty("java.home"), "conf", "logging.properties");

  /** Called by {@link LogManager}. */
  public LogConfiguration() throws IOException {
    var properties = new ByteArrayOutputStream();
    properties.write(ofTheJdk());
    // The later line wins.
    properties.write(
        ("\nhandlers=" + StderrLogHandler.class.getName() + "\n").getBytes(ISO_8859_1));
    LogManager.getLogManager()
        .readConfiguration(new ByteArrayInputStream(properties.toByteArray()));
  }

  /**
   * Nothing if the file cannot be read: the first message may say that there is no file descriptor
   * left. The levels are the same then.
   */
  private static byte[] ofTheJdk() {
    try {
      return Files.readAllBytes(OF_THE_JDK);
    } catch (IOException missing) {
      return new byte[0];
    }
  }
}
