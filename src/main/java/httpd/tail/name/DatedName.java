package httpd.tail.name;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A name with the local date and time in it, as {@link DateFields} writes them. The live file is
 * that of now, or the latest before it that exists.
 */
final class DatedName extends PatternName {

  private record Dated(FileStat file, long date) {}

  private final Clock clock;
  private final DateFields fields;

  DatedName(Path pattern, Clock clock) {
    super(pattern, clock);
    this.clock = clock;
    this.fields = new DateFields(pattern.toString());
  }

  @Override
  @Nullable Predicate<String> matcher(String part) {
    if (part.indexOf('%') < 0) {
      return null;
    }
    var parts = new DateFields(part);
    return name -> parts.parse(name) != null;
  }

  /** Leaves out files of a later date than now: their time will come. */
  @Override
  List<FileStat> list() throws IOException {
    var dated = new ArrayList<Dated>();
    for (var file : matching()) {
      TemporalAccessor date = fields.parse(file.path().toString());
      if (date != null) {
        dated.add(new Dated(file, fields.order(date)));
      }
    }
    if (fields.haveYear()) {
      long today = fields.order(LocalDateTime.now(clock));
      dated.removeIf(one -> one.date() > today);
      dated.sort(Comparator.comparingLong(Dated::date).thenComparing(Dated::file, BY_AGE));
    } else {
      var today = now();
      dated.sort(
          Comparator.<Dated, Boolean>comparing(one -> one.file().path().equals(today))
              .thenComparing(Dated::file, BY_AGE));
    }
    return dated.stream().map(Dated::file).toList();
  }

  @Override
  public List<FileStat> laterThan(FileStat live, SeenFiles seen, boolean unchanged)
      throws IOException {
    var today = now();
    if (live.path().equals(today)) {
      var same = FileStat.at(today);
      return same == null || same.isSameAs(live) || same.size() == 0 ? List.of() : List.of(same);
    }
    if (unchanged) {
      return List.of();
    }
    var all = files();
    int at = keys(all).lastIndexOf(live.key());
    boolean deleted = at < 0; // Then only a new file can come next.
    return all.subList(at + 1, all.size()).stream()
        .filter(file -> file.size() > 0 && !(deleted && seen.has(file)))
        .toList();
  }

  @Override
  public List<Path> changeIndicators() {
    return isInOneDirectory() ? List.of(directory(), now()) : List.of();
  }

  private Path now() {
    return Path.of(fields.format(LocalDateTime.now(clock)));
  }
}
