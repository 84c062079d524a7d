package httpd.script;

import httpd.Body;
import httpd.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A directory with a handler file and a cache; each answer is that of a load of its own. */
final class KeptHandlers {

  final Path directory;
  final Path base;
  private final AtomicInteger compilations = new AtomicInteger();

  /** Makes both below {@code path}. */
  KeptHandlers(Path path) throws IOException {
    directory = Files.createDirectories(path.resolve("site"));
    base = Files.createDirectories(path.resolve("cache"));
  }

  Path write(String name, String text) throws IOException {
    Files.createDirectories(directory.resolve(name).getParent());
    return Files.writeString(directory.resolve(name), text);
  }

  /** Loads the file with the cache, and calls its handler. */
  String answer(String name) throws Exception {
    return answer(directory.resolve(name));
  }

  String answer(Path file) throws Exception {
    var dependencies = new Dependencies(file);
    var text = Files.readString(file);
    var source = new SourceText(file.toString(), text);
    var path = HandlerClassPath.ofTheProcess();
    var compiled =
        HandlerCache.in(base)
            .get(
                file,
                Files.readAllBytes(file),
                path.all(),
                dependencies,
                log -> {
                  compilations.incrementAndGet();
                  return Compilation.of(file, source, path, dependencies, log);
                });
    var handler = new EntryPoint(source, compiled, path.loader(), false).load();
    return ((Body.Text) handler.handle(Request.get("/x")).body()).text();
  }

  /** The number of compilations since the last call. */
  int compilations() {
    return compilations.getAndSet(0);
  }

  Path entries() {
    return base.resolve("httpd/handlers");
  }

  /** The one entry. */
  Path entry() throws IOException {
    var all = files();
    if (all.size() != 1) {
      throw new AssertionError("not one entry: " + all);
    }
    return all.getFirst();
  }

  /** The name of the entry of {@code Foo.java}. */
  String entryName() throws IOException {
    var file = directory.resolve("Foo.java");
    var classPath = HandlerClassPath.ofTheProcess().all();
    return CacheKey.of(file, Files.readAllBytes(file), classPath).name() + CacheDirectory.ENTRY;
  }

  List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(entries())) {
      return all.sorted().toList();
    }
  }

  static String saying(String text) {
    return "String handle() { return \"" + text + "\"; }\n";
  }
}
