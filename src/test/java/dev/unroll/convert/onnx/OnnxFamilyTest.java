package dev.unroll.convert.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.Resources;
import dev.unroll.check.InputException;
import dev.unroll.convert.Sample;
import dev.unroll.convert.WeightFile;
import dev.unroll.convert.network.LayerOutput;
import dev.unroll.convert.network.Network;
import dev.unroll.convert.network.Network.Meaning;
import dev.unroll.convert.network.WeightSource;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.model.InputSpec;
import dev.unroll.model.ModelSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The networks of {@code make_golden_onnx_family.py}: exact by what ONNX Runtime gives, or refused.
 */
class OnnxFamilyTest {

  private static final String REFUSED = "refused/";
  private static final List<String> PARTS = List.of("", "-more", "-keras");

  @TempDir Path temp;

  private static ZipFile zip(String part) throws IOException {
    try {
      return new ZipFile(
          Path.of(Resources.getResource("dev/unroll/convert/onnx-family" + part + ".zip").toURI())
              .toFile());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static List<String> names(boolean refused) throws IOException {
    List<String> names = new ArrayList<>();
    for (String part : PARTS) {
      try (ZipFile zip = zip(part)) {
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.endsWith(".onnx") && name.startsWith(REFUSED) == refused)
            .map(name -> name.replaceAll("^.*/|\\.onnx$", ""))
            .forEach(names::add);
      }
    }
    return names;
  }

  static Stream<String> exact() throws IOException {
    return names(false).stream();
  }

  static Stream<String> refused() throws IOException {
    return names(true).stream();
  }

  private Path unpacked(String name) throws IOException {
    for (String part : PARTS) {
      try (ZipFile zip = zip(part)) {
        for (ZipEntry entry : zip.stream().toList()) {
          String file = entry.getName().replace(REFUSED, "");
          if (file.startsWith(name + ".")) {
            try (InputStream in = zip.getInputStream(entry)) {
              Files.copy(in, temp.resolve(file));
            }
          }
        }
      }
    }
    return temp.resolve(name + ".onnx");
  }

  @Test
  void theFamilyIsLarge() throws IOException {
    assertTrue(names(false).size() > 120, names(false).size() + " networks");
    assertTrue(names(true).size() > 40, names(true).size() + " networks");
  }

  @ParameterizedTest
  @MethodSource("exact")
  void givesWhatOnnxRuntimeGives(String name) throws IOException {
    WeightSource source = WeightFile.open(unpacked(name));
    Sample sample = Sample.read(temp.resolve(name + ".npz"));
    Network network = source.network(false);
    assertTrue(network.steps() == 0 || network.steps() == sample.steps());
    assertEquals(List.of(), source.assumptions());
    ModelSpec spec = spec(network, sample.steps());
    double difference = sample.check(spec, source.weights(spec));
    assertTrue(difference < Sample.TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatItCannotGiveExactly(String name) throws IOException {
    Path file = unpacked(name);
    InputException e = assertThrows(InputException.class, () -> WeightFile.open(file));
    assertTrue(e.getMessage().startsWith(name + ".onnx: node '"), e.getMessage());
    assertTrue(e.getMessage().length() < 400, e.getMessage());
  }

  private static int rows(Network network, int steps) {
    return LayerOutput.of(network.layers(), steps, network.features(), network.frame()).steps();
  }

  private static ModelSpec spec(Network network, int steps) {
    Network.Output output = network.output();
    List<String> names = IntStream.range(0, output.count()).mapToObj(i -> "output " + i).toList();
    Target target;
    if (output.meaning() == Meaning.NUMBERS) {
      List<Signal> signals = names.stream().map(name -> new Signal(name, "")).toList();
      target =
          output.perStep()
              ? new Target.NumbersPerStep(signals, rows(network, steps))
              : new Target.Numbers(signals, Target.Numbers.NO_NAIVE);
    } else {
      target = output.perStep() ? new Target.ClassPerStep(names) : new Target.OneClass(names);
    }
    InputSpec input = new InputSpec(steps, network.features(), false, network.frame());
    return network.design().fitted(input, target, network.normalizer(), Optional.empty());
  }
}
