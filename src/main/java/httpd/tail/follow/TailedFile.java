package httpd.tail.follow;

import httpd.line.PositionedSource;
import httpd.tail.file.Position;
import httpd.tail.name.TailName;
import httpd.topic.Topic;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A file that grows, followed by name through rotation, truncation, deletion and a change of date;
 * or the newest file that matches a pattern.
 *
 * <p>The position of a line is opaque text that finds the end of the line again, after a rotation
 * and after a restart, as long as the bytes before it are in some file of that name. Nothing is
 * kept in memory for that.
 *
 * <p>The methods look at files and may wait for the disk: they are for a handler's thread. The
 * sources hold nothing until their first poll, and poll without waiting.
 */
public final class TailedFile implements Topic {

  /** How often to look again when files are renamed meanwhile. */
  private static final int TRIES = 20;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private interface Look<T> {
    T at(LogFiles files) throws IOException;
  }

  private final TailRequests reader;
  private final TailName name;

  public TailedFile(TailRequests reader, TailName name) {
    this.reader = reader;
    this.name = name;
  }

  public boolean exists() throws IOException {
    return name.current() != null;
  }

  /** The last complete lines of the newest file, then those that come. */
  @Override
  public TailSource last(int lines) throws IOException {
    return look(files -> source(files, new LogBounds(files).beforeLast(lines)));
  }

  /** All lines of the newest file, then those that come. */
  public TailSource whole() throws IOException {
    return look(files -> source(files, new LogBounds(files).beginning()));
  }

  /** {@inheritDoc} The position {@code 0} stands for the beginning of all that can be read. */
  @Override
  public Resumption after(String position) throws IOException {
    var wanted = reader.firstFiles().known(name, Position.parse(position));
    try {
      return new Resumption.Found(look(files -> after(wanted, files)));
    } catch (PositionLostException e) {
      return new Resumption.Lost(e.bounds());
    }
  }

  private PositionedSource after(Position wanted, LogFiles files) throws IOException {
    if (wanted.equals(Position.OLDEST)) {
      return source(files, new LogBounds(files).oldest());
    }
    if (reader.firstFiles().isAwaited(name, wanted)) {
      return new TailCursor(reader, name, wanted, Position.OLDEST);
    }
    var nextFile = new NextFile(files);
    try {
      var place = nextFile.find(wanted, null);
      if (place != null && name.hasGapAfter(place.log().stat())) {
        throw new LogBounds(files).lost(wanted);
      }
      return source(files, wanted);
    } catch (PositionLostException lost) {
      var next = new CompressedEnd(files).next(wanted);
      if (next == null) {
        throw lost;
      }
      nextFile.find(next, null); // As its reader will: it must not be lost again there.
      return new TailCursor(reader, name, wanted, new LogBounds(files).sought(next));
    }
  }

  @Override
  public Bounds bounds() throws IOException {
    return look(files -> new LogBounds(files).bounds());
  }

  private TailSource source(LogFiles files, Position start) throws IOException {
    return new TailCursor(reader, name, start, new LogBounds(files).sought(start));
  }

  private <T> T look(Look<T> look) throws IOException {
    for (int i = 1; ; i++) {
      try (var files = new LogFiles(name)) {
        return look.at(files);
      } catch (NoSuchFileException changing) {
        if (i >= TRIES) {
          throw changing;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
