package httpd.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.exec.Command;
import httpd.exec.ExecHandler;
import httpd.testing.Eventually;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** A command for each client, which prints what comes through a named pipe. */
final class ExecSource implements MatrixSource {

  private static final int MOST = 24;

  private final Path directory;
  private final List<Run> open = new CopyOnWriteArrayList<>();
  private int started;

  /** One command: its pipe, opened with its first line, and where it has written its pid. */
  private static final class Run {

    private final Path pipe;
    private FileOutputStream input;

    Run(Path pipe) {
      this.pipe = pipe;
    }

    void say(String line) throws IOException {
      if (input == null) {
        input = new FileOutputStream(pipe.toFile());
      }
      input.write((line + "\n").getBytes(UTF_8));
    }

    void kill() throws IOException {
      process().ifPresent(ProcessHandle::destroyForcibly);
    }

    boolean hasEnded() {
      try {
        return process().isEmpty();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private Optional<ProcessHandle> process() throws IOException {
      var pid = Files.readString(Path.of(pipe + ".pid")).strip();
      return ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive);
    }

    void close() throws IOException {
      if (input != null) {
        input.close();
      }
    }
  }

  ExecSource(Path directory) throws Exception {
    this.directory = directory;
    var command = new ArrayList<>(List.of("mkfifo"));
    IntStream.range(0, MOST).mapToObj(this::pipe).map(Path::toString).forEach(command::add);
    if (new ProcessBuilder(command).start().waitFor() != 0) {
      throw new AssertionError("no named pipe can be made in " + directory);
    }
  }

  private Path pipe(int number) {
    return directory.resolve("pipe" + number);
  }

  @Override
  public String name() {
    return "exec";
  }

  @Override
  public Handler handler() {
    return this::run;
  }

  private Response run(Request request) throws Exception {
    var pipe = next();
    var command = "echo $$ > %s.pid; exec cat %s".formatted(pipe, pipe);
    return new ExecHandler(Command.shell(command, false)).handle(request);
  }

  private synchronized Path next() {
    var pipe = pipe(started++);
    open.add(new Run(pipe));
    return pipe;
  }

  @Override
  public void say(String line) throws IOException {
    for (var run : open) {
      run.say(line);
    }
  }

  @Override
  public void fail() throws IOException {
    for (var run : open) {
      run.kill();
    }
  }

  @Override
  public void close() throws IOException {
    awaitReleased();
  }

  @Override
  public void awaitReleased() throws IOException {
    Eventually.holds("every command has ended", () -> open.stream().allMatch(Run::hasEnded));
    for (var run : open) {
      run.close();
    }
    open.clear();
  }
}
