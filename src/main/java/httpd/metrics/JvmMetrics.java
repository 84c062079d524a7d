package httpd.metrics;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** The metrics of the Java virtual machine, by the names that dashboards for Java know. */
record JvmMetrics() implements MetricFamilies {

  @Override
  public void write(MetricText text) {
    text.info(
        "jvm",
        "The Java virtual machine.",
        "version",
        System.getProperty("java.runtime.version", ""),
        "vendor",
        System.getProperty("java.vendor", ""),
        "runtime",
        System.getProperty("java.runtime.name", ""));
    memory(text);
    text.summary("jvm_gc_collection_seconds", "Time of garbage collections, by collector.");
    for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      text.countAndSum(
          Math.max(0, collector.getCollectionCount()),
          Math.max(0, collector.getCollectionTime()) / 1e3,
          "gc",
          collector.getName());
    }
    var threads = ManagementFactory.getThreadMXBean();
    text.gauge("jvm_threads_current", "Platform threads.").value(threads.getThreadCount());
    text.gauge("jvm_threads_peak", "The most platform threads at once.")
        .value(threads.getPeakThreadCount());
    text.gauge("jvm_classes_currently_loaded", "Classes that are loaded.")
        .value(ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
  }

  private static void memory(MetricText text) {
    var memory = ManagementFactory.getMemoryMXBean();
    var heap = memory.getHeapMemoryUsage();
    var other = memory.getNonHeapMemoryUsage();
    text.gauge("jvm_memory_used_bytes", "Memory in use.");
    area(text, heap, other, MemoryUsage::getUsed);
    text.gauge("jvm_memory_committed_bytes", "Memory obtained from the system.");
    area(text, heap, other, MemoryUsage::getCommitted);
    text.gauge("jvm_memory_max_bytes", "The most memory there may be; -1 for no bound.");
    area(text, heap, other, MemoryUsage::getMax);
  }

  private interface Part {
    long of(MemoryUsage usage);
  }

  private static void area(MetricText text, MemoryUsage heap, MemoryUsage other, Part part) {
    text.value(part.of(heap), "area", "heap").value(part.of(other), "area", "nonheap");
  }
}
