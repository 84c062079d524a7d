package httpd.testing;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;

/** Counts the virtual threads that are alive, which no thread list of the JDK shows. */
final class VirtualThreads {

  private VirtualThreads() {}

  static long count() {
    try {
      var folder = Files.createTempDirectory("threads");
      var dump = folder.resolve("threads.json");
      try {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
        return occurrences(Files.readString(dump), "\"virtual\": true");
      } finally {
        Files.deleteIfExists(dump);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new AssertionError("cannot dump the threads", e);
    }
  }

  private static long occurrences(String text, String part) {
    long found = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      found++;
    }
    return found;
  }
}
