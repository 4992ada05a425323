package dev.unroll.internal.server.settings;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.internal.server.proto.FileSystemStoragePathSourceConfig.ServableVersionPolicy;
import dev.unroll.internal.server.proto.ModelServerConfig;
import dev.unroll.internal.server.proto.ModelType;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.VersionPolicy;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models that TensorFlow Serving is told to serve. */
public final class ModelConfigs {

  private static final Logger LOG = LoggerFactory.getLogger(ModelConfigs.class);
  private static final String PLATFORM = "tensorflow";

  private ModelConfigs() {}

  /**
   * Reads a file of models, the text of a {@code ModelServerConfig}.
   *
   * @throws dev.unroll.check.InputException where it is damaged, or a model cannot be served
   */
  public static List<ModelConfig> read(Path file) throws IOException {
    ModelServerConfig.Builder config = ModelServerConfig.newBuilder();
    TextProto.read(file, config);
    return of(config.build(), file + ": ");
  }

  /**
   * The models of a message.
   *
   * @param place that it is from, for messages; empty where there is none
   * @throws dev.unroll.check.InputException where a model cannot be served
   */
  public static List<ModelConfig> of(ModelServerConfig config, String place) {
    switch (config.getConfigCase()) {
      case MODEL_CONFIG_LIST -> {}
      case CUSTOM_MODEL_CONFIG ->
          throw failure(
              "%scustom_model_config is for programs of one's own; expected model_config_list",
              place);
      case CONFIG_NOT_SET -> throw failure("%sexpected a model_config_list, found none", place);
    }
    List<ModelConfig> models = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (var one : config.getModelConfigList().getConfigList()) {
      that(!one.getName().isEmpty(), "%sa model has no name", place);
      String who = place + "model '" + one.getName() + "': ";
      that(names.add(one.getName()), "%sthere are two of this name", who);
      models.add(
          new ModelConfig(
              one.getName(),
              folder(who, one.getBasePath()),
              policy(who, one.getModelVersionPolicy()),
              one.getVersionLabelsMap()));
      requireTensorFlow(who, one);
      if (one.hasLoggingConfig()) {
        LOG.warn("{}logging_config is not read: the server's own log of requests is used", who);
      }
    }
    return models;
  }

  private static void requireTensorFlow(
      String who, dev.unroll.internal.server.proto.ModelConfig one) {
    that(
        one.getModelPlatform().isEmpty() || one.getModelPlatform().equals(PLATFORM),
        "%smodel_platform: expected \"%s\", found \"%s\"",
        who,
        PLATFORM,
        one.getModelPlatform());
    that(
        one.getModelType() == ModelType.MODEL_TYPE_UNSPECIFIED
            || one.getModelType() == ModelType.TENSORFLOW,
        "%smodel_type: expected %s, found %s",
        who,
        ModelType.TENSORFLOW,
        one.getModelType());
  }

  private static Path folder(String who, String text) {
    that(!text.isEmpty(), "%sbase_path is missing", who);
    Path folder;
    try {
      folder = Path.of(text);
    } catch (InvalidPathException e) {
      throw failure("%sbase_path: expected the path of a folder, found '%s'", who, text);
    }
    that(
        folder.isAbsolute(),
        "%sbase_path: expected an absolute path, found '%s'; perhaps '%s'",
        who,
        text,
        folder.toAbsolutePath().normalize());
    return folder;
  }

  private static VersionPolicy policy(String who, ServableVersionPolicy policy) {
    return switch (policy.getPolicyChoiceCase()) {
      case LATEST -> {
        int versions = policy.getLatest().getNumVersions();
        that(
            versions >= 0,
            "%slatest: num_versions: expected %d at most, found %d",
            who,
            Integer.MAX_VALUE,
            Integer.toUnsignedLong(versions));
        // 0 is what is not said.
        yield new VersionPolicy.Latest(versions == 0 ? 1 : versions);
      }
      case ALL -> new VersionPolicy.All();
      case SPECIFIC -> {
        List<Long> versions = policy.getSpecific().getVersionsList();
        that(!versions.isEmpty(), "%sspecific: expected versions, such as versions: 3", who);
        Optional<Long> negative = versions.stream().filter(version -> version < 0).findFirst();
        that(
            negative.isEmpty(),
            "%sspecific: versions: expected 0 or more, found %s",
            who,
            negative.orElse(0L));
        yield new VersionPolicy.Specific(new HashSet<>(versions));
      }
      case POLICYCHOICE_NOT_SET -> new VersionPolicy.Latest(1);
    };
  }
}
