package httpd.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ports that a page prints, and the free ones that its servers got instead. Commands and the
 * Java and cfg files of a directory get the real ones; shown text is compared with the printed
 * ones.
 */
final class Ports {

  private static final String PROGRAM = "./httpd";

  private final Map<String, String> gotByPrinted = new HashMap<>();
  private final Map<String, String> printedByGot = new HashMap<>();
  private final Path directory;

  Ports(Path directory) {
    this.directory = directory;
  }

  /**
   * The commands that start a server, with a free port in place of the printed one. They may name
   * servers that were started before.
   */
  List<String> free(List<String> commands, String printed) throws IOException {
    if (commands.stream().noneMatch(command -> command.contains(PROGRAM))) {
      inFiles(printed, "0"); // A Java program, which contains its port.
    }
    return commands.stream()
        .map(command -> command.contains(PROGRAM) ? toGot(command) + " --port 0" : command)
        .toList();
  }

  void got(String printed, String got) throws IOException {
    gotByPrinted.put(printed, got);
    printedByGot.put(got, printed);
    inFiles(printed, got);
  }

  String toGot(String command) {
    var text = command;
    for (var port : gotByPrinted.entrySet()) {
      text = replaced(text, port.getKey(), port.getValue());
    }
    return text;
  }

  String toPrinted(String shown) {
    var text = shown;
    for (var port : printedByGot.entrySet()) {
      text = replaced(text, port.getKey(), port.getValue());
    }
    return text;
  }

  private void inFiles(String from, String to) throws IOException {
    try (var files = Files.newDirectoryStream(directory, "*.{java,cfg}")) {
      for (var file : files) {
        Files.writeString(file, replaced(Files.readString(file), from, to));
      }
    }
  }

  private static String replaced(String text, String from, String to) {
    return text.replaceAll("\\b" + from + "\\b", to);
  }
}
