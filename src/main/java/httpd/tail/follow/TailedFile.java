package httpd.tail.follow;

import httpd.line.PositionedSource;
import httpd.tail.file.Position;
import httpd.tail.file.PositionLostException;
import httpd.tail.name.TailName;
import httpd.topic.Topic;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * A file that grows, followed by name through rotation, truncation, deletion and the change of a
 * date; or the newest of many.
 *
 * <p>Every line has a position: opaque text that finds the line's end again, after a rotation and
 * after a restart, as long as the bytes before it are in some file beside. Nothing is kept in
 * memory for that.
 *
 * <p>The methods look at files and may wait for the disk: they are for a handler's thread. The
 * sources they give are unopened, poll without waiting, and hold nothing until then.
 */
public final class TailedFile implements Topic {

  /** How often to look again when files change hands while they are looked at. */
  private static final int TRIES = 20;

  private interface Look<T> {
    T at(LogFiles generations) throws IOException;
  }

  private final TailRequests reader;
  private final TailName name;

  public TailedFile(TailRequests reader, TailName name) {
    this.reader = reader;
    this.name = name;
  }

  /** Whether there is something to read yet. */
  public boolean exists() throws IOException {
    return name.current() != null;
  }

  /** The lines that are completed from now on. */
  @Override
  public PositionedSource fromNow() throws IOException {
    return last(0);
  }

  /**
   * The last complete lines of the newest generation, then those that come.
   *
   * @param lines at most that many, 0 or more
   */
  @Override
  public PositionedSource last(int lines) throws IOException {
    return look(generations -> source(generations, generations.beforeLast(lines)));
  }

  /**
   * What comes behind a position.
   *
   * @param position as a source has given it; {@code 0} for everything that can be had
   * @throws IllegalArgumentException if it never was one
   */
  @Override
  public Resumption after(String position) throws IOException {
    var wanted = reader.firstFiles().known(name, Position.parse(position));
    try {
      return look(generations -> {
        if (wanted.equals(Position.OLDEST)) {
          return new Resumption.Found(source(generations, generations.oldest()));
        }
        if (reader.firstFiles().isAwaited(name, wanted)) {
          return new Resumption.Found(new TailCursor(reader, name, wanted, Position.OLDEST));
        }
        generations.resume(wanted);
        return new Resumption.Found(source(generations, wanted));
      });
    } catch (PositionLostException e) {
      return new Resumption.Lost(e.oldest(), e.newest());
    }
  }

  @Override
  public Bounds bounds() throws IOException {
    return look(LogFiles::bounds);
  }

  private PositionedSource source(LogFiles generations, Position start) throws IOException {
    return new TailCursor(reader, name, start, generations.sought(start));
  }

  private <T> T look(Look<T> look) throws IOException {
    for (int i = 1; ; i++) {
      try (var generations = new LogFiles(name)) {
        return look.at(generations);
      } catch (NoSuchFileException changing) {
        if (i >= TRIES) {
          throw changing;
        }
      }
    }
  }

  /** The name or pattern, as it was given. */
  @Override
  public String toString() {
    return name.toString();
  }
}
