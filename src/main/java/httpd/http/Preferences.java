package httpd.http;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The weighted list of {@code Accept} or {@code Accept-Encoding} (RFC 9110, sections 12.4.2, 12.5).
 *
 * @param weights 0 to 1, by name in lower case without parameters
 */
public record Preferences(Map<String, Double> weights) {

  private static final Pattern WEIGHT = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

  /** Reads all fields of a name; a malformed weight is 0. */
  public static Preferences of(List<String> values) {
    var weights = new HashMap<String, Double>();
    for (var element : String.join(",", values).split(",")) {
      var parts = element.split(";", -1);
      var name = parts[0].strip();
      if (!name.isEmpty()) {
        weights.putIfAbsent(name.toLowerCase(Locale.ROOT), weight(parts));
      }
    }
    return new Preferences(weights);
  }

  /** Returns the weight of a name, or another one if the client does not mention it. */
  public double of(String name, double unmentioned) {
    return weights.getOrDefault(name, unmentioned);
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      var parameter = parts[i].strip();
      if (parameter.startsWith("q=") || parameter.startsWith("Q=")) {
        var digits = parameter.substring(2);
        return WEIGHT.matcher(digits).matches() ? Double.parseDouble(digits) : 0;
      }
    }
    return 1;
  }
}
