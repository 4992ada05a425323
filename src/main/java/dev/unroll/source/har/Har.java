package dev.unroll.source.har;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Layout;
import dev.unroll.data.Schema;
import dev.unroll.internal.files.CacheFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** UCI HAR, from its folder or zip, or from where {@code unroll fetch har} put it. */
public record Har() implements DataSource {

  @Override
  public PathUse pathUse() {
    return PathUse.OPTIONAL;
  }

  @Override
  public Dataset read(String path) throws IOException {
    Path folder = path.isEmpty() ? UciHarDownload.folder(CacheFolder.ofUser()) : Path.of(path);
    that(
        !path.isEmpty() || Files.isDirectory(folder),
        "data 'har': UCI HAR is not here yet; use the %s, or give har:PATH with its folder or zip",
        Choice.DOWNLOAD);
    return UciHar.read(folder, CacheFolder.ofUser());
  }

  @Override
  public Optional<Layout> layout() {
    Schema schema = Schema.ofClasses(UciHar.SIGNALS, UciHar.CLASS_NAMES);
    return Optional.of(new Layout(UciHar.STEPS, false, schema));
  }
}
