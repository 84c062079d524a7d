package httpd.matrix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpd.Handler;
import httpd.file.FileHandler;
import httpd.testing.Eventually;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Random;

/**
 * A file that is too large for all buffers on the way, so that it is open as long as its client
 * does not read. It fails when it becomes shorter while it is sent. It says nothing: instead of
 * lines, a small file is fetched.
 */
final class FileSource implements MatrixSource {

  static final String SMALL = "/small";

  private static final int LARGE_BYTES = 18 * 1024 * 1024;
  private static final int SMALL_BYTES = 3 * 1024;
  private static final int LEFT = 100;

  private final Path large;
  private final Path small;

  FileSource(Path directory) throws IOException {
    large = write(directory.resolve("large.txt"), LARGE_BYTES);
    small = write(directory.resolve("small.txt"), SMALL_BYTES);
  }

  /** Lines that compress little. */
  private static Path write(Path file, int bytes) throws IOException {
    var random = new byte[bytes];
    new Random(1).nextBytes(random);
    var lines = Base64.getMimeEncoder(75, "\n".getBytes(ISO_8859_1)).encode(random);
    return Files.write(file, lines);
  }

  @Override
  public String name() {
    return "file";
  }

  /** A browser that stores a file takes all of it, whether its page reads or not. */
  @Override
  public Handler handler() {
    var file = new FileHandler(large);
    return request -> file.handle(request).withHeader("Cache-Control", "no-store");
  }

  Handler smallHandler() {
    return new FileHandler(small);
  }

  @Override
  public void say(String line) {}

  @Override
  public void fail() throws IOException {
    try (var file = FileChannel.open(large, StandardOpenOption.WRITE)) {
      file.truncate(LEFT);
    }
  }

  @Override
  public void awaitReleased() {
    Eventually.isFine(() -> isOpen() ? large + " is still open" : null);
  }

  private boolean isOpen() {
    var open = Path.of("/proc/self/fd");
    if (!Files.isDirectory(open)) {
      return false; // The test's own check for open files sees it.
    }
    try (var descriptors = Files.newDirectoryStream(open)) {
      for (var descriptor : descriptors) {
        if (targetOf(descriptor).equals(large)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Path targetOf(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException closedMeanwhile) {
      return descriptor;
    }
  }
}
