package httpd.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.testing.FileNames;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC F-70 to F-72: a read error is not an absence. */
class AbsenceTest {

  @TempDir Path directory;

  private FileSystemException refusal(String name) throws Exception {
    Files.writeString(directory.resolve("file"), "text");
    if (!Files.isSymbolicLink(directory.resolve("loop"))) {
      Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
    }
    return assertThrows(
        FileSystemException.class, () -> directory.resolve(name).toRealPath(), "no error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "missing/below", "file/below", "file/below/it"})
  @DisplayName("F-70 a name that does not exist, or has a file above it, is absent")
  void absent(String name) throws Exception {
    assertTrue(Absence.isCertain(refusal(name)));
  }

  @Test
  @DisplayName("F-70 a name that the system cannot have is absent")
  void tooLong() throws Exception {
    assertTrue(
        Absence.isCertain(refusal(FileNames.isWritable("é") ? "é".repeat(128) : "e".repeat(256))));
    assertTrue(Absence.isCertain(refusal("file/" + "x/".repeat(2500))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"loop", "loop/below"})
  @DisplayName("F-70 a loop of links is not")
  void loop(String name) throws Exception {
    var refusal = refusal(name);
    assertFalse(Absence.isCertain(refusal));
    assertTrue(Absence.isLoop(refusal));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Input/output error", "Stale file handle", "Too many open files", ""})
  @DisplayName("F-70 errors of the file system and a lack of descriptors are not")
  void errors(String reason) {
    var file = directory.resolve("file").toString();
    assertFalse(Absence.isCertain(new FileSystemException(file, null, reason)));
    assertFalse(Absence.isCertain(new FileSystemException(null, null, reason)));
  }

  @Test
  @DisplayName(
      "F-70 handlers throw for a file that cannot be read, and answer 404 for one that is absent")
  void handlers() throws Exception {
    refusal("loop");
    var inside = new DirectoryHandler(directory);
    assertThrows(FileSystemException.class, () -> inside.handle(Request.get("/loop")));
    assertThrows(HttpException.class, () -> inside.handle(Request.get("/file/below")));
    var looped = new FileHandler(directory.resolve("loop"));
    assertThrows(FileSystemException.class, () -> looped.handle(Request.get("/")));
    var below = new FileHandler(directory.resolve("file/below"));
    assertThrows(HttpException.class, () -> below.handle(Request.get("/")));
  }

  @Test
  @DisplayName("F-71 a loop of links is not listed, and the listing is complete")
  void listing() throws Exception {
    refusal("loop");
    var listing = Listing.of(ServedDirectory.at(directory), directory.toRealPath());
    assertTrue(listing.isComplete());
    assertEquals(1, listing.entries().size());
  }

  @Test
  @DisplayName("F-72 the exception of Response.file tells absence from failure")
  void response() throws Exception {
    refusal("loop");
    var loop =
        assertThrows(FileSystemException.class, () -> Response.file(directory.resolve("loop")));
    assertFalse(loop instanceof NoSuchFileException, loop.toString());
    assertThrows(NoSuchFileException.class, () -> Response.file(directory));
    assertThrows(NoSuchFileException.class, () -> Response.file(directory.resolve("missing")));
  }
}
