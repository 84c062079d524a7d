package httpd.matrix;

import httpd.Handler;
import httpd.live.TopicHandler;
import httpd.tail.TailedFiles;
import httpd.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;

/** A growing file, which has no failure. */
final class TailSource implements MatrixSource {

  private final TailedFiles files = new TailedFiles(Clock.systemUTC());
  private final Path file;

  TailSource(Path directory) throws IOException {
    file = Files.createFile(directory.resolve("app.log"));
  }

  @Override
  public String name() {
    return "tail";
  }

  @Override
  public Handler handler() {
    return new TopicHandler(name(), files.file(file.toString()), 0);
  }

  @Override
  public void say(String line) throws IOException {
    Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
  }

  @Override
  public boolean mayFail() {
    return false;
  }

  @Override
  public void fail() {
    throw new UnsupportedOperationException(name());
  }

  @Override
  public void awaitReleased() {
    Eventually.holds("the file is not followed", () -> !files.isReading());
  }
}
