package httpd.source;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a client would rather have: the weighted list of an {@code Accept} or {@code
 * Accept-Encoding} (RFC 9110, section 12.4.2 and 12.5).
 *
 * @param weights 0 to 1 by name in small letters; parameters of a name are left out
 */
record Preferences(Map<String, Double> weights) {

  /** Those of all headers of a name; a weight that is malformed is 0. */
  static Preferences of(List<String> values) {
    var weights = new HashMap<String, Double>();
    for (var element : String.join(",", values).split(",")) {
      var parts = element.strip().split("\\s*;\\s*");
      if (!parts[0].isEmpty()) {
        weights.putIfAbsent(parts[0].toLowerCase(Locale.ROOT), weight(parts));
      }
    }
    return new Preferences(weights);
  }

  /** The weight of a name, or what it has if the client does not mention it. */
  double of(String name, double unmentioned) {
    return weights.getOrDefault(name, unmentioned);
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].startsWith("q=") || parts[i].startsWith("Q=")) {
        var digits = parts[i].substring(2);
        return digits.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(digits) : 0;
      }
    }
    return 1;
  }
}
