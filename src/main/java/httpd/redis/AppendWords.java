package httpd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.topic.Append;
import httpd.topic.AppendResult;
import httpd.topic.AppendResult.Appended;
import httpd.topic.AppendResult.Closed;
import httpd.topic.AppendResult.Duplicate;
import httpd.topic.AppendResult.Gap;
import httpd.topic.AppendResult.IdTaken;
import httpd.topic.AppendResult.OutOfSequence;
import httpd.topic.AppendResult.StaleEpoch;
import httpd.topic.AppendResult.WrongFirstNumber;
import httpd.topic.LogDeletedException;
import httpd.topic.Retention;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An append as the words of a script, and what became of it as the script answers. */
final class AppendWords {

  private static final byte[] NOTHING = {};

  private AppendWords() {}

  static void add(Append append, Retention retention, List<byte[]> words) {
    words.add(bound(retention.records()));
    words.add(bound(retention.bytes()));
    var age = retention.age();
    words.add(age == null ? NOTHING : bytes(Long.toString(age.toMillis())));
    words.add(flag(append.closes()));
    var producer = append.producer();
    words.add(flag(producer != null));
    words.add(producer == null ? NOTHING : bytes(producer.id()));
    words.add(producer == null ? NOTHING : bytes(Long.toString(producer.epoch())));
    words.add(producer == null ? NOTHING : bytes(Long.toString(producer.number())));
    addOptional(append.sequence(), words);
    addOptional(append.id(), words);
    append.records().forEach(record -> words.add(record.content()));
  }

  private static void addOptional(@Nullable String text, List<byte[]> words) {
    words.add(flag(text != null));
    words.add(text == null ? NOTHING : bytes(text));
  }

  private static byte[] bound(long most) {
    return most == Long.MAX_VALUE ? NOTHING : bytes(Long.toString(most));
  }

  private static byte[] flag(boolean is) {
    return bytes(is ? "1" : "0");
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static AppendResult result(Reply reply, String name) throws IOException {
    return switch (reply.text(0)) {
      case "appended" -> new Appended(reply.text(1));
      case "duplicate" -> new Duplicate(reply.text(1), number(reply.text(2)), reply.number(3) != 0);
      case "closed" -> new Closed(reply.text(1));
      case "first" -> new WrongFirstNumber();
      case "gap" -> new Gap(number(reply.text(1)));
      case "stale" -> new StaleEpoch(number(reply.text(1)));
      case "sequence" -> new OutOfSequence(reply.text(1));
      case "id" -> new IdTaken(reply.text(1));
      case "gone" -> throw new LogDeletedException(name);
      default -> throw new IOException("Redis answered an append with " + reply.text(0));
    };
  }

  private static long number(String text) throws IOException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IOException("Redis answered " + text + " where a number is expected", e);
    }
  }
}
