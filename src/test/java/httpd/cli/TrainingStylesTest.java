package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import httpd.script.HandlerFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingStylesTest {

  @Test
  @DisplayName("The handler file of the training run is compiled and loaded")
  void isLoaded(@TempDir Path directory) throws Exception {
    var file = Files.writeString(directory.resolve("Styles.java"), TrainingStyles.SOURCE);
    assertDoesNotThrow(() -> HandlerFile.load(file));
  }
}
