package httpd.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Request;
import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.Poll;
import httpd.live.Presentation;
import httpd.tail.TailedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The exam for streams of several files: all lines come in one of them. */
class MergedFilesTest {

  @TempDir Path folder;

  private final class FilesOrigin implements LineSourceContract.Origin {

    private final Path file = folder.resolve("a.log");
    private final LineSource source;

    FilesOrigin(String query) throws Exception {
      Files.writeString(file, "before\n");
      Files.writeString(folder.resolve("b.log"), "silent\n");
      var logs =
          new LogsHandler("tail:logs/", LogDirectory.parse(folder + "/"), Presentation.DEFAULT);
      source = new Bare(new FilesReader(logs, Request.get("/?" + query)).source());
    }

    @Override
    public LineSource source() {
      return source;
    }

    @Override
    public boolean opened() {
      return TailedFiles.ofTheProcess().isReading();
    }

    @Override
    public void emit(String line) throws IOException {
      Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
    }

    @Override
    public void end() {
      throw new IllegalStateException("a file has no end that one could see");
    }

    @Override
    public boolean canEnd() {
      return false;
    }

    @Override
    public void fail() {
      throw new IllegalStateException("see the exam for one file");
    }

    @Override
    public boolean canFail() {
      return false;
    }

    @Override
    public boolean released() {
      return !TailedFiles.ofTheProcess().isReading();
    }
  }

  /** Gives the lines without the names before them. */
  private static final class Bare extends ForwardingSource {

    Bare(LineSource source) {
      super(source);
    }

    @Override
    public Poll poll(Runnable wake) {
      var poll = super.poll(wake);
      if (!(poll instanceof Line line)) {
        return poll;
      }
      var text = new String(line.content(), UTF_8);
      return Line.of(text.substring(text.indexOf('\t') + 1));
    }
  }

  @Nested
  class NamedFiles implements LineSourceContract {
    @Override
    public Origin origin() throws Exception {
      return new FilesOrigin("file=a.log&file=b.log");
    }
  }

  @Nested
  class MatchingFiles implements LineSourceContract {
    @Override
    public Origin origin() throws Exception {
      return new FilesOrigin("file=*");
    }
  }
}
