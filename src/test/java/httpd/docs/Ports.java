package httpd.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ports that a page prints, and the free ones that its servers got instead: commands and the
 * Java files of a folder get the real ones, and what is shown is read with the printed ones.
 */
final class Ports {

  private static final String PROGRAM = "./httpd";

  private final Map<String, String> gotByPrinted = new HashMap<>();
  private final Path folder;

  Ports(Path folder) {
    this.folder = folder;
  }

  /** The commands that start a server, on a free port in place of the printed one. */
  List<String> free(List<String> commands, String printed) throws IOException {
    if (commands.stream().noneMatch(command -> command.contains(PROGRAM))) {
      inFiles(printed, "0"); // A Java program, which names its port itself.
    }
    return commands.stream()
        .map(command -> command.contains(PROGRAM) ? toGot(command) + " --port 0" : command)
        .toList();
  }

  void got(String printed, String got) throws IOException {
    gotByPrinted.put(printed, got);
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
    for (var port : gotByPrinted.entrySet()) {
      text = replaced(text, port.getValue(), port.getKey());
    }
    return text;
  }

  private void inFiles(String from, String to) throws IOException {
    try (var files = Files.newDirectoryStream(folder, "*.java")) {
      for (var file : files) {
        Files.writeString(file, replaced(Files.readString(file), from, to));
      }
    }
  }

  private static String replaced(String text, String from, String to) {
    return text.replaceAll("\\b" + from + "\\b", to);
  }
}
