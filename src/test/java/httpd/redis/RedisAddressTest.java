package httpd.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Redis": addresses and files of credentials. */
class RedisAddressTest {

  @TempDir Path directory;

  @Test
  @DisplayName("RD-1 an address has a host, a port, a key and perhaps a database")
  void addresses() throws Exception {
    assertEquals(
        new RedisAddress(false, "127.0.0.1", 6380, 0, "chat"),
        RedisAddress.parse("redis://127.0.0.1:6380/chat"));
    assertEquals(
        new RedisAddress(true, "redis.example", 6379, 3, "a:b/c"),
        RedisAddress.parse("rediss://redis.example/a:b/c?db=3"));
    assertEquals(
        new RedisAddress(false, "::1", 7000, 0, "k"), RedisAddress.parse("redis://[::1]:7000/k"));
    assertEquals("redis://[::1]:7000", RedisAddress.parse("redis://[::1]:7000/k").server());
  }

  @Test
  @DisplayName("RD-1 an address that cannot be meant is refused, with the form of a right one")
  void wrong() {
    for (var text :
        List.of(
            "redis://",
            "redis:///k",
            "redis://host",
            "redis://host/",
            "redis://host:0/k",
            "redis://host:99999/k",
            "redis://host:x/k",
            "redis://host/k#f",
            "redis://host/k?db=x",
            "redis://host/k?timeout=3",
            "redis://host/%7Bk%7D",
            "redis://host/a b",
            "redis://a:1,b:2/k",
            "redis-sentinel://host:26379/k",
            "valkey://host/k",
            "redis://ho_st/k")) {
      var refused = assertThrows(RedisRefusedException.class, () -> RedisAddress.parse(text), text);
      assertFalse(refused.hint().isEmpty());
    }
  }

  @Test
  @DisplayName("RD-2 a password in the address is refused and not repeated")
  void password() {
    for (var text :
        List.of("redis://:s3cret@host/k", "redis://me:s3cret@host/k", "redis://s3cret@h")) {
      var refused = assertThrows(RedisRefusedException.class, () -> RedisAddress.parse(text));
      assertFalse((refused.getMessage() + refused.hint()).contains("s3cret"), text);
      assertTrue(refused.hint().contains("--redis-auth FILE"), refused.hint());
    }
  }

  @Test
  @DisplayName("RD-2 the file has one line, PASSWORD or USER:PASSWORD")
  void files() throws Exception {
    var file = directory.resolve("secret");
    Files.writeString(file, "s3cret\n");
    assertEquals(new RedisCredentials(null, "s3cret"), RedisCredentials.read(file));
    assertFalse(RedisCredentials.read(file).toString().contains("s3cret"));
    Files.writeString(file, "me:a:b");
    assertEquals(new RedisCredentials("me", "a:b"), RedisCredentials.read(file));
    for (var text : List.of("", " \n", "one\ntwo\n")) {
      Files.writeString(file, text);
      assertThrows(RedisRefusedException.class, () -> RedisCredentials.read(file), text);
    }
    var missing = directory.resolve("missing");
    var refused = assertThrows(RedisRefusedException.class, () -> RedisCredentials.read(missing));
    assertTrue(refused.getMessage().contains("missing"), refused.getMessage());
  }
}
