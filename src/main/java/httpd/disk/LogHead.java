package httpd.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file {@code head} of a log, lines of text: what it is, and what is kept with it.
 *
 * @param name of the log
 * @param epoch what its positions begin with
 * @param begin the number after which its positions begin
 * @param generation that of the store when the log was last made sure of
 */
record LogHead(
    String name,
    String epoch,
    long begin,
    long generation,
    Map<String, String> attributes,
    Map<String, Long> counters) {

  static final String FILE = "head";

  private static final String VERSION = "httpd-log 1";
  private static final String CRC = "crc ";

  LogHead {
    attributes = Map.copyOf(attributes);
    counters = Map.copyOf(counters);
  }

  LogHead with(Map<String, String> changed) {
    return new LogHead(name, epoch, begin, generation, changed, counters);
  }

  LogHead withCounters(Map<String, Long> changed) {
    return new LogHead(name, epoch, begin, generation, attributes, changed);
  }

  LogHead of(long newGeneration) {
    return new LogHead(name, epoch, begin, newGeneration, attributes, counters);
  }

  void write(Path directory, boolean synced) throws IOException {
    var text = new StringBuilder(VERSION + "\n");
    line(text, "name", name);
    line(text, "epoch", epoch);
    line(text, "begin", Long.toString(begin));
    line(text, "generation", Long.toString(generation));
    new TreeMap<>(attributes).forEach((key, value) -> line(text, "attribute", key, value));
    new TreeMap<>(counters)
        .forEach((key, value) -> line(text, "counter", key, Long.toString(value)));
    var crc = crc(text.toString());
    SafeFile.write(directory.resolve(FILE), text + CRC + crc + "\n", synced);
  }

  private static void line(StringBuilder text, String... words) {
    text.append(words[0]);
    for (int i = 1; i < words.length; i++) {
      text.append(' ').append(URLEncoder.encode(words[i], UTF_8));
    }
    text.append('\n');
  }

  private static String crc(String text) {
    return HexFormat.of().toHexDigits(Slot.crcOf(text.getBytes(UTF_8)));
  }

  static LogHead read(Path directory) throws IOException {
    var file = directory.resolve(FILE);
    String text;
    try {
      text = new String(Files.readAllBytes(file), UTF_8);
    } catch (NoSuchFileException e) {
      throw new DamagedLogException(file, "it is missing");
    }
    int end = text.lastIndexOf(CRC);
    if (end < 0 || !text.substring(end).equals(CRC + crc(text.substring(0, end)) + "\n")) {
      throw new DamagedLogException(file, "its checksum is wrong");
    }
    var lines = text.substring(0, end).split("\n", -1);
    if (!lines[0].equals(VERSION)) {
      throw new DamagedLogException(file, "it is of another version: " + lines[0]);
    }
    var fields = new TreeMap<String, String>();
    var attributes = new TreeMap<String, String>();
    var counters = new TreeMap<String, Long>();
    for (int i = 1; i < lines.length; i++) {
      var words = lines[i].split(" ", -1);
      switch (words[0]) {
        case "attribute" -> attributes.put(decoded(words[1]), decoded(words[2]));
        case "counter" -> counters.put(decoded(words[1]), Long.parseLong(words[2]));
        case "" -> {}
        default -> fields.put(words[0], decoded(words[1]));
      }
    }
    return new LogHead(
        fields.getOrDefault("name", ""),
        fields.getOrDefault("epoch", ""),
        Long.parseLong(fields.getOrDefault("begin", "0")),
        Long.parseLong(fields.getOrDefault("generation", "0")),
        attributes,
        counters);
  }

  private static String decoded(String word) {
    return URLDecoder.decode(word, UTF_8);
  }
}
