package httpd.cost;

import com.sun.management.ThreadMXBean;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.util.stream.Stream;

/**
 * The part of the measurement that runs in the measured JVM: it has the classes of the program
 * counted, and reports the counters to the test at the port in its argument, once for each byte it
 * gets.
 */
public final class CostAgent {

  private CostAgent() {}

  public static void premain(String port, Instrumentation jvm) throws Exception {
    var socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
    socket.setTcpNoDelay(true);
    jvm.addTransformer(new CountingTransformer(), true);
    jvm.retransformClasses(
        Stream.of(jvm.getAllLoadedClasses())
            .filter(each -> CountingTransformer.isCounted(each.getName().replace('.', '/')))
            .filter(jvm::isModifiableClass)
            .toArray(Class<?>[]::new));
    Thread.ofPlatform().daemon().name("cost-agent").start(() -> report(socket));
  }

  private static void report(Socket socket) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (socket) {
      var in = new DataInputStream(socket.getInputStream());
      var out = new DataOutputStream(socket.getOutputStream());
      while (true) {
        in.readByte();
        out.writeLong(threads.getTotalThreadAllocatedBytes());
        out.writeLong(CostCounters.instructions());
        out.writeLong(CostCounters.systemCalls());
      }
    } catch (EOFException end) {
      // The test has finished, and stops this process.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
