package dev.unroll.inspect;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.unroll.inspect.Risk.Reach;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * TensorFlow's operations that reach beyond numbers, by its registry (TensorFlow 2.18 to 2.21): by
 * name, and by the beginning or end of the name where there are many of a kind.
 */
final class RiskyOperations {

  /** What reads and writes checkpoints: no risk where it is the model's own saver. */
  static final Set<String> OF_SAVERS =
      ImmutableSet.of(
          "Save",
          "SaveSlices",
          "SaveV2",
          "Restore",
          "RestoreSlice",
          "RestoreV2",
          "MergeV2Checkpoints",
          "ShardedFilename",
          "ShardedFilespec");

  private static final Map<String, Reach> BY_NAME =
      ImmutableMap.<String, Reach>builder()
          .putAll(
              all(
                  Reach.FILES,
                  "ReadFile",
                  "WriteFile",
                  "MatchingFiles",
                  "RecordInput",
                  "ImmutableConst",
                  "LoadAndRemapMatrix",
                  "GenerateVocabRemapping",
                  "InitializeTableFromTextFile",
                  "InitializeTableFromTextFileV2",
                  "Skipgram",
                  "DatasetToTFRecord",
                  "ExperimentalDatasetToTFRecord",
                  "SnapshotDatasetReader",
                  "SnapshotNestedDatasetReader",
                  "DistributedSave",
                  "FileSystemSetConfiguration",
                  "ImportEvent",
                  "DumpTensor",
                  "CalibrationStatisticsSaver",
                  "DTensorRestoreV2",
                  "SummaryWriter",
                  "InitializeTRTResource",
                  "DebugIdentity",
                  "DebugIdentityV2",
                  "DebugIdentityV3",
                  "DebugNanCount",
                  "DebugNumericSummary",
                  "DebugNumericSummaryV2"))
          .putAll(all(Reach.FILES, datasets()))
          .putAll(
              all(
                  Reach.NETWORK,
                  "Send",
                  "Recv",
                  "RemoteCall",
                  "RegisterDataset",
                  "RegisterDatasetV2",
                  "ConfigureDistributedTPU",
                  "ShutdownDistributedTPU",
                  "BigQueryReader",
                  "TryRpc"))
          .putAll(all(Reach.PYTHON, "PyFunc", "PyFuncStateless", "EagerPyFunc"))
          .putAll(
              all(
                  Reach.PROCESS,
                  "Abort",
                  "DatasetFromGraph",
                  "DeserializeIterator",
                  "RemoteFusedGraphExecute",
                  "TRTEngineOp",
                  "XlaCallModule",
                  "XlaCustomCall",
                  "XlaCustomCallV2",
                  "XlaHostCompute",
                  "XlaLaunch",
                  "XlaLaunchV2",
                  "XlaRecvFromHost",
                  "XlaSendToHost"))
          .buildOrThrow();

  private static final Map<String, Reach> BY_BEGINNING =
      ImmutableMap.<String, Reach>builder()
          .put("Collective", Reach.NETWORK)
          .put("DataService", Reach.NETWORK)
          .put("Nccl", Reach.NETWORK)
          .put("_Nccl", Reach.NETWORK)
          .put("Rpc", Reach.NETWORK)
          .put("_Send", Reach.NETWORK)
          .put("_Recv", Reach.NETWORK)
          .put("_HostSend", Reach.NETWORK)
          .put("_HostRecv", Reach.NETWORK)
          .put("_XlaHostCompute", Reach.PROCESS)
          .put("_XlaSendFromHost", Reach.PROCESS)
          .put("_XlaRecvAtHost", Reach.PROCESS)
          .put("CreateSummary", Reach.FILES)
          .buildOrThrow();

  private static final List<String> READERS = List.of("Reader", "ReaderV2");

  private RiskyOperations() {}

  private static String[] datasets() {
    return new String[] {
      "CSVDataset",
      "CSVDatasetV2",
      "CacheDataset",
      "CacheDatasetV2",
      "ExperimentalCSVDataset",
      "ExperimentalLMDBDataset",
      "ExperimentalMatchingFilesDataset",
      "ExperimentalSqlDataset",
      "FixedLengthRecordDataset",
      "FixedLengthRecordDatasetV2",
      "LMDBDataset",
      "ListSnapshotChunksDataset",
      "LoadDataset",
      "MatchingFilesDataset",
      "SSTableDataset",
      "SaveDataset",
      "SaveDatasetV2",
      "SnapshotChunkDataset",
      "SnapshotDataset",
      "SnapshotDatasetV2",
      "SqlDataset",
      "TFRecordDataset",
      "TFRecordDatasetV2",
      "TextLineDataset"
    };
  }

  private static Map<String, Reach> all(Reach reach, String... names) {
    ImmutableMap.Builder<String, Reach> map = ImmutableMap.builder();
    for (String name : names) {
      map.put(name, reach);
    }
    return map.buildOrThrow();
  }

  /** What an operation can touch beyond numbers; empty where that is nothing. */
  static Optional<Reach> of(NodeDef node) {
    String operation = node.getOp();
    if (OF_SAVERS.contains(operation)) {
      return Optional.of(Reach.FILES);
    }
    return switch (operation) {
      case "PrintV2" -> filesUnless(!text(node, "output_stream").startsWith("file:"));
      case "FixedUnigramCandidateSampler" -> filesUnless(text(node, "vocab_file").isEmpty());
      case "DecodeProtoV2", "EncodeProto" ->
          filesUnless(text(node, "descriptor_source").matches("(local://|bytes://.*)?"));
      default -> byName(operation);
    };
  }

  private static Optional<Reach> byName(String operation) {
    Reach named = BY_NAME.get(operation);
    if (named != null) {
      return Optional.of(named);
    }
    for (Map.Entry<String, Reach> beginning : BY_BEGINNING.entrySet()) {
      if (operation.startsWith(beginning.getKey())) {
        return Optional.of(beginning.getValue());
      }
    }
    return filesUnless(READERS.stream().noneMatch(operation::endsWith));
  }

  private static Optional<Reach> filesUnless(boolean harmless) {
    return harmless ? Optional.empty() : Optional.of(Reach.FILES);
  }

  private static String text(NodeDef node, String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getS().toStringUtf8();
  }
}
