package httpd.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import httpd.server.Server;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promises over every transport, with every coding and for every kind of source. Writes what it
 * measured to {@code target/matrix.txt}. {@code -Dmatrix.lines=500 -Dmatrix.pace=5} makes a longer
 * run, with that many lines in each round and as many milliseconds between them. {@code
 * -Dmatrix.strict=true} measures each cell five times and asserts {@link MatrixBounds#PROMISED},
 * for which nothing else may run on the machine.
 */
class MatrixIT extends MatrixTest {

  private static final int LINES = Integer.getInteger("matrix.lines", 50);
  private static final long PACE_NANOS =
      TimeUnit.MILLISECONDS.toNanos(Integer.getInteger("matrix.pace", 1));

  private static final boolean IS_STRICT = Boolean.getBoolean("matrix.strict");
  private static final int ROUNDS = IS_STRICT ? 5 : 1;
  private static final int MOST_ROUNDS = IS_STRICT ? 15 : 3;
  private static final MatrixBounds BOUNDS =
      IS_STRICT ? MatrixBounds.PROMISED : MatrixBounds.ON_A_BUSY_MACHINE;

  private static final List<MatrixRow> TABLE = new ArrayList<>();

  @AfterAll
  static void writeTable() throws IOException {
    var lines = new ArrayList<>(List.of(MatrixRow.TITLE));
    TABLE.forEach(row -> lines.add(row.toString()));
    Files.write(Path.of("target", "matrix.txt"), lines);
    System.out.println(String.join("\n", lines));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "J-400, J-410, J-420, J-422, J-430 each source over each transport and coding: the head, a"
          + " line, a cut, and a client that leaves")
  void matrix(MatrixTransport transport) throws Exception {
    var rows = new ArrayList<MatrixRow>();
    try (var server = serve(transport)) {
      warmUp(server, transport);
      for (var source : sources) {
        for (var coding : MatrixCoding.values()) {
          var row = new MatrixRow(transport, coding, source);
          rows.add(row);
          TABLE.add(row);
          for (int i = 0; i < ROUNDS || (i < MOST_ROUNDS && problem(row) != null); i++) {
            measure(server, source, row);
          }
        }
      }
      endWell(server, rows.get(0));
      endWell(server, rows.get(1));
      breakOff(server, rows);
    }
    rows.forEach(MatrixIT::assertWell);
  }

  /** The first request of each kind loads classes. */
  private void warmUp(Server server, MatrixTransport transport) throws Exception {
    for (var source : sources) {
      try (var client = MatrixClient.connect(transport, server.address())) {
        var stream = client.open("/" + source.name(), MatrixCoding.GZIP);
        if (source != file) {
          source.say("first");
          assertEquals("first", stream.readLine());
        }
        stream.close();
        source.awaitReleased();
      }
    }
  }

  private void measure(Server server, MatrixSource source, MatrixRow row) throws Exception {
    try (var client = MatrixClient.connect(row.transport, server.address())) {
      long asked = System.nanoTime();
      var stream = client.open("/" + source.name(), row.coding);
      row.addHead(MatrixRow.millis(System.nanoTime() - asked));
      assertEquals("200", stream.field(":status"));
      var coded = row.coding == MatrixCoding.GZIP ? "gzip" : "";
      assertEquals(coded, stream.field("content-encoding"));
      if (source != file) {
        row.addLines(lines(source, stream));
      }
      done.drainPermits();
      long left = System.nanoTime();
      stream.close();
      source.awaitReleased();
      awaitDone();
      row.addRelease(MatrixRow.millis(System.nanoTime() - left));
    }
    if (source == file) {
      row.addLines(fetches(server, row));
    }
  }

  private static double[] lines(MatrixSource source, MatrixStream stream) throws Exception {
    var times = new double[LINES];
    for (int i = 0; i < LINES; i++) {
      LockSupport.parkNanos(PACE_NANOS);
      var line = "line " + i;
      long said = System.nanoTime();
      source.say(line);
      assertEquals(line, stream.readLine());
      times[i] = MatrixRow.millis(System.nanoTime() - said);
    }
    return times;
  }

  private double[] fetches(Server server, MatrixRow row) throws Exception {
    var times = new double[LINES];
    try (var client = MatrixClient.connect(row.transport, server.address())) {
      for (int i = 0; i < LINES; i++) {
        LockSupport.parkNanos(PACE_NANOS);
        long asked = System.nanoTime();
        var stream = client.open(FileSource.SMALL, row.coding);
        assertEquals(MatrixStream.CLEAN, stream.readEnd());
        times[i] = MatrixRow.millis(System.nanoTime() - asked);
      }
    }
    return times;
  }

  private MatrixReaders connect(Server server, MatrixRow row) throws Exception {
    heads.drainPermits();
    var readers =
        new MatrixReaders(row.transport, server.address(), "/" + row.source.name(), row.coding);
    if (row.source != file) { // The head of a file is not logged.
      awaitHeads(readers.size());
    }
    return readers;
  }

  /** So that a client which takes every end for a cut does not pass. */
  private void endWell(Server server, MatrixRow row) throws Exception {
    try (var readers = connect(server, row)) {
      handler.say("first");
      readers.readFirst();
      handler.end();
      assertEquals(Set.of(MatrixStream.CLEAN), Set.copyOf(readers.readEnds().values()));
      assertEquals(MatrixStream.CLEAN, readers.fetchAgain(FileSource.SMALL, row.coding));
    }
    handler.awaitReleased();
  }

  /** All clients are there at once; the sources fail, and the server cuts what never fails. */
  private void breakOff(Server server, List<MatrixRow> rows) throws Exception {
    var all = new ArrayList<MatrixReaders>();
    try {
      for (var row : rows) {
        all.add(connect(server, row));
      }
      for (var source : sources) {
        source.say("first");
      }
      for (var readers : all) {
        readers.readFirst();
      }
      for (var source : sources) {
        if (source.mayFail()) {
          source.fail();
        }
      }
      readEnds(rows, all, true);
      server.close();
      readEnds(rows, all, false);
    } finally {
      for (var readers : all) {
        readers.close();
      }
    }
  }

  private static void readEnds(List<MatrixRow> rows, List<MatrixReaders> all, boolean failed)
      throws Exception {
    for (int i = 0; i < all.size(); i++) {
      if (rows.get(i).source.mayFail() == failed) {
        rows.get(i).ends(all.get(i).readEnds());
      }
    }
  }

  /** What takes too long in a cell; null if nothing does. */
  private static @Nullable String problem(MatrixRow row) {
    var plain = TABLE.stream().filter(first -> first.isPlainOf(row)).findFirst().orElseThrow();
    return BOUNDS.problem(row, plain);
  }

  private static void assertWell(MatrixRow row) {
    assertNull(problem(row), row.toString());
    assertFalse(row.ends().containsValue(MatrixStream.CLEAN), row.toString());
    if (row.transport.isHttp2) {
      var code = row.source.mayFail() ? Http2Error.INTERNAL_ERROR : Http2Error.CANCEL;
      assertEquals("" + code, row.ends().get(MatrixReaders.JAVA), row.toString());
    }
  }
}
