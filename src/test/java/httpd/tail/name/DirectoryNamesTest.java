package httpd.tail.name;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.file.ServedDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryNamesTest {

  @TempDir Path directory;

  @Test
  @DisplayName("TL-40.1 names of one directory are read once; what comes later is not among them")
  void once() throws Exception {
    var app = new InsideName(ServedDirectory.at(directory), "app.log");
    var web = new InsideName(ServedDirectory.at(directory), "web.log");
    for (var name : List.of("app.log", "app.log.1", "app.log.2.gz", "web.log", "web.log.1")) {
      Files.writeString(directory.resolve(name), name);
    }
    var names = new DirectoryNames();
    assertEquals(List.of("app.log.1", "app.log"), files(app, names));
    Files.writeString(directory.resolve("app.log.2"), "later");
    Files.writeString(directory.resolve("web.log.2"), "later");
    assertEquals(List.of("app.log.1", "app.log"), files(app, names));
    assertEquals(List.of("web.log.1", "web.log"), files(web, names));
    assertEquals(3, files(web, new DirectoryNames()).size());
  }

  private static List<String> files(TailName name, DirectoryNames names) throws IOException {
    return name.files(names).stream()
        .map(file -> String.valueOf(file.path().getFileName()))
        .toList();
  }
}
