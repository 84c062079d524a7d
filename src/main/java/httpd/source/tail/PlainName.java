package httpd.source.tail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One name, whose file is rotated away now and then. Its older generations stand beside it: {@code
 * app.log.1}, {@code app.log-20260101}, {@code app-2026-01-01.log}; for a link also beside the file
 * that it points to.
 */
non-sealed class PlainName extends TailName {

  private static final String SUFFIX =
      "([.\\-_]([0-9][0-9A-Za-z:+_.\\-]*|old|bak|prev|last|save)|~)";
  private static final String STAMP = "[.\\-_][0-9][0-9:+_.\\-TZ]*";

  private final Path path;

  PlainName(Path path) {
    super(path.toString());
    this.path = path;
  }

  @Override
  @Nullable FoundFile current() throws IOException {
    return FoundFile.at(path);
  }

  @Override
  List<FoundFile> list() throws IOException {
    var current = current();
    var all = new ArrayList<FoundFile>();
    var keys = new HashSet<Object>();
    if (current != null) {
      keys.add(current.key());
    }
    for (var file : siblings()) {
      if (keys.add(file.key())) {
        all.add(file);
      }
    }
    all.sort(BY_AGE);
    if (current != null) {
      all.add(current);
    }
    return all;
  }

  @Override
  List<FoundFile> successors(FoundFile live, KnownFiles known, boolean quiet) throws IOException {
    var current = current();
    if (current == null || current.isSameAs(live)) {
      return List.of();
    }
    var all = new ArrayList<>(generations());
    all.removeIf(file ->
        file.size() == 0 || file.isSameAs(live) || (known.has(file) && !file.path().equals(path)));
    return all;
  }

  @Override
  boolean mayBeCopied() {
    return true;
  }

  @Override
  List<Path> telling() throws IOException {
    if (!Files.isSymbolicLink(path)) {
      return List.of(folder());
    }
    return Files.exists(path)
        ? List.of(folder(), Objects.requireNonNull(path.toRealPath().getParent()))
        : List.of(); // What it leads to may come in any folder.
  }

  @Override
  Path folder() {
    return Objects.requireNonNullElse(path.getParent(), path);
  }

  private List<FoundFile> siblings() throws IOException {
    var paths = new ArrayList<>(siblingsOf(path));
    if (Files.exists(path)) {
      var real = path.toRealPath();
      if (!real.equals(path)) {
        paths.addAll(siblingsOf(real));
      }
    }
    return Folder.files(paths);
  }

  private static List<Path> siblingsOf(Path path) throws IOException {
    var name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    var stem = Pattern.quote(dot > 0 ? name.substring(0, dot) : name);
    var extension = Pattern.quote(dot > 0 ? name.substring(dot) : "");
    var older = Pattern.compile(Pattern.quote(name) + SUFFIX + "|" + stem + STAMP + extension);
    return new Folder(Objects.requireNonNullElse(path.getParent(), path))
        .entries(entry -> older.matcher(entry).matches() && !isCompressed(entry));
  }
}
