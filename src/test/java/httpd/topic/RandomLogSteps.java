package httpd.topic;

import static httpd.topic.LogSteps.after;
import static httpd.topic.LogSteps.append;
import static httpd.topic.LogSteps.find;
import static httpd.topic.LogSteps.lines;
import static httpd.topic.LogSteps.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.testing.Take;
import httpd.topic.LogStore.Blueprint;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Steps by chance in a store, each compared with what lists and maps make of them. */
public final class RandomLogSteps {

  private static final int NAMES = 4;

  private final Random random;
  private final Map<String, LogModel> models = new TreeMap<>();
  private LogStore store;

  /** Steps in an empty store. */
  public RandomLogSteps(LogStore store, long seed) {
    this.store = store;
    this.random = new Random(seed);
  }

  /** Continues in another store that has what the first one had. */
  public void continueIn(LogStore other) {
    store = other;
  }

  /** Some steps. */
  public void run(int steps) throws Exception {
    for (int i = 0; i < steps; i++) {
      step();
    }
  }

  private void step() throws Exception {
    var name = "log " + random.nextInt(NAMES);
    var model = models.get(name);
    if (model == null) {
      assertNull(store.find(name));
      create(name);
      return;
    }
    var log = find(store, name);
    switch (random.nextInt(30)) {
      case 0 -> assertEquals(List.copyOf(models.keySet()), store.names());
      case 1, 2 -> attribute(log, model);
      case 3, 4 -> last(log, model);
      case 5, 6, 7 -> resume(log, model);
      case 8 -> check(log, model);
      case 9 -> deleteSeldom(log, model);
      default -> {
        var append = model.someAppend(random);
        model.check(append, append(log, append));
      }
    }
  }

  private void create(String name) throws Exception {
    var attributes = Map.of("type", "text/" + random.nextInt(10));
    var begin = random.nextBoolean() ? null : somePosition();
    var first = Append.of(lines(random.nextBoolean() ? new String[0] : new String[] {"a", "b"}));
    var creation = store.create(name, new Blueprint(attributes, begin, first));
    assertTrue(creation.isNew());
    var bounds = creation.log().bounds();
    assertTrue(begin == null || begin.equals(bounds.oldest()), () -> begin + ", " + bounds);
    var model = new LogModel(bounds.oldest());
    model.attributes.putAll(attributes);
    if (!first.records().isEmpty()) {
      model.apply(first, bounds.newest());
    }
    models.put(name, model);
  }

  private String somePosition() {
    var known =
        models.values().stream()
            .flatMap(model -> model.positions.stream().filter(p -> p != null))
            .toList();
    return known.isEmpty() ? null : known.get(random.nextInt(known.size()));
  }

  private void attribute(Log log, LogModel model) throws Exception {
    var key = "key " + random.nextInt(3);
    switch (random.nextInt(3)) {
      case 0 -> {
        log.set(key, null);
        model.attributes.remove(key);
      }
      case 1 -> {
        log.set(key, "" + random.nextInt());
        model.attributes.put(key, log.attributes().get(key));
      }
      default -> {
        long change = random.nextInt(-5, 10);
        assertEquals(model.counters.merge(key, change, Long::sum), log.add(key, change));
      }
    }
  }

  private void last(Log log, LogModel model) throws Exception {
    int most = model.records.size();
    int last = Math.min(most, random.nextInt(10));
    try (var source = log.last(last)) {
      assertEquals(model.records.subList(most - last, most), take(source, last));
      assertEquals(model.end(), source.position());
      checkEnd(source, model);
    }
  }

  private static void checkEnd(LineSource source, LogModel model) throws InterruptedException {
    assertEquals(
        model.isClosed() ? Poll.END : Poll.PENDING,
        model.isClosed() ? Take.next(source) : source.poll(() -> {}));
  }

  private void resume(Log log, LogModel model) throws Exception {
    int most = model.records.size();
    int begin = random.nextInt(Math.max(0, most - 50), most + 1);
    var position = model.positions.get(begin);
    if (position != null) {
      int count = random.nextInt(most - begin + 1);
      try (var source = after(log, position)) {
        assertEquals(model.records.subList(begin, begin + count), take(source, count));
      }
    }
  }

  private static void check(Log log, LogModel model) throws Exception {
    var bounds = new Topic.Bounds(model.positions.getFirst(), model.end());
    var state = new Log.State(bounds, model.isClosed(), model.records.size(), model.bytes());
    assertEquals(state, log.state());
    assertEquals(model.attributes, log.attributes());
    try (var source = after(log, bounds.oldest())) {
      assertEquals(model.records, take(source, model.records.size()));
      checkEnd(source, model);
    }
  }

  private void deleteSeldom(Log log, LogModel model) throws Exception {
    if (random.nextInt(model.isClosed() ? 1 : 4) == 0) {
      log.delete();
      models.remove(log.name());
    }
  }

  /** Compares all. */
  public void checkAll() throws Exception {
    assertEquals(List.copyOf(models.keySet()), store.names());
    for (var each : models.entrySet()) {
      check(find(store, each.getKey()), each.getValue());
    }
  }
}
