package httpd.cli.option;

import httpd.limit.Bound;
import picocli.CommandLine.ITypeConverter;

/** The value of {@code --max-body}: a number of bytes, or {@code off}. */
final class BodySize implements ITypeConverter<Long> {

  /** Zero for off. */
  @Override
  public Long convert(String value) {
    return LimitSetting.value(Bound.BODY, value);
  }
}
