package dev.unroll.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.doctor.finding.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DoctorGuideTest {

  @Test
  void kindsAreNumberedFromOneAndAllAreInTheGuide() throws IOException {
    List<Integer> numbers = Arrays.stream(Kind.values()).map(Kind::number).sorted().toList();
    assertEquals(IntStream.rangeClosed(1, numbers.size()).boxed().toList(), numbers);
    List<Integer> rows =
        Files.readAllLines(Path.of("docs/doctor.md")).stream()
            .filter(line -> line.matches("\\| \\d+ \\|.*"))
            .map(line -> Integer.valueOf(line.split("\\|", -1)[1].strip()))
            .toList();
    assertEquals(numbers, rows);
  }
}
