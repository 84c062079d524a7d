package httpd.tail.name;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A name with the local date and time in it, as {@code strftime} writes them: {@code %Y %m %d %H %M
 * %j}, and {@code %%} for a percent sign. The file being read is that of now, or the last one
 * before it that there is.
 */
final class DatedName extends TailName {

  private static final Pattern CONVERSION = Pattern.compile("%(.?)");

  /** Where a matching file stands in time: its numbers, from the years down to the minutes. */
  private static final List<String> LARGEST_FIRST = List.of("Y", "j", "m", "d", "H", "M");

  private record Dated(FileStat file, String date) {}

  private final Path pattern;
  private final Clock clock;

  DatedName(Path pattern, Clock clock) {
    super(pattern.toString(), clock);
    this.pattern = pattern;
    this.clock = clock;
    now(); // Refuses what is no conversion.
  }

  @Override
  public @Nullable FileStat current() throws IOException {
    var all = generations();
    return all.isEmpty() ? null : all.getLast();
  }

  /** What is dated later than now is left out: its time will come. */
  @Override
  List<FileStat> list() throws IOException {
    var now = LocalDateTime.now(clock);
    List<Path> found = List.of(pattern.getRoot());
    for (var part : pattern) {
      found = below(found, part.toString());
    }
    var matching = Pattern.compile(regex(pattern.toString()));
    var dated = new ArrayList<Dated>();
    for (var file : DirectoryListing.files(found)) {
      var match = matching.matcher(file.path().toString());
      if (match.matches()) {
        dated.add(new Dated(file, date(match)));
      }
    }
    if (pattern.toString().contains("%Y")) {
      var today = date(now);
      dated.removeIf(one -> one.date().compareTo(today) > 0);
      dated.sort(Comparator.comparing(Dated::date).thenComparing(Dated::file, BY_AGE));
    } else {
      var today = now();
      dated.sort(
          Comparator.<Dated, Boolean>comparing(one -> one.file().path().equals(today))
              .thenComparing(Dated::file, BY_AGE));
    }
    return dated.stream().map(Dated::file).toList();
  }

  @Override
  public List<FileStat> successors(FileStat live, SeenFiles known, boolean quiet)
      throws IOException {
    var today = now();
    if (live.path().equals(today)) {
      var same = FileStat.at(today);
      return same == null || same.isSameAs(live) || same.size() == 0 ? List.of() : List.of(same);
    }
    if (quiet) {
      return List.of();
    }
    var all = generations();
    int at = -1;
    for (int i = 0; i < all.size(); i++) {
      at = all.get(i).isSameAs(live) ? i : at;
    }
    return all.subList(at + 1, all.size()).stream()
        .filter(file -> file.size() > 0)
        .filter(file -> at(file, all, live, known))
        .toList();
  }

  @Override
  public List<Path> telling() {
    return folder().equals(pattern.getParent()) ? List.of(folder(), now()) : List.of();
  }

  @Override
  public Path folder() {
    var folder = pattern.getRoot();
    for (var part : pattern) {
      if (part.toString().indexOf('%') >= 0) {
        break;
      }
      folder = folder.resolve(part);
    }
    return folder;
  }

  /** When the one being read has been deleted, only what is new can come after it. */
  private static boolean at(FileStat file, List<FileStat> all, FileStat live, SeenFiles known) {
    return all.stream().anyMatch(other -> other.isSameAs(live)) || !known.has(file);
  }

  private Path now() {
    var now = LocalDateTime.now(clock);
    return Path.of(
        CONVERSION.matcher(pattern.toString()).replaceAll(match -> value(now, match.group(1))));
  }

  private static List<Path> below(List<Path> folders, String part) throws IOException {
    var found = new ArrayList<Path>();
    var wanted = Pattern.compile(regex(part));
    for (var folder : folders) {
      if (part.indexOf('%') >= 0) {
        found.addAll(new DirectoryListing(folder).entries(name -> wanted.matcher(name).matches()));
      } else {
        found.add(folder.resolve(part));
      }
    }
    return found;
  }

  /** Each conversion becomes a group; the same one twice need not agree with itself. */
  private static String regex(String text) {
    var regex = new StringBuilder();
    int from = 0;
    for (var match : CONVERSION.matcher(text).results().toList()) {
      regex.append(Pattern.quote(text.substring(from, match.start())));
      regex.append(match.group(1).equals("%") ? "%" : "([0-9]{" + width(match.group(1)) + "})");
      from = match.end();
    }
    return regex.append(Pattern.quote(text.substring(from))).toString();
  }

  private String date(MatchResult match) {
    var letters =
        CONVERSION
            .matcher(pattern.toString())
            .results()
            .map(one -> one.group(1))
            .filter(letter -> !letter.equals("%"))
            .toList();
    var date = new StringBuilder();
    for (var letter : LARGEST_FIRST) {
      int group = letters.indexOf(letter);
      date.append(group < 0 ? "" : match.group(group + 1));
    }
    return date.toString();
  }

  private String date(LocalDateTime now) {
    var date = new StringBuilder();
    for (var letter : LARGEST_FIRST) {
      date.append(pattern.toString().contains("%" + letter) ? value(now, letter) : "");
    }
    return date.toString();
  }

  private static int width(String letter) {
    return switch (letter) {
      case "Y" -> 4;
      case "j" -> 3;
      default -> 2;
    };
  }

  private static String value(LocalDateTime now, String letter) {
    return switch (letter) {
      case "Y" -> String.format(Locale.ROOT, "%04d", now.getYear());
      case "m" -> String.format(Locale.ROOT, "%02d", now.getMonthValue());
      case "d" -> String.format(Locale.ROOT, "%02d", now.getDayOfMonth());
      case "H" -> String.format(Locale.ROOT, "%02d", now.getHour());
      case "M" -> String.format(Locale.ROOT, "%02d", now.getMinute());
      case "j" -> String.format(Locale.ROOT, "%03d", now.getDayOfYear());
      case "%" -> "%";
      default ->
          throw new IllegalArgumentException(
              "%" + letter + " is no part of a date; there are %Y %m %d %H %M %j, and %% for %");
    };
  }
}
