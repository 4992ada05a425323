package dev.unroll.source;

import dev.unroll.contract.DataSourceContract;
import dev.unroll.contract.Settings;
import dev.unroll.data.DataSource;
import dev.unroll.internal.numpy.NpyWriter;
import dev.unroll.settings.RecordReader;
import dev.unroll.source.ais.Ais;
import dev.unroll.source.ais.AisClass;
import dev.unroll.source.ais.AisColumns;
import dev.unroll.source.climate.Climate;
import dev.unroll.source.climate.Clock;
import dev.unroll.source.csv.Csv;
import dev.unroll.source.csv.CsvColumns;
import dev.unroll.source.csv.CsvSplit;
import dev.unroll.source.csv.CsvTarget;
import dev.unroll.source.frames.Frames;
import dev.unroll.source.har.Har;
import dev.unroll.source.har.HarFixture;
import dev.unroll.source.numpy.Numpy;
import dev.unroll.source.numpy.NumpyArrays;
import dev.unroll.source.numpy.NumpyTarget;
import dev.unroll.source.simulated.Burst;
import dev.unroll.source.simulated.Motion;
import dev.unroll.source.simulated.MovingShapes;
import dev.unroll.source.ts.Ts;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceContractTest {

  @Test
  void nothingMayBeMissingInsideTheirSettings() throws ReflectiveOperationException {
    for (Record settings :
        List.of(
            new CsvColumns(),
            new CsvTarget.Label("label", List.of()),
            new CsvTarget.StepLabel("label", List.of()),
            new CsvTarget.OneHot(List.of("a", "b")),
            new CsvTarget.Numbers(List.of("a")),
            new CsvSplit.ByColumn("part"),
            new NumpyArrays(),
            new NumpyTarget.Label(List.of(), 0),
            new NumpyTarget.StepLabel(List.of(), 0),
            new NumpyTarget.OneHot(List.of()),
            new NumpyTarget.Numbers(List.of()),
            new AisColumns("id", "time", "iso", "lat", "lon", "", "", "type"),
            new AisClass("cargo", List.of("70-79")),
            new DataSpec("motion", ""))) {
      Settings.refuseNull(settings);
    }
  }

  abstract static class Settled extends DataSourceContract {

    @TempDir Path temp;
    private final Class<? extends DataSource> kind;

    Settled(Class<? extends DataSource> kind) {
      this.kind = kind;
    }

    @Override
    protected DataSource source() {
      return RecordReader.byDefault(kind);
    }

    /** For kinds that make their data. */
    @Override
    protected String path() throws IOException {
      return "";
    }
  }

  @Nested
  class OfBurst extends Settled {
    OfBurst() {
      super(Burst.class);
    }
  }

  @Nested
  class OfMotion extends Settled {
    OfMotion() {
      super(Motion.class);
    }
  }

  @Nested
  class OfMovingShapes extends Settled {
    OfMovingShapes() {
      super(MovingShapes.class);
    }
  }

  @Nested
  class OfHar extends Settled {
    OfHar() {
      super(Har.class);
    }

    @Override
    protected String path() throws IOException {
      return HarFixture.write(temp.resolve("har")).toString();
    }
  }

  @Nested
  class OfTs extends Settled {
    OfTs() {
      super(Ts.class);
    }

    @Override
    protected String path() throws IOException {
      for (String part : new String[] {"TRAIN", "TEST"}) {
        Files.writeString(
            temp.resolve("Pair_" + part + ".ts"),
            "@problemName Pair\n@classLabel true up down\n@data\n1,2,3:4,5,6:up\n7,8:9,10:down\n");
      }
      return temp.resolve("Pair_TRAIN.ts").toString();
    }
  }

  @Nested
  class OfCsv extends Settled {
    OfCsv() {
      super(Csv.class);
    }

    @Override
    protected String path() throws IOException {
      StringBuilder text = new StringBuilder("index,step,group,label,x,y\n");
      for (int sequence = 0; sequence < 8; sequence++) {
        for (int step = 0; step < 3 + sequence % 2; step++) {
          text.append(sequence).append(',').append(step).append(',').append(sequence / 2);
          text.append(sequence % 2 == 0 ? ",up," : ",down,").append(sequence * 10 + step);
          text.append(',').append(0.5 * step - sequence).append('\n');
        }
      }
      return Files.writeString(temp.resolve("table.csv"), text).toString();
    }
  }

  @Nested
  class OfNumpy extends Settled {
    OfNumpy() {
      super(Numpy.class);
    }

    @Override
    protected String path() throws IOException {
      Path folder = Files.createDirectories(temp.resolve("arrays"));
      Files.write(
          folder.resolve("X.npy"),
          NpyWriter.bytes(1, "<f4", false, new int[] {8, 5, 2}, i -> i % 13 - 0.25 * i));
      Files.write(
          folder.resolve("y.npy"), NpyWriter.bytes(1, "<i8", false, new int[] {8}, i -> i % 2));
      return folder.toString();
    }
  }

  @Nested
  class OfAis extends Settled {
    OfAis() {
      super(Ais.class);
    }

    @Override
    protected String path() throws IOException {
      StringBuilder text =
          new StringBuilder("MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,VesselType\n");
      for (int ship = 0; ship < 12; ship++) {
        for (int minute = 0; minute < 180; minute++) {
          text.append(
              String.format(
                  Locale.ROOT,
                  "%d,2022-01-03T%02d:%02d:00,%.4f,-119,%d,%d,511,X,%d%n",
                  366899260 + ship,
                  minute / 60,
                  minute % 60,
                  34 + 0.0025 * minute + ship,
                  9 + ship % 3,
                  ship,
                  ship % 2 == 0 ? 70 : 30));
        }
      }
      return Files.writeString(temp.resolve("ships.csv"), text).toString();
    }
  }

  @Nested
  class OfClimate extends Settled {
    OfClimate() {
      super(Climate.class);
    }

    @Override
    protected DataSource source() {
      return new Climate(
          List.of(), "T", List.of(), Clock.DAY, 144, 6, List.of(36), 6, 0.5, 0.25, 6);
    }

    @Override
    protected String path() throws IOException {
      StringBuilder text = new StringBuilder("\"Date Time\",\"p (mbar)\",\"T (degC)\"\n");
      for (int row = 0; row < 6 * 24 * 28; row++) {
        text.append(
            String.format(
                Locale.ROOT,
                "%02d.01.2009 %02d:%02d:00,%d,%d%n",
                1 + row / 144,
                row / 6 % 24,
                row % 6 * 10,
                1000 + row % 7,
                row % 144));
      }
      return Files.writeString(temp.resolve("weather.csv"), text).toString();
    }
  }

  @Nested
  class OfFrames extends Settled {
    OfFrames() {
      super(Frames.class);
    }

    @Override
    protected String path() throws IOException {
      for (String clip : new String[] {"jump/a", "jump/b", "run/a", "run/b"}) {
        Path folder = Files.createDirectories(temp.resolve("clips").resolve(clip));
        for (int frame = 0; frame < 3; frame++) {
          BufferedImage image = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
          image.setRGB(frame, 1, clip.hashCode() & 0xffffff);
          ImageIO.write(image, "png", folder.resolve(frame + ".png").toFile());
        }
      }
      return temp.resolve("clips").toString();
    }
  }
}
