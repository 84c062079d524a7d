package httpd.cli;

/**
 * A handler file with much of what handler files are written with, so that an AOT cache with the
 * compiler has what the compiler needs for it. Its fields run what Java links at the first call.
 */
final class TrainingStyles {

  static final String SOURCE =
      """
      import java.net.http.HttpClient;
      import java.util.concurrent.atomic.*;

      /** Temperatures by city. */
      final Map<String, Reading> readings = new ConcurrentHashMap<>(Map.of("a", new Reading("a", 1)));
      final AtomicLong count = new AtomicLong();
      final List<String> names =
          IntStream.range(0, 3)
              .mapToObj(i -> "city " + i + Character.toString('a' + i))
              .filter(name -> !name.isEmpty())
              .sorted(Comparator.comparing(String::length).reversed())
              .collect(Collectors.toList());
      final String described = describe(readings.get("a")) + describe(names) + describe(null);

      record Reading(String city, double celsius) {
        Reading {
          if (Double.isNaN(celsius)) {
            throw new IllegalArgumentException("no number");
          }
        }

        String line() {
          return city + ": " + celsius;
        }
      }

      sealed interface Answer permits Found, Missing {}

      record Found(Reading reading) implements Answer {}

      record Missing(String city) implements Answer {}

      enum Order { UP, DOWN }

      Response handle(Request request) throws Exception {
        count.incrementAndGet();
        return switch (request.path()) {
          case "/" -> Response.text("a" + count + '\\n');
          case "/lines" -> Response.lines(lines(request.query("n")));
          case "/events" -> Response.lines(names.stream().map(name -> name + "!").iterator());
          case String path when path.startsWith("/cities/") -> answer(find(path.substring(8)));
          default -> Response.status(404);
        };
      }

      Response answer(Answer answer) {
        return switch (answer) {
          case Found(Reading(var city, var celsius)) -> Response.text(city + celsius);
          case Missing missing -> Response.status(404);
        };
      }

      Answer find(String city) {
        var reading = readings.get(city);
        return reading == null ? new Missing(city) : new Found(reading);
      }

      static String describe(Object any) {
        if (any instanceof Reading reading && reading.celsius() > 0) {
          return reading.line() + reading.hashCode() + reading.equals(any);
        }
        return switch (any) {
          case null -> "nothing";
          case Integer i when i > 0 -> "positive";
          case List<?> list -> list.size() + " of them";
          default -> any.toString();
        };
      }

      int ordered(Order order, int... numbers) {
        int sum = 0;
        for (int number : numbers) {
          sum += switch (order) {
            case UP -> number;
            case DOWN -> -number;
          };
        }
        return sum;
      }

      Iterator<String> lines(String count) {
        long last = count == null ? Long.MAX_VALUE : Long.parseLong(count);
        return new Iterator<>() {
          long i;

          @Override
          public boolean hasNext() {
            return i < last;
          }

          @Override
          public String next() {
            try {
              Thread.sleep(Duration.ofMillis(1));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              throw new IllegalStateException(e);
            }
            return names.get((int) (i++ % names.size()));
          }
        };
      }

      String read(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
          return lines.map(String::trim).reduce("", (a, b) -> a + b);
        } finally {
          synchronized (this) {
            readings.computeIfAbsent("b", name -> new Reading(name, 2));
          }
        }
      }

      static class Hold {
        private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
        private HttpClient client;

        void add(Supplier<? extends CharSequence> text, Runnable then) {
          queue.add(text.get().toString());
          then.run();
          Optional.ofNullable(client).map(HttpClient::version).ifPresent(v -> queue.add("x" + v));
        }
      }
      """;

  private TrainingStyles() {}
}
