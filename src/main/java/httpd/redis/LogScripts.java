package httpd.redis;

import static httpd.redis.AppendWords.bytes;

import httpd.topic.Append;
import httpd.topic.Log;
import httpd.topic.LogDeletedException;
import httpd.topic.Retention;
import httpd.topic.Topic.Bounds;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What one life of a log is asked in Redis. All but {@link #append} wait for the answer; a log that
 * is gone is a {@link LogDeletedException}. Safe for all threads.
 */
final class LogScripts {

  private static final String ATTRIBUTE = "a:";

  private final String name;
  private final String incarnation;
  private final LogKeys keys;
  private final RedisLink link;

  /** Where the log begins and ends, and the position that was asked for, if it is one of it. */
  record Located(Log.State state, @Nullable String found) {}

  LogScripts(String name, String incarnation, LogKeys keys, RedisLink link) {
    this.name = name;
    this.incarnation = incarnation;
    this.keys = keys;
    this.link = link;
  }

  private Reply ask(Script script, String... words) throws IOException {
    var values = new ArrayList<byte[]>();
    values.add(bytes(incarnation));
    List.of(words).forEach(word -> values.add(bytes(word)));
    var reply = Failures.await(link.run(script, keys.own(), values));
    if (reply.text(0).equals("gone")) {
      throw new LogDeletedException(name);
    }
    return reply;
  }

  Map<String, String> attributes() throws IOException {
    var all = Failures.await(link.send(CommandType.HGETALL, List.of(keys.meta())));
    var attributes = new HashMap<String, String>();
    boolean isHere = false;
    for (int i = 0; i + 1 < all.size(); i += 2) {
      var field = all.text(i);
      isHere |= field.equals("i") && incarnation.equals(all.text(i + 1));
      if (field.startsWith(ATTRIBUTE)) {
        attributes.put(field.substring(ATTRIBUTE.length()), all.text(i + 1));
      }
    }
    if (!isHere) {
      throw new LogDeletedException(name);
    }
    return attributes;
  }

  Reply set(String attribute, @Nullable String value) throws IOException {
    var field = ATTRIBUTE + attribute;
    return value == null ? ask(Script.SET, field) : ask(Script.SET, field, value);
  }

  long add(String counter, long change) throws IOException {
    return Long.parseLong(ask(Script.ADD, "c:" + counter, Long.toString(change)).text(1));
  }

  CompletableFuture<Reply> append(Append append, Retention retention) {
    var words = new ArrayList<byte[]>();
    words.add(bytes(incarnation));
    AppendWords.add(append, retention, words);
    return link.run(Script.APPEND, keys.own(), words);
  }

  /**
   * Finds a position.
   *
   * @param kind {@code id} of a record, {@code event} with an id of its own, or nothing
   */
  Located locate(String kind, String asked) throws IOException {
    var reply = ask(Script.LOCATE, kind, asked);
    var bounds = new Bounds(reply.text(1), reply.text(2));
    var state =
        new Log.State(bounds, reply.number(3) != 0, reply.number(4), Long.parseLong(reply.text(5)));
    return new Located(state, reply.text(6).isEmpty() ? null : reply.text(6));
  }

  /** Returns the position so many records before the newest one. */
  String before(String newest, int records) throws IOException {
    var place = newest;
    var from = "+";
    for (int left = Math.max(0, records); left > 0; ) {
      var back = ask(Script.BACK, from, Integer.toString(left));
      long count = back.number(2);
      place = count == 0 ? place : back.text(1);
      from = place;
      left = count == 0 ? 0 : left - (int) count;
    }
    return place;
  }

  /** Returns how many read it at other servers, as these said a while ago. */
  int readersElsewhere() throws IOException {
    var own = List.of(bytes(link.node()));
    return (int)
        Failures.await(link.run(Script.AUDIENCE, List.of(keys.listeners()), own)).number(0);
  }

  void delete() throws IOException {
    var words = List.of(bytes(incarnation), bytes(name));
    var _ = Failures.await(link.run(Script.DELETE, keys.withNames(), words));
  }
}
