package httpd.tail.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.tail.file.Position;
import httpd.tail.follow.RotationSteps.Kind;
import httpd.tail.name.DirectoryNames;
import httpd.tail.name.FileStat;
import httpd.tail.name.PlainName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Looks between the steps of rotations, and steps of rotations within a look. Who follows gets
 * every number once and in order, however it is.
 */
class RotationStepsTest {

  private static final List<Kind> ALL = List.of(Kind.values());

  @TempDir Path folder;

  private int plays;

  @ParameterizedTest
  @EnumSource(Kind.class)
  @DisplayName("T-14.2 one rotation with every set of up to three looks")
  void oneRotation(Kind kind) throws Exception {
    int places = places(List.of(kind));
    for (int looks = 0; looks < 1 << places; looks++) {
      int set = looks;
      if (Integer.bitCount(set) <= 3) {
        play(kind, place -> (set >> place & 1) == 1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  @DisplayName("T-14.2 two rotations with pairs of looks")
  void twoRotations(Kind first) throws Exception {
    for (var second : Kind.values()) {
      var kinds = List.of(first, second);
      int places = places(kinds);
      for (int one = 0; one < places; one++) {
        for (int two = one; two < places; two += 3) {
          int a = one;
          int b = two;
          play(kinds, place -> place == a || place == b);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  @DisplayName("T-14.2 three rotations with one look anywhere")
  void threeRotations(Kind first) throws Exception {
    for (var second : Kind.values()) {
      for (var third : Kind.values()) {
        var kinds = List.of(first, second, third);
        for (int place = places(kinds) - 1; place >= 0; place -= 3) {
          int look = place;
          play(kinds, at -> at == look);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  @DisplayName("T-14.2 T-14.3 two rotations within a look")
  void withinALook(Kind kind) throws Exception {
    var kinds = List.of(kind, kind);
    int places = places(kinds);
    for (int place = 0; place < places; place++) {
      for (int within = 0; within < 8; within++) {
        for (int steps = 1; steps <= places - place; steps += 1 + steps) {
          try (var play = new Play(kinds)) {
            play.run(place);
            play.lookWhile(within, steps);
            play.end();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  @DisplayName("T-14.2 T-14.3 three rotations within looks")
  void withinLooks(long seed) throws Exception {
    var random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      var kinds = new ArrayList<Kind>();
      for (int k = 0; k < 3; k++) {
        kinds.add(ALL.get(random.nextInt(ALL.size())));
      }
      try (var play = new Play(kinds)) {
        while (!play.steps.isDone()) {
          play.run(random.nextInt(6));
          play.lookWhile(random.nextInt(12), random.nextInt(8));
        }
        play.end();
      }
    }
  }

  private int places(List<Kind> kinds) throws IOException {
    return new RotationSteps(freshFolder(), true, kinds).left();
  }

  private void play(Kind kind, IntPredicate looksAt) throws Exception {
    play(List.of(kind), looksAt);
  }

  private void play(List<Kind> kinds, IntPredicate looksAt) throws Exception {
    try (var play = new Play(kinds)) {
      for (int place = 0; !play.steps.isDone(); place++) {
        play.run(1);
        if (looksAt.test(place)) {
          play.look();
        }
      }
      play.end();
    }
  }

  private Path freshFolder() throws IOException {
    return Files.createDirectory(folder.resolve("play-" + ++plays));
  }

  /** Runs steps of the rotation while it is looked at. */
  private static final class Watched extends PlainName {
    private @Nullable Runnable looking;

    Watched(Path path) {
      super(path);
    }

    @Override
    public @Nullable FileStat current() throws IOException {
      var found = super.current();
      if (looking != null) {
        looking.run();
      }
      return found;
    }
  }

  /** One follower, one who keeps up, one who reads at the end, and one who comes and goes. */
  private final class Play implements AutoCloseable, TailRequests {
    final RotationSteps steps;
    private final Watched name;
    private final FirstFileRegistry firstFiles = new FirstFileRegistry();
    private final Follower follower;
    private final Reader steady = new Reader();
    private final Reader late = new Reader();
    private final Reader guest = new Reader();
    private boolean looksForGuests = true;

    Play(List<Kind> kinds) throws Exception {
      boolean timed = kinds.contains(Kind.RENAME_WITH_DATE) || plays % 2 == 0;
      steps = new RotationSteps(freshFolder(), timed, kinds);
      name = new Watched(steps.file());
      follower = new Follower(name, firstFiles);
      for (var reader : List.of(steady, late, guest)) {
        reader.come(new TailedFile(this, name).last(1));
        reader.takeOne();
      }
    }

    @Override
    public FirstFileRegistry firstFiles() {
      return firstFiles;
    }

    void run(int count) throws Exception {
      for (int i = 0; i < count && !steps.isDone(); i++) {
        steps.next();
        steady.takeAll();
      }
    }

    void look() throws Exception {
      steps.note("LOOK");
      follower.look(new DirectoryNames());
      steady.takeAll();
      comeAgain();
    }

    private void comeAgain() throws Exception {
      guest.leave();
      guest.come(new TailCursor(this, name, Position.parse(guest.position)));
      guest.takeOne();
    }

    /** A look that serves a guest too; at one of its calls, so many steps come in between. */
    void lookWhile(int within, int count) throws Exception {
      looksForGuests = false;
      comeAgain();
      looksForGuests = true;
      steps.note("LOOK with " + count + " within");
      var calls = new int[1];
      name.looking =
          () -> {
            if (calls[0]++ == within) {
              for (int i = 0; i < count && !steps.isDone(); i++) {
                step();
              }
            }
          };
      follower.look(new DirectoryNames());
      steady.takeAll();
      guest.takeOne();
      name.looking = null;
      steps.note("DONE");
    }

    private void step() {
      try {
        steps.next();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void end() throws Exception {
      run(Integer.MAX_VALUE);
      for (int i = 0; i < 5; i++) {
        follower.look(new DirectoryNames());
        for (var reader : List.of(steady, guest, late)) {
          reader.takeAll();
        }
      }
      for (var reader : List.of(steady, guest, late)) {
        assertEquals(steps.written(), reader.last, () -> reader + " is behind" + steps);
      }
    }

    @Override
    public void ask(TailCursor cursor) {
      if (follower.has(cursor)) {
        follower.serve(cursor);
      } else {
        follower.join(cursor);
        if (looksForGuests) {
          follower.look(new DirectoryNames());
        }
      }
    }

    @Override
    public void leave(TailCursor cursor) {
      follower.leave(cursor);
    }

    @Override
    public void close() {
      name.looking = null;
      for (var reader : List.of(steady, guest, late)) {
        reader.leave();
      }
      follower.closeIfUnused();
    }

    @Override
    public String toString() {
      return steps.toString();
    }

    private final class Reader {
      private PositionedSource source;
      private String position;
      private int last;

      void come(PositionedSource from) {
        source = from;
      }

      void leave() {
        source.close();
      }

      boolean takeOne() {
        var woken = new AtomicBoolean();
        return switch (source.poll(() -> woken.set(true))) {
          case Line line -> {
            int number = ++last;
            assertEquals(RotationSteps.line(number), line.text(), () -> this + ": " + Play.this);
            position = source.position();
            yield true;
          }
          case Poll.Pending() -> woken.get() && takeOne();
          case Poll other ->
              throw new AssertionError(this + " after " + last + ": " + other + Play.this);
        };
      }

      void takeAll() {
        while (takeOne()) {}
      }

      @Override
      public String toString() {
        return this == steady ? "steady" : this == late ? "late" : "guest";
      }
    }
  }
}
