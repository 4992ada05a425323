package dev.unroll.internal.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ReloadSettings;
import dev.unroll.server.settings.VersionPolicy;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {

  private static final ModelName NEWEST = ModelName.newest("toy");

  @TempDir static Path made;
  private static Path one;
  private static Path two;
  private static float ofOne;
  private static float ofTwo;

  @TempDir Path temp;
  private final AtomicInteger warmed = new AtomicInteger();
  private ModelStore store;

  @BeforeAll
  static void write() throws IOException {
    one = made.resolve("one");
    two = made.resolve("two");
    ToyModels.write(one, 1);
    ToyModels.write(two, 2);
    ofOne = predicted(one);
    ofTwo = predicted(two);
    assertTrue(Math.abs(ofOne - ofTwo) > 1e-3, ofOne + " " + ofTwo);
  }

  private static float predicted(Path folder) throws IOException {
    ModelVersion version =
        ModelVersion.load("toy", 1, folder, LoadSettings.standard(), Runnable::run);
    float found = ToyModels.predicted(version);
    version.retire();
    return found;
  }

  @AfterEach
  void close() {
    if (store != null) {
      store.close();
      assertEquals(0, store.open());
    }
  }

  private Path base() throws IOException {
    return Files.createDirectories(temp.resolve("toy"));
  }

  private void open(ReloadSettings reload, VersionPolicy policy, Map<String, Long> labels)
      throws IOException {
    store =
        new ModelStore(
            LoadSettings.standard().withReload(reload),
            (version, leases) -> warmed.incrementAndGet());
    store.configure(List.of(new ModelConfig("toy", base(), policy, labels)));
    settle();
  }

  private void open() throws IOException {
    open(
        ReloadSettings.standard().withSettled(Duration.ZERO),
        new VersionPolicy.Latest(1),
        Map.of());
  }

  /** Looks until no file changes any more. */
  private void settle() {
    for (int i = 0; i < 10 && store.refresh(); i++) {}
  }

  private VersionStatus status(long number) {
    return store.statuses(ToyModels.version("toy", number)).get(0);
  }

  private void assertPredicts(float expected, ModelName name) {
    assertEquals(expected, ToyModels.predicted(store, name), 1e-5f);
  }

  @Test
  void servesANewVersionOnceItIsWarmAndClosesTheOldOnceItIsFree() throws Exception {
    ToyModels.copy(one, base().resolve("1"));
    List<Float> whileWarming = new ArrayList<>();
    store =
        new ModelStore(
            LoadSettings.standard()
                .withReload(ReloadSettings.standard().withSettled(Duration.ZERO)),
            (version, leases) -> {
              assertEquals(VersionState.LOADING, status(version.number()).state());
              if (version.number() == 2) {
                whileWarming.add(ToyModels.predicted(store, NEWEST));
                whileWarming.add(ToyModels.predicted(leases, NEWEST));
              }
            });
    store.configure(List.of(ModelConfig.of("toy", base())));
    settle();
    assertPredicts(ofOne, NEWEST);
    ModelVersion.Lease used = store.lease(NEWEST);
    ToyModels.copy(two, base().resolve("2"));
    settle();
    assertEquals(ofOne, whileWarming.get(0), 1e-5f);
    assertEquals(ofTwo, whileWarming.get(1), 1e-5f);
    assertPredicts(ofTwo, NEWEST);
    assertEquals(List.of(2L), store.versions("toy"));
    // What is in use goes on, and is closed with its last use.
    assertEquals(ofOne, ToyModels.predicted(used.version()), 1e-5f);
    assertTrue(used.version().retired());
    assertEquals(VersionState.UNLOADING, status(1).state());
    assertEquals(2, store.open());
    used.close();
    used.close();
    used.version().freed().get();
    assertEquals(1, store.open());
    assertEquals(VersionState.END, status(1).state());
    assertEquals(VersionState.AVAILABLE, status(2).state());
    Refusal gone =
        assertThrows(Refusal.class, () -> store.lease(ToyModels.version("toy", 1)).close());
    assertEquals("Servable not found for request: Specific(toy, 1)", gone.getMessage());
  }

  @Test
  void keepsWhatRunsWhereANewVersionIsDamagedAndTriesAgainOnlyWhenItsFilesChange()
      throws IOException {
    ToyModels.copy(one, base().resolve("1"));
    open();
    Path second = base().resolve("2");
    ToyModels.copy(two, second);
    Path data = second.resolve("variables/variables.data-00000-of-00001");
    byte[] whole = Files.readAllBytes(data);
    byte[] damaged = whole.clone();
    damaged[whole.length / 3] ^= 1;
    Files.write(data, damaged);
    settle();
    assertPredicts(ofOne, NEWEST);
    assertEquals(VersionState.START, status(2).state());
    assertEquals(Status.UNAVAILABLE, status(2).error());
    assertTrue(status(2).message().startsWith("not whole yet: "), status(2).message());
    assertTrue(status(2).message().contains("checksum"), status(2).message());
    VersionStatus told = status(2);
    for (int i = 0; i < 20; i++) {
      assertFalse(store.refresh());
    }
    assertEquals(told, status(2));
    assertEquals(1, warmed.get());
    Files.write(data, whole);
    settle();
    assertPredicts(ofTwo, NEWEST);
    assertEquals(VersionState.AVAILABLE, status(2).state());
    assertEquals(2, warmed.get());
  }

  @Test
  void keepsWhatRunsWhereTheWarmUpFails() throws IOException {
    ToyModels.copy(one, base().resolve("1"));
    AtomicInteger tries = new AtomicInteger();
    store =
        new ModelStore(
            LoadSettings.standard()
                .withReload(ReloadSettings.standard().withSettled(Duration.ZERO)),
            (version, leases) -> {
              if (version.number() > 1) {
                tries.incrementAndGet();
                throw tries.get() == 1
                    ? new InputException("a request fails")
                    : new IllegalStateException("odd");
              }
            });
    store.configure(List.of(ModelConfig.of("toy", base())));
    settle();
    ToyModels.copy(two, base().resolve("2"));
    settle();
    settle();
    assertEquals("a request fails", status(2).message());
    ToyModels.copy(two, base().resolve("3"));
    settle();
    assertEquals("IllegalStateException: odd", status(3).message());
    assertEquals(Status.INTERNAL, status(3).error());
    assertPredicts(ofOne, NEWEST);
    assertEquals(2, tries.get());
    assertEquals(Map.of(), store.unserved());
    // What was loaded in vain is released; that may take a moment on its own thread.
    store.close();
    assertEquals(0, store.open());
  }

  @Test
  void waitsForWhatIsNotWhole() throws IOException {
    ToyModels.copy(one, base().resolve("1"));
    open();
    Path second = base().resolve("2");
    Files.createDirectories(second.resolve("variables"));
    assertWaits(second, "there is no saved_model.pb", "saved_model.pb");
    assertWaits(second, "variables/variables.index is missing", "variables/variables.index");
    assertWaits(
        second,
        "there is no assets.extra" + File.separator + "model.yaml",
        "assets.extra/model.yaml");
    assertWaits(
        second,
        "there is no assets.extra" + File.separator + "unroll.json",
        "assets.extra/unroll.json");
    assertWaits(
        second,
        "there is no variables" + File.separator + "variables.data-00000-of-00001",
        "variables/variables.data-00000-of-00001");
    settle();
    assertPredicts(ofTwo, NEWEST);
  }

  /** One more file is missing, and then comes. */
  private void assertWaits(Path folder, String lacks, String file) throws IOException {
    settle();
    assertEquals(VersionState.START, status(2).state());
    assertEquals(Status.UNAVAILABLE, status(2).error());
    assertTrue(status(2).message().contains(lacks), status(2).message());
    assertPredicts(ofOne, NEWEST);
    Path to = folder.resolve(file);
    Files.createDirectories(to.getParent());
    byte[] bytes = Files.readAllBytes(two.resolve(file));
    Files.write(to, Arrays.copyOf(bytes, bytes.length - 1));
    settle();
    assertPredicts(ofOne, NEWEST);
    Files.write(to, bytes);
  }

  @Test
  void takesNoVersionWhoseFilesHaveJustChanged() throws IOException {
    Path first = base().resolve("1");
    ToyModels.copy(one, first);
    store =
        new ModelStore(
            LoadSettings.standard()
                .withReload(ReloadSettings.standard().withSettled(Duration.ofDays(1))));
    store.configure(List.of(ModelConfig.of("toy", base())));
    assertTrue(store.refresh());
    assertEquals("waiting: its files have just changed", status(1).message());
    Files.setLastModifiedTime(
        first.resolve("saved_model.pb"), FileTime.from(Instant.now().minusSeconds(5)));
    assertTrue(store.refresh());
    assertFalse(store.ready());
    // Unchanged between two looks.
    assertFalse(store.refresh());
    assertTrue(store.ready());
  }

  @Test
  void throwsAwayWhatChangedWhileItWasLoaded() throws IOException {
    Path first = base().resolve("1");
    ToyModels.copy(one, first);
    AtomicInteger times = new AtomicInteger();
    store =
        new ModelStore(
            LoadSettings.standard()
                .withReload(ReloadSettings.standard().withSettled(Duration.ZERO)),
            (version, leases) -> {
              if (times.incrementAndGet() == 1) {
                Files.writeString(first.resolve("assets.extra/more.txt"), "more");
              }
            });
    store.configure(List.of(ModelConfig.of("toy", base())));
    int looks = 1;
    while (store.refresh()) {
      looks++;
    }
    assertTrue(looks > 1);
    assertEquals(2, times.get());
    assertPredicts(ofOne, NEWEST);
  }

  @Test
  void aFolderThatVanishesOrIsEmptiedChangesNothingAndIsTold() throws IOException {
    ToyModels.copy(one, base().resolve("1"));
    open();
    Path away = temp.resolve("away");
    Path base = base();
    Files.move(base, away);
    settle();
    assertPredicts(ofOne, NEWEST);
    assertTrue(
        store.problems().get("toy").contains("toy: expected a folder of versions"),
        store.problems().toString());
    Files.createDirectories(base.resolve("v2"));
    settle();
    assertPredicts(ofOne, NEWEST);
    assertTrue(
        store
            .problems()
            .get("toy")
            .endsWith(
                "none of the versions that are wanted is there, only [v2]; what is served stays"),
        store.problems().toString());
    Files.delete(base.resolve("v2"));
    Files.delete(base);
    Files.move(away, base);
    settle();
    assertEquals(Map.of(), store.problems());
    assertEquals(1, warmed.get());
    assertEquals(List.of(1L), store.versions("toy"));
  }

  @Test
  void tellsOfAVersionWhoseFilesChangedAndKeepsIt() throws IOException {
    Path first = base().resolve("1");
    ToyModels.copy(one, first);
    open();
    AtomicWrite.delete(first);
    ToyModels.copy(two, first);
    settle();
    assertPredicts(ofOne, NEWEST);
    assertEquals(VersionState.AVAILABLE, status(1).state());
    assertTrue(
        status(1).message().startsWith("its files have changed since it was loaded"),
        status(1).message());
    assertEquals(1, warmed.get());
  }

  @Test
  void loadsAVersionAgainInPlaceWhereThatIsWanted() throws IOException {
    Path first = base().resolve("1");
    ToyModels.copy(one, first);
    open(
        ReloadSettings.standard().withSettled(Duration.ZERO).withInPlace(true),
        new VersionPolicy.Latest(1),
        Map.of());
    AtomicWrite.delete(first);
    ToyModels.copy(two, first);
    Files.delete(first.resolve("variables/variables.index"));
    settle();
    assertPredicts(ofOne, NEWEST);
    assertEquals(VersionState.AVAILABLE, status(1).state());
    assertTrue(status(1).message().startsWith("not whole yet: "), status(1).message());
    Files.copy(
        two.resolve("variables/variables.index"), first.resolve("variables/variables.index"));
    settle();
    assertPredicts(ofTwo, NEWEST);
    assertEquals("", status(1).message());
    assertEquals(List.of(1L), store.versions("toy"));
  }

  @Test
  void goesBackWhereTheNewestVersionIsRemoved() throws IOException {
    ToyModels.copy(one, base().resolve("1"));
    ToyModels.copy(two, base().resolve("0002"));
    open();
    assertPredicts(ofTwo, NEWEST);
    AtomicWrite.delete(base().resolve("0002"));
    settle();
    assertPredicts(ofOne, NEWEST);
    assertEquals(List.of(1L), store.versions("toy"));
  }

  /** As when a server starts anew while a copy is under way. */
  @Test
  void beginsWithAnOlderVersionWhereTheNewestIsNotWhole() throws IOException {
    ToyModels.copy(one, base().resolve("1"));
    ToyModels.copy(one, base().resolve("2"));
    ToyModels.copy(two, base().resolve("3"));
    Path index = base().resolve("3/variables/variables.index");
    byte[] bytes = Files.readAllBytes(index);
    Files.write(index, Arrays.copyOf(bytes, bytes.length / 2));
    open();
    assertEquals(List.of(2L), store.versions("toy"));
    assertPredicts(ofOne, NEWEST);
    assertEquals(VersionState.START, status(3).state());
    assertEquals(
        List.of(3L, 2L), store.statuses(NEWEST).stream().map(VersionStatus::version).toList());
    Files.write(index, bytes);
    settle();
    assertEquals(List.of(3L), store.versions("toy"));
    assertPredicts(ofTwo, NEWEST);
  }

  @Test
  void tellsOfTwoFoldersOfOneNumber() throws IOException {
    ToyModels.copy(one, base().resolve("01"));
    ToyModels.copy(two, base().resolve("1"));
    open();
    assertPredicts(ofTwo, NEWEST);
    assertTrue(
        store
            .problems()
            .get("toy")
            .endsWith("'01' and '1' are the same version; the latter is taken"),
        store.problems().toString());
  }

  @Test
  void keepsAsManyVersionsAsAreWanted() throws IOException {
    ToyModels.copy(one, base().resolve("1"));
    ToyModels.copy(two, base().resolve("2"));
    open(
        ReloadSettings.standard().withSettled(Duration.ZERO),
        new VersionPolicy.Latest(2),
        Map.of());
    assertEquals(List.of(1L, 2L), store.versions("toy"));
    Files.createDirectories(base().resolve("3"));
    settle();
    assertEquals(List.of(1L, 2L), store.versions("toy"));
    ToyModels.copy(one, base().resolve("4"));
    settle();
    // The third cannot be served, so the second stays for it.
    assertEquals(List.of(2L, 4L), store.versions("toy"));
    store.configure(
        List.of(new ModelConfig("toy", base(), new VersionPolicy.Specific(Set.of(1L)), Map.of())));
    settle();
    assertEquals(List.of(1L), store.versions("toy"));
    store.configure(
        List.of(new ModelConfig("toy", base(), new VersionPolicy.Specific(Set.of(9L)), Map.of())));
    settle();
    assertEquals(List.of(1L), store.versions("toy"));
    store.configure(List.of(new ModelConfig("toy", base(), new VersionPolicy.All(), Map.of())));
    settle();
    assertEquals(List.of(1L, 2L, 4L), store.versions("toy"));
  }

  @Test
  void aLabelGoesToItsVersionOnceThatIsServed() throws IOException {
    ToyModels.copy(one, base().resolve("1"));
    open(
        ReloadSettings.standard().withSettled(Duration.ZERO),
        new VersionPolicy.All(),
        Map.of("stable", 1L, "canary", 2L));
    assertPredicts(ofOne, ToyModels.label("toy", "stable"));
    Refusal early =
        assertThrows(Refusal.class, () -> store.lease(ToyModels.label("toy", "canary")).close());
    assertEquals(Status.NOT_FOUND, early.status());
    assertEquals(
        "Servable not found for request: Specific(toy, 2): label 'canary' is for this version, which"
            + " is not available",
        early.getMessage());
    Refusal unknown =
        assertThrows(Refusal.class, () -> store.lease(ToyModels.label("toy", "best")).close());
    assertEquals(
        "Unrecognized servable version label: best; model toy has [canary, stable]",
        unknown.getMessage());
    store.configure(
        List.of(
            new ModelConfig(
                "toy", base(), new VersionPolicy.All(), Map.of("stable", 2L, "canary", 2L))));
    // It stays where it was until its version is there.
    assertPredicts(ofOne, ToyModels.label("toy", "stable"));
    ToyModels.copy(two, base().resolve("2"));
    settle();
    assertPredicts(ofTwo, ToyModels.label("toy", "stable"));
    assertPredicts(ofTwo, ToyModels.label("toy", "canary"));
    assertEquals(2, store.statuses(ToyModels.label("toy", "stable")).get(0).version());
  }

  @Test
  void takesOtherFoldersAndModelsOverWhileItRuns() throws IOException {
    ToyModels.copy(one, base().resolve("1"));
    open();
    Path other = Files.createDirectories(temp.resolve("other"));
    ToyModels.copy(two, other.resolve("1"));
    store.configure(List.of(ModelConfig.of("toy", other), ModelConfig.of("more", base())));
    assertPredicts(ofOne, NEWEST);
    settle();
    assertPredicts(ofTwo, NEWEST);
    assertPredicts(ofOne, ModelName.newest("more"));
    assertEquals(List.of("more", "toy"), store.names());
    store.configure(List.of(ModelConfig.of("more", base())));
    Refusal gone = assertThrows(Refusal.class, () -> store.lease(NEWEST).close());
    assertEquals("Servable not found for request: Latest(toy)", gone.getMessage());
  }

  @Test
  void tellsOfTheLastTenThatEnded() {
    ServedModel model = new ServedModel(ModelConfig.of("toy", temp));
    for (long number = 1; number <= 25; number++) {
      model.mark(VersionStatus.of(number, VersionState.END));
    }
    model.mark(VersionStatus.of(26, VersionState.AVAILABLE));
    assertEquals(
        List.of(26L, 25L, 24L, 23L, 22L, 21L, 20L, 19L, 18L, 17L, 16L),
        model.statuses().stream().map(VersionStatus::version).toList());
  }
}
