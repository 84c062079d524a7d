package httpd.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/** What {@code --port} takes. */
final class PortNumber implements ITypeConverter<Integer> {

  private static final int HIGHEST = 65535;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");

  @Override
  public Integer convert(String value) {
    int number = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : -1;
    if (number < 0 || number > HIGHEST) {
      throw new WrongValue(
          "a port is a number from 0 to " + HIGHEST,
          "--port 8080 is usual, --port 0 takes a free one");
    }
    return number;
  }
}
