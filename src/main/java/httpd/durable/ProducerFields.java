package httpd.durable;

import static httpd.durable.StreamFields.only;

import httpd.HttpException;
import httpd.Request;
import httpd.topic.Append.Producer;
import org.jspecify.annotations.Nullable;

/** The header fields with which a producer numbers its appends. */
final class ProducerFields {

  static final String ID = "Producer-Id";
  static final String EPOCH = "Producer-Epoch";
  static final String SEQUENCE = "Producer-Seq";
  static final String EXPECTED = "Producer-Expected-Seq";
  static final String RECEIVED = "Producer-Received-Seq";

  private static final int LONGEST_ID = 256;
  private static final long GREATEST = (1L << 53) - 1;

  private ProducerFields() {}

  /** Reads all three; null if there are none, a 400 if one is missing or invalid. */
  static @Nullable Producer of(Request request) {
    var id = only(request, ID);
    var epoch = only(request, EPOCH);
    var number = only(request, SEQUENCE);
    if (id == null && epoch == null && number == null) {
      return null;
    }
    if (id == null || epoch == null || number == null) {
      throw new HttpException(400, "Producer-Id, Producer-Epoch and Producer-Seq come together");
    }
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      throw new HttpException(400, "Producer-Id has 1 to " + LONGEST_ID + " characters");
    }
    return new Producer(id, number(EPOCH, epoch), number(SEQUENCE, number));
  }

  private static long number(String field, String text) {
    boolean isNumber =
        !text.isEmpty() && text.length() <= 16 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    long number = isNumber ? Long.parseLong(text) : -1;
    if (number < 0 || number > GREATEST) {
      throw new HttpException(400, field + " is a whole number up to 2^53-1; was " + text);
    }
    return number;
  }
}
