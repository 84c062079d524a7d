package httpd.server.tls;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class TlsAnswersTest {

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final TlsAnswers answers = new TlsAnswers(channel);

  /** Handles so many records, each of which is answered by 27 bytes. */
  private boolean answersEach(int records) {
    boolean tooMany = false;
    for (int i = 0; i < records; i++) {
      answers.begin();
      channel.write(Unpooled.buffer(27).writeZero(27));
      tooMany |= answers.tooMany();
    }
    return tooMany;
  }

  @Test
  @DisplayName("Y-29 a client that makes TLS answer once in a while may do so")
  void someAnswersAreFine() {
    assertFalse(answersEach(100));
    channel.finishAndReleaseAll();
  }

  @Test
  @DisplayName("Y-29 a client that makes TLS answer again and again is a flood")
  void manyAnswersAreAFlood() {
    assertTrue(answersEach(1_000));
    channel.finishAndReleaseAll();
  }

  @Test
  @DisplayName("Y-29 answers count also if the client reads them")
  void answersThatAreReadCount() {
    for (int i = 0; i < 10; i++) {
      answersEach(50);
      channel.flushOutbound();
    }
    assertTrue(answersEach(100));
    channel.finishAndReleaseAll();
  }

  @Test
  @DisplayName("Y-29 what HTTP answers to a record does not count")
  void answersOfHttpDoNotCount() {
    answers.begin();
    long before = answers.waiting();
    channel.write(Unpooled.buffer(200_000).writeZero(200_000));
    answers.leaveOut(answers.waiting() - before);
    assertFalse(answers.tooMany());
    channel.finishAndReleaseAll();
  }
}
