package httpd.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The metrics of the process, by the names that all clients of Prometheus have. */
record ProcessMetrics() implements MetricFamilies {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s++(\\d++) kB");

  @Override
  public void write(MetricText text) {
    var runtime = ManagementFactory.getRuntimeMXBean();
    text.gauge("process_start_time_seconds", "When the process started, since 1970.")
        .value(runtime.getStartTime() / 1e3);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      text.counter("process_cpu_seconds", "Time that processors have worked for the process.")
          .total(Math.max(0, system.getProcessCpuTime()) / 1e9);
      if (system instanceof UnixOperatingSystemMXBean unix) {
        text.gauge("process_open_fds", "Open file descriptors.")
            .value(unix.getOpenFileDescriptorCount());
        text.gauge("process_max_fds", "The most file descriptors there may be.")
            .value(unix.getMaxFileDescriptorCount());
      }
    }
    if (Files.isReadable(STATUS)) {
      text.gauge("process_resident_memory_bytes", "Resident memory.").value(resident());
    }
  }

  /** Returns 0 if the system does not tell. */
  private static long resident() {
    try {
      var found = RESIDENT.matcher(Files.readString(STATUS));
      return found.find() ? Long.parseLong(found.group(1)) * 1024 : 0;
    } catch (IOException notTold) {
      return 0;
    }
  }
}
