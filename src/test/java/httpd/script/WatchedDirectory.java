package httpd.script;

import httpd.Body;
import httpd.Handler;
import httpd.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A directory with a watched handler file; each look is taken by the test. */
final class WatchedDirectory implements AutoCloseable {

  /** More looks than any change needs to come to rest. */
  private static final int MANY_LOOKS = 12;

  final Path path;
  final HandlerWatch watch;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Handler handler;

  WatchedDirectory(Path path, String handlerFile, WatchPattern... also) throws Exception {
    this.path = path;
    write("Foo.java", handlerFile);
    var cache = HandlerCache.in(Files.createDirectories(path.resolve(".cache")));
    watch = new HandlerWatch(text -> said.add(text.replace(path + "/", "")), List.of(also), cache);
    handler = watch.load(path.resolve("Foo.java"));
  }

  /** Writes a file in place. */
  void write(String name, String text) throws IOException {
    Files.writeString(path.resolve(name), text);
  }

  /** Writes another file, and moves it in place of the old one. */
  void replace(String name, String text) throws IOException {
    var beside = Files.writeString(path.resolve(".saving"), text);
    Files.move(beside, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  void look(int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }

  /** Takes so many looks that all changes are loaded. */
  void rest() {
    look(MANY_LOOKS);
  }

  Body body() throws Exception {
    return handler.handle(Request.get("/x")).body();
  }

  boolean mayBlock() {
    return handler.mayBlock(Request.get("/x"));
  }

  String text() throws Exception {
    return ((Body.Text) body()).text();
  }

  /** The messages since the last call, without the seconds. */
  List<String> said() {
    var all = said.stream().map(text -> text.replaceAll("in \\d+\\.\\d\\d s", "in * s")).toList();
    said.clear();
    return all;
  }

  @Override
  public void close() {
    watch.close();
  }
}
