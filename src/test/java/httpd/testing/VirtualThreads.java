package httpd.testing;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The virtual threads that are alive, which no thread list of the JDK shows: from a thread dump.
 */
final class VirtualThreads {

  /** From the number of a virtual thread to the end of its stack. */
  private static final Pattern THREAD =
      Pattern.compile("\"tid\": \"?(\\d+)[^{}]*?\"virtual\": true[^{}]*");

  private VirtualThreads() {}

  /** One entry a thread: its number, name and stack. */
  static List<String> alive() {
    try {
      var folder = Files.createTempDirectory("threads");
      var dump = folder.resolve("threads.json");
      try {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
        return THREAD
            .matcher(Files.readString(dump))
            .results()
            .map(thread -> thread.group().replaceAll("\\s+", " "))
            .filter(thread -> !thread.contains("SubPoller")) // The JDK's own.
            .toList();
      } finally {
        Files.deleteIfExists(dump);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new AssertionError("cannot dump the threads", e);
    }
  }
}
