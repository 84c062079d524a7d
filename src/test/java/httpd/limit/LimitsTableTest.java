package httpd.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** M-1: the table of docs/limits.md is what the program does. */
class LimitsTableTest {

  private static List<List<String>> rows() throws IOException {
    return Files.readAllLines(Path.of("docs/limits.md")).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList())
        .toList();
  }

  private static List<String> row(Bound bound) {
    return List.of("`" + bound.title() + "`", "`" + bound.option() + "`", standard(bound));
  }

  private static String standard(Bound bound) {
    long heap = Runtime.getRuntime().maxMemory();
    return switch (bound) {
      case BODY_MEMORY, ROOM_MEMORY, STREAM_MEMORY, RECORDING_MEMORY -> {
        assertEquals(heap / 8, bound.standard());
        yield "an eighth of the heap";
      }
      case STREAM_DATA -> {
        assertEquals(heap / 4, bound.standard());
        yield "a quarter of the heap";
      }
      case HANDLERS -> oneFor64KiB(bound, 4_000);
      case LONG_POLLS -> {
        assertEquals(Math.min(2_000, heap >> 17), bound.standard());
        yield "2000, or one for each 128 KiB of heap";
      }
      case RECORDINGS -> oneFor64KiB(bound, 10_000);
      case STREAMS -> oneFor64KiB(bound, 8_000);
      default -> bound.unit().text(bound.standard());
    };
  }

  private static String oneFor64KiB(Bound bound, int most) {
    assertEquals(Math.min(most, Runtime.getRuntime().maxMemory() >> 16), bound.standard());
    return most + ", or one for each 64 KiB of heap";
  }

  @Test
  @DisplayName("M-1 every bound has its row, with its name, its option and its default")
  void table() throws IOException {
    assertEquals(
        Arrays.stream(Bound.values()).map(LimitsTableTest::row).toList(),
        rows().stream().map(cells -> cells.subList(0, 3)).toList());
  }

  @Test
  @DisplayName("M-1 every row says what happens and what it costs")
  void reasons() throws IOException {
    assertEquals(
        List.of(),
        rows().stream()
            .filter(cells -> cells.size() < 5 || cells.get(3).isEmpty() || cells.get(4).isEmpty())
            .map(List::getFirst)
            .toList());
  }
}
