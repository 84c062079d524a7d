package httpd.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Rounds of chance, several at once, each made of a seed of its own, so that one that fails can be
 * played again: {@code -Dfuzz.seed=SEED -Dfuzz.rounds=1}. The build plays as many as take some
 * seconds; {@code -Dfuzz.minutes=20} goes on for so long.
 */
public final class Fuzz {

  private static final int PLAYERS = 6;
  private static final long LONGEST_PAUSE_NANOS = 400_000;

  /** What a mutation puts in: what a parser looks for, and what it may stumble over. */
  private static final String[] TOKENS = {
    "\r\n",
    "\n",
    "\r",
    "\0",
    " ",
    "\t",
    ":",
    ",",
    ";",
    "0",
    "-1",
    "f",
    "ffffffffffffffff",
    "0\r\n\r\n",
    "\r\n\r\n",
    "HTTP/1.1",
    "HTTP/1.0",
    "http/1.1",
    "Content-Length: 3\r\n",
    "Content-Length: 0\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: identity\r\n",
    "Connection: close\r\n",
    "Connection: keep-alive\r\n",
    "Host: other\r\n",
    "Expect: 100-continue\r\n",
    "Upgrade: websocket\r\n",
    "GET /text/7 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "\u00e9",
    "%2e%2e/",
    "data: x\n\n",
  };

  /** One round. */
  public interface Round {
    /**
     * Plays it; fails with an error if something is wrong.
     *
     * @return a word for what came of it, to be counted
     */
    String play(Random random, long seed) throws Exception;
  }

  private Fuzz() {}

  /**
   * Plays rounds, as many as usual or as the properties say.
   *
   * @return how many had each result
   */
  public static Map<String, Integer> play(String name, int usual, Round round) throws Exception {
    long first = Long.getLong("fuzz.seed", 1);
    long end = first + Integer.getInteger("fuzz.rounds", usual);
    long minutes = Long.getLong("fuzz.minutes", 0);
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
    var next = new AtomicLong(first);
    var results = new TreeMap<String, Integer>();
    try (var players = Executors.newFixedThreadPool(PLAYERS)) {
      var playing = new ArrayList<Future<?>>();
      for (int i = 0; i < PLAYERS; i++) {
        playing.add(
            players.submit(() -> {
              for (long seed = next.getAndIncrement();
                  minutes > 0 ? System.nanoTime() < deadline : seed < end;
                  seed = next.getAndIncrement()) {
                var result = playOne(name, round, seed);
                synchronized (results) {
                  results.merge(result, 1, Integer::sum);
                }
              }
              return null;
            }));
      }
      await(playing);
    }
    System.out.printf("fuzz: %s, seeds from %d: %s%n", name, first, results);
    return results;
  }

  private static void await(List<Future<?>> playing) throws Exception {
    try {
      for (var player : playing) {
        player.get();
      }
    } catch (ExecutionException e) {
      playing.forEach(player -> player.cancel(true));
      throw new AssertionError(e.getCause().getMessage(), e.getCause());
    }
  }

  private static String playOne(String name, Round round, long seed) {
    try {
      return round.play(new Random(seed), seed);
    } catch (Throwable failure) {
      throw new AssertionError("%s, seed %s: %s".formatted(name, seed, failure), failure);
    }
  }

  /** Writes bytes in pieces of chance, with pauses of chance between them. */
  public static void send(OutputStream out, byte[] bytes, Random random) throws IOException {
    int largest = random.nextInt(4) == 0 ? 3 : 1 + random.nextInt(bytes.length + 1);
    int from = 0;
    for (int pieces = 0; from < bytes.length && pieces < 200; pieces++) {
      int length = Math.min(bytes.length - from, 1 + random.nextInt(largest));
      out.write(bytes, from, length);
      from += length;
      if (random.nextInt(3) == 0) {
        LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_PAUSE_NANOS));
      }
    }
    out.write(bytes, from, bytes.length - from);
  }

  /** A body in chunks of chance, without the last one. */
  public static String chunks(CharSequence body, int largest, Random random) {
    var chunks = new StringBuilder();
    for (int from = 0; from < body.length(); ) {
      int length = Math.min(body.length() - from, 1 + random.nextInt(largest));
      chunks.append(Integer.toHexString(length)).append("\r\n");
      chunks.append(body, from, from + length).append("\r\n");
      from += length;
    }
    return chunks.toString();
  }

  /** A copy with one to three places changed. */
  public static byte[] mutated(byte[] bytes, Random random) {
    byte[] result = bytes;
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      result = mutatedOnce(result, random);
    }
    return result;
  }

  private static byte[] mutatedOnce(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length + 1);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(8));
    return switch (random.nextInt(6)) {
      case 0 -> spliced(bytes, at, length, new byte[0]);
      case 1 -> spliced(bytes, at, 0, TOKENS[random.nextInt(TOKENS.length)]);
      case 2 -> spliced(bytes, at, length, TOKENS[random.nextInt(TOKENS.length)]);
      case 3 -> spliced(bytes, at, Math.min(1, length), new byte[] {(byte) random.nextInt(256)});
      case 4 -> spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
      default -> atLineEnd(bytes, at, random);
    };
  }

  /** Most of what matters stands where a line begins. */
  private static byte[] atLineEnd(byte[] bytes, int from, Random random) {
    int at = from;
    while (at < bytes.length && bytes[at] != '\n') {
      at++;
    }
    return spliced(bytes, Math.min(bytes.length, at + 1), 0, TOKENS[random.nextInt(TOKENS.length)]);
  }

  private static byte[] spliced(byte[] bytes, int at, int removed, String added) {
    return spliced(bytes, at, removed, added.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] spliced(byte[] bytes, int at, int removed, byte[] added) {
    var result = new ByteArrayOutputStream();
    result.write(bytes, 0, at);
    result.writeBytes(added);
    result.write(bytes, at + removed, bytes.length - at - removed);
    return result.toByteArray();
  }
}
