package httpd.tail.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.tail.name.DirectoryNames;
import httpd.tail.name.PlainName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is copied and truncated again before a look has seen what came in between. */
class TruncatedTwiceTest implements TailRequests {

  @TempDir Path directory;

  private final FirstFileRegistry firstFiles = new FirstFileRegistry();
  private Follower follower;

  @Override
  public void ask(TailCursor cursor) {
    if (follower.has(cursor)) {
      follower.serve(cursor);
    } else {
      follower.join(cursor);
    }
  }

  @Override
  public void leave(TailCursor cursor) {
    follower.leave(cursor);
  }

  @Override
  public FirstFileRegistry firstFiles() {
    return firstFiles;
  }

  private void rotate(int number) throws IOException {
    Files.copy(directory.resolve("a.log"), directory.resolve("a.log." + number));
    Files.writeString(directory.resolve("a.log"), "");
  }

  @Test
  @DisplayName("T-14.2 a reader that comes in between is given those lines once")
  void once() throws Exception {
    var file = Files.writeString(directory.resolve("a.log"), "first\n");
    var name = new PlainName(file);
    follower = new Follower(name, firstFiles);
    var topic = new TailedFile(this, name);
    try (var steady = topic.last(1)) {
      assertSame(Poll.PENDING, steady.poll(() -> {}));
      follower.look(new DirectoryNames());
      assertEquals(Line.of("first"), steady.poll(() -> {}));
      rotate(2);
      follower.look(new DirectoryNames());
      Files.writeString(file, "second\nthird\n");
      try (var guest = topic.last(1)) {
        rotate(1);
        assertSame(Poll.PENDING, guest.poll(() -> {}));
        follower.look(new DirectoryNames());
        assertEquals(Line.of("third"), guest.poll(() -> {}));
        assertSame(Poll.PENDING, guest.poll(() -> {}));
        Files.writeString(file, "fourth\n", StandardOpenOption.APPEND);
        follower.look(new DirectoryNames());
        assertEquals(Line.of("fourth"), guest.poll(() -> {}));
        assertEquals(Line.of("second"), steady.poll(() -> {}));
        assertEquals(Line.of("third"), steady.poll(() -> {}));
        assertEquals(Line.of("fourth"), steady.poll(() -> {}));
      }
    }
    follower.closeIfUnused();
  }
}
